"""Ingest on fakes: what was missed is caught up, nothing twice, and a kill loses nothing."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.arxiv_days import submission_window, weekdays
from bot.errors import StoreError
from bot.models import Announcement, Batch, Topic
from bot.papers import Ingest, Ingested, Wanted
from bot.papers.ingest import _runs
from tests.fakes import NOW, paper
from tests.memory import MemoryStore
from tests.sources import FakeSource

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (date(2026, 3, day) for day in range(9, 14))
NEXT_MONDAY = date(2026, 3, 16)
DAY = timedelta(days=1)
WANTED = Wanted(("cs.CL", "cs.CV"))


def announced(number: int, day: date, category: str = "cs.CL", late: int = 0) -> Announcement:
    """A paper of that day's feed; it was submitted in time, or `late` days before that."""
    submitted = submission_window(day)[1] - timedelta(hours=1, days=late)
    its = paper(number, categories=(category,), announced=day, submitted=submitted)
    return Announcement(its, category, "new", day)


def week(*categories: str) -> list[Announcement]:
    """Two papers a category and weekday, for two weeks."""
    days = [*weekdays(MONDAY, MONDAY + 14 * DAY)]
    return [
        announced(1000 * place + 10 * number + each, day, category)
        for place, category in enumerate(categories, 1)
        for number, day in enumerate(days)
        for each in range(2)
    ]


async def run(
    source: FakeSource, store: MemoryStore, wanted: Wanted = WANTED, **more: object
) -> Ingested:
    return await Ingest([source], store, NOW, source.today).run(wanted, **more)  # type: ignore[arg-type]


async def on(
    day: date, source: FakeSource, store: MemoryStore, wanted: Wanted = WANTED
) -> Ingested:
    source.today = day
    return await run(source, store, wanted)


def events(store: MemoryStore) -> dict[tuple[str, str], date]:
    """What is in the store: each paper in a category, and the day."""
    found = [each for _, each in store.announcements._events]
    assert len(found) == len({(each.paper.id, each.category) for each in found})
    return {(each.paper.id, each.category): each.day for each in found}


def truth(source: FakeSource, first: date, last: date) -> dict[tuple[str, str], date]:
    its = (each for each in source.announced if first <= each.day <= last)
    return {(each.paper.id, each.category): each.day for each in its}


async def test_the_latest_announcement_is_stored_and_not_asked_for_again() -> None:
    source, store = FakeSource(*week("cs.CL", "cs.CV"), today=MONDAY), MemoryStore()
    assert await run(source, store) == Ingested(4, day=MONDAY)
    assert await run(source, store) == Ingested(0)
    assert events(store) == truth(source, MONDAY, MONDAY)
    assert len(source.asked) == 1


async def test_a_missed_day_is_asked_for_and_only_once() -> None:
    source, store = FakeSource(*week("cs.CL", "cs.CV")), MemoryStore()
    for day in (MONDAY, TUESDAY, THURSDAY, THURSDAY, FRIDAY):
        await on(day, source, store)
    assert events(store) == truth(source, MONDAY, FRIDAY)
    asked = [each for each in source.asked if each.startswith("submitted")]
    assert [each.split()[1] for each in asked] == ["cs.CL", "cs.CV"]


async def test_a_category_that_fails_is_caught_up_when_it_returns() -> None:
    source, store = FakeSource(*week("cs.CL", "cs.CV")), MemoryStore()
    await on(MONDAY, source, store)
    source.failing = {"cs.CL"}
    assert (await on(TUESDAY, source, store)).failed == (("cs.CL", "The feed did not come."),)
    assert "cs.CL" not in {category for (_, category), day in events(store).items() if day > MONDAY}
    source.failing = set()
    assert (await on(WEDNESDAY, source, store)).failed == ()
    assert events(store) == truth(source, MONDAY, WEDNESDAY)


async def test_all_feeds_down_fails_every_category_and_stores_nothing() -> None:
    source, store = FakeSource(*week("cs.CL", "cs.CV"), today=MONDAY), MemoryStore()
    source.failing = {"cs.CL", "cs.CV"}
    ingested = await run(source, store)
    assert [category for category, _ in ingested.failed] == ["cs.CL", "cs.CV"]
    assert events(store) == {}


async def test_a_query_that_fails_is_tried_again_the_next_time() -> None:
    source, store = FakeSource(*week("cs.CL")), MemoryStore()
    wanted = Wanted(("cs.CL",))
    await on(MONDAY, source, store, wanted)
    source.down = True
    failed = (await on(WEDNESDAY, source, store, wanted)).failed
    assert failed == (("cs.CL", "The API did not answer."),)
    source.down = False
    await on(THURSDAY, source, store, wanted)
    assert events(store) == truth(source, MONDAY, THURSDAY)


