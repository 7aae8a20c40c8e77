"""What the core needs of its neighbours. Every adapter keeps these contracts.

All methods are async and are called from one event loop. All times are UTC. Each Protocol has
one contract suite in `tests/contract` that every adapter of it passes.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.messages import (
    Address,
    CommandSpec,
    Limits,
    Message,
    MessageRef,
    OnEvent,
    Pace,
    Sizes,
)
from bot.models import (
    Announced,
    Announcement,
    Answer,
    Batch,
    Paper,
    Question,
    Summary,
    Topic,
)

Clock = Callable[[], datetime]
"""Says what time it is, aware and in UTC. Passed in, so that tests never sleep."""


class Chat(Protocol):
    """A chat platform. What it lacks it degrades, silently and readably.

    No threads: the channel; no buttons: numbered choices; no edit: a new message. Text in
    messages is data: no mention, command or markup in it ever takes effect. Raises `ChatError`
    and its kinds only.
    """

    name: str
    limits: Limits
    pace: Pace
    key_window: float
    """Seconds from a send within which its repeat with the same key is harmless; 0: never."""

    def size(self, message: Message) -> Sizes:
        """How large `message` is once rendered: escapes count. Pure."""
        ...

    async def run(self, commands: Sequence[CommandSpec], on_event: OnEvent) -> None:
        """Listen until `close`: acknowledge each event at once, then pass it to `on_event`.

        Events that no handler could be found for are passed on too: the router answers them.
        """
        ...

    async def send(
        self, to: Address, message: Message, key: str, parent: MessageRef | None = None
    ) -> MessageRef:
        """Send one message that fits `limits`, in the thread of `parent` where there is one.

        `key` (at most 22 characters) makes a repeat harmless where the platform can. Works before
        and without `run`. Tries once: every `ChatError` but `Unsure` means surely not sent, and
        what may have been sent, a request cut off half-way too, is `Unsure`.
        """
        ...

    async def edit(self, ref: MessageRef, message: Message) -> None:
        """Show `message` in place of the one sent before. One that is gone is left at that."""
        ...

    async def delete(self, ref: MessageRef) -> None:
        """Take a message away that was sent before. One that is gone is left at that."""
        ...

    async def find(
        self, to: Address, key: str, since: datetime, parent: MessageRef | None = None
    ) -> MessageRef | None:
        """Look up what was sent with `key`, in the thread of `parent` where there is one.

        `None` only when absence is proven: history read back to `since`; else `Unsure`. The core
        believes it only a minute after the last attempt: history may lag behind.
        """
        ...

    async def close(self) -> None:
        """Stop listening, after what is in flight. Harmless when repeated."""
        ...


class PaperSource(Protocol):
    """Where papers come from. Raises `SourceError` only: one line, for a person.

    An item that cannot be read is skipped and counted, the rest kept. What a source does not
    have is an empty answer.
    """

    name: str
    by_category: bool
    """Whether its announcements are by category: without it a category is missing. Others add."""

    async def latest(self, categories: Sequence[str], validator: str | None) -> Batch:
        """The latest announcement in these categories, each paper once a category.

        With the `validator` of an earlier batch, what has not changed since is left out. Raises
        only where no category could be read.
        """
        ...

    async def submitted(
        self, category: str, start: datetime, end: datetime
    ) -> tuple[Announcement, ...]:
        """Papers of a category by when they were submitted (UTC), withdrawn ones left out.

        Each as an inferred announcement, on the day that arXiv's schedule says.
        """
        ...

    async def matching(self, topic: Topic, limit: int) -> tuple[Announcement, ...]:
        """The newest papers on a topic, inferred likewise; their category is their first."""
        ...


class Writer(Protocol):
    """Writes summaries that say nothing their paper does not. Raises `WriterError` only."""

    async def summarise(self, paper: Paper) -> Summary:
        """One sentence of plain, readable text: what the paper contributes. Never empty."""
        ...


class PaperStore(Protocol):
    """The papers, and an index of their words that is always in step. Raises `StoreError`."""

    async def add(self, papers: Iterable[Paper]) -> int:
        """Store papers, all or none; a known id is brought up to date. Returns how many are new.

        What the newcomer does not know (categories, upvotes, code) stays as it was; one without
        categories leaves title, abstract and authors alone too.
        """
        ...

    async def get(self, paper_id: str) -> Paper | None:
        """The paper with this base id."""
        ...

    async def several(self, paper_ids: Iterable[str]) -> tuple[Paper, ...]:
        """The papers with these base ids, in no order; unknown ids are left out."""
        ...

    async def search(self, topic: Topic, limit: int) -> tuple[Paper, ...]:
        """The papers that may fit, best first; all that `match` takes, and perhaps a few more.

        `exclude` is left to `match`. The words are data, whatever characters they hold. A topic
        of categories or authors alone finds the newest; an empty one finds nothing.
        """
        ...

    async def nearest_words(self, word: str) -> tuple[str, ...]:
        """Words of titles and abstracts for which this lower-case one may be a slip, nearest first.

        They begin with the same letter; see `bot.text.words.nearest`.
        """
        ...

    async def recent(self, limit: int) -> tuple[Paper, ...]:
        """The papers last announced, newest first."""
        ...

    async def count(self) -> int:
        """How many papers there are."""
        ...


class AnnouncementStore(Protocol):
    """Who announced which paper when, in one growing sequence. Raises `StoreError`."""

    async def record(self, source: str, key: str, batch: Batch, at: datetime) -> int:
        """Store a batch, papers and validator and all, or nothing; returns how many papers are new.

        A repeated announcement is no new event: a paper is new or cross-listed in a category
        once. The first real paper makes the sample disappear. `key` says what was asked for.
        """
        ...

    async def validator(self, source: str, key: str) -> str | None:
        """The validator of the last batch that this source sent for `key`."""
        ...

    async def covered(self, category: str) -> frozenset[date]:
        """The days whose announcements in this category are complete here."""
        ...

    async def after(
        self,
        sequence: int | None,
        categories: Sequence[str],
        until: date | None,
        since: date | None = None,
    ) -> Announced:
        """New and cross-listed papers with an event after `sequence`, in any of `categories`.

        No categories: in all. At most 7 days before the newest announcement; without `sequence`,
        the newest announcement alone. Nothing announced after `until`, or before `since`.
        """
        ...


class Ledger(Protocol):
    """Which paper went to which place. A paper is a place's once. Raises `StoreError`."""

    async def posted(self, place: Address) -> frozenset[str]:
        """Ids of the papers that are this place's."""
        ...

    async def claim(self, place: Address, paper_ids: Sequence[str], at: datetime) -> frozenset[str]:
        """Make these papers the place's; returns the ids that were not its own before.

        Of two processes that claim the same paper for one place, one gets it.
        """
        ...

    async def release(self, place: Address, paper_ids: Sequence[str]) -> None:
        """Give papers back that were claimed and not shown."""
        ...

    async def watermark(self, place: Address, subscription: str) -> int | None:
        """The sequence number up to which this subscription of the place was served."""
        ...

    async def began(self, place: Address, subscription: str) -> date | None:
        """The day of the announcement that this subscription began with."""
        ...

    async def advance(
        self, place: Address, subscription: str, sequence: int, day: date | None = None
    ) -> None:
        """Raise the watermark; it never falls. The first `day` that is given is kept."""
        ...

    async def last(self, place: Address) -> datetime | None:
        """When this place last got a paper."""
        ...


class QuizStore(Protocol):
    """Questions and the answers to them. Raises `StoreError`."""

    async def add(self, place: Address, question: Question, at: datetime) -> Question:
        """Store a question that is asked in a place; returns it with its id."""
        ...

    async def get(self, question_id: int) -> Question | None:
        """The question with this id."""
        ...

    async def asked(self, place: Address) -> frozenset[str]:
        """Ids of the papers that this place was asked about."""
        ...

    async def answer(self, answer: Answer, at: datetime) -> Answer:
        """Record an answer and return the person's first one: only that counts."""
        ...

    async def tally(self, question_id: int) -> Mapping[int, int]:
        """How many chose each option, by its index; options that nobody chose are left out."""
        ...


class Store(Protocol):
    """Everything that is remembered, in one place."""

    @property
    def papers(self) -> PaperStore:
        """The papers."""
        ...

    @property
    def announcements(self) -> AnnouncementStore:
        """Who announced which paper when."""
        ...

    @property
    def ledger(self) -> Ledger:
        """Which paper went where."""
        ...

    @property
    def quizzes(self) -> QuizStore:
        """Questions and answers."""
        ...

    async def close(self) -> None:
        """Finish what is being written, then let go of the files. Harmless when repeated."""
        ...
