"""Which paper is whose, in SQLite."""

import json
from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlite_utils import Database

from bot.messages import Address, Message, MessageRef
from bot.models import Draft, Entry, Watermark
from storage.sqlite.database import SqliteFile
from storage.sqlite.parts import put_parts
from storage.sqlite.values import moment, stamp

_AMONG = """
    SELECT paper, posted_at IS NOT NULL FROM json_each(:papers)
    JOIN ledger ON place = :place AND paper = value
"""
_WATERMARK = "SELECT * FROM watermarks WHERE place = ? AND subscription = ?"
_AGAIN = "SELECT paper FROM given_back WHERE place = ? AND subscription = ?"
_ENTRY = """
    SELECT ledger.part, parts.run, ledger.posted_at
    FROM ledger LEFT JOIN parts ON parts.id = ledger.part
    WHERE ledger.place = ? AND ledger.paper = ?
"""
# The last condition is that of the index.
_ABOUT = "SELECT about FROM parts WHERE place = ? AND message_id = ? AND about <> ''"
_REPLACED = """
    SELECT DISTINCT announcements.paper FROM announcements JOIN ledger USING (paper)
    WHERE kind IN ('replace', 'replace-cross') AND seen_at >= ? AND posted_at < seen_at
"""
_NEW_FOLLOW_UPS = """
    INSERT INTO follow_ups SELECT place, paper, :kind, :at FROM ledger
    WHERE paper = :paper AND posted_at IS NOT NULL AND part IN (
        SELECT parts.id FROM parts LEFT JOIN runs ON runs.id = run
        WHERE undone_at IS NULL AND parts.id = ledger.part
    )
    ON CONFLICT DO NOTHING
    RETURNING place, (SELECT part FROM ledger AS its
                      WHERE its.place = follow_ups.place AND its.paper = follow_ups.paper)
"""


class SqliteLedger:
    """`Ledger` on SQLite."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    async def among(self, place: Address, paper_ids: Collection[str]) -> Mapping[str, bool]:
        """See `Ledger.among`."""
        asked = {"place": str(place), "papers": json.dumps(list(paper_ids))}

        def look(database: Database) -> Mapping[str, bool]:
            return {paper: bool(posted) for paper, posted in database.execute(_AMONG, asked)}

        return await self._file.read(look)

    async def posted(self, place: Address) -> frozenset[str]:
        """See `Ledger.posted`."""
        sql = "SELECT paper FROM ledger WHERE place = ? AND posted_at IS NOT NULL"
        return frozenset(await self._papers(sql, [str(place)]))

    async def recent(self, place: Address, since: datetime) -> tuple[str, ...]:
        """See `Ledger.recent`."""
        sql = "SELECT paper FROM ledger WHERE place = ? AND since >= ? ORDER BY since"
        return await self._papers(sql, [str(place), stamp(since)])

    async def watermark(self, place: Address, subscription: str) -> Watermark | None:
        """See `Ledger.watermark`."""

        def look(database: Database) -> Watermark | None:
            for row in database.query(_WATERMARK, [str(place), subscription]):
                again = database.execute(_AGAIN, [str(place), subscription]).fetchall()
                return Watermark(
                    row["sequence"],
                    _day(row["began"]),
                    _day(row["seen"]),
                    tuple(paper for (paper,) in again),
                )
            return None

        return await self._file.read(look)

    async def entry(self, place: Address, paper_id: str) -> Entry | None:
        """See `Ledger.entry`."""

        def look(database: Database) -> Entry | None:
            row = database.execute(_ENTRY, [str(place), paper_id]).fetchone()
            return Entry(row[0] or 0, row[1] or 0, moment(row[2])) if row else None

        return await self._file.read(look)

    async def about(self, ref: MessageRef) -> str | None:
        """See `Ledger.about`."""

        def look(database: Database) -> str | None:
            row = database.execute(_ABOUT, [str(ref.address), ref.id]).fetchone()
            return row[0] if row else None

        return await self._file.read(look)

    async def last(self, place: Address) -> datetime | None:
        """See `Ledger.last`."""

        def look(database: Database) -> datetime | None:
            sql = "SELECT max(posted_at) FROM ledger WHERE place = ?"
            (at,) = database.execute(sql, [str(place)]).fetchone()
            return moment(at)

        return await self._file.read(look)

    async def replaced(self, since: datetime) -> tuple[str, ...]:
        """See `Ledger.replaced`."""
        return await self._papers(_REPLACED, [stamp(since)])

    async def follow_up(self, paper_id: str, kind: str, message: Message, at: datetime) -> int:
        """See `Ledger.follow_up`."""
        asked = {"paper": paper_id, "kind": kind, "at": stamp(at)}

        def change(database: Database) -> int:
            threads = database.execute(_NEW_FOLLOW_UPS, asked).fetchall()
            for place, part in threads:
                put_parts(database, Address.parse(place), [Draft(message, parent=part)], at)
            return len(threads)

        return await self._file.write(change)

    async def _papers(self, sql: str, values: list[str]) -> tuple[str, ...]:
        def look(database: Database) -> tuple[str, ...]:
            return tuple(paper for (paper,) in database.execute(sql, values))

        return await self._file.read(look)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
