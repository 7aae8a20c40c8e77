"""Texts in other languages: numbers as they write them, “22,2 %”, “12 000”; and what is none."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.grounding.numbers import Number
from bot.text.words import words

_DECIMAL = re.compile(r"(?<![0-9.,])([0-9]+),([0-9]{1,2}(?![0-9])|(?<=0,)[0-9]+)(?![0-9,])")
_SPACED = re.compile(r"(?<=[0-9]) (?=[0-9]{3}(?![0-9.,%]))")
_DOTTED = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}(?![0-9])")

_WORDS = "the of and with that which from for each into than this our we while these are"
_ENGLISH = frozenset(_WORDS.split())
_KINDS, _SHARE = 2, 0.25


def is_english(text: str) -> bool:
    """Whether a text is English though another language was asked for; names alone are not."""
    said = words(text)
    found = [each for each in said if each in _ENGLISH]
    return len(set(found)) >= _KINDS and len(found) >= _SHARE * len(said) and text.isascii()


def rewritten(text: str) -> str:
    """A plain text with decimal points, and without spaces in long numbers."""
    return _SPACED.sub("", _DECIMAL.sub(r"\1.\2", text))


def readings(said: Number) -> Iterator[Number]:
    """What else a number may be: points that part thousands."""
    if _DOTTED.match(said.written):
        yield replace(said, value=said.value * 1000, step=said.step * 1000)
