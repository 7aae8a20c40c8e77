"""What places like: votes that count, resets, and what was learned."""

from datetime import timedelta

from bot.messages import Address
from bot.models import Learned, Opinion
from bot.ports import Store
from tests.fakes import NOW, PLACE

OTHER = Address("fake", "other room")
LEARNED = Learned("a", NOW, 2.5, 1.0, b"taste")
LATER = NOW + timedelta(hours=1)


async def test_votes_count_newest_first_and_a_changed_one_once(store: Store) -> None:
    assert await store.tastes.places() == frozenset()
    await store.votes.vote(PLACE, "2603.00001", "anna", 1, NOW)
    await store.votes.vote(PLACE, "2603.00002", "bob", 1, LATER)
    await store.votes.vote(PLACE, "2603.00001", "anna", -1, LATER + timedelta(hours=1))
    await store.votes.vote(OTHER, "2603.00003", "anna", 1, NOW)
    assert await store.tastes.places() == {PLACE, OTHER}
    changed = Opinion("2603.00001", "anna", False, LATER + timedelta(hours=1))
    assert await store.tastes.of(PLACE, 1) == (changed,)
    assert await store.tastes.of(PLACE, 9) == (changed, Opinion("2603.00002", "bob", True, LATER))


async def test_who_votes_without_end_leaves_out_nobody_elses_votes(store: Store) -> None:
    for number in (1, 2):
        await store.votes.vote(PLACE, f"2603.0000{number}", "anna", 1, NOW)
    for number in range(3, 9):
        await store.votes.vote(PLACE, f"2603.0000{number}", "zoe", -1, LATER)
    heard = await store.tastes.of(PLACE, 5)
    assert [each.person for each in heard] == ["zoe", "zoe", "zoe", "anna", "anna"]


async def test_a_reset_counts_what_it_forgets_and_later_votes_count(store: Store) -> None:
    await store.votes.vote(PLACE, "2603.00001", "anna", 1, NOW)
    await store.votes.vote(OTHER, "2603.00001", "anna", 1, NOW)
    await store.tastes.keep(PLACE, (), LEARNED)
    assert await store.tastes.reset(PLACE, NOW) == 1
    assert await store.tastes.of(PLACE, 9) == ()
    assert await store.tastes.latest(PLACE, ()) is None
    assert await store.tastes.reset(PLACE, LATER) == 0
    await store.votes.vote(PLACE, "2603.00001", "anna", 1, LATER + timedelta(seconds=1))
    assert len(await store.tastes.of(PLACE, 9)) == len(await store.tastes.of(OTHER, 9)) == 1
    assert await store.votes.tally(PLACE, "2603.00001") == (1, 0)


async def test_a_vote_from_before_a_reset_is_given_anew_not_taken_back(store: Store) -> None:
    vote = (PLACE, "2603.00001", "anna", 1)
    await store.votes.vote(*vote, NOW)
    await store.votes.vote(OTHER, "2603.00001", "anna", 1, NOW)
    await store.tastes.reset(PLACE, LATER)
    soon, late = LATER + timedelta(minutes=1), LATER + timedelta(hours=1)
    assert not await store.votes.withdraw(*vote, soon)
    assert await store.votes.withdraw(OTHER, "2603.00001", "anna", 1, soon)
    await store.votes.vote(*vote, soon)
    assert len(await store.tastes.of(PLACE, 9)) == 1
    assert await store.votes.withdraw(*vote, late)
    await store.votes.vote(*vote, NOW)
    assert await store.votes.withdraw(*vote), "a reaction that is taken away"


async def test_what_was_learned_is_kept_for_a_place_and_its_seeds_in_any_order(
    store: Store,
) -> None:
    assert await store.tastes.latest(PLACE, ()) is None
    await store.tastes.keep(PLACE, (), LEARNED)
    seeded = Learned("b", LATER, 1.0, 0.0, b"other")
    await store.tastes.keep(PLACE, ("2603.00001", "2603.00002"), seeded)
    assert await store.tastes.latest(PLACE, ()) == LEARNED
    assert await store.tastes.latest(PLACE, ("2603.00002", "2603.00001")) == seeded
    newer = Learned("c", LATER, 1.0, 0.0, b"newer")
    await store.tastes.keep(PLACE, (), newer)
    assert await store.tastes.latest(PLACE, ()) == newer
    assert await store.tastes.latest(OTHER, ()) is None


async def test_what_seeds_of_once_taught_is_forgotten_after_a_while(store: Store) -> None:
    await store.tastes.keep(PLACE, ("2603.00001",), LEARNED)
    newer = Learned("b", NOW + timedelta(days=1), 1.0, 0.0, b"other")
    await store.tastes.keep(PLACE, (), newer)
    await store.clean_up(LATER)
    assert await store.tastes.latest(PLACE, ("2603.00001",)) is None
    assert await store.tastes.latest(PLACE, ()) == newer


async def test_what_was_learned_of_a_vote_that_is_gone_meanwhile_is_not_kept(store: Store) -> None:
    for person in ("anna", "bob"):
        await store.votes.vote(PLACE, "2603.00001", person, 1, NOW)
    both = await store.tastes.of(PLACE, 9)
    await store.forget("fake", "bob")
    await store.tastes.keep(PLACE, (), LEARNED, both)
    assert await store.tastes.latest(PLACE, ()) is None
    await store.tastes.keep(PLACE, (), LEARNED, await store.tastes.of(PLACE, 9))
    assert await store.tastes.latest(PLACE, ()) == LEARNED


async def test_a_vote_taken_back_or_forgotten_takes_along_what_was_learned(store: Store) -> None:
    for person in ("anna", "bob"):
        await store.votes.vote(PLACE, "2603.00001", person, 1, NOW)
    await store.votes.vote(OTHER, "2603.00001", "bob", 1, NOW)
    await store.tastes.keep(PLACE, (), LEARNED)
    await store.tastes.keep(OTHER, (), LEARNED)
    await store.votes.withdraw(PLACE, "2603.00001", "anna", -1)  # she voted otherwise
    assert await store.tastes.latest(PLACE, ()) == LEARNED
    await store.votes.withdraw(PLACE, "2603.00001", "anna", 1)
    assert await store.tastes.latest(PLACE, ()) is None
    assert await store.forget("fake", "bob") == 2
    assert await store.tastes.latest(OTHER, ()) is None
