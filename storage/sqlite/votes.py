"""Votes in SQLite: a person's last one counts."""

from datetime import datetime
from typing import Literal

from sqlite_utils import Database

from bot.messages import Address
from storage.sqlite.database import SqliteFile
from storage.sqlite.values import stamp

_VOTE = """
    INSERT INTO votes VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (place, paper, person) DO UPDATE SET value = excluded.value, at = excluded.at
"""
_WITHDRAW = "DELETE FROM votes WHERE place = ? AND paper = ? AND person = ? AND value = ?"
# One that was put aside by a reset is no vote that a press could take back.
_BEFORE = f"""
    {_WITHDRAW} AND at < ?
    AND at > coalesce((SELECT its.at FROM taste_resets AS its WHERE its.place = votes.place), '')
"""
_TALLY = "SELECT count(*) FILTER (WHERE value = 1), count(*) FILTER (WHERE value = -1) FROM votes"


class SqliteVotes:
    """`Votes` on SQLite."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    async def vote(
        self, place: Address, paper_id: str, person: str, value: Literal[1, -1], at: datetime
    ) -> None:
        """See `Votes.vote`."""
        row = [str(place), paper_id, person, value, stamp(at)]
        await self._file.write(lambda database: database.execute(_VOTE, row))

    async def withdraw(
        self,
        place: Address,
        paper_id: str,
        person: str,
        value: Literal[1, -1],
        before: datetime | None = None,
    ) -> bool:
        """See `Votes.withdraw`."""
        row = [str(place), paper_id, person, value, *([stamp(before)] if before else [])]
        sql = _BEFORE if before else _WITHDRAW
        return await self._file.write(lambda database: database.conn.execute(sql, row).rowcount > 0)

    async def tally(self, place: Address, paper_id: str) -> tuple[int, int]:
        """See `Votes.tally`."""

        def look(database: Database) -> tuple[int, int]:
            sql = f"{_TALLY} WHERE place = ? AND paper = ?"
            up, down = database.execute(sql, [str(place), paper_id]).fetchone()
            return up, down

        return await self._file.read(look)
