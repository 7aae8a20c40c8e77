"""Months of digests in a random life: clocks, restarts, kills, failures, people."""

import asyncio
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, TypeVar
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.digest import edit, pause, resume, subscribe, unsubscribe
from bot.errors import ChatError, PlaceGone, RateLimited, Unsure, UserError
from bot.messages import Address, Message, MessageRef
from bot.models import Paper, Past, Schedule, Source, Style, Subscription, Summary
from storage.sqlite import SqliteStore
from tests.days import Days, announce, made
from tests.fakes import FakeChat, TitleWriter

T = TypeVar("T")

ROOMS = (Address("fake", "one"), Address("fake", "two"))
# Dates shortly before clocks change somewhere, and an ordinary one.
BEGINNINGS = [date(2026, 3, 5), date(2026, 3, 26), date(2026, 4, 2), date(2026, 10, 1),
              date(2026, 10, 22), date(2026, 6, 1)]  # fmt: skip
ZONES = st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Tokyo"])
CLOCKS = st.sampled_from(["02:30", "09:00", "01:45", "23:50", "00:10"])
DAYS = st.sampled_from(["daily", "weekdays", "mon and thu"])
WHICH = st.integers(0, 1)


class Killed(BaseException):
    """The process ends here."""


ACCIDENTS = [Killed(), Unsure("who knows"), ChatError("no"), RateLimited("slow down", 30.0)]


class Room(FakeChat):
    """A chat that fails before it shows a message, or after. `kind`: how a doubt is cleared.

    By its history, by keys that it knows for ten minutes, or by neither.
    """

    def __init__(self, kind: str, clock: Callable[[], datetime]) -> None:
        super().__init__(threads=True)
        self.kind, self._clock = kind, clock
        self.key_window = 600.0 if kind == "keys" else 0.0
        self.loses: list[BaseException] = []
        self.papers: Counter[tuple[Address, str]] = Counter()
        self.details: Counter[tuple[Address, str]] = Counter()
        self._kept: dict[str, tuple[MessageRef, datetime]] = {}

    async def send(
        self, to: Address, message: Message, key: str, parent: MessageRef | None = None
    ) -> MessageRef:
        if self.fails and (failure := self.fails.pop()):
            raise failure
        ref, since = self._kept.get(key, (None, self._clock()))
        if ref is None or (self._clock() - since).total_seconds() >= self.key_window:
            ref = MessageRef(to, str(len(self._kept)))
            self._kept[key] = (ref, self._clock())
            self.shown[ref] = message
            counted = self.details if parent else self.papers
            counted.update((to, _paper(card.url)) for card in message.cards if card.url)
        if self.loses:
            raise self.loses.pop()
        return ref

    async def find(
        self, to: Address, key: str, since: datetime, parent: MessageRef | None = None
    ) -> MessageRef | None:
        del to, parent
        if self.kind != "history":
            raise Unsure("it has no history")
        ref, at = self._kept.get(key, (None, since))
        return ref if at >= since else None


def _paper(url: str) -> str:
    return url.rsplit("/", 1)[1]


class MortalWriter(TitleWriter):
    dies = False

    async def write(
        self, source: Source, style: Style, language: str = "", *, place: str = ""
    ) -> Summary:
        if self.dies:
            self.dies = False
            raise Killed
        return await super().write(source, style, language, place=place)


@dataclass
class Life:
    """What is known of a subscription from outside: when it ran, and what it was told."""

    its: Subscription
    since: datetime | None
    dates: set[date] = field(default_factory=set)
    heard: int | None = None
    began: date | None = None

    def live(self, now: datetime) -> None:
        """It ran until now."""
        if self.since:
            self.dates |= due_dates(self.its.schedule, self.since, now)


def due_dates(schedule: Schedule, after: datetime, until: datetime) -> set[date]:
    """The local dates whose hour comes later than `after` and not later than `until`."""
    zone = ZoneInfo(schedule.timezone)
    day, found = after.astimezone(zone).date() - timedelta(days=1), set()
    while day <= until.astimezone(zone).date():
        wall = datetime.combine(day, schedule.at)
        moments = [wall.replace(tzinfo=zone, fold=fold).timestamp() for fold in (0, 1)]
        real = [
            each
            for each in moments
            if datetime.fromtimestamp(each, zone).replace(tzinfo=None) == wall
        ]
        moment = min(real) if real else max(moments)  # a skipped hour: when the clock moved on
        if day.weekday() in schedule.days and after.timestamp() < moment <= until.timestamp():
            found.add(day)
        day += timedelta(days=1)
    return found


