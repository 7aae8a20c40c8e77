"""The SQLite store on a real disk: old, new, damaged, forbidden and shared files."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.errors import StoreError
from bot.papers import read_topic
from storage.sqlite import SqliteStore
from storage.sqlite.index import TABLES
from storage.sqlite.migrations import STEPS
from tests.delivery import add, deliver, draft
from tests.fakes import PLACE, paper


async def test_a_store_of_an_older_version_is_brought_up_to_date(tmp_path: Path) -> None:
    file = tmp_path / "old.db"
    with Database(file) as old:
        STEPS.apply(old, stop_before="s0002_ledger")
        old.execute(
            "INSERT INTO papers VALUES "
            """(1, '2603.00001', 'An old paper', '', '["Ada Old"]', '[]', NULL, 0)"""
        )
        old.commit()
    store = await SqliteStore.open(file)
    await add(store, draft("a digest", "2603.00001"))
    await deliver(store)
    assert await store.ledger.posted(PLACE) == {"2603.00001"}
    for typed in ("old", "an old paper", 'by:"A. Old"', "paper by:old"):
        assert (await store.papers.search(read_topic(typed), 5)).total == 1
    assert (await store.papers.search(read_topic("ada"), 5)).total == 0
    await store.close()


async def test_a_store_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "new.db"
    await (await SqliteStore.open(file)).close()
    with sqlite3.connect(file) as newer:
        newer.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
            "VALUES ('paperboy', 's9999_future', '2030-01-01')"
        )
    newer.close()
    before = file.read_bytes()
    with pytest.raises(StoreError, match=r"new\.db: a newer Paperboy .*s9999_future.*update"):
        await SqliteStore.open(file)
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"no database at all, only text" * 100, b"SQLite format 3\0" + b"x" * 9000]
)
async def test_a_damaged_store_is_named_with_the_way_out(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "damaged.db"
    file.write_bytes(content)
    with pytest.raises(StoreError, match=r"damaged\.db: it is damaged.*restore a backup"):
        await SqliteStore.open(file)
    assert file.read_bytes() == content


async def test_a_store_damaged_in_the_middle_is_named_when_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "torn.db"
    store = await SqliteStore.open(file)
    await store.papers.add(paper(number) for number in range(300))
    await store.close()
    content = bytearray(file.read_bytes())
    content[4096 * 8 :] = b"\xff" * (len(content) - 4096 * 8)
    file.write_bytes(content)
    with pytest.raises(StoreError, match=r"torn\.db: it is damaged"):
        await read_everything(file)


async def read_everything(file: Path) -> None:
    store = await SqliteStore.open(file)
    try:
        await store.papers.recent(1000)
        await store.papers.search(read_topic("subject"), 1000)
    finally:
        await store.close()


async def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"nowhere.*cannot be opened.*folder"):
        await SqliteStore.open(tmp_path / "nowhere" / "a.db")


async def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path / "full.db")
    await store.papers.add([paper(1)])
    await store._file.write(lambda database: database.execute("PRAGMA max_page_count = 60"))
    with pytest.raises(StoreError, match=r"full\.db: the disk is full: free some space"):
        await store.papers.add(paper(number) for number in range(2, 5000))
    assert await store.papers.count() == 1
    await store.close()


async def test_two_stores_on_one_new_file_share_it(tmp_path: Path) -> None:
    file = tmp_path / "shared.db"
    one, two = await asyncio.gather(SqliteStore.open(file), SqliteStore.open(file))
    tries = await asyncio.gather(
        *(add(store, draft("a digest", "a", "b")) for store in (one, two) * 5),
        return_exceptions=True,
    )
    assert sum(isinstance(each, StoreError) for each in tries) == 9
    assert await two.ledger.among(PLACE, ["a", "b", "c"]) == {"a": False, "b": False}
    assert len(await one.outbox.unfinished()) == 1
    await one.papers.add([paper(1)])
    assert await two.papers.count() == 1
    await asyncio.gather(one.close(), two.close())


async def test_adding_papers_is_all_or_nothing(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path / "a.db")
    broken = paper(2, id=None)
    with pytest.raises(StoreError):
        await store.papers.add([paper(1), broken])
    assert await store.papers.count() == 0
    await store.close()


async def test_an_index_that_came_piece_by_piece_is_made_one(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path / "a.db")
    for number in range(9):
        await store.papers.add([paper(number, f"Robot {number}")])
    await store.papers.prepare()
    await store.close()
    with Database(tmp_path / "a.db") as database:
        for table in TABLES:
            pieces = database.execute(f"SELECT count(DISTINCT segid) FROM {table}_idx").fetchone()
            assert pieces[0] < 3


async def test_the_index_of_words_stays_in_step_through_changes_and_vacuum(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path / "a.db")
    await store.papers.add(paper(number, f"Title of {number}") for number in range(50))
    await store.papers.add(paper(number, f"Heading of {number}") for number in range(0, 50, 2))
    await store.close()
    with Database(tmp_path / "a.db") as database:
        database.execute("DELETE FROM papers WHERE number % 3 = 0")
        database.commit()
        database.vacuum()
        for table in TABLES:
            check = f"INSERT INTO {table}({table}, rank) VALUES ('integrity-check', 1)"
            database.execute(check)
    store = await SqliteStore.open(tmp_path / "a.db")
    for paper_number in (1, 3, 4):
        its = await store.papers.get(f"2603.{paper_number:05}")
        topic = read_topic(its.title if its else "")
        assert its in [None, *(each.read() for each in await store.papers.search(topic, 50))]
    await store.close()
