"""Which paper went to which place, in SQLite."""

import json
from collections.abc import Sequence
from datetime import date, datetime

from sqlite_utils import Database

from bot.messages import Address
from storage.sqlite.database import SqliteFile


class SqliteLedger:
    """`Ledger` on SQLite."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    async def posted(self, place: Address) -> frozenset[str]:
        """See `Ledger.posted`."""

        def look(database: Database) -> frozenset[str]:
            rows = database.execute("SELECT paper FROM postings WHERE place = ?", [str(place)])
            return frozenset(paper for (paper,) in rows)

        return await self._file.read(look)

    async def claim(self, place: Address, paper_ids: Sequence[str], at: datetime) -> frozenset[str]:
        """See `Ledger.claim`."""

        def change(database: Database) -> frozenset[str]:
            rows = database.execute(
                "INSERT INTO postings SELECT ?, value, ? FROM json_each(?) WHERE true "
                "ON CONFLICT DO NOTHING RETURNING paper",
                [str(place), at.isoformat(), json.dumps(paper_ids)],
            )
            return frozenset(paper for (paper,) in rows.fetchall())

        return await self._file.write(change)

    async def release(self, place: Address, paper_ids: Sequence[str]) -> None:
        """See `Ledger.release`."""

        def change(database: Database) -> None:
            database.execute(
                "DELETE FROM postings WHERE place = ? "
                "AND paper IN (SELECT value FROM json_each(?))",
                [str(place), json.dumps(paper_ids)],
            )

        await self._file.write(change)

    async def watermark(self, place: Address, subscription: str) -> int | None:
        """See `Ledger.watermark`."""

        def look(database: Database) -> int | None:
            sql = "SELECT sequence FROM watermarks WHERE place = ? AND subscription = ?"
            row = database.execute(sql, [str(place), subscription]).fetchone()
            return int(row[0]) if row else None

        return await self._file.read(look)

    async def began(self, place: Address, subscription: str) -> date | None:
        """See `Ledger.began`."""

        def look(database: Database) -> date | None:
            sql = "SELECT began FROM watermarks WHERE place = ? AND subscription = ?"
            row = database.execute(sql, [str(place), subscription]).fetchone()
            return date.fromisoformat(row[0]) if row and row[0] else None

        return await self._file.read(look)

    async def advance(
        self, place: Address, subscription: str, sequence: int, day: date | None = None
    ) -> None:
        """See `Ledger.advance`."""

        def change(database: Database) -> None:
            database.execute(
                "INSERT INTO watermarks VALUES (?, ?, ?, ?) ON CONFLICT (place, subscription) "
                "DO UPDATE SET sequence = max(sequence, excluded.sequence), "
                "began = coalesce(began, excluded.began)",
                [str(place), subscription, sequence, day.isoformat() if day else None],
            )

        await self._file.write(change)

    async def last(self, place: Address) -> datetime | None:
        """See `Ledger.last`."""

        def look(database: Database) -> datetime | None:
            sql = "SELECT max(at) FROM postings WHERE place = ?"
            (at,) = database.execute(sql, [str(place)]).fetchone()
            return datetime.fromisoformat(at) if at else None

        return await self._file.read(look)
