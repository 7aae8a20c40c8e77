"""Who writes, what it costs, and where the full text comes from."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, NamedTuple, Protocol

from bot.models import (
    Charge,
    Completion,
    Embedded,
    Manner,
    Prompt,
    Source,
    Spent,
    Style,
    Summary,
    Workflow,
)


class Writer(Protocol):
    """Writes summaries that say nothing their paper does not. Raises `WriterError` only."""

    def manner(self, style: Style, language: str = "") -> Manner:
        """How it writes in this style and language."""
        ...

    async def write(
        self, source: Source, style: Style, language: str = "", *, place: str = ""
    ) -> Summary:
        """A summary of readable text; never empty, unless the source is. `place` pays for it."""
        ...


class Model(Protocol):
    """A language model. Sends one request for one call, never a second. Raises `ModelError`."""

    name: str

    async def complete(self, prompt: Prompt) -> Completion:
        """What it says. What it says may be anything."""
        ...

    async def close(self) -> None:
        """Hang up. Harmless when repeated."""
        ...


class Embedder(Protocol):
    """What texts mean, as vectors. Sends one request for one call. Raises `ModelError`."""

    name: str

    async def embed(self, texts: Sequence[str]) -> Embedded:
        """A vector of each text, in their order; at least one text."""
        ...

    async def close(self) -> None:
        """Hang up. Harmless when repeated."""
        ...


class Spending(Protocol):
    """What was spent on models, over all processes. Raises `StoreError`."""

    async def reserve(self, charge: Charge, most: Decimal | None) -> int | None:
        """Set the charge aside; None where that day's sum would pass `most` USD (None: no end).

        It counts in full until it is settled or released, also where this process dies.
        """
        ...

    async def settle(self, reservation: int, spent: Spent) -> None:
        """What the request really cost."""
        ...

    async def release(self, reservation: int) -> None:
        """The request cost nothing."""
        ...

    async def of_day(self, day: date) -> Mapping[tuple[str, str], Spent]:
        """What was spent that day, by place and purpose."""
        ...


class FullText(NamedTuple):
    """A paper as it was published; `version` is arXiv's, where known (“v2”)."""

    kind: Literal["html", "pdf"]
    data: bytes
    version: str = ""


class FullTexts(Protocol):
    """Where full texts come from. Raises `SourceError` only: one line, for a person."""

    async def of(self, paper_id: str) -> tuple[FullText, ...]:
        """The HTML of this paper if there is one, else its PDF; empty where there is neither."""
        ...


class Drawing(Protocol):
    """Draws workflows. What it cannot draw rightly it does not draw."""

    async def picture(self, workflow: Workflow) -> bytes | None:
        """A PNG."""
        ...

    async def letters(self, workflow: Workflow) -> str:
        """The same for a terminal, at most 78 characters wide; empty where it cannot be."""
        ...


class Summaries(Protocol):
    """Summaries that were written before, while their papers stay the same. Raises `StoreError`.

    A source is a short text that changes with what a summary was made of.
    """

    async def of(self, sources: Mapping[str, str], manner: Manner) -> Mapping[str, Summary]:
        """The summaries by the ids of papers, of those that were made of these sources."""
        ...

    async def remember(self, written: Mapping[str, tuple[str, Summary]], manner: Manner) -> None:
        """Store source and summary of these papers, in place of what was known."""
        ...

    async def claim(
        self, paper_id: str, manner: Manner, worker: str, now: datetime, until: datetime
    ) -> bool:
        """Whether `worker` may write it until then; nobody else may, in whatever process.

        Once it is remembered or released, or the time is over, another may.
        """
        ...

    async def release(self, paper_id: str, manner: Manner, worker: str) -> None:
        """Let another write it."""
        ...

    async def lacking(self, manner: Manner) -> Sequence[str]:
        """The stored papers that have none, about the newest first."""
        ...
