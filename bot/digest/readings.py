"""Papers as taste sees them, each read once: their traits, their meaning, a table of a day.

Imported where it is needed only: numpy takes a while.
"""

from collections.abc import Callable, Mapping, Sequence

from bot.models import Paper
from bot.ranking import (
    Background,
    Meaning,
    Table,
    Taste,
    Traits,
    background_of,
    learn,
    reasons,
    tabulate,
    traits_of,
)
from bot.ranking.meaning import Floats
from bot.ranking.traits import text_of

_TOLD = 2  # words or authors
_TELLING = 0.25  # of what speaks loudest: less is not told


class Readings:
    """`number` is that of the fitted meaning; 0 where words alone are known. Not asynchronous."""

    def __init__(self, number: int, meaning: Meaning) -> None:
        self.number, self.meaning = number, meaning
        self._traits: dict[str, Traits] = {}
        self._vectors: dict[str, Floats] = {}
        self._tables: dict[tuple[str, ...], Table] = {}

    def traits(self, paper: Paper) -> Traits:
        """The traits of a paper."""
        if paper.id not in self._traits:
            self._traits[paper.id] = traits_of(paper, self.meaning)
        return self._traits[paper.id]

    def near(self, least: float) -> Callable[[Paper, Paper], bool]:
        """Whether the meanings of two papers have a cosine of at least so much."""
        return lambda one, other: float(self._vector(one) @ self._vector(other)) >= least

    def scores(self, taste: Taste, papers: Sequence[Paper]) -> dict[str, float]:
        """How much speaks for each paper, by id."""
        ids = tuple(each.id for each in papers)
        if ids not in self._tables:
            self._tables[ids] = tabulate([self.traits(each) for each in papers])
        return dict(zip(ids, taste.score(self._tables[ids]).tolist(), strict=True))

    def background(self, papers: Sequence[Paper]) -> Background:
        """What the papers given are like that nobody voted on."""
        return background_of([each.id for each in papers], [*map(self.traits, papers)])

    def learn(
        self,
        voted: Sequence[Paper],
        said: Mapping[str, tuple[float, float]],
        others: Background,
    ) -> Taste:
        """What `said` of the papers voted on teaches."""
        return learn({each.id: self.traits(each) for each in voted}, said, others)

    def liked(self, paper: Paper, taste: Taste) -> str:
        """The words and authors of a liked paper that spoke for it most."""
        found, _ = reasons(paper, self.traits(paper), self.meaning, taste)
        told = [each for each in found if each.weight > 0 and each.said.startswith(("“", "by "))]
        least = _TELLING * told[0].weight if told else 0
        return ", ".join(each.said for each in told[:_TOLD] if each.weight >= least)

    def _vector(self, paper: Paper) -> Floats:
        if paper.id not in self._vectors:
            weighed = self.meaning.weigh(text_of(paper))
            self._vectors[paper.id] = self.meaning.vector(*weighed)
        return self._vectors[paper.id]
