"""Questions while they are played, votes of the group, and scores. All moments are UTC."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.messages import Address, MessageRef
from bot.models.quizzes import Question


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was put to a place; `question.id` is 0 until it is stored.

    `title` and `url` are the paper's; `timezone` is the place's. `seed`: of the randomness that it
    was composed and shuffled with. `round` is 1 and 2 for what comes back: then `first` is the
    id of the question that it repeats. `run`: the digest behind which it came; 0: no digest.
    `tally` says how many chose each option, by its index, once it is closed.
    """

    place: Address
    question: Question
    title: str
    url: str
    opened_at: datetime
    closes_at: datetime
    timezone: str = "UTC"
    sample: bool = False
    seed: int = 0
    round: int = 0
    first: int = 0
    run: int = 0
    state: Literal["open", "closed"] = "open"
    tally: Mapping[int, int] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """The id of the question."""
        return self.question.id


@dataclass(frozen=True, slots=True)
class Occasion:
    """A digest that was posted, and wants a question behind it; `papers` are those it posted."""

    run: int
    place: Address
    timezone: str
    papers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person did in some time: `right` of `answered`.

    `streak`: so many right answers in a row, up to their last one of all times. `name` is the one
    that they had when they last answered.
    """

    person: str
    name: str
    right: int
    answered: int
    streak: int


@dataclass(frozen=True, slots=True)
class GroupVote:
    """A vote of a place on which of some papers to discuss; `options` are their titles."""

    place: Address
    papers: tuple[str, ...]
    options: tuple[str, ...]
    opened_at: datetime
    closes_at: datetime
    timezone: str = "UTC"
    id: int = 0
    state: Literal["open", "closed"] = "open"


@dataclass(frozen=True, slots=True)
class Ballot:
    """A group's vote that is over: what came in by buttons, and the message with the poll.

    `ref` is None where that never was sent.
    """

    vote: GroupVote
    tally: Mapping[int, int]
    ref: MessageRef | None
