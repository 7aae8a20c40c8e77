"""What each place wants, in SQLite: the schedule is an indexed column."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, time
from typing import Any

from sqlite_utils import Database

from bot.messages import Address
from bot.models import Schedule, Subscription
from storage.sqlite.database import SqliteFile
from storage.sqlite.outbox import decide
from storage.sqlite.values import moment, stamp

COLUMNS = (
    "place, wants, max, at, days, timezone, configured, paused, next_run_at, mention, "
    "style, language, quiz, breadth"
)
_ADD = f"""
    INSERT INTO subscriptions ({COLUMNS}, created_at) VALUES ({", ".join("?" * 15)})
    ON CONFLICT (place, wants, at, days, timezone) WHERE configured = 1
    DO UPDATE SET max = excluded.max, mention = excluded.mention,
        style = excluded.style, language = excluded.language, quiz = excluded.quiz,
        breadth = excluded.breadth
    RETURNING *
"""
_CHANGE = f"UPDATE subscriptions SET ({COLUMNS}) = ({', '.join('?' * 14)}) WHERE id = ?"
# Whoever was paused, or moved, meanwhile stays so.
MOVE_ON = """
    UPDATE subscriptions SET next_run_at = ? WHERE id = ? AND next_run_at = ? AND paused = ''
"""
_PAUSE = """
    UPDATE subscriptions SET paused = ?, next_run_at = NULL WHERE id = ? AND paused = ''
    RETURNING place
"""
_DUE = """
    SELECT * FROM subscriptions WHERE paused = '' AND next_run_at <= ?
    ORDER BY next_run_at LIMIT ?
"""
# What begins with “a/” lies between that and “a0”, the next sign: so an index finds it.
_INSIDE = "SELECT * FROM subscriptions WHERE place >= ? AND place < ? ORDER BY place, id"
_LATER = """
    SELECT id, next_run_at, at, days, timezone FROM subscriptions
    WHERE paused = '' AND next_run_at > ?
"""
_THESE = "SELECT * FROM subscriptions WHERE id IN (SELECT value FROM json_each(?))"
_CLOSE_RUNS = """
    UPDATE runs SET state = 'done', outcome = 'quiet', why = ?, done_at = due_at
    WHERE state = 'open' AND place = ? AND subscription = ?
"""
# What may stand there is not cancelled: its papers would come again.
_UNSENT = """
    SELECT parts.id FROM parts JOIN runs ON runs.id = run
    WHERE parts.state IN ('due', 'claimed', 'retry', 'held') AND doubt_since IS NULL
    AND runs.place = ? AND subscription = ?
