"""Which sentence of an abstract says what the paper contributes, and what a text is about."""

import math
from collections import Counter
from collections.abc import Sequence
from itertools import chain
from operator import mul

from bot.summaries.cues import at_most, deeds, proposes, wording
from bot.text.words import words


def contribution(title: str, found: Sequence[str]) -> int:
    """The place of the sentence that says what the paper contributes; of one at the least."""
    alike = likeness(title, [bag(sentence) for sentence in found])
    done = [deeds(sentence) for sentence in found]
    first = next((place for place, each in enumerate(done) if proposes(each)), len(found))

    def score(place: int, worth: float) -> float:
        # Abstracts begin with background, and the first thing proposed is the main one.
        early = 0.6 if place == 0 and len(found) > 2 else 0.0
        introduced = 0.4 if place > first else 0.0
        return worth + alike[place] - early - 0.08 * place - introduced

    # Most sentences cannot win whatever `wording`, which is slow, finds in them.
    most = [score(place, at_most(each, done[place])) for place, each in enumerate(found)]
    best = (-math.inf, 0)
    for place in sorted(range(len(found)), key=most.__getitem__, reverse=True):
        if most[place] + _ROUNDING < best[0]:
            break
        best = max(best, (score(place, wording(found[place], done[place])), -place))
    return -best[1]


def is_contribution(sentence: str) -> bool:
    """Whether a sentence says by its words that something is the authors' own."""
    return wording(sentence, deeds(sentence)) > _OWN


def likeness(title: str, bags: Sequence[Sequence[str]]) -> list[float]:
    """How alike each bag of words is to them all and to the title, 0..4."""
    centroid = Counter(chain.from_iterable(bags))
    square = sum(map(mul, centroid.values(), centroid.values()))
    about = set(bag(title))
    return [2 * _cosine(each, centroid, square) + 2 * _share(about, each) for each in bags]


def bag(text: str) -> list[str]:
    """The words of a text that say what it is about."""
    return [word for word in words(text) if len(word) > 2 and word not in _COMMON]


def _cosine(words_in: Sequence[str], other: Counter[str], square: int) -> float:
    """How alike two bags are, 0..1. `square` is that of the other, counted once for many."""
    # A word said twice is added twice: that multiplies by its count.
    product = sum(map(other.__getitem__, words_in))
    repeats = len(set(words_in)) < len(words_in)
    own = sum(map(Counter(words_in).__getitem__, words_in)) if repeats else len(words_in)
    lengths = math.sqrt(own * square)
    return product / lengths if lengths else 0.0


def _share(title: set[str], words_in: Sequence[str]) -> float:
    return len(title.intersection(words_in)) / len(title) if title else 0.0


_ROUNDING = 1e-9
_OWN = 0.4
_COMMON = frozenset({
    "the", "and", "for", "that", "with", "this", "are", "from", "which", "our", "can", "these",
    "has", "have", "such", "their", "its", "into", "than", "but", "not", "also", "both", "between",
    "while", "more", "most", "over", "across", "through", "however", "been", "was", "were", "they",
    "using", "via", "when", "where", "how", "show", "paper", "work", "propose", "novel", "based",
})  # fmt: skip
