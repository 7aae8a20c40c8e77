"""Papers in SQLite, and the full-text index that finds them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache, partial
from string import ascii_lowercase
from typing import Any

from sqlite_utils import Database

from bot.models import Candidate, Paper, Topic
from bot.text.fold import single_spaced
from bot.text.latex import readable
from storage.sqlite.database import SqliteFile
from storage.sqlite.index import author_words, holding, queries, text_words
from storage.sqlite.vocabulary import Vocabulary

# What the newcomer does not know stays: Hugging Face has no categories, arXiv no upvotes. It is
# no INSERT OR REPLACE, which would skip the triggers that keep the index in step; and unchanged
# rows are left alone, for each update is written to the index too.
_PUT = """
    INSERT INTO papers (id, title, abstract, authors, categories, announced, submitted, upvotes,
                        code, keywords, sample, title_words, abstract_words, author_words,
                        readable)
    VALUES (:id, :title, :abstract, :authors, :categories, :announced, :submitted, :upvotes,
            :code, :keywords, :sample, :title_words, :abstract_words, :author_words, :readable)
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
        sample = excluded.sample,
        title_words = iif(:knows_less, title_words, excluded.title_words),
        abstract_words = iif(:knows_less, abstract_words, excluded.abstract_words),
        author_words = iif(:knows_less, author_words, excluded.author_words),
        readable = iif(:knows_less, readable, excluded.readable)
    WHERE (title, abstract, authors, categories, announced, submitted, upvotes, code, keywords,
           sample)
        IS NOT (excluded.title, excluded.abstract, excluded.authors, excluded.categories,
                excluded.announced, excluded.submitted, excluded.upvotes, excluded.code,
                excluded.keywords, excluded.sample)
"""
_IN_CATEGORIES = """
    (:categories = '[]' OR EXISTS (SELECT 1 FROM json_each(:categories) AS wanted
                                   WHERE instr(papers.categories, json_quote(wanted.value))))
"""
# Papers are chosen in the narrow index: their rows are wide.
_NARROW = "papers INDEXED BY papers_in_brief"
_BEST = "ORDER BY announced DESC, id DESC LIMIT :limit"
_WITHIN = f"SELECT number FROM {_NARROW} WHERE {_IN_CATEGORIES} {_BEST}"
_SEARCH = f"""
    SELECT number FROM papers_fts JOIN {_NARROW} ON number = papers_fts.rowid
    WHERE papers_fts MATCH :query AND {_IN_CATEGORIES} {_BEST}
"""
_PAPER = """
    papers.id, title, abstract, authors, categories, announced, submitted, upvotes, code,
    keywords, sample, readable, title_words, abstract_words
"""
_CHOSEN = f"""
    SELECT {_PAPER} FROM json_each(?) AS chosen CROSS JOIN papers ON number = chosen.value
    ORDER BY chosen.key
"""
_OLD = "SELECT number, title, abstract, authors FROM papers WHERE readable IS NULL LIMIT 50"
_RENEW = """
    UPDATE papers SET title_words = :title_words, abstract_words = :abstract_words,
                      author_words = :author_words, readable = :readable
    WHERE number = :number
"""
_HOLDING = "SELECT count(*) FROM (SELECT 1 FROM papers_fts WHERE papers_fts MATCH ? LIMIT ?)"


class SqlitePapers:
    """`PaperStore` on SQLite."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file
        self._vocabulary = Vocabulary()

    async def add(self, papers: Iterable[Paper]) -> int:
        """See `PaperStore.add`."""
        given = list(papers)

        def change(database: Database) -> int:
            return put_papers(database, given)

        return await self._file.write(change)

    async def get(self, paper_id: str) -> Paper | None:
        """See `PaperStore.get`."""
        found = await self._select(f"SELECT {_PAPER} FROM papers WHERE id = ?", [paper_id])
        return found[0] if found else None

    async def several(self, paper_ids: Iterable[str]) -> tuple[Paper, ...]:
        """See `PaperStore.several`."""
        sql = f"SELECT {_PAPER} FROM papers WHERE id IN (SELECT value FROM json_each(?))"
        return await self._select(sql, [json.dumps(list(paper_ids))])

    async def search(self, topic: Topic, limit: int) -> tuple[Candidate, ...]:
        """See `PaperStore.search`."""
        if topic == Topic(exclude=topic.exclude):
            return ()
        values = {"categories": json.dumps(topic.categories), "limit": limit}

        def look(database: Database) -> tuple[Candidate, ...]:
            chosen: dict[int, float] = {}
            for query, at_best in queries(topic):
                found = database.execute(_SEARCH if query else _WITHIN, {**values, "query": query})
                for (number,) in found:
                    chosen.setdefault(number, at_best)
                if len(chosen) >= limit:
                    break
            rows = database.execute(_CHOSEN, [json.dumps(list(chosen)[:limit])])
            return tuple(map(_candidate, rows, chosen.values()))

        return await self._file.read(look)

    async def holding(self, words: Sequence[str], most: int) -> Mapping[str, int]:
        """See `PaperStore.holding`."""

        def look(database: Database) -> dict[str, int]:
            asked = {each: [holding(each), most] for each in words}
            return {
                each: int(database.execute(_HOLDING, values).fetchone()[0])
                for each, values in asked.items()
            }

        return await self._file.read(look)

    async def nearest_words(self, word: str) -> tuple[str, ...]:
        """See `PaperStore.nearest_words`."""
        return await self._file.read(lambda database: self._vocabulary.nearest(database, word))

    async def prepare(self) -> None:
        """See `PaperStore.prepare`."""
        for letter in ascii_lowercase:  # one by one: others read meanwhile
            await self._file.read(partial(self._vocabulary.read, letter=letter))
        while await self._file.write(_renew):
            pass

    async def recent(self, limit: int) -> tuple[Paper, ...]:
        """See `PaperStore.recent`."""
        return await self._select(
            f"SELECT {_PAPER} FROM papers ORDER BY announced DESC, id DESC LIMIT ?", [limit]
        )

    async def count(self) -> int:
        """See `PaperStore.count`."""
        return await self._file.read(_count)

    async def _select(
        self, sql: str, values: Sequence[object] | dict[str, object]
    ) -> tuple[Paper, ...]:
        return await self._file.read(lambda file: tuple(map(_paper, file.execute(sql, values))))


