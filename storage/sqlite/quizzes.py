"""Questions and answers in SQLite."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlite_utils import Database

from bot.messages import Address
from bot.models import Answer, Question
from storage.sqlite.database import SqliteFile


class SqliteQuizzes:
    """`QuizStore` on SQLite."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    async def add(self, place: Address, question: Question, at: datetime) -> Question:
        """See `QuizStore.add`."""

        def change(database: Database) -> Question:
            cursor = database.execute(
                "INSERT INTO questions (place, paper, prompt, options, key, explanation, quote, "
                "asked_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    str(place),
                    question.paper_id,
                    question.prompt,
                    json.dumps(question.options, ensure_ascii=False),
                    question.key,
                    question.explanation,
                    question.quote,
                    at.isoformat(),
                ],
            )
            return replace(question, id=int(cursor.lastrowid or 0))

        return await self._file.write(change)

    async def get(self, question_id: int) -> Question | None:
        """See `QuizStore.get`."""

        def look(database: Database) -> Question | None:
            sql = "SELECT * FROM questions WHERE id = ?"
            for row in database.query(sql, [question_id]):
                return Question(
                    paper_id=row["paper"],
                    prompt=row["prompt"],
                    options=tuple(json.loads(row["options"])),
                    key=row["key"],
                    explanation=row["explanation"],
                    quote=row["quote"],
                    id=row["id"],
                )
            return None

        return await self._file.read(look)

    async def asked(self, place: Address) -> frozenset[str]:
        """See `QuizStore.asked`."""

        def look(database: Database) -> frozenset[str]:
            sql = "SELECT DISTINCT paper FROM questions WHERE place = ?"
            return frozenset(paper for (paper,) in database.execute(sql, [str(place)]))

        return await self._file.read(look)

    async def answer(self, answer: Answer, at: datetime) -> Answer:
        """See `QuizStore.answer`."""

        def change(database: Database) -> Answer:
            database.execute(
                "INSERT INTO answers VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                [answer.question_id, answer.person, answer.option, at.isoformat()],
            )
            sql = "SELECT option FROM answers WHERE question = ? AND person = ?"
            (first,) = database.execute(sql, [answer.question_id, answer.person]).fetchone()
            return replace(answer, option=first)

        return await self._file.write(change)

    async def tally(self, question_id: int) -> Mapping[int, int]:
        """See `QuizStore.tally`."""

        def look(database: Database) -> Mapping[int, int]:
            sql = "SELECT option, count(*) FROM answers WHERE question = ? GROUP BY option"
            return dict(database.execute(sql, [question_id]).fetchall())

        return await self._file.read(look)
