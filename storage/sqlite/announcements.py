"""Announcements in SQLite: one growing sequence of events."""

import json
from collections.abc import Sequence
from datetime import date, datetime

from sqlite_utils import Database

from bot.models import Announced, Batch
from storage.sqlite.database import SqliteFile
from storage.sqlite.papers import put_papers

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
_EVENT = "kind IN ('new', 'cross')"
_UNTIL = "(:until IS NULL OR day <= :until)"
_WANTED = "(:categories = '[]' OR category IN (SELECT value FROM json_each(:categories)))"
_NEWEST = f"SELECT max(day) FROM announcements WHERE {_EVENT} AND {_UNTIL}"
_NEWEST_WANTED = f"""
    SELECT max((SELECT max(day) FROM announcements
                WHERE category = value AND {_EVENT} AND {_UNTIL})) FROM json_each(:categories)
"""
# What is hidden until a later day, although it came in before, must still be ahead then.
_LAST = f"""
    SELECT coalesce(
        (
            SELECT min(sequence) - 1 FROM announcements
            WHERE sequence > :sequence AND {_EVENT} AND day > :until AND {_WANTED}
        ),
        (SELECT max(sequence) FROM announcements),
        0
    )
"""
_AFTER = f"""
    SELECT DISTINCT paper FROM announcements
    WHERE sequence > :sequence AND day >= :first AND {_EVENT} AND {_UNTIL} AND {_WANTED}
    ORDER BY paper DESC
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
            (newest,) = database.execute(_NEWEST, {"until": asked["until"]}).fetchone()
            (wanted,) = (
                database.execute(_NEWEST_WANTED, asked).fetchone() if categories else (newest,)
            )
            (last,) = database.execute(_LAST, asked).fetchone()
            if wanted is None:
                return Announced((), last, None, newest and date.fromisoformat(newest))
            day = date.fromisoformat(wanted)
            back = 0 if sequence is None else _DAYS_BACK
            first = max(date.fromordinal(day.toordinal() - back), since or date.min)
            rows = database.execute(_AFTER, {**asked, "first": first.isoformat()})
            ids = tuple(paper for (paper,) in rows)
            return Announced(ids, last, day, date.fromisoformat(newest))

        return await self._file.read(look)


def _drop_sample(database: Database) -> None:
    database.execute(
        "DELETE FROM announcements WHERE paper IN (SELECT id FROM papers WHERE sample = 1)"
    )
    database.execute("DELETE FROM papers WHERE sample = 1")