"""


class SqliteSubscriptions:
    """`Subscriptions` on SQLite."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    async def of(self, place: Address) -> tuple[Subscription, ...]:
        """See `Subscriptions.of`."""
        sql = "SELECT * FROM subscriptions WHERE place = ? ORDER BY id"
        return await self._read(sql, [str(place)])

    async def configured(self) -> tuple[Subscription, ...]:
        """See `Subscriptions.configured`."""
        return await self._read("SELECT * FROM subscriptions WHERE configured = 1 ORDER BY id", [])

    async def wanted(self) -> tuple[Subscription, ...]:
        """See `Subscriptions.wanted`."""
        sql = "SELECT *, min(id) FROM subscriptions WHERE paused = '' GROUP BY wants"
        return await self._read(sql, [])

    async def add(self, subscription: Subscription, at: datetime) -> Subscription:
        """See `Subscriptions.add`."""

        def change(database: Database) -> Subscription:
            row = database.execute(_ADD, [*_row(subscription), stamp(at)])
            names = [each[0] for each in row.description]
            return read_subscription(dict(zip(names, row.fetchone(), strict=True)))

        return await self._file.write(change)

    async def change(self, subscription: Subscription) -> None:
        """See `Subscriptions.change`."""

        def change(database: Database) -> None:
            database.execute(_CHANGE, [*_row(subscription), subscription.id])

        await self._file.write(change)

    async def move(self, subscription: Subscription, to: datetime) -> None:
        """See `Subscriptions.move`."""
        was = subscription.next_run_at
        row = [stamp(to), subscription.id, stamp(was) if was else None]
        await self._file.write(lambda database: database.execute(MOVE_ON, row))

    async def pause(self, subscription_id: int, why: str) -> None:
        """See `Subscriptions.pause`."""

        def change(database: Database) -> None:
            for (place,) in database.execute(_PAUSE, [why, subscription_id]).fetchall():
                _cancel(database, place, str(subscription_id), why)

        await self._file.write(change)

    async def remove(self, subscription_id: int) -> None:
        """See `Subscriptions.remove`."""

        def change(database: Database) -> None:
            gone = "DELETE FROM subscriptions WHERE id = ? RETURNING place"
            for (place,) in database.execute(gone, [subscription_id]).fetchall():
                _cancel(database, place, str(subscription_id), "unsubscribed")

        await self._file.write(change)

    async def every(self) -> tuple[Subscription, ...]:
        """See `Subscriptions.every`."""
        return await self._read("SELECT * FROM subscriptions ORDER BY place, id", [])

    async def inside(self, address: Address) -> tuple[Subscription, ...]:
        """See `Subscriptions.inside`."""
        beginning = str(address)
        if not beginning.endswith("/"):
            return await self.of(address)
        return await self._read(_INSIDE, [beginning, f"{beginning[:-1]}0"])

    async def due(self, now: datetime, limit: int) -> tuple[Subscription, ...]:
        """See `Subscriptions.due`."""
        return await self._read(_DUE, [stamp(now), limit])

    async def astray(
        self, after: datetime, latest: Callable[[Schedule], datetime]
    ) -> tuple[Subscription, ...]:
        """See `Subscriptions.astray`."""
        stamps: dict[tuple[str, str, str], str] = {}

        def look(database: Database) -> tuple[Subscription, ...]:
            strays = []
            for id_, next_run_at, *columns in database.execute(_LATER, [stamp(after)]):
                key = tuple(columns)
                if key not in stamps:
                    stamps[key] = stamp(latest(_schedule(*key)))
                if next_run_at > stamps[key]:
                    strays.append(id_)
            rows = database.query(_THESE, [json.dumps(strays)]) if strays else ()
            return tuple(map(read_subscription, rows))

        return await self._file.read(look)

    async def _read(self, sql: str, values: list[object]) -> tuple[Subscription, ...]:
        def look(database: Database) -> tuple[Subscription, ...]:
            return tuple(map(read_subscription, database.query(sql, values)))

        return await self._file.read(look)


def _cancel(database: Database, place: str, key: str, why: str) -> None:
    """Close the open runs of a subscription, and drop what it has waiting."""
    database.execute(_CLOSE_RUNS, [why, place, key])
    unsent = [id_ for (id_,) in database.execute(_UNSENT, [place, key]).fetchall()]
    decide(database, unsent, "drop", at="")


def read_subscription(row: Mapping[str, Any]) -> Subscription:
    """A row of the table in the core's words."""
    wants = {name: tuple(texts) for name, texts in json.loads(row["wants"]).items()}
    return Subscription(
        place=Address.parse(row["place"]),
        **wants,
        max=row["max"],
        schedule=_schedule(row["at"], row["days"], row["timezone"]),
        id=row["id"],
        configured=bool(row["configured"]),
        paused=row["paused"],
        next_run_at=moment(row["next_run_at"]),
        mention=row["mention"],
        style=row["style"],
        language=row["language"],
        quiz=bool(row["quiz"]),
        breadth=row["breadth"],
    )


def _schedule(at: str, days: str, timezone: str) -> Schedule:
    return Schedule(time.fromisoformat(at), tuple(map(int, days)), timezone)


def _row(its: Subscription) -> list[object]:
    """The values of COLUMNS."""
    wants = {
        "topics": its.topics,
        "categories": its.categories,
        "exclude": its.exclude,
        "authors": its.authors,
    }
    if its.like:  # only then, so that what was stored before is still the same
        wants["like"] = its.like
    return [
        str(its.place),
        json.dumps(wants, ensure_ascii=False),
        its.max,
        its.schedule.at.isoformat("minutes"),
        "".join(map(str, its.schedule.days)),
        its.schedule.timezone,
        int(its.configured),
        its.paused,
        stamp(its.next_run_at) if its.next_run_at else None,
        its.mention,
        its.style,
        its.language,
        int(its.quiz),
        its.breadth,
    ]
