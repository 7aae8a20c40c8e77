"""Numbers in a text: their value, unit, and whether they are a bound."""

import math
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.grounding.spelled import spelled
from bot.grounding.units import CURRENCIES, SCALES, unit_at

_NUMBER = re.compile(
    r"(?<![A-Za-z0-9_])(?<![0-9][.,])(?<![A-Za-z]-)(?<![A-Za-z][._@/])"
    r"(?P<digits>[0-9]{1,3}(?:,[0-9]{3}){1,5}(?![0-9])(?:\.[0-9]+)?|[0-9]{1,15}(?:\.[0-9]{1,15})?|\.[0-9]{1,9})"
    r"(?:(?: ?[x×·*] ?10 ?\^? ?\{?|[eE])(?P<power>[-+]?[0-9]{1,2})\}?(?![0-9]))?"
    r"(?:(?P<letter>[kKMBT](?![A-Za-z0-9])|bn\b)"
    r"|[ -]?(?P<scale>thousand|million|billion|trillion|hundred|dozen|Mio|Millionen|Milliarden"
    r"|Mrd|Tausend|millones|milliards?|mille|mil|миллион|миллиард|тысяч)[sаов]*\b|(?P<sign>[万萬만亿億억千]))?"
)
_NAME_AFTER = re.compile(r"[A-Za-z_]|-?[dD]\b|\.[0-9]|(?:st|nd|rd|th)\b| ?[x×] ?[0-9]")
_OVER = (
    r"(?:more|greater|higher|larger|longer) than|over|above|beyond|exceed\w*|surpass\w*|at least"
    r"|no (?:less|fewer|lower) than|upwards? of|(?:a )?minimum of|[>≥]=?|not less than|\\geq?"
)
_UNDER = (
    r"(?:less|fewer|lower|smaller|shorter) than|under|below|at most|up ?to|upto|within"
    r"|as (?:much|many|high|large|long) as|no (?:more|greater|higher|longer) than"
    r"|(?:a )?maximum (?:of)?|at best|[<≤]=?|\\leq?"
)
_ABOUT = (
    r"about|around|approximately|approx\.?|nearly|almost|roughly|some|circa|ca\.|[~∼≈]|close to"
    r"|or so|just|only|\\sim"
)
_MANY = 100
_WITHIN = (["in"], ["of"], ["to"], ["with"], ["for"], ["from"], ["by"], ["at"], ["on"])
_FILLER = r"(?: (?:an?|the|just|only|some|additional|further|another|performance|of))*"
_BEFORE = re.compile(
    rf"(?:(?<![\w-])(?:(?P<over>{_OVER})|(?P<under>{_UNDER})|(?P<about>{_ABOUT})))"
    rf"{_FILLER} ?[(]?\$?$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r" ?(?:(?P<over>\+|or more\b|and (?:above|more|over)\b|or (?:above|higher|better)\b)"
    r"|(?P<under>or (?:less|fewer|below|lower)\b|at (?:most|best)\b))"
)
_NEARLY = re.compile(r"(?:close to|nearly|almost) $")
_RANGE = re.compile(
    r" ?(?:-{1,2}|to|and|or|,|, and|±|\+/-|/|(?:and|to|or) (?:up to|about|over)) ?\$?"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a text, in base units of its `unit`, at `start` to `end` with that unit.

    `written` is how it reads. `step` is the size of its last digit. `bound` is “over”, “under”,
    “about”, or empty; a `loose` number stands in a list behind a bounded one, which may hold for
    it too. `vague` numbers have one digit that counts, and are never rounded. `nearly` is about,
    and not more. `size` is the unit's, in base units.
    """

    value: float
    unit: str
    bound: str
    start: int
    end: int
    written: str
    step: float = 0.0
    loose: bool = False
    vague: bool = False
    size: float = 1.0
    nearly: bool = False


def read_numbers(text: str) -> tuple[Number, ...]:
    """The numbers of a plain text, in its order; parts of names are none."""
    found = sorted([*_figures(text), *_words(text)], key=lambda each: each.start)
    found = [
        replace(each, nearly=bool(_NEARLY.search(text[max(0, each.start - 12) : each.start])))
        if each.bound == "about"
        else each
        for each in found
    ]
    return tuple(_lists(text, found))


def agree(said: Number, true: Number) -> bool:
    """Whether what is said may be the true number: the same, or rounded as people round."""
    if true.unit != said.unit:
        return _related(said, true)
    gap = abs(said.value - true.value)
    scale = max(abs(said.value), abs(true.value))
    if gap <= 1e-9 * scale:
        return True
    rounded = said.step > true.step and gap <= said.step / 2 * 1.0001
    if said.bound == "about":
        return rounded or gap <= 0.04 * scale
    if said.bound == "over":
        return true.value > said.value and gap <= 0.12 * scale
    if said.bound == "under":
        return true.value < said.value and gap <= 0.12 * scale
    return rounded and not said.vague


def _related(said: Number, true: Number) -> bool:
    """Numbers of unlike units that may be the same: 0.82 and 82 %, “by 2” and “2 points”."""
    units = {said.unit, true.unit}
    close = math.isclose(said.value, true.value, rel_tol=1e-9)
    if units == {"%", ""}:
        percent, bare = (said, true) if said.unit else (true, said)
        part = math.isclose(percent.value, bare.value * 100, rel_tol=1e-9)
        return (close and true.unit == "") or (part and bare.value <= 1)
    return close and units in ({"points", ""}, {"×", ""}, {"bits", ""})


def _figures(text: str) -> Iterator[Number]:
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        scale = match["letter"] or match["scale"] or match["sign"] or ""
        size = SCALES.get(scale.lower(), 1.0) * 10.0 ** int(match["power"] or 0)
        digits = match["digits"].replace(",", "")
        unit, base, stop = _unit(text, start, end)
        if not unit and not scale and _NAME_AFTER.match(text, end):
            continue
        value = float(digits) * size * base
        decimals = len(digits.partition(".")[2])
        vague = len(digits.replace(".", "").strip("0")) < 2 and decimals == 0 and len(digits) < 3
        counts = not unit and 2 <= value < _MANY and not decimals
        yield Number(
            value, unit, _bound(text, start, stop, counts=counts), start, stop,
            text[start:stop].strip(),
            size * base / 10.0**decimals, vague=vague, size=base,
        )  # fmt: skip


def _words(text: str) -> Iterator[Number]:
    for value, kind, start, end in spelled(text):
        unit, size, stop = (kind, 1.0, end) if kind else _unit(text, start, end)
        part = 10.0 if unit == "%" and kind else 0.0
        yield Number(
            value * size, unit, _bound(text, start, stop, counts=not unit), start, stop,
            text[start:stop], part,
            vague=True, size=size,
        )  # fmt: skip


def _unit(text: str, start: int, end: int) -> tuple[str, float, int]:
    """The unit behind a number, its size in base units, and where it ends."""
    if currency := CURRENCIES.get(text[start - 1 : start]):
        return currency, 1.0, end
    return unit_at(text, end)


def _bound(text: str, start: int, end: int, *, counts: bool) -> str:
    """What bounds a number; “over 12 tasks” and “above five” may be places where it `counts`."""
    for match in (_AFTER.match(text, end), _BEFORE.search(text[max(0, start - 60) : start])):
        if match and match.lastgroup:
            place = match[0].lower().startswith(("over ", "above ", "under ", "below "))
            gap = max(0, start - len(match[0]))
            before = text[max(0, gap - 12) : gap].split(" ")[-2:-1]
            return "" if place and counts and before not in _WITHIN else match.lastgroup
    return ""


def _lists(text: str, found: list[Number]) -> Iterator[Number]:
    """Give the numbers of ranges and lists the unit of the last, and what bounds the first."""
    units = list(found)
    for number in range(len(units) - 2, -1, -1):
        one, after = units[number], units[number + 1]
        if not one.unit and after.unit and _RANGE.fullmatch(text, one.end, after.start):
            units[number] = replace(
                one, unit=after.unit, value=one.value * after.size, step=one.step * after.size
            )
    last: dict[str, Number] = {}
    stops = [each.end() for each in re.finditer(r"[.;] ", text)]
    for each in units:
        before = last.get(each.unit)
        same = before and bisect_right(stops, before.start) == bisect_right(stops, each.start)
        if each.bound in ("over", "under"):
            last[each.unit] = each
        yield replace(each, loose=True) if same and not each.bound else each
