"""A sound question about one of some papers: the one place where play asks for composing."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from random import Random

import structlog

from bot.errors import WriterError
from bot.models import Paper, Question
from bot.quizzes.compose import compose
from bot.quizzes.written import QuestionWriter

Find = Callable[
    [Sequence[Paper], Sequence[Paper], int, str], Awaitable[tuple[Paper, Question] | None]
]
"""The first of the papers that gives a question, with that: drawn by a seed, for a place.

Its wrong titles are of the second papers, which are as well known there as the first: else who
knows a title from the channel need not read.
"""

Found = tuple[Paper, tuple[Question, ...]]

_TRIED = 3  # papers that a model is asked about: each costs money
_PATIENCE = 30.0  # seconds that people may wait for a model

log = structlog.get_logger(__name__)


class Finder:
    """Finds by the `writer`, where there is a model; else, and where that fails, without."""

    def __init__(self, writer: QuestionWriter | None = None) -> None:
        self._writer = writer

    async def find(
        self, papers: Sequence[Paper], company: Sequence[Paper], seed: int, place: str
    ) -> tuple[Paper, Question] | None:
        """See `Find`."""
        found = await self.all_of(papers, company, seed, place)
        return (found[0], found[1][0]) if found else None

    async def all_of(
        self, papers: Sequence[Paper], company: Sequence[Paper], seed: int, place: str
    ) -> Found | None:
        """The first of the papers that gives questions, with all of them."""
        written = await self._written(papers, place)
        return written or await self._composed(papers, company, seed)

    async def _written(self, papers: Sequence[Paper], place: str) -> Found | None:
        if self._writer is None:
            return None
        why = "no question of it was sound"
        try:
            async with asyncio.timeout(_PATIENCE):
                for paper in papers[:_TRIED]:
                    try:
                        questions = await self._writer.compose(paper, place=place)
                    except WriterError as error:  # the next paper may be easier
                        why = str(error)
                    else:
                        if questions:
                            return paper, questions
        except TimeoutError:
            why = "it was too slow"
        log.info("a question goes without a model", place=place, why=why)
        return None

    async def _composed(
        self, papers: Sequence[Paper], company: Sequence[Paper], seed: int
    ) -> Found | None:
        random = Random(seed)  # noqa: S311 -- to draw a question, not a secret
        for paper in papers:
            # Some 30 ms of computing a paper: others want an answer meanwhile.
            questions = await asyncio.to_thread(compose, paper, company, random)
            if questions:
                return paper, questions
        return None
