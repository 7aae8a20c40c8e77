"""What a place said to papers, and what was learned from that."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Opinion:
    """A person's last word on a paper in a place, given `at`."""

    paper: str
    person: str
    liked: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned `at` from what `basis` names: `dumped` as `bot.ranking` writes it.

    `liked` and `disliked`: how many votes it rests on, as they weigh.
    """

    basis: str
    at: datetime
    liked: float
    disliked: float
    dumped: bytes = field(repr=False)
