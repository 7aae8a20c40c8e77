"""Our ranking, with what the other ways are given."""

import random
from collections.abc import Sequence
from typing import Any

from bot.ranking import (
    Meaning,
    Table,
    Taste,
    Vote,
    background_of,
    learn,
    tabulate,
    traits_of,
    weigh,
)
from bot.ranking.background import A_VOTE, FEW
from ranking.world import World


class Ours:
    """The papers' traits, and what is learned from them."""

    def __init__(self, its: World, meaning: Meaning) -> None:
        self.its = its
        self.traits = [traits_of(paper, meaning) for paper in its.papers]
        self.name = [paper.id for paper in its.papers]

    def learned(self, liked: Sequence[int], others: Sequence[int], today: int) -> Taste:
        """The taste of a place that liked these papers, on their days."""
        name = self.name
        votes = [
            Vote(name[row], "one", liked=True, age=float(today - self.its.day[row]))
            for row in liked
        ]
        rows = {name[row]: row for row in (*others, *liked)}
        most = max(FEW, A_VOTE * len(liked))  # all it takes
        ids = random.Random(today).sample(sorted(rows), min(most, len(rows)))
        behind = background_of(ids, [self.traits[rows[each]] for each in ids])
        return learn({name[row]: self.traits[row] for row in liked}, weigh(votes), behind)

    def table(self, asked: Sequence[int]) -> Table:
        """Some papers, to be scored."""
        return tabulate([self.traits[row] for row in asked])

    def rank(self, liked: Sequence[int], others: Sequence[int], asked: Sequence[int]) -> Any:
        """The scores of some papers, all of days after those of the votes."""
        taste = self.learned(liked, others, int(self.its.day[asked[0]]))
        return taste.score(self.table(asked))
