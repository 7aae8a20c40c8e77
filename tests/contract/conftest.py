"""The stores that the contract suites run on."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from bot.ports import Store
from storage.sqlite import SqliteStore


async def open_sqlite(folder: Path) -> Store:
    return await SqliteStore.open(folder / "paperboy.db")


@pytest.fixture(params=[open_sqlite])
async def opened(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[Callable[[], Awaitable[Store]]]:
    """Opens the same store again and again, as processes do."""
    stores: list[Store] = []

    async def again() -> Store:
        stores.append(await request.param(tmp_path))
        return stores[-1]

    yield again
    for each in stores:
        await each.close()


@pytest.fixture
async def store(opened: Callable[[], Awaitable[Store]]) -> Store:
    return await opened()
