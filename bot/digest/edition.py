"""What was announced, read once for all the places of a round: eight o'clock strikes for many."""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date

from bot.models import Announced, Paper, Pick, Summary, Topic, Watermark
from bot.papers import Match, Offers
from bot.ports import Store, Writer


class Edition:
    """A view of the store that lasts for one round: nothing in it is read or written twice."""

    def __init__(self, store: Store, writer: Writer) -> None:
        self._store, self._writer = store, writer
        self._announced: dict[object, Announced] = {}
        self._offers = Offers()
        self._summaries: dict[str, Summary] = {}

    async def announced(
        self, watermark: Watermark | None, categories: Sequence[str], until: date | None
    ) -> Announced:
        """What was announced in these categories since this watermark, until this day."""
        sequence = watermark.sequence if watermark else None
        began = watermark.began if watermark else None
        key = (sequence, began, tuple(categories), until)
        if key not in self._announced:
            self._announced[key] = await self._store.announcements.after(
                sequence, categories, until, began
            )
        return self._announced[key]

    async def fitting(
        self, topics: Iterable[Topic], ids: Sequence[str]
    ) -> list[tuple[Paper, Match]]:
        """The readable papers among these that fit any of the topics, and how well."""
        await self._read(ids)
        return self._offers.fitting(topics, [each for each in ids if each in self._offers.papers])

    async def papers(self, ids: Sequence[str]) -> list[Paper]:
        """The readable papers with these ids, as far as they are known."""
        await self._read(ids)
        return [self._offers.papers[each] for each in ids if each in self._offers.papers]

    async def summarised(self, picks: Sequence[Pick]) -> tuple[Pick, ...]:
        """The picks with their summaries. Raises `WriterError`."""
        new = [each.paper for each in picks if each.paper.id not in self._summaries]
        written = await self._writer.several(new) if new else ()
        self._summaries |= {paper.id: its for paper, its in zip(new, written, strict=True)}
        return tuple(replace(each, summary=self._summaries[each.paper.id]) for each in picks)

    async def _read(self, ids: Collection[str]) -> None:
        unknown = [each for each in ids if each not in self._offers.papers]
        if unknown:
            for paper in await self._store.papers.several(unknown):
                self._offers.add(paper)
                await asyncio.sleep(0)  # to read a day takes long: others want an answer meanwhile
