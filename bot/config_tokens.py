"""The secrets: from the environment alone, and each of the kind that its name says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.errors import ConfigError

SlackMode = Literal["socket", "http"]

BOT, APP, SIGNING = "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"
DISCORD, OPENAI = "DISCORD_TOKEN", "OPENAI_API_KEY"
_BESIDE: Mapping[SlackMode, str] = {"socket": APP, "http": SIGNING}
"""What each way of listening to Slack needs beside the bot token."""
_BEGINS = {BOT: "xoxb-", APP: "xapp-"}
_KINDS = {  # by how they begin: of Slack's own
    "xoxb-": "a bot token",
    "xapp-": "an app-level token",
    "xoxp-": "a token of a person",
    "xoxe": "a token that expires, or of app configuration",
}
_WHERE = {
    BOT: "at api.slack.com/apps under OAuth & Permissions",
    APP: "at api.slack.com/apps under Basic Information, App-Level Tokens",
    SIGNING: "at api.slack.com/apps under Basic Information, App Credentials",
}


@dataclass(frozen=True, slots=True)
class Tokens:
    """The secrets, by their usual names; empty where there is none."""

    slack_bot: str = field(default="", repr=False)
    slack_app: str = field(default="", repr=False)
    slack_signing: str = field(default="", repr=False)
    discord: str = field(default="", repr=False)
    openai: str = field(default="", repr=False)

    @classmethod
    def read(cls, environment: Mapping[str, str], slack_mode: SlackMode = "socket") -> "Tokens":
        """Read them. Raises `ConfigError` where one of Slack's is missing or no such token."""
        names = (BOT, APP, SIGNING, DISCORD, OPENAI)
        read = {name: environment.get(name, "").strip() for name in names}
        _require_pair(read, slack_mode)
        _require_one_word(read[DISCORD])
        _require_key(read[OPENAI])
        if read[BOT]:
            _require_kinds(read, slack_mode)
        return cls(*(read[name] for name in names))

    @classmethod
    def of_model(cls, environment: Mapping[str, str]) -> "Tokens":
        """The key of the model alone: no chat is needed. Raises `ConfigError`."""
        key = environment.get(OPENAI, "").strip()
        _require_key(key)
        return cls(openai=key)

    @property
    def all(self) -> tuple[str, ...]:
        """Those that there are: never to be shown."""
        its = (self.slack_bot, self.slack_app, self.slack_signing, self.discord, self.openai)
        return tuple(filter(None, its))


NO_TOKENS = Tokens()


def slack_needs(mode: SlackMode) -> str:
    """The names of what Slack needs: `SLACK_BOT_TOKEN and SLACK_APP_TOKEN`."""
    return f"{BOT} and {_BESIDE[mode]}"


def _require_pair(read: Mapping[str, str], mode: SlackMode) -> None:
    beside, other_mode = _BESIDE[mode], _other(mode)
    if bool(read[BOT]) == bool(read[beside]):
        return
    missing = beside if read[BOT] else BOT
    has_others = missing == beside and read[_BESIDE[other_mode]]
    switch = f', or set [chat.slack] mode = "{other_mode}"' if has_others else ""
    raise ConfigError(
        f'{missing} is missing in the environment: Slack with mode = "{mode}" needs '
        f"{slack_needs(mode)}. Set it (it stands {_WHERE[missing]}){switch}."
    )


def _require_one_word(token: str) -> None:
    """Who pastes a header has “Bot …”, who edits a file quotes."""
    if not re.fullmatch(r"[\w.-]*", token, re.ASCII):
        raise ConfigError(
            f"{DISCORD} holds more than a token: set what Reset Token shows, without quotes or "
            "“Bot”; it stands at discord.com/developers/applications under Bot."
        )


def _require_key(key: str) -> None:
    """What is no header cannot be sent, and the library would say so with the key in full."""
    if not re.fullmatch(r"[!#-&(-~]*", key, re.ASCII):
        raise ConfigError(
            f"{OPENAI} holds more than a key: set what the server of the model gave out, without "
            "quotes or spaces."
        )


def _require_kinds(read: Mapping[str, str], mode: SlackMode) -> None:
    needed = (BOT, _BESIDE[mode])
    if mode == "socket" and (_kind(read[BOT]), _kind(read[APP])) == ("xapp-", "xoxb-"):
        raise ConfigError(
            f"{BOT} and {APP} are swapped: {BOT} begins with xoxb-, {APP} with xapp-."
        )
    for name in needed:
        begins, kind = _BEGINS.get(name, ""), _kind(read[name])
        if kind == begins:
            continue
        holds = _KINDS.get(kind, "no token of that kind")
        wanted = f"one that begins with {begins}" if begins else "the signing secret"
        raise ConfigError(f"{name} holds {holds}: set {wanted}; it stands {_WHERE[name]}.")


def _kind(token: str) -> str:
    """How Slack's tokens of its kind begin; "" of whatever is none of them."""
    return next((begin for begin in _KINDS if token.startswith(begin)), "")


def _other(mode: SlackMode) -> SlackMode:
    return "http" if mode == "socket" else "socket"
