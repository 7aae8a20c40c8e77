"""A store from before follows: names with ø and ł are found without them, once it is prepared."""

from pathlib import Path

import sqlite_utils

from bot.papers import read_topic
from storage.sqlite import SqliteStore
from storage.sqlite.migrations.s0019 import s0019_follows
from tests.fakes import paper


async def test_names_in_an_older_store_are_indexed_anew(tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    store = await SqliteStore.open(file)
    await store.papers.add([paper(1, authors=("Søren Hauberg",)), paper(2)])
    await store.close()
    with sqlite_utils.Database(file) as database:
        database.execute("UPDATE papers SET author_words = replace(author_words, 'soren', 'søren')")
        database.execute("DROP TABLE follows")
        database.execute("DROP TABLE looks")
        s0019_follows(database)
        database.conn.commit()
    store = await SqliteStore.open(file)
    wanted = read_topic('by:"Soren Hauberg"')
    assert not [each.read() for each in await store.papers.search(wanted, 5)]
    await store.papers.prepare()
    (found,) = [each.read() for each in await store.papers.search(wanted, 5)]
    assert found.authors == ("Søren Hauberg",)
    await store.close()
