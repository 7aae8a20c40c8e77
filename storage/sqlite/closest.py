"""The papers that come closest to some words: by rare words first, then by what they mean.

A common word stands in a third of all papers, and to count those takes long. So the papers with
the rare words are looked up in the index, and only these are scored, by all words.
"""

import json
import math
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from sqlite_utils import Database

from bot.models import Offered, Topic
from storage.sqlite.index import ALL, TITLES, people, telling_stems
from storage.sqlite.search import NARROW, WANTED, choose, read_papers, wanted

MOST_ROWS = 2_000  # papers with the rare words that the index scores
MOST_SCORED = 100  # of these, papers that are scored by all words: by their titles,
_ELSEWHERE = 5  # and so many times fewer by all their words
COUNTED = 40  # papers with all words, as far as they are counted
FITTING = 40  # of these, papers that are scored
_WHOLE = 100_000
_ALL_WORDS = 0.5  # what such a paper scores at most, unless `choose` knows better
_TITLE = 10.0  # times as much does a word count in the title
_MEANING = 2.0  # how much a paper counts that means the same as the best
_BEST = 3  # papers that say what is meant
_LENGTH = 0.75  # how much longer texts count less, as b in BM25
_TITLE_ALONE, _OFTEN = 0.3, 1.2  # how soon a word that is there again adds nothing, as k1
_TITLE_WORDS, _ABSTRACT_WORDS = 10.0, 180.0  # usual lengths
_ABSTRACT = 0.8  # how much a word in the abstract counts that is not in the title
_DEEP = 40  # of the best by words, papers that are ranked by meaning too
_IN_A_ROW = 0.1  # what all words in a row in the title add
_LEAST = 1.1  # a word in more than half of the papers says nearly nothing
_RECENT, _LIKED = 0.04, 0.04  # gentle priors
_YEARS = 3 * 365.0  # until a paper is as old as any
_RARE = f"""
    SELECT json_group_array(found) FROM (
        SELECT {{table}}.rowid AS found FROM {{table}} {{}} WHERE {{table}} MATCH :query {{}}
        ORDER BY {{order}} LIMIT :scored)
"""
_BY_WORDS, _BY_AGE = f"bm25({{table}}, {_TITLE}, 1.0, 0.0)", "{table}.rowid DESC"
_ROWS = """
    SELECT json_group_array(json_array(number, title_words, abstract_words, announced, upvotes,
        (SELECT hex(vector) FROM vectors, placed
         WHERE paper = number AND vectors.meaning = placed.meaning)))
    FROM json_each(:numbers) AS chosen CROSS JOIN papers ON number = chosen.value
"""
_NARROWED = f"JOIN {NARROW} ON number = {{table}}.rowid", f"AND {WANTED}"


class _Row(NamedTuple):
    """A paper with some of the words: `title` and `abstract` are stems."""

    number: int
    title: str
    abstract: str
    announced: str | None
    upvotes: int | None
    vector: str | None


class Weights(NamedTuple):
    """Stems that are looked for: in how many of `papers` papers, and titles, each stands."""

    counts: Mapping[str, tuple[int, int]]
    papers: int

    def of(self, stem: str) -> float:
        """As in BM25."""
        count = self.counts[stem][0]
        return math.log(max((self.papers - count + 0.5) / (count + 0.5), _LEAST))


def closest(
    database: Database,
    topic: Topic,
    weights: Weights,
    limit: int,
    rows: int = MOST_ROWS,
    scored: int = MOST_SCORED,
    *,
    whole: bool = False,
) -> Offered:
    """See `PaperStore.closest`. `whole`: without short cuts, to see what they leave out."""
    counted, fitted = (_WHOLE, _WHOLE) if whole else (COUNTED, FITTING)
    fitting, total = choose(database, topic, counted, fitted, by_words=True)
    at_best = dict(fitting)
    sought = total < limit or fitted > len(fitting) and total >= counted
    rare = () if not sought else _rare_papers(database, topic, weights, rows, scored)
    numbers = dict.fromkeys([*at_best, *rare])
    (lines,) = database.execute(_ROWS, {"numbers": json.dumps(list(numbers))}).fetchone()
    found = [_Row(*row) for row in json.loads(lines)]
    if not (topic.phrases or topic.authors):
        at_best = {row.number: _ALL_WORDS for row in found if _has_all(row, topic)} | at_best
    scores = _scores(found, weights, at_best)
    ranked = sorted(
        (at_best.get(row.number, 0.0) <= 1.0, row.number not in at_best, -score, row.number)
        for row, score in zip(found, scores, strict=True)
    )
    best = [(number, at_best.get(number, 0.0)) for *_, number in ranked[:limit]]
    return Offered(read_papers(database, best), total)


