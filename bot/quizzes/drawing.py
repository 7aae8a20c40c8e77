"""Which of a model's wrong options stand beside the right one: so that its rank is drawn."""

from collections.abc import Sequence
from itertools import combinations
from random import Random

from bot.quizzes.blanks import telling
from bot.quizzes.gate_case import share
from bot.quizzes.quantities import quantity

_OTHERS = 3


def drawn(prompt: str, right: str, wrong: Sequence[str], random: Random) -> tuple[str, ...]:
    """Three of the wrong options; empty where none give the right one the rank that was drawn.

    Of amounts it is the rank by size, of other options by length: from 0..3, each as likely. Of
    those that are left, some are taken that also give it a drawn rank by likeness to the question.
    """
    rank, alike = random.randint(0, _OTHERS), random.randint(0, _OTHERS)
    sizes = _sizes((right, *wrong))
    prompted = telling(prompt)
    likenesses = [share(telling(each), prompted) for each in (right, *wrong)]
    every = [*combinations(range(1, len(wrong) + 1), _OTHERS)]
    fitting = [each for each in every if _has_rank(rank, sizes, each)]
    fitting = [each for each in fitting if _has_rank(alike, likenesses, each)] or fitting
    return tuple(wrong[place - 1] for place in random.choice(fitting)) if fitting else ()


def _sizes(options: Sequence[str]) -> list[float]:
    amounts = [quantity(each) for each in options]
    if all(each and each.unit == amounts[0].unit for each in amounts if amounts[0]) and amounts[0]:
        return [float(each.value) for each in amounts if each]
    return [float(len(each)) for each in options]


def _has_rank(rank: int, sizes: Sequence[float], others: Sequence[int]) -> bool:
    """Whether so many are smaller than the first; of equals either may be."""
    smaller = sum(sizes[each] < sizes[0] for each in others)
    equal = sum(sizes[each] == sizes[0] for each in others)
    return smaller <= rank <= smaller + equal
