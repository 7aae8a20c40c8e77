"""A sound question about one of some papers: the one place where play asks for composing."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

import structlog

from bot.errors import WriterError
from bot.models import Paper, Question
from bot.quizzes.company import Near
from bot.quizzes.compose import compose
from bot.quizzes.written import QuestionWriter

if TYPE_CHECKING:
    from bot.ranking import Meaning


@dataclass(frozen=True, slots=True)
class Beside:
    """The `papers` of which wrong titles are: as well known in the place as the one asked about.

    Else who knows a title from the channel need not read. `topic`: what a person typed, in whose
    words the titles are alike too.
    """

    papers: Sequence[Paper]
    topic: str = ""


Find = Callable[[Sequence[Paper], Beside, int, str], Awaitable[tuple[Paper, Question] | None]]
"""One of the papers that gives a question, with that: drawn by a seed, for a place."""

Found = tuple[Paper, tuple[Question, ...]]

_TRIED = 3  # papers that a model is asked about: each costs money
_PATIENCE = 30.0  # seconds that people may wait for a model
_FOR_NUMBERS, _FOR_TITLES = 100, 12  # papers that are looked at without one: each takes time

log = structlog.get_logger(__name__)


class Finder:
    """Finds by the `writer`, where there is a model; else, and where that fails, without.

    `mean` gives what words mean now; without it only numbers are asked for, where no model is.
    """

    def __init__(
        self,
        writer: QuestionWriter | None = None,
        mean: "Callable[[], Awaitable[Meaning]] | None" = None,
    ) -> None:
        self._writer, self._mean = writer, mean
        self._known: tuple[Meaning, Near] | None = None

    async def find(
        self, papers: Sequence[Paper], beside: Beside, seed: int, place: str
    ) -> tuple[Paper, Question] | None:
        """See `Find`."""
        written = await self._written(papers, place)
        found = written or await self._composed(papers, beside, seed)
        return (found[0], found[1][0]) if found else None

    async def all_of(
        self, papers: Sequence[Paper], beside: Beside, seed: int, place: str
    ) -> Found | None:
        """One of the papers that gives questions, with all of them."""
        written = await self._written(papers, place)
        found = written or await self._composed(papers, beside, seed)
        if found is None or written:
            return written
        near = await self._near()
        random = _random(seed, found[0])
        its = await asyncio.to_thread(compose, found[0], beside.papers, random, near, beside.topic)
        return found[0], its

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

    async def _composed(self, papers: Sequence[Paper], beside: Beside, seed: int) -> Found | None:
        """A question about a number, of whichever paper; else which of some papers says what."""

        def numbers(paper: Paper) -> tuple[Question, ...]:
            return compose(paper, (), _random(seed, paper))

        def titles(paper: Paper) -> tuple[Question, ...]:
            return compose(paper, beside.papers, _random(seed, paper), near, beside.topic)

        for paper in papers[:_FOR_NUMBERS]:  # others want an answer meanwhile: a thread
            if found := await asyncio.to_thread(numbers, paper):
                return paper, found
        near = await self._near()
        for paper in papers[:_FOR_TITLES] if near else ():
            if found := await asyncio.to_thread(titles, paper):
                return paper, found
        return None

    async def _near(self) -> Near | None:
        if self._mean is None:
            return None
        from bot.quizzes.nearness import Nearness  # numpy takes a while

        meaning = await self._mean()
        if self._known is None or self._known[0] is not meaning:
            self._known = meaning, Nearness(meaning)
        return self._known[1]


def _random(seed: int, paper: Paper) -> Random:
    return Random(f"{seed}:{paper.id}")  # noqa: S311 -- to draw a question, not a secret