def _scores(
    found: Sequence[_Row], weights: Weights, at_best: Mapping[int, float]
) -> list[float]:
    """By all words, much as BM25 does, at most 1; then the first by what the best of them mean."""
    wanted_words = [(f" {each} ", weights.of(each)) for each in weights.counts]
    by_words = [_score(row, wanted_words) for row in found]
    top = max(by_words, default=0.0) or 1.0
    newest = max((row.announced or "" for row in found), default="")
    scores = [
        score / top + _prior(row, newest) + _IN_A_ROW * (at_best.get(row.number, 0.0) >= 1.0)
        for score, row in zip(by_words, found, strict=True)
    ]
    return _with_meaning(scores, [row.vector for row in found])


def _has_all(row: _Row, topic: Topic) -> bool:
    text = f" {row.title} {row.abstract} "
    return all(f" {each} " in text for each in telling_stems(topic))


def _score(row: _Row, wanted_words: Sequence[tuple[str, float]]) -> float:
    """What a word adds depends on the title alone where it is there: so can the index tell."""
    title, abstract = f" {row.title} ", f" {row.abstract} "
    short = _TITLE_ALONE * (1 - _LENGTH + _LENGTH * (title.count(" ") - 1) / _TITLE_WORDS)
    long = _OFTEN * (1 - _LENGTH + _LENGTH * abstract.count(" ") / _ABSTRACT_WORDS)
    score = 0.0
    for each, weight in wanted_words:
        if often := title.count(each):
            score += weight * often / (often + short)
        elif often := abstract.count(each):
            score += weight * _ABSTRACT * often / (often + long)
    return score


def _prior(row: _Row, newest: str) -> float:
    """Recency and upvotes, which order what fits equally well."""
    age = (_ordinal(newest) - _ordinal(row.announced)) / _YEARS if row.announced else 1.0
    liked = min(math.log2(1 + (row.upvotes or 0)) / 8, 1.0)
    return _RECENT * max(1 - age, 0.0) + _LIKED * liked


@lru_cache(maxsize=4096)
def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def _with_meaning(scores: list[float], vectors: Sequence[str | None]) -> list[float]:
    """Add, to the best, how near each is to what the very best mean together.

    Who has no vector yet is as near as the others are on average.
    """
    best = sorted(range(len(scores)), key=lambda each: -scores[each])[:_DEEP]
    placed = [each for each in best if vectors[each]]
    if len(placed) <= _BEST:
        return scores
    import numpy as np  # it takes a while

    packed = bytes.fromhex("".join(vectors[each] or "" for each in placed))
    table = np.frombuffer(packed, np.int8).reshape(len(placed), -1).astype(np.float32)
    table /= np.sqrt((table * table).sum(axis=1, keepdims=True)) + 1e-9
    meant = np.array([scores[each] for each in placed[:_BEST]], np.float32) @ table[:_BEST]
    near = table @ (meant / (np.sqrt(meant @ meant) + 1e-9))
    scores = scores.copy()
    for each in best:  # who is not among the best stays behind them
        scores[each] += _MEANING * (1 + float(near.mean()))
    for each, its in zip(placed, near - near.mean(), strict=True):
        scores[each] += _MEANING * float(its)
    return scores


def _rare_papers(
    database: Database, topic: Topic, weights: Weights, rows: int, scored: int
) -> list[int]:
    """The best papers by their rare words alone: a common one only adds to the score.

    In titles words are rarer: there more of them can be looked for.
    """
    everywhere = {stem: count for stem, (count, _) in weights.counts.items()}
    titled = {stem: count for stem, (_, count) in weights.counts.items() if count}
    found = _ask(database, topic, ALL, _rare(everywhere, rows), scored // _ELSEWHERE)
    if not topic.authors:  # only the whole index has names
        found += _ask(database, topic, TITLES, _rare(titled, rows), scored)
        if not found and titled:  # each is in too many to score them all
            rarest = min(titled, key=titled.__getitem__)
            found = _ask(database, topic, TITLES, [rarest], scored, _BY_AGE)
    return found


def _rare(counts: Mapping[str, int], rows: int) -> list[str]:
    """The rarest of these, as long as they are in so many papers together."""
    rare: list[str] = []
    for stem in sorted(counts, key=counts.__getitem__):
        rows -= counts[stem]
        if rows < 0:
            break
        rare.append(stem)
    return rare


def _ask(
    database: Database,
    topic: Topic,
    table: str,
    rare: Sequence[str],
    scored: int,
    order: str = _BY_WORDS,
) -> list[int]:
    if not rare:
        return []
    text, names = " OR ".join(f'"{each}"' for each in rare), people(topic)
    if names:
        text = f"({text}) AND ({names})"
    narrow = _NARROWED if topic.categories or topic.since else ("", "")
    sql = _RARE.format(*narrow, table=table, order=order).format(table=table)
    asked = {**wanted(topic), "query": text, "scored": scored}
    (numbers,) = database.execute(sql, asked).fetchone()
    found: list[int] = json.loads(numbers)
    return found
