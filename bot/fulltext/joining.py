"""Lines to paragraphs: where one ends, which words were parted, what goes on after a figure."""

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.fulltext.layout import Line

_WORD = re.compile(r"[^\W\d_][\w-]*")
_BULLET = re.compile(
    r"(?:[⁰¹²³⁴⁵⁶⁷⁸⁹]|[•●▪◦‣∙·–—*]\s|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s|\[\d{1,3}\]\s)"
)
_CAPTION = re.compile(
    r"(?:fig(?:ure|\.)?|tab(?:le|\.)?|algorithm|listing|scheme|plate)\s*(?:\d+|[IVX]+|[A-Z]\d*)\b\s*[.:|—–]?",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.!?:;…。]['”’\")\]⁰¹²³⁴⁵⁶⁷⁸⁹]*$")
_SENTENCE_ENDS = re.compile(r"[.!?…。]['”’\")\]⁰¹²³⁴⁵⁶⁷⁸⁹]*$")


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together. `loose`: rows of a table, labels, formulas."""

    lines: list[Line] = field(default_factory=list)
    heading: bool = False
    loose: bool = False

    @property
    def page(self) -> int:
        """Where it begins."""
        return self.lines[0].page

    @property
    def size(self) -> float:
        """Of its longest line."""
        return max(self.lines, key=lambda line: len(line.text)).size

    @property
    def is_caption(self) -> bool:
        """Whether it stands under a figure or over a table."""
        return bool(_CAPTION.match(self.lines[0].text))

    @property
    def is_figure(self) -> bool:
        """Whether it is the caption of a figure."""
        return self.is_caption and self.lines[0].text[:3].lower() == "fig"

    @property
    def is_open(self) -> bool:
        """Whether its last sentence has no end."""
        return not _SENTENCE_ENDS.search(self.lines[-1].text)


def is_loose(line: Line) -> bool:
    """Whether a line is no prose: few words, many signs, cells."""
    words = [word for word in _WORD.findall(line.text) if len(word) > 2]
    if line.cells == 1 and words and abs(line.left - line.start) < 0.3 * line.size:
        return False
    letters = sum(map(len, words))
    return letters < 0.5 * len(line.text.replace(" ", "")) or (line.cells > 2 and len(words) < 12)


def wraps(one: Line, other: Line, leading: float) -> bool:
    """Whether a line is the end of a full one: few words, but no formula."""
    same = (one.page, one.block) == (other.page, other.block) and other.cells == 1
    near = 0 < other.base - one.base <= 1.3 * leading * one.size
    full = one.right > one.end - 2.5 * one.size and not _SENTENCE_ENDS.search(one.text)
    return same and near and full and other.left < other.start + 0.3 * other.size


def goes_on(one: Line, other: Line, leading: float) -> bool:
    """Whether `other` continues the paragraph of `one`."""
    if abs(one.size - other.size) > 0.12 * one.size:
        return False
    if (one.page, one.block) != (other.page, other.block):
        return _goes_on_elsewhere(one, other)
    gap = other.base - one.base
    if not 0 < gap <= 1.45 * leading * max(one.size, 1.0):
        return False
    if _BULLET.match(other.text) or (_CAPTION.match(other.text) and _ENDS.search(one.text)):
        return False
    indented = (
        other.left > other.start + 0.7 * other.size and other.left > one.left + 0.6 * one.size
    )
    if indented and not _BULLET.match(one.text) and not is_loose(other):
        return not _ENDS.search(one.text)
    short = one.right < one.end - 3.0 * one.size
    return not (short and _ENDS.search(one.text))


def _goes_on_elsewhere(one: Line, other: Line) -> bool:
    """The same over the end of a column or a page."""
    if _BULLET.match(other.text) or _CAPTION.match(other.text):
        return False
    if other.text[0].islower():
        return True
    full = one.right > one.end - 2.0 * one.size or one.text.endswith(("-", ","))
    return full and not _ENDS.search(one.text)


def leading_of(lines: Sequence[Line]) -> float:
    """The usual distance of lines, as a multiple of their size."""
    gaps = Counter(
        round((other.base - one.base) / one.size, 1)
        for one, other in itertools.pairwise(lines)
        if (one.page, one.block) == (other.page, other.block)
        and 0.8 < (other.base - one.base) / max(one.size, 0.1) < 2.5
    )
    return max(gaps.most_common(1)[0][0], 1.1) if gaps else 1.2


def joined(lines: Iterable[Line], known: frozenset[str]) -> str:
    """The lines as one; words parted at a line's end are whole again.

    `known` are the words of the text, lower case: they say which hyphens belong to a word.
    """
    text = ""
    for line in lines:
        if not text:
            text = line.text
        elif text.endswith("-") and len(text) > 1 and text[-2].isalpha():
            text = _unparted(text, line.text, known)
        elif text.endswith(("-", "/", "—")) and not text.endswith((" -", " /", " —")):
            text += line.text
        else:
            text = f"{text} {line.text}"
    return " ".join(text.split())


def _unparted(text: str, following: str, known: frozenset[str]) -> str:
    first = re.search(r"([^\W_]+(?:-[^\W_]+)*)-$", text)
    second = re.match(r"[^\W_]+(?:-[^\W_]+)*", following)
    if not first or not second:
        return text + following
    whole, hyphened = (first[1] + second[0]).lower(), f"{first[1]}-{second[0]}".lower()
    if not second[0][0].islower() and (whole not in known or hyphened in known):
        return text + following
    keeps = hyphened in known and whole not in known
    halves = first[1].lower() in known and second[0].lower() in known and whole not in known
    halves = halves and min(len(first[1]), len(second[0])) > 3 and first[1].lower() not in _FIRST
    keeps = (
        keeps or halves or ("-" in first[1] and whole not in known and not first[1][-1:].islower())
    )
    return (text if keeps else text[:-1]) + following


# They begin words that are written as one: “moreover”, “without”.
_FIRST = frozenset({
    "more", "there", "where", "over", "under", "with", "other", "some", "every", "through", "here",
    "hence", "mean", "further", "never", "none", "when", "what", "which", "base", "back", "fore",
})  # fmt: skip


def words_of(lines: Iterable[Line]) -> frozenset[str]:
    """The words that stand whole in a text; those at a line's end may be parted."""
    words: set[str] = set()
    for line in lines:
        words.update(word.lower() for word in _WORD.findall(line.text) if not word.endswith("-"))
    return frozenset(words)
