"""Questions that a model writes: code gates them, and the model must fail at them unread."""

import asyncio
from random import Random
from typing import Annotated

from pydantic import Field as Limit

from bot.asking import Asking, Shape, as_data, read_shape, schema_of
from bot.models import Paper, Prompt, Question
from bot.quizzes.gate import Source, examine
from bot.quizzes.prompts import told

_MOST = 3  # questions a paper
_SURE = 60  # of 100: who is so sure and right without the paper need not read it
_TOKENS, _TOKENS_OF_ONE = 1500, 100
_OPTIONS = 4
_SHOWN_FAULTS = 6


class _Written(Shape):
    question: Annotated[str, Limit(min_length=1, max_length=400)]
    right: Annotated[str, Limit(min_length=1, max_length=200)]
    wrong: Annotated[list[str], Limit(min_length=_OPTIONS - 1, max_length=_OPTIONS - 1)]
    explanation: Annotated[str, Limit(min_length=1, max_length=600)]
    quote: Annotated[str, Limit(min_length=1, max_length=800)]


class _Questions(Shape):
    questions: Annotated[list[_Written], Limit(min_length=1)]


class _Choice(Shape):
    answer: Annotated[int, Limit(ge=1, le=_OPTIONS)]
    sure: Annotated[int, Limit(ge=0, le=100)]


class QuestionWriter:
    """Asks a model for questions. What fails the gate is written again once, else dropped."""

    def __init__(self, asking: Asking, random: Random) -> None:
        self._asking, self._random = asking, random

    async def compose(self, paper: Paper, *, place: str = "") -> tuple[Question, ...]:
        """At most three questions on a readable paper; empty where none is sound.

        Raises `WriterError` where the model did not answer.
        """
        prompt = _prompt("compose", _paper(paper), _Questions, _TOKENS, place)
        seed = self._random.getrandbits(32)
        written = await self._asking.ask(prompt, lambda text: _read(text, paper, seed))
        kept = await asyncio.gather(*(self._is_fair(each, paper, place) for each in written))
        return tuple(each for each, is_fair in zip(written, kept, strict=True) if is_fair)

    async def _is_fair(self, question: Question, paper: Paper, place: str) -> bool:
        """Whether the key is found with the paper, and not without it."""
        blind = await self._solved(question, "", place)
        if blind.answer - 1 == question.key and blind.sure >= _SURE:
            return False
        informed = await self._solved(question, _paper(paper), place)
        return informed.answer - 1 == question.key

    async def _solved(self, question: Question, paper: str, place: str) -> _Choice:
        options = "\n".join(f"{n}. {each}" for n, each in enumerate(question.options, 1))
        material = f"{paper}\n\n{question.prompt}\n\n{options}".strip()
        prompt = _prompt("solve", material, _Choice, _TOKENS_OF_ONE, place)
        return await self._asking.ask(prompt, lambda text: read_shape(_Choice, text))


def _read(text: str, paper: Paper, seed: int) -> tuple[Question, ...]:
    """The questions that pass the gate. Raises `ValueError`, for the model, where none does."""
    written = read_shape(_Questions, text).questions[:_MOST]
    # The same answer has the same order each time it is read.
    random = Random(seed)  # noqa: S311 -- shuffles options
    source, passed, faults = Source.of(paper), list[Question](), list[str]()
    for number, each in enumerate(written, 1):
        question = _question(each, paper, random)
        report = examine(question, source, passed)
        passed += [question] if report.passed else []
        faults += [f"question {number}, {its.name}: {its.why}" for its in report.faults]
    if not passed:
        raise ValueError("No question is sound. " + "; ".join(faults[:_SHOWN_FAULTS]))
    return tuple(passed)


def _question(its: _Written, paper: Paper, random: Random) -> Question:
    options = [_line(each) for each in (its.right, *its.wrong)]
    random.shuffle(options)
    return Question(
        paper.id,
        _line(its.question),
        tuple(options),
        options.index(_line(its.right)),
        _line(its.explanation),
        _line(its.quote),
    )


def _prompt(name: str, material: str, shape: type[Shape], tokens: int, place: str) -> Prompt:
    schema = schema_of(shape)
    return Prompt(told(name), material, schema, f"quiz_{name}", tokens, f"quiz {name}", place)


def _paper(paper: Paper) -> str:
    return as_data(f"Title: {paper.title}\n{paper.abstract}")


def _line(text: str) -> str:
    return " ".join(text.split())
