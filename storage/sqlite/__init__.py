"""The store in one SQLite file."""

from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from storage.sqlite.announcements import SqliteAnnouncements
from storage.sqlite.database import SqliteFile
from storage.sqlite.deliveries import SqliteDeliveries
from storage.sqlite.follows import SqliteFollows
from storage.sqlite.forgetting import forget
from storage.sqlite.group_votes import SqliteGroupVotes
from storage.sqlite.ledger import SqliteLedger
from storage.sqlite.meanings import SqliteMeanings
from storage.sqlite.outbox import SqliteOutbox
from storage.sqlite.papers import SqlitePapers
from storage.sqlite.pictures import SqlitePictures
from storage.sqlite.quizzes import SqliteQuizzes
from storage.sqlite.rounds import SqliteRounds
from storage.sqlite.runs import SqliteRuns
from storage.sqlite.scores import SqliteScores
from storage.sqlite.spending import SqliteSpending
from storage.sqlite.subscriptions import SqliteSubscriptions
from storage.sqlite.summaries import SqliteSummaries
from storage.sqlite.tastes import SqliteTastes
from storage.sqlite.values import stamp
from storage.sqlite.votes import SqliteVotes

_FORGET = (
    "UPDATE parts SET message = '' "
    "WHERE message <> '' AND state IN ('sent', 'dropped') AND created_at < ?",
    "UPDATE runs SET passed_over = '{}' WHERE passed_over <> '{}' AND done_at < ?",
)
_NO_EVENTS = "DELETE FROM deliveries WHERE at < ?"
_NO_TASTES = "DELETE FROM tastes WHERE learned_at < ?"  # nobody asked for them since
_NO_PICTURES = """
    DELETE FROM pictures WHERE sha256 NOT IN (
        SELECT json_extract(value, '$.image.sha256')
        FROM parts, json_each(nullif(message, ''), '$.cards')
        WHERE json_extract(value, '$.image.sha256') IS NOT NULL
    )
"""


class SqliteStore:
    """`Store` on SQLite. Safe with several processes on one file."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file
        self.papers = SqlitePapers(file)
        self.meanings = SqliteMeanings(file)
        self.announcements = SqliteAnnouncements(file)
        self.summaries = SqliteSummaries(file)
        self.spending = SqliteSpending(file)
        self.subscriptions = SqliteSubscriptions(file)
        self.runs = SqliteRuns(file)
        self.outbox = SqliteOutbox(file)
        self.ledger = SqliteLedger(file)
        self.votes = SqliteVotes(file)
        self.tastes = SqliteTastes(file)
        self.follows = SqliteFollows(file)
        self.quizzes = SqliteQuizzes(file)
        self.rounds = SqliteRounds(file)
        self.scores = SqliteScores(file)
        self.group_votes = SqliteGroupVotes(file)
        self.deliveries = SqliteDeliveries(file)
        self.pictures = SqlitePictures(file)

    @classmethod
    async def open(cls, path: Path) -> "SqliteStore":
        """Open the store in this file, made or brought up to date. Raises `StoreError`."""
        file = SqliteFile(path)
        await file.open()
        return cls(file)

    @classmethod
    async def open_as_it_is(cls, path: Path) -> tuple["SqliteStore", bool]:
        """Open a store to read only, changing nothing; whether it is of an older version.

        Of an older one not all can be read. Raises `StoreError`.
        """
        file = SqliteFile(path)
        await file.open_as_it_is()
        return cls(file), file.is_older

    async def backup(self, file: Path) -> None:
        """See `Store.backup`."""
        await self._file.backup(file)

    async def clean_up(self, before: datetime) -> int:
        """See `Store.clean_up`."""

        def change(database: Database) -> int:
            texts = sum(database.execute(each, [stamp(before)]).rowcount for each in _FORGET)
            database.execute(_NO_EVENTS, [stamp(before)])
            database.execute(_NO_TASTES, [stamp(before)])
            database.execute(_NO_PICTURES)  # once no text names them
            return texts

        return await self._file.write(change)

    async def forget(self, chat: str, person: str) -> int:
        """See `Store.forget`."""
        return await self._file.write(lambda database: forget(database, chat, person))

    async def close(self) -> None:
        """See `Store.close`."""
        await self._file.close()


__all__ = ["SqliteStore"]
