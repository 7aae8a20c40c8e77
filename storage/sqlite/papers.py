"""Papers in SQLite, and the full-text index that finds them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from string import ascii_lowercase

from sqlite_utils import Database

from bot.models import Offered, Paper, Topic
from bot.text.fold import single_spaced
from bot.text.latex import readable
from storage.sqlite.closest import closest, reach_among
from storage.sqlite.database import SqliteFile
from storage.sqlite.index import TABLES, author_words, holding, telling_stems, text_words
from storage.sqlite.postings import Lengths
from storage.sqlite.rows import COLUMNS, newest_number, paper_of
from storage.sqlite.scoring import Weights
from storage.sqlite.search import search
from storage.sqlite.vocabulary import Vocabulary

# What the newcomer does not know stays: Hugging Face has no categories, arXiv no upvotes. It is
# no INSERT OR REPLACE, which would skip the triggers that keep the index in step; and unchanged
# rows are left alone, for each update is written to the index too.
_PUT = """
    INSERT INTO papers (id, title, abstract, authors, categories, announced, submitted, upvotes,
                        code, keywords, sample, comment, journal, doi, title_words,
                        abstract_words, author_words, readable)
    VALUES (:id, :title, :abstract, :authors, :categories, :announced, :submitted, :upvotes,
            :code, :keywords, :sample, :comment, :journal, :doi, :title_words,
            :abstract_words, :author_words, :readable)
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
        comment = iif(excluded.comment = '', comment, excluded.comment),
        journal = iif(excluded.journal = '', journal, excluded.journal),
        doi = iif(excluded.doi = '', doi, excluded.doi),
        title_words = iif(:knows_less, title_words, excluded.title_words),
        abstract_words = iif(:knows_less, abstract_words, excluded.abstract_words),
        author_words = iif(:knows_less, author_words, excluded.author_words),
        readable = iif(:knows_less, readable, excluded.readable)
    WHERE (title, abstract, authors, categories, announced, submitted, upvotes, code, keywords,
           sample)
        IS NOT (excluded.title, excluded.abstract, excluded.authors, excluded.categories,
                excluded.announced, excluded.submitted, excluded.upvotes, excluded.code,
                excluded.keywords, excluded.sample)
        OR (excluded.comment, excluded.journal, excluded.doi) NOT IN
           (VALUES ('', '', ''), (comment, journal, doi))
"""
# The sample is announced on the day that it comes: a real paper in its place was not.
_NEVER_ANNOUNCED = """
    DELETE FROM announcements WHERE paper IN (
        SELECT papers.id FROM papers JOIN json_each(?) ON papers.id = value WHERE sample = 1
    )
"""
# Of a million papers, to count all takes longer than to add one.
_KNOWN = "SELECT count(*) FROM json_each(?) JOIN papers ON papers.id = value"
_OLD = "SELECT number, title, abstract, authors FROM papers WHERE readable IS NULL LIMIT 50"
_RENEW = """
    UPDATE papers SET title_words = :title_words, abstract_words = :abstract_words,
                      author_words = :author_words, readable = :readable
    WHERE number = :number
"""
_HOLDING = """
    SELECT json_group_array(
        (SELECT count(*) FROM (SELECT 1 FROM papers_fts WHERE papers_fts MATCH value LIMIT ?)))
    FROM json_each(?)
