"""The store in one SQLite file."""

from datetime import datetime
from pathlib import Path

from storage.sqlite.announcements import SqliteAnnouncements
from storage.sqlite.database import SqliteFile
from storage.sqlite.ledger import SqliteLedger
from storage.sqlite.outbox import SqliteOutbox
from storage.sqlite.papers import SqlitePapers
from storage.sqlite.quizzes import SqliteQuizzes
from storage.sqlite.runs import SqliteRuns
from storage.sqlite.subscriptions import SqliteSubscriptions
from storage.sqlite.values import stamp
from storage.sqlite.votes import SqliteVotes

_FORGET = (
    "UPDATE parts SET message = '' "
    "WHERE message <> '' AND state IN ('sent', 'dropped') AND created_at < ?",
    "UPDATE runs SET passed_over = '{}' WHERE passed_over <> '{}' AND done_at < ?",
)


class SqliteStore:
    """`Store` on SQLite. Safe with several processes on one file."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file
        self.papers = SqlitePapers(file)
        self.announcements = SqliteAnnouncements(file)
        self.subscriptions = SqliteSubscriptions(file)
        self.runs = SqliteRuns(file)
        self.outbox = SqliteOutbox(file)
        self.ledger = SqliteLedger(file)
        self.votes = SqliteVotes(file)
        self.quizzes = SqliteQuizzes(file)

    @classmethod
    async def open(cls, path: Path) -> "SqliteStore":
        """Open the store in this file, made or brought up to date. Raises `StoreError`."""
        file = SqliteFile(path)
        await file.open()
        return cls(file)

    async def backup(self, file: Path) -> None:
        """See `Store.backup`."""
        await self._file.backup(file)

    async def clean_up(self, before: datetime) -> int:
        """See `Store.clean_up`."""
        return await self._file.write(
            lambda database: sum(
                database.execute(each, [stamp(before)]).rowcount for each in _FORGET
            )
        )

    async def close(self) -> None:
        """See `Store.close`."""
        await self._file.close()


__all__ = ["SqliteStore"]
