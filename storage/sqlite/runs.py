"""Runs and their outcomes, in SQLite: one a subscription, date and occasion."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from bot.messages import Address
from bot.models import MISSED, Beginning, Draft, Outcome, Past, QuietDays, Receipt, Run
from storage.sqlite.database import SqliteFile
from storage.sqlite.outbox import FAR, drop
from storage.sqlite.parts import put_parts
from storage.sqlite.subscriptions import MOVE_ON, read_subscription
from storage.sqlite.values import moment, stamp

_OPEN = """
    INSERT INTO runs (place, subscription, date, occasion, due_at, missed, state)
    VALUES (?, ?, ?, 'schedule', ?, ?, 'open') ON CONFLICT DO UPDATE SET
        state = 'open', outcome = NULL, why = '', done_at = NULL, due_at = excluded.due_at,
        missed = excluded.missed
    -- It was missed only because the clock was far ahead once.
    WHERE outcome = 'receipt' AND due_at > excluded.due_at
"""
_MISSED = """
    INSERT INTO runs (place, subscription, date, occasion, due_at, missed, state, outcome,
                      why, done_at)
    VALUES (?, ?, ?, 'schedule', ?, '[]', 'done', 'receipt', ?, ?) ON CONFLICT DO NOTHING
"""
_TAKE = """
    UPDATE runs SET worker = :worker, lease_until = :until
    WHERE state = 'open' AND place IN (
        SELECT place FROM runs WHERE state = 'open'
        AND (:chats IS NULL
             OR substr(place, 1, instr(place, ':') - 1) IN (SELECT value FROM json_each(:chats)))
        GROUP BY place
        HAVING max(lease_until) <= :now OR max(lease_until) > :far ORDER BY min(id) LIMIT :limit
    )
    RETURNING id
"""
_TAKEN = """
    SELECT subscriptions.*, runs.id AS run, runs.date, runs.occasion, runs.due_at, runs.missed
    FROM runs JOIN subscriptions ON subscriptions.id = CAST(runs.subscription AS INTEGER)
    WHERE runs.id IN (SELECT value FROM json_each(?)) ORDER BY runs.place, runs.id
"""
_IS_MINE = """
    SELECT 1 FROM runs JOIN subscriptions ON subscriptions.id = CAST(runs.subscription AS INTEGER)
    WHERE runs.id = ? AND state = 'open' AND worker = ? AND paused = ''
"""
_ASKED = """
    INSERT INTO runs (place, subscription, date, occasion, due_at, missed, state, outcome,
                      why, receipt, passed_over, done_at)
    VALUES (:place, :subscription, :date, :occasion, :due_at, '[]', 'done', :outcome, :why,
            :receipt, :passed_over, :at)
    RETURNING id
"""
_DONE = """
    UPDATE runs SET state = 'done', outcome = :outcome, why = :why, receipt = :receipt,
                    passed_over = :passed_over, done_at = :at, lease_until = ''
    WHERE id = :id
"""
_SERVED = """
    INSERT INTO watermarks (place, subscription, sequence, began, seen) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (place, subscription) DO UPDATE SET
        sequence = max(sequence, excluded.sequence), began = coalesce(began, excluded.began),
        seen = coalesce(max(seen, excluded.seen), seen, excluded.seen)
"""
_TAKEN_PAPERS = """
    SELECT paper FROM ledger JOIN json_each(?) ON paper = value WHERE place = ?
"""
_QUIET = """
    INSERT INTO quiet_days VALUES (?, ?, ?, ?)
    ON CONFLICT (place) DO UPDATE SET
        part = excluded.part, days = excluded.days, broken = excluded.broken
"""
_STANDING = """
    SELECT quiet_days.* FROM quiet_days JOIN parts ON parts.id = part
    WHERE quiet_days.place = ? AND state NOT IN ('held', 'dropped')
"""
_UNDONE = "UPDATE runs SET undone_at = ? WHERE id = ? AND undone_at IS NULL RETURNING place"
# What hangs on a message goes before it: without it, a chat would leave an empty thread.
_SENDS = """
    SELECT id, state FROM parts WHERE run = ? AND operation = 'send' AND state <> 'dropped'
    ORDER BY id DESC
