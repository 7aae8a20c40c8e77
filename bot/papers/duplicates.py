"""Near-duplicates: one work under two identifiers."""

from functools import lru_cache

from rapidfuzz import fuzz

from bot.models import Paper
from bot.text.latex import to_unicode
from bot.text.words import words

_ALIKE = 93.0  # of 100; a title with one word changed among ten is below


def alike(one: Paper, other: Paper) -> bool:
    """Whether two papers are one work: nearly the same title, and an author in common."""
    return fuzz.ratio(
        _title(one.title), _title(other.title), score_cutoff=_ALIKE
    ) >= _ALIKE and not _families(one).isdisjoint(_families(other))


@lru_cache(maxsize=4096)
def _title(title: str) -> str:
    return " ".join(words(to_unicode(title)))


def _families(paper: Paper) -> set[str]:
    return {words(author)[-1] for author in paper.authors if words(author)}
