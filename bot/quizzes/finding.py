"""A sound question about one of some papers: the one place where play asks for composing."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from random import Random

from bot.models import Paper, Question
from bot.quizzes.compose import compose

Find = Callable[[Sequence[Paper], int], Awaitable[tuple[Paper, Question] | None]]
"""The first of the papers that gives a question, with that; drawn and shuffled by a seed."""


async def find_question(papers: Sequence[Paper], seed: int) -> tuple[Paper, Question] | None:
    """See `Find`: with no model. Others have a turn between two papers."""
    random = Random(seed)  # noqa: S311 -- to draw a question, not a secret
    for paper in papers:
        questions = compose(paper, papers, random)
        if questions:
            return paper, questions[0]
        await asyncio.sleep(0)
    return None
