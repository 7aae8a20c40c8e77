"""Where papers come from, and where they are kept."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.models import Announced, Announcement, Batch, Fitted, Offered, Paper, Topic


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

    async def matching(
        self, topic: Topic, limit: int, *, best: bool = False
    ) -> tuple[Announcement, ...]:
        """The newest papers on a topic, or the `best`, as the source sees it; inferred likewise.

        Their category is their first. A few may not fit: `match` tells.
        """
        ...

    async def lookup(self, paper_ids: Sequence[str]) -> tuple[Paper, ...]:
        """The papers with these base ids, each once, in no order; as it wrote them.

        Left out are those that it does not know, and those that were withdrawn.
        """
        ...

    async def withdrawn(self, paper_ids: Sequence[str]) -> frozenset[str]:
        """Those of these papers that their authors, or arXiv, have withdrawn."""
        ...


class PaperStore(Protocol):
    """The papers, and an index of their words that is always in step. Raises `StoreError`.

    What comes out is readable: LaTeX as Unicode, each text one line. As the source wrote it, it
    is kept beside.
    """

    async def add(self, papers: Iterable[Paper]) -> int:
        """Store papers, all or none; a known id is brought up to date. Returns how many are new.

        What the newcomer does not know (categories, upvotes, code) stays as it was; one without
        categories leaves title, abstract and authors alone too. Nothing is announced by this; what
        was of the sample until now is so no more.
        """
        ...

    async def get(self, paper_id: str) -> Paper | None:
        """The paper with this base id."""
        ...

    async def several(self, paper_ids: Iterable[str]) -> tuple[Paper, ...]:
        """The papers with these base ids, in no order; unknown ids are left out."""
        ...

    async def written(self, paper_id: str) -> Paper | None:
        """The paper with this base id as its source wrote it, with LaTeX; each text one line."""
        ...

    async def search(self, topic: Topic, limit: int, best: int | None = None) -> Offered:
        """The papers that may fit, best first, of equals the newest.

        They are counted up to `limit`. Those that are surely not among the `best` may be left out.

        These are all that `match` takes, and for phrases and authors perhaps a few more; `exclude`
        is left to `match`. The words are data, whatever characters they hold. A topic of
        categories or authors alone finds the newest; an empty one finds nothing.
        """
        ...

    async def closest(self, topic: Topic, limit: int) -> Offered:
        """Those of `search`, and behind them papers that come close, each best first.

        The latter (`at_best` is 0) have a telling word, of three or more of them two. In both, rare
        words count more than common ones, titles more than abstracts, and papers that mean much
        the same as the best come first, where the store has vectors; recency and upvotes are gentle
        priors. A paper whose title is the topic is the very first. `total` counts the former alone.
        Of a topic without words the newest come first.
        """
        ...

    async def holding(self, words: Sequence[str], most: int) -> Mapping[str, int]:
        """How many papers have each of these lower-case words, in this order, up to `most`."""
        ...

    async def nearest_words(self, word: str) -> tuple[str, ...]:
        """Words of titles and abstracts for which this lower-case one may be a slip, nearest first.

        They begin with the same letter; see `bot.text.words.nearest`. The newest papers may be
        left out.
        """
        ...

    async def prepare(self) -> None:
        """Read now what the first answers would wait for. To be called again after papers came."""
        ...

    async def recent(self, limit: int) -> tuple[Paper, ...]:
        """The papers last announced, newest first."""
        ...

    async def count(self) -> int:
        """How many papers there are."""
        ...


class MeaningStore(Protocol):
    """What the words of our papers mean, as it was last fitted. Raises `StoreError`."""

    async def latest(self, known: int = 0) -> Fitted | None:
        """The last that was put, without its bytes where that is the `known` one."""
        ...

    async def put(self, dumped: bytes, papers: int, at: datetime) -> int:
        """Keep a meaning that was fitted on so many papers, in place of those before it.

        Returns its number.
        """
        ...

    async def stems(self, most: int) -> tuple[str, ...]:
        """The stems of title and abstract of the newest papers, a text each."""
        ...

    async def unplaced(self, number: int, most: int) -> Mapping[str, str]:
        """Papers that have no vector of this meaning, at most so many: the stems of each, by id."""
        ...

    async def place(self, number: int, vectors: Mapping[str, bytes]) -> None:
        """Keep a paper's vector of this meaning: see `bot.ranking.packed`. Unknown ids are none.

        It is forgotten when the paper's words change.
        """
        ...

    async def settle(self, number: int) -> None:
        """From now on `PaperStore.closest` goes by this meaning; vectors of others are forgotten.

        To be called when nothing is unplaced; harmless when repeated.
        """
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
