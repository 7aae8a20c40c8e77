"""What the handlers of commands and presses work with."""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING, Any

from bot.asking import Embeddings
from bot.courtesy import Courtesy
from bot.delivery import Sender
from bot.digest import Edition, Newsroom
from bot.errors import UserError
from bot.messages import Address, Command, User
from bot.models import Paper, Subscription, Summary
from bot.papers import Completing
from bot.ports import Chat, Clock, PaperSource, Store
from bot.quizzes import Finder, QuestionWriter
from bot.rates import Rates
from bot.recent import Recent
from bot.schedule import local_date
from bot.summaries import Summariser

if TYPE_CHECKING:
    from bot.ranking import Meaning, Meanings

_AGAIN = "You had three written again just now: try again in a few minutes."


@dataclass(frozen=True)
class Desk:
    """Made once, in `bot.app`. `admins` are named `chat:id`; none: whoever manages a channel.

    `budget`: US dollars that models may cost a day; None: no end. Where the model is not `priced`
    nobody knows what it costs. `language` is that of summaries
    where a place has none of its own; empty: the papers'. `embeddings` say what papers mean, where
    a model of them is configured. `quiz_open`: for so long a quiz is.
    """

    store: Store
    sources: tuple[PaperSource, ...]
    summariser: Summariser
    chats: Mapping[str, Chat]
    sender: Sender
    newsroom: Newsroom
    timezone: str
    clock: Clock
    random: Random
    admins: frozenset[str] = frozenset()
    budget: Decimal | None = None
    priced: bool = True
    language: str = ""
    quiz_open: timedelta = timedelta(hours=24)
    question_writer: QuestionWriter | None = None
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    courtesy: Courtesy = field(default_factory=Courtesy)
    recent: Recent = field(default_factory=Recent)
    embeddings: Embeddings | None = None

    @cached_property
    def again(self) -> Rates:
        """How often one person may have a summary written again: a model costs money."""
        return Rates(self.clock, 3, 10, _AGAIN)

    @cached_property
    def finder(self) -> Finder:
        """Finds questions: by a model, where one is configured."""
        return Finder(self.question_writer, self._mean)

    async def _mean(self) -> "Meaning":
        return await self.meanings.current()

    @cached_property
    def completing(self) -> Completing:
        """Fetches what answers lack."""
        return Completing(self.sources, self.store.papers, self.clock)

    @cached_property
    def meanings(self) -> "Meanings":
        """What the words of our papers mean."""
        from bot.ranking import Meanings  # numpy takes a while

        return Meanings(self.store, self.clock)

    async def place_papers(self) -> int:
        """Give papers that have none their vector; returns how many: a part, where they are many.

        Raises `UnfitMeaning`, and `ModelError` where a model of embeddings is configured.
        """
        return await (self.embeddings or self.meanings).place()

    def edition(self, patience: float | None = None) -> Edition:
        """A fresh view of what was announced; `patience`: see `Edition`."""
        return Edition(self.store, self.summariser, patience, self.chats)

    async def summarise(self, papers: Sequence[Paper]) -> tuple[Summary, ...]:
        """A sentence of each, at once, in the language of the configuration."""
        return await self.summariser.at_hand(papers, "tldr", self.language)

    def request(self) -> str:
        """A name for what a person asks just now, like no other."""
        return f"{self.sender.worker}-{self.random.getrandbits(32):08x}"

    def today(self) -> date:
        """The date in the configured time zone."""
        return local_date(self.clock(), self.timezone)

    async def subscriptions_of(self, place: Address) -> tuple[Subscription, ...]:
        """What this place wants; where it has no subscription: whatever is new."""
        return await self.store.subscriptions.of(place.place) or (
            Subscription(place.place, language=self.language),
        )

    def chat_of(self, place: Address) -> Chat:
        """The chat that serves a place. Raises `UserError` where it is not connected."""
        if place.chat not in self.chats:
            connected = ", ".join(self.chats)
            raise UserError(f"{place}: no chat “{place.chat}” is connected here, only {connected}.")
        return self.chats[place.chat]

    def in_background(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Go on beside the answer, until it is done or Paperboy ends."""
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    def may_change(self, chat: str, user: User) -> bool:
        """Whether this person may change the place, as the chat and `admins` say."""
        return user.can_manage and (not self.admins or f"{chat}:{user.id}" in self.admins)

    def require_manager(self, command: Command) -> None:
        """Refuse who may not change this place. Raises `UserError`."""
        user = command.user
        if self.admins and f"{command.at.chat}:{user.id}" not in self.admins:
            raise UserError(
                "Only the admins of Paperboy may do that; `admins` in config.toml names them."
            )
        if not user.can_manage:
            raise UserError("Only who manages this channel may do that: ask one of them.")
