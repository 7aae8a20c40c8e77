"""What becomes of questions by themselves, and scores: in every store that delivers."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.messages import Address, Message, MessageRef
from bot.models import Answer, Asked, Draft, GroupVote, Outcome, Receipt, Run, Subscription
from bot.ports import Store
from bot.quizzes.show import question_message
from tests.delivery import begin, deliver, ref
from tests.fakes import NOW, PLACE
from tests.playing import DAY, QUESTION, asked, opened

PAUSE = timedelta(seconds=5)
WEEK = timedelta(days=7)
OTHER = Address("fake", "other room")
TEAM = [Address("fake", f"T1/C{number}") for number in (1, 2)]


def counting(its: Asked, answered: int) -> Message:
    return Message(f"{its.id}: {answered}")


def tallied(its: Asked) -> Message:
    return Message(f"{its.id}: {sorted(its.tally.items())}")


def never(its: Asked) -> None:
    del its


async def answer(store: Store, its: Asked, who: str, option: int, seconds: float = 0) -> None:
    at = NOW + timedelta(seconds=seconds)
    await store.quizzes.answer(Answer(its.id, who, option, who.title()), at)


async def close(store: Store, days: float = 1) -> tuple[Asked, ...]:
    again = lambda its: its.closes_at + WEEK if sum(its.tally.values()) else None  # noqa: E731
    return await store.rounds.close(NOW + days * DAY, 10, tallied, again)


async def waiting(store: Store) -> list[tuple[str, str]]:
    its = await store.outbox.unfinished()
    return [(part.operation, part.message.text) for part in its]


async def test_answers_are_told_once_in_a_pause_and_only_where_they_changed(store: Store) -> None:
    its = await opened(store)
    await deliver(store)
    assert await store.rounds.recount(NOW, PAUSE, counting) == 0
    await answer(store, its, "anna", 1)
    await answer(store, its, "ben", 0)
    assert await store.rounds.recount(NOW, PAUSE, counting) == 1
    await answer(store, its, "cleo", 0)
    assert await store.rounds.recount(NOW + PAUSE / 2, PAUSE, counting) == 0
    assert await waiting(store) == [("edit", f"{its.id}: 2")]
    assert await store.rounds.recount(NOW + PAUSE, PAUSE, counting) == 1
    assert await store.rounds.recount(NOW + 2 * PAUSE, PAUSE, counting) == 0
    assert await waiting(store) == [("edit", f"{its.id}: 3")]
    await store.forget("fake", "ben")
    assert await store.rounds.recount(NOW + 2 * PAUSE, PAUSE, counting) == 0


async def test_a_question_closes_once_with_its_tally(store: Store) -> None:
    its = await opened(store)
    await deliver(store)
    for who, option in (("anna", 1), ("ben", 0), ("cleo", 0)):
        await answer(store, its, who, option)
    assert await close(store, 0.9) == ()
    [closed] = await close(store)
    assert (closed.state, closed.tally) == ("closed", {0: 2, 1: 1})
    assert await close(store) == ()
    assert await waiting(store) == [("edit", f"{its.id}: [(0, 2), (1, 1)]")]
    assert await store.quizzes.get(its.id) == closed
    assert await store.quizzes.answer(Answer(its.id, "dan", 1), NOW) is None  # whatever the clock
    await store.forget("fake", "ben")
    found = await store.quizzes.get(its.id)
    assert found
    assert found.tally == {0: 2, 1: 1}
    assert await store.rounds.recount(NOW + DAY, PAUSE, counting) == 0


async def test_a_question_that_nobody_can_have_seen_is_dropped(store: Store) -> None:
    await opened(store)
    [closed] = await close(store)
    assert closed.tally == {}
    assert await store.outbox.unfinished() == ()
    assert await store.quizzes.asked(PLACE) == frozenset()


async def test_a_question_that_may_stand_there_is_closed_there(store: Store) -> None:
    its = await opened(store)
    part = await begin(store)
    await store.outbox.put_off(part, "unsure", "the connection broke", NOW)
    await close(store)
    assert [each.operation for each in await store.outbox.unfinished()] == ["send", "edit"]
    await store.outbox.claim("w", ["fake"], NOW, NOW + PAUSE, 1)
    await store.outbox.sent(part, ref(part), NOW)
    assert await waiting(store) == [("edit", f"{its.id}: []")]


async def test_what_comes_back_does_so_once_a_round_and_one_at_a_time(store: Store) -> None:
    first, second = await opened(store), await opened(store)
    for its in (first, second):
        await deliver(store)
        await answer(store, its, "anna", 0)
    await close(store)
    assert await store.rounds.to_repeat(NOW + 7 * DAY) == ()
    [(again, number)] = await store.rounds.to_repeat(NOW + 8 * DAY)
    assert (again.id, number) == (first.id, 1)
    later = replace(again, question=QUESTION, first=first.id, round=1, state="open", tally={},
                    opened_at=NOW + 8 * DAY, closes_at=NOW + 9 * DAY)  # fmt: skip
    opened_again = await store.quizzes.open(later, question_message, NOW + 31 * DAY)
    assert opened_again
    assert await store.rounds.to_repeat(NOW + 8 * DAY) == ()  # while that is open
    await deliver(store)
    await close(store, 9)
    [(other, _)] = await store.rounds.to_repeat(NOW + 9 * DAY)
    assert other.id == second.id
    await store.quizzes.open(replace(later, first=second.id), question_message, None)
    await deliver(store)
    await close(store, 12)
    [(again, number)] = await store.rounds.to_repeat(NOW + 31 * DAY)
    assert (again.id, number) == (first.id, 2)


async def test_nothing_comes_back_where_all_digests_are_paused(store: Store) -> None:
    its = await opened(store)
    await deliver(store)
    await answer(store, its, "anna", 0)
    await close(store)
    wanted = await store.subscriptions.add(Subscription(PLACE), NOW)
    assert await store.rounds.to_repeat(NOW + 8 * DAY)
    await store.subscriptions.pause(wanted.id, "by anna")
    assert not await store.rounds.to_repeat(NOW + 8 * DAY)


async def posted(store: Store, its: Subscription, days: int = 0) -> None:
    """A digest of one paper, in the outbox."""
    run = Run(its, (NOW + days * DAY).date(), f"asked {days}", NOW)
    outcome = Outcome("digest", "", Receipt(announced=1, posted=1))
    await store.runs.settle(
        run, outcome, [Draft(Message("new"), (f"2603.0000{1 + days}",))], "w", NOW
    )


async def take(store: Store, seconds: float = 0, since: float = 1) -> object:
    now = NOW + timedelta(seconds=seconds)
    return await store.rounds.take(now, now + PAUSE, NOW - timedelta(hours=since))


async def test_a_digest_that_stands_there_is_asked_about_once(store: Store) -> None:
    its = await store.subscriptions.add(Subscription(PLACE, quiz=True), NOW)
    await posted(store, its)
    assert await take(store) is None  # it is not there yet
    await deliver(store)
    found = await store.rounds.take(NOW, NOW + PAUSE, NOW - DAY)
    assert found
    assert (found.place, found.timezone, found.papers) == (PLACE, "UTC", ("2603.00001",))
    assert await take(store) is None  # another process composes
    assert await take(store, 6) == found  # that process died
    asks = asked(run=found.run)
    assert await store.quizzes.open(asks, question_message)
    assert await store.quizzes.open(asks, question_message) is None
    assert await take(store, 60) is None
    runs = await store.runs.past(PLACE, 1)
    await deliver(store)
    assert await store.runs.undo(runs[0].id, NOW) == 2  # the question goes with its digest
    await close(store)
    assert {each.operation for each in await store.outbox.unfinished()} == {"delete"}


@pytest.mark.parametrize("wants", [False, True])
async def test_a_digest_is_not_asked_about_unless_that_is_wanted(
    store: Store, *, wants: bool
) -> None:
    its = await store.subscriptions.add(Subscription(PLACE, quiz=wants), NOW)
    await posted(store, its)
    await deliver(store)
    assert await take(store, since=-1) is None  # too long ago
    found = await store.rounds.take(NOW, NOW + PAUSE, NOW - DAY)
    assert bool(found) == wants
    if found:
        await store.rounds.decline(found.run)
        assert await take(store, 60) is None


async def test_a_digest_from_before_quizzes_were_wanted_gets_none(store: Store) -> None:
    its = await store.subscriptions.add(Subscription(PLACE), NOW)
    await posted(store, its)
    await deliver(store)
    await store.subscriptions.change(replace(its, quiz=True))
    assert await store.rounds.take(NOW, NOW + PAUSE, NOW - DAY) is None
    await posted(store, its, 1)
    await deliver(store)
    assert await store.rounds.take(NOW, NOW + PAUSE, NOW - DAY)


async def test_scores_are_counted_by_group_and_time(store: Store) -> None:
    asked_in = []
    for number, place in enumerate((*TEAM, Address("fake", "T10/C1"))):
        about = replace(QUESTION, paper_id=f"2603.0000{number}")
        asked_in.append(await opened(store, place, question=about))
        await deliver(store)
    first, second, elsewhere = asked_in
    for its, who, option, seconds in (
        (first, "anna", 0, 1), (second, "anna", 1, 3), (first, "ben", 1, 2),
        (elsewhere, "ben", 1, 2), (elsewhere, "cleo", 1, 2),
    ):  # fmt: skip
        await answer(store, its, who, option, seconds)
    assert await store.scores.standings(TEAM[0].group, NOW, NOW + DAY) == ()
    [own] = await store.scores.standings(TEAM[0].group, NOW, NOW + DAY, "anna")
    assert (own.name, own.answered) == ("Anna", 2)
    await close(store)
    found = await store.scores.standings(TEAM[0].group, NOW, NOW + DAY)
    told = {(each.name, each.right, each.answered, each.streak) for each in found}
    assert told == {("Anna", 1, 2, 1), ("Ben", 1, 1, 1)}
    here = await store.scores.standings(TEAM[1], NOW, NOW + DAY)
    assert [each.name for each in here] == ["Anna"]
    after = NOW + timedelta(seconds=3)
    [anna] = await store.scores.standings(TEAM[0].group, after, NOW + DAY)
    assert (anna.name, anna.right, anna.answered, anna.streak) == ("Anna", 1, 1, 1)
    assert await store.scores.standings(OTHER, NOW, NOW + DAY) == ()


async def test_a_paper_counts_once_a_month_wherever_it_was_asked_about(store: Store) -> None:
    for number, place in enumerate((*TEAM, Address("fake", "T1/D7"))):
        its = await opened(store, place)
        await answer(store, its, "anna", 1, number)
        await deliver(store)
    await close(store)
    [anna] = await store.scores.standings(TEAM[0].group, NOW, NOW + DAY)
    assert (anna.right, anna.answered, anna.streak) == (1, 1, 1)
    later = NOW + timedelta(seconds=2)
    [anna] = await store.scores.standings(TEAM[0].group, later, NOW + DAY)
    assert (anna.right, anna.answered) == (1, 1)


async def test_a_streak_ends_with_the_time_that_is_asked_for(store: Store) -> None:
    for number in range(3):
        about = replace(QUESTION, paper_id=f"2603.0000{number}")
        its = await opened(store, TEAM[0], question=about)
        await answer(store, its, "anna", 1, number)
        await deliver(store)
    await close(store)
    [anna] = await store.scores.standings(TEAM[0].group, NOW, NOW + timedelta(seconds=2))
    assert (anna.right, anna.answered, anna.streak) == (2, 2, 2)


async def test_what_is_forgotten_while_it_is_open_is_gone_when_it_closes(store: Store) -> None:
    its = await opened(store)
    await deliver(store)
    await answer(store, its, "anna", 1)
    assert await store.forget("fake", "anna") == 1
    assert await store.scores.standings(PLACE, NOW, NOW + DAY, "anna") == ()
    [closed] = await close(store)
    assert closed.tally == {1: 1}
    assert await store.scores.standings(PLACE, NOW, NOW + DAY) == ()
    assert await store.quizzes.tally(its.id) == {}


async def test_a_round_that_was_not_sent_comes_another_day(store: Store) -> None:
    first = await opened(store)
    await deliver(store)
    await answer(store, first, "anna", 0)
    await close(store)
    [(again, _)] = await store.rounds.to_repeat(NOW + 8 * DAY)
    later = replace(again, first=first.id, round=1, state="open", tally={},
                    opened_at=NOW + 8 * DAY, closes_at=NOW + 9 * DAY)  # fmt: skip
    assert await store.quizzes.open(later, question_message, NOW + 31 * DAY)
    await close(store, 9)  # the chat was away all day
    assert await store.rounds.to_repeat(NOW + 9 * DAY) == ()
    [(again, number)] = await store.rounds.to_repeat(NOW + 10 * DAY)
    assert (again.id, number) == (first.id, 1)
    assert await store.quizzes.open(later, question_message, NOW + 31 * DAY)


async def test_what_was_missed_is_told_once_it_is_closed(store: Store) -> None:
    its = await opened(store, TEAM[0])
    await answer(store, its, "anna", 0)
    await answer(store, its, "ben", 1)
    assert await store.scores.missed(TEAM[0].group, "anna", 3) == ()
    await deliver(store)
    await close(store)
    [missed] = await store.scores.missed(TEAM[0].group, "anna", 3)
    assert missed.id == its.id
    assert await store.scores.missed(TEAM[0].group, "ben", 3) == ()


async def test_a_vote_that_nobody_can_have_seen_is_dropped(store: Store) -> None:
    its = await store.group_votes.open(VOTE, voting)
    assert its
    [ballot] = await store.group_votes.due(NOW + DAY, 5)
    assert ballot.ref is None
    assert await store.group_votes.close(its.id, Message("closed"), Message("won"), NOW + DAY)
    assert await store.outbox.unfinished() == ()
    assert await store.group_votes.open(VOTE, voting)


async def test_a_vote_that_was_sent_late_ends_later(store: Store) -> None:
    its = await store.group_votes.open(VOTE, voting)
    assert its
    await deliver(store, NOW + DAY / 2)
    assert await store.group_votes.due(NOW + DAY, 5) == ()
    assert await store.group_votes.vote(its.id, "anna", 1, NOW + DAY)
    assert await store.group_votes.due(NOW + 1.4 * DAY, 5) == ()
    [ballot] = await store.group_votes.due(NOW + 1.5 * DAY, 5)
    assert ballot.vote.closes_at == NOW + 1.5 * DAY


VOTE = GroupVote(PLACE, ("2603.00001", "2603.00002"), ("A", "B"), NOW, NOW + DAY)


def voting(its: GroupVote, voted: int = 0) -> Message:
    return Message(f"vote {its.id}: {voted}")


async def test_the_last_choice_counts_until_the_vote_is_over(store: Store) -> None:
    its = await store.group_votes.open(VOTE, voting)
    assert its == replace(VOTE, id=1)
    assert await store.group_votes.open(VOTE, voting) is None
    assert await store.group_votes.get(1) == its
    assert await store.group_votes.get(2) is None
    vote = store.group_votes.vote
    assert await vote(1, "anna", 0, NOW)
    assert await vote(1, "anna", 1, NOW)
    assert await vote(1, "ben", 1, NOW)
    assert not await vote(1, "cleo", 1, NOW + DAY)
    assert not await vote(9, "cleo", 1, NOW)
    await deliver(store)
    assert await store.group_votes.recount(NOW, PAUSE, voting) == 1
    assert await store.group_votes.recount(NOW, PAUSE, voting) == 0
    assert await waiting(store) == [("edit", "vote 1: 2")]
    assert await store.group_votes.due(NOW, 5) == ()
    [ballot] = await store.group_votes.due(NOW + DAY, 5)
    assert (ballot.tally, ballot.ref) == ({1: 2}, MessageRef(PLACE, "m1"))
    await store.group_votes.put_off(1, NOW + 2 * DAY)
    assert await store.group_votes.due(NOW + DAY, 5) == ()
    close = store.group_votes.close
    assert await close(1, Message("closed"), Message("won"), NOW)
    assert not await close(1, Message("closed"), Message("won"), NOW)
    assert await waiting(store) == [("edit", "closed"), ("send", "won")]
    assert not await vote(1, "cleo", 1, NOW)
    assert await store.group_votes.due(NOW + 3 * DAY, 5) == ()
    assert await store.group_votes.open(VOTE, voting)
    assert await store.forget("fake", "anna") == 1
