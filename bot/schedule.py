"""When a digest is due: wall clocks in, UTC out. Pure.

A day has one occasion, whatever its clock does: where the hour is skipped in spring, the digest
is due when the clock has moved on; where it comes twice in autumn, the first time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.models import Schedule

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Due:
    """One occasion: the local date of the place, and the moment in UTC."""

    date: date
    at: datetime


def local_date(now: datetime, timezone: str) -> date:
    """The date in a place's own zone."""
    return now.astimezone(zone(timezone)).date()


def next_run(schedule: Schedule, after: datetime) -> datetime:
    """The first moment (UTC) later than `after` at which a digest is due."""
    return next(_from(schedule, after)).at


def occasions(schedule: Schedule, first: datetime, now: datetime) -> list[Due]:
    """What became due from `first` up to and with `now`, in order, one a local date."""
    due: list[Due] = []
    for each in _from(schedule, first - timedelta(microseconds=1)):
        if each.at > now:
            return due
        due.append(each)
    return due


def _from(schedule: Schedule, after: datetime) -> Iterator[Due]:
    day = local_date(after, schedule.timezone) - _DAY
    while True:
        if day.weekday() in schedule.days:
            at = _moment(day, schedule)
            if at > after:
                yield Due(day, at)
        day += _DAY


@lru_cache(maxsize=100_000)
def _moment(day: date, schedule: Schedule) -> datetime:
    # In a gap, `fold=0` reads the clock as it was before, which comes out after the gap.
    return datetime.combine(day, schedule.at, zone(schedule.timezone)).astimezone(UTC)


@lru_cache
def zone(name: str) -> ZoneInfo:
    """The time zone of this name. Raises `ZoneInfoNotFoundError` where there is none."""
    return ZoneInfo(name)
