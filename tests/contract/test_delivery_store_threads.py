"""The contract of threads: what hangs on a message, which paper that is about; any store passes."""

from dataclasses import replace

import pytest

from bot.messages import Address, Message, MessageRef
from bot.models import Draft, Outcome, Receipt, Run, Subscription
from bot.ports import Store
from tests.delivery import LEASE, OTHER, add, after, begin, claim, deliver, draft, ref, states
from tests.fakes import NOW, PLACE, TODAY

POSTED = Outcome("digest", "", Receipt(2, 2))
RUN = Run(Subscription(PLACE), TODAY, "asked", NOW)


def digest(text: str, *papers: str) -> Draft:
    """A message with details of each of its papers."""
    details = tuple(Draft(Message(f"all about {paper}"), about=paper) for paper in papers)
    return replace(draft(text, *papers), details=details)


async def test_details_come_behind_all_messages_each_in_the_thread_of_its_own(
    store: Store,
) -> None:
    first, second = await add(store, digest("1", "p1", "p2"), digest("2", "p3"))
    sent = [await deliver(store) for _ in range(5)]
    assert [(part.message.text, part.parent and part.parent.id) for part in sent] == [
        ("1", None),
        ("2", None),
        ("all about p1", f"m{first}"),
        ("all about p2", f"m{first}"),
        ("all about p3", f"m{second}"),
    ]
    assert await states(store) == {}
    assert await store.ledger.posted(PLACE) == {"p1", "p2", "p3"}


async def test_who_asks_for_a_digest_claims_its_messages_and_not_its_details(store: Store) -> None:
    assert not await store.runs.settle(
        RUN, POSTED, [digest("1", "p1")], "w", NOW, until=NOW + LEASE
    )
    digest_state, detail_state = (await states(store)).values()
    assert (digest_state, detail_state) == ("claimed", "due")
    assert await claim(store, worker="v") == []
    [mine] = await claim(store, place=PLACE)
    assert await store.outbox.sending(mine, NOW, NOW + LEASE)
    await store.outbox.sent(mine, ref(mine), NOW)
    [detail] = await claim(store, worker="v")
    assert detail.message.text == "all about p1"


async def test_details_are_held_and_sent_again_with_their_message(store: Store) -> None:
    [above] = await add(store, digest("1", "p1", "p2"))
    part = await begin(store)
    await store.outbox.put_off(part, "held", "nobody can tell", NOW)
    assert set((await states(store)).values()) == {"held"}
    assert len(await store.outbox.decide([above], "resend", NOW)) == 3
    texts = [(await deliver(store)).message.text for _ in range(3)]
    assert texts == ["1", "all about p1", "all about p2"]


async def test_details_are_dropped_with_their_message_and_the_papers_are_free(
    store: Store,
) -> None:
    [above] = await add(store, digest("1", "p1"))
    assert len(await store.outbox.decide([above], "drop", NOW)) == 2
    assert await states(store) == {}
    assert await store.ledger.among(PLACE, ["p1"]) == {}


async def test_a_detail_that_is_dropped_leaves_its_paper_posted(store: Store) -> None:
    await add(store, digest("1", "p1"))
    await deliver(store)
    [detail] = await states(store)
    assert await store.outbox.decide([detail], "drop", NOW) == {detail}
    assert await store.ledger.posted(PLACE) == {"p1"}


async def test_a_thread_that_waits_holds_up_neither_its_channel_nor_other_threads(
    store: Store,
) -> None:
    await add(store, digest("1", "p1", "p2"), digest("2", "p3"))
    await deliver(store)
    await deliver(store)
    detail = await begin(store)
    await store.outbox.put_off(detail, "retry", "not now", after(600))
    await add(store, draft("3"))
    texts = [(await deliver(store)).message.text for _ in range(2)]
    assert texts == ["3", "all about p3"]
    assert await claim(store) == []
    assert [part.message.text for part in await claim(store, after(600))] == ["all about p1"]