"""
_MAY_STAND = ("sending", "unsure", "sent")


class SqliteRuns:
    """`Runs` on SQLite."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    async def begin(self, beginnings: Sequence[Beginning], at: datetime) -> int:
        """See `Runs.begin`."""
        return await self._file.write(
            lambda database: sum(_begin(database, each, stamp(at)) for each in beginnings)
        )

    async def take(
        self,
        worker: str,
        now: datetime,
        until: datetime,
        limit: int,
        chats: Collection[str] | None = None,
    ) -> tuple[Run, ...]:
        """See `Runs.take`."""
        asked = {
            "worker": worker,
            "now": stamp(now),
            "far": stamp(now + FAR),
            "until": stamp(until),
            "limit": limit,
            "chats": None if chats is None else json.dumps(list(chats)),
        }

        def is_any(database: Database) -> bool:
            sql = "SELECT 1 FROM runs WHERE state = 'open' LIMIT 1"
            return database.execute(sql).fetchone() is not None

        def change(database: Database) -> tuple[Run, ...]:
            ids = [id_ for (id_,) in database.execute(_TAKE, asked).fetchall()]
            return tuple(map(_read_run, database.query(_TAKEN, [json.dumps(ids)])))

        return await self._file.write(change) if await self._file.read(is_any) else ()

    async def settle(
        self,
        run: Run,
        outcome: Outcome,
        drafts: Sequence[Draft],
        worker: str,
        at: datetime,
        until: datetime | None = None,
    ) -> frozenset[str]:
        """See `Runs.settle`."""

        def change(database: Database) -> frozenset[str]:
            if run.id and not database.execute(_IS_MINE, [run.id, worker]).fetchone():
                return frozenset()
            place = run.subscription.place
            papers = json.dumps([paper for draft in drafts for paper in draft.papers])
            rows = database.execute(_TAKEN_PAPERS, [papers, str(place)])
            taken = frozenset(paper for (paper,) in rows)
            if not taken:
                number = _store_outcome(database, run, outcome, at)
                mine = worker if until else ""
                parts = put_parts(database, place, drafts, at, number, mine, until)
                _store_quiet_days(database, place, outcome, drafts, parts)
            return taken

        return await self._file.write(change)

    async def quiet(self, place: Address) -> QuietDays | None:
        """See `Runs.quiet`."""

        def look(database: Database) -> QuietDays | None:
            for row in database.query(_STANDING, [str(place)]):
                days = tuple(map(date.fromisoformat, json.loads(row["days"])))
                return QuietDays(row["part"], days, broken=bool(row["broken"]))
            return None

        return await self._file.read(look)

    async def past(self, place: Address, limit: int) -> tuple[Past, ...]:
        """See `Runs.past`."""
        sql = "SELECT * FROM runs WHERE place = ? AND state = 'done' ORDER BY id DESC LIMIT ?"

        def look(database: Database) -> tuple[Past, ...]:
            return tuple(map(_read_past, database.query(sql, [str(place), limit])))

        return await self._file.read(look)

    async def undo(self, run_id: int, at: datetime) -> int:
        """See `Runs.undo`."""

        def change(database: Database) -> int:
            row = database.execute(_UNDONE, [stamp(at), run_id]).fetchone()
            if row is None:
                return 0
            parts = database.execute(_SENDS, [run_id]).fetchall()
            drop(database, [id_ for id_, state in parts if state not in _MAY_STAND], stamp(at))
            going = [Draft(None, changes=id_) for id_, state in parts if state in _MAY_STAND]
            put_parts(database, Address.parse(row[0]), going, at)
            return len(going)

        return await self._file.write(change)


def _begin(database: Database, its: Beginning, at: str) -> bool:
    subscription = its.subscription
    before = stamp(subscription.next_run_at) if subscription.next_run_at else None
    moved = database.conn.execute(MOVE_ON, [stamp(its.next_run_at), subscription.id, before])
    if moved.rowcount != 1:
        return False
    place, key = str(subscription.place), str(subscription.id)
    for day in its.missed:
        row = [place, key, day.isoformat(), stamp(its.due_at), MISSED, at]
        database.conn.execute(_MISSED, row)
    missed = json.dumps([day.isoformat() for day in its.missed])
    opened = [place, key, its.date.isoformat(), stamp(its.due_at), missed]
    database.conn.execute(_OPEN, opened)
    return True


def _store_outcome(database: Database, run: Run, outcome: Outcome, at: datetime) -> int:
    subscription = run.subscription
    row = {
        "id": run.id,
        "place": str(subscription.place),
        "subscription": subscription.key,
        "date": run.date.isoformat(),
        "occasion": run.occasion,
        "due_at": stamp(run.due_at),
        "outcome": outcome.kind,
        "why": outcome.why,
        "receipt": json.dumps(_receipt_row(outcome.receipt)),
        "passed_over": json.dumps(dict(outcome.passed_over)),
        "at": stamp(at),
    }
    number = run.id
    if number:
        database.execute(_DONE, row)
    else:
        (number,) = database.execute(_ASKED, row).fetchone()
    served = outcome.watermark
    if served:
        days = [day.isoformat() if day else None for day in (served.began, served.seen)]
        key = [str(subscription.place), subscription.key]
        database.execute(_SERVED, [*key, served.sequence, *days])
        database.execute("DELETE FROM given_back WHERE place = ? AND subscription = ?", key)
    return number


def _store_quiet_days(
    database: Database,
    place: Address,
    outcome: Outcome,
    drafts: Sequence[Draft],
    parts: Sequence[int],
) -> None:
    quiet = outcome.quiet
    if outcome.kind == "digest":
        database.execute("UPDATE quiet_days SET broken = 1 WHERE place = ?", [str(place)])
    elif quiet and drafts:
        part = parts[0] if drafts[0].changes is None else drafts[0].changes
        days = json.dumps([day.isoformat() for day in quiet.days])
        database.execute(_QUIET, [str(place), part, days, int(quiet.broken)])


def _receipt_row(receipt: Receipt) -> Mapping[str, object]:
    return asdict(replace(receipt, next=None)) | {"next": receipt.next and stamp(receipt.next)}


def _read_receipt(text: str) -> Receipt:
    counts = json.loads(text)
    return Receipt(**(counts | {"next": moment(counts.get("next"))}))


def _read_run(row: Mapping[str, Any]) -> Run:
    due_at = moment(row["due_at"])
    if due_at is None:
        raise ValueError(f"run {row['run']} has no moment")
    return Run(
        subscription=read_subscription(row),
        date=date.fromisoformat(row["date"]),
        occasion=row["occasion"],
        due_at=due_at,
        missed=tuple(map(date.fromisoformat, json.loads(row["missed"]))),
        id=row["run"],
    )


def _read_past(row: Mapping[str, Any]) -> Past:
    return Past(
        id=row["id"],
        subscription=row["subscription"],
        date=date.fromisoformat(row["date"]),
        occasion=row["occasion"],
        outcome=row["outcome"],
        why=row["why"],
        receipt=_read_receipt(row["receipt"]),
        passed_over=json.loads(row["passed_over"]),
        at=datetime.fromisoformat(row["done_at"]),
        undone=row["undone_at"] is not None,
    )
