"""What a small Discord remembers: servers, channels, messages, roles, and who may do what."""

import asyncio
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from tests.discord.components import Json, Refusal, pings, text_of
from tests.discord.faults import Fault, Limits
from tests.discord.messages import Upload, attached, edited, message_of
from tests.discord.shapes import (
    BOT,
    BOT_MAY,
    CHANNEL,
    DIRECT,
    DIRECT_CHANNEL,
    FORUM,
    FORUM_CHANNEL,
    READERS,
    ROLE,
    SERVER,
    TEXT_CHANNEL,
    THREADS,
    VIEW_CHANNEL,
    channel_of,
    forum_of,
    role_of,
    thread_of,
    user,
)
from tests.fakes import NOW

_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
_PATIENCE = 20.0  # seconds until a test that waits in vain fails


class World:
    """The state. `now` is Discord's clock: identities of messages come from it, and lives end.

    `channels` maps the id of a channel, thread or direct message to its messages by id; `places`
    has what Discord tells of each. `servers` are those that the bot is on; `out` those with an
    outage, `unscoped` those where it was invited without commands. `hidden` are channels whose
    history is not shown; `closed` are persons who take no direct messages. `requests` are all that
    came: method, path, body. `files` has what was uploaded, by the address of the attachment.
    `commands` are those that are registered, as sent.
    """

    def __init__(self) -> None:
        self.now = NOW
        self.url = ""
        self.faults: list[Fault] = []
        self.limits = Limits()
        self.requests: list[tuple[str, str, Any]] = []
        self.commands: list[Json] = []
        self.channels: dict[str, dict[str, Json]] = {CHANNEL: {}}
        self.places: dict[str, Json] = {CHANNEL: channel_of(CHANNEL)}
        self.last: dict[str, str] = {}
        self.servers = {SERVER}
        self.out: set[str] = set()
        self.unscoped: set[str] = set()
        self.hidden: set[str] = set()
        self.closed: set[str] = set()
        self.files: dict[str, bytes] = {}
        self.roles: dict[str, dict[str, Json]] = {}
        self._numbers = count(1)
        self._changed = asyncio.Event()
        self._stopped = asyncio.Event()
        self.add_server(SERVER)

    def add_server(self, number: str) -> None:
        """Be on one more server from now on (whoever is connected is not told)."""
        self.servers.add(number)
        readers = role_of(READERS, "readers", 0, mentionable=True)
        roles = [role_of(number, "@everyone", 0), role_of(ROLE, "Paperboy", BOT_MAY), readers]
        self.roles[number] = {each["id"]: each for each in roles}

    def add_channel(
        self, number: str, name: str = "papers", server: str = SERVER, kind: int = TEXT_CHANNEL
    ) -> str:
        """One more channel with a chat (whoever is connected is not told); returns its id."""
        self.channels[number] = {}
        self.places[number] = channel_of(number, name, kind) | {"guild_id": server}
        return number

    def add_forum(
        self,
        number: str = FORUM,
        tags: tuple[str, ...] = (),
        *,
        needs_tag: bool = False,
        kind: int = FORUM_CHANNEL,
    ) -> str:
        """A forum whose tags have the ids 900, 901 … (whoever is connected is not told)."""
        known = {str(each): name for each, name in enumerate(tags, 900)}
        self.channels[number] = {}
        self.places[number] = forum_of(number, "forum", known, needs_tag=needs_tag, kind=kind)
        return number

    @property
    def shown(self) -> list[Json]:
        """Every message that somebody can see now, in channels and threads."""
        return [message for messages in self.channels.values() for message in messages.values()]

    @property
    def pinged(self) -> set[str]:
        """Whom the messages that are shown have notified: see `pings`."""
        return set[str]().union(*(pings(each) for each in self.shown))

    def times(self, text: str) -> int:
        """How often a text stands in the messages that are shown."""
        return sum(text_of(each).count(text) for each in self.shown)

    def texts(self, channel: str = CHANNEL) -> list[str]:
        """The text of each message of a channel or thread."""
        return [text_of(each) for each in self.channels[channel].values()]

    def sent(self, on: str) -> list[Any]:
        """The bodies of the requests whose `METHOD /path` matches."""
        return [body for method, path, body in self.requests if re.search(on, f"{method} {path}")]

    def pictures(self, message: Json) -> dict[str, bytes]:
        """The files of a message, by name."""
        return {each["filename"]: self.files[each["url"]] for each in message["attachments"]}

    async def until(self, happened: Callable[[], object]) -> None:
        """Wait for something that a request or a connection brings about."""
        async with asyncio.timeout(_PATIENCE):
            while not happened():
                self._changed.clear()
                await self._changed.wait()

    def snowflake(self) -> str:
        """A new identity: what is made later has a greater one."""
        milliseconds = int((self.now - _EPOCH) / timedelta(milliseconds=1))
        return str(milliseconds << 22 | next(self._numbers))

    def place(self, channel: str) -> Json:
        """What Discord tells of a channel. Raises `Refusal` for none."""
        if channel not in self.channels:
            raise Refusal(404, 10003, "Unknown Channel")
        if channel not in self.places:  # a test has just put it in
            parents = (each for each, messages in self.channels.items() if channel in messages)
            parent = next(parents, "")
            made = thread_of(channel, parent, now=self.now) if parent else channel_of(channel)
            self.places[channel] = DIRECT_CHANNEL if channel == DIRECT_CHANNEL["id"] else made
        return self.places[channel] | {"last_message_id": self.last.get(channel)}

    def may(self, channel: str) -> int:
        """The bot's permissions in a channel; a thread has those of its parent."""
        place = self.place(channel)
        if place["type"] == DIRECT:
            return BOT_MAY
        if place["type"] in THREADS:
            return self.may(place["parent_id"])
        server = place["guild_id"]
        roles = self.roles[server]
        held = int(roles[server]["permissions"]) | int(roles[ROLE]["permissions"])
        for who in (server, ROLE, BOT):
            for each in place["permission_overwrites"]:
                if each["id"] == who:
                    held = held & ~int(each["deny"]) | int(each["allow"])
        return held

    def reach(self, channel: str, needs: int = 0) -> Json:
        """What Discord tells of a channel; raises `Refusal` where the bot may not do that there."""
        place = self.place(channel)
        gone = place["type"] != DIRECT and place["guild_id"] not in self.servers
        if gone or not self.may(channel) & VIEW_CHANNEL:
            raise Refusal(403, 50001, "Missing Access")
        if needs & ~self.may(channel):
            raise Refusal(403, 50013, "Missing Permissions")
        return place

    def say(self, text: str, channel: str = CHANNEL, by: str = "401", name: str = "Bob") -> Json:
        """Somebody else writes in a channel; returns the message."""
        number = self.snowflake()
        made = message_of(number, channel, {"content": text}, self.now)
        self.keep(channel, made | {"author": user(by, name)})
        return self.channels[channel][number]

    def keep(self, channel: str, message: Json) -> None:
        """Show a message at the end of a channel."""
        self.channels[channel][message["id"]] = message
        self.last[channel] = message["id"]

    def make(self, channel: str, body: Json, files: list[Upload], number: str = "") -> Json:
        """A message of the bot, not shown yet. Raises `Refusal` where its body is wrong."""
        number = number or self.snowflake()
        attachments, stored = attached(body, files, number, self.url)
        made = message_of(number, channel, body, self.now, attachments)
        self.files |= stored
        return made

    def change(self, shown: Json, body: Json, files: list[Upload]) -> Json:
        """A message of the bot after an edit, not shown yet. Raises `Refusal`."""
        before = shown["attachments"]
        attachments, stored = attached(body, files, self.snowflake(), self.url, before)
        made = edited(shown, body, self.now, attachments)
        self.files |= stored
        return made


def time_of(number: str) -> datetime:
    """When an identity was given."""
    return _EPOCH + timedelta(milliseconds=int(number) >> 22)
