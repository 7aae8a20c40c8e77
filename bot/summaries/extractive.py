"""A summary without a model: the sentence of the abstract that says what the paper contributes.

The sentence is shown as it stands, so it claims nothing that its authors do not. Only an opening
that means nothing on its own (“To this end,”) is dropped.
"""

import math
from collections import Counter
from collections.abc import Sequence
from itertools import chain
from operator import mul

from bot.models import Manner, Paper, Summary
from bot.summaries.cues import at_most, deeds, opened, proposes, wording
from bot.text.latex import to_unicode
from bot.text.sentences import sentences
from bot.text.words import words


class ExtractiveWriter:
    """A `Writer` that needs no network and no key."""

    # What is remembered of one version is not of another: count on where the sentences change.
    manner = Manner("extractive 1")

    async def summarise(self, paper: Paper) -> Summary:
        """The one sentence that says most about the paper. Never empty, unless the paper is."""
        return Summary("tldr", one_sentence(to_unicode(paper.title), to_unicode(paper.abstract)))

    async def several(self, papers: Sequence[Paper]) -> tuple[Summary, ...]:
        """The sentence of each."""
        return tuple([await self.summarise(each) for each in papers])


def one_sentence(title: str, abstract: str) -> str:
    """The sentence of a readable `abstract` that says what the paper contributes.

    An abstract without sentences is returned whole, and the title where there is no abstract.
    """
    found = sentences(abstract)
    if not found:
        return " ".join(title.split())
    alike = _likeness(title, found)
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
    return opened(found[-best[1]])


def _likeness(title: str, found: Sequence[str]) -> list[float]:
    """How alike each sentence is to them all and to the title, 0..4."""
    bags = [_bag(sentence) for sentence in found]
    centroid = Counter(chain.from_iterable(bags))
    square = sum(map(mul, centroid.values(), centroid.values()))
    about = set(_bag(title))
    return [2 * _cosine(bag, centroid, square) + 2 * _share(about, bag) for bag in bags]


def _bag(text: str) -> list[str]:
    return [word for word in words(text) if len(word) > 2 and word not in _COMMON]


def _cosine(bag: list[str], other: Counter[str], square: int) -> float:
    """How alike two bags are, 0..1. `square` is that of the other, counted once for many."""
    # A word said twice is added twice: that multiplies by its count.
    product = sum(map(other.__getitem__, bag))
    repeats = len(set(bag)) < len(bag)
    own = sum(map(Counter(bag).__getitem__, bag)) if repeats else len(bag)
    lengths = math.sqrt(own * square)
    return product / lengths if lengths else 0.0


def _share(title: set[str], bag: list[str]) -> float:
    return len(title.intersection(bag)) / len(title) if title else 0.0


_ROUNDING = 1e-9
_COMMON = frozenset({
    "the", "and", "for", "that", "with", "this", "are", "from", "which", "our", "can", "these",
    "has", "have", "such", "their", "its", "into", "than", "but", "not", "also", "both", "between",
    "while", "more", "most", "over", "across", "through", "however", "been", "was", "were", "they",
    "using", "via", "when", "where", "how", "show", "paper", "work", "propose", "novel", "based",
})  # fmt: skip
