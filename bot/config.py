"""config.toml and the environment as typed settings, with errors that name the mend."""

import json
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, get_args
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from bot.errors import ConfigError, UserError
from bot.messages import Address
from bot.models import Subscription, Topic
from bot.papers import known_category, read_topic

PREFIX = "PAPERBOY_"
_LONGEST = 300  # characters of an error: what was given may be endless
Loc = tuple[int | str, ...]
_DATABASE = "sqlite:///"


def _timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(
            f"“{name}” is no time zone: write one as in Europe/Berlin or UTC"
        ) from error
    return name


def _database(url: str) -> str:
    file = url.removeprefix(_DATABASE)
    if file in (url, "", ":memory:") or file.startswith("file:") or not file.isprintable():
        raise ValueError(f"“{url}” is no store: write it as in sqlite:///paperboy.db")
    return url


def _topic(text: str) -> str:
    try:
        topic = read_topic(text)
    except UserError as error:
        raise ValueError(str(error)) from error
    if topic == Topic():
        raise ValueError(f"“{text}” names nothing to look for: write words, as in language models")
    return text


def _place(text: str) -> str:
    try:
        return str(Address.parse(text))
    except UserError as error:
        raise ValueError(str(error)) from error


def _category(text: str) -> str:
    try:
        return known_category(text)
    except UserError as error:
        raise ValueError(str(error)) from error


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class BotSection(_Section):
    """What holds for every place."""

    timezone: Annotated[str, AfterValidator(_timezone)] = "UTC"


class StorageSection(_Section):
    """Where everything is remembered."""

    url: Annotated[str, AfterValidator(_database)] = "sqlite:///paperboy.db"

    @property
    def path(self) -> Path:
        """The file of the store, relative to the working directory unless it starts with `/`."""
        return Path(self.url.removeprefix(_DATABASE))


def _web(url: str) -> str:
    if not url.startswith(("https://", "http://")):
        raise ValueError(f"“{url}” is no address: it starts with https://")
    return url.rstrip("/")


Web = Annotated[str, AfterValidator(_web)]


class ArxivSection(_Section):
    """arXiv: its feeds and its API."""

    enabled: bool = True
    api_url: Web = "https://export.arxiv.org/api/query"
    rss_url: Web = "https://rss.arxiv.org/rss"
    delay_seconds: Annotated[float, Field(ge=0, le=600)] = 3.0


class HuggingFaceSection(_Section):
    """Hugging Face's daily papers."""

    enabled: bool = True
    api_url: Web = "https://huggingface.co/api"


class SourcesSection(_Section):
    """Where papers come from."""

    arxiv: ArxivSection = ArxivSection()
    huggingface: HuggingFaceSection = HuggingFaceSection()


class SubscriptionSection(_Section):
    """What one place wants."""

    place: Annotated[str, AfterValidator(_place)]
    topics: tuple[Annotated[str, AfterValidator(_topic)], ...] = ()
    categories: tuple[Annotated[str, AfterValidator(_category)], ...] = ()
    exclude: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    max: Annotated[int, Field(ge=1, le=20, strict=True)] = 5

    @property
    def subscription(self) -> Subscription:
        """The same in the core's words."""
        place = Address.parse(self.place)
        return Subscription(
            place, self.topics, self.categories, self.exclude, self.authors, self.max
        )


class Settings(_Section):
    """Everything that can be set; every key has a default that works."""

    bot: BotSection = BotSection()
    storage: StorageSection = StorageSection()
    sources: SourcesSection = SourcesSection()
    subscriptions: tuple[SubscriptionSection, ...] = ()


def read_settings(path: Path, environment: Mapping[str, str]) -> Settings:
    """Read config.toml (where there is none: the defaults) and the environment, which wins.

    `PAPERBOY_<SECTION>__<KEY>` sets a key; a value is read as TOML where it is that, else as
    text. Raises `ConfigError`: one line with the key, what is wrong with it, and the mend.
    """
    values = _read_file(path)
    for name, value in environment.items():
        if name.upper().startswith(PREFIX):
            _set(values, name[len(PREFIX) :].lower().split("__"), _read_value(value), name)
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise ConfigError(_describe(error, path, environment)) from error


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not text in UTF-8: save it so.") from error
    except (ValueError, RecursionError) as error:  # also of numbers and lists without end
        raise ConfigError(f"{path} is not valid TOML: {error}.") from error
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.") from error


def _read_value(text: str) -> object:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except (ValueError, RecursionError):
        return text


def _set(values: dict[str, Any], keys: list[str], value: object, name: str) -> None:
    for key in keys[:-1]:
        values = values.setdefault(key, {})
        if not isinstance(values, dict):
            raise ConfigError(f"{name} in the environment: {key} holds no keys of its own.")
    values[keys[-1]] = value


def _describe(error: ValidationError, path: Path, environment: Mapping[str, str]) -> str:
    """Put the first error into one line: where it stands, what is wrong, the mend."""
    first, *others = error.errors()
    more = f" ({len(others)} more after this one)" if others else ""
    said = _say(first).rstrip(".")
    said = said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"
    return f"{_where(first['loc'], path, environment)}: {said}{more}."


def _where(loc: Loc, path: Path, environment: Mapping[str, str]) -> str:
    for length in range(len(loc), 0, -1):
        name = PREFIX + "__".join(map(str, loc[:length])).upper()
        named = next((each for each in environment if each.upper() == name), None)
        if named:
            return f"{named} in the environment"
    return f"{path}, {_spell(loc)}"


def _say(error: ErrorDetails) -> str:
    """What is wrong with a value, in words for the person who wrote it."""
    loc, given = error["loc"], error["input"]
    key = str(loc[-1])
    match error["type"]:
        case "extra_forbidden":
            return f"there is no such key{_nearest(loc)}"
        case "missing":
            return f"{key} is missing" + (', as in place = "console:default"' * (key == "place"))
        case "model_type":
            return f"this is a section: write [{'.'.join(map(str, loc))}] and its keys below"
        case "tuple_type" if key == "subscriptions":
            return "write [[subscriptions]], with two brackets, above each of them"
        case "tuple_type":
            return f"write a list: {key} = [{json.dumps(given) if isinstance(given, str) else ''}]"
        case "value_error":
            return error["msg"].removeprefix("Value error, ")
    return f"{error['msg'][0].lower()}{error['msg'][1:]}, not {given!r:.60}"


def _spell(loc: Loc) -> str:
    """Name a key as it stands in the file: [bot] timezone, or [[subscriptions]] number 2, max."""
    section, *rest = loc
    if rest and isinstance(rest[0], int):
        return f"[[{section}]] number {rest[0] + 1}" + "".join(f", {each}" for each in rest[1:2])
    names = [str(each) for each in loc if isinstance(each, str)]
    return f"[{'.'.join(names[:-1])}] {names[-1]}" if rest else str(section)


def _nearest(loc: Loc) -> str:
    known: type[BaseModel] = Settings
    for each in loc[:-1]:
        if isinstance(each, str):
            kind = known.model_fields[each].annotation
            known = next(
                part
                for part in (kind, *get_args(kind))
                if isinstance(part, type) and issubclass(part, BaseModel)
            )
    near = get_close_matches(str(loc[-1]), known.model_fields, n=1, cutoff=0.5)
    return f"; did you mean {near[0]}?" if near else f"; there are {', '.join(known.model_fields)}"
