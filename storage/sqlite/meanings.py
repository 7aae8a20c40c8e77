"""What the words of our papers mean, and where each paper stands by it, in SQLite."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from sqlite_utils import Database

from bot.models import Fitted
from storage.sqlite.database import SqliteFile
from storage.sqlite.values import stamp

_LATEST = "SELECT id, fitted_at, papers, dumped FROM meanings ORDER BY id DESC LIMIT 1"
_PUT = "INSERT INTO meanings (fitted_at, papers, dumped) VALUES (?, ?, ?)"
_STEMS = """
    SELECT title_words || ' . ' || abstract_words FROM papers
    ORDER BY announced DESC, id DESC LIMIT ?
"""
# The index is narrow: most papers have their place, and are not read.
_UNPLACED = """
    SELECT group_concat(id || char(9) || title_words || ' . ' || abstract_words, char(10))
    FROM papers WHERE number IN (
        SELECT number FROM papers INDEXED BY papers_in_brief
        WHERE number NOT IN (SELECT paper FROM vectors WHERE meaning = :meaning)
        LIMIT :most)
"""
_PLACE = """
    INSERT OR REPLACE INTO vectors (paper, meaning, vector)
    SELECT number, ?, ? FROM papers WHERE id = ?
"""
_FORGET = "DELETE FROM vectors WHERE paper BETWEEN ? AND ? AND meaning <> ?"
_AT_ONCE = 10_000  # papers whose old places are forgotten in one go: others write meanwhile


class SqliteMeanings:
    """`MeaningStore` on SQLite."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    async def latest(self, known: int = 0) -> Fitted | None:
        """See `MeaningStore.latest`."""

        def look(database: Database) -> Fitted | None:
            row = database.execute(_LATEST).fetchone()
            if row is None:
                return None
            number, at, papers, dumped = row
            return Fitted(
                number,
                datetime.fromisoformat(at),
                papers,
                b"" if number == known else dumped,
            )

        return await self._file.read(look)

    async def put(self, dumped: bytes, papers: int, at: datetime) -> int:
        """See `MeaningStore.put`."""

        def change(database: Database) -> int:
            number = database.execute(_PUT, [stamp(at), papers, dumped]).lastrowid
            database.execute("DELETE FROM meanings WHERE id < ?", [number])
            return int(number or 0)

        return await self._file.write(change)

    async def stems(self, most: int) -> tuple[str, ...]:
        """See `MeaningStore.stems`."""

        def look(database: Database) -> tuple[str, ...]:
            return tuple(stems for (stems,) in database.execute(_STEMS, [most]))

        return await self._file.read(look)

    async def unplaced(self, number: int, most: int) -> Mapping[str, str]:
        """See `MeaningStore.unplaced`."""

        def look(database: Database) -> dict[str, str]:
            asked = {"meaning": number, "most": most}
            (lines,) = database.execute(_UNPLACED, asked).fetchone()
            pairs = (each.partition("\t") for each in (lines or "").split("\n") if each)
            return {paper_id: stems for paper_id, _, stems in pairs}

        return await self._file.read(look)

    async def place(self, number: int, vectors: Mapping[str, bytes]) -> None:
        """See `MeaningStore.place`."""

        def change(database: Database) -> None:
            rows = [(number, vector, paper_id) for paper_id, vector in vectors.items()]
            database.conn.executemany(_PLACE, rows)

        await self._file.write(change)

    async def settle(self, number: int) -> None:
        """See `MeaningStore.settle`."""

        def change(database: Database) -> int:
            if database.execute("SELECT meaning FROM placed").fetchall() == [(number,)]:
                return 0
            database.execute("DELETE FROM placed")
            database.execute("INSERT INTO placed (meaning) VALUES (?)", [number])
            return int(database.execute("SELECT max(paper) FROM vectors").fetchone()[0] or 0)

        last = await self._file.write(change)
        for first in range(0, last + 1 if last else 0, _AT_ONCE):
            end = first + _AT_ONCE - 1
            await self._file.write(partial(_forget, between=(first, end), but=number))


def _forget(database: Database, between: tuple[int, int], but: int) -> None:
    database.execute(_FORGET, [*between, but])
