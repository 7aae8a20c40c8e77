"""When a digest is due: one occasion a local date, whatever the clock of the place does."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models import WEEKDAYS, Schedule
from bot.schedule import Due, local_date, next_run, occasions, zone

DAILY = tuple(range(7))
DAY, WEEK = timedelta(days=1), timedelta(days=7)
NAMES = sorted(available_timezones() - {"Factory", "localtime"})
ZONES = st.sampled_from(
    [
        "UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe",
        "Africa/Casablanca", "Africa/Cairo", "America/Nuuk", "America/Santiago",
        "Antarctica/Troll", "Asia/Beirut", "Pacific/Apia", "Pacific/Chatham", "Pacific/Kiritimati",
    ]
)  # fmt: skip
MINUTES = st.builds(time, st.integers(0, 23), st.integers(0, 59))
DAYS = st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days)))
SCHEDULES = st.builds(Schedule, MINUTES, DAYS, ZONES)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- aware by `timezones`


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "at", "day", "moment"),
    [
        # The hour is skipped: due when the clock has moved on.
        ("Europe/Berlin", time(2, 30), "2026-03-29", "2026-03-29T01:30"),
        ("America/New_York", time(2, 30), "2026-03-08", "2026-03-08T07:30"),
        ("Australia/Lord_Howe", time(2, 15), "2026-10-04", "2026-10-03T15:45"),
        ("Africa/Cairo", time(0, 30), "2026-04-24", "2026-04-23T22:30"),
        ("Antarctica/Troll", time(1, 30), "2026-03-29", "2026-03-29T01:30"),
        # The hour comes twice: the first time.
        ("Europe/Berlin", time(2, 30), "2026-10-25", "2026-10-25T00:30"),
        ("America/New_York", time(1, 30), "2026-11-01", "2026-11-01T05:30"),
        ("Australia/Lord_Howe", time(1, 45), "2026-04-05", "2026-04-04T14:45"),
        # An hour later nothing is special.
        ("Europe/Berlin", time(9), "2026-03-28", "2026-03-28T08:00"),
        ("Europe/Berlin", time(9), "2026-03-29", "2026-03-29T07:00"),
        ("Europe/Berlin", time(9), "2026-10-25", "2026-10-25T08:00"),
        ("Asia/Kolkata", time(9), "2026-03-29", "2026-03-29T03:30"),
        ("Pacific/Kiritimati", time(9), "2026-03-29", "2026-03-28T19:00"),
    ],
)
def test_where_the_clock_jumps_there_is_one_occasion(
    name: str, at: time, day: str, moment: str
) -> None:
    schedule, local = Schedule(at, DAILY, name), date.fromisoformat(day)
    due = utc(moment)
    assert next_run(schedule, due - timedelta(hours=12)) == due
    around = occasions(schedule, due - WEEK, due + WEEK)
    assert [each for each in around if each.date == local] == [Due(local, due)]


@pytest.mark.parametrize("start", ["2026-03-05", "2026-04-01", "2026-09-28", "2026-10-20"])
def test_a_week_of_every_zone_has_seven_occasions(start: str) -> None:
    """The weeks in which most clocks change."""
    first = utc(f"{start}T00:00")
    for name in NAMES:
        for at in (time(0), time(0, 30), time(2, 15), time(9), time(23, 59)):
            due = occasions(Schedule(at, DAILY, name), first - DAY, first + WEEK + DAY)
            days = {each.date for each in due}
            assert {first.date() + number * DAY for number in range(7)} <= days, name
            assert all(later.date - before.date == DAY for before, later in pairwise(due)), name
            assert all(later.at > before.at for before, later in pairwise(due)), name


@given(SCHEDULES, MOMENTS)
def test_an_occasion_is_on_its_date_at_its_hour_or_after_a_gap(
    schedule: Schedule, after: datetime
) -> None:
    for due in occasions(schedule, after, after + 4 * WEEK):
        local = due.at.astimezone(zone(schedule.timezone))
        assert local.date() == due.date == local_date(due.at, schedule.timezone)
        assert due.date.weekday() in schedule.days
        if local.time() == schedule.at:
            assert local.fold == 0
        else:
            gap = local.utcoffset() - (local - DAY).utcoffset()  # type: ignore[operator]  # aware
            assert local - gap == datetime.combine(due.date, schedule.at, local.tzinfo)


@given(SCHEDULES, MOMENTS, st.integers(0, 60))
def test_one_occasion_a_due_date_and_none_is_left_out(
    schedule: Schedule, first: datetime, days: int
) -> None:
    now = first + timedelta(days=days)
    due = occasions(schedule, first, now)
    dates = [each.date for each in due]
    assert dates == sorted(set(dates))
    assert all(first <= each.at <= now for each in due)
    name = schedule.timezone
    inner = [
        local_date(first, name) + timedelta(days=number)
        for number in range(1, (local_date(now, name) - local_date(first, name)).days)
    ]
    assert {day for day in inner if day.weekday() in schedule.days} <= set(dates)


@given(SCHEDULES, MOMENTS)
def test_runs_follow_each_other_as_the_occasions_do(schedule: Schedule, after: datetime) -> None:
    due = [each.at for each in occasions(schedule, after, after + 4 * WEEK)]
    moment, runs = after - timedelta(microseconds=1), []
    while (moment := next_run(schedule, moment)) <= after + 4 * WEEK:
        runs.append(moment)
    assert runs == due
    assert next_run(schedule, after) > after
    # Whenever one looks between two runs, the next one is the same.
    between = after + (next_run(schedule, after) - after) / 2
    assert next_run(schedule, between) == next_run(schedule, after)


def test_a_weekend_has_no_occasion_on_weekdays() -> None:
    friday = utc("2026-03-13T09:00")
    assert next_run(Schedule(time(9), WEEKDAYS, "UTC"), friday) == friday + 3 * DAY
    assert occasions(Schedule(), friday, friday + 2 * DAY) == [Due(friday.date(), friday)]
    assert occasions(Schedule(), friday, friday - timedelta(minutes=1)) == []


def test_the_date_is_the_places_own() -> None:
    late = utc("2026-03-10T23:30")
    assert local_date(late, "Asia/Tokyo") == date(2026, 3, 11)
    assert local_date(late, "America/New_York") == date(2026, 3, 10)
