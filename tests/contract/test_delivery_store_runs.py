"""The contract of subscriptions and runs: any store passes it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from bot.errors import StoreError
from bot.messages import Address, Message, MessageRef
from bot.models import (
    Beginning,
    Draft,
    Outcome,
    QuietDays,
    Receipt,
    Run,
    Schedule,
    Subscription,
    Watermark,
)
from bot.ports import Store
from tests.delivery import LEASE, OTHER, after, begin, claim, deliver, draft, states
from tests.fakes import NOW, PLACE, TODAY

TOMORROW = NOW + timedelta(days=1)
ROBOTS = Subscription(PLACE, ("robots",), next_run_at=NOW)
POSTED = Outcome("digest", "", Receipt(1, 1), Watermark(5, TODAY, TODAY))
EMPTY = Outcome("receipt", "nothing new on robots", Receipt(2, filtered=2))


def beginning(subscription: Subscription, *missed: date) -> Beginning:
    due_at = subscription.next_run_at or NOW
    return Beginning(
        subscription=subscription,
        date=due_at.date(),
        due_at=due_at,
        missed=missed,
        next_run_at=due_at + timedelta(days=1),
    )


async def take(store: Store, at: datetime = NOW, worker: str = "w", limit: int = 10) -> list[Run]:
    return list(await store.runs.take(worker, at, at + LEASE, limit))


async def begun(store: Store, subscription: Subscription = ROBOTS) -> Run:
    """A run of a subscription, taken."""
    stored = await store.subscriptions.add(subscription, NOW)
    assert await store.runs.begin([beginning(stored)], NOW) == 1
    [run] = await take(store)
    return run


async def settle(
    store: Store, run: Run, outcome: Outcome = POSTED, *drafts: Draft, worker: str = "w"
) -> frozenset[str]:
    return await store.runs.settle(run, outcome, drafts, worker, NOW)


async def test_a_subscription_is_remembered_as_it_was_changed_and_removed(store: Store) -> None:
    every = Subscription(
        PLACE, ("robots", "„hostile\0'"), ("cs.RO",), ("toys",), ("Ada Lovelace",), 3,
        Schedule(time(7, 30), (0, 6), "Asia/Tokyo"), 0, True, "", NOW,
    )  # fmt: skip
    one = await store.subscriptions.add(every, NOW)
    assert one == replace(every, id=one.id)
    two = await store.subscriptions.add(ROBOTS, NOW)
    there = await store.subscriptions.add(replace(ROBOTS, place=OTHER), NOW)
    assert await store.subscriptions.of(PLACE) == (one, two)
    assert await store.subscriptions.of(OTHER) == (there,)
    assert await store.subscriptions.configured() == (one,)
    changed = replace(two, topics=("drones",), paused="Anna paused it", next_run_at=None)
    await store.subscriptions.change(changed)
    assert await store.subscriptions.of(PLACE) == (one, changed)
    await store.subscriptions.remove(one.id)
    await store.subscriptions.remove(one.id)
    await store.subscriptions.change(one)
    assert await store.subscriptions.of(PLACE) == (changed,)
    again = await store.subscriptions.add(every, NOW)
    assert again.id not in {one.id, two.id, there.id}


async def test_the_longest_due_comes_first_and_never_a_paused_one(store: Store) -> None:
    moments = [after(0), after(-60), after(1), None]
    ids = [
        (await store.subscriptions.add(replace(ROBOTS, next_run_at=at), NOW)).id for at in moments
    ]
    await store.subscriptions.add(replace(ROBOTS, paused="gone"), NOW)
    assert [each.id for each in await store.subscriptions.due(NOW, 9)] == [ids[1], ids[0]]
    assert [each.id for each in await store.subscriptions.due(NOW, 1)] == [ids[1]]
    assert [each.id for each in await store.subscriptions.astray(NOW, lambda _: NOW)] == [ids[2]]


async def test_what_several_want_is_wanted_once_and_what_is_configured_is_stored_once(
    opened: Callable[[], Awaitable[Store]],
) -> None:
    stores = await asyncio.gather(opened(), opened())
    configured = replace(ROBOTS, configured=True)
    made = await asyncio.gather(*(each.subscriptions.add(configured, NOW) for each in stores * 2))
    assert len({each.id for each in made}) == 1
    await stores[0].subscriptions.add(replace(ROBOTS, place=OTHER), NOW)
    await stores[0].subscriptions.add(Subscription(OTHER, ("drones",), paused="gone"), NOW)
    assert [each.topics for each in await stores[1].subscriptions.wanted()] == [("robots",)]


async def test_a_run_is_begun_once_whoever_tries(opened: Callable[[], Awaitable[Store]]) -> None:
    stores = await asyncio.gather(opened(), opened())
    subscription = await stores[0].subscriptions.add(ROBOTS, NOW)
    begun = await asyncio.gather(
        *(store.runs.begin([beginning(subscription)], NOW) for store in stores * 3)
    )
    assert sum(begun) == 1
    assert [each.next_run_at for each in await stores[1].subscriptions.of(PLACE)] == [TOMORROW]
    assert len(await take(stores[0])) == 1


async def test_a_subscription_that_was_changed_meanwhile_is_not_begun(store: Store) -> None:
    subscription = await store.subscriptions.add(ROBOTS, NOW)
    await store.subscriptions.change(replace(subscription, next_run_at=after(-1)))
    assert await store.runs.begin([beginning(subscription)], NOW) == 0
    await store.subscriptions.change(subscription)
    await store.subscriptions.pause(subscription.id, "Anna paused it")
    assert await store.runs.begin([beginning(subscription)], NOW) == 0
    await store.subscriptions.remove(subscription.id)
    assert await store.runs.begin([beginning(subscription)], NOW) == 0
    assert await take(store) == []


async def test_a_date_is_served_once_even_if_the_clock_comes_back_to_it(store: Store) -> None:
    run = await begun(store)
    await settle(store, run, EMPTY)
    await store.subscriptions.change(run.subscription)
    back = replace(run.subscription, next_run_at=NOW)
    await store.subscriptions.change(back)
    await store.runs.begin([beginning(back)], NOW)
    assert await take(store) == []
    assert len(await store.runs.past(PLACE, 9)) == 1


async def test_missed_dates_have_an_outcome_of_their_own(store: Store) -> None:
    subscription = await store.subscriptions.add(ROBOTS, NOW)
    missed = TODAY - timedelta(days=1)
    assert await store.runs.begin([beginning(subscription, missed)], NOW) == 1
    [run] = await take(store)
    assert (run.date, run.missed) == (TODAY, (missed,))
    [past] = await store.runs.past(PLACE, 9)
    assert (past.date, past.outcome) == (missed, "receipt")
    assert "missed" in past.why


async def test_a_date_that_was_missed_under_a_wrong_clock_is_opened_after_all(store: Store) -> None:
    subscription = await store.subscriptions.add(ROBOTS, NOW)
    far = NOW + timedelta(days=400)
    ahead = replace(beginning(subscription, TODAY), date=far.date(), due_at=far)
    await store.runs.begin([ahead], far)
    back = replace(subscription, next_run_at=NOW)
    await store.subscriptions.change(back)
    assert await store.runs.begin([beginning(back)], NOW) == 1
    assert TODAY in [run.date for run in await take(store)]


async def test_runs_are_taken_only_by_who_has_the_chat(store: Store) -> None:
    subscription = await store.subscriptions.add(ROBOTS, NOW)
    await store.runs.begin([beginning(subscription)], NOW)
    assert await store.runs.take("v", NOW, NOW + LEASE, 9, ["another"]) == ()
    assert len(await store.runs.take("w", NOW, NOW + LEASE, 9, [PLACE.chat])) == 1


async def test_the_runs_of_a_place_are_taken_together_by_one_worker(
    opened: Callable[[], Awaitable[Store]],
) -> None:
    stores = await asyncio.gather(opened(), opened())
    made = [
        await stores[0].subscriptions.add(Subscription(place, next_run_at=NOW), NOW)
        for place in [PLACE, OTHER] * 4
    ]
    await stores[0].runs.begin([beginning(each) for each in made], NOW)
    one, two = await asyncio.gather(
        take(stores[0], worker="w", limit=1), take(stores[1], worker="v", limit=1)
    )
    assert [len(one), len(two)] == [4, 4]
    assert len({run.subscription.place for run in one}) == 1
    assert await take(stores[0], after(44)) == []
    assert len(await take(stores[0], after(45))) == 8


async def test_runs_leased_under_a_wrong_clock_are_taken_when_it_is_right_again(
    store: Store,
) -> None:
    subscription = await store.subscriptions.add(ROBOTS, NOW)
    await store.runs.begin([beginning(subscription)], NOW)
    assert len(await take(store, NOW + timedelta(days=400))) == 1
    assert len(await take(store, NOW, "v")) == 1


async def test_a_digest_is_stored_with_its_parts_papers_and_watermark(store: Store) -> None:
    run = await begun(store)
    outcome = replace(POSTED, passed_over={"p9": "over the maximum"})
    parts = [draft("papers", "p1"), draft("more", "p2")]
    assert await store.runs.settle(run, outcome, parts, "w", NOW, NOW + LEASE) == frozenset()
    assert set((await states(store)).values()) == {"claimed"}
    assert await store.ledger.among(PLACE, ["p1", "p2"]) == {"p1": False, "p2": False}
    assert await store.ledger.watermark(PLACE, run.subscription.key) == POSTED.watermark
    [past] = await store.runs.past(PLACE, 1)
    assert (past.id, past.outcome, past.passed_over) == (run.id, "digest", outcome.passed_over)
    assert (past.receipt, past.at, past.undone) == (POSTED.receipt, NOW, False)
    entry = await store.ledger.entry(PLACE, "p2")
    assert entry
    assert entry.run == run.id
    assert await claim(store) == []  # the worker has them already: it names their place
    [part] = await claim(store, place=PLACE)
    assert part.subscription == run.subscription.key
    assert await claim(store, worker="v", place=PLACE) == []
    assert await take(store, TOMORROW) == []


async def test_a_paper_that_is_the_places_already_stops_a_digest_as_a_whole(store: Store) -> None:
    run = await begun(store)
    await store.outbox.add(PLACE, [draft("before", "p1")], NOW)
    assert await settle(store, run, POSTED, draft("papers", "p1", "p2")) == {"p1"}
    assert len(await states(store)) == 1
    assert await store.ledger.among(PLACE, ["p2"]) == {}
    assert await store.ledger.watermark(PLACE, run.subscription.key) is None
    assert await store.runs.past(PLACE, 9) == ()
    assert await settle(store, run, POSTED, draft("papers", "p2")) == frozenset()
    assert len(await states(store)) == 2


async def test_a_digest_that_shows_a_paper_twice_is_not_stored_at_all(store: Store) -> None:
    run = await begun(store)
    with pytest.raises(StoreError):
        await settle(store, run, POSTED, draft("1", "p1"), draft("2", "p1"))
    assert await states(store) == {}
    assert await store.runs.past(PLACE, 9) == ()


async def test_a_run_of_another_worker_or_a_paused_subscription_is_not_settled(
    store: Store,
) -> None:
    run = await begun(store)
    await take(store, after(45), "v")
    await settle(store, run, POSTED, draft("mine", "p1"))
    assert await states(store) == {}
    await settle(store, run, POSTED, draft("theirs", "p1"), worker="v")
    await settle(store, run, POSTED, draft("twice", "p2"), worker="v")
    assert len(await states(store)) == 1
    other = await begun(store, replace(ROBOTS, place=OTHER))
    await store.subscriptions.pause(other.subscription.id, "Anna paused it")
    await settle(store, other, POSTED, draft("other"))
    assert len(await states(store)) == 1
    assert [past.outcome for past in await store.runs.past(OTHER, 9)] == ["quiet"]
    assert await take(store, TOMORROW) == []


async def test_what_a_person_asked_for_is_stored_without_a_run_before(store: Store) -> None:
    run = Run(Subscription(PLACE, ("robots",)), TODAY, "asked by Anna", NOW)
    await settle(store, run, POSTED, draft("papers", "p1"))
    [past] = await store.runs.past(PLACE, 9)
    assert (past.occasion, past.subscription) == ("asked by Anna", run.subscription.key)


async def test_pausing_or_unsubscribing_cancels_what_is_unsent_but_not_what_may_stand_there(
    store: Store,
) -> None:
    for place, topic in ((PLACE, "robots"), (OTHER, "drones")):
        run = await begun(store, Subscription(place, (topic,), next_run_at=NOW))
        await settle(store, run, POSTED, draft(topic, topic), draft(f"more {topic}", f"{topic} 2"))
    await store.outbox.add(PLACE, [draft("somebody else's")], NOW)
    [part] = await claim(store, place=PLACE)
    assert await store.outbox.sending(part, NOW, NOW + LEASE)
    [robots], [drones] = [await store.subscriptions.of(place) for place in (PLACE, OTHER)]
    await store.subscriptions.pause(robots.id, "Anna paused it")
    await store.subscriptions.remove(drones.id)
    left = [(each.message.text, each.state) for each in await store.outbox.unfinished()]
    assert left == [("robots", "sending"), ("somebody else's", "due")]
    assert await store.ledger.among(PLACE, ["robots", "robots 2"]) == {"robots": False}
    assert await store.ledger.among(OTHER, ["drones", "drones 2"]) == {}


async def test_of_two_who_pause_at_once_the_first_ones_reason_stays(
    opened: Callable[[], Awaitable[Store]],
) -> None:
    one, two = await asyncio.gather(opened(), opened())
    its = await one.subscriptions.add(replace(ROBOTS, next_run_at=NOW), NOW)
    await one.subscriptions.pause(its.id, "Paperboy was removed")
    await two.subscriptions.pause(its.id, "Paperboy is not there")
    paused = replace(its, paused="Paperboy was removed", next_run_at=None)
    assert await two.subscriptions.of(PLACE) == (paused,)
    await one.subscriptions.remove(its.id)
    await two.subscriptions.pause(its.id, "late")
    assert await two.subscriptions.of(PLACE) == ()


async def test_who_is_paused_or_changed_while_its_time_is_put_right_stays_so(store: Store) -> None:
    astray = await store.subscriptions.add(replace(ROBOTS, next_run_at=after(99)), NOW)
    await store.subscriptions.change(replace(astray, max=9))
    await store.subscriptions.move(astray, NOW)
    moved = replace(astray, max=9, next_run_at=NOW)
    assert await store.subscriptions.of(PLACE) == (moved,)
    await store.subscriptions.move(astray, after(5))
    assert await store.subscriptions.of(PLACE) == (moved,), "it is due at another time"
    await store.subscriptions.pause(astray.id, "by anna")
    await store.subscriptions.move(moved, after(5))
    assert await store.subscriptions.of(PLACE) == (
        replace(moved, paused="by anna", next_run_at=None),
    )


async def test_watermarks_never_fall_and_keep_the_day_they_began_with(store: Store) -> None:
    run = Run(ROBOTS, TODAY, "1", NOW)
    later = TODAY + timedelta(days=1)
    marks = [Watermark(5, TODAY, later), Watermark(3, later, TODAY), Watermark(7), Watermark(6)]
    seen = []
    for number, mark in enumerate(marks):
        outcome = Outcome("quiet", "", watermark=mark)
        await settle(store, replace(run, occasion=str(number)), outcome)
        seen.append(await store.ledger.watermark(PLACE, ROBOTS.key))
    assert seen == [
        Watermark(5, TODAY, later), Watermark(5, TODAY, later),
        Watermark(7, TODAY, later), Watermark(7, TODAY, later),
    ]  # fmt: skip
    assert await store.ledger.watermark(OTHER, ROBOTS.key) is None


async def test_empty_days_in_a_row_are_remembered_until_a_digest_breaks_them(store: Store) -> None:
    run = Run(ROBOTS, TODAY, "1", NOW)
    await settle(store, run, replace(EMPTY, quiet=QuietDays(0, (TODAY,))), draft("nothing"))
    quiet = await store.runs.quiet(PLACE)
    assert quiet
    assert (quiet.days, quiet.broken) == ((TODAY,), False)
    days = (TODAY, TODAY + timedelta(days=1))
    edit = Draft(Message("nothing for two days"), changes=quiet.part)
    await settle(
        store, replace(run, occasion="2"), replace(EMPTY, quiet=replace(quiet, days=days)), edit
    )
    assert await store.runs.quiet(PLACE) == QuietDays(quiet.part, days)
    await settle(store, replace(run, occasion="3"), POSTED, draft("papers", "p1"))
    broken = QuietDays(quiet.part, days, broken=True)
    assert await store.runs.quiet(PLACE) == broken
    assert await store.runs.quiet(OTHER) is None
    again = Draft(Message("another subscription, the same day"), changes=quiet.part)
    await settle(store, replace(run, occasion="4"), replace(EMPTY, quiet=broken), again)
    assert await store.runs.quiet(PLACE) == broken
    await store.outbox.decide([quiet.part], "drop", NOW)
    assert await store.runs.quiet(PLACE) is None


async def test_undoing_drops_what_is_unsent_and_deletes_what_stands_there(store: Store) -> None:
    run = await begun(store)
    await settle(store, run, POSTED, draft("1", "p1"), draft("2", "p2"), draft("3", "p3"))
    sent = await deliver(store)
    doubtful = await begin(store)
    assert await store.runs.undo(run.id, NOW) == 2
    assert await store.runs.undo(run.id, NOW) == 0
    assert await store.runs.undo(99, NOW) == 0
    assert [past.undone for past in await store.runs.past(PLACE, 9)] == [True]
    await store.outbox.put_off(doubtful, "retry", "slow down", NOW)
    again, *gone = [await deliver(store) for _ in range(3)]
    assert again.operation == "send"
    assert [part.operation for part in gone] == ["delete", "delete"]
    assert {part.ref and part.ref.id for part in gone} == {f"m{sent.id}", f"m{doubtful.id}"}
    assert await states(store) == {}
    assert set(await store.ledger.among(PLACE, ["p1", "p2", "p3"])) == {"p1", "p2", "p3"}


async def test_a_follow_up_goes_once_into_each_thread_where_the_paper_was_posted(
    store: Store,
) -> None:
    rooms = [PLACE, OTHER, Address("fake", "third"), Address("fake", "fourth")]
    runs = [Run(Subscription(room), TODAY, "asked", NOW) for room in rooms]
    for run in runs:
        await settle(store, run, POSTED, draft("papers", "p1"))
    for part in await claim(store):
        if part.place != rooms[2]:  # there it was not posted yet
            await store.outbox.sending(part, NOW, NOW + LEASE)
            await store.outbox.sent(part, ref_of(part.place), NOW)
    [undone] = await store.runs.past(rooms[3], 1)
    await store.runs.undo(undone.id, NOW)
    note = Message("It was withdrawn.")
    assert await store.ledger.follow_up("p1", "withdrawn", note, NOW) == 2
    assert await store.ledger.follow_up("p1", "withdrawn", note, NOW) == 0
    assert await store.ledger.follow_up("p1", "code", note, NOW) == 2
    assert await store.ledger.follow_up("p2", "withdrawn", note, NOW) == 0
    notes = [each for each in await claim(store) if each.message == note]
    assert {each.parent for each in notes} == {ref_of(PLACE), ref_of(OTHER)}


def ref_of(place: Address) -> MessageRef:
    return MessageRef(place, f"message in {place.channel}")
