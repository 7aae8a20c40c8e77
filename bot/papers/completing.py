"""What the store lacks, fetched from the sources behind an answer.

A question is asked once an hour at most, one question at a time, and few may wait: whoever asks
has an answer already. A source that fails is left alone for a moment.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import structlog

from bot.errors import SourceError
from bot.models import Paper, Topic
from bot.ports import Clock, PaperSource, PaperStore

Question = str | Topic
"""The base id of a paper, or a topic."""

_FRESH = timedelta(hours=1)
_REST = timedelta(seconds=30)  # after a failure
_REMEMBERED = 1000  # questions
_WAITING = 10  # with three seconds for each, nobody looks any more
_MOST = 50  # papers on a topic
_AT_ONCE = 10  # papers that are stored in one go: others write meanwhile

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Fetched:
    """The ids of the papers that came, and how it went.

    `known`: it was asked within the hour; `busy`: too many wait; `failed`: no source answered.
    """

    ids: frozenset[str] = frozenset()
    outcome: Literal["asked", "known", "busy", "failed"] = "asked"


class Completing:
    """Fetches what answers lack. Papers that come so were announced nowhere: no digest has them."""

    def __init__(self, sources: Sequence[PaperSource], papers: PaperStore, clock: Clock) -> None:
        # One that adds to others (see `PaperSource.by_category`) cannot be asked.
        self._sources = [each for each in sources if each.by_category]
        self._papers, self._clock = papers, clock
        self._asked: OrderedDict[Question, datetime] = OrderedDict()
        self._running: dict[Question, asyncio.Future[Fetched]] = {}
        self._turn = asyncio.Lock()
        self._resting = clock()

    @property
    def sources(self) -> str:
        """Who is asked, by name; empty where nobody is."""
        return " and ".join(each.name for each in self._sources)

    def leave_off(self) -> None:
        """Ask nobody from now on."""
        self._sources = []

    def may_help(self, question: Question) -> bool:
        """Whether to ask may bring something now; `fetch` would not turn it down at once."""
        return bool(self._sources) and self._refusal(question) is None

    async def fetch(self, question: Question) -> Fetched:
        """Ask, store what comes, and say what came. Raises `StoreError`.

        Who asks the same meanwhile gets the same.
        """
        if running := self._running.get(question):
            return await asyncio.shield(running)
        if refusal := self._refusal(question):
            return refusal
        self._running[question] = asyncio.get_running_loop().create_future()
        fetched = Fetched(outcome="failed")
        try:
            async with self._turn:
                fetched = await self._fetch(question)
        finally:
            self._running.pop(question).set_result(fetched)
        return fetched

    def _refusal(self, question: Question) -> Fetched | None:
        if question in self._running:
            return None
        now = self._clock()
        asked = self._asked.get(question)
        if asked and now - _FRESH < asked <= now:
            return Fetched(outcome="known")
        if self._is_resting():
            return Fetched(outcome="failed")
        return Fetched(outcome="busy") if len(self._running) >= _WAITING else None

    def _is_resting(self) -> bool:
        """By a clock that may have been set back."""
        return self._resting - _REST <= self._clock() < self._resting

    async def _fetch(self, question: Question) -> Fetched:
        if self._is_resting():  # it failed for another while this one waited
            return Fetched(outcome="failed")
        try:
            found = [each async for each in self._found(question)]
        except SourceError as error:
            log.warning("an answer was not completed", why=str(error))
            self._resting = self._clock() + _REST
            return Fetched(outcome="failed")
        for start in range(0, len(found), _AT_ONCE):
            await self._papers.add(found[start : start + _AT_ONCE])
        self._asked[question] = self._clock()
        self._asked.move_to_end(question)
        if len(self._asked) > _REMEMBERED:
            self._asked.popitem(last=False)
        log.info("an answer was completed", papers=len(found))
        return Fetched(frozenset(each.id for each in found))

    async def _found(self, question: Question) -> AsyncIterator[Paper]:
        for source in self._sources:
            if isinstance(question, str):
                for paper in await source.lookup([question]):
                    yield paper
            else:
                best = bool(question.words or question.phrases)
                for each in await source.matching(question, _MOST, best=best):
                    yield each.paper
