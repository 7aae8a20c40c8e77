"""config.toml and the environment as typed settings, with errors that name the mend."""

import tomllib
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError

from bot.config_errors import PREFIX, describe
from bot.config_llm import LlmSection
from bot.config_tokens import NO_TOKENS, SlackMode, Tokens, slack_needs
from bot.config_values import (
    SQLITE,
    Author,
    Category,
    DatabaseUrl,
    Days,
    Excluded,
    Host,
    Language,
    Mention,
    Person,
    Place,
    Section,
    Seed,
    Shards,
    SocketUrl,
    Time,
    Timezone,
    TopicText,
    WebUrl,
)
from bot.delivery import OnUnsure
from bot.errors import ConfigError
from bot.messages import Address
from bot.models import WEEKDAYS, Breadth, Schedule, Style, Subscription

__all__ = [
    "NO_TOKENS",
    "ArxivSection",
    "ChatSection",
    "DiscordSection",
    "HuggingFaceSection",
    "LlmSection",
    "Settings",
    "SlackMode",
    "SlackSection",
    "SourcesSection",
    "StorageSection",
    "SubscriptionSection",
    "Tokens",
    "read_settings",
    "slack_needs",
]


class BotSection(Section):
    """What holds for every place. An empty `language`: each paper's own."""

    timezone: Timezone = "UTC"
    language: Language = ""
    admins: tuple[Person, ...] = ()
    on_unsure: OnUnsure = "hold"
    grace_hours: Annotated[float, Field(gt=0, le=168)] = 12.0
    receipts: bool = True
    silent: bool = False
    quiz_hours: Annotated[float, Field(ge=1, le=168)] = 24.0


class StorageSection(Section):
    """Where everything is remembered."""

    url: DatabaseUrl = "sqlite:///paperboy.db"

    @property
    def path(self) -> Path:
        """The file of the store, relative to the working directory unless it starts with `/`."""
        return Path(self.url.removeprefix(SQLITE))


class ArxivSection(Section):
    """arXiv: its feeds, its API and its full texts."""

    enabled: bool = True
    api_url: WebUrl = "https://export.arxiv.org/api/query"
    rss_url: WebUrl = "https://rss.arxiv.org/rss"
    pdf_url: WebUrl = "https://arxiv.org/pdf"
    html_url: WebUrl = "https://arxiv.org/html"
    delay_seconds: Annotated[float, Field(ge=0, le=600)] = 3.0


class HuggingFaceSection(Section):
    """Hugging Face's daily papers."""

    enabled: bool = True
    api_url: WebUrl = "https://huggingface.co/api"


class SourcesSection(Section):
    """Where papers come from."""

    arxiv: ArxivSection = ArxivSection()
    huggingface: HuggingFaceSection = HuggingFaceSection()


class ConsoleSection(Section):
    """The terminal."""

    enabled: bool = True


class SlackSection(Section):
    """Slack; its tokens are in the environment. `host` and `port` are for `mode = "http"`."""

    mode: SlackMode = "socket"
    api_url: WebUrl = "https://slack.com/api"
    host: Host = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535, strict=True)] = 3000


class DiscordSection(Section):
    """Discord; its token is in the environment. An empty `gateway_url`: Discord's own.

    `shards`: how many connections, or "auto" for as many as Discord advises.
    """

    api_url: WebUrl = "https://discord.com/api/v10"
    gateway_url: SocketUrl = ""
    shards: Shards = 1


class ChatSection(Section):
    """Where Paperboy talks."""

    console: ConsoleSection = ConsoleSection()
    slack: SlackSection = SlackSection()
    discord: DiscordSection = DiscordSection()


class SubscriptionSection(Section):
    """What one place wants, and when."""

    place: Place
    topics: tuple[TopicText, ...] = ()
    categories: tuple[Category, ...] = ()
    exclude: tuple[Excluded, ...] = ()
    authors: tuple[Author, ...] = ()
    max: Annotated[int, Field(ge=1, le=20, strict=True)] = 5
    at: Time = time(9)
    days: Days = WEEKDAYS
    timezone: Timezone | None = None
    mention: Mention = ""
    style: Style = "tldr"
    language: Language = ""
    quiz: bool = False
    like: tuple[Seed, ...] = ()
    breadth: Breadth = "normal"

    def subscription(self, timezone: str, language: str = "") -> Subscription:
        """The same in the core's words; both are those of the section [bot]."""
        return Subscription(
            Address.parse(self.place),
            self.topics,
            self.categories,
            self.exclude,
            self.authors,
            self.max,
            Schedule(self.at, self.days, self.timezone or timezone),
            configured=True,
            mention=self.mention,
            style=self.style,
            language=self.language or language,
            quiz=self.quiz,
            like=tuple(dict.fromkeys(self.like)),
            breadth=self.breadth,
        )


class Settings(Section):
    """Everything that can be set; every key has a default that works."""

    bot: BotSection = BotSection()
    storage: StorageSection = StorageSection()
    sources: SourcesSection = SourcesSection()
    llm: LlmSection = LlmSection()
    chat: ChatSection = ChatSection()
    subscriptions: tuple[SubscriptionSection, ...] = ()

    @property
    def wanted(self) -> tuple[Subscription, ...]:
        """The subscriptions in the core's words."""
        return tuple(
            each.subscription(self.bot.timezone, self.bot.language) for each in self.subscriptions
        )


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
        raise ConfigError(describe(error, Settings, path, environment)) from error


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
