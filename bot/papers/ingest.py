"""Gather what was announced: the latest feeds, missed days, topics without a category.

Each batch is stored whole, with what proves it complete, before the next is asked for: an ingest
that is killed loses nothing and may simply be run again, also twice at once.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.arxiv_days import submission_window, weekdays
from bot.errors import SourceError
from bot.models import Batch, Topic
from bot.ports import PaperSource, Store

RECOVERED_DAYS = 7  # how far back days are looked for that were missed
_SLACK = timedelta(days=4)  # moderation delays a paper by days
_NEWEST = 100  # papers on a topic that names no category

Progress = Callable[[int, int, str], None]
"""Told before each step: steps done, steps in all as far as is known, what comes now."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What all places together need: categories, and topics that name none."""

    categories: tuple[str, ...]
    topics: tuple[Topic, ...] = ()


@dataclass(frozen=True, slots=True)
class Ingested:
    """How many papers were new, what failed (a category or topic, and why), what was skipped.

    `day` is that of the newest feed that came, if one did.
    """

    papers: int
    failed: tuple[tuple[str, str], ...] = ()
    skipped: int = 0
    day: date | None = None


class Ingest:
    """One round over all sources. `now` is UTC; `today` is the day to catch up to."""

    def __init__(
        self,
        sources: Sequence[PaperSource],
        store: Store,
        now: datetime,
        today: date,
        progress: Progress | None = None,
    ) -> None:
        self._sources, self._store = sources, store
        self._now, self._today = now, today
        self._progress = progress or (lambda *_: None)
        self._papers = self._skipped = 0
        self._day: date | None = None  # of the newest feed in this round
        self._failed: list[tuple[str, str]] = []

    async def run(self, wanted: Wanted, days: int = 0, also: date | None = None) -> Ingested:
        """Fetch what is wanted, and what was missed; `days` back as well, or `also` one day.

        What failed is in the answer, and is caught up next time.
        """
        total = len(self._sources) + len(wanted.topics)
        for done, source in enumerate(self._sources):
            self._progress(done, total, f"{source.name}: the latest announcement")
            await self._latest(source, wanted.categories)
        await self._mark_failed(wanted.categories)
        for done, topic in enumerate(wanted.topics, len(self._sources)):
            self._progress(done, total, f"{topic}: the newest papers")
            await self._topic(topic)
        gaps = [gap for each in wanted.categories for gap in await self._gaps(each, days, also)]
        for done, (category, missed) in enumerate(gaps, total):
            span = f"{missed[0]:%d %B}" + (f" to {missed[-1]:%d %B}" if len(missed) > 1 else "")
            self._progress(done, total + len(gaps), f"{category}: {span}")
            await self._recover(category, missed)
        return Ingested(self._papers, tuple(self._failed), self._skipped, self._day)

    async def _latest(self, source: PaperSource, categories: Sequence[str]) -> None:
        key = "+".join(categories)
        try:
            before = await self._store.announcements.validator(source.name, key)
            batch = await source.latest(categories, before)
        except SourceError as error:
            names = categories if source.by_category else [source.name]
            self._failed += [(name, str(error)) for name in names]
            return
        self._day = max((day for _, day in batch.covered), default=self._day)
        await self._record(source.name, key, batch)

    async def _gaps(
        self, category: str, days: int, also: date | None
    ) -> list[tuple[str, list[date]]]:
        covered = await self._store.announcements.covered(category)
        end = max(covered, default=self._today + timedelta(days=1))
        first = max(min(covered, default=end), end - timedelta(days=RECOVERED_DAYS))
        first = min(first, end - timedelta(days=days))
        wanted = set(weekdays(first, end))
        if also and also < end:
            wanted |= set(weekdays(also, also + timedelta(days=1)))
        if {self._day} == covered and await self._is_empty(category):
            wanted.add(_weekday_before(end))  # a weekend: what was announced last
        return [(category, run) for run in _runs(sorted(wanted - covered))]

    async def _is_empty(self, category: str) -> bool:
        return not (await self._store.announcements.after(None, [category], None)).ids

    async def _mark_failed(self, categories: Sequence[str]) -> None:
        """Remember that a category is followed from now on, though it never came yet.

        Without a first covered day nothing would tell that this day was missed.
        """
        for category in categories:
            failed = any(name == category for name, _ in self._failed)
            if failed and not await self._store.announcements.covered(category):
                day = _weekday_before(self._day or self._today)
                await self._record("", "", Batch(covered=((category, day),)))

    async def _recover(self, category: str, missed: Sequence[date]) -> None:
        """Ask for what was submitted for the missed days, and a little earlier and later.

        What is known already is no new event. Nothing of before this category was followed is
        wanted, however late moderators let it through; nor, where the next day is missing too,
        what belongs to that.
        """
        covered = await self._store.announcements.covered(category)
        # The first covered day may only say since when the category is followed.
        followed = min([*sorted(covered)[1:], missed[0]])
        slack = min(_SLACK, missed[0] - followed)
        next_day = weekdays(missed[-1] + timedelta(days=1), missed[-1] + timedelta(days=5))[0]
        start = submission_window(missed[0])[0] - slack
        end = submission_window(missed[-1] + timedelta(days=1))[1]
        for source in self._sources:
            try:
                found = await source.submitted(category, start, end)
            except SourceError as error:
                self._failed.append((category, str(error)))
                return
            events = [
                replace(each, day=min(max(each.day, missed[0]), missed[-1]))
                for each in found
                if each.day <= missed[-1] or next_day in covered
            ]
            await self._record(source.name, "", Batch(tuple(events)))
        await self._record("", "", Batch(covered=tuple((category, day) for day in missed)))

    async def _topic(self, topic: Topic) -> None:
        oldest = self._today - timedelta(days=RECOVERED_DAYS)
        for source in self._sources:
            try:
                found = await source.matching(topic, _NEWEST)
            except SourceError as error:
                self._failed.append((str(topic), str(error)))
                continue
            recent = tuple(each for each in found if each.day >= oldest)
            await self._record(source.name, "", Batch(recent))

    async def _record(self, source: str, key: str, batch: Batch) -> None:
        announcements = self._store.announcements
        self._papers += await announcements.record(source, key, batch, self._now)
        self._failed += batch.failed
        self._skipped += batch.skipped
        if batch.skipped:
            log.warning("%s: %d items could not be read and were left out", source, batch.skipped)


def _weekday_before(day: date) -> date:
    return weekdays(day - timedelta(days=4), day)[-1]


def _runs(days: Sequence[date]) -> list[list[date]]:
    """Group days that follow each other, at most five: one request each."""
    runs: list[list[date]] = []
    for day in days:
        if runs and len(runs[-1]) < 5 and not weekdays(runs[-1][-1] + timedelta(days=1), day):
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs
