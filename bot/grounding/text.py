"""A text read once: its sentences, words and numbers."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from bot.grounding.lexicon import PROBLEM
from bot.grounding.numbers import Number, read_numbers
from bot.grounding.words import Word, plain, read_words

_LONGEST = 1_200
"""Signs of a sentence; what is longer is none, and is cut."""
_END = re.compile(r"[.?!][)\]\"']*\s+(?=[^a-z\s])|\n+")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|et al|vs|cf|Fig|Eq|approx|resp|w\.r\.t|No|Sec)\.)\s+$"
)


@dataclass(frozen=True)
class Sentence:
    """A sentence of a text, which stands at `start`; places in it count from 0."""

    text: str
    start: int

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Its words."""
        return read_words(self.text)

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """Its numbers."""
        return read_numbers(self.text)

    @cached_property
    def concepts(self) -> frozenset[str]:
        """What its words mean."""
        return frozenset(word.concept for word in self.words)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of its words."""
        return frozenset(word.stem for word in self.words)

    @cached_property
    def is_problem(self) -> bool:
        """Whether it seems to say what is wrong with earlier work."""
        return not self.stems.isdisjoint(PROBLEM)

    def holds(self, start: int, end: int) -> bool:
        """Whether a stretch of the text touches it."""
        return start < self.start + len(self.text) and end > self.start


def read_sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text, roughly: an abbreviation more or less does no harm."""
    even = plain_lines(text)
    cuts = [0]
    ends = (match.end() for match in _END.finditer(even))
    cuts += [end for end in ends if not _ABBREVIATION.search(even[max(0, end - 12) : end])]
    cuts.append(len(even))
    cuts = [place for low, high in pairwise(cuts) for place in range(low, high, _LONGEST)]
    cuts.append(len(even))
    return tuple(
        Sentence(even[low:high].rstrip(), low)
        for low, high in pairwise(cuts)
        if even[low:high].strip()
    )


def plain_lines(text: str) -> str:
    """The plain text, sign for sign, in which lines still end."""
    even = plain(text)
    if "\n" not in text:
        return even
    return "".join("\n" if sign == "\n" else now for sign, now in zip(text, even, strict=True))


def sentence_at(sentences: tuple[Sentence, ...], place: int) -> int:
    """The number of the sentence that a place of the text is in."""
    return max(0, bisect_right([each.start for each in sentences], place) - 1)
