"""Clocks, days and time zones as people type them, and as they read them. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from difflib import get_close_matches
from functools import lru_cache

from bot.errors import UserError
from bot.models import WEEKDAYS, Schedule
from bot.schedule import zone

_CLOCK = re.compile(
    r"(?P<hour>[0-9]{1,2})(?:[:.h](?P<minute>[0-9]{2})|h)?"
    r"(?: ?(?P<half>[ap])\.? ?m\.?| ?o.?clock)?"
)
_NAMED = {"noon": time(12), "midnight": time(0)}
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHORT = tuple(name[:3] for name in _NAMES)
_DAILY = tuple(range(7))
_WEEKEND = (5, 6)
_GROUPS = {
    "day": _DAILY, "morning": _DAILY, "evening": _DAILY,
    "daily": _DAILY, "everyday": _DAILY,
    "weekday": WEEKDAYS, "workday": WEEKDAYS,
    "weekend": _WEEKEND, "weekly": (0,), "week": (0,),
}  # fmt: skip
_DAYS = {name.lower(): day for names in (_NAMES, _SHORT) for day, name in enumerate(names)} | {
    "tues": 1, "weds": 2, "thur": 3, "thurs": 3,
}  # fmt: skip
_RANGE = re.compile(r"\s*(?:[-–—]|\.\.|\b(?:to|through|till|until)\b)\s*")
_BETWEEN = re.compile(r"(?:[\s,;&/+]|\b(?:and|or|on|every|each|all|only)\b)+")
_ABBREVIATIONS = {
    "et est edt": "America/New_York", "ct cst cdt": "America/Chicago",
    "mt mst mdt": "America/Denver", "pt pst pdt": "America/Los_Angeles",
    "hst": "Pacific/Honolulu", "brt": "America/Sao_Paulo", "wet": "Europe/Lisbon",
    "bst": "Europe/London", "cet cest met mez mesz": "Europe/Berlin",
    "eet eest": "Europe/Helsinki", "msk": "Europe/Moscow", "ist": "Asia/Kolkata",
    "sgt": "Asia/Singapore", "hkt": "Asia/Hong_Kong", "jst": "Asia/Tokyo", "kst": "Asia/Seoul",
    "aest aedt": "Australia/Sydney", "awst": "Australia/Perth", "nzst nzdt": "Pacific/Auckland",
}  # fmt: skip
_CITY_OF = {each: name for them, name in _ABBREVIATIONS.items() for each in them.split()}
_UTC = frozenset({"utc", "gmt", "z", "zulu", "uct", "universal"})
_OFFSET = re.compile(r"(?:utc|gmt)? ?[-+−–] ?[0-9]{1,2}(?::?[0-9]{2})?")
_NO_ZONES = {"Factory", "localtime", "posixrules"}
_LONGEST = 60  # characters: more than any name has; what was typed may be endless


def timezones() -> tuple[str, ...]:
    """The names of all time zones that are a city's, and UTC."""
    named = {name for names in _zones().values() for name in names if "/" in name}
    return ("UTC", *sorted(each for each in named if not each.startswith("Etc/")))


def read_time(text: str) -> time:
    """Read a clock: 9, 09:00, 9:30 pm, 9.30pm, 21h, noon. Raises `UserError`."""
    typed = _key(text)
    clock = _CLOCK.fullmatch(typed)
    if clock:
        hour, minute, half = int(clock["hour"]), int(clock["minute"] or 0), clock["half"]
        if half and 1 <= hour <= 12:
            hour, half = hour % 12 + 12 * (half == "p"), None
        if hour < 24 and minute < 60 and not half:
            return time(hour, minute)
    elif typed in _NAMED:
        return _NAMED[typed]
    raise UserError(f"{_quoted(text)} is no time of day: write one as in 09:00 or 9:30 pm.")


def read_days(text: str) -> tuple[int, ...]:
    """Read days of the week: weekdays, daily, “mon, wed and fri”, Mon-Fri. Monday is 0.

    Sorted, each once, never empty; a weekly digest is Monday's. Raises `UserError`.
    """
    items = _BETWEEN.split(_RANGE.sub("-", _key(text)))
    days = {day for item in items if item for day in _some_days(item, text)}
    if not days:
        raise _no_days(text)
    return tuple(sorted(days))


