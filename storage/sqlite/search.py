"""The search of a topic's papers.

Each row that SQLite hands over waits for Python's lock, which whoever computes an answer has just
then: so whatever is found comes in one row.
"""

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from sqlite_utils import Database

from bot.models import Candidate, Offered, Paper, Topic
from storage.sqlite.index import TITLES, Query, queries, spaced, whole_title
from storage.sqlite.rows import COLUMNS, day_of, paper_of

# Papers are chosen in the narrow index: their rows are wide.
NARROW = "papers INDEXED BY papers_in_brief"
WANTED = """
    (instr(papers.categories, :category) OR :others <> '[]' AND EXISTS (
        SELECT 1 FROM json_each(:others) AS other
        WHERE instr(papers.categories, json_quote(other.value))))
    AND (:since IS NULL OR papers.announced >= :since OR papers.announced IS NULL AND EXISTS (
        SELECT 1 FROM papers AS its
        WHERE its.number = papers.number AND substr(its.submitted, 1, 10) >= :since))
"""
_MANY = 20_000  # titles: of more, the newest
_BEST = "ORDER BY announced DESC, id DESC LIMIT :limit"
_WITHIN = f"SELECT number FROM {NARROW} WHERE {WANTED} {_BEST}"
_FITTING = f"""
    SELECT number FROM {{table}} JOIN {NARROW} ON number = {{table}}.rowid
    WHERE {{table}} MATCH :query AND {WANTED}
"""
# How many words a title has, the index keeps as one byte beside it.
_WHOLE = f"""
    SELECT json_group_array(number) FROM (
        {_FITTING.format(table=TITLES)}
        AND (SELECT sz FROM titles_fts_docsize AS size WHERE size.id = number) = :size
        {_BEST})
"""
# What is in many titles is best in the shortest of them; of these, in what came last. To ask the
# index for its `bm25` would count each word in all titles.
_SHORTEST = f"""
    SELECT json_group_array(number) FROM (
        SELECT number FROM (
            SELECT titles_fts.rowid AS number FROM titles_fts {{narrowed}}
            ORDER BY titles_fts.rowid DESC LIMIT {_MANY})
        ORDER BY (SELECT sz FROM titles_fts_docsize AS size WHERE size.id = number), number DESC
        LIMIT :limit)
"""
_NARROWED = f"""
    JOIN {NARROW} ON papers.number = titles_fts.rowid WHERE titles_fts MATCH :query AND {WANTED}
"""
_ANY = "SELECT rowid AS number FROM {table} WHERE {table} MATCH :query"
_SOME, _SOME_WITHIN, _NEWEST, _NEWEST_WITHIN = (
    f"SELECT json_group_array(number) FROM ({its})"
    for its in (
        f"{_ANY} LIMIT :limit + 1",
        f"{_FITTING} LIMIT :limit + 1",
        f"{_FITTING} {_BEST}",
        _WITHIN,
    )
)
# Papers and scores as `queries` would have them, without one more look into the index for each.
_RANKED = """
    SELECT json_group_array(json_array(number, coalesce(:at_best, score))) FROM (
        SELECT number, CASE
            WHEN (SELECT min(instr(title, value)) FROM json_each(:rows)) THEN 1.0
            WHEN (SELECT min(instr(title || abstract, value)) FROM json_each(:rows)) THEN 0.6
            WHEN (SELECT min(instr(title, value)) FROM json_each(:words)) THEN 0.55
            WHEN (SELECT max(instr(title, value)) FROM json_each(:words)) THEN 0.5
            ELSE 0.45 END AS score
        FROM (SELECT number, announced, papers.id,
                     ' ' || replace(title_words, ' . ', ' ') || ' ' AS title,
                     ' ' || replace(abstract_words, ' . ', ' ') || ' ' AS abstract
              FROM json_each(:numbers) AS chosen CROSS JOIN papers ON number = chosen.value)
        ORDER BY score DESC, announced DESC, id DESC)
"""
_ONE_BYTE = 127
_NAMED = 2.0  # no paper's score: those whose title is the topic are looked at first
_SURE = 0.55  # a score from here on is what `match` gives, not only the most that it may
# A line is a paper: no line break stands within JSON.
_CHOSEN = f"""
    SELECT json_group_array(json_array(announced, at_best)), group_concat(line, char(10)) FROM (
        SELECT announced, chosen.value ->> 1 AS at_best, json_array({COLUMNS}) AS line
        FROM json_each(:chosen) AS chosen CROSS JOIN papers ON number = chosen.value ->> 0
        ORDER BY chosen.key)
"""


def search(database: Database, topic: Topic, limit: int, best: int | None = None) -> Offered:
    """See `PaperStore.search`."""
    chosen, total = choose(database, topic, limit, best)
    return Offered(read_papers(database, chosen), total)