class Months(RuleBasedStateMachine):
    """Two channels, and two workers on one store that is opened twice."""

    empty: ClassVar[Path | None] = None

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = Path(tempfile.mkdtemp())
        self.events: list[tuple[str, str, date]] = []
        self.lives: dict[str, Life] = {}
        self.told: set[int] = set()
        self.given_back = 0
        self.names = 0

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    @initialize(
        kind=st.sampled_from(["history", "keys", "neither"]), day=st.sampled_from(BEGINNINGS)
    )
    def open(self, kind: str, day: date) -> None:
        self.now = datetime.fromisoformat(f"{day}T00:00+00:00")
        self.room = Room(kind, lambda: self.now)
        self.writer = MortalWriter()
        if Months.empty is None:
            Months.empty = Path(tempfile.mkdtemp()) / "empty.db"
            self.run(self._make(Months.empty))
        shutil.copyfile(Months.empty, self.folder / "a.db")
        self.stores = [self.run(SqliteStore.open(self.folder / "a.db")) for _ in range(2)]
        self.workers = [self._worker(each) for each in self.stores]
        for room in ROOMS:
            self.somebody_subscribes(room, "09:00", "Europe/Berlin", "daily", 3, "robots")

    async def _make(self, file: Path) -> None:
        await (await SqliteStore.open(file)).close()

    def _worker(self, store: SqliteStore) -> Days:
        self.names += 1
        return Days(store, self.now, self.room, f"w{self.names}", self.writer)

    # What happens by itself.

    @rule(
        passed=st.one_of(
            st.integers(1, 120).map(lambda each: timedelta(minutes=each)),
            st.integers(1, 30).map(lambda each: timedelta(hours=each)),
            st.integers(2, 12).map(lambda each: timedelta(days=each)),
        ),
        which=WHICH,
    )
    def time_passes(self, passed: timedelta, which: int) -> None:
        self.now += passed
        self.tick(which)

    @rule(numbers=st.integers(1, 3), which=WHICH, hours=st.integers(20, 28))
    def a_day_passes(self, numbers: int, which: int, hours: int) -> None:
        self.papers_are_announced(numbers, "cs.RO")
        self.now += timedelta(hours=hours)
        self.tick(which)

    @rule(minutes=st.integers(2, 240))
    def the_clock_is_set_back(self, minutes: int) -> None:
        self.now -= timedelta(minutes=minutes)
        for life in self.lives.values():
            life.since = life.since and min(life.since, self.now)
        self.tick(0)
        self.tick(1)

    @rule(numbers=st.integers(1, 3), category=st.sampled_from(["cs.RO", "cs.LG"]))
    def papers_are_announced(self, numbers: int, category: str) -> None:
        fresh = [made(len(self.events) + each, category=category) for each in range(numbers)]
        self._announce([(each, category) for each in fresh])

    @rule(which=st.integers(0, 1000), category=st.sampled_from(["cs.RO", "cs.LG", "math.CO"]))
    def a_paper_is_cross_listed_late(self, which: int, category: str) -> None:
        if self.events:
            number = int(self.events[which % len(self.events)][0].split(".")[1])
            self._announce([(made(number), category)], "cross")

    @rule(which=st.integers(0, 1000))
    def a_paper_is_replaced(self, which: int) -> None:
        if self.events:
            number = int(self.events[which % len(self.events)][0].split(".")[1])
            work = announce(self.stores[0], self.now.date(), made(number), kind="replace")
            self.run(work)

    def _announce(self, listed: list[tuple[Paper, str]], kind: Any = "new") -> None:
        day = self.now.date()
        for paper, category in listed:
            if (paper.id, category) not in {event[:2] for event in self.events}:
                self.run(announce(self.stores[0], day, paper, kind=kind, category=category))
                self.events.append((paper.id, category, day))

    @rule(accident=st.sampled_from(ACCIDENTS), before=st.booleans())
    def the_next_message_fails(self, accident: BaseException, before: bool) -> None:
        if before:
            self.room.fails.append(accident)
        else:  # it stands there, but nobody hears of it
            self.room.loses.append(accident if isinstance(accident, Killed) else Unsure("late"))

    @rule()
    def the_next_digest_is_killed(self) -> None:
        self.writer.dies = True

    @rule()
    def the_next_channel_is_gone(self) -> None:
        self.room.fails.append(PlaceGone("it was archived"))

    @rule(which=WHICH, failing=st.booleans())
    def a_source_fails(self, which: int, failing: bool) -> None:
        self.workers[which].failed = [("cs.RO", "The feed did not come.")] if failing else []

    @rule(which=WHICH)
    def a_worker_is_restarted(self, which: int) -> None:
        self.workers[which] = self._worker(self.stores[which])
        self.tick(which)

    @rule(which=WHICH)
    def tick(self, which: int) -> None:
        """A second of a worker's life; it may be killed in it, and is started again."""
        before = self._owned()
        try:
            self.run(self._serve(self.workers[which]))
            before |= self._owned()
            self.run(self._send(self.workers[which]))
        except Killed:
            self.workers[which] = self._worker(self.stores[which])
        for life in self.lives.values():
            life.live(self.now)
        self._see_pauses()
        self.given_back += len(before - self._owned())
        self._read_outcomes()

    async def _serve(self, worker: Days) -> None:
        worker.now = self.now
        await worker.editor.begin()
        await worker.editor.serve(worker.notes)

    async def _send(self, worker: Days) -> None:
        for room in ROOMS:
            await worker.sender.flush(room)

    # What people do. A running Paperboy looks each second what is due: so first it does.

    @rule(
        room=st.sampled_from(ROOMS), clock=CLOCKS, zone=ZONES, days=DAYS, most=st.integers(1, 5),
        wanted=st.sampled_from(["robots", "walking", "robots cs.RO", "cs.LG", "gravity"]),
    )  # fmt: skip
    def somebody_subscribes(
        self, room: Address, clock: str, zone: str, days: str, most: int, wanted: str
    ) -> None:
        typed = f"{wanted} at {clock} {days} {zone} max {most}"
        try:
            its = self.run(subscribe(room, typed, self.stores[0], "UTC", self.now))
        except UserError:
            return
        self.lives[its.key] = Life(its, self.now)

    @rule(room=st.sampled_from(ROOMS), clock=CLOCKS, zone=ZONES, days=DAYS, most=st.integers(1, 5))
    def somebody_edits(self, room: Address, clock: str, zone: str, days: str, most: int) -> None:
        def work() -> None:
            typed = f"1 at {clock} {days} {zone} max {most}"
            its = self.run(edit(room, typed, self.stores[1], self.now)).subscription
            life = self.lives[its.key]
            life.its = its
            life.since = self.now if life.since else None

        self._act(work)

    @rule(room=st.sampled_from(ROOMS), number=st.sampled_from(["1", "2", "all"]))
    def somebody_pauses(self, room: Address, number: str) -> None:
        self._act(lambda: self._stop(self.run(pause(room, number, self.stores[0], "Anna"))))

    @rule(room=st.sampled_from(ROOMS), number=st.sampled_from(["1", "2", "all"]))
    def somebody_resumes(self, room: Address, number: str) -> None:
        def work() -> None:
            for its in self.run(resume(room, number, self.stores[1], self.now)):
                life = self.lives[its.key]
                life.its, life.since = its, self.now

        self._act(work)

    @rule(room=st.sampled_from(ROOMS), number=st.sampled_from(["1", "2", "all"]))
    def somebody_unsubscribes(self, room: Address, number: str) -> None:
        self._act(lambda: self._stop(self.run(unsubscribe(room, number, self.stores[1]))))

    def _act(self, work: Callable[[], None]) -> None:
        self.workers[0].now = self.now
        self.run(self.workers[0].editor.begin())
        for life in self.lives.values():
            life.live(self.now)
        before = self._owned()
        try:
            work()
        except UserError:
            return
        self.given_back += len(before - self._owned())

    def _stop(self, ended: list[Subscription]) -> None:
        for its in ended:
            self.lives[its.key].since = None

    def _see_pauses(self) -> None:
        for room in ROOMS:
            its = self.run(self.stores[0].subscriptions.of(room))
            self._stop([each for each in its if each.paused])

    # What must hold.

    def _owned(self) -> set[tuple[Address, str]]:
        ids = {event[0] for event in self.events}
        return {
            (room, paper)
            for room in ROOMS
            for paper in self.run(self.stores[0].ledger.among(room, ids))
        }

    def _past(self, room: Address) -> tuple[Past, ...]:
        return self.run(self.stores[1].runs.past(room, 10_000))

    def _read_outcomes(self) -> None:
        for room in ROOMS:
            for past in reversed(self._past(room)):
                served = past.outcome == "digest" or "Next look" in past.why
                if served and past.id not in self.told:
                    self.told.add(past.id)
                    life = self.lives[past.subscription]
                    # What was given back with a dropped message is looked at once more.
                    again = past.receipt.announced - len(self._heard(life))
                    assert 0 <= again <= self._dropped(), past
                    assert (past.receipt.posted > 0) == (past.outcome == "digest")

    def _dropped(self) -> int:
        sql = (
            "SELECT coalesce(sum(json_array_length(papers)), 0) FROM parts WHERE state = 'dropped'"
        )
        with sqlite3.connect(self.folder / "a.db") as database:
            (count,) = database.execute(sql).fetchone()
        database.close()
        return int(count)

    def _heard(self, life: Life) -> set[str]:
        """What was announced for a subscription since it last heard: seven days at most."""
        wanted = life.its.categories
        known = [event for event in self.events if not wanted or event[1] in wanted]
        news = self.events[life.heard or 0 :]
        newest = max((day for *_, day in known), default=None)
        back, began = (0 if life.heard is None else 7), life.began
        life.heard, life.began = len(self.events), began or newest
        if newest is None:
            return set()
        first = max(newest - timedelta(days=back), began or date.min)
        return {paper for paper, category, day in news
                if day >= first and (not wanted or category in wanted)}  # fmt: skip

    @invariant()
    def no_paper_comes_twice_or_unknown(self) -> None:
        if hasattr(self, "room") and self.room.papers:
            assert max(self.room.papers.values()) == 1
            assert set(self.room.papers) <= self._owned()
            assert max(self.room.details.values(), default=1) == 1
            assert set(self.room.details) <= set(self.room.papers)

    def teardown(self) -> None:
        if hasattr(self, "room"):
            self._finish()
            for store in self.stores:
                self.run(store.close())
        self.loop.close()
        shutil.rmtree(self.folder)

    def _finish(self) -> None:
        self.room.fails, self.room.loses, self.writer.dies = [], [], False
        # What was put off under a clock that was set back waits for a day at most.
        for hours in (25.0, 0.1, 0.1, 0.1, 0.1):
            self.now += timedelta(hours=hours)
            self.tick(0)
            self.tick(1)
        self._each_due_day_has_one_outcome()
        self._no_paper_is_lost()

    def _each_due_day_has_one_outcome(self) -> None:
        for key, life in self.lives.items():
            dates = [
                past.date
                for past in self._past(life.its.place)
                if past.subscription == key and past.occasion == "schedule"
            ]
            assert sorted(dates) == sorted(life.dates), (key, {*dates} ^ life.dates, life)

    def _no_paper_is_lost(self) -> None:
        owned = self._owned()
        parts = self.run(self.stores[0].outbox.unfinished())
        assert {part.state for part in parts} <= {"held"}, parts
        held = {(part.place, paper) for part in parts for paper in part.papers}
        assert owned <= held | set(self.room.papers)
        posted = {(room, id_) for room in ROOMS
                  for id_ in self.run(self.stores[0].ledger.posted(room))}  # fmt: skip
        assert posted <= set(self.room.papers)
        assert owned == held | posted
        picked = sum(past.receipt.posted for room in ROOMS for past in self._past(room))
        assert picked == len(owned) + self.given_back


TestMonths = Months.TestCase
TestMonths.settings = settings(stateful_step_count=40)
