"""Texts as long as Discord takes them, cut at a word."""

import regex

from bot.text.fold import fold

_SIGN = regex.compile(r"\X")  # what a reader sees as one: an emoji of several characters, an é


def cut(text: str, most: int, end: str = "…") -> str:
    """One line of at most so many characters; `end` stands where something was cut off.

    Characters are UTF-16 units, the larger of the two ways to count.
    """
    line = fold(text)
    if _units(line) <= most:
        return line
    kept = _head(line, most - len(end))
    words = kept.rpartition(" ")[0]
    shown = words if 2 * len(words) > most else kept  # a very long word is cut itself
    return shown.rstrip(" ,;:") + end


def _head(line: str, room: int) -> str:
    """The signs that fit; of a first one that does not fit alone, the characters that do."""
    kept, left = 0, room
    for sign in _SIGN.finditer(line):
        left -= _units(sign[0])
        if left < 0:
            break
        kept = sign.end()
    if kept:
        return line[:kept]
    return line.encode("utf-16-le", "replace")[: 2 * room].decode("utf-16-le", "ignore")


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "replace")) // 2
