"""What places like, in SQLite: the votes that count, and what was learned from them."""

import json
from collections.abc import Sequence
from datetime import datetime

from sqlite_utils import Database

from bot.messages import Address
from bot.models import Learned, Opinion
from storage.sqlite.database import SqliteFile
from storage.sqlite.values import stamp

_COUNTING = """
    FROM votes WHERE place = :place
    AND at > coalesce((SELECT at FROM taste_resets WHERE place = :place), '')
"""
# The newest of each person first: who votes without end leaves out nobody else's.
_OF = f"""
    SELECT paper, person, value, at FROM (
        SELECT *, row_number() OVER (PARTITION BY person ORDER BY at DESC, paper) AS nth {_COUNTING}
        ORDER BY nth, at DESC, paper, person LIMIT :most)
    ORDER BY at DESC, paper, person
"""
_RESET = """
    INSERT INTO taste_resets VALUES (?, ?) ON CONFLICT (place) DO UPDATE SET at = excluded.at
"""
_LATEST = """
    SELECT basis, learned_at, liked, disliked, dumped FROM tastes WHERE place = ? AND seeds = ?
"""
_GONE = """
    SELECT 1 FROM json_each(:opinions) AS its WHERE NOT EXISTS (
        SELECT 1 FROM votes
        WHERE place = :place AND paper = its.value ->> 0 AND person = its.value ->> 1)
"""
_KEEP = "INSERT OR REPLACE INTO tastes VALUES (?, ?, ?, ?, ?, ?, ?)"


class SqliteTastes:
    """`Tastes` on SQLite."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    async def places(self) -> frozenset[Address]:
        """See `Tastes.places`."""

        def look(database: Database) -> frozenset[Address]:
            rows = database.execute("SELECT DISTINCT place FROM votes")
            return frozenset(Address.parse(place) for (place,) in rows)

        return await self._file.read(look)

    async def of(self, place: Address, most: int) -> tuple[Opinion, ...]:
        """See `Tastes.of`."""

        def look(database: Database) -> tuple[Opinion, ...]:
            rows = database.execute(_OF, {"place": str(place), "most": most})
            return tuple(
                Opinion(paper, person, value > 0, datetime.fromisoformat(at))
                for paper, person, value, at in rows
            )

        return await self._file.read(look)

    async def reset(self, place: Address, at: datetime) -> int:
        """See `Tastes.reset`."""

        def change(database: Database) -> int:
            counted = database.execute(f"SELECT count(*) {_COUNTING}", {"place": str(place)})
            (count,) = counted.fetchone()
            database.execute(_RESET, [str(place), stamp(at)])
            database.execute("DELETE FROM tastes WHERE place = ?", [str(place)])
            return int(count)

        return await self._file.write(change)

    async def latest(self, place: Address, like: Sequence[str]) -> Learned | None:
        """See `Tastes.latest`."""

        def look(database: Database) -> Learned | None:
            row = database.execute(_LATEST, [str(place), _seeds(like)]).fetchone()
            if row is None:
                return None
            basis, at, liked, disliked, dumped = row
            return Learned(basis, datetime.fromisoformat(at), liked, disliked, dumped)

        return await self._file.read(look)

    async def keep(
        self,
        place: Address,
        like: Sequence[str],
        learned: Learned,
        opinions: Sequence[Opinion] = (),
    ) -> None:
        """See `Tastes.keep`."""
        its = learned
        named = [str(place), _seeds(like), its.basis, stamp(its.at)]
        row: list[object] = [*named, its.liked, its.disliked, its.dumped]
        votes = json.dumps([[each.paper, each.person] for each in opinions])

        def change(database: Database) -> None:
            gone = database.execute(_GONE, {"place": str(place), "opinions": votes})
            if gone.fetchone() is None:
                database.execute(_KEEP, row)

        await self._file.write(change)


def _seeds(like: Sequence[str]) -> str:
    return json.dumps(sorted(like))
