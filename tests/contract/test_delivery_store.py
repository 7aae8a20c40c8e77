"""The contract of the outbox, the ledger and votes: any store passes it."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from bot.errors import StoreError
from bot.messages import Address, Message, MessageRef
from bot.models import Draft, Part
from bot.ports import Store
from tests.delivery import LEASE, OTHER, add, after, begin, claim, deliver, draft, ref, states
from tests.fakes import NOW, PLACE


async def test_a_part_goes_from_due_over_claimed_and_sending_to_sent(store: Store) -> None:
    [number] = await add(store, draft("hello", "p1"))
    assert await states(store) == {number: "due"}
    [part] = await claim(store)
    assert (part.message, part.papers, part.operation) == (Message("hello"), ("p1",), "send")
    assert len(part.key) == 22
    assert await states(store) == {number: "claimed"}
    assert await store.outbox.sending(part, NOW, NOW + LEASE)
    assert await states(store) == {number: "sending"}
    await store.outbox.sent(part, ref(part), NOW)
    assert await states(store) == {}


async def test_in_a_place_one_part_goes_after_the_other_and_places_go_side_by_side(
    store: Store,
) -> None:
    first, second = await add(store, draft("1"), draft("2"))
    [other] = await add(store, draft("3"), place=OTHER)
    assert [part.id for part in await claim(store)] == [first, other]
    assert await claim(store) == []
    [part] = [each for each in await store.outbox.unfinished() if each.id == first]
    assert await store.outbox.sending(part, NOW, NOW + LEASE)
    await store.outbox.sent(part, ref(part), NOW)
    assert [part.id for part in await claim(store)] == [second]


async def test_what_waits_for_a_later_moment_holds_up_its_place_alone(store: Store) -> None:
    await add(store, draft("1"), draft("2"))
    [other] = await add(store, draft("3"), place=OTHER)
    part = (await claim(store, limit=1))[0]
    await store.outbox.put_off(part, "retry", "not now", after(30))
    assert [part.id for part in await claim(store, after(29))] == [other]
    assert [each.id for each in await claim(store, after(30))] == [part.id]


async def test_a_claim_keeps_to_its_chats_its_place_its_limit_and_leaves_the_busy(
    store: Store,
) -> None:
    await add(store, draft("elsewhere"), place=Address("another chat", "room"))
    await add(store, draft("1"))
    [other] = await add(store, draft("2"), place=OTHER)
    assert [part.place for part in await claim(store, busy=[PLACE])] == [OTHER]
    later = NOW + LEASE
    assert [part.id for part in await claim(store, later, place=OTHER)] == [other]
    assert [part.place for part in await claim(store, later + LEASE, limit=1)] == [PLACE]


async def test_a_lease_that_runs_out_means_due_in_claimed_and_unsure_in_sending(
    store: Store,
) -> None:
    [number] = await add(store, draft("1"))
    [claimed] = await claim(store)
    assert await store.outbox.expire(after(44)) == 0
    assert await store.outbox.expire(after(45)) == 1
    assert await states(store) == {number: "due"}
    assert not await store.outbox.sending(claimed, after(45), after(90))
    await begin(store, after(45))
    assert await store.outbox.expire(after(90)) == 1
    [part] = await store.outbox.unfinished()
    assert (part.state, part.doubt_since) == ("unsure", after(45))


async def test_a_lease_that_ran_out_cannot_begin_to_send_even_where_nobody_noticed(
    store: Store,
) -> None:
    await add(store, draft("1"))
    [part] = await claim(store)
    assert not await store.outbox.sending(part, after(45), after(90))


async def test_the_lease_of_another_worker_is_respected(store: Store) -> None:
    await add(store, draft("1"))
    [mine] = await claim(store)
    assert await claim(store, after(44), "v") == []
    [theirs] = await claim(store, after(45), "v")
    assert not await store.outbox.sending(mine, after(46), after(90))
    await store.outbox.put_off(mine, "held", "not mine any more", NOW)
    assert await store.outbox.sending(theirs, after(46), after(90))


async def test_a_doubt_is_claimed_as_a_doubt_and_remembers_its_first_try(store: Store) -> None:
    await add(store, draft("1"))
    part = await begin(store)
    await store.outbox.put_off(part, "unsure", "no answer", after(10))
    assert await claim(store, after(9)) == []
    again = await begin(store, after(10))
    assert (again.state, again.doubt_since, again.key) == ("unsure", NOW, part.key)
    await store.outbox.put_off(again, "retry", "slow down", after(20))
    [part] = await claim(store, after(20))
    assert (part.state, part.doubt_since, part.tried_at) == ("unsure", NOW, after(10))
    await store.outbox.put_off(part, "due", "it is not there", after(20))
    [part] = await claim(store, after(20))
    assert (part.state, part.doubt_since) == ("claimed", None)


async def test_a_part_waits_for_the_one_it_hangs_on_and_goes_into_its_thread(store: Store) -> None:
    [above] = await add(store, draft("above"))
    await add(store, draft("below", parent=above))
    await deliver(store)
    [below] = await claim(store)
    assert below.parent == MessageRef(PLACE, f"m{above}")
    assert below.ref is None


async def test_what_hangs_on_a_held_part_is_held_and_the_rest_of_the_place_goes_on(
    store: Store,
) -> None:
    [above] = await add(store, draft("above", "p1"))
    [below, beside] = await add(store, draft("below", "p2", parent=above), draft("beside"))
    part = await begin(store)
    await store.outbox.put_off(part, "held", "nobody can tell", NOW)
    assert await states(store) == {above: "held", below: "held", beside: "due"}
    [late] = await add(store, draft("late", parent=above))
    assert (await states(store))[late] == "held"
    assert [each.id for each in await claim(store)] == [beside]


async def test_held_parts_are_sent_again_together_with_the_same_key(store: Store) -> None:
    [above] = await add(store, draft("above"))
    [below] = await add(store, draft("below", parent=above))
    part = await begin(store)
    await store.outbox.put_off(part, "held", "nobody can tell", NOW)
    assert await store.outbox.decide([above], "resend", NOW) == {above, below}
    again = await deliver(store)
    assert (again.id, again.key, again.tries) == (above, part.key, 0)
    assert (await deliver(store)).id == below


async def test_what_hangs_on_a_held_part_cannot_be_sent_without_it_nor_block_its_place(
    store: Store,
) -> None:
    [above] = await add(store, draft("above"))
    [below] = await add(store, draft("below", parent=above))
    part = await begin(store)
    await store.outbox.put_off(part, "held", "nobody can tell", NOW)
    [beside] = await add(store, draft("beside"))
    assert await store.outbox.decide([below], "resend", NOW) == frozenset()
    assert [each.id for each in await claim(store)] == [beside]


async def test_dropping_gives_papers_back_and_takes_along_what_hangs_on_it(store: Store) -> None:
    [above] = await add(store, draft("above", "p1"))
    [below] = await add(store, draft("below", "p2", parent=above))
    assert await store.ledger.among(PLACE, ["p1", "p2", "p3"]) == {"p1": False, "p2": False}
    assert await store.outbox.decide([above], "drop", NOW) == {above, below}
    assert await store.ledger.among(PLACE, ["p1", "p2"]) == {}
    assert await states(store) == {}
    [late] = await add(store, draft("late", parent=above))
    assert await states(store) == {}
    assert await store.outbox.decide([above, late], "resend", NOW) == frozenset()
    await add(store, draft("again", "p1"))


async def test_what_is_being_sent_just_now_or_was_sent_is_not_decided(store: Store) -> None:
    [number] = await add(store, draft("1", "p1"))
    part = await begin(store)
    assert await store.outbox.decide([number], "drop", after(1)) == frozenset()
    assert await store.outbox.decide([number], "resend", after(1)) == frozenset()
    await store.outbox.sent(part, ref(part), NOW)
    assert await store.outbox.decide([number], "drop", after(1)) == frozenset()
    assert await store.outbox.decide([number], "resend", after(1)) == frozenset()
    assert await store.ledger.posted(PLACE) == {"p1"}


async def test_what_was_dropped_while_it_was_claimed_does_not_leave(store: Store) -> None:
    [number] = await add(store, draft("1"))
    [part] = await claim(store)
    assert await store.outbox.decide([number], "drop", NOW) == {number}
    assert not await store.outbox.sending(part, NOW, NOW + LEASE)


async def test_what_was_dropped_and_then_found_to_stand_there_is_posted(store: Store) -> None:
    [number] = await add(store, draft("1", "p1"))
    part = await begin(store)
    assert await store.outbox.decide([number], "drop", after(45)) == {number}
    await store.outbox.sent(part, ref(part), after(50))
    assert await store.ledger.posted(PLACE) == {"p1"}


async def test_a_paper_is_a_places_once_and_posted_when_its_part_is_sent(store: Store) -> None:
    [number] = await add(store, draft("1", "p1", "p2"))
    with pytest.raises(StoreError):
        await add(store, draft("2"), draft("3", "p2", "p3"))
    assert list(await states(store)) == [number]
    await add(store, draft("4", "p1"), place=OTHER)
    assert await store.ledger.posted(PLACE) == frozenset()
    await deliver_to(store, PLACE, after(5))
    assert await store.ledger.posted(PLACE) == {"p1", "p2"}
    assert await store.ledger.posted(OTHER) == frozenset()
    assert await store.ledger.among(PLACE, ["p1", "p3"]) == {"p1": True}
    assert await store.ledger.last(PLACE) == after(5)
    assert await store.ledger.last(OTHER) is None
    assert set(await store.ledger.recent(PLACE, NOW)) == {"p1", "p2"}
    assert await store.ledger.recent(PLACE, after(1)) == ()
    entry = await store.ledger.entry(PLACE, "p1")
    assert entry
    assert (entry.part, entry.run, entry.posted_at) == (number, 0, after(5))
    assert await store.ledger.entry(PLACE, "p3") is None


async def deliver_to(store: Store, place: Address, at: datetime) -> Part:
    [part] = await claim(store, at, place=place)
    assert await store.outbox.sending(part, at, at + LEASE)
    await store.outbox.sent(part, ref(part), at)
    return part


async def test_edits_of_one_part_are_one_and_the_newest_counts(store: Store) -> None:
    [number] = await add(store, draft("poll"))
    await deliver(store)
    edits = [Draft(Message(f"{count} votes"), changes=number) for count in (1, 2)]
    first, second = await add(store, *edits)
    assert first == second
    part = await deliver(store)
    assert (part.operation, part.message) == ("edit", Message("2 votes"))
    assert part.ref == MessageRef(PLACE, f"m{number}")
    await add(store, Draft(Message("3 votes"), changes=number))
    assert (await deliver(store)).message == Message("3 votes")
    assert await states(store) == {}


async def test_an_edit_that_changes_while_it_is_sent_is_sent_again(store: Store) -> None:
    [number] = await add(store, draft("poll"))
    await deliver(store)
    await add(store, Draft(Message("1 vote"), changes=number))
    part = await begin(store)
    await add(store, Draft(Message("2 votes"), changes=number))
    assert await claim(store) == []
    await store.outbox.sent(part, MessageRef(PLACE, "1"), NOW)
    assert (await deliver(store)).message == Message("2 votes")
    assert await states(store) == {}


async def test_an_edit_whose_lease_runs_out_is_due_again(store: Store) -> None:
    [number] = await add(store, draft("poll"))
    await deliver(store)
    [edit] = await add(store, Draft(Message("1 vote"), changes=number))
    await begin(store)
    assert await store.outbox.expire(after(45)) == 1
    assert await states(store) == {edit: "due"}


async def test_an_edit_waits_for_its_message_and_one_without_text_deletes_it(store: Store) -> None:
    [number] = await add(store, draft("poll"))
    await add(store, Draft(Message("1 vote"), changes=number), Draft(None, changes=number))
    operations = [(await deliver(store)).operation for _ in range(3)]
    assert operations == ["send", "edit", "delete"]


async def test_two_workers_never_claim_the_same(opened: Callable[[], Awaitable[Store]]) -> None:
    one, two = await asyncio.gather(opened(), opened())
    for number in range(20):
        await add(one, draft("hello"), place=Address("fake", f"room {number}"))
    claims = await asyncio.gather(
        *(claim(store, worker=worker, limit=3) for store, worker in ((one, "w"), (two, "v")) * 5)
    )
    ids = [part.id for parts in claims for part in parts]
    assert len(ids) == len(set(ids)) == 20


async def test_a_clock_far_ahead_or_behind_blocks_nothing_for_long(store: Store) -> None:
    year = timedelta(days=365)
    await add(store, draft("1"), draft("2"))
    part = await begin(store, NOW + year)
    await store.outbox.put_off(part, "retry", "not now", after(60) + year)
    part = await begin(store)  # set right again
    assert await store.outbox.expire(NOW) == 0
    await store.outbox.sent(part, ref(part), NOW)
    await begin(store, NOW + year)
    assert await store.outbox.expire(NOW) == 1
    [part] = await claim(store)
    assert part.state == "unsure"


async def test_a_doubt_looked_up_under_a_wrong_clock_is_not_lost(store: Store) -> None:
    await add(store, draft("1"))
    part = await begin(store)
    await store.outbox.put_off(part, "unsure", "no answer", NOW)
    await claim(store, NOW + timedelta(days=365), "v")
    [part] = await claim(store)
    assert (part.state, part.worker) == ("unsure", "w")


async def test_the_last_vote_of_a_person_counts(store: Store) -> None:
    await store.votes.vote(PLACE, "p1", "anna", 1, NOW)
    await store.votes.vote(PLACE, "p1", "ben", 1, NOW)
    await store.votes.vote(PLACE, "p1", "anna", -1, NOW)
    assert await store.votes.tally(PLACE, "p1") == (1, 1)
    assert await store.votes.tally(OTHER, "p1") == (0, 0)
