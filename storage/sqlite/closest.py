"""The papers that come closest to some words: those that have all of them, then those near to it.

A common word stands in a third of all papers, and to count those takes long. So the papers with
the rare words are looked up in the index, and only the best of these are scored, by all words.
"""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sqlite_utils import Database

from bot.models import Offered, Topic
from storage.sqlite.index import ALL, TITLES, people, queries, telling_stems
from storage.sqlite.postings import Lengths, having, hopeful
from storage.sqlite.scoring import Row, Weights, close_scores
from storage.sqlite.search import NARROW, WANTED, choose, newest, read_papers, wanted

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


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


WHOLE = Reach(10_000_000, 10_000_000, 10_000_000, 10_000)
"""Without short cuts: to see what they leave out."""

_COUNTED = 40
# So many, and one more for every so many papers.
_FITTING, _FITTING_OF = 14, 12_500
_ROWS, _ROWS_OF = 2_000, 33
_SCORED, _SCORED_OF = 50, 3_000
# Of so many words hardly one is rare: more is looked at, so many times and at most.
_QUESTION, _TIMES, _MOST_ROWS = 14, 5, 40_000
_LEAST = 2  # words that a close paper has, where so many are looked for
_ALL_WORDS = 0.5  # what a paper with all words scores at most, unless `choose` knows better
_ALL = 10_000_000
_MANY = 20_000  # papers with all words, the newest of more
_GONE_THROUGH = 200_000  # papers: to look at each of more, whether it is of a category, takes long
# For those of a category so many times as many papers are looked at as are wanted, at first, and at
# most so many times as are scored: the first of an answer must not depend on how much it shows.
_NARROWING, _NARROWED_AT_MOST = 4, 24
_NARROWED = f"""
    SELECT json_group_array(number) FROM (
        SELECT number FROM json_each(:numbers) AS chosen CROSS JOIN {NARROW} ON number = value
        WHERE {WANTED} ORDER BY chosen.key)
"""
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
    database: Database, topic: Topic, weights: Weights, lengths: Lengths, limit: int, reach: Reach
) -> Offered:
    """See `PaperStore.closest`."""
    by_words = not topic.authors  # only the whole index has names
    fitting, total = choose(database, topic, reach.counted, reach.fitting, by_words=by_words)
    if not (topic.words or topic.phrases):  # the newest: there is nothing to be close to
        return Offered(read_papers(database, fitting[:limit]), total)
    at_best = dict(fitting)
    numbers = list(at_best)
    others: list[int] = []
    if by_words and total == reach.counted:
        enough = reach.fitting // 2
        if len(fitting) < max(limit, enough):
            others = _many(database, topic, weights, lengths, reach, limit + len(fitting))
        if len(fitting) < enough:
            at_best = dict.fromkeys(others[: reach.fitting], _ALL_WORDS) | at_best
            numbers = list(at_best)
    elif total < limit:
        numbers += _rare_papers(database, topic, weights, lengths, reach)
    best = _ranked(database, topic, weights, numbers, at_best)
    # What more of an answer shows stands behind what was shown, whatever it would score.
    best += [(number, _ALL_WORDS) for number in others if number not in at_best]
    return Offered(read_papers(database, best[:limit]), total)


def _ranked(
    database: Database,
    topic: Topic,
    weights: Weights,
    numbers: Sequence[int],
    at_best: Mapping[int, float],
) -> list[tuple[int, float]]:
    """Those of these papers that fit or are close, best first, each with its score at best."""
    asked = {"numbers": json.dumps(list(dict.fromkeys(numbers)))}
    (lines,) = database.execute(_READ, asked).fetchone()
    rows = [Row(*row) for row in json.loads(lines)]
    stems = [f" {each} " for each in telling_stems(topic)]
    fitting = [row for row in rows if row.number in at_best]
    close = [row for row in rows if row.number not in at_best and _is_close(row, stems)]
    # Those that fit are ranked alone: whether close ones follow must not change their order.
    best = _in_order(fitting, fitting, weights, at_best)
    return best + (_in_order([*fitting, *close], close, weights, at_best) if close else [])


def _in_order(
    found: Sequence[Row], shown: Sequence[Row], weights: Weights, at_best: Mapping[int, float]
) -> list[tuple[int, float]]:
    """Some of what was found, by their scores among it all; first of all who bears the name."""
    scores = close_scores(found, weights, at_best)[-len(shown) :]
    ranked = sorted(
        (at_best.get(row.number, 0.0) <= 1.0, -score, -row.number)
        for row, score in zip(shown, scores, strict=True)
    )
    return [(-number, at_best.get(-number, 0.0)) for *_, number in ranked]


