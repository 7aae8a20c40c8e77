"""Amounts that a text spells out: twenty-five, two million, half, threefold."""

import re
from collections.abc import Iterator

_ONES = dict(
    zip(
        [
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ],
        range(2, 20),
        strict=True,
    )
)
_TENS = dict(
    zip(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
        range(20, 100, 10),
        strict=True,
    )
)
_BIG = {"hundred": 100, "thousand": 1e3, "million": 1e6, "billion": 1e9, "dozen": 12}
_PARTS = {
    "half": 50.0, "third": 100 / 3, "quarter": 25.0, "fifth": 20.0, "tenth": 10.0,
}  # fmt: skip
_TIMES = {
    "twice": 2.0, "double": 2.0, "doubles": 2.0, "doubled": 2.0, "doubling": 2.0, "triple": 3.0,
    "triples": 3.0, "tripled": 3.0, "tripling": 3.0, "quadruple": 4.0, "quadruples": 4.0,
}  # fmt: skip
_HALVES = {"halve", "halves", "halved", "halving", "median"}
_SMALL = "|".join({**_ONES, **_TENS, "one": 1})
_AMOUNT = re.compile(
    r"(?<![\w-])(?:(?P<count>a |one |two |three |four )?(?P<part>half|third|quarter|fifth|tenth)s?"
    r"(?= of\b| as\b| the\b| fewer\b| less\b| more\b| that\b|[,.;)]|$)"
    rf"|(?P<small>{_SMALL})(?:[ -](?P<more>{_SMALL}))?(?:[ -](?P<big>{'|'.join(_BIG)})s?)?"
    rf"(?P<times>-?fold|[ -]times)?"
    rf"|(?P<factor>{'|'.join(_TIMES)})|(?P<halved>{'|'.join(_HALVES)}))(?![a-z])",
    re.IGNORECASE,
)


def spelled(text: str) -> Iterator[tuple[float, str, int, int]]:
    """The amounts that a text spells out: value, unit (“%”, “×” or none), start and end."""
    for match in _AMOUNT.finditer(text):
        value, unit = _value({name: (got or "").lower() for name, got in match.groupdict().items()})
        if value:
            yield value, unit, match.start(), match.end()


def _value(parts: dict[str, str]) -> tuple[float, str]:
    if parts["small"]:
        return _cardinal(parts), "×" if parts["times"] else ""
    if parts["part"]:
        count = {"two": 2, "three": 3, "four": 4}.get(parts["count"].strip(), 1)
        if count == 1 and not parts["count"] and parts["part"] != "half":
            return 0.0, ""
        return count * _PARTS[parts["part"]], "%"
    return (_TIMES[parts["factor"]], "×") if parts["factor"] else (50.0, "%")


def _cardinal(parts: dict[str, str]) -> float:
    """The value of a cardinal; 0 for “one” alone, which mostly is no amount."""
    known = {**_ONES, **_TENS, "one": 1}
    value = float(known[parts["small"]])
    if parts["more"] and value >= 20 and known[parts["more"]] < 10:
        value += known[parts["more"]]
    if parts["big"]:
        return value * _BIG[parts["big"]]
    return 0.0 if value == 1 and not parts["times"] else value