async def test_moderation_may_delay_a_paper_that_was_missed() -> None:
    late = announced(7, WEDNESDAY, late=1)
    source, store = FakeSource(*week("cs.CL"), late), MemoryStore()
    for day in (MONDAY, TUESDAY, THURSDAY):
        await on(day, source, store)
    assert events(store)[late.paper.id, "cs.CL"] == WEDNESDAY


async def test_nothing_of_before_the_category_was_followed_comes() -> None:
    source, store = FakeSource(*week("cs.CL")), MemoryStore()
    for day in (WEDNESDAY, FRIDAY):
        await on(day, source, store)
    assert events(store) == truth(source, WEDNESDAY, FRIDAY)


async def test_a_category_that_is_new_starts_with_the_latest() -> None:
    source, store = FakeSource(*week("cs.CL", "cs.CV")), MemoryStore()
    await on(MONDAY, source, store, Wanted(("cs.CL",)))
    await on(THURSDAY, source, store)
    expected = truth(source, MONDAY, THURSDAY)
    got = events(store)
    assert {key for key in got if key[1] == "cs.CL"} == {key for key in expected if "CL" in key[1]}
    assert {day for (_, category), day in got.items() if category == "cs.CV"} == {THURSDAY}


async def test_more_days_can_be_asked_for() -> None:
    source, store = FakeSource(*week("cs.CL"), today=THURSDAY), MemoryStore()
    await run(source, store, Wanted(("cs.CL",)), days=2)
    assert set(events(store).values()) == {TUESDAY, WEDNESDAY, THURSDAY}


async def test_one_day_can_be_asked_for_besides() -> None:
    source, store = FakeSource(*week("cs.CL"), today=FRIDAY), MemoryStore()
    await run(source, store, Wanted(("cs.CL",)))
    await run(source, store, Wanted(("cs.CL",)), also=MONDAY)
    assert set(truth(source, MONDAY, MONDAY)) <= set(events(store))
    assert await store.announcements.covered("cs.CL") == {MONDAY, FRIDAY}
    (asked,) = [each for each in source.asked if each.startswith("submitted")]
    assert asked.split()[1] == "cs.CL"


async def test_after_a_long_silence_a_week_is_caught_up() -> None:
    source, store = FakeSource(*week("cs.CL")), MemoryStore()
    await on(MONDAY, source, store)
    last = NEXT_MONDAY + 4 * DAY
    await on(last, source, store)
    days = set(events(store).values())
    assert set(weekdays(last - 7 * DAY, last + DAY)) <= days
    assert TUESDAY not in days


async def test_a_weekend_and_a_holiday_leave_no_gap() -> None:
    source, store = FakeSource(*week("cs.CL")), MemoryStore()
    source.announced = [each for each in source.announced if each.day != FRIDAY]
    for day in (THURSDAY, FRIDAY, FRIDAY + DAY, FRIDAY + 2 * DAY, NEXT_MONDAY):
        await on(day, source, store)
    assert events(store) == truth(source, THURSDAY, NEXT_MONDAY)
    assert not [each for each in source.asked if each.startswith("submitted cs.CL")]


async def test_a_category_that_fails_at_its_first_fetch_is_caught_up() -> None:
    source, store = FakeSource(*week("cs.CL", "cs.CV")), MemoryStore()
    source.failing = {"cs.CL"}
    await on(TUESDAY, source, store)
    source.failing = set()
    await on(WEDNESDAY, source, store)
    assert events(store) == truth(source, TUESDAY, WEDNESDAY)


async def test_a_first_look_at_a_weekend_brings_what_was_announced_last() -> None:
    source, store = FakeSource(*week("cs.CL")), MemoryStore()
    await on(FRIDAY + DAY, source, store, Wanted(("cs.CL",)))
    assert events(store) == truth(source, FRIDAY, FRIDAY)


async def test_a_topic_without_a_category_brings_its_newest_papers_of_a_week() -> None:
    source, store = FakeSource(*week("cs.CL", "cs.CV")), MemoryStore()
    source.today = NEXT_MONDAY + 3 * DAY
    ingested = await run(source, store, Wanted((), (Topic(("paper", "number", "1060")),)))
    assert ingested == Ingested(1)
    assert {key[0] for key in events(store)} == {"2603.01060"}
    old = await run(source, store, Wanted((), (Topic(("paper", "number", "1010")),)))
    assert old == Ingested(0)
    source.down = True
    failed = await run(source, store, Wanted((), (Topic(("paper",)),)))
    assert failed.failed == (("“paper”", "The API did not answer."),)


