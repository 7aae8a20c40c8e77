"""How well the day's papers are ranked by votes alone, walking forward through real days.

What a community featured on earlier days are the votes; the papers of a day are ranked by title,
abstract, authors, categories and comment, and P@10 says how many of the first ten it featured that
day. Reported are the last 60 days; nothing was chosen on them, `rank.py tuning` shows those before.
One model ranks a few days, ours as theirs: to learn 2,000 votes anew each day takes long.
Then the speed of it. Skips, saying why, where the real days of ../shared or scikit-learn are not.
"""

import gzip
import json
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np
from figures import SHARED, report

from bot.models import Paper
from bot.ranking import (
    Meaning,
    Taste,
    Vote,
    background_of,
    drawn,
    learn,
    tabulate,
    traits_of,
    weigh,
)
from bot.ranking.child import fit_meaning
from bot.ranking.limits import DIMENSIONS
from bot.ranking.traits import text_of
from bot.text.latex import to_unicode
from bot.text.stems import stems

DATA = SHARED / "data"
PICKS, PAPERS = DATA / "judgments" / "hf_picks_by_day.jsonl.gz", DATA / "papers.jsonl.gz"
TESTED, LONG, TOP = 60, 120, 10  # days, days of votes, papers looked at
TOGETHER, OFTEN = 5, 3  # days ranked by one model: of few votes, of many
FEW, WINDOW, SEEDS = (5, 10, 20, 50), 60, 3  # votes, days they are from, draws of them
AT_LEAST = 0.56

Rank = Callable[[Sequence[int], Sequence[int], Sequence[int], int], Any]


@dataclass(frozen=True)
class World:
    """All papers in the order of their days; which were featured; the rows of each day."""

    papers: list[Paper]
    day: Any
    featured: Any

    def rows(self, first: int, last: int) -> list[int]:
        """The rows of the days from `first` to before `last`."""
        low, high = np.searchsorted(self.day, [first, last])
        return list(range(int(low), int(high)))

    def precision(self, day: int, score: Callable[[list[int]], Any]) -> float:
        """The share of a day's first ten that was featured."""
        rows = self.rows(day, day + 1)
        best = np.argsort(-np.asarray(score(rows)), kind="stable")[:TOP]
        return float(np.mean([self.featured[rows[each]] for each in best]))


def world() -> World:
    """The real days."""
    with gzip.open(PICKS, "rt", encoding="utf-8") as lines:
        days = [json.loads(line) for line in lines]
    with gzip.open(PAPERS, "rt", encoding="utf-8") as lines:
        known = {row["id"]: row for row in map(json.loads, lines)}
    found = [
        (day, each in set(said["relevant_ids"]), known[each])
        for day, said in enumerate(days)
        for each in said["candidate_ids"]
        if each in known
    ]
    return World(
        [_paper(row) for _, _, row in found],
        np.array([day for day, _, _ in found]),
        np.array([featured for _, featured, _ in found]),
    )


def _paper(row: dict[str, Any]) -> Paper:
    title, abstract = to_unicode(row["title"]), to_unicode(row["abstract"])
    return Paper(
        row["id"],
        row["title"],
        row["abstract"],
        tuple(row["authors"]),
        tuple(row.get("categories", ())),
        stems=(stems(title), stems(abstract)),
        comment=row.get("comment") or "",
    )


class Ours:
    """Our ranking, with what the other ways are given."""

    def __init__(self, its: World, meaning: Meaning) -> None:
        self.its = its
        self.traits = [traits_of(paper, meaning) for paper in its.papers]

    def learned(self, liked: Sequence[int], others: Sequence[int], today: int) -> Taste:
        """The taste of a place that liked these papers, on their days."""
        name = [paper.id for paper in self.its.papers]
        votes = [
            Vote(name[row], "one", liked=True, age=float(today - self.its.day[row]))
            for row in liked
        ]
        rows = {name[row]: row for row in (*others, *liked)}
        ids = drawn(rows.keys(), random.Random(today), max(2_000, 8 * len(liked)))  # all it takes
        behind = background_of(ids, [self.traits[rows[each]] for each in ids])
        return learn({name[row]: self.traits[row] for row in liked}, weigh(votes), behind)

    def rank(self, taste: Taste, asked: Sequence[int]) -> Any:
        """The scores of some papers."""
        return taste.score(tabulate([self.traits[row] for row in asked]))


def cases(its: World, first: int, last: int) -> Iterator[tuple[int, int, list[int], list[int]]]:
    """Days with a few votes given before: how many, the day, the liked papers and the others."""
    for count in FEW:
        for day in range(first, last, TOGETHER + 1):
            seen = its.rows(day - WINDOW, day)
            featured = [row for row in seen if its.featured[row]]
            for seed in range(SEEDS):
                liked = random.Random(1_000 * day + seed).sample(featured, count)
                yield count, day, liked, sorted(set(seen) - set(liked))


