"""What every store of meanings does, in memory and in SQLite."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.models import Fitted
from bot.ports import Store
from storage.sqlite import SqliteStore
from tests.fakes import NOW, paper
from tests.memory import MemoryStore


@pytest.fixture(params=["memory", "sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    opened: Store = (
        MemoryStore() if request.param == "memory" else await SqliteStore.open(tmp_path / "a.db")
    )
    yield opened
    await opened.close()


async def test_the_last_meaning_counts_and_is_not_sent_twice(store: Store) -> None:
    assert await store.meanings.latest() is None
    first = await store.meanings.put(b"one", 300, NOW)
    assert await store.meanings.latest() == Fitted(first, NOW, 300, b"one")
    assert await store.meanings.latest(first) == Fitted(first, NOW, 300, b"")
    later = NOW + timedelta(days=7)
    second = await store.meanings.put(b"two", 400, later)
    assert second > first
    assert await store.meanings.latest(first) == Fitted(second, later, 400, b"two")


async def test_stems_of_the_newest_papers_are_a_text_each(store: Store) -> None:
    old = NOW.date() - timedelta(days=3)
    await store.papers.add([paper(1, "Old pumps", announced=old), paper(2, "New engines")])
    (newest,) = await store.meanings.stems(1)
    assert newest.startswith("new engin . we study subject 2 .")
    assert len(await store.meanings.stems(5)) == 2


async def test_papers_lack_a_vector_until_they_have_one_and_when_their_words_change(
    store: Store,
) -> None:
    await store.papers.add([paper(1, "Old pumps"), paper(2, "New engines"), paper(3)])
    ids = [paper(each).id for each in (1, 2, 3)]
    number = await store.meanings.put(b"one", 3, NOW)
    lacking = await store.meanings.unplaced(number, 9)
    assert set(lacking) == set(ids)
    assert lacking[ids[0]].startswith("old pump . we study")
    assert len(await store.meanings.unplaced(number, 2)) == 2
    await store.meanings.place(number, dict.fromkeys(ids[:2], b"\x01\x02") | {"unknown": b""})
    assert set(await store.meanings.unplaced(number, 9)) == {ids[2]}
    await store.papers.add([paper(1, "Old pumps", upvotes=7), paper(2, "Other engines")])
    assert set(await store.meanings.unplaced(number, 9)) == {ids[1], ids[2]}


async def test_every_meaning_places_all_papers_anew(store: Store) -> None:
    await store.papers.add([paper(1)])
    for dumped in (b"one", b"two"):
        number = await store.meanings.put(dumped, 1, NOW)
        assert set(await store.meanings.unplaced(number, 9)) == {paper(1).id}
        await store.meanings.place(number, {paper(1).id: b"\x01"})
        await store.meanings.settle(number)
        await store.meanings.settle(number)
        assert await store.meanings.unplaced(number, 9) == {}
    assert set(await store.meanings.unplaced(number - 1, 9)) == {paper(1).id}