def put_papers(database: Database, papers: Iterable[Paper]) -> int:
    """Insert or update within a transaction; returns how many are new."""
    before = _count(database)
    database.conn.executemany(_PUT, [_row(paper) for paper in papers])
    return _count(database) - before


def _count(database: Database) -> int:
    return int(database.execute("SELECT count(*) FROM papers").fetchone()[0])


def _renew(database: Database) -> bool:
    """Read once what an older version stored, some papers; whether there were any."""
    rows = database.execute(_OLD).fetchall()
    texts = (_texts(title, text, tuple(json.loads(names))) for _, title, text, names in rows)
    values = [{"number": row[0], **its} for row, its in zip(rows, texts, strict=True)]
    database.conn.executemany(_RENEW, values)
    return bool(rows)


def _row(paper: Paper) -> dict[str, object]:
    title, abstract = single_spaced(paper.title), single_spaced(paper.abstract)
    return {
        "id": paper.id,
        "title": title,
        "abstract": abstract,
        "authors": json.dumps(paper.authors, ensure_ascii=False),
        "categories": json.dumps(paper.categories),
        "announced": paper.announced.isoformat() if paper.announced else None,
        "submitted": paper.submitted.isoformat() if paper.submitted else None,
        "upvotes": paper.upvotes,
        "code": paper.code,
        "keywords": json.dumps(paper.keywords, ensure_ascii=False),
        "sample": int(paper.sample),
        "knows_less": int(not paper.categories),
        **_texts(title, abstract, paper.authors),
    }


def _texts(title: str, abstract: str, authors: tuple[str, ...]) -> dict[str, str]:
    """What is made of a paper's texts, once: it is slow."""
    read = readable(title), readable(abstract), tuple(map(readable, authors))
    same = read == (title, abstract, authors)
    return {
        "title_words": text_words(read[0]),
        "abstract_words": text_words(read[1]),
        "author_words": author_words(read[2]),
        "readable": "" if same else json.dumps(read, ensure_ascii=False),
    }


def _candidate(row: tuple[Any, ...], at_best: float) -> Candidate:
    return Candidate(partial(_paper, row), _day(row[5]), at_best)


def _paper(row: tuple[Any, ...]) -> Paper:
    """The paper of a row of `_PAPER`."""
    paper_id, *written = row[:4]
    categories, announced, submitted, upvotes, code, keywords, sample, its, *stems = row[4:]
    title, abstract, authors = _read(its, *written)
    return Paper(
        id=paper_id,
        title=title,
        abstract=abstract,
        authors=tuple(authors),
        categories=_list(categories),
        announced=_day(announced),
        submitted=datetime.fromisoformat(submitted) if submitted else None,
        upvotes=upvotes,
        code=code,
        keywords=_list(keywords or "[]"),
        sample=bool(sample),
        stems=None if its is None else tuple(stems),  # an older version stored no sentences
    )


def _read(its: str | None, title: str, abstract: str, names: str) -> tuple[str, str, Iterable[str]]:
    """Title, abstract and authors as people read them."""
    if its:
        read: tuple[str, str, list[str]] = json.loads(its)
        return read
    authors = json.loads(names)
    if its is None:  # an older version stored it
        return readable(title), readable(abstract), map(readable, authors)
    return title, abstract, authors


@lru_cache(maxsize=4096)  # many papers have the same
def _list(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
