"""The real days of ../shared: which papers were announced, and which a community featured."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from figures import SHARED

from bot.models import Paper
from bot.text.latex import to_unicode
from bot.text.stems import stems

DATA = SHARED / "data"
PICKS, PAPERS = DATA / "judgments" / "hf_picks_by_day.jsonl.gz", DATA / "papers.jsonl.gz"
TOP = 10  # papers looked at


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

    def precisions(self, first: int, last: int, scores: Sequence[float]) -> list[float]:
        """For each day, the share of its first ten that was featured; scores as in `rows`."""
        rows, values = self.rows(first, last), np.asarray(scores)
        found = []
        for day in range(first, last):
            its = np.flatnonzero(self.day[rows] == day)
            best = its[np.argsort(-values[its], kind="stable")[:TOP]]
            found.append(float(np.mean(self.featured[rows][best])))
        return found


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