def tell(figure: str, values: Sequence[float], target: float) -> None:
    """Print a mean of P@10 as a JSON line; it holds from its target on."""
    mean, spread = float(np.mean(values)), float(np.std(values) / len(values) ** 0.5)
    line = {"figure": figure, "value": round(mean, 3), "error": round(spread, 3), "unit": "P@10"}
    print(json.dumps({**line, "target": round(target, 3), "holds": mean >= target}), flush=True)


def long_votes(its: World, ways: dict[str, Any], ours: Ours, first: int) -> None:
    """With all votes of the last 120 days."""
    found: dict[str, list[float]] = {name: [] for name in ("chance", *ways, "ours")}
    for day in range(first, first + TESTED, OFTEN):
        seen = its.rows(day - LONG, day)
        liked = [row for row in seen if its.featured[row]]
        others = [row for row in seen if not its.featured[row]]
        taste = ours.learned(liked, others, day)
        asked = its.rows(day, day + OFTEN)
        scores = {name: way(liked, others, asked) for name, way in ways.items()}
        scores["ours"] = ours.rank(taste, asked)
        for each in range(day, day + OFTEN):
            found["chance"].append(float(np.mean(its.featured[its.rows(each, each + 1)])))
            for name, score in scores.items():
                values = dict(zip(asked, score, strict=True))
                found[name].append(
                    its.precision(each, lambda rows, of=values: [of[row] for row in rows])
                )
    for name, values in found.items():
        tell(f"{LONG} days of votes: {name}", values, AT_LEAST if name == "ours" else 0.0)


def few_votes(its: World, ways: dict[str, Any], ours: Ours, first: int) -> None:
    """With a few liked papers, against the same others."""
    found: dict[tuple[int, str], list[float]] = {}
    for count, day, liked, others in cases(its, first, first + TESTED - TOGETHER + 1):
        taste = ours.learned(liked, others, day)
        some = random.Random(day).sample(others, 4_000)
        asked = its.rows(day, day + TOGETHER)
        scores = {name: way(liked, some, asked) for name, way in ways.items()}
        scores["ours"] = ours.rank(taste, asked)
        for name, score in scores.items():
            values = dict(zip(asked, score, strict=True))
            found.setdefault((count, name), []).extend(
                its.precision(each, lambda rows, of=values: [of[row] for row in rows])
                for each in range(day, day + TOGETHER)
            )
    for count in FEW:
        best = max(float(np.mean(found[count, name])) for name in ways)
        for name in (*ways, "ours"):
            tell(f"{count} votes: {name}", found[count, name], best if name == "ours" else 0.0)


def speed(its: World, ours: Ours, meaning: Meaning) -> None:
    """What it takes, on one thread."""
    texts = [text_of(paper) for paper in its.papers[:5_000]]
    began = time.thread_time()
    for text in texts:
        meaning.vector(*meaning.weigh(text))
    report("meaning of an abstract", (time.thread_time() - began) / 5, "ms", 1 / 7)
    seen = its.rows(0, WINDOW)
    rows = {its.papers[row].id: ours.traits[row] for row in seen}
    ids = drawn(rows.keys(), random.Random(1))
    behind = background_of(ids, [rows[each] for each in ids])
    liked = [row for row in seen if its.featured[row]][:100]
    voted = {its.papers[row].id: ours.traits[row] for row in liked}
    began = time.thread_time()
    for _ in range(10):
        taste = learn(voted, dict.fromkeys(voted, (1.0, 0.0)), behind)
    report("learning 100 votes", (time.thread_time() - began) * 100, "ms", 50)
    dumped = taste.dump()
    report("a place's model", len(dumped) / 1e3, "kB", 20)
    report("the meaning", len(meaning.dump()) / 1e6, "MB", 10)
    began = time.thread_time()
    table = tabulate(ours.traits[-500:])
    for _ in range(1_000):
        Taste.load(dumped).score(table)
    report("500 papers ranked for 1,000 places", time.thread_time() - began, "s", 5)


def main(*, tuning: bool) -> None:
    """All figures, of the last 60 days or of those before."""
    from rank_others import Others

    its = world()
    first = int(its.day[-1]) + 1 - TESTED * (2 if tuning else 1)
    known = its.rows(0, first)
    meaning = fit_meaning([text_of(its.papers[row]) for row in known], DIMENSIONS)
    ours = Ours(its, meaning)
    others = Others(its.papers, np.array([each.meaning for each in ours.traits]), known)
    ways = {
        "centroid of liked papers": others.centroid,
        "support vector machine": others.machine,
        "logistic regression": others.logistic,
    }
    long_votes(its, ways, ours, first)
    few_votes(its, ways, ours, first)
    speed(its, ours, meaning)


if __name__ == "__main__":
    if not PICKS.exists():
        print("skipped: the real days of ../shared are not here")
    elif find_spec("sklearn") is None:
        print("skipped: scikit-learn is not installed")
    else:
        main(tuning="tuning" in sys.argv[1:])
