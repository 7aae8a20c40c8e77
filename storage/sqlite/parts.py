"""Parts of the outbox: how they get into their table, and how the core sees them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from secrets import token_urlsafe
from typing import Any

from sqlite_utils import Database

from bot.messages import Address, MessageRef
from bot.models import Draft, Part
from storage.sqlite.values import freeze, moment, stamp, thaw

_ADD = """
    INSERT INTO parts (place, chat, key, operation, run, hangs_on, message, papers, about, state,
                       worker, lease_until, created_at)
    SELECT :place, :chat, :key, :operation, :run, :hangs_on, :message, :papers, :about,
           coalesce((SELECT state FROM parts WHERE id = :hangs_on AND state IN ('held', 'dropped')),
                    iif(:worker = '', 'due', 'claimed')),
           :worker, :lease_until, :at
    WHERE true
    ON CONFLICT (hangs_on) WHERE operation = 'edit' DO UPDATE SET
        message = excluded.message, revision = revision + 1, tries = 0, not_before = '', why = '',
        state = iif(state IN ('claimed', 'sending'), state, excluded.state),
        worker = iif(state IN ('claimed', 'sending'), worker, excluded.worker),
        lease_until = iif(state IN ('claimed', 'sending'), lease_until, excluded.lease_until)
    RETURNING id
"""
_LEDGER = "INSERT INTO ledger VALUES (?, ?, ?, ?, NULL)"
# Where the first part of a digest made a thread of its own (a post in a forum), the others follow.
PARTS = """
    SELECT parts.*, above.message_id AS above_id, above.thread AS above_thread,
           coalesce(runs.subscription, '') AS subscription
    FROM parts
    LEFT JOIN parts AS above ON above.id = coalesce(parts.hangs_on, (
        SELECT id FROM parts AS first
        WHERE first.run = parts.run AND hangs_on IS NULL AND operation = 'send'
        AND id < parts.id AND thread IS NOT NULL ORDER BY id LIMIT 1
    ))
    LEFT JOIN runs ON runs.id = parts.run
    WHERE parts.id IN (SELECT value FROM json_each(:ids)) ORDER BY parts.id
"""


def put_parts(
    database: Database,
    place: Address,
    drafts: Sequence[Draft],
    at: datetime,
    run: int | None = None,
    worker: str = "",
    until: datetime | None = None,
) -> tuple[int, ...]:
    """Store drafts as parts, with the papers as the place's; within a transaction.

    Their details come behind all of them, and are nobody's yet: who asked for a digest does not
    wait for its thread. Returns the numbers of the drafts themselves.
    """
    parts = [_put(database, place, each, at, run, worker, until) for each in drafts]
    for part, draft in zip(parts, drafts, strict=True):
        details = [replace(each, parent=part) for each in draft.details]
        put_parts(database, place, details, at, run)
    return tuple(parts)


def _put(
    database: Database,
    place: Address,
    draft: Draft,
    at: datetime,
    run: int | None,
    worker: str,
    until: datetime | None,
) -> int:
    operation = "send" if draft.changes is None else "edit" if draft.message else "delete"
    row = {
        "place": str(place),
        "chat": place.chat,
        "key": token_urlsafe(16),
        "operation": operation,
        "run": run,
        "hangs_on": draft.parent if draft.changes is None else draft.changes,
        "message": freeze(draft.message),
        "papers": json.dumps(draft.papers),
        "about": draft.about,
        "worker": worker,
        "lease_until": stamp(until) if until and worker else "",
        "at": stamp(at),
    }
    part: int = database.execute(_ADD, row).fetchone()[0]
    entries = [(str(place), paper, part, stamp(at)) for paper in draft.papers]
    database.conn.executemany(_LEDGER, entries)
    return part


def read_part(row: Mapping[str, Any]) -> Part:
    """A row of PARTS. An edit refers to the message above it, another hangs in its thread."""
    place = Address.parse(row["place"])
    own = _ref(place, row["message_id"], row["thread"])
    above = _ref(place, row["above_id"], row["above_thread"])
    sends = row["operation"] == "send"
    return Part(
        id=row["id"],
        place=place,
        key=row["key"],
        operation=row["operation"],
        message=thaw(row["message"]),
        state=row["state"],
        worker=row["worker"],
        lease_until=moment(row["lease_until"]),
        papers=tuple(json.loads(row["papers"])),
        subscription=row["subscription"],
        revision=row["revision"],
        tries=row["tries"],
        why=row["why"],
        ref=own if sends else above,
        parent=above if sends else None,
        tried_at=moment(row["tried_at"]),
        doubt_since=moment(row["doubt_since"]),
        created_at=moment(row["created_at"]),
    )


def _ref(place: Address, message_id: str | None, thread: str | None) -> MessageRef | None:
    if message_id is None:
        return None
    return MessageRef(Address(place.chat, place.channel, thread), message_id)
