"""A sound question about one of some papers: the one place where play asks for composing."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from random import Random

import structlog

from bot.errors import WriterError
from bot.models import Paper, Question
from bot.ports import PaperStore
from bot.quizzes.compose import compose
from bot.quizzes.written import QuestionWriter

Find = Callable[[Sequence[Paper], int, str], Awaitable[tuple[Paper, Question] | None]]
"""The first of the papers that gives a question, with that: drawn by a seed, for a place."""

_NEIGHBOURS = 500  # papers, of whose titles some become wrong options
_TRIED = 3  # papers that a model is asked about: each costs money
_PATIENCE = 30.0  # seconds that people may wait for a model

log = structlog.get_logger(__name__)


class Finder:
    """Finds by the `writer`, where there is a model; else, and where that fails, without."""

    def __init__(self, papers: PaperStore, writer: QuestionWriter | None = None) -> None:
        self._papers, self._writer = papers, writer

    async def find(
        self, papers: Sequence[Paper], seed: int, place: str
    ) -> tuple[Paper, Question] | None:
        """See `Find`."""
        return await self._written(papers, place) or await self._composed(papers, seed)

    async def _written(self, papers: Sequence[Paper], place: str) -> tuple[Paper, Question] | None:
        if self._writer is None:
            return None
        try:
            async with asyncio.timeout(_PATIENCE):
                for paper in papers[:_TRIED]:
                    questions = await self._writer.compose(paper, place=place)
                    if questions:
                        return paper, questions[0]
        except (WriterError, TimeoutError) as error:
            log.info("a question goes without a model", place=place, why=str(error) or "too slow")
        return None

    async def _composed(self, papers: Sequence[Paper], seed: int) -> tuple[Paper, Question] | None:
        """Others have a turn between two papers."""
        random = Random(seed)  # noqa: S311 -- to draw a question, not a secret
        neighbours = await self._papers.recent(_NEIGHBOURS)
        for paper in papers:
            questions = compose(paper, neighbours, random)
            if questions:
                return paper, questions[0]
            await asyncio.sleep(0)
        return None
