"""How good the first ten answers are, by people's judgments, beside plain BM25."""

import asyncio
import math
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from figures import report

from bot.errors import UserError
from bot.papers import find
from bot.text.words import stem, words
from searching.asking import unsaid
from searching.stores import judgments
from storage.sqlite import SqliteStore

_TEN = 10
_BETTER = 1.15  # times plain BM25
_PLAIN = """
    SELECT papers.id FROM (
        SELECT rowid AS number, bm25(papers_fts) AS score FROM papers_fts
        WHERE papers_fts MATCH ? ORDER BY score LIMIT 10) AS best
    JOIN papers USING (number) ORDER BY score
"""


def measure(name: str, file: Path, judged: str) -> None:
    """nDCG@10 of what `/paper` shows for each question, as a multiple of plain BM25's."""
    asked = [(row["query"], _relevant(row)) for row in judgments(judged)]
    with closing(sqlite3.connect(file)) as database:
        known = {its for (its,) in database.execute("SELECT id FROM papers")}
        plain = [[its for (its,) in database.execute(_PLAIN, [_any(each)])] for each, _ in asked]
    ours = asyncio.run(_ours(file, [each for each, _ in asked]))
    right = [its & known for _, its in asked]
    theirs, its = _mean(plain, right), _mean(ours, right)
    report(f"{name}: nDCG@10 of plain BM25 (OR)", theirs, "", 0.0, at_least=True)
    report(f"{name}: nDCG@10", its, "", _BETTER * theirs, at_least=True)
    report(f"{name}: times plain BM25", its / theirs, "times", _BETTER, at_least=True)


def _relevant(row: dict[str, object]) -> set[str]:
    docs = row.get("relevant_docs")
    if isinstance(docs, list):
        return {each["paperID"] for each in docs}
    ids = row["relevant_ids"]
    return set(ids) if isinstance(ids, list) else set()


def _any(typed: str) -> str:
    return " OR ".join(f'"{stem(each)}"' for each in dict.fromkeys(words(typed)))


async def _ours(file: Path, asked: Sequence[str]) -> list[list[str]]:
    store = await SqliteStore.open(file)
    answers: list[list[str]] = []
    for each in asked:
        try:
            found = await find(each, store.papers, unsaid, _TEN)
        except UserError:
            answers.append([])
        else:
            answers.append([pick.paper.id for pick in found.picks])
    await store.close()
    return answers


def _mean(answers: Sequence[Sequence[str]], right: Sequence[set[str]]) -> float:
    """Mean nDCG@10 over all questions; of one without a relevant paper here it is 0."""
    scores = [_ndcg(found, its) for found, its in zip(answers, right, strict=True)]
    return sum(scores) / len(scores)


def _ndcg(found: Sequence[str], right: set[str]) -> float:
    gain = sum(1 / math.log2(place + 2) for place, its in enumerate(found[:_TEN]) if its in right)
    most = sum(1 / math.log2(place + 2) for place in range(min(_TEN, len(right))))
    return gain / most if most else 0.0
