"""What the votes of a place weigh together: nobody outweighs a channel, but one alone is heard."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import inf

HALF_LIFE = 120.0  # days
_HEARD = 5.0  # votes: of two people, who votes more is heard with so many at least


@dataclass(frozen=True, slots=True)
class Vote:
    """A person's last word on a paper: liked or not. A seed paper (`like:`) is a vote, too.

    `age`: days since it was given.
    """

    paper: str
    person: str
    liked: bool
    age: float = 0.0


def weigh(votes: Sequence[Vote], half_life: float = HALF_LIFE) -> dict[str, tuple[float, float]]:
    """For each paper how much speaks for it and how much against it, 1.0 a vote at most.

    All votes of a person together weigh no more than those of all others; of just two people
    they may weigh `_HEARD`. Votes lose half of their weight in `half_life` days; who gave none
    in as many days before the newest vote has left, or lost interest, and does not make a channel
    of one into a channel of many.
    """
    totals: dict[str, float] = defaultdict(float)
    fresh = [0.5 ** (max(0.0, vote.age) / half_life) for vote in votes]
    for vote, weight in zip(votes, fresh, strict=True):
        totals[vote.person] += weight
    # Not since today: where nobody votes for a while, nobody left who had stayed.
    newest = max(0.0, min((vote.age for vote in votes), default=0.0))
    shares = _shares(totals, {vote.person for vote in votes if vote.age - newest <= half_life})
    said: dict[str, tuple[float, float]] = {}
    for vote, weight in zip(votes, fresh, strict=True):
        liked, disliked = said.get(vote.paper, (0.0, 0.0))
        counted = weight * shares[vote.person]
        said[vote.paper] = (liked + counted * vote.liked, disliked + counted * (not vote.liked))
    return said


def _shares(totals: dict[str, float], there: Collection[str]) -> dict[str, float]:
    """The share of each person's votes that counts."""
    every = sum(totals.values())
    least = inf if len(there) < 2 else _HEARD if len(there) == 2 else 0.0
    return {
        person: min(1.0, max(every - total, least if person in there else 0.0) / total)
        for person, total in totals.items()
    }
