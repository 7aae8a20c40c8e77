"""What the outbox on SQLite promises besides: old files, backups, faults of the disk."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.errors import StoreError
from bot.messages import Address, Card, Image, Message, MessageRef
from bot.models import Draft, Entry, Outcome, Receipt, Run, Subscription, Watermark
from storage.sqlite import SqliteStore, database, ledger, subscriptions
from storage.sqlite.migrations import STEPS
from storage.sqlite.values import freeze, stamp
from tests.delivery import LEASE, add, after, begin, claim, deliver, draft, ref, states
from tests.fakes import NOW, PLACE, TODAY


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    opened = await SqliteStore.open(tmp_path / "paperboy.db")
    yield opened
    await opened.close()


async def test_the_ledger_of_an_older_paperboy_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "old.db"
    with Database(file) as old:
        STEPS.apply(old, stop_before="s0008_delivery")
        old.execute("INSERT INTO postings VALUES ('fake:room', 'p1', ?)", [NOW.isoformat()])
        old.execute("INSERT INTO watermarks VALUES ('fake:room', '1', 7, ?)", [TODAY.isoformat()])
        old.commit()
    store = await SqliteStore.open(file)
    assert await store.ledger.posted(PLACE) == {"p1"}
    assert await store.ledger.among(PLACE, ["p1", "p2"]) == {"p1": True}
    assert await store.ledger.entry(PLACE, "p1") == Entry(0, 0, NOW)
    assert await store.ledger.last(PLACE) == NOW
    assert await store.ledger.watermark(PLACE, "1") == Watermark(7, TODAY)
    assert await store.ledger.follow_up("p1", "withdrawn", Message("gone"), NOW) == 0
    with pytest.raises(StoreError):
        await add(store, draft("again", "p1"))
    await store.close()


async def test_a_backup_beside_a_writer_is_whole_and_sends_nothing_twice(
    store: SqliteStore, tmp_path: Path
) -> None:
    places = [Address("fake", f"room {number}") for number in range(40)]
    writing = asyncio.gather(
        *(add(store, draft(f"{place}", f"paper of {place}"), place=place) for place in places)
    )
    await store.backup(tmp_path / "backup.db")
    await writing
    copy = await SqliteStore.open(tmp_path / "backup.db")
    for part in await copy.outbox.unfinished():
        assert list(await copy.ledger.among(part.place, part.papers)) == list(part.papers)
    await copy.close()
    assert len(await states(store)) == 40
    with pytest.raises(StoreError, match=r"backup\.db is there already"):
        await store.backup(tmp_path / "backup.db")


async def test_cleaning_up_forgets_texts_of_what_is_over_and_nothing_else(
    store: SqliteStore,
) -> None:
    run = Run(Subscription(PLACE), TODAY, "asked", NOW)
    outcome = Outcome("digest", "", Receipt(1, 1), passed_over={"p9": "over the maximum"})
    await store.runs.settle(run, outcome, [draft("sent", "p1"), draft("waits", "p2")], "w", NOW)
    sent = await deliver(store)
    assert await store.clean_up(NOW) == 0
    assert await store.clean_up(after(1)) == 2
    assert await store.clean_up(after(1)) == 0
    assert (await store.runs.past(PLACE, 1))[0].passed_over == {}
    assert await store.ledger.posted(PLACE) == {"p1"}
    await add(store, draft("below", parent=sent.id))
    assert [(await deliver(store)).message.text for _ in range(2)] == ["waits", "below"]


async def test_cleaning_up_forgets_old_events_and_pictures_that_no_text_names(
    store: SqliteStore,
) -> None:
    old, waiting, loose = [await store.pictures.add(name) for name in (b"old", b"waiting", b"no")]
    texts = [Message(each, (Card(image=Image(each, "")), Card("x"))) for each in (old, waiting)]
    await add(store, *map(Draft, texts), draft("without cards"))
    await store.deliveries.first("fake", "Ev1", NOW)
    await store.deliveries.first("fake", "Ev2", after(1))
    await deliver(store)
    assert await store.clean_up(NOW) == 0
    assert await store.pictures.get(loose) is None
    assert await store.pictures.get(old) == b"old"
    assert await store.clean_up(after(1)) == 1
    assert await store.pictures.get(old) is None
    assert await store.pictures.get(waiting) == b"waiting"
    assert await store.deliveries.first("fake", "Ev1", NOW)
    assert not await store.deliveries.first("fake", "Ev2", NOW)


async def test_the_outbox_of_an_older_paperboy_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "old.db"
    with Database(file) as old:
        STEPS.apply(old, stop_before="s0009_threads")
        for number, state in enumerate(("sent", "due", "due"), 1):
            old.execute(
                "INSERT INTO parts (place, chat, key, operation, hangs_on, message, papers, state, "
                "message_id, created_at) VALUES ('fake:room', 'fake', ?, 'send', ?, ?, '[]', ?, "
                "'m1', ?)",
                [str(number), 1 if number == 2 else None, freeze(Message("hello")), state,
                 stamp(NOW)],
            )  # fmt: skip
        old.commit()
    store = await SqliteStore.open(file)
    assert [(await deliver(store)).key for _ in range(2)] == ["3", "2"]
    assert await store.ledger.about(MessageRef(PLACE, "m1")) is None
    await store.close()


async def test_looking_up_what_a_message_is_about_or_a_workspace_reads_an_index(
    store: SqliteStore,
) -> None:
    async def plan(sql: str) -> str:
        asked = f"EXPLAIN QUERY PLAN {sql}"
        return str(await store._file.read(lambda its: its.execute(asked, ["a", "b"]).fetchall()))

    assert "USING INDEX parts_about (place=? AND message_id=?)" in await plan(ledger._ABOUT)
    assert "INDEX subscriptions_by_place (place>? AND" in await plan(subscriptions._INSIDE)


async def test_a_file_that_is_deleted_under_the_store_lets_nothing_leave(
    store: SqliteStore, tmp_path: Path
) -> None:
    await add(store, draft("hello"))
    [part] = await claim(store)
    (tmp_path / "paperboy.db").unlink()
    with pytest.raises(StoreError, match="deleted or replaced"):
        await store.outbox.sending(part, NOW, NOW + LEASE)
    with pytest.raises(StoreError, match="deleted or replaced"):
        await claim(store)


async def test_a_store_that_another_program_holds_says_so_and_goes_on_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0.05)
    impatient = await SqliteStore.open(tmp_path / "paperboy.db")
    await add(impatient, draft("hello"))
    holder = sqlite3.connect(tmp_path / "paperboy.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="another program holds it"):
        await claim(impatient)
    assert len(await states(impatient)) == 1
    holder.execute("ROLLBACK")
    holder.close()
    await deliver(impatient)
    await impatient.close()


async def test_a_full_disk_stores_all_of_a_digest_or_nothing(store: SqliteStore) -> None:
    await store._file.write(lambda its: its.execute("PRAGMA max_page_count = 80"))
    run = Run(Subscription(PLACE), TODAY, "asked", NOW)
    large = [draft("x" * 100_000, f"p{number}") for number in range(20)]
    outcome = Outcome("digest", "", Receipt(20, 20), Watermark(5))
    with pytest.raises(StoreError, match="the disk is full"):
        await store.runs.settle(run, outcome, large, "w", NOW)
    assert await states(store) == {}
    assert await store.ledger.among(PLACE, ["p0"]) == {}
    assert await store.ledger.watermark(PLACE, run.subscription.key) is None
    assert await store.runs.past(PLACE, 9) == ()


async def test_what_was_sent_stays_so_when_the_store_is_opened_again(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path / "paperboy.db")
    await add(store, draft("1", "p1"), draft("2"), draft("3"))
    await deliver(store)
    part = await begin(store)
    await store.close()
    store = await SqliteStore.open(tmp_path / "paperboy.db")
    assert list((await states(store)).values()) == ["sending", "due"]
    await store.outbox.expire(after(45))
    [doubt] = await claim(store, after(45), "v")
    assert (doubt.id, doubt.key, doubt.state) == (part.id, part.key, "unsure")
    await store.outbox.sent(doubt, ref(doubt), after(46))
    assert await store.ledger.posted(PLACE) == {"p1"}
    await store.close()
