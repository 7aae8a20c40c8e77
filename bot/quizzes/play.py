"""Ask a question in a place; grade each person's first answer, in private."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from random import Random

from bot.errors import UserError
from bot.messages import Address, Message, User
from bot.models import Answer, Asked, Paper, Question
from bot.papers import find_papers, read_id
from bot.ports import Store
from bot.quizzes.finding import Beside, Find, Finder
from bot.quizzes.show import feedback, late, question_message
from bot.quizzes.shuffling import in_order

OPEN = timedelta(hours=24)
_RECENT = 500  # papers to look through for one that was not asked about yet
_LATELY = 100  # of these one is drawn, and wrong titles of what was posted are too
_WIDE = 3_000  # of the newest papers: titles beside that of a paper that was not posted here
_NONE_HERE = (
    "No paper here that was not asked about yet makes a fair question. "
    "Try /quiz start with a topic."
)
_NONE_ON_TOPIC = (
    "No paper on this that was not asked about here yet makes a fair question. Try another topic."
)
_ALL_ASKED = "All papers here were asked about already. Try /quiz start with a topic."
_ALL_ASKED_ON_TOPIC = "All papers on this were asked about here already. Try another topic."
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
    topic = "" if read_id(typed) else typed
    here = [each for each in pool if each.id in posted]
    found = await _one_of(here, Beside(here[:_LATELY], topic), before, seed, place, find)
    if found is None:
        others = [each for each in pool if each.id not in posted]
        newest = await store.papers.recent(_WIDE)
        company = [*others, *(each for each in newest if each.id not in posted)]
        found = await _one_of(others, Beside(company, topic), before, seed, place, find)
    if found is None:
        raise UserError(
            _none(typed, all_asked=bool(pool) and all(each.id in before for each in pool))
        )
    made = asked_about(*found, place, seed, now, now + hours, timezone)
    stored = await store.quizzes.open(made, question_message)
    if stored is None:  # neither a digest's nor one that comes back: nothing else is in its way
        raise UserError(_NONE_HERE)
    return stored


async def _one_of(
    papers: Sequence[Paper],
    beside: Beside,
    before: Collection[str],
    seed: int,
    place: Address,
    find: Find | None,
) -> tuple[Paper, Question] | None:
    """A question about one of some papers that were not asked about yet; the best of a topic first.

    Without a topic it is drawn which: else who knows what came last would know the answer.
    """
    fresh = [each for each in papers if each.id not in before]
    if not beside.topic:
        fresh = fresh[:_LATELY]
        Random(seed).shuffle(fresh)  # noqa: S311 -- to draw a paper, not a secret
    return await (find or Finder().find)(fresh, beside, seed, str(place)) if fresh else None


def _none(typed: str, *, all_asked: bool) -> str:
    if all_asked:
        return _ALL_ASKED_ON_TOPIC if typed else _ALL_ASKED
    return _NONE_ON_TOPIC if typed else _NONE_HERE


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
        question=in_order(question, seed),
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
