"""Scores in SQLite: counted from the answers whenever somebody asks."""

from datetime import datetime

from sqlite_utils import Database

from bot.messages import Address
from bot.models import Asked, Standing
from storage.sqlite.database import SqliteFile
from storage.sqlite.forgetting import FORGOTTEN
from storage.sqlite.inside import bounds
from storage.sqlite.quizzes import read_asked
from storage.sqlite.values import stamp

# One paper asked about in two channels, or twice in a month, counts once; each of its rounds does.
_STANDINGS = """
    WITH played AS (
        SELECT person, name, at, option = key AS good, row_number() OVER (
            PARTITION BY person, paper, round, at >= :since ORDER BY at, question
        ) AS turn
        FROM questions JOIN answers ON question = questions.id
        WHERE place >= :first AND place < :last AND (state = 'closed' OR person = :person)
        AND at < :until AND person NOT LIKE :unnamed
    ), counted AS (
        SELECT * FROM played WHERE turn = 1
    ), wrong AS (
        SELECT person, max(at) AS at FROM counted WHERE NOT good GROUP BY person
    )
    SELECT counted.person, counted.name, max(counted.at),
           count(*) FILTER (WHERE good AND counted.at >= :since),
           count(*) FILTER (WHERE counted.at >= :since) AS answered,
           count(*) FILTER (WHERE counted.at > coalesce(wrong.at, ''))
    FROM counted LEFT JOIN wrong USING (person)
    GROUP BY counted.person HAVING answered > 0
"""
_MISSED = """
    SELECT questions.* FROM answers JOIN questions ON questions.id = question
    WHERE person = ? AND option <> key AND state = 'closed' AND place >= ? AND place < ?
    ORDER BY at DESC LIMIT ?
"""


class SqliteScores:
    """`Scores` on SQLite."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    async def standings(
        self, group: Address, since: datetime, until: datetime, person: str = ""
    ) -> tuple[Standing, ...]:
        """See `Scores.standings`."""
        first, last = bounds(group)
        asked = {"first": first, "last": last, "since": stamp(since), "until": stamp(until)}
        asked |= {"person": person, "unnamed": f"{FORGOTTEN}%"}

        def look(database: Database) -> tuple[Standing, ...]:
            rows = database.execute(_STANDINGS, asked)
            return tuple(
                Standing(person, name, right, answered, streak)
                for person, name, _, right, answered, streak in rows
            )

        return await self._file.read(look)

    async def missed(self, group: Address, person: str, limit: int) -> tuple[Asked, ...]:
        """See `Scores.missed`."""
        values = [person, *bounds(group), limit]

        def look(database: Database) -> tuple[Asked, ...]:
            return tuple(map(read_asked, database.query(_MISSED, values)))

        return await self._file.read(look)
