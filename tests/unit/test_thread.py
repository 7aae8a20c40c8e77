"""The digest's thread, and the line that ends a digest."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import time, timedelta
from itertools import pairwise
from types import SimpleNamespace

import pytest

from bot.digest.compose import digest_drafts, digest_message
from bot.errors import ChatError, PlaceGone
from bot.messages import Command, Message, MessageRef
from bot.models import (
    Announced,
    Announcement,
    Batch,
    Digest,
    Draft,
    Paper,
    Pick,
    Receipt,
    Schedule,
    Subscription,
    Summary,
)
from bot.router import Router
from bot.text.markdown import plain
from storage.sqlite import SqliteStore
from tests.fakes import ANNA, NOW, PLACE, TODAY, Answers, FakeChat, desk, paper
from tests.post import Room, SharedTime, Watched, sender

NINE = Schedule(time(9), timezone="Europe/Berlin")


def made(papers: Sequence[Paper], **more: object) -> Digest:
    its = Subscription(PLACE, ("robots",), schedule=NINE, **more)  # type: ignore[arg-type]
    picks = tuple(Pick(each, 1.0, "it fits", Summary.one("In short.")) for each in papers)
    receipt = Receipt(len(papers), len(papers), next=its.next_run_at)
    return Digest(its, TODAY, "“robots”", picks, receipt, Announced((), 1, TODAY))


def drafts(papers: Sequence[Paper], *, threads: bool = True, **more: object) -> list[Draft]:
    chat = FakeChat()
    return digest_drafts(made(papers, **more), NOW, chat.limits, chat.size, threads=threads)


def texts(each: Draft) -> list[str]:
    assert each.message
    return [card.title for card in each.message.cards]


def test_each_paper_has_all_about_it_in_the_thread_of_the_part_that_shows_it() -> None:
    papers = [paper(number) for number in range(7)]
    first, second = drafts(papers)
    assert (
        [each.about for each in first.details]
        == list(first.papers)
        == [each.id for each in papers[:5]]
    )
    assert [each.about for each in second.details] == list(second.papers)
    assert first.about == "", "it is about five"
    [message] = [each.message for each in first.details[:1]]
    assert message
    assert message.text == "Paper number 0"
    [card] = message.cards
    assert (card.title, card.url) == ("Paper number 0", "https://arxiv.org/abs/2603.00000")
    assert plain(card.body) == papers[0].abstract
    assert ("Authors", "A. Lovelace, A. Turing") in card.fields
    assert [(each.label, each.action, each.value) for each in card.buttons] == [
        ("👍", "paper.vote", "up:2603.00000"),
        ("👎", "paper.vote", "down:2603.00000"),
    ]
    assert not any(each.papers or each.parent or each.details for each in first.details)


def test_a_part_with_one_paper_is_about_that() -> None:
    [only] = drafts([paper(1)])
    assert only.about == "2603.00001"
    first, second = drafts([paper(number) for number in range(6)])
    assert (first.about, second.about) == ("", "2603.00005")


def test_without_threads_there_are_no_details_but_it_is_known_what_a_message_is_about() -> None:
    [only] = drafts([paper(1)], threads=False)
    assert (only.details, only.about) == ((), "2603.00001")


def test_a_long_abstract_goes_on_in_further_messages_and_nothing_of_it_is_lost() -> None:
    abstract = " ".join(f"Sentence {number} says <@U1> and **more** of it." for number in range(99))
    [only] = drafts([paper(1, abstract=abstract)])
    first, *rest = only.details
    assert len(rest) > 1
    assert [each.about for each in only.details] == ["2603.00001", *[""] * len(rest)]
    assert first.message
    assert first.message.cards[0].title == "Paper number 1"
    chat = FakeChat()
    assert not any(
        chat.limits.exceeded(chat.size(each.message)) for each in only.details if each.message
    )
    bodies = [card.body for each in only.details if each.message for card in each.message.cards]
    assert plain("".join(bodies)) == abstract


@pytest.mark.parametrize(
    ("more", "threads", "line"),
    [
        ({}, False, None),
        ({}, True, "Abstracts in the thread"),
        ({"id": 3}, False, "/digest edit"),
        ({"id": 3, "configured": True}, False, None),
        (
            {"id": 3, "configured": True, "next_run_at": NOW + timedelta(hours=48)},
            True,
            "Abstracts in the thread · next: Thu 09:00 Berlin",
        ),
        ({"id": 3, "next_run_at": NOW + timedelta(hours=24)}, True, "Abstracts in the thread · "
         "/digest edit · next: tomorrow 09:00 Berlin"),
        ({"id": 3, "configured": True, "next_run_at": NOW}, False, "Next: today 09:00 Berlin"),
    ],
)  # fmt: skip
def test_a_digest_ends_with_the_next_step(
    more: dict[str, object], threads: bool, line: str | None
) -> None:
    its = made([paper(1)], **more)
    message = digest_message(replace(its, notes=("A source failed.",)), NOW, threads=threads)
    footers = [card.footer for card in message.cards if not card.title]
    assert footers == ["A source failed.", line or ""]
    (button,) = message.cards[-1].buttons
    assert (button.label, button.value) == ("For me", TODAY.isoformat())


def test_the_next_step_is_worth_no_message_of_its_own() -> None:
    full = [paper(number) for number in range(5)]  # with the headline, all that a message holds
    first, last = drafts(full, id=3)
    assert texts(first)[0] == "5 new papers · Tue 10 March"
    assert [len(each.papers) for each in (first, last)] == [4, 1]
    assert last.message
    assert last.message.cards[-1].buttons
    *_, last = drafts([*full, paper(6)], id=3)
    assert last.message
    assert last.message.cards[-1].footer == "Abstracts in the thread · /digest edit"


def test_the_grey_line_of_a_paper_says_when_it_was_announced() -> None:
    known, unknown = digest_message(made([paper(1), paper(2, announced=None)]), NOW).cards[1:3]
    assert known.footer == "A. Lovelace, A. Turing · 10 Mar 2026 · it fits"
    assert unknown.footer == "A. Lovelace, A. Turing · it fits"


async def announce(store: SqliteStore, *papers: Paper) -> None:
    events = [Announcement(each, "cs.CV", "new", TODAY) for each in papers]
    await store.announcements.record("fake", "", Batch(tuple(events)), NOW)


async def ask(store: SqliteStore, chat: FakeChat) -> str:
    said = Answers()
    await Router(desk(store, {"fake": chat})).handle(Command("digest now", ANNA, PLACE), said)
    return said.texts[-1]


def shown(chat: FakeChat, message: Message) -> MessageRef:
    return next(ref for ref, each in chat.shown.items() if each == message)


async def test_a_digest_that_was_asked_for_is_told_of_with_its_thread(store: SqliteStore) -> None:
    chat = FakeChat(threads=True)
    await announce(store, paper(1, "Robots"), paper(2, "Robot hands"))
    assert await ask(store, chat) == "Posted 2 papers here."
    digest, *details = chat.shown.values()
    assert digest.cards[-1].footer == "Abstracts in the thread"
    assert {chat.below[shown(chat, each)] for each in details} == {shown(chat, digest)}
    assert {each.text for each in details} == {"Robots", "Robot hands"}
    for each in details:
        about = await store.ledger.about(shown(chat, each))
        assert each.cards[0].url == f"https://arxiv.org/abs/{about}"


async def test_a_digest_without_threads_has_no_details(store: SqliteStore) -> None:
    chat = FakeChat()
    await announce(store, paper(1, "Robots"))
    await ask(store, chat)
    assert len(chat.shown) == 1


@pytest.mark.parametrize(("failure", "left"), [(ChatError("500"), "retry"), (PlaceGone("x"), None)])
async def test_details_wait_for_their_digest_and_go_with_it(
    store: SqliteStore, failure: Exception, left: str | None
) -> None:
    chat = FakeChat(threads=True)
    chat.fails = [failure]
    await announce(store, paper(1, "Robots"))
    await ask(store, chat)
    assert not chat.shown
    states = [part.state for part in await store.outbox.unfinished()]
    assert states == ([left, "due"] if left else [])


async def test_taking_back_a_digest_takes_its_thread_along(store: SqliteStore) -> None:
    chat = FakeChat(threads=True)
    await announce(store, paper(1, "Robots"))
    await ask(store, chat)
    said = Answers()
    await Router(desk(store, {"fake": chat})).handle(Command("digest undo", ANNA, PLACE), said)
    assert "with 1 paper, 2 messages" in said.texts[0]
    assert not chat.shown
    assert await store.outbox.unfinished() == ()


async def test_who_asks_for_two_digests_waits_for_them_and_not_for_their_threads(
    store: SqliteStore,
) -> None:
    """While `run` runs, it sends the threads."""
    clock = SharedTime()
    room = Room(clock)
    room.threads = True
    await announce(store, *(paper(number, f"Robot {number}") for number in range(3)))
    await announce(store, *(paper(number, f"Bird {number}") for number in range(3, 6)))
    for topic in ("robot", "bird"):
        await store.subscriptions.add(Subscription(PLACE, (topic,)), NOW)
    for each in ("outbox", "runs", "ledger", "subscriptions", "announcements", "papers"):
        watched = Watched(SimpleNamespace(outbox=getattr(store, each)), clock)  # type: ignore[arg-type]
        setattr(store, each, watched)
    its = replace(desk(store, {"fake": room}), sender=sender(store, room, clock))
    running = asyncio.create_task(its.sender.run())
    said = Answers()
    asked = asyncio.create_task(Router(its).handle(Command("digest now", ANNA, PLACE), said))
    await clock.drive(asked.done)
    assert said.texts == ["Posted 3 papers here.\nPosted 3 papers here."]
    assert sum(text.startswith("3 new papers") for text in room.texts) == 2
    assert clock.now < 4
    await clock.drive(lambda: len(room.shown) == 8)
    assert all(b - a >= 1 for a, b in pairwise(room.moments))
    stopping = asyncio.create_task(its.sender.stop(5))
    await clock.drive(stopping.done)
    await running
