"""Summaries in SQLite."""

import json
from collections.abc import Mapping

from sqlite_utils import Database

from bot.models import Manner
from storage.sqlite.database import SqliteFile

_SAME = "style = :style AND language = :language AND writer = :writer"
_OF = f"""
    SELECT paper, source, text FROM json_each(:papers) AS wanted
    CROSS JOIN summaries ON paper = wanted.value AND {_SAME}
"""
_REMEMBER = """
    INSERT INTO summaries (paper, style, language, writer, source, text)
    VALUES (:paper, :style, :language, :writer, :source, :text)
    ON CONFLICT DO UPDATE SET source = excluded.source, text = excluded.text
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

    async def of(self, sources: Mapping[str, str], manner: Manner) -> Mapping[str, str]:
        """See `Summaries.of`."""
        values = {"papers": json.dumps(list(sources)), **_values(manner)}

        def look(database: Database) -> dict[str, str]:
            rows = database.execute(_OF, values)
            return {paper: text for paper, source, text in rows if sources[paper] == source}

        return await self._file.read(look)

    async def remember(self, texts: Mapping[str, tuple[str, str]], manner: Manner) -> None:
        """See `Summaries.remember`."""
        rows = [
            {"paper": paper, "source": source, "text": text, **_values(manner)}
            for paper, (source, text) in texts.items()
        ]

        def change(database: Database) -> None:
            database.conn.executemany(_REMEMBER, rows)

        await self._file.write(change)

    async def lacking(self, manner: Manner) -> tuple[str, ...]:
        """See `Summaries.lacking`."""

        def look(database: Database) -> tuple[str, ...]:
            return tuple(paper for (paper,) in database.execute(_LACKING, _values(manner)))

        return await self._file.read(look)


def _values(manner: Manner) -> dict[str, str]:
    return {"style": manner.style, "language": manner.language, "writer": manner.writer}
