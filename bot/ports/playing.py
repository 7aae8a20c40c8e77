"""Quizzes, scores, and votes of the group. What people see goes through the outbox.

Each `show` makes a message of what is stored: it is pure, and may be called on a thread. So a
message and what it tells are stored together, or neither is.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

from bot.messages import Address, Message
from bot.models import Answer, Asked, Ballot, GroupVote, Occasion, Standing


class QuizStore(Protocol):
    """Questions that were asked, and the answers to them. Raises `StoreError`."""

    async def open(
        self,
        asked: Asked,
        show: Callable[[Asked], Message],
        again_at: datetime | None = None,
    ) -> Asked | None:
        """Store a question with the message that asks it; returns it with its id.

        None where its digest has a question already, or this round of it was asked: of two
        processes one asks. `again_at`: when the first round comes back next.
        """
        ...

    async def get(self, question_id: int) -> Asked | None:
        """The question with this id."""
        ...

    async def asked(self, place: Address) -> frozenset[str]:
        """Ids of the papers that this place was asked about."""
        ...

    async def answer(self, answer: Answer, at: datetime) -> Answer | None:
        """Record an answer and return the person's first one: only that counts.

        None where it is too late, and the person had not answered before.
        """
        ...

    async def tally(self, question_id: int) -> Mapping[int, int]:
        """How many chose each option, by its index; options that nobody chose are left out."""
        ...


class QuizRounds(Protocol):
    """What becomes of questions by themselves. Raises `StoreError`.

    Each change is made once, whatever number of processes look.
    """

    async def recount(
        self, now: datetime, pause: timedelta, show: Callable[[Asked, int], Message]
    ) -> int:
        """Have open questions tell how many answered, where that changed; returns how many.

        A question does so once in a `pause`, so that hundreds of answers are one edit.
        """
        ...

    async def close(
        self,
        now: datetime,
        limit: int,
        show: Callable[[Asked], Message],
        again: Callable[[Asked], datetime | None],
    ) -> tuple[Asked, ...]:
        """Close what is due, with its tally; no answer counts from then on.

        `again` says when it comes back. A question that nobody can have seen yet is dropped.
        """
        ...

    async def to_repeat(self, now: datetime) -> tuple[tuple[Asked, int], ...]:
        """Questions that come back now, one a place, each with the number of its next round.

        Not while another one that came back is open there, nor where all digests are paused.
        """
        ...

    async def take(self, now: datetime, until: datetime, since: datetime) -> Occasion | None:
        """Lease the next digest since then that stands there and has no question yet."""
        ...

    async def decline(self, run: int) -> None:
        """Note that no question can be asked about a digest."""
        ...


class Scores(Protocol):
    """Who did how well. A `group` is a place, or all that it stands for. Raises `StoreError`."""

    async def standings(
        self, group: Address, since: datetime, until: datetime, person: str = ""
    ) -> tuple[Standing, ...]:
        """Everybody who answered there since then and before `until`, in no order.

        What is still open counts for `person` alone: it would tell the others who was right.
        """
        ...

    async def missed(self, group: Address, person: str, limit: int) -> tuple[Asked, ...]:
        """The closed questions there that a person got wrong, the last first."""
        ...


class GroupVotes(Protocol):
    """Which paper a place wants to discuss. Raises `StoreError`."""

    async def open(self, vote: GroupVote, show: Callable[[GroupVote], Message]) -> GroupVote | None:
        """Store a vote with the message that offers it; None where one is open there."""
        ...

    async def get(self, vote_id: int) -> GroupVote | None:
        """The vote with this id."""
        ...

    async def vote(self, vote_id: int, person: str, option: int, at: datetime) -> bool:
        """Record a person's choice; their last one counts. False where it is too late."""
        ...

    async def recount(
        self, now: datetime, pause: timedelta, show: Callable[[GroupVote, int], Message]
    ) -> int:
        """See `QuizRounds.recount`."""
        ...

    async def due(self, now: datetime, limit: int) -> tuple[Ballot, ...]:
        """The votes that are over and not closed, the longest first."""
        ...

    async def close(
        self, vote_id: int, closed: Message, winner: Message | None, now: datetime
    ) -> bool:
        """Close a vote: its message shows `closed`, and `winner` is posted behind it.

        False where it is closed already.
        """
        ...

    async def put_off(self, vote_id: int, until: datetime) -> None:
        """Look at a vote later: its result could not be read."""
        ...
