"""Stores to search: the real papers, a million made of them, those of the experts' questions.

Each is made once and kept in a folder: filling takes half a minute, a million papers a quarter of
an hour. A store of an earlier version is brought up to date when it is opened.
"""

import asyncio
import gzip
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from figures import SHARED
from ingest import fill, read_papers

from bot.models import Paper
from bot.ranking import Meanings
from storage.sqlite import SqliteStore

_MILLION = 1_000_000
_SWAPPED_TITLE, _SWAPPED_ABSTRACT = 0.2, 0.15  # of the words of a copy, by others
_NOISE = 3.0  # of the 127 that are 1
_INDEXES = ("papers_fts", "titles_fts")
_AT_ONCE = {"automerge": 0, "crisismerge": 1000, "hashsize": 400_000_000}
_USUAL = {"automerge": 4, "crisismerge": 16, "hashsize": 1_048_576}
_COPY = """
    INSERT INTO papers (id, title, abstract, authors, categories, announced, sample,
                        title_words, abstract_words, author_words, readable)
    VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?, '')
"""


def judgments(name: str) -> list[dict[str, Any]]:
    """The rows of a file of judgments of ../shared."""
    file = SHARED / "data" / "judgments" / f"{name}.jsonl.gz"
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def real(folder: Path) -> Path:
    """The real papers, each with its vector."""
    file = folder / "real.db"
    if not file.exists():
        unfinished = file.with_suffix(".part")
        asyncio.run(fill(unfinished, read_papers()))
        asyncio.run(_place(unfinished))
        unfinished.rename(file)
    return file


def experts(folder: Path) -> Path:
    """The papers that experts named for their questions, and no others."""
    file = folder / "experts.db"
    if not file.exists():
        docs = {
            each["paperID"]: Paper(each["paperID"], each["title"], each["abstract"] or "")
            for row in judgments("spar_bench")
            for each in row["relevant_docs"]
        }
        unfinished = file.with_suffix(".part")
        asyncio.run(_store(unfinished, list(docs.values())))
        asyncio.run(_place(unfinished))
        unfinished.rename(file)
    return file


def million(folder: Path) -> Path:
    """The real papers and noisy copies of them, up to a million; vectors are noisy likewise."""
    file = folder / "million.db"
    if not file.exists():
        unfinished = file.with_suffix(".part")
        shutil.copyfile(real(folder), unfinished)
        with closing(sqlite3.connect(unfinished)) as database:
            _copy(database)
            _copy_vectors(database)
        unfinished.rename(file)
    return file


async def _store(file: Path, papers: list[Paper]) -> None:
    store = await SqliteStore.open(file)
    await store.papers.add(papers)
    await store.close()


async def _place(file: Path) -> None:
    store = await SqliteStore.open(file)
    meanings = Meanings(store, lambda: datetime.now(UTC))
    await meanings.renew()
    await meanings.place()
    await store.close()


def _copy(database: sqlite3.Connection) -> None:
    """Add copies of all papers, round by round; the index takes them in few large pieces."""
    _configure(database, _AT_ONCE)
    random = Random(4)
    rows = database.execute(
        "SELECT id, authors, categories, announced, title_words, abstract_words, author_words "
        "FROM papers ORDER BY number"
    ).fetchall()
    pool = [word for row in random.sample(rows, 4000) for word in row[5].split() if word != "."]
    left, number = _MILLION - len(rows), 0
    while left > 0:
        number += 1
        with database:
            database.executemany(_COPY, _copies(rows[:left], number, pool, random))
        left -= len(rows)
    _configure(database, _USUAL)
    for index in _INDEXES:
        database.execute(f"INSERT INTO {index} ({index}) VALUES ('optimize')")
    database.commit()
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _copy_vectors(database: sqlite3.Connection) -> None:
    """A copy means nearly what its paper means. It comes as many rows after it as there are."""
    rows = database.execute("SELECT paper, meaning, vector FROM vectors ORDER BY paper").fetchall()
    chance = np.random.default_rng(4)
    known = np.array([np.frombuffer(vector, np.int8) for *_, vector in rows])
    papers = [paper for paper, *_ in rows]
    for first in range(len(papers), _MILLION, len(papers)):
        noisy = known + chance.normal(0, _NOISE, known.shape)
        vectors = np.clip(np.rint(noisy), -127, 127).astype(np.int8)
        values = [
            (first + paper, rows[0][1], vector.tobytes())
            for paper, vector in zip(papers, vectors, strict=True)
            if first + paper <= _MILLION
        ]
        with database:
            database.executemany("INSERT INTO vectors VALUES (?, ?, ?)", values)


def _configure(database: sqlite3.Connection, options: dict[str, int]) -> None:
    for index in _INDEXES:
        for name, value in options.items():
            database.execute(f"INSERT INTO {index} ({index}, rank) VALUES (?, ?)", (name, value))


def _copies(
    rows: list[tuple[str, ...]], number: int, pool: list[str], random: Random
) -> Iterator[tuple[str, ...]]:
    """Each a paper with some of its words swapped, of an earlier year."""
    for its, authors, categories, announced, title, abstract, names in rows:
        titled = _noisy(title.split(), _SWAPPED_TITLE, pool, random)
        text = _noisy(abstract.split(), _SWAPPED_ABSTRACT, pool, random)
        day = f"20{25 - number:02}-{(announced or '2025-03-01')[5:]}".replace("02-29", "02-28")
        read = [" ".join(each for each in words if each != ".") for words in (titled, text)]
        words = " ".join(titled), " ".join(text)
        yield (f"c{number}.{its}", *read, authors, categories, day, *words, names)


def _noisy(words: list[str], share: float, pool: list[str], random: Random) -> list[str]:
    for _ in range(max(1, int(len(words) * share)) if words else 0):
        place = random.randrange(len(words))
        if words[place] != ".":
            words[place] = random.choice(pool)
    return words
