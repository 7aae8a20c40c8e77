"""Questions and answers in SQLite."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bot.messages import Address, Message
from bot.models import Answer, Asked, Draft, Question
from storage.sqlite.database import SqliteFile
from storage.sqlite.forgetting import mark
from storage.sqlite.parts import put_parts
from storage.sqlite.values import moment, stamp

_COLUMNS = (
    "place, paper, prompt, options, key, explanation, quote, asked_at, title, url, sample, "
    "timezone, state, closes_at, seed, round, first, run"
)
_OPEN = f"""
    INSERT INTO questions ({_COLUMNS}) VALUES ({", ".join("?" * 18)})
    ON CONFLICT DO NOTHING RETURNING id
"""
_AGAIN = "UPDATE questions SET again_at = ? WHERE id = ?"
_RUN_DONE = "INSERT INTO quiz_runs VALUES (?, NULL) ON CONFLICT DO UPDATE SET until = NULL"
_ANSWER = """
    INSERT INTO answers (question, person, option, at, name)
    SELECT id, :person, :option, :at, :name FROM questions
    WHERE id = :question AND state = 'open' AND closes_at > :at
    ON CONFLICT DO NOTHING
"""
_FIRST = """
    SELECT option, name FROM answers WHERE question = :question AND person IN (:person, :mark)
"""
_SEED = "SELECT seed FROM questions WHERE id = ?"
_TALLY = "SELECT option, count(*) FROM answers WHERE question = ? GROUP BY option"


class SqliteQuizzes:
    """`QuizStore` on SQLite."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    async def open(
        self,
        asked: Asked,
        show: Callable[[Asked], Message],
        again_at: datetime | None = None,
    ) -> Asked | None:
        """See `QuizStore.open`."""

        def change(database: Database) -> Asked | None:
            row = database.execute(_OPEN, _row(asked)).fetchone()
            if asked.run:
                database.execute(_RUN_DONE, [asked.run])
            if row is None:
                return None
            stored = replace(asked, question=replace(asked.question, id=row[0]))
            drafts = [Draft(show(stored))]
            run = asked.run or None
            (part,) = put_parts(database, asked.place, drafts, asked.opened_at, run)
            database.execute("UPDATE questions SET part = ? WHERE id = ?", [part, stored.id])
            if asked.first:
                database.execute(_AGAIN, [stamp(again_at) if again_at else None, asked.first])
            return stored

        return await self._file.write(change)

    async def get(self, question_id: int) -> Asked | None:
        """See `QuizStore.get`."""

        def look(database: Database) -> Asked | None:
            rows = database.query("SELECT * FROM questions WHERE id = ?", [question_id])
            return next(map(read_asked, rows), None)

        return await self._file.read(look)

    async def asked(self, place: Address) -> frozenset[str]:
        """See `QuizStore.asked`."""

        def look(database: Database) -> frozenset[str]:
            sql = "SELECT DISTINCT paper FROM questions WHERE place = ? AND state <> 'unshown'"
            return frozenset(paper for (paper,) in database.execute(sql, [str(place)]))

        return await self._file.read(look)

    async def answer(self, answer: Answer, at: datetime) -> Answer | None:
        """See `QuizStore.answer`."""
        its = {
            "question": answer.question_id,
            "person": answer.person,
            "option": answer.option,
            "name": answer.name,
            "at": stamp(at),
        }

        def first(database: Database) -> Answer | None:
            seed = database.execute(_SEED, [answer.question_id]).fetchone()
            forgotten = mark(answer.question_id, seed[0], answer.person) if seed else ""
            row = database.execute(_FIRST, {**its, "mark": forgotten}).fetchone()
            return replace(answer, option=row[0], name=row[1]) if row else None

        def change(database: Database) -> Answer | None:
            if (known := first(database)) is not None:
                return known
            database.execute(_ANSWER, its)
            return first(database)

        # Who presses twice waits for no other writer.
        return await self._file.read(first) or await self._file.write(change)

    async def tally(self, question_id: int) -> Mapping[int, int]:
        """See `QuizStore.tally`."""
        return await self._file.read(lambda database: tally_of(database, question_id))


def tally_of(database: Database, question_id: int) -> dict[int, int]:
    """How many chose each option."""
    return dict(database.execute(_TALLY, [question_id]).fetchall())


def read_asked(row: Mapping[str, Any]) -> Asked:
    """A row of the table in the core's words."""
    opened = datetime.fromisoformat(row["asked_at"])
    tally = {int(option): count for option, count in json.loads(row["tally"]).items()}
    return Asked(
        place=Address.parse(row["place"]),
        question=_read_question(row),
        title=row["title"],
        url=row["url"],
        opened_at=opened,
        closes_at=moment(row["closes_at"]) or opened,
        timezone=row["timezone"],
        sample=bool(row["sample"]),
        seed=row["seed"],
        round=row["round"],
        first=row["first"] or 0,
        run=row["run"] or 0,
        state="open" if row["state"] == "open" else "closed",
        tally=tally,
    )


def _read_question(row: Mapping[str, Any]) -> Question:
    return Question(
        paper_id=row["paper"],
        prompt=row["prompt"],
        options=tuple(json.loads(row["options"])),
        key=row["key"],
        explanation=row["explanation"],
        quote=row["quote"],
        id=row["id"],
    )


def _row(its: Asked) -> list[object]:
    """The values of `_COLUMNS`."""
    question = its.question
    return [
        str(its.place),
        question.paper_id,
        question.prompt,
        json.dumps(question.options, ensure_ascii=False),
        question.key,
        question.explanation,
        question.quote,
        stamp(its.opened_at),
        its.title,
        its.url,
        int(its.sample),
        its.timezone,
        its.state,
        stamp(its.closes_at),
        its.seed,
        its.round,
        its.first or None,
        its.run or None,
    ]
