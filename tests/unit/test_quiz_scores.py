"""Scores: fair to ties and to few answers, by group and month, named only where one plays."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.errors import UserError
from bot.messages import Address, Message
from bot.models import Answer, Standing
from bot.quizzes import mine, scores
from bot.quizzes.scores import belief, bounds, ranked, read_month
from bot.text.markdown import plain
from storage.sqlite import SqliteStore
from tests.delivery import deliver
from tests.fakes import NOW
from tests.playing import DAY, QUESTION, opened, person

HERE, BESIDE = Address("fake", "T1/C1"), Address("fake", "T1/C2")
ELSEWHERE, ALONE = Address("fake", "T2/C1"), Address("fake", "@me/C9")
ANNA = person("Anna")


def standing(name: str, right: int, answered: int, streak: int = 0) -> Standing:
    return Standing(name.lower(), name, right, answered, streak)


@pytest.mark.parametrize(
    ("better", "worse"),
    [((9, 10), (1, 1)), ((10, 20), (1, 1)), ((20, 20), (10, 10)), ((9, 10), (18, 40)),
     ((1, 1), (0, 50)), ((1, 2), (1, 3))],
)  # fmt: skip
def test_a_lucky_guess_does_not_lead_nor_who_only_answers_much(
    better: tuple[int, int], worse: tuple[int, int]
) -> None:
    assert belief(*better) > belief(*worse)


def test_what_may_be_believed_is_a_share() -> None:
    assert belief(0, 0) == belief(0, 5) == 0
    assert round(belief(1, 1), 2) == 0.21
    assert round(belief(9, 10), 2) == 0.60
    assert round(belief(10, 20), 2) == 0.30


def test_equals_share_a_rank_and_the_next_comes_after_them() -> None:
    its = [standing("Cleo", 1, 2), standing("Ben", 3, 4), standing("Anna", 3, 4)]
    assert [(rank, each.name) for rank, each in ranked(its)] == [
        (1, "Anna"), (1, "Ben"), (3, "Cleo"),
    ]  # fmt: skip
    assert ranked([]) == []


def test_months_are_read_and_end_on_the_places_clock() -> None:
    today = date(2026, 1, 15)
    assert read_month("", today) == date(2026, 1, 1)
    assert read_month("last", today) == date(2025, 12, 1)
    assert read_month(" 2025-11 ", today) == date(2025, 11, 1)
    for typed in ("May", "2026-13", "0001-01", "26-01", "2026-1"):
        with pytest.raises(UserError, match="is no month: write it as in 2026-01"):
            read_month(typed, today)
    assert bounds(date(2026, 3, 1), "Europe/Berlin") == (
        datetime(2026, 2, 28, 23, tzinfo=UTC), datetime(2026, 3, 31, 22, tzinfo=UTC),
    )  # fmt: skip


def test_a_group_is_a_workspace_and_a_direct_message_is_none() -> None:
    assert HERE.group == BESIDE.group == Address("fake", "T1/")
    assert ALONE.group == ALONE
    assert Address("console", "default").group == Address("console", "default")


async def played(store: SqliteStore, *answers: tuple[Address, str, bool]) -> None:
    """Questions that were asked, answered and closed."""
    for number, (place, who, right) in enumerate(answers):
        at = NOW + timedelta(seconds=number)
        about = replace(QUESTION, paper_id=f"2603.{number:05}")
        its = await opened(store, place, at, question=about)
        option = its.question.key if right else 0
        await deliver(store)
        await store.quizzes.answer(Answer(its.id, who.lower(), option, who), at)
    await store.rounds.close(NOW + 2 * DAY, 100, lambda its: Message(its.title), lambda _: None)


async def test_who_was_right_is_told_only_after_the_close(store: SqliteStore) -> None:
    its = await opened(store, HERE)
    await store.quizzes.answer(Answer(its.id, "anna", its.question.key, "Anna"), NOW)
    assert "nobody answered" in await board(store)
    said = await mine(HERE, ANNA, store, NOW, "UTC")
    assert "1 of 1 right" in shown(said)


async def board(store: SqliteStore, place: Address = HERE, month: str = "") -> str:
    its = await scores(place, month, ANNA, store, NOW + timedelta(hours=1), "UTC")
    return "\n".join([its.text, *map(shown, [its])])


def shown(message: Message) -> str:
    return "\n".join(f"{plain(each.body)}\n{each.footer}" for each in message.cards)


async def test_a_board_holds_all_channels_of_a_workspace_and_no_other(store: SqliteStore) -> None:
    await played(
        store, (HERE, "Anna", True), (BESIDE, "Anna", True), (BESIDE, "Ben", False),
        (ELSEWHERE, "Dan", True), (ALONE, "Eve", True),
    )  # fmt: skip
    text = await board(store)
    assert text.startswith(
        "Quiz scores · March 2026\n1  Anna · 2 of 2 right\n2  Ben · 0 of 1 right"
    )
    assert not {"Dan", "Eve"} & set(text.split())
    assert "Eve" not in await board(store, Address("fake", "@me/C8"))
    assert "Eve" in await board(store, ALONE)
    assert "nobody answered" in await board(store, HERE, "2026-02")


async def test_a_name_is_text_and_a_streak_is_told(store: SqliteStore) -> None:
    await played(store, *[(HERE, "**<!channel>**", True)] * 3, (HERE, "", True))
    text = await board(store)
    assert "1  **<!channel>** · 3 of 3 right · 3 in a row" in text
    assert "2  somebody · 1 of 1 right" in text


async def test_a_long_board_names_ten_and_who_asks(store: SqliteStore) -> None:
    await played(store, *[(HERE, f"P{number:02}", True) for number in range(12)])
    await played(store, (HERE, "Anna", False))
    text = await board(store)
    assert "P11" not in text
    assert "13  Anna · 0 of 1 right" in text
    assert "And 3 more players" in text


async def test_a_person_sees_how_they_do_and_what_to_read_again(store: SqliteStore) -> None:
    now = NOW + timedelta(hours=1)
    assert "no quiz here yet" in (await mine(HERE, ANNA, store, now, "UTC")).text
    await played(store, (HERE, "Anna", True), (HERE, "Anna", False), (HERE, "Anna", True))
    for _ in range(3):
        await deliver(store)
    await store.rounds.close(NOW + 2 * DAY, 9, lambda _: Message("closed"), lambda _: None)
    said = shown(await mine(HERE, ANNA, store, now, "UTC"))
    assert "This month 2 of 3 right, rank 1 of 1" in said
    assert "In all 2 of 3 right" in said
    assert "1 right in a row" in said
    assert said.count("A title") == 1
