"""Kinds of values of config.toml: each reads what a person wrote, or says what to write."""

import re
from collections.abc import Callable
from datetime import time
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

from bot.errors import UserError
from bot.messages import Address
from bot.models import Topic
from bot.papers import known_category, read_id, read_topic
from bot.text.languages import language_named
from bot.text.words import words
from bot.times import read_days, read_time, read_timezone

SQLITE = "sqlite:///"
T = TypeVar("T")
_MOST_SHARDS = 1000
_MENTION = re.compile(r"(?:here|everyone|channel|@?[0-9]{5,20}|[SUW][A-Z0-9]{7,19})?", re.ASCII)
_COPIED = re.compile(
    r"@(here|everyone|channel)|<@&([0-9]+)>|<!subteam\^(\w+)(?:\|[^>]*)?>|<(@[0-9]+)>"
)


class Section(BaseModel):
    """Keys that belong together; others are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


def _by_mend(read: Callable[[str], T]) -> Callable[[Any], T | Any]:
    """Read a text as the core does; its error names the mend."""

    def validate(given: Any) -> Any:
        try:
            return read(str(given)) if isinstance(given, str | int | float) else given
        except UserError as error:
            raise ValueError(str(error).rstrip(".")) from error

    return validate


def _database(url: str) -> str:
    file = url.removeprefix(SQLITE)
    if file in (url, "", ":memory:") or file.startswith("file:") or not file.isprintable():
        raise ValueError(f"“{url}” is no store: write it as in sqlite:///paperboy.db")
    return url


def _topic(text: str) -> str:
    if read_topic(text) == Topic():
        raise UserError(f"“{text}” names nothing to look for: write words, as in language models")
    return text


def _excluded(text: str) -> str:
    read_topic(f"-{text}")
    return text


def _author(text: str) -> str:
    if not words(text):
        raise ValueError(f"“{text}” names nobody: write a name, as in Yann LeCun")
    return text


def _seed(text: str) -> str:
    paper_id = read_id(text)
    if paper_id is None:
        raise ValueError(f"“{text}” is no paper: write its arXiv id or link, as in 2504.02507")
    return paper_id


def _person(text: str) -> str:
    chat, _, person = text.strip().partition(":")
    if not (chat and person and text.isprintable()):
        raise ValueError(f"“{text}” names nobody: write chat:id, as in slack:U012AB3CD")
    return f"{chat}:{person}"


def _time(given: Any) -> Any:
    """A clock as text, as a number, or as TOML's own, of which seconds are nobody's."""
    if isinstance(given, time):
        return given.replace(second=0, microsecond=0)
    return _by_mend(read_time)(given)


def _days(given: Any) -> Any:
    """Days as one text, or as a list of them."""
    named = ", ".join(map(str, given)) if isinstance(given, list) else given
    return _by_mend(read_days)(named)


def _web(url: str) -> str:
    if not url.startswith(("https://", "http://")):
        raise ValueError(f"“{url}” is no address: it starts with https://")
    return url.rstrip("/")


def _socket(url: str) -> str:
    if url and not url.startswith(("wss://", "ws://")):
        raise ValueError(f"“{url}” is no address of a gateway: it starts with wss://")
    return url


def _host(name: str) -> str:
    if not name or not name.isprintable() or any(sign in name for sign in "/ []"):
        raise ValueError(f"“{name}” is no host: write 127.0.0.1, or 0.0.0.0 for all that reach it")
    return name


def _mention(text: str) -> str:
    copied = _COPIED.fullmatch(text.strip())
    named = next(filter(None, copied.groups())) if copied else text.strip()
    if not _MENTION.fullmatch(named):
        raise ValueError(
            f"“{text}” notifies nobody: write the id of a role (Discord) or of a user group "
            "(Slack), here, or everyone"
        )
    return named


def _language(name: str) -> str:
    plain = language_named(name)
    if plain is None:
        raise ValueError(f"“{name}” is no language: write its name or code, as in German or de")
    return plain


def _shards(given: Any) -> Any:
    if given == "auto" or (type(given) is int and 1 <= given <= _MOST_SHARDS):
        return given
    raise ValueError(f'“{given}” is no number of connections: write one from 1, or "auto"')


DatabaseUrl = Annotated[str, AfterValidator(_database)]
WebUrl = Annotated[str, AfterValidator(_web)]
Shards = Annotated[Any, BeforeValidator(_shards)]
Mention = Annotated[str, AfterValidator(_mention)]
Host = Annotated[str, AfterValidator(_host)]
SocketUrl = Annotated[str, AfterValidator(_socket)]
Place = Annotated[str, AfterValidator(_by_mend(lambda text: str(Address.parse(text))))]
Person = Annotated[str, AfterValidator(_person)]
TopicText = Annotated[str, AfterValidator(_by_mend(_topic))]
Excluded = Annotated[str, AfterValidator(_by_mend(_excluded))]
Category = Annotated[str, AfterValidator(_by_mend(known_category))]
Author = Annotated[str, AfterValidator(_author)]
Seed = Annotated[str, AfterValidator(_seed)]
Time = Annotated[time, BeforeValidator(_time)]
Days = Annotated[tuple[int, ...], BeforeValidator(_days)]
Language = Annotated[str, AfterValidator(_language)]
Timezone = Annotated[str, BeforeValidator(_by_mend(read_timezone))]
