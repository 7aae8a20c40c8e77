"""What grounding catches: single errors put into paraphrases, and true ones flagged.

The true ones: sentences that were written by hand for it (`grounding_data`; `held_out.jsonl`
was not looked at while tuning), and Hugging Face's `ai_summary` of papers, which nobody checked.
Papers are read from ../shared. Each figure is a JSON line; the last lines are times.
"""

import json
import random
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator

from figures import SHARED, report
from injecting.errors import (
    Inject,
    flipped,
    made_up,
    mixed_up,
    negated,
    number_changed,
    number_swapped,
    renamed,
    scope_added,
    scope_dropped,
    unit_changed,
)
from injecting.fair import Fair, Others, Papers, summaries, written

from bot.grounding import Ground
from bot.models import Passage, Source

SEED, AMONG = 7, 40
KINDS: dict[str, tuple[tuple[Inject, ...], float | None]] = {
    "numbers and units": ((number_changed, unit_changed), 95.0),
    "a number swapped for another of the abstract": ((number_swapped,), 60.0),
    "negation and comparison": ((negated, flipped), 75.0),
    "names": ((renamed,), None),
    "scope": ((scope_dropped, scope_added), 35.0),
}
INVENTED, INVENTED_AT_LEAST = "invented sentences", 90.0
TOGETHER_AT_LEAST = 75.0
FLAGGED = 6.0
"""So many true ones, in percent, may be flagged at most."""


def injected(fair: Fair, papers: Papers, others: Others) -> Iterator[tuple[str, str]]:
    """Each kind of error, and the sentence with one of it."""
    chance = random.Random(f"{SEED} {fair.text}")
    abstract = f"{papers.title(fair.paper)}. {papers.abstract(fair.paper)}"
    for kind, (ways, _) in KINDS.items():
        for inject in ways:
            for text in inject(fair.text, abstract, chance):
                if text != fair.text:
                    yield f"{kind}: {inject.__name__}", text
    yield f"{INVENTED}: of another paper", others.any(fair.paper, chance)
    yield f"{INVENTED}: of the nearest paper", others.like(fair.paper, papers)
    for invent in (made_up, mixed_up):
        for text in invent(fair.text, papers.abstract(fair.paper), chance):
            yield f"{INVENTED}: {invent.__name__}", text


def caught(every: Iterable[Fair], papers: Papers, others: Others) -> dict[str, list[bool]]:
    """For each kind of error whether each was caught, only in sentences that hold as they are."""
    found: dict[str, list[bool]] = defaultdict(list)
    for fair in every:
        ground = papers.ground(fair.paper)
        if ground.check(fair.text, fair.quote).problems:
            continue
        for kind, text in injected(fair, papers, others):
            found[kind].append(bool(ground.check(text, fair.quote).problems))
    return found


def flagged(every: list[Fair], papers: Papers) -> float:
    """The share of sentences with a problem, in percent."""
    bad = [bool(papers.ground(x.paper).check(x.text, x.quote).problems) for x in every]
    return 100 * statistics.mean(bad)


def report_caught(
    name: str, found: dict[str, list[bool]], *, ways: bool = False, aims: bool = True
) -> None:
    """A line a kind of error, one of all together, and with `ways` one a way of making it.

    Without `aims` there is no target: those are for abstracts.
    """
    targets = {kind: target for kind, (_, target) in KINDS.items()}
    for kind, target in {**targets, INVENTED: INVENTED_AT_LEAST}.items():
        its = {way: each for way, each in found.items() if way.startswith(kind)}
        every = [one for each in its.values() for one in each]
        _at_least(f"{name}: {kind} caught", every, target if aims else None)
        for way, each in its.items() if ways and len(its) > 1 else ():
            _at_least(f"{name}: {way.replace('_', ' ')}", each, None)
    every = [one for each in found.values() for one in each]
    _at_least(f"{name}: all together caught", every, TOGETHER_AT_LEAST if aims else None)


def _at_least(figure: str, found: list[bool], target: float | None) -> None:
    value = 100 * statistics.mean(found) if found else 0.0
    line = {"figure": figure, "value": round(value, 1), "unit": "%", "of": len(found)}
    held = {} if target is None else {"at least": target, "holds": value >= target}
    print(json.dumps({**line, **held}), flush=True)


def report_times(abstract: str) -> None:
    """How long the longest texts take, in milliseconds."""
    long = (abstract * 20)[:10_000]
    started = time.perf_counter()
    ground = Ground(Source("", (Passage(long),)))
    report("preparing a source of 10,000 characters", _since(started), "ms", 200.0)
    for name, text in (("a sentence", abstract[:200]), ("2,000 characters", long[:2_000])):
        started = time.perf_counter()
        ground.check(text, long[2_000:2_900])
        report(f"checking a point of {name}", _since(started), "ms", 50.0)


def _since(started: float) -> float:
    return 1000 * (time.perf_counter() - started)


def main() -> None:
    """Print all figures."""
    papers = Papers()
    tuned, held_out = written("tuned.jsonl", papers), written("held_out.jsonl", papers)
    seen, unseen = summaries(papers)
    others = Others([*seen, *unseen], papers)
    sets = {
        "by hand": [*tuned, *held_out],
        "by hand, tuned on": tuned,
        "by hand, held out": held_out,
        "ai_summary, tuned on": seen,
        "ai_summary, held out": unseen,
    }
    for name, every in sets.items():
        report(f"{name}: {len(every)} true ones, flagged", flagged(every, papers), "%", FLAGGED)
    for name, every in sets.items():
        ways = name in ("by hand", "ai_summary, held out")
        report_caught(name, caught(every, papers, others), ways=ways)
    among, name = Papers(AMONG), f"by hand, among {AMONG} other abstracts"
    report(f"{name}: true ones, flagged", flagged(sets["by hand"], among), "%", FLAGGED)
    report_caught(name, caught(sets["by hand"], among, others), aims=False)
    report_times(papers.abstract(tuned[0].paper))


if __name__ == "__main__":
    if not SHARED.is_dir():
        sys.exit("the real papers are not beside this checkout (../shared)")
    main()
