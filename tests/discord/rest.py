"""What the stand-in answers over HTTP besides messages and threads, and the table of all."""

import copy
import re
from typing import Any

from tests.discord.components import Json, Refusal, wrong
from tests.discord.shapes import BOT, PERSON, ROLE, guild_of, member_of, user
from tests.discord.threads import Threads


class Rest(Threads):
    """One method for each request of `_ROUTES`; `answer` finds it."""

    def __init__(self) -> None:
        super().__init__()
        self._versions: dict[str, tuple[Json, str]] = {}

    def answer(self, method: str, path: str, **asked: Any) -> Any:
        """Do what is asked; `None` is the empty answer. Raises `Refusal`."""
        for pattern, name in _ROUTES:
            if found := re.fullmatch(pattern, f"{method} {path}"):
                return getattr(self, name)(*found.groups(), **asked)
        raise Refusal(404, 0, "404: Not Found")

    def _me(self, **_: Any) -> Json:
        return user(BOT, "paper-bot")

    def _application(self, **_: Any) -> Json:
        return {
            "id": BOT,
            "name": "Paperboy",
            "icon": None,
            "description": "",
            "bot_public": True,
            "bot_require_code_grant": False,
            "owner": user(PERSON, "Ada"),
            "verify_key": "0",
            "flags": 0,
        }

    def _gateway_address(self, **_: Any) -> Json:
        return {"url": self.gateway_url}

    def _gateway_of_bots(self, **_: Any) -> Json:
        starts = {"total": 1000, "remaining": 1000 - self.identified}
        starts |= {"reset_after": 86_400_000, "max_concurrency": 1}
        return {"url": self.gateway_url, "shards": self.shards, "session_start_limit": starts}

    # ---------------------------------------------------------------- commands

    def _registered(self, _application: str, **_: Any) -> list[Json]:
        return [self._as_registered(each) for each in self.commands]

    def _registered_there(self, _application: str, server: str, **_: Any) -> list[Json]:
        """None: ours are for all servers. Without the scope of commands, that is refused."""
        if server not in self.servers - self.unscoped:
            raise Refusal(403, 50001, "Missing Access")
        return []

    def _declare(self, _application: str, *, body: Any, **_: Any) -> Any:
        names = [(each["name"], each.get("type", 1)) for each in body]
        if len(set(names)) < len(names):
            raise wrong("name", "Application command names must be unique.")
        for number, each in enumerate(body):
            _check_options(f"{number}", each.get("options") or [])
        self.commands = body
        return self._registered(BOT)

    def _as_registered(self, command: Json) -> Json:
        """With what Discord adds, and without what it leaves out: what is the default."""
        kind = command.get("type", 1)
        number = self.command_id(command["name"], kind)
        if self._versions.get(number, ({}, ""))[0] != command:
            self._versions[number] = copy.deepcopy(command), self.snowflake()
        needs = command.get("default_member_permissions")
        return {
            "id": number,
            "application_id": BOT,
            "version": self._versions[number][1],
            "default_member_permissions": None if needs is None else str(needs),
            "type": kind,
            "name": command["name"],
            "name_localizations": command.get("name_localizations"),
            "description": command.get("description", ""),
            "description_localizations": command.get("description_localizations"),
            "dm_permission": 1 in (command.get("contexts") or [1]),
            "contexts": command.get("contexts"),
            "integration_types": command.get("integration_types") or [0],
            "nsfw": bool(command.get("nsfw")),
            **({"options": _lean(command["options"])} if command.get("options") else {}),
        }

    # ---------------------------------------------------------------- servers and channels

    def _server(self, server: str, **_: Any) -> Json:
        if server not in self.servers:
            raise Refusal(404, 10004, "Unknown Guild")
        return guild_of(server, [*self.roles[server].values()])

    def _server_channels(self, server: str, **_: Any) -> list[Json]:
        self._server(server)
        known: list[Json] = self.guild(server)["channels"]
        return known

    def _member(self, server: str, person: str, **_: Any) -> Json:
        self._server(server)
        return member_of(person, "Ada") if person != BOT else member_of(BOT, "paper-bot", (ROLE,))

    def _channel(self, channel: str, **_: Any) -> Json:
        return self.reach(channel)


def _check_options(where: str, options: list[Json]) -> None:
    """Required ones come first; choices and suggestions exclude each other."""
    wanted = [bool(each.get("required")) for each in options]
    if wanted != sorted(wanted, reverse=True):
        raise wrong(f"{where}.options", "Required options must be placed before non-required.")
    if len(options) > 25:
        raise wrong(f"{where}.options", "Must be 25 or fewer in length.")
    for number, each in enumerate(options):
        if each.get("choices") and each.get("autocomplete"):
            raise wrong(f"{where}.options.{number}", "Autocomplete options have no choices.")
        _check_options(f"{where}.options.{number}", each.get("options") or [])


def _lean(options: list[Json]) -> list[Json]:
    """Options as Discord gives them back: without what is false or empty."""
    return [
        {
            name: _lean(value) if name == "options" else copy.deepcopy(value)
            for name, value in each.items()
            if value not in (False, None, [])
        }
        for each in options
    ]


_HOOK = r"/webhooks/(\d+)/([\w-]+)"
_ROUTES = (
    (r"GET /users/@me", "_me"),
    (r"GET /oauth2/applications/@me", "_application"),
    (r"GET /gateway", "_gateway_address"),
    (r"GET /gateway/bot", "_gateway_of_bots"),
    (r"GET /applications/(\d+)/commands", "_registered"),
    (r"PUT /applications/(\d+)/commands", "_declare"),
    (r"GET /applications/(\d+)/guilds/(\d+)/commands", "_registered_there"),
    (r"GET /guilds/(\d+)", "_server"),
    (r"GET /guilds/(\d+)/channels", "_server_channels"),
    (r"GET /guilds/(\d+)/members/(\d+)", "_member"),
    (r"GET /guilds/(\d+)/threads/active", "_active"),
    (r"GET /channels/(\d+)", "_channel"),
    (r"PATCH /channels/(\d+)", "_change_channel"),
    (r"GET /channels/(\d+)/messages", "_history"),
    (r"POST /channels/(\d+)/messages", "_create"),
    (r"GET /channels/(\d+)/messages/(\d+)", "_message"),
    (r"PATCH /channels/(\d+)/messages/(\d+)", "_edit"),
    (r"DELETE /channels/(\d+)/messages/(\d+)", "_delete"),
    (r"POST /channels/(\d+)/messages/(\d+)/threads", "_open_thread"),
    (r"POST /channels/(\d+)/threads", "_start_thread"),
    (r"GET /channels/(\d+)/threads/archived/public", "_archived"),
    (r"POST /users/@me/channels", "_open_direct"),
    (r"POST /interactions/(\d+)/([\w-]+)/callback", "_callback"),
    (rf"POST {_HOOK}", "_follow"),
    (rf"GET {_HOOK}/messages/(@original|\d+)", "_answer_of"),
    (rf"PATCH {_HOOK}/messages/(@original|\d+)", "_change_answer"),
    (rf"DELETE {_HOOK}/messages/(@original|\d+)", "_take_back"),
)
