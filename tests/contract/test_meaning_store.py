"""What every store of meanings does, in memory and in SQLite."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.models import Fitted
from bot.ports import Store
from storage.sqlite import SqliteStore
from tests.fakes import NOW, MemoryStore, paper


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
