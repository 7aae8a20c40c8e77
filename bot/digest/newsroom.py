"""Fetches what places need when there may be something new, and remembers what did not come."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import structlog

from bot.arxiv_days import NEW_YORK
from bot.digest.select import wanted_by
from bot.errors import SourceError
from bot.messages import Card, Message
from bot.models import Subscription
from bot.papers import Ingest, Ingested, Wanted
from bot.ports import Clock, PaperSource, Store
from bot.schedule import local_date

_AGAIN = timedelta(minutes=30)  # a feed may come late after midnight in New York
_AGAIN_FAILED = timedelta(minutes=10)
_PATIENCE = 180.0  # seconds that a digest waits for an ingest
_FOLLOWED = timedelta(days=7)
WITHDRAWN = "withdrawn"

log = structlog.get_logger(__name__)


@dataclass
class Newsroom:
    """All fetching of one process: one ingest at a time, and only when it may bring something."""

    sources: tuple[PaperSource, ...]
    store: Store
    clock: Clock
    timezone: str
    patience: float = _PATIENCE
    failed: tuple[tuple[str, str], ...] = ()
    _day: date | None = None
    _tried: datetime | None = None
    _wanted: Wanted = field(default_factory=lambda: Wanted(()))
    _looked_up: set[str] = field(default_factory=set)
    _busy: asyncio.Lock = field(default_factory=asyncio.Lock)
    _filling: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def refresh(self) -> None:
        """Fetch what is announced, if it may be newer than what is stored. Raises `StoreError`.

        What fails is remembered for `notes`, and tried again after a while.
        """
        async with self._busy:
            its = await self.store.subscriptions.wanted()
            wanted = wanted_by(its)
            if self._is_needed(wanted):
                began = self.clock()
                self._keep(await self._ingest(wanted))
                # Only now: where the store failed, nobody knows what is missing.
                self._tried, self._wanted = began, wanted
                await self._follow_up()
                await self.look_up([seed for each in its for seed in each.like])

    async def fill(self, subscription: Subscription, days: int) -> None:
        """Fetch its seed papers, and some days back. Raises `StoreError`; a source may fail.

        A digest that is due does not wait for that.
        """
        async with self._filling:
            await self.look_up(subscription.like)
            ingested = await self._ingest(wanted_by([subscription]), days)
            for name, why in ingested.failed:
                log.warning("a source failed", what=name, why=why)

    async def look_up(self, paper_ids: Sequence[str]) -> None:
        """Fetch papers that are not stored, of sources that know them. Raises `StoreError`.

        One that fails is asked again another time; what nobody knows is not.
        """
        there = {each.id for each in await self.store.papers.several(paper_ids)}
        lacking = [each for each in dict.fromkeys(paper_ids) if each not in there]
        lacking = [each for each in lacking if each not in self._looked_up]
        for source in self.sources if lacking else ():
            try:
                async with asyncio.timeout(self.patience):
                    found = await source.lookup(lacking)
            except (SourceError, TimeoutError) as error:
                log.warning("papers could not be looked up", what=source.name, why=str(error))
                continue
            await self.store.papers.add(found)
            self._looked_up |= set(lacking) if source.by_category else set()

    def notes(self, subscription: Subscription) -> tuple[str, ...]:
        """What failed of what this subscription needs: one line a reason."""
        return notes_on(self.failed, subscription)

    def _is_needed(self, wanted: Wanted) -> bool:
        if not self.sources or wanted == Wanted(()):
            return False
        if self._tried is None or wanted != self._wanted:
            return True
        waited = self.clock() - self._tried
        today = local_date(self.clock(), NEW_YORK.key)
        stale = self._day is None or self._day < today
        # A clock that was set back makes the wait negative: look again.
        if waited < timedelta():
            return True
        return waited >= (_AGAIN_FAILED if self.failed else _AGAIN) and (stale or bool(self.failed))

    async def _ingest(self, wanted: Wanted, days: int = 0) -> Ingested:
        today = local_date(self.clock(), self.timezone)
        ingest = Ingest(self.sources, self.store, self.clock(), today)
        try:
            async with asyncio.timeout(self.patience):
                return await ingest.run(wanted, days)
        except TimeoutError:
            why = f"The sources did not answer within {self.patience:.0f} seconds."
            names = (*wanted.categories, *map(str, wanted.topics))
            return Ingested(0, tuple((name, why) for name in names))

    def _keep(self, ingested: Ingested) -> None:
        self.failed = ingested.failed
        self._day = ingested.day or self._day
        log.info("ingested", papers=ingested.papers, failed=len(ingested.failed))
        for name, why in ingested.failed:
            log.warning("a source failed", what=name, why=why)

    async def _follow_up(self) -> None:
        """Note the withdrawal of posted papers in their threads."""
        replaced = await self.store.ledger.replaced(self.clock() - _FOLLOWED)
        for source in self.sources if replaced else ():
            try:
                gone = await source.withdrawn(replaced)
            except SourceError as error:
                log.warning("withdrawals could not be looked up", why=str(error))
                continue
            for paper in await self.store.papers.several(gone):
                message = _withdrawal(paper.title)
                notes = await self.store.ledger.follow_up(
                    paper.id, WITHDRAWN, message, self.clock()
                )
                if notes:
                    log.info("withdrawn", paper=paper.id, places=notes)


def notes_on(
    failed: Sequence[tuple[str, str]],
    subscription: Subscription,
    other: Callable[[str], None] = lambda _: None,
) -> tuple[str, ...]:
    """What failed of what a subscription needs, one line a reason; `other` hears of the rest."""
    wanted = wanted_by([subscription])
    needed = {*wanted.categories, *map(str, wanted.topics)}
    reasons: dict[str, list[str]] = {}
    for name, why in failed:
        if name in needed:
            reasons.setdefault(why, []).append(name)
        else:
            other(why)
    return tuple(
        f"{why.rstrip('.')}: {', '.join(dict.fromkeys(names))} is missing, "
        "and is caught up with the next digest."
        for why, names in reasons.items()
    )


def _withdrawal(title: str) -> Message:
    text = f"Withdrawn: “{title}” was withdrawn from arXiv after it was posted here."
    return Message(text, (Card(footer=text),))
