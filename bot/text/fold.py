"""Untrusted text as data: nothing in it steers a terminal or turns text around."""

import re
import unicodedata

# Marks and overrides of direction, and the invisible tag characters.
_BIDI_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
_STEERING = ("Cc", "Cs")


def clean(text: str) -> str:
    """Drop control characters, lone surrogates and bidirectional overrides.

    Line breaks stay; other white space becomes a space each.
    """
    if text.isascii() and text.isprintable():
        return text
    kept = (" " if each.isspace() and each != "\n" else each for each in text)
    shown = (each for each in kept if each == "\n" or unicodedata.category(each) not in _STEERING)
    return _BIDI_CONTROLS.sub("", "".join(shown))


def fold(text: str) -> str:
    """Make it one line: clean, with white space folded to single spaces."""
    return " ".join(clean(text).split())
