"""Questions by themselves: behind digests, back after a week and a month, closed after a sleep."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest

from bot.messages import Message
from bot.models import Answer, Asked, Paper, Question
from bot.quizzes import Beside, Host
from bot.quizzes.hosting import comes_back, shuffled
from storage.sqlite import SqliteStore
from tests import playing
from tests.days import MONDAY, Days, announce, at, made
from tests.delivery import deliver
from tests.fakes import NOW, PLACE, FakeChat
from tests.playing import ABSTRACT, DAY, opened


class Clock:
    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def host(store: SqliteStore, clock: Clock, **more: object) -> Host:
    return Host(store, {"fake": FakeChat()}, clock, Random(5), **more)  # type: ignore[arg-type]


def tallied(right: int, wrong: int, **more: object) -> Asked:
    return playing.asked(state="closed", tally={1: right, 0: wrong}, **more)


@pytest.mark.parametrize(
    ("right", "wrong", "returns"),
    [(0, 3, True), (1, 2, True), (0, 2, False), (2, 2, False), (3, 1, False), (0, 0, False)],
)
def test_what_most_of_three_or_more_got_wrong_comes_back(
    right: int, wrong: int, *, returns: bool
) -> None:
    its = tallied(right, wrong)
    assert comes_back(its) == (its.closes_at + 7 * DAY if returns else None)
    assert comes_back(replace(its, round=1)) is None


def test_options_in_another_order_keep_their_key() -> None:
    its = playing.asked()
    orders = {shuffled(its, seed).question.options for seed in range(40)}
    assert len(orders) > 10
    for seed in range(40):
        other = shuffled(its, seed)
        assert other.question.options[other.question.key] == "2"
        assert sorted(other.question.options) == sorted(its.question.options)
        assert (other.seed, other.question.id) == (seed, 0)


async def answered(store: SqliteStore, its: Asked, right: bool) -> None:
    for who in ("anna", "ben", "cleo"):
        option = its.question.key if right else (its.question.key + 1) % 4
        await store.quizzes.answer(Answer(its.id, who, option, who), its.opened_at)


async def newest(store: SqliteStore) -> tuple[Asked, Message]:
    """The last question, once its message stands there."""
    parts = [each for each in await store.outbox.unfinished() if each.operation == "send"]
    (part,) = parts
    number = int(part.message.cards[0].buttons[0].value.split(":")[0])
    its = await store.quizzes.get(number)
    assert its
    return its, part.message


async def test_many_wrong_answers_bring_a_question_back_after_a_week_and_a_month(
    store: SqliteStore,
) -> None:
    clock = Clock()
    its, looks = await opened(store), host(store, clock)
    await deliver(store)
    await answered(store, its, right=False)
    asked_on = []
    for day in range(80):
        clock.now = NOW + day * DAY
        await looks.serve()
        for part in await store.outbox.unfinished():
            if part.operation == "send":
                again, message = await newest(store)
                asked_on.append((day, again.round, message.cards[0].title))
                await answered(store, again, right=False)
            claimed = await store.outbox.claim("w", ["fake"], clock.now, clock.now + DAY / 2, 1)
            await store.outbox.sending(claimed[0], clock.now, clock.now + DAY / 2)
            await store.outbox.sent(claimed[0], claimed[0].ref or _ref(part.id), clock.now)
    assert asked_on == [
        (8, 1, "Again: many got this wrong a week ago"),
        (31, 2, "Again: many got this wrong a month ago"),
    ]


def _ref(number: int) -> object:
    from bot.messages import MessageRef

    return MessageRef(PLACE, f"m{number}")


async def test_a_question_closes_after_a_sleep_of_days(store: SqliteStore) -> None:
    clock = Clock()
    its = await opened(store)
    await deliver(store)
    await answered(store, its, right=True)
    clock.now += 5 * DAY
    assert await host(store, clock).serve() >= 1
    (part,) = await store.outbox.unfinished()
    assert part.message.text.startswith("Quiz closed")
    assert "3 answered, 100 % right" in part.message.cards[0].footer


async def papers_about(days: Days) -> list[Paper]:
    its = [replace(made(number), abstract=ABSTRACT) for number in (1, 2)]
    await announce(days.store, MONDAY, *its)
    return its


async def served(store: SqliteStore, *, quiz: bool) -> tuple[Days, Host]:
    """A Monday whose digest stands there."""
    days = Days(store, at(MONDAY, "08:00"))
    await days.subscribe("robots", quiz=quiz)
    await papers_about(days)
    looks = Host(store, {"fake": days.chat}, days.clock, Random(5))
    await days.tick(at(MONDAY))
    return days, looks


async def test_a_digest_is_followed_by_a_question_where_that_is_wanted(store: SqliteStore) -> None:
    days, looks = await served(store, quiz=True)
    assert await looks.serve() == 1
    assert await looks.serve() == 0
    await days.tick()
    assert days.shown[0].startswith("2 new papers")
    assert days.shown[-1].startswith("Quiz\n")
    question = await store.quizzes.get(1)
    assert question
    assert question.question.paper_id in {"2603.00001", "2603.00002"}
    assert question.run


async def test_nothing_follows_where_nobody_asked_for_it(store: SqliteStore) -> None:
    _, looks = await served(store, quiz=False)
    assert await looks.serve() == 0


async def test_a_digest_without_a_fair_question_is_looked_at_once(store: SqliteStore) -> None:
    tries = []

    async def none(
        papers: object, company: object, seed: int, place: str
    ) -> tuple[Paper, Question] | None:
        tries.append((papers, company, seed, place))
        return None

    days, _ = await served(store, quiz=True)
    looks = Host(store, {"fake": days.chat}, days.clock, Random(5), find=none)
    assert await looks.serve() == 0
    days.now += timedelta(hours=1)
    assert await looks.serve() == 0
    assert len(tries) == 1


async def test_what_comes_back_does_not_look_as_it_did(store: SqliteStore) -> None:
    its = await opened(store)
    await deliver(store)
    await answered(store, its, right=False)
    for seed in range(30):
        looks = Host(store, {}, Clock(), Random(seed))
        again = looks._in_another_order(its)
        assert again.question.options != its.question.options
        assert again.question.options[again.question.key] == "2"


async def test_it_is_drawn_which_paper_of_a_digest_is_asked_about(store: SqliteStore) -> None:
    asked_first = set()

    async def none(
        papers: list[Paper], beside: Beside, seed: int, place: str
    ) -> tuple[Paper, Question] | None:
        del seed, place
        assert {each.id for each in beside.papers} == {"2603.00001", "2603.00002"}
        asked_first.add(papers[0].id)
        return None

    days, _ = await served(store, quiz=True)
    occasion = await store.rounds.take(days.now, days.now + DAY, days.now - DAY)
    assert occasion
    for seed in range(20):
        looks = Host(store, {"fake": days.chat}, days.clock, Random(seed), find=none)  # type: ignore[arg-type]
        await looks._ask_about(occasion)
    assert asked_first == {"2603.00001", "2603.00002"}
