"""How near words stand to a place of a text, and how alike two such surroundings are."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from bot.grounding.synonyms import EMPTY, GENERIC
from bot.grounding.words import Word

_REACH = 16
"""So many words on either side are looked at."""
_WALL = 5.0
_OF_ALL = 0.4
"""How near words count that any summary has."""

Around = Mapping[str, float]
"""Concepts, and how near each is: 1 beside the place, less farther off."""


def around(words: Sequence[Word], start: int, end: int, walls: Sequence[int] = ()) -> Around:
    """The concepts near the signs `start` to `end` of the text whose words these are.

    Behind each of the `walls`, places in the text, all is farther off.
    """
    middle = bisect_left(words, start, key=lambda word: word.start)
    here = words[middle].place if middle < len(words) else words[-1].place if words else 0.0
    found: dict[str, float] = {}
    for word in words[max(0, middle - _REACH) : middle + _REACH]:
        if start <= word.start < end or word.text.lower() in EMPTY or word.text.isdigit():
            continue
        between = (word.start, start) if word.start < start else (end, word.start)
        away = abs(word.place - here) - (2.0 if word.start >= end else 1.0)
        away += _WALL * sum(between[0] <= each < between[1] for each in walls)
        near = (_OF_ALL if word.text.lower() in GENERIC else 1.0) / (1.0 + max(0.0, away) / 3.0)
        found[word.concept] = max(found.get(word.concept, 0.0), near)
    return found


def alike(one: Around, other: Around, weights: Mapping[str, float]) -> float:
    """How much two surroundings share, each concept by its weight."""
    few, many = (one, other) if len(one) < len(other) else (other, one)
    return sum(
        near * many[each] * weights.get(each, 1.0) for each, near in few.items() if each in many
    )


def rarities(surroundings: Sequence[Around]) -> dict[str, float]:
    """Concepts that stand near few of the places tell them apart: they weigh more."""
    counts: dict[str, int] = {}
    for each in surroundings:
        for name in each:
            counts[name] = counts.get(name, 0) + 1
    return {name: 1.0 / count for name, count in counts.items()}