"""
_MERGED = 200  # pages of the index at once: others write meanwhile


class SqlitePapers:
    """`PaperStore` on SQLite."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file
        self._vocabulary = Vocabulary()
        self._lengths = Lengths()

    async def add(self, papers: Iterable[Paper]) -> int:
        """See `PaperStore.add`."""
        given = list(papers)

        def change(database: Database) -> int:
            database.execute(_NEVER_ANNOUNCED, [json.dumps([p.id for p in given if not p.sample])])
            return put_papers(database, given)

        return await self._file.write(change)

    async def get(self, paper_id: str) -> Paper | None:
        """See `PaperStore.get`."""
        found = await self._select(f"SELECT {COLUMNS} FROM papers WHERE id = ?", [paper_id])
        return found[0] if found else None

    async def several(self, paper_ids: Iterable[str]) -> tuple[Paper, ...]:
        """See `PaperStore.several`."""
        sql = f"SELECT {COLUMNS} FROM papers WHERE id IN (SELECT value FROM json_each(?))"
        return await self._select(sql, [json.dumps(list(paper_ids))])

    async def written(self, paper_id: str) -> Paper | None:
        """See `PaperStore.written`."""
        sql = f"SELECT {COLUMNS} FROM papers WHERE id = ?"

        def look(database: Database) -> Paper | None:
            row = database.execute(sql, [paper_id]).fetchone()
            return paper_of(row, written=True) if row else None

        return await self._file.read(look)

    async def search(self, topic: Topic, limit: int, best: int | None = None) -> Offered:
        """See `PaperStore.search`."""
        if topic == Topic(exclude=topic.exclude):
            return Offered()
        return await self._file.read(lambda database: search(database, topic, limit, best))

    async def closest(self, topic: Topic, limit: int) -> Offered:
        """See `PaperStore.closest`."""
        wanted = telling_stems(topic)

        def look(database: Database) -> Offered:
            newest = newest_number(database)  # nearly how many there are
            weights = Weights(self._vocabulary.counts(database, wanted, newest), newest)
            return closest(database, topic, weights, self._lengths, limit, reach_among(newest))

        return await self._file.read(look)

    async def holding(self, words: Sequence[str], most: int) -> Mapping[str, int]:
        """See `PaperStore.holding`."""

        def look(database: Database) -> dict[str, int]:
            asked = json.dumps([holding(each) for each in words])
            (counts,) = database.execute(_HOLDING, [most, asked]).fetchone()
            return dict(zip(words, json.loads(counts), strict=True))

        return await self._file.read(look)

    async def nearest_words(self, word: str) -> tuple[str, ...]:
        """See `PaperStore.nearest_words`."""
        return await self._file.read(lambda database: self._vocabulary.nearest(database, word))

    async def prepare(self) -> None:
        """See `PaperStore.prepare`."""
        for letter in ascii_lowercase:  # one by one: others read meanwhile
            await self._file.read(partial(self._vocabulary.read, letter=letter))
        await self._file.read(self._lengths.read)
        while await self._file.write(_renew):
            pass
        while await self._file.write(_merge):
            pass

    async def recent(self, limit: int) -> tuple[Paper, ...]:
        """See `PaperStore.recent`."""
        return await self._select(
            f"SELECT {COLUMNS} FROM papers ORDER BY announced DESC, id DESC LIMIT ?", [limit]
        )

    async def count(self) -> int:
        """See `PaperStore.count`."""
        return await self._file.read(_count)

    async def _select(
        self, sql: str, values: Sequence[object] | dict[str, object]
    ) -> tuple[Paper, ...]:
        return await self._file.read(lambda file: tuple(map(paper_of, file.execute(sql, values))))


def put_papers(database: Database, papers: Iterable[Paper]) -> int:
    """Insert or update within a transaction; returns how many are new."""
    rows = [_row(paper) for paper in papers]
    ids = {row["id"] for row in rows}
    (known,) = database.execute(_KNOWN, [json.dumps(list(ids))]).fetchone()
    database.conn.executemany(_PUT, rows)
    return len(ids) - int(known)


def _count(database: Database) -> int:
    return int(database.execute("SELECT count(*) FROM papers").fetchone()[0])


def _renew(database: Database) -> bool:
    """Read once what an older version stored, some papers; whether there were any."""
    rows = database.execute(_OLD).fetchall()
    texts = (_texts(title, text, tuple(json.loads(names))) for _, title, text, names in rows)
    values = [{"number": row[0], **its} for row, its in zip(rows, texts, strict=True)]
    database.conn.executemany(_RENEW, values)
    return bool(rows)


def _merge(database: Database) -> bool:
    """Make one of what came to the indexes piece by piece, a little; whether there is more."""
    before = database.conn.total_changes
    for table in TABLES:
        database.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', {_MERGED})")
    return database.conn.total_changes - before > len(TABLES)


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
        "comment": single_spaced(paper.comment),
        "journal": single_spaced(paper.journal),
        "doi": paper.doi.strip(),
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