def read_timezone(text: str) -> str:
    """Read a time zone, as IANA spells it: europe/berlin, Berlin, new york, UTC.

    Raises `UserError` where there is none of that name, or several, and for abbreviations and
    offsets: they do not follow the changes of the clock.
    """
    typed = _key(text)
    if typed in _UTC:
        return "UTC"
    if typed in _CITY_OF or _OFFSET.fullmatch(typed):
        city = _CITY_OF.get(typed, "Europe/Berlin")
        raise UserError(
            f"{_quoted(text)} does not say when clocks change: name a city, as in {city}."
        )
    names = _zones().get(typed)
    if names is None:
        near = get_close_matches(typed[:_LONGEST], _zones(), n=1, cutoff=0.8)
        mend = f"did you mean {_best(_zones()[near[0]])}?" if near else ""
        mend = mend or "name a large city of that zone, as in Europe/Berlin."
        raise UserError(f"There is no time zone {_quoted(text)}: {mend}")
    if len({_behaviour(name) for name in names}) > 1:
        raise UserError(f"{_quoted(text)} may be {' or '.join(names)}: write one of them.")
    return _best(names)


def like_timezone(text: str) -> bool:
    """Whether this is what `read_timezone` reads, or refuses for a better reason than a slip."""
    typed = _key(text)
    known = typed in _UTC or typed in _CITY_OF or typed in _zones()
    return known or bool(_OFFSET.fullmatch(typed))


def spell_schedule(schedule: Schedule) -> str:
    """As a person reads it, and may type it: “weekdays at 09:00 Berlin time”."""
    name, city = schedule.timezone, _city(schedule.timezone)
    plain = name != "UTC" and "/" not in city and _reads(city, name)
    days = _spell_days(tuple(sorted(set(schedule.days))))
    return f"{days} at {schedule.at:%H:%M}" + (f" {city} time" if plain else f", {name}")


def spell_moment(at_utc: datetime, timezone: str, now: datetime) -> str:
    """A moment on a place's own clock, seen from `now`: “today 09:00 Berlin”. Both are aware."""
    local = at_utc.astimezone(zone(timezone))
    ahead = local.date() - now.astimezone(zone(timezone)).date()
    weekday = _SHORT[local.weekday()]
    if timedelta(0) <= ahead < timedelta(7):
        day = {0: "today", 1: "tomorrow"}.get(ahead.days, weekday)
    else:
        day = f"{weekday} {local.day} {local:%B}"
    return f"{day} {local:%H:%M} {_city(timezone)}"


def _some_days(item: str, text: str) -> Iterable[int]:
    group = _GROUPS.get(item) or _GROUPS.get(item.removesuffix("s"))
    if group:
        return group
    first, dash, last = item.partition("-")
    start, end = _day(first), _day(last if dash else first)
    if start is None or end is None:
        raise _no_days(text)
    return ((start + each) % 7 for each in range((end - start) % 7 + 1))


def _day(name: str) -> int | None:
    bare = name.rstrip(".")
    return _DAYS.get(bare, _DAYS.get(bare.removesuffix("s")))


def _no_days(text: str) -> UserError:
    return UserError(
        f"{_quoted(text)} names no days: write them as in weekdays, daily or Mon, Wed and Fri."
    )


def _spell_days(days: tuple[int, ...]) -> str:
    named = {WEEKDAYS: "weekdays", _DAILY: "daily", _WEEKEND: "weekends"}.get(days)
    if named or len(days) == 1:
        return named or f"{_NAMES[days[0]]}s"
    return f"{', '.join(_SHORT[day] for day in days[:-1])} and {_SHORT[days[-1]]}"


def _city(name: str) -> str:
    # Etc/GMT+5 is five hours behind: alone, its “city” would say the contrary.
    return name if name.startswith("Etc/") else name.rsplit("/", 1)[-1].replace("_", " ")


def _reads(text: str, name: str) -> bool:
    try:
        return read_timezone(text) == name
    except UserError:
        return False


@lru_cache(maxsize=1)
def _zones() -> dict[str, tuple[str, ...]]:
    """What people may call a zone, and the names that this may stand for."""
    from zoneinfo import available_timezones  # reads a folder tree: only when needed

    found: dict[str, tuple[str, ...]] = {}
    for name in sorted(available_timezones() - _NO_ZONES):
        for called in dict.fromkeys((_key(name), _key(name.rsplit("/", 1)[-1]))):
            found[called] = (*found.get(called, ()), name)
    return found


def _best(names: tuple[str, ...]) -> str:
    """Of names for the same, the one that is no mere alias: it says more."""
    return max(names, key=lambda name: (name.count("/"), name))


def _behaviour(name: str) -> tuple[timedelta | None, ...]:
    return tuple(datetime(2025, month, 1, tzinfo=zone(name)).utcoffset() for month in (1, 7))


def _key(text: str) -> str:
    """In lower case, without accents and underscores, with single spaces."""
    plain = unicodedata.normalize("NFKD", text.replace("_", " "))
    return " ".join(
        "".join(each for each in plain if not unicodedata.combining(each)).lower().split()
    )


def _quoted(text: str) -> str:
    shown = "".join(each for each in " ".join(text.split()) if each.isprintable())
    return f"“{shown}”" if len(shown) <= _LONGEST else f"“{shown[:_LONGEST]}…”"
