"""Announcements in SQLite: one growing sequence of events."""

import json
from collections.abc import Sequence
from datetime import date, datetime

from sqlite_utils import Database

from bot.models import Announced, Batch
from storage.sqlite.database import SqliteFile
from storage.sqlite.papers import put_papers, read_paper

_DAYS_BACK = 7

_RECORD = """
    INSERT INTO announcements (paper, category, kind, day, inferred, source, seen_at)
    VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
"""
_COVER = "INSERT INTO covered_days VALUES (?, ?) ON CONFLICT DO NOTHING"
_VALIDATE = """
    INSERT INTO validators VALUES (?, ?, ?)
    ON CONFLICT (source, key) DO UPDATE SET validator = excluded.validator
"""
_NEWEST = """
    SELECT max(day) FROM announcements
    WHERE kind IN ('new', 'cross') AND (:until IS NULL OR day <= :until)
    AND (:categories = '[]' OR category IN (SELECT value FROM json_each(:categories)))
"""
# What is hidden until a later day, although it came in before, must still be ahead then.
_LAST = """
    SELECT coalesce(
        (
            SELECT min(sequence) - 1 FROM announcements
            WHERE sequence > :sequence AND kind IN ('new', 'cross') AND day > :until
            AND (:categories = '[]' OR category IN (SELECT value FROM json_each(:categories)))
        ),
        (SELECT max(sequence) FROM announcements),
        0
    )
"""
_AFTER = """
    SELECT * FROM papers WHERE id IN (
        SELECT paper FROM announcements
        WHERE sequence > :sequence AND day >= :first
        AND kind IN ('new', 'cross') AND (:until IS NULL OR day <= :until)
        AND (:categories = '[]' OR category IN (SELECT value FROM json_each(:categories)))
    ) ORDER BY id DESC
"""


class SqliteAnnouncements:
    """`AnnouncementStore` on SQLite."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    async def record(self, source: str, key: str, batch: Batch, at: datetime) -> int:
        """See `AnnouncementStore.record`."""
        papers = {each.paper.id: each.paper for each in batch.announcements}
        events = [
            (
                each.paper.id,
                each.category,
                each.kind,
                each.day.isoformat(),
                int(each.inferred),
                source,
                at.isoformat(),
            )
            for each in batch.announcements
        ]
        covered = [(category, day.isoformat()) for category, day in batch.covered]

        def change(database: Database) -> int:
            if any(not paper.sample for paper in papers.values()):
                _drop_sample(database)
            new = put_papers(database, papers.values())
            database.conn.executemany(_RECORD, events)
            database.conn.executemany(_COVER, covered)
            if batch.validator is not None:
                database.execute(_VALIDATE, [source, key, batch.validator])
            return new

        return await self._file.write(change)

    async def validator(self, source: str, key: str) -> str | None:
        """See `AnnouncementStore.validator`."""

        def look(database: Database) -> str | None:
            sql = "SELECT validator FROM validators WHERE source = ? AND key = ?"
            row = database.execute(sql, [source, key]).fetchone()
            return row[0] if row else None

        return await self._file.read(look)

    async def covered(self, category: str) -> frozenset[date]:
        """See `AnnouncementStore.covered`."""

        def look(database: Database) -> frozenset[date]:
            rows = database.execute("SELECT day FROM covered_days WHERE category = ?", [category])
            return frozenset(date.fromisoformat(day) for (day,) in rows)

        return await self._file.read(look)

    async def after(
        self,
        sequence: int | None,
        categories: Sequence[str],
        until: date | None,
        since: date | None = None,
    ) -> Announced:
        """See `AnnouncementStore.after`."""
        asked = {
            "categories": json.dumps(list(categories)),
            "until": until.isoformat() if until else None,
            "sequence": sequence or 0,
        }

        def look(database: Database) -> Announced:
            (newest,) = database.execute(_NEWEST, asked).fetchone()
            (last,) = database.execute(_LAST, asked).fetchone()
            if newest is None:
                return Announced((), last, None)
            day = date.fromisoformat(newest)
            back = 0 if sequence is None else _DAYS_BACK
            first = max(date.fromordinal(day.toordinal() - back), since or date.min)
            rows = database.query(_AFTER, {**asked, "first": first.isoformat()})
            return Announced(tuple(map(read_paper, rows)), last, day)

        return await self._file.read(look)


def _drop_sample(database: Database) -> None:
    database.execute(
        "DELETE FROM announcements WHERE paper IN (SELECT id FROM papers WHERE sample = 1)"
    )
    database.execute("DELETE FROM papers WHERE sample = 1")
