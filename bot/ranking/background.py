"""What papers are like that nobody voted on: a sample of what was announced lately."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bot.ranking.meaning import Floats
from bot.ranking.table import Table, tabulate
from bot.ranking.traits import Traits

FEW, A_VOTE = 1_200, 4  # papers: more of them are slower to learn from, and teach little more
_LEAST = 2  # papers that must share a trait


@dataclass(frozen=True)
class Background:
    """The sampled papers' `ids`, and their traits as rows of a table, in the same order."""

    ids: tuple[str, ...]
    table: Table

    def enough(self, votes: int) -> "Background":
        """As much of it as so many votes are learned against."""
        most = needed(votes)
        return (
            self if most >= len(self.ids) else Background(self.ids[:most], self.table.first(most))
        )

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {each: row for row, each in enumerate(self.ids)}

    def weak(self, total: float, known: Iterable[str]) -> Floats:
        """How much each of them counts as disliked, `total` together; those `known` do not."""
        counts = np.ones(len(self.ids), np.float32)
        counts[[row for each in known if (row := self._rows.get(each)) is not None]] = 0
        return counts * np.float32(total / max(1.0, float(counts.sum())))


def needed(votes: int) -> int:
    """How many papers so many votes are learned against."""
    return max(FEW, A_VOTE * votes)


def background_of(ids: Sequence[str], its: Sequence[Traits]) -> Background:
    """A background of papers by their traits: those of 1,500 are read in half a second."""
    return Background(tuple(ids), tabulate(its, _LEAST))
