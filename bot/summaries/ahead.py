"""Sentences that are extracted behind each ingest, so that nobody waits for them."""

from collections.abc import Awaitable, Callable

from bot.models import Summary
from bot.ports import Store, Writer
from bot.summaries.sources import abstract_of, fingerprint

_KEPT = 256  # papers whose summaries are stored at once
_WRITTEN = 16  # papers between two looks whether somebody waits


async def write_ahead(
    writer: Writer, store: Store, step_aside: Callable[[], Awaitable[None]]
) -> int:
    """Store the sentence of each paper that has none yet; returns how many.

    Whenever it is cancelled, the most of them stay. `step_aside` is called now and then: to let
    through what is more urgent.
    """
    manner = writer.manner("tldr")
    lacking = await store.summaries.lacking(manner)
    for start in range(0, len(lacking), _KEPT):
        written: dict[str, tuple[str, Summary]] = {}
        for first in range(start, min(start + _KEPT, len(lacking)), _WRITTEN):
            await step_aside()
            for paper in await store.papers.several(lacking[first : first + _WRITTEN]):
                summary = await writer.write(abstract_of(paper), "tldr")
                written[paper.id] = (fingerprint(paper), summary)
        await store.summaries.remember(written, manner)
    return len(lacking)
