"""Questions about a paper with no model: from its numbers, then which paper says what."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from random import Random

from bot.models import Paper, Question
from bot.quizzes.amounts import ask_numbers
from bot.quizzes.company import Near
from bot.quizzes.gate import Source, examine
from bot.quizzes.which import ask_which

MOST = 3
"""Questions a paper."""
_WHICH = 1


def compose(
    paper: Paper,
    neighbours: Sequence[Paper],
    random: Random,
    near: Near | None = None,
    topic: str = "",
) -> tuple[Question, ...]:
    """At most three questions on the paper that pass the gate; empty where there is none.

    `neighbours` are other papers: some of their titles become wrong options. Without a sense of
    what is `near` in meaning only numbers are asked for. `topic`: what a person typed, if so.
    """
    source, passed = Source.of(paper), list[Question]()
    passed += islice(_passing(ask_numbers(paper, random), source, passed), MOST - _WHICH)
    which = _asked_which(paper, neighbours, random, near, topic)
    passed += islice(_passing(which, source, passed), _WHICH)
    return tuple(passed)


def _asked_which(
    paper: Paper, neighbours: Sequence[Paper], random: Random, near: Near | None, topic: str
) -> Iterator[Question]:
    asked = ask_which(paper, neighbours, random, near, topic) if near else None
    if asked:
        yield asked


def _passing(
    asked: Iterable[Question], source: Source, before: Sequence[Question]
) -> Iterator[Question]:
    passed = list(before)
    for each in asked:
        if examine(each, source, passed).passed:
            passed.append(each)
            yield each
