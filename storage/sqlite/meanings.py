"""What the words of our papers mean, in SQLite."""

from datetime import datetime

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
