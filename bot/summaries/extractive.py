"""A summary without a model: the sentence of the abstract that says what the paper contributes.

The sentence is shown as it stands, so it claims nothing that its authors do not. Only an opening
that means nothing on its own (“To this end,”) is dropped.
"""

import math
from collections import Counter

from bot.models import Paper, Summary
from bot.summaries.cues import opened, proposes, wording
from bot.text.latex import to_unicode
from bot.text.sentences import sentences
from bot.text.words import words


class ExtractiveWriter:
    """A `Writer` that needs no network and no key."""

    async def summarise(self, paper: Paper) -> Summary:
        """The one sentence that says most about the paper. Never empty, unless the paper is."""
        return Summary("tldr", one_sentence(to_unicode(paper.title), to_unicode(paper.abstract)))


def one_sentence(title: str, abstract: str) -> str:
    """The sentence of a readable `abstract` that says what the paper contributes.

    An abstract without sentences is returned whole, and the title where there is no abstract.
    """
    found = sentences(abstract)
    if not found:
        return " ".join(title.split())
    bags = [_bag(sentence) for sentence in found]
    centroid = sum(bags, Counter[str]())
    about = set(_bag(title))
    introduced = 0.0
    scores = []
    for place, (sentence, bag) in enumerate(zip(found, bags, strict=True)):
        likeness = 2 * _cosine(bag, centroid) + 2 * _share(about, bag)
        # Abstracts begin with background, and the first thing proposed is the main one.
        early = 0.6 if place == 0 and len(found) > 2 else 0.0
        scores.append(wording(sentence) + likeness - early - 0.08 * place - introduced)
        introduced = 0.4 if introduced or proposes(sentence) else 0.0
    return opened(found[scores.index(max(scores))])


def _bag(text: str) -> Counter[str]:
    return Counter(word for word in words(text) if len(word) > 2 and word not in _COMMON)


def _cosine(one: Counter[str], other: Counter[str]) -> float:
    lengths = math.sqrt(_square(one) * _square(other))
    return sum(count * other[word] for word, count in one.items()) / lengths if lengths else 0.0


def _square(bag: Counter[str]) -> int:
    return sum(count * count for count in bag.values())


def _share(title: set[str], bag: Counter[str]) -> float:
    return len(title & bag.keys()) / len(title) if title else 0.0


_COMMON = frozenset({
    "the", "and", "for", "that", "with", "this", "are", "from", "which", "our", "can", "these",
    "has", "have", "such", "their", "its", "into", "than", "but", "not", "also", "both", "between",
    "while", "more", "most", "over", "across", "through", "however", "been", "was", "were", "they",
    "using", "via", "when", "where", "how", "show", "paper", "work", "propose", "novel", "based",
})  # fmt: skip
