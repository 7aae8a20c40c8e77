"""Summaries in SQLite."""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlite_utils import Database

from bot.models import Manner, Summary
from storage.sqlite.database import SqliteFile
from storage.sqlite.summary_rows import read, written
from storage.sqlite.values import stamp

_SAME = "style = :style AND language = :language AND writer = :writer"
_OF = f"""
    SELECT json_group_array(json_array(paper, source, text)) FROM json_each(:papers) AS wanted
    CROSS JOIN summaries ON paper = wanted.value AND {_SAME}
"""
_REMEMBER = """
    INSERT INTO summaries (paper, style, language, writer, source, text)
    VALUES (:paper, :style, :language, :writer, :source, :text)
    ON CONFLICT DO UPDATE SET source = excluded.source, text = excluded.text
"""
_DONE = f"DELETE FROM writing WHERE paper = :paper AND {_SAME}"
_CLAIM = """
    INSERT INTO writing (paper, style, language, writer, worker, until)
    VALUES (:paper, :style, :language, :writer, :worker, :until)
    ON CONFLICT DO UPDATE SET worker = excluded.worker, until = excluded.until
    WHERE until <= :now OR worker = excluded.worker
    RETURNING 1
"""
_LACKING = f"""
    SELECT id FROM papers
    WHERE NOT EXISTS (SELECT 1 FROM summaries WHERE paper = papers.id AND {_SAME})
    ORDER BY id DESC
"""


class SqliteSummaries:
    """`Summaries` on SQLite. Triggers forget those of texts that are changed or gone."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    async def of(self, sources: Mapping[str, str], manner: Manner) -> Mapping[str, Summary]:
        """See `Summaries.of`."""
        values = {"papers": json.dumps(list(sources)), **_values(manner)}

        def look(database: Database) -> dict[str, Summary]:
            (rows,) = database.execute(_OF, values).fetchone()  # in one: see `search`
            return {
                paper: read(manner.style, text)
                for paper, source, text in json.loads(rows)
                if sources[paper] == source
            }

        return await self._file.read(look)

    async def remember(self, summaries: Mapping[str, tuple[str, Summary]], manner: Manner) -> None:
        """See `Summaries.remember`."""
        rows = [
            {"paper": paper, "source": source, "text": written(its), **_values(manner)}
            for paper, (source, its) in summaries.items()
        ]

        def change(database: Database) -> None:
            database.conn.executemany(_REMEMBER, rows)
            database.conn.executemany(_DONE, rows)

        await self._file.write(change)

    async def claim(
        self, paper_id: str, manner: Manner, worker: str, now: datetime, until: datetime
    ) -> bool:
        """See `Summaries.claim`."""
        values = {"paper": paper_id, "worker": worker, **_values(manner)}
        times = {"now": stamp(now), "until": stamp(until)}

        def change(database: Database) -> bool:
            return database.execute(_CLAIM, values | times).fetchone() is not None

        return await self._file.write(change)

    async def release(self, paper_id: str, manner: Manner, worker: str) -> None:
        """See `Summaries.release`."""
        values = {"paper": paper_id, "worker": worker, **_values(manner)}

        def change(database: Database) -> None:
            database.execute(f"{_DONE} AND worker = :worker", values)

        await self._file.write(change)

    async def lacking(self, manner: Manner) -> tuple[str, ...]:
        """See `Summaries.lacking`."""

        def look(database: Database) -> tuple[str, ...]:
            return tuple(paper for (paper,) in database.execute(_LACKING, _values(manner)))

        return await self._file.read(look)


def _values(manner: Manner) -> dict[str, str]:
    return {"style": manner.style, "language": manner.language, "writer": manner.writer}
