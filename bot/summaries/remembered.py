"""Summaries that were written before: nobody waits for them, and nothing is written twice."""

from collections.abc import Awaitable, Callable, Sequence
from hashlib import sha256

from bot.models import Paper, Summary
from bot.ports import Store, Summaries, Writer

_KEPT = 256  # papers whose summaries are stored at once
_WRITTEN = 16  # papers between two looks whether somebody waits


class Remembering:
    """A `Writer` that looks first for what was written before. It stores nothing itself."""

    def __init__(self, writer: Writer, summaries: Summaries) -> None:
        self._writer, self._summaries = writer, summaries
        self.manner = writer.manner

    async def summarise(self, paper: Paper) -> Summary:
        """See `Writer.summarise`."""
        return (await self.several([paper]))[0]

    async def several(self, papers: Sequence[Paper]) -> tuple[Summary, ...]:
        """See `Writer.several`."""
        sources = {paper.id: source_of(paper) for paper in papers}
        known = await self._summaries.of(sources, self.manner)
        lacking = [paper for paper in papers if paper.id not in known]
        written = iter(await self._writer.several(lacking) if lacking else ())
        style = self.manner.style
        return tuple(
            Summary(style, known[paper.id]) if paper.id in known else next(written)
            for paper in papers
        )


async def write_ahead(
    writer: Writer, store: Store, step_aside: Callable[[], Awaitable[None]]
) -> int:
    """Store the summaries that are not there yet; returns how many.

    Whenever it is cancelled, the most of them stay. `step_aside` is called now and then: to let
    through what is more urgent.
    """
    lacking = await store.summaries.lacking(writer.manner)
    for start in range(0, len(lacking), _KEPT):
        written: dict[str, tuple[str, str]] = {}
        for first in range(start, min(start + _KEPT, len(lacking)), _WRITTEN):
            await step_aside()
            papers = await store.papers.several(lacking[first : first + _WRITTEN])
            for paper, summary in zip(papers, await writer.several(papers), strict=True):
                written[paper.id] = (source_of(paper), summary.text)
        await store.summaries.remember(written, writer.manner)
    return len(lacking)


def source_of(paper: Paper) -> str:
    """Tells the text that a summary is made of from any other."""
    return sha256(f"{paper.title}\n{paper.abstract}".encode()).hexdigest()[:16]
