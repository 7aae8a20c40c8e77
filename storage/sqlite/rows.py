"""A paper from its row, and how many rows there are."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlite_utils import Database

from bot.models import Paper
from bot.text.latex import readable

COLUMNS = """
    papers.id, title, abstract, authors, categories, announced, submitted, upvotes, code,
    keywords, sample, comment, journal, doi, readable, title_words, abstract_words
"""


def paper_of(row: Sequence[Any], *, written: bool = False) -> Paper:
    """The paper of a row of `COLUMNS`, readable, or as its source wrote it."""
    paper_id, *texts = row[:4]
    categories, announced, submitted, upvotes, code, keywords, sample = row[4:11]
    comment, journal, doi, its, *stems = row[11:]
    title, abstract, authors = _read("" if written else its, *texts)
    return Paper(
        id=paper_id,
        title=title,
        abstract=abstract,
        authors=tuple(authors),
        categories=_list(categories),
        announced=day_of(announced),
        submitted=datetime.fromisoformat(submitted) if submitted else None,
        upvotes=upvotes,
        code=code,
        keywords=_list(keywords or "[]"),
        sample=bool(sample),
        comment=comment,
        journal=journal,
        doi=doi,
        stems=None if its is None else tuple(stems),  # an older version stored no sentences
    )


def newest_number(database: Database) -> int:
    """The number of the paper that came last; to count all takes longer. 0 where there is none."""
    return database.execute("SELECT max(number) FROM papers").fetchone()[0] or 0


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


def day_of(text: str | None) -> date | None:
    """The day, where one is written."""
    return date.fromisoformat(text) if text else None
