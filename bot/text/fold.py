"""Untrusted text as data: nothing in it steers a terminal or turns text around."""

import re

_SPACE = re.compile(r"[^\S\n]")
_STEERING = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f"  # controls: escape sequences begin with one
    "\ud800-\udfff"  # lone surrogates
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks and overrides of direction
    "\U000e0000-\U000e007f]"  # invisible tags
)


def clean(text: str) -> str:
    """Drop control characters, lone surrogates and whatever turns text around.

    Line breaks stay; other white space becomes a space each.
    """
    if text.isprintable():  # most is: nothing steers, and no space but the plain one
        return text
    return _STEERING.sub("", _SPACE.sub(" ", text))


def fold(text: str) -> str:
    """Make it one line: clean, with white space folded to single spaces."""
    return single_spaced(clean(text))


def single_spaced(text: str) -> str:
    """Fold white space to single spaces, with none around."""
    # Most text is so: what is printable has no white space but spaces.
    if text.isprintable() and "  " not in text and text == text.strip(" "):
        return text
    return " ".join(text.split())
