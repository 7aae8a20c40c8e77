"""The store in one SQLite file."""

from pathlib import Path

from storage.sqlite.announcements import SqliteAnnouncements
from storage.sqlite.database import SqliteFile
from storage.sqlite.ledger import SqliteLedger
from storage.sqlite.papers import SqlitePapers
from storage.sqlite.quizzes import SqliteQuizzes


class SqliteStore:
    """`Store` on SQLite. Safe with several processes on one file."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file
        self.papers = SqlitePapers(file)
        self.announcements = SqliteAnnouncements(file)
        self.ledger = SqliteLedger(file)
        self.quizzes = SqliteQuizzes(file)

    @classmethod
    async def open(cls, path: Path) -> "SqliteStore":
        """Open the store in this file, made or brought up to date. Raises `StoreError`."""
        file = SqliteFile(path)
        await file.open()
        return cls(file)

    async def close(self) -> None:
        """See `Store.close`."""
        await self._file.close()


__all__ = ["SqliteStore"]
