"""What every store of questions and answers does, in memory and in SQLite."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.messages import Address
from bot.models import Answer
from bot.ports import Store
from bot.quizzes.show import question_message
from storage.sqlite import SqliteStore
from tests.fakes import NOW, PLACE
from tests.memory import MemoryStore
from tests.playing import DAY, asked, opened

OTHER = Address("fake", "other room")


@pytest.fixture(params=["memory", "sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    its: Store = (
        MemoryStore() if request.param == "memory" else await SqliteStore.open(tmp_path / "a.db")
    )
    yield its
    await its.close()


async def test_a_question_gets_an_id_and_comes_back(store: Store) -> None:
    first, second = await opened(store), await opened(store)
    assert first.id != second.id
    assert await store.quizzes.get(first.id) == first
    assert replace(first, question=replace(first.question, id=0)) == asked()
    assert await store.quizzes.get(99) is None
    assert await store.quizzes.asked(PLACE) == {"2603.00001"}
    assert await store.quizzes.asked(OTHER) == frozenset()


async def test_a_round_is_asked_once(store: Store) -> None:
    first = await opened(store)
    again = await opened(store, round=1, first=first.id)
    assert await store.quizzes.get(again.id) == again
    repeated = asked(round=1, first=first.id)
    assert await store.quizzes.open(repeated, question_message) is None
    assert await store.quizzes.open(replace(repeated, round=2), question_message)


async def test_a_persons_first_answer_counts(store: Store) -> None:
    its = await opened(store)
    first = Answer(its.id, "anna", 0, "Anna")
    assert await store.quizzes.answer(first, NOW) == first
    assert await store.quizzes.answer(replace(first, option=1, name="A."), NOW) == first
    await store.quizzes.answer(Answer(its.id, "ben", 1), NOW)
    assert dict(await store.quizzes.tally(its.id)) == {0: 1, 1: 1}


async def test_an_answer_that_is_too_late_does_not_count(store: Store) -> None:
    its = await opened(store)
    early, late = Answer(its.id, "anna", 0), Answer(its.id, "ben", 1)
    assert await store.quizzes.answer(early, NOW + DAY - timedelta(seconds=1)) == early
    assert await store.quizzes.answer(late, NOW + DAY) is None
    assert await store.quizzes.answer(replace(early, option=1), NOW + DAY) == early
    assert await store.quizzes.answer(Answer(99, "ben", 1), NOW) is None
    assert dict(await store.quizzes.tally(its.id)) == {0: 1}


async def test_who_wants_to_be_forgotten_is(store: Store) -> None:
    here, there = await opened(store), await opened(store, Address("other", "room"))
    for its in (here, there):
        for who in ("anna", "ben"):
            await store.quizzes.answer(Answer(its.id, who, 0), NOW)
    assert await store.forget("fake", "anna") == 1
    assert await store.forget("fake", "anna") == 0
    assert dict(await store.quizzes.tally(here.id)) == {0: 2}  # one of nobody, until it closes
    again = await store.quizzes.answer(Answer(here.id, "anna", 1), NOW)
    assert again
    assert (again.option, again.name) == (0, "")
    assert dict(await store.quizzes.tally(here.id)) == {0: 2}
    assert dict(await store.quizzes.tally(there.id)) == {0: 2}
