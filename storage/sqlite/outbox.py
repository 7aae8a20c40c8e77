"""The outbox in SQLite: parts, their states, their leases."""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Literal

from sqlite_utils import Database

from bot.messages import Address, MessageRef
from bot.models import Draft, Part
from storage.sqlite.database import SqliteFile
from storage.sqlite.parts import PARTS, put_parts, read_part
from storage.sqlite.values import stamp

_OPEN = "('due', 'claimed', 'sending', 'retry', 'unsure')"
# A channel is a line, and so is what hangs on each of its messages: in a line one part goes after
# the other, the oldest that is open holds up the rest.
_HEADS = f"""
    SELECT min(id) AS id FROM parts
    WHERE state IN {_OPEN} AND (:place IS NULL OR place = :place) GROUP BY place, hangs_on
"""
_CLAIM = f"""
    UPDATE parts SET
        state = iif(state = 'unsure', 'unsure', 'claimed'), worker = :worker, lease_until = :until
    WHERE id IN (
        SELECT id FROM (
            SELECT parts.id, row_number() OVER (
                PARTITION BY parts.place ORDER BY parts.hangs_on IS NOT NULL, parts.id
            ) AS turn
            FROM ({_HEADS}) AS heads JOIN parts USING (id)
            LEFT JOIN parts AS above ON above.id = parts.hangs_on
            WHERE parts.state IN ('due', 'retry', 'unsure', 'claimed')
            AND (parts.lease_until <= :now OR parts.lease_until > :far
                 OR (parts.state = 'claimed' AND parts.worker = :worker AND :mine))
            AND (parts.not_before <= :now OR parts.not_before > :far)
            AND (above.id IS NULL OR above.state = 'sent')
            AND parts.chat IN (SELECT value FROM json_each(:chats))
            AND parts.place NOT IN (SELECT value FROM json_each(:busy))
        )
        WHERE turn = 1 ORDER BY id LIMIT :limit
    )
    RETURNING id
"""
# One index each: what was sent is never read for it.
_UNFINISHED = f"""
    SELECT id FROM parts WHERE state IN {_OPEN} AND (:place IS NULL OR place = :place)
    UNION ALL SELECT id FROM parts WHERE state = 'held' AND (:place IS NULL OR place = :place)
"""
_IS_THEIRS = "SELECT 1 FROM ledger JOIN json_each(:papers) ON paper = value WHERE place = :place"
_SENDING = """
    UPDATE parts SET state = 'sending', lease_until = :until, tried_at = :now
    WHERE id = :id AND worker = :worker AND lease_until > :now AND state IN ('claimed', 'unsure')
"""
_SENT = """
    UPDATE parts SET
        state = iif(revision = :revision, 'sent', 'due'), message_id = :message_id,
        thread = :thread, sent_at = :at, why = '', lease_until = '', doubt_since = NULL
    WHERE id = :id AND state <> 'sent'
"""
# What was dropped while it was on its way had given its papers back.
_POSTED = """
    INSERT INTO ledger SELECT place, value, parts.id, :at, :at FROM parts, json_each(papers)
    WHERE parts.id = :id
    ON CONFLICT (place, paper) DO UPDATE SET posted_at = excluded.posted_at
    WHERE part = excluded.part AND posted_at IS NULL
"""
_PUT_OFF = """
    UPDATE parts SET
        state = iif(:state = 'retry' AND doubt_since IS NOT NULL, 'unsure', :state),
        why = :why, not_before = :not_before, lease_until = '', tries = :tries,
        doubt_since = iif(:state = 'unsure', coalesce(doubt_since, tried_at),
                          iif(:state = 'due', NULL, doubt_since))
    WHERE id = :id AND worker = :worker AND state IN ('claimed', 'sending', 'unsure')
"""
_EXPIRE = """
    UPDATE parts SET
        doubt_since = iif(state = 'sending' AND operation = 'send',
                          coalesce(doubt_since, tried_at), doubt_since),
        state = CASE WHEN operation <> 'send' THEN 'due'
                     WHEN state = 'sending' OR doubt_since IS NOT NULL THEN 'unsure'
                     ELSE 'due' END,
        lease_until = ''
    WHERE state IN ('claimed', 'sending') AND (lease_until <= :now OR lease_until > :far)
"""
_BELOW = """
    WITH RECURSIVE below (id) AS (
        SELECT value FROM json_each(:ids)
        UNION SELECT parts.id FROM parts JOIN below ON parts.hangs_on = below.id
    )
"""
_HOLD_BELOW = f"""
    {_BELOW} UPDATE parts SET state = 'held', why = :why
    WHERE id IN below AND state IN ('due', 'retry', 'claimed')
"""
# What hangs on a part that is held or dropped goes with that alone: it would block its place.
_FREE = """
    SELECT parts.id FROM parts JOIN json_each(:ids) ON parts.id = value
    LEFT JOIN parts AS above ON above.id = parts.hangs_on
    WHERE above.id IS NULL OR above.state NOT IN ('held', 'dropped')
"""
_RESEND = f"""
    {_BELOW.replace("SELECT value FROM json_each(:ids)", _FREE)}
    UPDATE parts SET state = 'due', tries = 0, not_before = '', doubt_since = NULL
    WHERE id IN below AND state IN ('due', 'retry', 'unsure', 'held') RETURNING id
"""
_DROP = f"""
    {_BELOW} UPDATE parts SET state = 'dropped'
    WHERE id IN below AND (state IN ('due', 'retry', 'unsure', 'held', 'claimed')
                           OR (state = 'sending' AND lease_until <= :at)) RETURNING id
"""
_NOTE_GIVEN_BACK = """
    INSERT INTO given_back SELECT ledger.place, runs.subscription, ledger.paper
    FROM ledger JOIN parts ON parts.id = ledger.part JOIN runs ON runs.id = parts.run
    WHERE posted_at IS NULL AND part IN (SELECT value FROM json_each(?)) ON CONFLICT DO NOTHING
"""
_GIVE_BACK = """
    DELETE FROM ledger
    WHERE posted_at IS NULL AND part IN (SELECT value FROM json_each(?))
"""


