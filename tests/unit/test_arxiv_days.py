"""arXiv's week: deadlines at 14:00 in New York, announcements Sunday to Thursday evening."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.arxiv_days import NEW_YORK, announcement_day, submission_window, weekdays

DAYS = st.dates(date(1995, 1, 1), date(2100, 1, 1))
MOMENTS = st.datetimes(datetime(1995, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- hypothesis adds the zone


def new_york(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2026: the 9th is a Monday, the clocks went forward on the 8th."""
    return datetime(2026, 3, day, hour, minute, tzinfo=NEW_YORK)


@pytest.mark.parametrize(
    ("submitted", "day"),
    [
        (new_york(9, 13, 59), 10),  # Monday before the deadline: Tuesday's feed
        (new_york(9, 14), 11),  # Monday after it: Wednesday's
        (new_york(12, 13, 59), 13),  # Thursday: Friday's
        (new_york(12, 14), 16),  # Thursday evening and Friday: Sunday evening, Monday's feed
        (new_york(13, 13, 59), 16),
        (new_york(13, 14), 17),  # Friday evening to Monday: Tuesday's
        (new_york(14, 9), 17),
        (new_york(15, 20), 17),
        (new_york(16, 13, 59), 17),
        (new_york(6, 13, 59).astimezone(UTC), 9),  # the same in UTC, in winter
    ],
)
def test_what_was_submitted_is_announced_on_the_feeds_day(submitted: datetime, day: int) -> None:
    assert announcement_day(submitted) == date(2026, 3, day)


@pytest.mark.parametrize(
    ("day", "start", "end"),
    [
        (10, new_york(6, 14), new_york(9, 14)),  # Tuesday: a long weekend, an hour shorter
        (11, new_york(9, 14), new_york(10, 14)),
        (16, new_york(12, 14), new_york(13, 14)),  # Monday
    ],
)
def test_a_days_papers_were_submitted_in_one_window(
    day: int, start: datetime, end: datetime
) -> None:
    assert submission_window(date(2026, 3, day)) == (start, end)
    assert submission_window(date(2026, 3, day))[0].tzinfo is UTC


@given(MOMENTS)
@example(new_york(8, 14).astimezone(UTC))
@example(datetime(2026, 11, 1, 18, 30, tzinfo=UTC))
def test_every_moment_lies_in_the_window_of_its_day(submitted: datetime) -> None:
    day = announcement_day(submitted)
    start, end = submission_window(day)
    assert day.weekday() < 5
    assert start <= submitted < end


@given(DAYS)
def test_the_windows_of_weekdays_follow_each_other_without_a_gap(day: date) -> None:
    first, *others = weekdays(day, day + timedelta(days=9))
    end = submission_window(first)[1]
    for each in others:
        assert submission_window(each)[0] == end
        end = submission_window(each)[1]


@given(DAYS, st.integers(-9, 30))
def test_weekdays_are_monday_to_friday_up_to_and_without_the_last(day: date, span: int) -> None:
    last = day + timedelta(days=span)
    days = weekdays(day, last)
    assert days == sorted(set(days))
    assert all(day <= each < last and each.weekday() < 5 for each in days)
    assert len(days) >= span // 7 * 5
