"""Ask a question in a place; grade each person's first answer, in private."""

from datetime import datetime, timedelta
from random import Random

from bot.errors import UserError
from bot.messages import Address, Message, User
from bot.models import Answer, Asked, Paper, Question
from bot.papers import find_papers
from bot.ports import Store
from bot.quizzes.finding import Find, Finder
from bot.quizzes.show import feedback, late, question_message

OPEN = timedelta(hours=24)
_RECENT = 500  # papers to look through for one that was not asked about yet
_NONE_HERE = (
    "No paper here that was not asked about yet makes a fair question. "
    "Try /quiz start with a topic."
)
_NONE_ON_TOPIC = "No paper on this makes a fair question. Try another topic."
_GONE = "This question is not here any more. Start another with /quiz start."


async def ask(
    place: Address,
    typed: str,
    store: Store,
    random: Random,
    now: datetime,
    *,
    hours: timedelta = OPEN,
    timezone: str = "UTC",
    find: Find | None = None,
) -> Asked:
    """Compose a question and put it into the outbox: on what was typed, else on what came here.

    Raises `UserError` where no paper gives a sound question.
    """
    pool = await (
        find_papers(typed, store.papers, _RECENT) if typed else store.papers.recent(_RECENT)
    )
    posted, before = await store.ledger.posted(place), await store.quizzes.asked(place)
    seed = random.getrandbits(32)
    # Papers that stood here first; each question's titles are all of one kind, here or not.
    for company in (
        [each for each in pool if each.id in posted],
        [each for each in pool if each.id not in posted],
    ):
        fresh = [each for each in company if each.id not in before]
        found = await (find or Finder().find)(fresh, company, seed, str(place)) if fresh else None
        if found:
            break
    if found is None:
        raise UserError(_NONE_ON_TOPIC if typed else _NONE_HERE)
    made = asked_about(*found, place, seed, now, now + hours, timezone)
    stored = await store.quizzes.open(made, question_message)
    if stored is None:  # neither a digest's nor one that comes back: nothing else is in its way
        raise UserError(_NONE_HERE)
    return stored


def asked_about(
    paper: Paper,
    question: Question,
    place: Address,
    seed: int,
    now: datetime,
    closes_at: datetime,
    timezone: str,
    run: int = 0,
) -> Asked:
    """A question about a paper as it is put to a place."""
    return Asked(
        place=place,
        question=question,
        title=paper.title,
        url=paper.url,
        opened_at=now,
        closes_at=closes_at,
        timezone=timezone,
        sample=paper.sample,
        seed=seed,
        run=run,
    )


async def grade(value: str, user: User, place: Address, store: Store, now: datetime) -> Message:
    """Record a press of an option and explain. Raises `UserError` where there is no such option.

    A press says the place that it comes from: what was asked elsewhere is not answered here.
    """
    number, _, pressed = value.partition(":")
    asked = await store.quizzes.get(int(number)) if is_number(number) else None
    if asked is None or asked.place != place or pressed not in _options(asked):
        raise UserError(_GONE)
    answer = Answer(asked.id, user.id, int(pressed), user.name)
    first = await store.quizzes.answer(answer, now)
    if first is None:
        return late(asked, int(pressed))
    return feedback(asked, first.option, int(pressed))


def is_number(text: str) -> bool:
    """Whether it may be an id: of what is longer no store has one."""
    return text.isascii() and text.isdecimal() and len(text) <= 18


def _options(asked: Asked) -> list[str]:
    return [str(index) for index in range(len(asked.question.options))]
