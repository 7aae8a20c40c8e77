"""Votes of the group in SQLite."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from bot.messages import Address, Message, MessageRef
from bot.models import Ballot, Draft, GroupVote
from storage.sqlite.database import SqliteFile
from storage.sqlite.outbox import decide
from storage.sqlite.parts import put_parts
from storage.sqlite.values import stamp

_OPEN = """
    INSERT INTO group_votes (place, papers, options, opened_at, closes_at, look_at, timezone, state)
    VALUES (?, ?, ?, ?, ?, ?, ?, 'open') ON CONFLICT DO NOTHING RETURNING id
"""
_VOTE = """
    INSERT INTO ballots SELECT id, :person, :option, :at FROM group_votes
    WHERE id = :vote AND state = 'open' AND closes_at > :at
    ON CONFLICT DO UPDATE SET option = excluded.option, at = excluded.at
"""
_UNTOLD = """
    SELECT * FROM (
        SELECT *, (SELECT count(*) FROM ballots WHERE vote = group_votes.id) AS voted
        FROM group_votes WHERE state = 'open'
    )
    WHERE voted <> told AND (told_at <= :before OR told_at > :now)
"""
_TOLD = "UPDATE group_votes SET told = ?, told_at = ? WHERE id = ?"
_DUE = """
    SELECT group_votes.*, parts.message_id, parts.thread
    FROM group_votes JOIN parts ON parts.id = part
    WHERE group_votes.state = 'open' AND look_at <= ? ORDER BY closes_at LIMIT ?
"""
# Time that a vote waited to be sent is given back to it.
_SENT_LATE = """
    SELECT group_votes.id, opened_at, closes_at, sent_at
    FROM group_votes JOIN parts ON parts.id = part
    WHERE group_votes.state = 'open' AND look_at <= ? AND sent_at > opened_at
"""
_SHIFT = "UPDATE group_votes SET opened_at = ?, closes_at = ?, look_at = ? WHERE id = ?"
_LATE = timedelta(minutes=1)
_UNSEEN = """
    SELECT state IN ('due', 'claimed', 'retry', 'held', 'dropped')
           AND doubt_since IS NULL AND sent_at IS NULL
    FROM parts WHERE id = ?
"""
_TALLY = "SELECT option, count(*) FROM ballots WHERE vote = ? GROUP BY option"
_CLOSE = (
    "UPDATE group_votes SET state = 'closed' WHERE id = ? AND state = 'open' RETURNING place, part"
)


class SqliteGroupVotes:
    """`GroupVotes` on SQLite."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    async def open(self, vote: GroupVote, show: Callable[[GroupVote], Message]) -> GroupVote | None:
        """See `GroupVotes.open`."""

        def change(database: Database) -> GroupVote | None:
            row = database.execute(_OPEN, _row(vote)).fetchone()
            if row is None:
                return None
            stored = replace(vote, id=row[0])
            (part,) = put_parts(database, vote.place, [Draft(show(stored))], vote.opened_at)
            database.execute("UPDATE group_votes SET part = ? WHERE id = ?", [part, stored.id])
            return stored

        return await self._file.write(change)

    async def get(self, vote_id: int) -> GroupVote | None:
        """See `GroupVotes.get`."""

        def look(database: Database) -> GroupVote | None:
            rows = database.query("SELECT * FROM group_votes WHERE id = ?", [vote_id])
            return next(map(_read, rows), None)

        return await self._file.read(look)

    async def vote(self, vote_id: int, person: str, option: int, at: datetime) -> bool:
        """See `GroupVotes.vote`."""
        its = {"vote": vote_id, "person": person, "option": option, "at": stamp(at)}
        return await self._file.write(lambda database: database.execute(_VOTE, its).rowcount == 1)

    async def recount(
        self, now: datetime, pause: timedelta, show: Callable[[GroupVote, int], Message]
    ) -> int:
        """See `GroupVotes.recount`."""
        asked = {"now": stamp(now), "before": stamp(now - pause)}

        def change(database: Database) -> int:
            rows = list(database.query(_UNTOLD, asked))
            for row in rows:
                its, voted = _read(row), row["voted"]
                database.execute(_TOLD, [voted, asked["now"], its.id])
                draft = Draft(show(its, voted), changes=row["part"])
                put_parts(database, its.place, [draft], now)
            return len(rows)

        def is_any(database: Database) -> bool:
            return database.execute(_UNTOLD, asked).fetchone() is not None

        return await self._file.write(change) if await self._file.read(is_any) else 0

    async def due(self, now: datetime, limit: int) -> tuple[Ballot, ...]:
        """See `GroupVotes.due`."""
        await self._give_back(now)

        def look(database: Database) -> tuple[Ballot, ...]:
            return tuple(
                Ballot(_read(row), dict(database.execute(_TALLY, [row["id"]])), _ref(row))
                for row in list(database.query(_DUE, [stamp(now), limit]))
            )

        return await self._file.read(look)

    async def close(
        self, vote_id: int, closed: Message, winner: Message | None, now: datetime
    ) -> bool:
        """See `GroupVotes.close`."""

        def change(database: Database) -> bool:
            row = database.execute(_CLOSE, [vote_id]).fetchone()
            if row is None:
                return False
            if database.execute(_UNSEEN, [row[1]]).fetchone()[0]:
                decide(database, [row[1]], "drop", stamp(now))
                return True
            drafts = [Draft(closed, changes=row[1]), *([Draft(winner)] if winner else [])]
            put_parts(database, Address.parse(row[0]), drafts, now)
            return True

        return await self._file.write(change)

    async def _give_back(self, now: datetime) -> None:
        """Count the end of votes from when they were sent, where that was late."""

        def change(database: Database) -> None:
            for number, *moments in database.execute(_SENT_LATE, [stamp(now)]).fetchall():
                opened, closes, sent = map(datetime.fromisoformat, moments)
                if sent - opened > _LATE:
                    end = stamp(sent + (closes - opened))
                    database.execute(_SHIFT, [stamp(sent), end, end, number])

        def is_any(database: Database) -> bool:
            return database.execute(_SENT_LATE, [stamp(now)]).fetchone() is not None

        if await self._file.read(is_any):
            await self._file.write(change)

    async def put_off(self, vote_id: int, until: datetime) -> None:
        """See `GroupVotes.put_off`."""
        sql = "UPDATE group_votes SET look_at = ? WHERE id = ?"
        await self._file.write(lambda database: database.execute(sql, [stamp(until), vote_id]))


def _row(its: GroupVote) -> list[object]:
    papers, options = json.dumps(its.papers), json.dumps(its.options, ensure_ascii=False)
    opened, closes = stamp(its.opened_at), stamp(its.closes_at)
    return [str(its.place), papers, options, opened, closes, closes, its.timezone]


def _read(row: Mapping[str, Any]) -> GroupVote:
    return GroupVote(
        place=Address.parse(row["place"]),
        papers=tuple(json.loads(row["papers"])),
        options=tuple(json.loads(row["options"])),
        opened_at=datetime.fromisoformat(row["opened_at"]),
        closes_at=datetime.fromisoformat(row["closes_at"]),
        timezone=row["timezone"],
        id=row["id"],
        state=row["state"],
    )


def _ref(row: Mapping[str, Any]) -> MessageRef | None:
    place = Address.parse(row["place"])
    if row["message_id"] is None:
        return None
    return MessageRef(Address(place.chat, place.channel, row["thread"]), row["message_id"])
