"""The order of options: drawn by the seed that is stored with the question, and by nothing else."""

from dataclasses import replace
from random import Random

from bot.models import Question


def in_order(question: Question, seed: int) -> Question:
    """The same question as this seed shuffles it, in whatever order its options came."""
    key = question.options[question.key]
    options = sorted(question.options)
    Random(seed).shuffle(options)  # noqa: S311 -- to draw an order, not a secret
    return replace(question, options=tuple(options), key=options.index(key))
