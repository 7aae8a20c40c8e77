"""Votes of the group: offered, counted, announced; by buttons, or by the platform's own poll."""

from datetime import timedelta
from random import Random

import pytest

from bot.errors import ChatError, UserError
from bot.messages import Message, MessageRef
from bot.quizzes import Host, choose, offer
from bot.quizzes.voting import winner_message
from bot.text.markdown import plain
from storage.sqlite import SqliteStore
from tests.delivery import add, draft
from tests.fakes import ANNA, NOW, PLACE, FakeChat, desk, paper
from tests.playing import DAY, person

OVER = NOW + DAY


@pytest.fixture
async def store(store: SqliteStore) -> SqliteStore:
    """Three papers that were posted here; not sent yet is a fourth."""
    await store.papers.add([paper(number) for number in range(1, 5)])
    its = desk(store)
    await add(store, *[draft(f"new {each}", f"2603.0000{each}") for each in (1, 2, 3)])
    await its.sender.flush(PLACE)
    await add(store, draft("new 4", "2603.00004"))
    return store


def host(store: SqliteStore, chat: FakeChat) -> Host:
    return Host(store, {"fake": chat}, lambda: OVER, Random(1))


async def texts(store: SqliteStore) -> list[str]:
    its = [each for each in await store.outbox.unfinished() if each.message.text[:3] != "new"]
    return [shown(each.message) for each in its]


def shown(message: Message) -> str:
    cards = [f"{each.title}|{plain(each.body)}|{each.footer}" for each in message.cards]
    return "\n".join([message.text, *cards])


async def sent(store: SqliteStore, chat: FakeChat) -> None:
    await desk(store, {"fake": chat}).sender.flush(PLACE)


async def test_the_papers_of_the_week_are_offered_once(store: SqliteStore) -> None:
    its = await offer(PLACE, store, NOW, "UTC")
    assert its.papers == ("2603.00003", "2603.00002", "2603.00001")
    part = (await store.outbox.unfinished())[-1]
    assert part.message.poll
    assert part.message.poll.options == its.options
    assert part.message.text == "A vote, one each, until Wed 11 March 08:00 UTC."
    with pytest.raises(UserError, match="open here already"):
        await offer(PLACE, store, NOW, "UTC")


async def test_a_vote_takes_two_papers_of_this_week(store: SqliteStore) -> None:
    with pytest.raises(UserError, match="two papers"):
        await offer(PLACE, store, NOW + 8 * DAY, "UTC")


async def test_a_choice_may_be_changed_until_the_end(store: SqliteStore) -> None:
    await offer(PLACE, store, NOW, "UTC")
    first = await choose("1:1", ANNA, PLACE, store, NOW)
    assert first.text.startswith("Noted: “Paper number 3”. You may change that until")
    await choose("1:2", ANNA, PLACE, store, NOW)
    [ballot] = await store.group_votes.due(OVER, 1)
    assert ballot.tally == {1: 1}
    assert "closed Wed 11 March" in (await choose("1:1", ANNA, PLACE, store, OVER)).text


@pytest.mark.parametrize("value", ["", "1", "1:0", "1:4", "2:1", "x:1", "1:x", "1:²"])
async def test_a_forged_choice_is_refused_kindly(store: SqliteStore, value: str) -> None:
    await offer(PLACE, store, NOW, "UTC")
    with pytest.raises(UserError, match="not here any more"):
        await choose(value, ANNA, PLACE, store, NOW)


async def test_the_winner_by_buttons_is_announced(store: SqliteStore) -> None:
    chat = FakeChat()
    await offer(PLACE, store, NOW, "UTC")
    await sent(store, chat)
    for name, option in (("Anna", 1), ("Ben", 2), ("Cleo", 2)):
        await choose(f"1:{option}", person(name), PLACE, store, NOW)
    assert await host(store, chat).close() == 1
    assert await host(store, chat).close() == 0
    closed, won = await texts(store)
    assert closed.startswith("Vote closed\n")
    assert "`" not in closed
    assert "2 · Paper number 2" in closed
    assert won.startswith("Chosen to discuss, with 2 of 3 votes: Paper number 2")


async def test_a_platform_that_counts_its_own_poll_is_believed(store: SqliteStore) -> None:
    chat = FakeChat()
    await offer(PLACE, store, NOW, "UTC")
    await sent(store, chat)
    ref = next(each for each, its in chat.shown.items() if its.poll)
    chat.polled = {ref: {0: 2, 2: 2}}
    await host(store, chat).close()
    _, won = await texts(store)
    assert won.startswith("A tie: 2 papers to discuss, with 2 of 4 votes each")
    assert "Paper number 3" in won
    assert "Paper number 1" in won


class Counting(FakeChat):
    """Its poll is not counted yet."""

    async def votes(self, ref: MessageRef) -> None:
        raise ChatError(f"{ref.id}: not counted yet")


async def test_a_result_that_cannot_be_read_is_waited_for_but_not_for_ever(
    store: SqliteStore,
) -> None:
    chat, late = Counting(), OVER + timedelta(hours=13)
    await offer(PLACE, store, NOW, "UTC")
    await sent(store, chat)
    assert await host(store, chat).close() == 0
    assert await store.group_votes.due(OVER, 1) == ()
    later = Host(store, {"fake": chat}, lambda: late, Random(1))
    assert await later.close() == 1
    [closed] = await texts(store)
    assert "0 votes" in closed


async def test_where_nobody_votes_nothing_is_announced(store: SqliteStore) -> None:
    its = await offer(PLACE, store, NOW, "UTC")
    assert winner_message(its, {}, ()) is None
    gone = winner_message(its, {1: 1}, ())  # its paper is not in the store any more
    assert gone
    assert gone.cards[1].title == "Paper number 2"


async def test_who_voted_is_counted_in_the_open(store: SqliteStore) -> None:
    chat = FakeChat()
    await offer(PLACE, store, NOW, "UTC")
    await sent(store, chat)
    await choose("1:1", ANNA, PLACE, store, NOW)
    now = NOW + timedelta(minutes=1)
    await Host(store, {"fake": chat}, lambda: now, Random(1)).serve()
    [text] = await texts(store)
    assert text.endswith("UTC. 1 voted.")
