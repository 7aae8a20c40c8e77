"""The bytes of pictures, in SQLite."""

from hashlib import sha256

from sqlite_utils import Database

from storage.sqlite.database import SqliteFile


class SqlitePictures:
    """`Pictures` on SQLite."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    async def add(self, data: bytes) -> str:
        """See `Pictures.add`."""
        name = sha256(data).hexdigest()
        sql = "INSERT INTO pictures VALUES (?, ?) ON CONFLICT DO NOTHING"
        await self._file.write(lambda database: database.execute(sql, [name, data]))
        return name

    async def get(self, sha256: str) -> bytes | None:
        """See `Pictures.get`."""

        def look(database: Database) -> bytes | None:
            sql = "SELECT data FROM pictures WHERE sha256 = ?"
            row = database.execute(sql, [sha256]).fetchone()
            return row[0] if row else None

        return await self._file.read(look)
