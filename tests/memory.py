"""A store in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from bot.models import (
    Announced,
    Announcement,
    Batch,
    Fitted,
    Manner,
    Paper,
    Summary,
)
from bot.ports import (
    Deliveries,
    GroupVotes,
    Ledger,
    Outbox,
    Pictures,
    QuizRounds,
    Runs,
    Scores,
    Subscriptions,
    Tastes,
    Votes,
)
from bot.text.stems import stems
from tests.fakes import NOW
from tests.follows import MemoryFollows
from tests.papers import MemoryPapers
from tests.quizzes import MemoryQuizzes
from tests.spending import MemorySpending


class MemorySummaries:
    def __init__(self, papers: MemoryPapers) -> None:
        self._papers = papers
        self._known: dict[tuple[str, Manner], tuple[Paper | None, str, Summary]] = {}
        self._claims: dict[tuple[str, Manner], tuple[str, datetime]] = {}

    async def of(self, sources: Mapping[str, str], manner: Manner) -> Mapping[str, Summary]:
        known = {each: await self._of(each, manner) for each in sources}
        return {each: its[1] for each, its in known.items() if its and its[0] == sources[each]}

    async def remember(self, summaries: Mapping[str, tuple[str, Summary]], manner: Manner) -> None:
        for each, its in summaries.items():
            self._known[each, manner] = (await self._papers.get(each), *its)
            self._claims.pop((each, manner), None)

    async def claim(
        self, paper_id: str, manner: Manner, worker: str, now: datetime, until: datetime
    ) -> bool:
        its, ends = self._claims.get((paper_id, manner), (worker, now))
        if its != worker and ends > now:
            return False
        self._claims[paper_id, manner] = (worker, until)
        return True

    async def release(self, paper_id: str, manner: Manner, worker: str) -> None:
        its, _ = self._claims.get((paper_id, manner), ("", NOW))
        if its == worker:
            self._claims.pop((paper_id, manner), None)

    async def lacking(self, manner: Manner) -> tuple[str, ...]:
        every = [each.id for each in await self._papers.recent(await self._papers.count())]
        return tuple([each for each in every if not await self._of(each, manner)])

    async def _of(self, paper_id: str, manner: Manner) -> tuple[str, Summary] | None:
        its, now = self._known.get((paper_id, manner)), await self._papers.get(paper_id)
        same = (
            its and its[0] and now and (its[0].title, its[0].abstract) == (now.title, now.abstract)
        )
        return its[1:] if its and same else None


class MemoryAnnouncements:
    def __init__(self, papers: MemoryPapers) -> None:
        self._papers = papers
        self._events: list[tuple[int, Announcement]] = []
        self._last = 0
        self._validators: dict[tuple[str, str], str] = {}
        self._covered: set[tuple[str, date]] = set()

    async def record(self, source: str, key: str, batch: Batch, at: datetime) -> int:
        del at
        if any(not each.paper.sample for each in batch.announcements):
            gone = self._papers.drop_sample()
            self._events = [event for event in self._events if event[1].paper.id not in gone]
        new = await self._papers.add(each.paper for each in batch.announcements)
        known = {_event_key(each) for _, each in self._events}
        for each in batch.announcements:
            if _event_key(each) not in known:
                known.add(_event_key(each))
                self._last += 1
                self._events.append((self._last, each))
        self._covered |= set(batch.covered)
        if batch.validator is not None:
            self._validators[source, key] = batch.validator
        return new

    async def validator(self, source: str, key: str) -> str | None:
        return self._validators.get((source, key))

    async def covered(self, category: str) -> frozenset[date]:
        return frozenset(day for its, day in self._covered if its == category)

    async def after(
        self,
        sequence: int | None,
        categories: Sequence[str],
        until: date | None,
        since: date | None = None,
    ) -> Announced:
        wanted = [
            (number, each)
            for number, each in self._events
            if each.kind in ("new", "cross") and (not categories or each.category in categories)
        ]
        later = [
            number
            for number, each in wanted
            if until and each.day > until and number > (sequence or 0)
        ]
        wanted = [(number, each) for number, each in wanted if not until or each.day <= until]
        last = min(later) - 1 if later else self._last
        newest = max((each.day for _, each in wanted), default=None)
        days = [each.day for _, each in self._events if each.kind in ("new", "cross")]
        newest_of_all = max((day for day in days if not until or day <= until), default=None)
        if newest is None:
            return Announced((), last, None, newest_of_all)
        first = max(newest - timedelta(days=0 if sequence is None else 7), since or date.min)
        ids = {
            each.paper.id
            for number, each in wanted
            if number > (sequence or 0) and each.day >= first
        }
        return Announced(tuple(sorted(ids, reverse=True)), last, newest, newest_of_all)


def _event_key(event: Announcement) -> tuple[object, ...]:
    once = event.kind in ("new", "cross")
    return (event.paper.id, event.category, once, None if once else event.day)


class MemoryMeanings:
    def __init__(self, papers: MemoryPapers) -> None:
        self._papers, self._last = papers, Fitted(0, NOW, 0, b"")
        self.vectors: dict[tuple[int, str], tuple[str, bytes]] = {}

    async def latest(self, known: int = 0) -> Fitted | None:
        if self._last.number == known:
            return replace(self._last, dumped=b"") if known else None
        return self._last

    async def put(self, dumped: bytes, papers: int, at: datetime) -> int:
        self._last = Fitted(self._last.number + 1, at, papers, dumped)
        return self._last.number

    async def stems(self, most: int) -> tuple[str, ...]:
        return tuple(
            f"{stems(each.title)} . {stems(each.abstract)}"
            for each in await self._papers.recent(most)
        )

    async def unplaced(self, number: int, most: int) -> Mapping[str, str]:
        every = await self._papers.recent(await self._papers.count())
        texts = {each.id: f"{stems(each.title)} . {stems(each.abstract)}" for each in every}
        lacking = [each for each in texts if self._known(number, each) != texts[each]]
        return {each: texts[each] for each in lacking[:most]}

    async def place(self, number: int, vectors: Mapping[str, bytes]) -> None:
        texts = await self.unplaced(number, await self._papers.count())
        self.vectors |= {
            (number, each): (texts[each], its) for each, its in vectors.items() if each in texts
        }

    async def settle(self, number: int) -> None:
        self.vectors = {each: its for each, its in self.vectors.items() if each[0] == number}

    def _known(self, number: int, paper_id: str) -> str:
        return self.vectors.get((number, paper_id), ("", b""))[0]


class MemoryStore:
    """Papers, announcements and quizzes in memory; what delivers needs the real store."""

    # Never set: a test that touches these wants the fixture `store`.
    subscriptions: Subscriptions
    runs: Runs
    outbox: Outbox
    ledger: Ledger
    votes: Votes
    tastes: Tastes
    deliveries: Deliveries
    pictures: Pictures
    rounds: QuizRounds
    scores: Scores
    group_votes: GroupVotes

    def __init__(self) -> None:
        self.papers = MemoryPapers()
        self.meanings = MemoryMeanings(self.papers)
        self.summaries = MemorySummaries(self.papers)
        self.spending = MemorySpending()
        self.announcements = MemoryAnnouncements(self.papers)
        self.follows = MemoryFollows(self.announcements, self.papers)
        self.quizzes = MemoryQuizzes()

    async def backup(self, file: Path) -> None:
        raise NotImplementedError("what is in memory has no file")

    async def clean_up(self, before: datetime) -> int:
        raise NotImplementedError("nothing in memory grows old")

    async def forget(self, chat: str, person: str) -> int:
        return self.quizzes.forget(chat, person) + self.follows.forget(chat, person)

    async def close(self) -> None:
        pass
