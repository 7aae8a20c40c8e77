"""What becomes of questions by themselves, in SQLite."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from bot.messages import Address, Message
from bot.models import Asked, Draft, Occasion
from storage.sqlite.database import SqliteFile
from storage.sqlite.forgetting import FORGOTTEN
from storage.sqlite.outbox import decide
from storage.sqlite.parts import put_parts
from storage.sqlite.quizzes import read_asked, tally_of
from storage.sqlite.values import stamp

_UNTOLD = """
    SELECT * FROM (
        SELECT *, (SELECT count(*) FROM answers WHERE question = questions.id) AS answered
        FROM questions WHERE state = 'open'
    )
    WHERE answered <> told AND (told_at <= :before OR told_at > :now)
"""
_TOLD = "UPDATE questions SET told = ?, told_at = ? WHERE id = ?"
_DUE = """
    SELECT questions.*, runs.undone_at IS NOT NULL AS undone,
           parts.state IN ('due', 'claimed', 'retry', 'held', 'dropped')
           AND parts.doubt_since IS NULL AND parts.sent_at IS NULL AS unseen
    FROM questions JOIN parts ON parts.id = part LEFT JOIN runs ON runs.id = questions.run
    WHERE questions.state = 'open' AND closes_at <= ? ORDER BY closes_at LIMIT ?
"""
_IS_DUE = "SELECT 1 FROM questions WHERE state = 'open' AND closes_at <= ?"
# A round that nobody saw comes another day.
_NOT_ASKED = "UPDATE questions SET first = NULL WHERE id = ?"
_AGAIN = "UPDATE questions SET again_at = ? WHERE id = ?"
_LATER = timedelta(days=1)
_UNNAMED = "DELETE FROM answers WHERE question = ? AND person LIKE ?"
_CLOSE = "UPDATE questions SET state = ?, tally = ?, again_at = ? WHERE id = ?"
_REPEAT = """
    SELECT questions.*, min(again_at),
           1 + (SELECT count(*) FROM questions AS later WHERE later.first = questions.id) AS next
    FROM questions
    WHERE again_at <= :now
    AND NOT EXISTS (SELECT 1 FROM questions AS other WHERE other.state = 'open'
                    AND other.place = questions.place AND other.round > 0)
    AND (NOT EXISTS (SELECT 1 FROM subscriptions WHERE place = questions.place)
         OR EXISTS (SELECT 1 FROM subscriptions
                    WHERE place = questions.place AND paused = ''))
    GROUP BY place
"""
# A digest stands there once each of its messages in the channel was sent, or given up.
_WANTING = """
    SELECT runs.id, runs.place, subscriptions.timezone
    FROM runs
    JOIN subscriptions ON subscriptions.id = CAST(runs.subscription AS INTEGER)
                       AND CAST(subscriptions.id AS TEXT) = runs.subscription
    LEFT JOIN quiz_runs ON quiz_runs.run = runs.id
    WHERE runs.outcome = 'digest' AND runs.done_at > :since AND runs.id > subscriptions.quiz_after
    AND runs.subscription IN (SELECT CAST(id AS TEXT) FROM subscriptions
                              WHERE quiz = 1 AND paused = '')
    AND runs.undone_at IS NULL
    AND (quiz_runs.run IS NULL OR quiz_runs.until <= :now)
    AND NOT EXISTS (SELECT 1 FROM parts WHERE parts.run = runs.id AND hangs_on IS NULL
                    AND state NOT IN ('sent', 'held', 'dropped'))
    ORDER BY runs.id LIMIT 1
"""
_TAKE = "INSERT INTO quiz_runs VALUES (:run, :until) ON CONFLICT DO UPDATE SET until = :until"
_POSTED = """
    SELECT paper FROM ledger JOIN parts ON parts.id = ledger.part
    WHERE parts.run = ? AND posted_at IS NOT NULL ORDER BY paper
"""


class SqliteRounds:
    """`QuizRounds` on SQLite. It looks before it locks: mostly there is nothing to do."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    async def recount(
        self, now: datetime, pause: timedelta, show: Callable[[Asked, int], Message]
    ) -> int:
        """See `QuizRounds.recount`."""
        asked = {"now": stamp(now), "before": stamp(now - pause)}

        def change(database: Database) -> int:
            rows = list(database.query(_UNTOLD, asked))
            for row in rows:
                its, answered = read_asked(row), row["answered"]
                database.execute(_TOLD, [answered, asked["now"], its.id])
                draft = Draft(show(its, answered), changes=row["part"])
                put_parts(database, its.place, [draft], now)
            return len(rows)

        if not await self._any(_UNTOLD, asked):
            return 0
        return await self._file.write(change)

    async def close(
        self,
        now: datetime,
        limit: int,
        show: Callable[[Asked], Message],
        again: Callable[[Asked], datetime | None],
    ) -> tuple[Asked, ...]:
        """See `QuizRounds.close`."""

        def change(database: Database) -> tuple[Asked, ...]:
            rows = list(database.query(_DUE, [stamp(now), limit]))
            return tuple(_close(database, row, now, show, again) for row in rows)

        if not await self._any(_IS_DUE, [stamp(now)]):
            return ()
        return await self._file.write(change)

    async def to_repeat(self, now: datetime) -> tuple[tuple[Asked, int], ...]:
        """See `QuizRounds.to_repeat`."""

        def look(database: Database) -> tuple[tuple[Asked, int], ...]:
            rows = database.query(_REPEAT, {"now": stamp(now)})
            return tuple((read_asked(row), row["next"]) for row in rows)

        return await self._file.read(look)

    async def take(self, now: datetime, until: datetime, since: datetime) -> Occasion | None:
        """See `QuizRounds.take`."""
        asked = {"now": stamp(now), "since": stamp(since)}

        def change(database: Database) -> Occasion | None:
            row = database.execute(_WANTING, asked).fetchone()
            if row is None:
                return None
            run, place, timezone = row
            database.execute(_TAKE, {"run": run, "until": stamp(until)})
            papers = tuple(paper for (paper,) in database.execute(_POSTED, [run]))
            return Occasion(run, Address.parse(place), timezone, papers)

        return await self._file.write(change) if await self._any(_WANTING, asked) else None

    async def decline(self, run: int) -> None:
        """See `QuizRounds.decline`."""
        its = {"run": run, "until": None}
        await self._file.write(lambda database: database.execute(_TAKE, its))

    async def _any(self, sql: str, values: list[str] | dict[str, str]) -> bool:
        return await self._file.read(
            lambda database: database.execute(sql, values).fetchone() is not None
        )


def _close(
    database: Database,
    row: Mapping[str, Any],
    now: datetime,
    show: Callable[[Asked], Message],
    again: Callable[[Asked], datetime | None],
) -> Asked:
    tally = tally_of(database, row["id"])
    its = replace(read_asked(row), state="closed", tally=tally)
    returns = None if row["unseen"] or row["undone"] else again(its)
    state = "unshown" if row["unseen"] else "closed"
    when = stamp(returns) if returns else None
    database.execute(_CLOSE, [state, json.dumps(tally), when, its.id])
    database.execute(_UNNAMED, [its.id, f"{FORGOTTEN}%"])
    if row["unseen"]:
        decide(database, [row["part"]], "drop", stamp(now))
        if its.first:
            database.execute(_NOT_ASKED, [its.id])
            database.execute(_AGAIN, [stamp(now + _LATER), its.first])
    elif not row["undone"]:
        put_parts(database, its.place, [Draft(show(its), changes=row["part"])], now)
    return its