def _is_close(row: Row, stems: Sequence[str]) -> bool:
    text, least = f" {row.title} {row.abstract} ", min(_LEAST, (len(stems) + 1) // 2)
    return sum(each in text for each in stems) >= least


def _rare_papers(
    database: Database, topic: Topic, weights: Weights, lengths: Lengths, reach: Reach
) -> list[int]:
    """The best papers by their rare words alone: a common one only adds to the score.

    In titles words are rarer: there more of them can be looked for.
    """
    everywhere = {stem: count for stem, (count, _) in weights.counts.items()}
    titled = {stem: count for stem, (_, count) in weights.counts.items() if count}
    names = people(topic)
    is_question = len(weights.counts) >= _QUESTION
    rows = min(_TIMES * reach.rows, _MOST_ROWS) if is_question else reach.rows
    anywhere = _having(database, ALL, _rare(everywhere, max(rows, reach.rows)), names)
    in_title = {} if names else _having(database, TITLES, _rare(titled, reach.rows), "")
    if not (anywhere or in_title) and titled and not names:  # each is in too many
        rarest = min(titled, key=titled.__getitem__)
        in_title = {rarest: having(database, TITLES, _quoted(rarest), reach.scored)}
    its_lengths = lengths.upto(database, weights.papers)
    best = hopeful(in_title, anywhere, weights, its_lengths)[: _NARROWED_AT_MOST * reach.scored]
    found = _within(database, topic, best, reach.scored)
    narrows = (topic.categories or topic.since) and weights.papers <= _GONE_THROUGH
    if narrows and not names and len(found) < reach.scored:
        # Those of a category may have none of the rare words, nor be among the newest of any.
        in_title = {each: having(database, TITLES, _quoted(each), _MANY) for each in titled}
        there = _of_category(database, topic)
        best = hopeful(in_title, anywhere, weights, its_lengths, among=there)
        found += best[: reach.scored].tolist()
    return found


def _of_category(database: Database, topic: Topic) -> "NDArray[np.int64]":
    """The newest papers of the topic's categories and days, whatever they are about."""
    import numpy as np  # it takes a while

    there, _ = choose(database, Topic(categories=topic.categories, since=topic.since), _MANY)
    return np.array([number for number, _ in there], np.int64)


def _many(
    database: Database,
    topic: Topic,
    weights: Weights,
    lengths: Lengths,
    reach: Reach,
    wanted_papers: int,
) -> list[int]:
    """Of many papers with all words the best by those words that are rare in titles."""
    whole = having(database, ALL, list(queries(topic))[-1].text, _MANY)
    titled = {stem: count for stem, (_, count) in weights.counts.items() if count}
    in_title = _having(database, TITLES, _rare(titled, reach.rows), "")
    best = hopeful(
        in_title,
        dict.fromkeys(weights.counts, whole),
        weights,
        lengths.upto(database, weights.papers),
        among=whole,
    )[: _NARROWED_AT_MOST * reach.scored]
    enough = max(wanted_papers, reach.fitting)  # so many are ranked, however few are wanted
    found = _within(database, topic, best, enough)
    if len(found) < enough and (topic.categories or topic.since):  # few of the best are
        found = list(dict.fromkeys([*found, *newest(database, topic, reach.counted)]))
    return found


def _having(
    database: Database, table: str, stems: Sequence[str], names: str
) -> "dict[str, NDArray[np.int64]]":
    """Who has each of these, by any of these names where there are some."""
    ending = f" AND ({names})" if names else ""
    return {each: having(database, table, _quoted(each) + ending, _ALL) for each in stems}


def _within(
    database: Database, topic: Topic, best: "NDArray[np.int64]", wanted_papers: int
) -> list[int]:
    """The first of these that are in the topic's categories and days."""
    if not (topic.categories or topic.since):
        first: list[int] = best[:wanted_papers].tolist()
        return first
    found: list[int] = []
    start, size = 0, _NARROWING * wanted_papers
    while len(found) < wanted_papers and start < len(best):
        asked = {**wanted(topic), "numbers": json.dumps(best[start : start + size].tolist())}
        (numbers,) = database.execute(_NARROWED, asked).fetchone()
        found += json.loads(numbers)
        start, size = start + size, 2 * size
    return found[:wanted_papers]


def _rare(counts: Mapping[str, int], rows: int) -> list[str]:
    """The rarest of these, as long as they are in so many papers together."""
    rare: list[str] = []
    for stem in sorted(counts, key=counts.__getitem__):
        rows -= counts[stem]
        if rows < 0:
            break
        rare.append(stem)
    return rare


def _quoted(stem: str) -> str:
    return f'"{stem}"'
