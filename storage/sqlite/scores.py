"""Scores in SQLite: counted from the answers whenever somebody asks."""

from datetime import datetime

from sqlite_utils import Database

from bot.messages import Address
from bot.models import Asked, Standing
from storage.sqlite.database import SqliteFile
from storage.sqlite.inside import bounds
from storage.sqlite.quizzes import read_asked
from storage.sqlite.values import stamp

_STANDINGS = """
    WITH played AS (
        SELECT person, name, at, option = key AS good
        FROM questions JOIN answers ON question = questions.id
        WHERE place >= :first AND place < :last AND (state = 'closed' OR person = :person)
    ), wrong AS (
        SELECT person, max(at) AS at FROM played WHERE NOT good GROUP BY person
    )
    SELECT played.person, played.name, max(played.at),
           count(*) FILTER (WHERE good AND played.at >= :since AND played.at < :until),
           count(*) FILTER (WHERE played.at >= :since AND played.at < :until) AS answered,
           count(*) FILTER (WHERE played.at > coalesce(wrong.at, ''))
    FROM played LEFT JOIN wrong USING (person)
    GROUP BY played.person HAVING answered > 0
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
        asked |= {"person": person}

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
