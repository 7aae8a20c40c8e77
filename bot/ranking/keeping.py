"""The meaning of our papers' words: kept in the store, held in memory, fitted anew now and then."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.ports import Clock, Store
from bot.ranking.fitting import fitted, placed
from bot.ranking.limits import PAPERS, UnfitMeaning
from bot.ranking.meaning import Meaning, lexicon, packed

_AGE = timedelta(days=7)
_GROWN = 1.2  # times as many papers: what was fitted on the fewer is old
_FEW = 200  # papers: fewer have no meaning of their own
_HANDFUL = 200  # papers placed here; a process of its own starts in the time of a thousand
_PLACED = 10_000  # papers placed in one go
_KEPT = 500  # vectors written in one go: others write meanwhile
_AGAIN = timedelta(days=1)  # what failed took minutes of a processor, and would take them again
_LEXICON = 2_000  # papers to learn from which words are rare, until there is a meaning

log = structlog.get_logger(__name__)


@dataclass
class Meanings:
    """What words mean now. One for a process; several processes share one store."""

    store: Store
    clock: Clock
    _number: int = field(default=0, init=False)
    _meaning: Meaning | None = field(default=None, init=False)
    _failed: dict[str, datetime] = field(default_factory=dict, init=False)

    async def current(self) -> Meaning:
        """The last one fitted; before there is any, the rarity of words alone."""
        latest = await self.store.meanings.latest(self._number)
        if latest is None:
            return await asyncio.to_thread(lexicon, await self.store.meanings.stems(_LEXICON))
        if self._meaning is None or latest.number != self._number:
            self._meaning = await asyncio.to_thread(Meaning.load, latest.dumped)
            self._number = latest.number
        return self._meaning

    async def renew(self) -> bool:
        """Fit anew where that is due, in a process of its own; whether it was.

        Raises `UnfitMeaning`, and then the one before it stays, and for a day none is fitted.
        """
        if self._waits("fit"):
            return False
        papers, now = await self.store.papers.count(), self.clock()
        latest = await self.store.meanings.latest(self._number)
        fresh = latest and now - latest.at < _AGE and papers < latest.papers * _GROWN
        if papers < _FEW or fresh:
            return False
        async with self._once_a_day("fit"):
            meaning = await fitted(await self.store.meanings.stems(PAPERS))
        dumped = await asyncio.to_thread(meaning.dump)
        await self.store.meanings.put(dumped, papers, now)
        log.info("meaning fitted", papers=papers, dimensions=meaning.dimensions)
        return True

    async def place(self) -> int:
        """Give each paper that has none its vector of the last meaning; returns how many.

        A few are placed in a thread, many in a process of their own. Raises `UnfitMeaning`, and
        then none is placed for a day.
        """
        if self._waits("place"):
            return 0
        meanings, count, dumped = self.store.meanings, 0, b""
        if await meanings.latest(self._number) is None:
            return 0
        meaning = await self.current()
        number = self._number
        if not meaning.dimensions:
            return 0
        while lacking := await meanings.unplaced(number, _PLACED):
            texts = list(lacking.values())
            if len(texts) > _HANDFUL:
                dumped = dumped or await asyncio.to_thread(meaning.dump)
                async with self._once_a_day("place"):
                    vectors = await placed(dumped, meaning.dimensions, texts)
            else:
                vectors = await asyncio.to_thread(packed, meaning, texts)
            pairs = list(zip(lacking, vectors, strict=True))
            for start in range(0, len(pairs), _KEPT):
                await meanings.place(number, dict(pairs[start : start + _KEPT]))
            count += len(pairs)
        await meanings.settle(number)
        return count

    def _waits(self, what: str) -> bool:
        failed = self._failed.get(what)
        # A clock that was set back makes the wait negative: then it is tried.
        return failed is not None and timedelta() <= self.clock() - failed < _AGAIN

    @asynccontextmanager
    async def _once_a_day(self, what: str) -> AsyncIterator[None]:
        """Remember when it failed, until it succeeds."""
        try:
            yield
        except UnfitMeaning:
            self._failed[what] = self.clock()
            raise
        self._failed.pop(what, None)
