"""Numbers as other languages write them: “22,2 %”, “12 000”, “28.716”, units in their own words."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.grounding.numbers import Number

_DECIMAL = re.compile(r"(?<![0-9.,])([0-9]+),([0-9]{1,2}(?![0-9])|(?<=0,)[0-9]+)(?![0-9,])")
_SPACED = re.compile(r"(?<=[0-9]) (?=[0-9]{3}(?![0-9.,%]))")
_DOTTED = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}(?![0-9])")


def rewritten(text: str) -> str:
    """A plain text with decimal points, and without spaces in long numbers."""
    return _SPACED.sub("", _DECIMAL.sub(r"\1.\2", text))


def readings(said: Number) -> Iterator[Number]:
    """What else a number may be: points that part thousands."""
    if _DOTTED.match(said.written):
        yield replace(said, value=said.value * 1000, step=said.step * 1000)
