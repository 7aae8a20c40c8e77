"""Ask a question in a place; grade each person's first answer, in private."""

from collections.abc import Sequence
from datetime import datetime
from random import Random

from bot.errors import UserError
from bot.messages import Address, Button, Card, Message, User
from bot.models import Answer, Paper, Question
from bot.papers import find_papers
from bot.ports import Store
from bot.quizzes.compose import compose
from bot.text.markdown import escape

_LETTERS = "ABCD"
_RECENT = 500  # papers to look through for one that was not asked about yet
_NONE_HERE = (
    "No paper here that was not asked about yet makes a fair question. "
    "Try /quiz start with a topic."
)
_NONE_ON_TOPIC = "No paper on this makes a fair question. Try another topic."


async def ask(
    place: Address,
    typed: str,
    store: Store,
    random: Random,
    now: datetime,
) -> Message:
    """Compose and store a question: on what was typed, else on what the place last got.

    Raises `UserError` where no paper gives a sound question.
    """
    pool = await (
        find_papers(typed, store.papers, _RECENT) if typed else store.papers.recent(_RECENT)
    )
    posted, asked = await store.ledger.posted(place), await store.quizzes.asked(place)
    fresh = [paper for paper in pool if paper.id not in asked]
    fresh.sort(key=lambda paper: paper.id not in posted)
    paper, question = _compose_first(fresh, random) or (None, None)
    if paper is None or question is None:
        raise UserError(_NONE_ON_TOPIC if typed else _NONE_HERE)
    stored = await store.quizzes.add(place, question, now)
    return _question_message(stored, sample=paper.sample)


async def grade(value: str, user: User, store: Store, now: datetime) -> Message:
    """Record a press of an option and explain. Raises `UserError` where there is no such option."""
    question_id, _, pressed = value.partition(":")
    question = await store.quizzes.get(int(question_id)) if _is_number(question_id) else None
    if question is None or pressed not in map(str, range(len(question.options))):
        raise UserError("This question is not here any more. Start another with /quiz start.")
    first = await store.quizzes.answer(Answer(question.id, user.id, int(pressed)), now)
    paper = await store.papers.get(question.paper_id)
    return _feedback(question, first.option, int(pressed), paper)


def _is_number(text: str) -> bool:
    """Whether it may be an id: of what is longer no store has one."""
    return text.isascii() and text.isdecimal() and len(text) <= 18


def _compose_first(pool: Sequence[Paper], random: Random) -> tuple[Paper, Question] | None:
    composed = ((paper, compose(paper, pool, random)) for paper in pool)
    return next(((paper, questions[0]) for paper, questions in composed if questions), None)


def _question_message(question: Question, *, sample: bool) -> Message:
    lettered = list(zip(_LETTERS, question.options, strict=False))
    options = "\n".join(f"**{letter}**  {escape(option)}" for letter, option in lettered)
    buttons = tuple(
        Button(letter, "quiz.answer", f"{question.id}:{index}")
        for index, (letter, _) in enumerate(lettered)
    )
    body = "\n\n".join([*map(escape, question.prompt.split("\n\n")), options])
    footer = "The first answer counts · feedback is private"
    if sample:
        footer += " · sample description"
    card = Card("Quiz", body, buttons=buttons, footer=footer)
    return Message(f"Quiz: {question.prompt}", (card,))


def _feedback(question: Question, first: int, pressed: int, paper: Paper | None) -> Message:
    key = _LETTERS[question.key]
    verdict = f"Right: it is {key}." if first == question.key else f"Not quite: it is {key}."
    late = "" if first == pressed else f" You answered {_LETTERS[first]} before, and that counts."
    parts = [f"**{verdict}**{late}", escape(question.explanation), f"> {escape(question.quote)}"]
    if paper is not None:
        where = "Sample description" if paper.sample else "Abstract"
        parts.append(f"{where} of [{escape(paper.title)}]({paper.url})")
    body = "\n\n".join(part for part in parts if part)
    return Message(verdict, (Card(body=body),))
