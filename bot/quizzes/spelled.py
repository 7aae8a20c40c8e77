"""Amounts that a text spells out in words."""

import re
from decimal import Decimal

SPELLED = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90, "hundred": 100, "thousand": 1000, "million": 1_000_000, "dozen": 12,
    "twice": 2, "double": 2, "doubles": 2, "triples": 3, "quarter": 25, "half": 50,
}  # fmt: skip
_WORD = re.compile(
    rf"(?<![\w-])({'|'.join(SPELLED)})(?:-?fold|-(?:{'|'.join(list(SPELLED)[:9])}))?(?![\w-])",
    re.IGNORECASE,
)


def spelled(text: str) -> frozenset[Decimal]:
    """The amounts of a text, roughly: “twenty-five” is 20, “two hundred” 2 and 100, “half” 50.

    Words that are part of a name, as in “top-five” and “two-stage”, are none.
    """
    return frozenset(Decimal(SPELLED[match[1].lower()]) for match in _WORD.finditer(text))
