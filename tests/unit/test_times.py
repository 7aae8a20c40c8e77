"""Clocks, days and time zones, as typed and as spelt."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import times
from bot.errors import UserError
from bot.models import Schedule
from bot.times import (
    like_timezone,
    read_days,
    read_time,
    read_timezone,
    spell_moment,
    spell_schedule,
)

DAILY, WEEKDAYS, WEEKEND = tuple(range(7)), tuple(range(5)), (5, 6)


@pytest.mark.parametrize(
    ("typed", "clock"),
    [
        ("9", time(9)),
        ("09:00", time(9)),
        ("9:30", time(9, 30)),
        ("9am", time(9)),
        ("9 AM", time(9)),
        ("9 a.m.", time(9)),
        ("9.30pm", time(21, 30)),
        ("9:05 pm", time(21, 5)),
        ("21h", time(21)),
        ("9h30", time(9, 30)),
        ("9 o'clock", time(9)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("0", time(0)),
        ("  noon ", time(12)),
        ("Midnight", time(0)),
        ("23:59", time(23, 59)),
    ],
)
def test_a_clock_is_read_as_people_type_it(typed: str, clock: time) -> None:
    assert read_time(typed) == clock


@pytest.mark.parametrize(
    "typed", ["25", "24:00", "9:75", "13pm", "0am", "9:5", "nine", "", "-9", "9 30", "9:30:15"]
)
def test_what_is_no_clock_is_refused_with_the_mend(typed: str) -> None:
    with pytest.raises(UserError, match=r"is no time of day: write one as in 09:00 or 9:30 pm\.$"):
        read_time(typed)


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("weekdays", WEEKDAYS),
        ("daily", DAILY),
        ("every day", DAILY),
        ("everyday", DAILY),
        ("Every weekday", WEEKDAYS),
        ("weekends", WEEKEND),
        ("weekly", (0,)),
        ("monday", (0,)),
        ("on fridays", (4,)),
        ("mondays and thursdays", (0, 3)),
        ("mon,wed,fri", (0, 2, 4)),
        ("Fri, Mon, Wed and Mon", (0, 2, 4)),
        ("Mon. & Thurs.", (0, 3)),
        ("mon wed", (0, 2)),
        ("Mon-Fri", WEEKDAYS),
        ("mon – wed, sat", (0, 1, 2, 5)),
        ("tue to thu", (1, 2, 3)),
        ("Tuesday through Thursday", (1, 2, 3)),
        ("fri-mon", (0, 4, 5, 6)),
        ("weekdays and sunday", (0, 1, 2, 3, 4, 6)),
    ],
)
def test_days_are_read_as_people_type_them(typed: str, days: tuple[int, ...]) -> None:
    assert read_days(typed) == days


@pytest.mark.parametrize("typed", ["", "and", "mo", "funday", "mon-", "-fri", "every other day"])
def test_what_names_no_days_is_refused_with_the_mend(typed: str) -> None:
    with pytest.raises(UserError, match=r"names no days: write them as in weekdays, daily or "):
        read_days(typed)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("europe/berlin", "Europe/Berlin"),
        ("Berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("America/New York", "America/New_York"),
        ("New_York", "America/New_York"),
        ("São Paulo", "America/Sao_Paulo"),
        ("zürich", "Europe/Zurich"),
        ("buenos aires", "America/Argentina/Buenos_Aires"),
        ("singapore", "Asia/Singapore"),
        ("istanbul", "Europe/Istanbul"),
        ("utc", "UTC"),
        ("GMT", "UTC"),
        ("Z", "UTC"),
    ],
)
def test_a_time_zone_is_read_as_people_type_it(typed: str, name: str) -> None:
    assert read_timezone(typed) == name
    assert like_timezone(typed)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("EST", "“EST” does not say when clocks change: name a city, as in America/New_York."),
        ("cest", "“cest” does not say when clocks change: name a city, as in Europe/Berlin."),
        ("UTC+2", "“UTC+2” does not say when clocks change: name a city, as in Europe/Berlin."),
        ("Europe/Berln", "There is no time zone “Europe/Berln”: did you mean Europe/Berlin?"),
        ("Pariss", "There is no time zone “Pariss”: did you mean Europe/Paris?"),
        ("West", "“West” may be Australia/West or Brazil/West: write one of them."),
        (
            "Ecclesia/Xyzzy",
            "There is no time zone “Ecclesia/Xyzzy”: "
            "name a large city of that zone, as in Europe/Berlin.",
        ),
    ],
)
def test_a_time_zone_that_will_not_do_is_refused_with_the_mend(typed: str, said: str) -> None:
    with pytest.raises(UserError) as refused:
        read_timezone(typed)
    assert str(refused.value) == said


def test_the_list_of_time_zones_is_not_read_for_utc() -> None:
    times._zones.cache_clear()
    assert spell_schedule(Schedule()) == "weekdays at 09:00, UTC"
    assert read_timezone("UTC") == "UTC"
    assert times._zones.cache_info().currsize == 0


@pytest.mark.parametrize(
    ("schedule", "spelt"),
    [
        (Schedule(timezone="Europe/Berlin"), "weekdays at 09:00 Berlin time"),
        (Schedule(time(16, 30), (0, 2, 4)), "Mon, Wed and Fri at 16:30, UTC"),
        (Schedule(time(8), DAILY, "America/New_York"), "daily at 08:00 New York time"),
        (Schedule(time(0), (4,), "Asia/Tokyo"), "Fridays at 00:00 Tokyo time"),
        (Schedule(time(9), WEEKEND, "Japan"), "weekends at 09:00 Japan time"),
        (Schedule(time(9), (3, 0), "Etc/GMT+5"), "Mon and Thu at 09:00, Etc/GMT+5"),
        (Schedule(timezone="EST"), "weekdays at 09:00, EST"),
    ],
)
def test_a_schedule_is_spelt_as_a_person_reads_it(schedule: Schedule, spelt: str) -> None:
    assert spell_schedule(schedule) == spelt


NAMES = sorted(each for each in available_timezones() if "/" in each)
schedules = st.builds(
    Schedule,
    st.builds(time, st.integers(0, 23), st.integers(0, 59)),
    st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    st.sampled_from([*NAMES, "UTC"]),
)


@given(schedules)
def test_what_was_spelt_is_read_back(schedule: Schedule) -> None:
    spelt = re.fullmatch(r"(.+) at (\d\d:\d\d)(?:, (\S+)| (.+) time)", spell_schedule(schedule))
    assert spelt
    days, clock, name, city = spelt.groups()
    assert Schedule(read_time(clock), read_days(days), read_timezone(name or city)) == schedule


def test_every_time_zone_that_is_spelt_is_read_back() -> None:
    for name in NAMES:
        assert read_timezone(name.swapcase()) == name
        said = spell_schedule(Schedule(timezone=name)).removeprefix("weekdays at 09:00")
        assert read_timezone(said.removeprefix(",").removesuffix(" time")) == name


NOW = datetime(2026, 3, 18, 22, 30, tzinfo=UTC)  # a Wednesday; already Thursday in Tokyo


@pytest.mark.parametrize(
    ("hours", "timezone", "spelt"),
    [
        (1, "UTC", "today 23:30 UTC"),
        (2, "UTC", "tomorrow 00:30 UTC"),
        (2, "Europe/Berlin", "tomorrow 01:30 Berlin"),
        (10, "Asia/Tokyo", "today 17:30 Tokyo"),
        (6 * 24, "UTC", "Tue 22:30 UTC"),
        (7 * 24, "UTC", "Wed 25 March 22:30 UTC"),
        (14 * 24, "Europe/Berlin", "Thu 2 April 00:30 Berlin"),
        (-24, "UTC", "Tue 17 March 22:30 UTC"),
        (1, "America/Argentina/Buenos_Aires", "today 20:30 Buenos Aires"),
        (1, "Etc/GMT+5", "today 18:30 Etc/GMT+5"),
    ],
)
def test_a_moment_is_spelt_on_the_clock_of_the_place(hours: int, timezone: str, spelt: str) -> None:
    assert spell_moment(NOW + timedelta(hours=hours), timezone, NOW) == spelt


@pytest.mark.parametrize("read", [read_time, read_days, read_timezone])
@given(typed=st.text() | st.text("0123456789:.hapm monwedfriutcgz+-/,&\n\x1b\u202e"))
def test_only_a_user_error_of_one_line_is_raised(read: Callable[[str], object], typed: str) -> None:
    said = ""
    try:
        read(typed)
    except UserError as error:
        said = str(error)
    assert said == "" or said.isprintable()
    assert len(said) < 200
