"""arXiv's week: when what was submitted is announced.

Submissions until 14:00 in New York are announced at 20:00 that day, Sunday to Thursday, in the
feed of the next day. https://info.arxiv.org/help/availability.html
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

NEW_YORK = ZoneInfo("America/New_York")
_DEADLINE = time(14)
_DAY = timedelta(days=1)
_FRIDAY, _SATURDAY = 4, 5


def announcement_day(submitted: datetime) -> date:
    """The feed's day for what was submitted then, if moderation and holidays do not delay it."""
    local = submitted.astimezone(NEW_YORK)
    day = local.date() + (_DAY if local.time() >= _DEADLINE else timedelta())
    while day.weekday() >= _SATURDAY:  # no deadline on Saturday and Sunday
        day += _DAY
    # Friday's deadline is announced on Sunday evening, in Monday's feed.
    return day + (3 * _DAY if day.weekday() == _FRIDAY else _DAY)


def submission_window(day: date) -> tuple[datetime, datetime]:
    """From when until when (UTC) the papers of that day's feed were submitted."""
    end = day - (3 * _DAY if day.weekday() == 0 else _DAY)
    start = end - (3 * _DAY if end.weekday() == 0 else _DAY)
    return _deadline(start), _deadline(end)


def weekdays(first: date, last: date) -> list[date]:
    """Monday to Friday from `first` up to and without `last`."""
    days = [first + _DAY * number for number in range(max((last - first).days, 0))]
    return [day for day in days if day.weekday() < _SATURDAY]


def _deadline(day: date) -> datetime:
    return datetime.combine(day, _DEADLINE, NEW_YORK).astimezone(UTC)
