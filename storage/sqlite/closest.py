"""The papers that come closest to some words: those that have all of them, then those near to it.

A common word stands in a third of all papers, and to count those takes long. So the papers with
the rare words are looked up in the index, and only the best of these are scored, by all words.
"""

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlite_utils import Database

from bot.models import Offered, Topic
from storage.sqlite.index import ALL, TITLES, people, queries
from storage.sqlite.scoring import Row, Weights, close_scores, is_question
from storage.sqlite.search import NARROW, WANTED, choose, read_papers, wanted


class Reach(NamedTuple):
    """How many papers are looked at. All sums are over the words that are looked for."""

    counted: int
    """Papers with all words, as far as they are counted."""
    fitting: int
    """Of these, papers that are scored."""
    rows: int
    """Papers with the rare words, that the index ranks."""
    scored: int
    """Of these, papers that are scored by all words."""


WHOLE = Reach(10_000_000, 10_000_000, 10_000_000, 1_000)
"""Without short cuts: to see what they leave out."""

_COUNTED = 40
# So many, and one more for every so many papers.
_FITTING, _FITTING_OF = 20, 12_500
_ROWS, _ROWS_OF = 2_000, 33
_SCORED, _SCORED_OF = 100, 3_000
_ELSEWHERE = 5  # times fewer are scored that are best by all their words than by their titles
_QUESTION, _MOST_ROWS = 5, 40_000  # times as many rows are looked at for a question; at most
_ALL_WORDS = 0.5  # what a paper with all words scores at most, unless `choose` knows better
_TITLE = 10.0  # times as much does a word count in the title
_RARE = """
    SELECT json_group_array(found) FROM (
        SELECT {table}.rowid AS found FROM {table} {} WHERE {table} MATCH :query {}
        ORDER BY {order} LIMIT :scored)
"""
_BY_WORDS, _BY_AGE = f"bm25({{table}}, {_TITLE}, 1.0, 0.0)", "{table}.rowid DESC"
_NARROWED = f"JOIN {NARROW} ON number = {{table}}.rowid", f"AND {WANTED}"
_READ = """
    SELECT json_group_array(json_array(number, title_words, abstract_words, announced, upvotes,
        (SELECT hex(vector) FROM vectors, placed
         WHERE paper = number AND vectors.meaning = placed.meaning)))
    FROM json_each(:numbers) AS chosen CROSS JOIN papers ON number = chosen.value
"""


def reach_among(papers: int) -> Reach:
    """How far to look among so many papers, so that an answer is there at once."""
    return Reach(
        _COUNTED,
        _FITTING + papers // _FITTING_OF,
        _ROWS + papers // _ROWS_OF,
        _SCORED + papers // _SCORED_OF,
    )


def closest(
    database: Database, topic: Topic, weights: Weights, limit: int, reach: Reach
) -> Offered:
    """See `PaperStore.closest`."""
    by_words = not topic.authors  # only the whole index has names
    fitting, total = choose(database, topic, reach.counted, reach.fitting, by_words=by_words)
    if not (topic.words or topic.phrases):  # the newest: there is nothing to be close to
        return Offered(read_papers(database, fitting[:limit]), total)
    at_best = dict(fitting)
    numbers = list(at_best)
    if total < limit:
        numbers += _rare_papers(database, topic, weights, reach)
    elif by_words and total == reach.counted and len(fitting) < reach.fitting:
        whole = list(queries(topic))[-1].text
        others = _ask(database, topic, ALL, whole, 2 * reach.fitting)
        at_best = dict.fromkeys(others, _ALL_WORDS) | at_best
        numbers = list(at_best)
    asked = {"numbers": json.dumps(list(dict.fromkeys(numbers)))}
    (lines,) = database.execute(_READ, asked).fetchone()
    found = [Row(*row) for row in json.loads(lines)]
    ranked = sorted(
        (at_best.get(row.number, 0.0) <= 1.0, row.number not in at_best, -score, -row.number)
        for row, score in zip(found, close_scores(found, weights, at_best), strict=True)
    )
    best = [(-number, at_best.get(-number, 0.0)) for *_, number in ranked[:limit]]
    return Offered(read_papers(database, best), total)


def _rare_papers(database: Database, topic: Topic, weights: Weights, reach: Reach) -> list[int]:
    """The best papers by their rare words alone: a common one only adds to the score.

    In titles words are rarer: there more of them can be looked for.
    """
    rows, elsewhere = reach.rows, reach.scored // _ELSEWHERE
    if is_question(weights):  # few papers have many of its words, and not in their titles
        rows, elsewhere = max(rows, min(_QUESTION * rows, _MOST_ROWS)), reach.scored
    everywhere = {stem: count for stem, (count, _) in weights.counts.items()}
    titled = {stem: count for stem, (_, count) in weights.counts.items() if count}
    found = _ask(database, topic, ALL, _any(_rare(everywhere, rows)), elsewhere)
    if not topic.authors:  # only the whole index has names
        found += _ask(database, topic, TITLES, _any(_rare(titled, reach.rows)), reach.scored)
        if not found and titled:  # each is in too many to score them all
            rarest = min(titled, key=titled.__getitem__)
            found = _ask(database, topic, TITLES, _any([rarest]), reach.scored, _BY_AGE)
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


def _any(stems: Sequence[str]) -> str:
    return " OR ".join(f'"{each}"' for each in stems)


def _ask(
    database: Database,
    topic: Topic,
    table: str,
    text: str,
    scored: int,
    order: str = _BY_WORDS,
) -> list[int]:
    if not text:
        return []
    if names := people(topic):
        text = f"({text}) AND ({names})"
    narrow = _NARROWED if topic.categories or topic.since else ("", "")
    sql = _RARE.format(*narrow, table=table, order=order).format(table=table)
    asked = {**wanted(topic), "query": text, "scored": scored}
    (numbers,) = database.execute(sql, asked).fetchone()
    found: list[int] = json.loads(numbers)
    return found
