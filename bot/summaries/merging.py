"""One summary of the drafts of a long paper's parts: nothing said twice, the best of each first."""

import re
from collections.abc import Iterable, Sequence
from itertools import chain, zip_longest

from rapidfuzz.fuzz import token_set_ratio

from bot.grounding.lexicon import NOT
from bot.grounding.names import names
from bot.grounding.synonyms import EMPTY
from bot.grounding.words import plain, read_words
from bot.models import Field, Point, Style
from bot.summaries.shapes import Draft
from bot.summaries.styles import STYLES
from bot.text.words import words

_ALIKE = 80.0  # of 100: the same said in other words
_DIGITS = re.compile(r"[0-9]+(?:[.,][0-9]+)*")


def merged(style: Style, drafts: Sequence[Draft]) -> Draft:
    """The first points of each part come before the second ones of any."""
    if len(drafts) == 1:
        return drafts[0]
    taken: list[Point] = []
    fields = []
    for spec in STYLES[style].fields:
        by_part = [_points(draft, spec.name) for draft in drafts]
        in_turn = (each for each in chain(*zip_longest(*by_part)) if each)
        found = _distinct(in_turn, taken, spec.points)
        fields += [Field(spec.name, found)] if found else []
    workflows = [each.workflow for each in drafts if each.workflow]
    largest = max(workflows, key=lambda its: len(its.steps) + len(its.branch), default=None)
    questions = tuple(dict.fromkeys(chain(*(each.questions for each in drafts))))
    return Draft(tuple(fields), questions, largest)


def distinct(fields: Iterable[Field]) -> tuple[Field, ...]:
    """The fields without what an earlier one says already."""
    taken: list[Point] = []
    kept = (Field(each.name, _distinct(each.points, taken, len(each.points))) for each in fields)
    return tuple(each for each in kept if each.points)


def _distinct(points: Iterable[Point], taken: list[Point], most: int) -> tuple[Point, ...]:
    found: list[Point] = []
    for point in points:
        if len(found) < most and not any(is_same(point.text, each.text) for each in taken):
            found.append(point)
            taken.append(point)
    return tuple(found)


def is_same(one: str, other: str) -> bool:
    """Whether two texts say the same: the same numbers and names, the same words or fewer.

    Results that are worded alike differ in one word, in a number or a name: both are kept.
    """
    if token_set_ratio(one.lower(), other.lower()) < _ALIKE:
        return False
    if _counts(one) != _counts(other):
        return False
    said, again = _telling(one), _telling(other)
    return (said <= again or again <= said) and _names(one, other) and _names(other, one)


def _counts(text: str) -> tuple[list[str], bool]:
    """The numbers of a text, and whether it denies something."""
    return sorted(_DIGITS.findall(text)), not NOT.isdisjoint(words(text))


def _telling(text: str) -> frozenset[str]:
    found = read_words(plain(text))
    return frozenset(each.concept for each in found if each.text.lower() not in EMPTY)


def _names(one: str, other: str) -> bool:
    """Whether one text has all names of the other."""
    there = set(words(one))
    return all(there.issuperset(words(name)) for name in names(plain(other)))


def _points(draft: Draft, name: str) -> tuple[Point, ...]:
    return next((each.points for each in draft.fields if each.name == name), ())