# Later than that nothing is leased or put off: the clock was wrong when it was written.
FAR = timedelta(days=1)


class SqliteOutbox:
    """`Outbox` on SQLite."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    async def add(self, place: Address, drafts: Sequence[Draft], at: datetime) -> tuple[int, ...]:
        """See `Outbox.add`."""
        return await self._file.write(lambda database: put_parts(database, place, drafts, at))

    async def post(self, place: Address, draft: Draft, at: datetime) -> bool:
        """See `Outbox.post`."""
        asked = {"place": str(place), "papers": json.dumps(draft.papers)}

        def change(database: Database) -> bool:
            if database.execute(_IS_THEIRS, asked).fetchone():
                return False
            put_parts(database, place, [draft], at)
            return True

        return await self._file.write(change)

    async def claim(
        self,
        worker: str,
        chats: Collection[str],
        now: datetime,
        until: datetime,
        limit: int,
        busy: Collection[Address] = (),
        place: Address | None = None,
    ) -> tuple[Part, ...]:
        """See `Outbox.claim`."""
        asked = {
            "worker": worker,
            "chats": json.dumps(list(chats)),
            "now": stamp(now),
            "far": stamp(now + FAR),
            "until": stamp(until),
            "limit": limit,
            "busy": json.dumps([str(each) for each in busy]),
            "place": str(place) if place else None,
            "mine": place is not None,
        }

        def change(database: Database) -> tuple[Part, ...]:
            ids = [id_ for (id_,) in database.execute(_CLAIM, asked).fetchall()]
            return _parts(database, ids)

        return await self._file.write(change)

    async def sending(self, part: Part, now: datetime, until: datetime) -> bool:
        """See `Outbox.sending`."""
        asked = {"id": part.id, "worker": part.worker, "now": stamp(now), "until": stamp(until)}
        rows = await self._file.write(lambda database: database.execute(_SENDING, asked).rowcount)
        return rows == 1

    async def sent(self, part: Part, ref: MessageRef, at: datetime) -> None:
        """See `Outbox.sent`."""
        asked = {
            "id": part.id,
            "revision": part.revision,
            "message_id": ref.id,
            "thread": ref.address.thread,
            "at": stamp(at),
        }

        def change(database: Database) -> None:
            database.execute(_SENT, asked)
            database.execute(_POSTED, {"id": part.id, "at": asked["at"]})

        await self._file.write(change)

    async def put_off(
        self,
        part: Part,
        state: Literal["due", "retry", "unsure", "held"],
        why: str,
        not_before: datetime,
    ) -> None:
        """See `Outbox.put_off`."""
        asked = {
            "id": part.id,
            "worker": part.worker,
            "state": state,
            "why": why,
            "not_before": stamp(not_before),
            "tries": part.tries,
        }

        def change(database: Database) -> None:
            changed = database.execute(_PUT_OFF, asked).rowcount
            if changed and state == "held":
                database.execute(_HOLD_BELOW, {"ids": json.dumps([part.id]), "why": why})

        await self._file.write(change)

    async def expire(self, now: datetime) -> int:
        """See `Outbox.expire`."""
        at = {"now": stamp(now), "far": stamp(now + FAR)}

        def is_any(database: Database) -> bool:
            sql = (
                "SELECT 1 FROM parts WHERE state IN ('claimed', 'sending') "
                "AND (lease_until <= :now OR lease_until > :far)"
            )
            return database.execute(sql, at).fetchone() is not None

        if not await self._file.read(is_any):
            return 0
        return await self._file.write(lambda database: database.execute(_EXPIRE, at).rowcount)

    async def unfinished(self, place: Address | None = None) -> tuple[Part, ...]:
        """See `Outbox.unfinished`."""
        asked = {"place": str(place) if place else None}

        def look(database: Database) -> tuple[Part, ...]:
            return _parts(
                database, [id_ for (id_,) in database.execute(_UNFINISHED, asked).fetchall()]
            )

        return await self._file.read(look)

    async def decide(
        self, part_ids: Collection[int], verdict: Literal["resend", "drop"], at: datetime
    ) -> frozenset[int]:
        """See `Outbox.decide`."""
        ids = list(part_ids)
        return await self._file.write(lambda database: decide(database, ids, verdict, stamp(at)))


def decide(
    database: Database, part_ids: Iterable[int], verdict: Literal["resend", "drop"], at: str
) -> frozenset[int]:
    """See `Outbox.decide`; within a transaction. With an empty `at` no lease has run out."""
    if verdict == "resend":
        asked = {"ids": json.dumps(list(part_ids))}
        return frozenset(id_ for (id_,) in database.execute(_RESEND, asked).fetchall())
    dropped = drop(database, part_ids, at)
    for statement in (_NOTE_GIVEN_BACK, _GIVE_BACK):
        database.execute(statement, [json.dumps(list(dropped))])
    return dropped


def drop(database: Database, part_ids: Iterable[int], at: str) -> frozenset[int]:
    """Drop parts with what hangs on them; their papers stay the place's. In a transaction."""
    asked = {"ids": json.dumps(list(part_ids)), "at": at}
    return frozenset(id_ for (id_,) in database.execute(_DROP, asked).fetchall())


def _parts(database: Database, ids: Sequence[int]) -> tuple[Part, ...]:
    rows = database.query(PARTS, {"ids": json.dumps(ids)})
    return tuple(map(read_part, rows))
