"""Questions that a model writes: code gates them, and the model must fail at them unread."""

import asyncio
from random import Random
from typing import Annotated

from pydantic import Field as Limit

from bot.asking import Asking, Shape, as_data, read_shape, schema_of
from bot.models import Paper, Prompt, Question
from bot.quizzes.drawing import drawn
from bot.quizzes.gate import Check, Report, Source, examine
from bot.quizzes.prompts import told

_MOST = 3  # questions a paper
_SURE = 60  # of 100: who is so sure and right without the paper need not read it
_TOKENS, _TOKENS_OF_ONE = 1500, 100
_OPTIONS = 4
_WRONG = 6  # that it writes: three of them are asked
_SHOWN_FAULTS = 6
_NO_RANK = (
    "write six wrong options, three shorter and three longer than the right one; of numbers, three"
    " smaller and three larger"
)


class _Written(Shape):
    question: Annotated[str, Limit(min_length=1, max_length=400)]
    right: Annotated[str, Limit(min_length=1, max_length=200)]
    wrong: Annotated[list[str], Limit(min_length=_OPTIONS - 1, max_length=_WRONG)]
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
        blind = await self._blind(question, place)
        return blind.passed and (await self._informed(question, paper, place)).passed

    async def solved(self, question: Question, paper: Paper, *, place: str = "") -> Report:
        """What the model makes of a question without its paper, and with it.

        Raises `WriterError` where the model did not answer.
        """
        blind = await self._blind(question, place)
        return Report((blind, await self._informed(question, paper, place)))

    async def _blind(self, question: Question, place: str) -> Check:
        its = await self._solved(question, "", place)
        told = its.answer - 1 == question.key and its.sure >= _SURE
        why = f"the model knew it without the paper, {its.sure} of 100 sure" if told else ""
        return Check("blind solver", why)

    async def _informed(self, question: Question, paper: Paper, place: str) -> Check:
        its = await self._solved(question, _paper(paper), place)
        options, answer = question.options, its.answer - 1
        chose = options[answer] if answer < len(options) else "none of them"
        why = "" if answer == question.key else f"with the paper the model chose: {chose}"
        return Check("informed solver", why)

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
        if question is None:
            faults.append(f"question {number}, rank: {_NO_RANK}")
            continue
        report = examine(question, source, passed)
        passed += [question] if report.passed else []
        faults += [f"question {number}, {its.name}: {its.why}" for its in report.faults]
    if not passed:
        raise ValueError("No question is sound. " + "; ".join(faults[:_SHOWN_FAULTS]))
    return tuple(passed)


def _question(its: _Written, paper: Paper, random: Random) -> Question | None:
    """None where no three wrong options give the right one the rank that is drawn for it."""
    right, wrong = _line(its.right), [_line(each) for each in its.wrong]
    others = drawn(_line(its.question), right, wrong, random)
    if not others:
        return None
    options = [right, *others]
    random.shuffle(options)
    return Question(
        paper.id,
        _line(its.question),
        tuple(options),
        options.index(right),
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
