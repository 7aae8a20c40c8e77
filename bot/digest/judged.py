"""What is known of papers beside their topics: whether a place likes them, and which are alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import fmean, pstdev

from bot.models import Breadth, Paper

_SURE = 3.0  # votes after which what was learned sways half as much as it ever will
ENOUGH = 3.0  # votes for papers before one on topic may be left out for its taste
_FULL = 5.0  # votes for papers after which taste alone chooses as sharply as it should
_LEAST = 0.5  # of all papers: what is left out at least
# The share of all papers that is left out: of those on topic, and where there is no topic.
_ON_TOPIC: Mapping[Breadth, float] = {"strict": 0.8, "normal": 0.5, "broad": 0.0}
_BY_TASTE: Mapping[Breadth, float] = {"strict": 0.99, "normal": 0.95, "broad": 0.8}


def _says_nothing(_paper: Paper) -> str:
    return ""


def _never_near(_one: Paper, _other: Paper) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Judged:
    """By default nothing is known, and everything passes.

    `liking`, by id: from 0, disliked, to 1, liked; 0.5 is neither. `unliked`: ids of papers too far
    from what was liked to be shown. `said`: what of a paper was liked, in words; empty for
    nothing. `near`: whether two papers are on one trick.
    """

    liking: Mapping[str, float] = field(default_factory=dict)
    unliked: frozenset[str] = frozenset()
    said: Callable[[Paper], str] = _says_nothing
    near: Callable[[Paper, Paper], bool] = _never_near


UNJUDGED = Judged()


def likings(scores: Mapping[str, float], votes: float) -> dict[str, float]:
    """The scores of a day's papers beside each other, in 0..1; of few votes all near 0.5."""
    middle, spread = fmean(scores.values()), pstdev(scores.values())
    if spread <= 0:
        return dict.fromkeys(scores, 0.5)
    sure = votes / (votes + _SURE)
    return {each: 0.5 + 0.5 * sure * _bent((its - middle) / spread) for each, its in scores.items()}


def _bent(deviation: float) -> float:
    """In -1..1, and still growing for what stands far out."""
    return deviation / (1 + abs(deviation))


def left_out(breadth: Breadth, liked: float, seeds: int, *, topical: bool) -> float:
    """The share of all papers that is too little like what was liked; 0 leaves out none.

    `liked`: votes for papers. Where a topic chooses (`topical`), taste only leaves out the worst.
    """
    if topical:
        return _ON_TOPIC[breadth] if liked >= ENOUGH else 0.0
    sharp = 1.0 if seeds else min(liked / _FULL, 1.0)
    return max(_BY_TASTE[breadth] * sharp, _LEAST) if sharp else 0.0
