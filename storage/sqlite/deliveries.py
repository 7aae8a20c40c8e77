"""Which events of the chats were dealt with, in SQLite."""

from datetime import datetime

from sqlite_utils import Database

from storage.sqlite.database import SqliteFile
from storage.sqlite.values import stamp


class SqliteDeliveries:
    """`Deliveries` on SQLite."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    async def first(self, chat: str, delivery: str, at: datetime) -> bool:
        """See `Deliveries.first`."""
        row = [chat, delivery, stamp(at)]

        def change(database: Database) -> bool:
            sql = "INSERT INTO deliveries VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
            return bool(database.execute(sql, row).rowcount == 1)

        return await self._file.write(change)