async def test_what_a_topic_brought_is_still_news_in_its_category() -> None:
    source, store = FakeSource(*week("cs.CL"), today=TUESDAY), MemoryStore()
    await run(source, store, Wanted((), (Topic(("paper",)),)))
    await run(source, store, Wanted(("cs.CL",)))
    news = await store.announcements.after(None, ("cs.CL",), None)
    assert set(news.ids) == {each.paper.id for each in source.announced if each.day == TUESDAY}


async def test_unreadable_items_are_counted() -> None:
    source, store = FakeSource(today=MONDAY), MemoryStore()
    source.skips = 3
    assert (await run(source, store)).skipped == 3


async def test_progress_counts_up_to_its_own_total() -> None:
    source, store = FakeSource(*week("cs.CL", "cs.CV")), MemoryStore()
    await on(MONDAY, source, store)
    source.today = NEXT_MONDAY
    told: list[tuple[int, int, str]] = []
    wanted = replace(WANTED, topics=(Topic(("bees",)),))
    await Ingest([source], store, NOW, source.today, lambda *step: told.append(step)).run(wanted)
    assert [done for done, _, _ in told] == list(range(len(told)))
    assert told[-1] == (3, 4, "cs.CV: 10 March to 13 March")
    assert told[0][2] == "fake: the latest announcement"


class Dying(MemoryStore):
    """A store that breaks at its nth batch, as a killed process would."""

    def __init__(self) -> None:
        super().__init__()
        self.left = 1000
        record = self.announcements.record

        async def dying(source: str, key: str, batch: Batch, at: datetime) -> int:
            self.left -= 1
            if self.left < 0:
                raise StoreError("killed")
            return await record(source, key, batch, at)

        self.announcements.record = dying  # type: ignore[method-assign]


@pytest.mark.parametrize("survived", range(5))
async def test_a_kill_between_two_steps_loses_nothing(survived: int) -> None:
    source, store = FakeSource(*week("cs.CL", "cs.CV")), Dying()
    await on(MONDAY, source, store)
    store.left = survived
    with pytest.raises(StoreError):
        await on(WEDNESDAY, source, store)
    store.left = 1000
    await on(WEDNESDAY, source, store)
    assert events(store) == truth(source, MONDAY, WEDNESDAY)


async def test_a_backfill_that_was_killed_goes_on_where_it_stopped() -> None:
    last, wanted = NEXT_MONDAY + 4 * DAY, Wanted(("cs.CL",))
    source, store = FakeSource(*week("cs.CL"), today=last), Dying()
    store.left = 3  # the feed, and one run of days with its mark
    with pytest.raises(StoreError):
        await run(source, store, wanted, days=11)
    before = len(events(store))
    asked = [each for each in source.asked if each.startswith("submitted")]
    store.left = 1000
    await run(source, store, wanted, days=11)
    again = [each for each in source.asked if each.startswith("submitted")][len(asked) :]
    assert before > 2
    assert events(store) == truth(source, MONDAY, last)
    assert len(again) == 1
    assert again[0] not in asked[:1]


MISHAPS = st.sampled_from(["fine", "off", "cs.CL", "cs.CV", "all", "killed", "API down"])


@given(st.lists(MISHAPS, min_size=1, max_size=9), st.integers(0, 4))
async def test_whatever_goes_wrong_in_a_week_all_of_it_arrives(
    mishaps: list[str], survived: int
) -> None:
    source, store = FakeSource(*week("cs.CL", "cs.CV")), Dying()
    await on(MONDAY, source, store)
    for day, mishap in zip(weekdays(TUESDAY, MONDAY + 14 * DAY), mishaps, strict=False):
        source.failing = {"cs.CL", "cs.CV"} if mishap == "all" else {mishap}
        source.down = mishap == "API down"
        store.left = survived if mishap == "killed" else 1000
        if mishap != "off":
            try:
                await on(day, source, store)
            except StoreError:
                assert mishap == "killed"
        last = day
    source.failing, source.down, store.left = set(), False, 1000
    await on(last, source, store)
    back = max(MONDAY, last - 7 * DAY)
    due = truth(source, back, last)
    got = events(store)
    assert {key for key in due if key in got} == set(due)
    assert set(got) <= set(truth(source, MONDAY, last))
    # A run of the API is cut at five days: there a paper may be a day early.
    assert all(abs(got[key] - due[key]) <= 3 * DAY for key in due)


@given(st.sets(st.dates(MONDAY, MONDAY + 30 * DAY)))
def test_runs_are_of_at_most_five_days_that_follow_each_other(days: set[date]) -> None:
    missing = sorted(day for day in days if day.weekday() < 5)
    runs = _runs(missing)
    assert [day for each in runs for day in each] == missing
    for each in runs:
        assert 1 <= len(each) <= 5
        assert each == weekdays(each[0], each[-1] + DAY)
