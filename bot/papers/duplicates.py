"""Near-duplicates: one work under two identifiers."""

from functools import lru_cache

from rapidfuzz import fuzz

from bot.models import Paper
from bot.text.latex import to_unicode
from bot.text.words import words

_ALIKE = 95.0  # of 100: an abstract of which a sentence was touched up
_SHORTEST = 200  # characters of an abstract that says enough to be compared


def alike(one: Paper, other: Paper) -> bool:
    """Whether two papers are one work: an author in common, and the same title or abstract.

    A title with one other word is another work: “GPT-3 …” and “GPT-4 …”.
    """
    if _families(one.authors).isdisjoint(_families(other.authors)):
        return False
    if _title(one.title) == _title(other.title):
        return True
    if min(len(one.abstract), len(other.abstract)) < _SHORTEST:
        return False
    return fuzz.ratio(one.abstract, other.abstract, score_cutoff=_ALIKE) >= _ALIKE


@lru_cache(maxsize=4096)
def _title(title: str) -> tuple[str, ...]:
    return tuple(word.removesuffix("s") for word in words(to_unicode(title)))


@lru_cache(maxsize=4096)
def _families(authors: tuple[str, ...]) -> frozenset[str]:
    return frozenset(words(author)[-1] for author in authors if words(author))
