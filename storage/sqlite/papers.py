"""Papers in SQLite, and the full-text index that finds them."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from bot.models import Paper, Topic
from storage.sqlite.database import SqliteFile

# What the newcomer does not know stays: Hugging Face has no categories, arXiv no upvotes. It is
# no INSERT OR REPLACE, which would skip the triggers that keep the index in step; and unchanged
# rows are left alone, for each update is written to the index too.
_PUT = """
    INSERT INTO papers (id, title, abstract, authors, categories, announced, submitted, upvotes,
                        code, keywords, sample)
    VALUES (:id, :title, :abstract, :authors, :categories, :announced, :submitted, :upvotes,
            :code, :keywords, :sample)
    ON CONFLICT (id) DO UPDATE SET
        title = iif(:knows_less, title, excluded.title),
        abstract = iif(:knows_less, abstract, excluded.abstract),
        authors = iif(:knows_less, authors, excluded.authors),
        categories = iif(:knows_less, categories, excluded.categories),
        announced = coalesce(min(announced, excluded.announced), announced, excluded.announced),
        submitted = coalesce(excluded.submitted, submitted),
        upvotes = coalesce(excluded.upvotes, upvotes),
        code = coalesce(excluded.code, code),
        keywords = iif(excluded.keywords = '[]', keywords, excluded.keywords),
        sample = excluded.sample
    WHERE (title, abstract, authors, categories, announced, submitted, upvotes, code, keywords,
           sample)
        IS NOT (excluded.title, excluded.abstract, excluded.authors, excluded.categories,
                excluded.announced, excluded.submitted, excluded.upvotes, excluded.code,
                excluded.keywords, excluded.sample)
"""
_SEARCH = """
    SELECT papers.* FROM papers_fts JOIN papers ON papers.number = papers_fts.rowid
    WHERE papers_fts MATCH :query
    AND (:categories = '[]' OR EXISTS (SELECT 1 FROM json_each(categories) AS its
                              JOIN json_each(:categories) AS wanted ON its.value = wanted.value))
    ORDER BY bm25(papers_fts, 10.0, 1.0), announced DESC, papers.id DESC LIMIT :limit
"""


class SqlitePapers:
    """`PaperStore` on SQLite."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    async def add(self, papers: Iterable[Paper]) -> int:
        """See `PaperStore.add`."""
        given = list(papers)

        def change(database: Database) -> int:
            return put_papers(database, given)

        return await self._file.write(change)

    async def get(self, paper_id: str) -> Paper | None:
        """See `PaperStore.get`."""
        found = await self._select("SELECT * FROM papers WHERE id = ?", [paper_id])
        return found[0] if found else None

    async def several(self, paper_ids: Iterable[str]) -> tuple[Paper, ...]:
        """See `PaperStore.several`."""
        sql = "SELECT * FROM papers WHERE id IN (SELECT value FROM json_each(?))"
        return await self._select(sql, [json.dumps(list(paper_ids))])

    async def search(self, topic: Topic, limit: int) -> tuple[Paper, ...]:
        """See `PaperStore.search`."""
        query = _query(topic)
        if not query:
            return ()
        values = {"query": query, "categories": json.dumps(topic.categories), "limit": limit}
        return await self._select(_SEARCH, values)

    async def recent(self, limit: int) -> tuple[Paper, ...]:
        """See `PaperStore.recent`."""
        return await self._select(
            "SELECT * FROM papers ORDER BY announced DESC, id DESC LIMIT ?", [limit]
        )

    async def count(self) -> int:
        """See `PaperStore.count`."""
        return await self._file.read(_count)

    async def _select(
        self, sql: str, values: Sequence[object] | dict[str, object]
    ) -> tuple[Paper, ...]:
        return await self._file.read(lambda file: tuple(map(read_paper, file.query(sql, values))))


def put_papers(database: Database, papers: Iterable[Paper]) -> int:
    """Insert or update within a transaction; returns how many are new."""
    before = _count(database)
    database.conn.executemany(_PUT, [_row(paper) for paper in papers])
    return _count(database) - before


def _count(database: Database) -> int:
    return int(database.execute("SELECT count(*) FROM papers").fetchone()[0])


def _query(topic: Topic) -> str:
    """Spell a topic in the index's own language: every part quoted, so that none is an operator."""
    wanted = " AND ".join(map(_quoted, (*topic.phrases, *topic.telling)))
    unwanted = "".join(f" NOT {_quoted(each)}" for each in topic.exclude)
    return f"({wanted}){unwanted}" if wanted else ""


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _row(paper: Paper) -> dict[str, object]:
    return {
        "id": paper.id,
        "title": paper.title,
        "abstract": paper.abstract,
        "authors": json.dumps(paper.authors, ensure_ascii=False),
        "categories": json.dumps(paper.categories),
        "announced": paper.announced.isoformat() if paper.announced else None,
        "submitted": paper.submitted.isoformat() if paper.submitted else None,
        "upvotes": paper.upvotes,
        "code": paper.code,
        "keywords": json.dumps(paper.keywords, ensure_ascii=False),
        "sample": int(paper.sample),
        "knows_less": int(not paper.categories),
    }


def read_paper(row: dict[str, Any]) -> Paper:
    """A row of the table as a paper."""
    return Paper(
        id=row["id"],
        title=row["title"],
        abstract=row["abstract"],
        authors=tuple(json.loads(row["authors"])),
        categories=tuple(json.loads(row["categories"])),
        announced=date.fromisoformat(row["announced"]) if row["announced"] else None,
        submitted=datetime.fromisoformat(row["submitted"]) if row["submitted"] else None,
        upvotes=row["upvotes"],
        code=row["code"],
        keywords=tuple(json.loads(row["keywords"] or "[]")),
        sample=bool(row["sample"]),
    )
