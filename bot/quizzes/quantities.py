"""Options that are amounts, so that they can be compared: “38%”, “nine days”, “a tenth of it”."""

import re
from dataclasses import dataclass
from decimal import Decimal

from bot.quizzes.spelled import SPELLED

_PARTS = {"half": "0.5", "third": "0.3333", "quarter": "0.25", "fifth": "0.2", "tenth": "0.1"}
_FACTORS = {"k": 3, "thousand": 3, "million": 6, "m": 6, "billion": 9, "bn": 9, "b": 9}
_BOUND = (
    r"over|under|above|below|beyond|(?:more|less|fewer|greater|higher|lower) than|at (?:least"
    r"|most)"
    r"|up to|about|around|roughly|approximately|approx\.?|nearly|almost|some|circa|ca\.?|close to"
    r"|between|[~≈<>≤≥]"
)
_WORDS = "|".join(each for each in SPELLED if each not in {"hundred", "thousand", "million"})
_AMOUNT = re.compile(
    rf"(?:by|in|at|for|with|of|to|after|exactly|only)? ?(?P<bound>(?:{_BOUND}) ?)*"
    r"(?P<minus>minus |[−-])?"
    rf"(?:(?P<digits>[0-9][0-9,]*(?:\.[0-9]+)?)|(?P<part>(?:an? )?(?:{'|'.join(_PARTS)}))s?\b"
    rf"|(?P<word>zero|{_WORDS})\b)"
    r"(?: ?(?P<factor>k|thousand|million|billion|bn|[MB])\b)?"
    r"(?P<range> ?(?:to|and|[-–—]) ?(?P<end>[0-9][0-9,.]*))?(?P<unit>.*)",
    re.IGNORECASE,
)
_SAME = {  # unit -> what it is a multiple of, and how many
    "%": ("", "0.01"), "percent": ("", "0.01"), "per cent": ("", "0.01"),
    "µs": ("s", "0.000001"), "μs": ("s", "0.000001"), "ms": ("s", "0.001"), "s": ("s", "1"),
    "second": ("s", "1"), "sec": ("s", "1"), "minute": ("s", "60"), "min": ("s", "60"),
    "hour": ("s", "3600"), "h": ("s", "3600"), "day": ("s", "86400"), "week": ("s", "604800"),
    "month": ("s", "2592000"), "year": ("s", "31557600"),
    "nm": ("m", "0.000000001"), "µm": ("m", "0.000001"), "mm": ("m", "0.001"),
    "cm": ("m", "0.01"), "m": ("m", "1"), "km": ("m", "1000"),
    "kb": ("B", "1000"), "mb": ("B", "1000000"), "gb": ("B", "1000000000"),
    "mk": ("K", "0.001"), "k": ("K", "1"), "hz": ("Hz", "1"), "khz": ("Hz", "1000"),
    "times": ("×", "1"), "time": ("×", "1"), "x": ("×", "1"), "×": ("×", "1"), "fold": ("×", "1"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount in a base unit where one is known: "s", "m", "" for pure numbers and shares.

    `written` is the unit as it stands there, small and singular. `bounded`: “over”, “about”;
    `end`: the other end of a range.
    """

    value: Decimal
    unit: str
    written: str
    bounded: bool = False
    end: Decimal | None = None


def quantity(option: str) -> Quantity | None:
    """Read an option that begins with an amount; None where it is something else."""
    match = _AMOUNT.fullmatch(option.strip())
    if match is None:
        return None
    value = _value(match)
    written = re.sub(r"^[\s-]+|[\s.]+$| of (?:it|them|that)$", "", match["unit"]).lower()
    written = written.removesuffix("s") if len(written) > 2 else written
    unit, factor = _SAME.get(written, (written, "1"))
    if match["part"]:
        unit = ""
    end = Decimal(match["end"].replace(",", "").rstrip(".")) if match["end"] else None
    return Quantity(
        value * Decimal(factor),
        unit,
        written,
        bool(match["bound"]),
        None if end is None else end * Decimal(factor),
    )


def _value(match: re.Match[str]) -> Decimal:
    if match["digits"]:
        value = Decimal(match["digits"].rstrip(",").replace(",", ""))
    elif match["part"]:
        value = Decimal(_PARTS[match["part"].lower().split()[-1]])
    else:
        value = Decimal(SPELLED.get(match["word"].lower(), 0))
    value *= Decimal(10) ** _FACTORS.get((match["factor"] or "").lower(), 0)
    return -value if match["minus"] else value