async def test_of_a_place_one_part_is_claimed_at_a_time_whatever_its_threads(store: Store) -> None:
    await add(store, digest("1", "p1"), digest("2", "p2"))
    await deliver(store)
    await deliver(store)
    await add(store, draft("3"))
    assert [part.message.text for part in await claim(store)] == ["3"]


async def test_what_is_taken_back_goes_from_the_end_details_first(store: Store) -> None:
    await store.runs.settle(RUN, POSTED, [digest("1", "p1", "p2")], "w", NOW)
    sent = [await deliver(store) for _ in range(2)]
    [past] = await store.runs.past(PLACE, 1)
    assert await store.runs.undo(past.id, NOW) == 2
    gone = [await deliver(store) for _ in range(2)]
    assert [part.operation for part in gone] == ["delete", "delete"]
    assert [part.ref and part.ref.id for part in gone] == [f"m{part.id}" for part in sent[::-1]]
    assert await states(store) == {}, "what was not sent yet never is"


async def test_a_follow_up_goes_into_the_thread_with_the_details(store: Store) -> None:
    [above] = await add(store, digest("1", "p1"))
    await deliver(store)
    await deliver(store)
    assert await store.ledger.follow_up("p1", "withdrawn", Message("gone"), NOW) == 1
    assert (await deliver(store)).parent == MessageRef(PLACE, f"m{above}")


async def test_a_sent_message_is_known_by_its_place_and_id_to_be_about_a_paper(
    store: Store,
) -> None:
    await add(store, digest("1", "p1", "p2"))
    above, first = await deliver(store), await deliver(store)
    asked = MessageRef(PLACE, f"m{first.id}")
    assert await store.ledger.about(asked) == "p1"
    in_thread = Address(PLACE.chat, PLACE.channel, f"m{above.id}")
    assert await store.ledger.about(MessageRef(in_thread, asked.id)) == "p1"
    assert await store.ledger.about(MessageRef(PLACE, f"m{above.id}")) is None, "about two"
    assert await store.ledger.about(MessageRef(OTHER, asked.id)) is None
    assert await store.ledger.about(MessageRef(PLACE, "m99")) is None


@pytest.mark.parametrize("papers", [("p1",), ("p1", "p2")])
async def test_details_leave_the_papers_of_a_digest_to_its_message(
    store: Store, papers: tuple[str, ...]
) -> None:
    [above] = await add(store, digest("1", *papers))
    for paper in papers:
        entry = await store.ledger.entry(PLACE, paper)
        assert entry
        assert (entry.part, entry.posted_at) == (above, None)


async def test_the_parts_of_a_digest_follow_the_first_into_the_thread_that_it_made(
    store: Store,
) -> None:
    drafts = [digest("1", "p1"), digest("2", "p2")]
    assert not await store.runs.settle(RUN, POSTED, drafts, "w", NOW, until=NOW + LEASE)
    first, *_ = await claim(store, place=PLACE)
    assert await store.outbox.sending(first, NOW, NOW + LEASE)
    post = MessageRef(Address(PLACE.chat, PLACE.channel, "t7"), "m7")
    await store.outbox.sent(first, post, NOW)
    second = next(each for each in await store.outbox.unfinished() if each.message.text == "2")
    assert second.parent == post


async def test_the_parts_of_a_digest_stand_in_the_channel_where_the_first_does(
    store: Store,
) -> None:
    drafts = [digest("1", "p1"), digest("2", "p2")]
    assert not await store.runs.settle(RUN, POSTED, drafts, "w", NOW, until=NOW + LEASE)
    first, *_ = await claim(store, place=PLACE)
    assert await store.outbox.sending(first, NOW, NOW + LEASE)
    await store.outbox.sent(first, ref(first), NOW)
    second = next(each for each in await store.outbox.unfinished() if each.message.text == "2")
    assert second.parent is None
