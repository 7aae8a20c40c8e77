"""`/quiz …` and `/paperboy forget` as a person types them."""

import pytest

from bot.commands import SPECS
from bot.desk import Desk
from bot.messages import Address, MessageRef, Press, User, read_command
from bot.models import Schedule, Subscription
from bot.router import Router
from bot.text.markdown import plain
from storage.sqlite import SqliteStore
from tests.fakes import ANNA, NOW, PLACE, Answers, FakeChat, desk, paper
from tests.playing import ABSTRACT, opened, person, press


@pytest.fixture
async def its(store: SqliteStore) -> Desk:
    await store.papers.add([paper(1, "Deep nets", abstract=ABSTRACT)])
    return desk(store)


def room(its: Desk) -> FakeChat:
    chat = its.chats["fake"]
    assert isinstance(chat, FakeChat)
    return chat


async def say(its: Desk, line: str, at: Address = PLACE, user: User = ANNA) -> str:
    said = Answers()
    await Router(its).handle(read_command(line, SPECS, user, at), said)
    assert all(private for _, private in said.said)
    return " ".join(said.texts)


@pytest.mark.parametrize(
    "line", ["/quiz", "/quiz start", "/quiz start nets", "/quiz start 2603.00001"]
)
async def test_a_question_is_for_all_and_the_answer_to_the_command_for_one(
    its: Desk, line: str
) -> None:
    assert await say(its, line) == "Asked here, for all. It closes Wed 11 March 08:00 UTC."
    [message] = room(its).shown.values()
    assert message.cards[0].title == "Quiz"
    assert not await its.store.outbox.unfinished()


async def test_a_quiz_closes_on_the_clock_of_its_channel(its: Desk) -> None:
    schedule = Schedule(timezone="Asia/Tokyo")
    await its.store.subscriptions.add(Subscription(PLACE, schedule=schedule), NOW)
    assert "17:00 Tokyo" in await say(its, "/quiz")


async def test_where_nothing_can_be_posted_nothing_is_asked(its: Desk) -> None:
    room(its).mend = "invite Paperboy"
    for line in ("/quiz start", "/quiz vote"):
        assert await say(its, line) == f"{PLACE} is there: invite Paperboy."
    assert not await its.store.quizzes.asked(PLACE)


async def test_nothing_to_ask_about_is_said_kindly(its: Desk) -> None:
    await say(its, "/quiz")
    assert "were asked about already" in await say(its, "/quiz")
    assert "two papers" in await say(its, "/quiz vote")


@pytest.mark.parametrize("typed", ["", " Ben", " everybody"])
async def test_nobody_can_have_another_forgotten(its: Desk, typed: str) -> None:
    question = await opened(its.store)
    said = Answers()
    await Router(its).handle(press(question, 1, person("Ben")), said)
    assert "me" in await say(its, f"/paperboy forget{typed}")
    assert await its.store.quizzes.tally(question.id)


async def test_who_asks_to_be_forgotten_is(its: Desk) -> None:
    question = await opened(its.store)
    said = Answers()
    await Router(its).handle(press(question, 1, ANNA), said)
    await Router(its).handle(
        Press("paper.vote", "up:2603.00001", ANNA, MessageRef(PLACE, "1")), said
    )
    its.recent.note(PLACE, "nets", ANNA.id)
    assert "1 of 1 right" in await say(its, "/quiz mine")
    assert (await say(its, "/paperboy forget me")).startswith("Forgotten: 2 of your answers")
    assert await its.store.quizzes.tally(question.id) == {1: 1}  # of nobody, until it closes
    await Router(its).handle(press(question, 2, ANNA), said)
    assert "You answered B before" in plain(said.said[-1][0].cards[0].body)
    assert await its.store.quizzes.tally(question.id) == {1: 1}
    assert await its.store.votes.tally(PLACE, "2603.00001") == (0, 0)
    assert its.recent.of(PLACE, ANNA.id) == []
    assert "no quiz here yet" in await say(its, "/quiz mine")
    assert "there was nothing" in await say(its, "/paperboy forget ME.")


async def test_scores_of_a_month_that_is_none_are_refused(its: Desk) -> None:
    assert "write it as in 2026-03" in await say(its, "/quiz scores soon")
    assert "February 2026" in await say(its, "/quiz scores last")