def choose(
    database: Database,
    topic: Topic,
    limit: int,
    best: int | None = None,
    *,
    by_words: bool = False,
) -> tuple[list[tuple[int, float]], int]:
    """The numbers of the papers that `search` offers, each with its score at best; how many fit.

    Where there are more than `limit`: the newest with the same score, or, `by_words`, those alone
    that have all words in the title, the best by their words.
    """
    if best is None or topic.phrases or topic.authors or topic.exclude:  # only `match` can tell
        best = limit
    values = {**wanted(topic), "limit": limit}
    *others, whole = queries(topic)
    which = _SOME_WITHIN if _narrows(values) else _SOME
    some = _ask(database, which if others else _NEWEST, whole, values)
    if not others:
        chosen = [(number, whole.at_best) for number in some[:best]]
    elif len(some) <= limit:
        chosen = _ranked(database, topic, some)
        if not by_words and len(chosen) > best and chosen[best - 1][1] >= _SURE:
            chosen = chosen[:best]
    else:
        chosen = _best_first(database, [*others, whole], values, best, by_words=by_words)
    if others and chosen and chosen[0][1] == 1.0:
        named = dict.fromkeys(_titled(database, topic, values), _NAMED)
        rest = [(number, score) for number, score in chosen if number not in named]
        chosen = [*named.items(), *rest][: max(limit, best)]
    return chosen, min(len(some), limit)


def newest(database: Database, topic: Topic, limit: int) -> list[int]:
    """The numbers of papers with all words: the newest with all in the title, then of the others.

    For a topic of many papers: how well each fits is not looked at.
    """
    chosen = _best_first(database, [*queries(topic)], wanted(topic) | {"limit": limit}, limit)
    return [number for number, _ in chosen]


def wanted(topic: Topic) -> dict[str, str | None]:
    """What `WANTED` asks for. Mostly there is one category; every list of them begins with “[”."""
    return {
        "category": json.dumps(topic.categories[0]) if topic.categories else "[",
        "others": json.dumps(topic.categories[1:]),
        "since": topic.since.isoformat() if topic.since else None,
    }


def _titled(database: Database, topic: Topic, values: Mapping[str, Any]) -> list[int]:
    """Papers whose title is the topic, to the word."""
    text, size = whole_title(topic)
    if not text or size > _ONE_BYTE:
        return []
    return _numbers(database, _WHOLE, {**values, "query": text, "size": bytes([size])})


def _best_first(
    database: Database,
    asked: Sequence[Query],
    values: Mapping[str, Any],
    best: int,
    *,
    by_words: bool = False,
) -> list[tuple[int, float]]:
    """The first papers, and their scores at best: one query after the other, until it is enough."""
    chosen: dict[int, float] = {}
    if by_words:
        asked = [query for query in asked if query.table == TITLES]
    for query in asked:
        sure = query.at_best >= _SURE
        limit = best if sure else values["limit"]
        order = _shortest(values) if by_words and query.table == TITLES else _NEWEST
        for number in _ask(database, order, query, {**values, "limit": limit}):
            chosen.setdefault(number, query.at_best)
        if len(chosen) >= limit:
            break
    return list(chosen.items())[:limit]


def _shortest(values: Mapping[str, Any]) -> str:
    everywhere = "WHERE titles_fts MATCH :query"
    return _SHORTEST.format(narrowed=_NARROWED if _narrows(values) else everywhere)


def _narrows(values: Mapping[str, Any]) -> bool:
    """Whether `WANTED` leaves any paper out."""
    return bool(values["since"] or values["category"] != "[")


def read_papers(database: Database, chosen: Sequence[tuple[int, float]]) -> tuple[Candidate, ...]:
    """The papers with these numbers and scores, in this order."""
    known, lines = database.execute(_CHOSEN, {"chosen": json.dumps(chosen)}).fetchone()
    return tuple(
        Candidate(partial(_paper, line), day_of(day), at_best)
        for (day, at_best), line in zip(
            json.loads(known), lines.split("\n") if lines else (), strict=True
        )
    )


def _ranked(database: Database, topic: Topic, numbers: list[int]) -> list[tuple[int, float]]:
    rows, words = spaced(topic)
    values = {
        "rows": json.dumps(rows),
        "words": json.dumps(words),
        "numbers": json.dumps(numbers),
        "at_best": 1.0 if topic.phrases or topic.authors else None,
    }
    (ranked,) = database.execute(_RANKED, values).fetchone()
    return [(number, score) for number, score in json.loads(ranked)]


def _ask(database: Database, sql: str, query: Query, values: Mapping[str, Any]) -> list[int]:
    """The numbers of papers."""
    asked = {**values, "query": query.text}
    sql = sql.format(table=query.table) if query.text else _NEWEST_WITHIN
    return _numbers(database, sql, asked)


def _numbers(database: Database, sql: str, values: dict[str, Any]) -> list[int]:
    (found,) = database.execute(sql, values).fetchone()
    numbers: list[int] = json.loads(found)
    return numbers


def _paper(line: str) -> Paper:
    return paper_of(json.loads(line))
