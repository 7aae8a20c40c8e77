"""What was not shown is not lost: papers of dropped messages are looked at again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.digest import resume
from bot.errors import ChatError, PlaceGone, StoreError
from bot.messages import Card, Command, Message
from bot.models import Schedule
from bot.replying import in_parts
from bot.router import Router
from storage.sqlite import SqliteStore
from tests.days import DAY, EVERY_DAY, MONDAY, Days, announce, at, made
from tests.fakes import ANNA, PLACE, Answers, FakeChat, desk

TUESDAY, NINE = MONDAY + DAY, Schedule(days=EVERY_DAY)


@pytest.fixture
def days(store: SqliteStore) -> Days:
    return Days(store, at(MONDAY, "08:00"))


def shown(days: Days) -> int:
    return sum(len(message.cards) - 1 for message in days.chat.shown.values())


async def test_papers_of_a_message_that_a_person_drops_come_with_the_next_digest(
    days: Days,
) -> None:
    await days.subscribe(schedule=NINE)
    await announce(days.store, MONDAY, made(1), made(2))
    days.chat.fails = [ChatError("Slack does not take it.")]
    await days.tick(at(MONDAY))
    [part] = await days.store.outbox.unfinished(PLACE)
    await days.store.outbox.decide([part.id], "drop", days.now)
    await announce(days.store, TUESDAY, made(3))
    await days.tick(at(TUESDAY))
    [digest] = days.chat.shown.values()
    assert len([card for card in digest.cards if card.url]) == 3
    assert await days.store.ledger.posted(PLACE) == {made(n).id for n in (1, 2, 3)}
    last = (await days.past())[-1]
    assert (last.receipt.announced, last.receipt.posted) == (3, 3)


async def test_papers_of_a_place_that_was_gone_come_when_it_is_back(days: Days) -> None:
    await days.subscribe(schedule=NINE)
    await announce(days.store, MONDAY, made(1))
    days.chat.fails = [PlaceGone("the bot is not in the channel: invite it")]
    await days.tick(at(MONDAY))
    [its] = await days.store.subscriptions.of(PLACE)
    assert its.paused == "the bot is not in the channel: invite it"
    assert its.next_run_at is None
    await resume(PLACE, "", days.store, days.now)
    await days.tick(at(TUESDAY))
    assert await days.store.ledger.posted(PLACE) == {made(1).id}


async def test_what_was_looked_at_again_and_not_chosen_is_not_looked_at_for_ever(
    days: Days,
) -> None:
    subscription = await days.subscribe(schedule=NINE)
    await announce(days.store, MONDAY, made(1))
    days.chat.fails = [ChatError("no")]
    await days.tick(at(MONDAY))
    [part] = await days.store.outbox.unfinished(PLACE)
    await days.store.outbox.decide([part.id], "drop", days.now)
    [its] = await days.store.subscriptions.of(PLACE)
    await days.store.subscriptions.change(replace(its, topics=("something else",)))
    await days.tick(at(TUESDAY))
    watermark = await days.store.ledger.watermark(PLACE, subscription.key)
    assert watermark
    assert watermark.again == ()


async def test_a_digest_on_demand_never_says_posted_where_nothing_was(store: SqliteStore) -> None:
    chat = FakeChat()
    chat.fails = [PlaceGone("the bot is not in the channel: invite it with /invite")]
    its = desk(store, {"fake": chat})
    await announce(store, its.today(), made(1))
    said = Answers()
    await Router(its).handle(Command("digest now", ANNA, PLACE), said)
    [text] = said.texts
    assert text.startswith("Nothing could be posted here")
    await Router(its).handle(Command("digest now", ANNA, PLACE), said)
    assert said.texts[-1] == "Posted 1 paper here."


async def test_the_update_of_a_long_answer_comes_in_parts_that_fit(store: SqliteStore) -> None:
    its = desk(store)
    said = Answers()
    reply = in_parts(said, its.chat_of(PLACE))
    handle = await reply(Message("short"))
    long = Message("long", tuple(Card(f"Title {n}", "word " * 60) for n in range(9)))
    await handle.update(long)
    chat = its.chat_of(PLACE)
    assert len(said.said) > 1
    assert not any(chat.limits.exceeded(chat.size(message)) for message, _ in said.said)


async def test_an_edit_that_makes_two_the_same_names_the_other(store: SqliteStore) -> None:
    its = desk(store)
    said = Answers()
    for topics in ("heat", "robots", "drones"):
        typed = Command("digest subscribe", ANNA, PLACE, {"topics": topics})
        await Router(its).handle(typed, said)
    edit = Command("digest edit", ANNA, PLACE, {"changes": "2 drones"})
    await Router(its).handle(edit, said)
    assert "/digest edit 3" in said.texts[-1]


async def test_the_names_of_a_family_list_what_there_is(store: SqliteStore) -> None:
    for name in ("digest", "digest help", "digest stop"):
        said = Answers()
        await Router(desk(store)).handle(Command(name, ANNA, PLACE), said)
        assert "/digest unsubscribe" in said.said[0][0].cards[0].body


async def test_a_clock_that_begins_in_1970_misses_a_month_at_most(store: SqliteStore) -> None:
    days = Days(store, at(MONDAY, "08:00") - timedelta(days=365 * 56))
    await days.subscribe(schedule=NINE)
    await announce(store, MONDAY, made(1))
    await days.tick(at(MONDAY))
    past = await days.past()
    assert len(past) < 40
    assert past[-1].outcome == "digest"


async def test_a_day_with_a_digest_is_no_empty_day_in_a_row(days: Days) -> None:
    await days.subscribe("robots", schedule=NINE)
    await days.subscribe("heat", schedule=replace(NINE, at=at(MONDAY, "10:00").time()))
    await announce(days.store, MONDAY, made(1))
    for clock in ("09:00", "10:00"):
        await days.tick(at(MONDAY, clock))
    await announce(days.store, TUESDAY, made(2, "Water"))
    for clock in ("09:00", "10:00"):
        await days.tick(at(TUESDAY, clock))
    texts = [message.text for message in days.chat.shown.values()]
    assert not any("in a row" in text for text in texts)
    assert len(texts) == 3


async def test_an_ingest_that_the_store_broke_off_is_done_again(store: SqliteStore) -> None:
    from bot.digest import Newsroom
    from tests.unit.test_newsroom import Source

    source, now = Source(), at(MONDAY, "08:00")
    newsroom = Newsroom((source,), store, lambda: now, "UTC")
    days = Days(store, now)
    await days.subscribe(categories=("cs.RO",))
    record = store.announcements.record

    async def fails(*_: object) -> int:
        raise StoreError("the disk is full")

    store.announcements.record = fails  # type: ignore[method-assign, assignment]
    with pytest.raises(StoreError):
        await newsroom.refresh()
    store.announcements.record = record  # type: ignore[method-assign]
    fetched = source.fetched
    await newsroom.refresh()
    assert source.fetched == fetched + 1
