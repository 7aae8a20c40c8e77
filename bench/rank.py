"""How well the day's papers are ranked by votes alone, walking forward through real days.

What a community featured on earlier days are the votes; the papers of a day are ranked by title,
abstract, authors, categories and comment, and P@10 says how many of the first ten it featured that
day. Each way learns anew each day from all votes of the 120 days before; of few votes, one model
ranks the five days after them. Reported are the last 60 days; nothing was chosen on them,
`rank.py tuning` shows those before. Then the speed of it. Skips, saying why, where the real days of
../shared or scikit-learn are not. docs/ranking.md has the figures.
"""

import json
import random
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np
from figures import report
from ranking.ours import Ours
from ranking.world import PICKS, World, world

from bot.models import Paper
from bot.ranking import Background, Meaning, Taste, background_of, learn, traits_of
from bot.ranking.child import fit_meaning
from bot.ranking.limits import DIMENSIONS
from bot.ranking.traits import text_of

TESTED, LONG = 60, 120  # days, days of votes
TOGETHER = 5  # days ranked by one model of few votes
FEW, WINDOW, SEEDS = (5, 10, 20, 50), 60, 3  # votes, days they are from, draws of them
AT_LEAST = 0.56
SAMPLE = 8_000  # papers of a background

Way = Callable[[Sequence[int], Sequence[int], Sequence[int]], Any]


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


def long_votes(its: World, ways: dict[str, Way], first: int) -> None:
    """With all votes of the last 120 days."""
    found: dict[str, list[float]] = {name: [] for name in ("chance", *ways)}
    for day in range(first, first + TESTED):
        seen = its.rows(day - LONG, day)
        liked = [row for row in seen if its.featured[row]]
        others = [row for row in seen if not its.featured[row]]
        asked = its.rows(day, day + 1)
        found["chance"].append(float(np.mean(its.featured[asked])))
        for name, way in ways.items():
            found[name] += its.precisions(day, day + 1, way(liked, others, asked))
    for name, values in found.items():
        tell(f"{LONG} days of votes: {name}", values, AT_LEAST if name == "ours" else 0.0)


def few_votes(its: World, ways: dict[str, Way], first: int) -> None:
    """With a few liked papers, against the same others."""
    found: dict[tuple[int, str], list[float]] = {}
    for count, day, liked, others in cases(its, first, first + TESTED - TOGETHER + 1):
        some = random.Random(day).sample(others, 4_000)
        asked = its.rows(day, day + TOGETHER)
        for name, way in ways.items():
            scores = way(liked, others if name == "ours" else some, asked)
            found.setdefault((count, name), []).extend(its.precisions(day, day + TOGETHER, scores))
    for count in FEW:
        best = max(float(np.mean(found[count, name])) for name in ways if name != "ours")
        for name in ways:
            tell(f"{count} votes: {name}", found[count, name], best if name == "ours" else 0.0)


def speed(its: World, ours: Ours, meaning: Meaning) -> None:
    """What it takes, on one thread."""
    texts = [text_of(paper) for paper in its.papers[:5_000]]
    began = time.thread_time()
    for text in texts:
        meaning.vector(*meaning.weigh(text))
    report("meaning of an abstract", (time.thread_time() - began) / 5, "ms", 1 / 7)
    seen = its.rows(0, WINDOW)
    rows = {ours.name[row]: ours.traits[row] for row in seen}
    ids = random.Random(1).sample(sorted(rows), min(SAMPLE, len(rows)))
    behind = background_of(ids, [rows[each] for each in ids])
    liked = [row for row in seen if its.featured[row]][:100]
    voted = {ours.name[row]: ours.traits[row] for row in liked}
    began = time.thread_time()
    for _ in range(10):
        taste = learn(voted, dict.fromkeys(voted, (1.0, 0.0)), behind)
    report("learning 100 votes", (time.thread_time() - began) * 100, "ms", 50)
    dumped = taste.dump()
    report("a place's model", len(dumped) / 1e3, "kB", 20)
    report("the meaning", len(meaning.dump()) / 1e6, "MB", 10)
    began = time.thread_time()
    table = ours.table(its.rows(0, int(its.day[-1]) + 1)[-500:])
    for _ in range(1_000):
        Taste.load(dumped).score(table)
    report("500 papers ranked for 1,000 places", time.thread_time() - began, "s", 5)
    newest = its.papers[-1_500:]
    began = time.thread_time()
    _background(newest, meaning)
    report("a background of the 1,500 newest papers", time.thread_time() - began, "s", 2)
    tracemalloc.start()
    _kept = _background(newest, meaning)
    report("what it holds", tracemalloc.get_traced_memory()[0] / 1e6, "MB", 30)


def _background(papers: Sequence[Paper], meaning: Meaning) -> Background:
    return background_of(
        [each.id for each in papers], [traits_of(each, meaning) for each in papers]
    )


def main(*, tuning: bool) -> None:
    """All figures, of the last 60 days or of those before."""
    from ranking.others import Others

    its = world()
    first = int(its.day[-1]) + 1 - TESTED * (2 if tuning else 1)
    known = its.rows(0, first)
    meaning = fit_meaning([text_of(its.papers[row]) for row in known], DIMENSIONS)
    ours = Ours(its, meaning)
    others = Others(its.papers, np.array([each.meaning for each in ours.traits]), known)
    ways: dict[str, Way] = {
        "centroid of liked papers": others.centroid,
        "support vector machine": others.machine,
        "logistic regression": others.logistic,
        "ours": ours.rank,
    }
    few_votes(its, ways, first)
    speed(its, ours, meaning)
    long_votes(its, ways, first)


if __name__ == "__main__":
    if not PICKS.exists():
        print("skipped: the real days of ../shared are not here")
    elif find_spec("sklearn") is None:
        print("skipped: scikit-learn is not installed")
    else:
        main(tuning="tuning" in sys.argv[1:])
