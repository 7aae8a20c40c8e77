"""What places like, and what was learned of that."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.messages import Address
from bot.models import Learned, Opinion


class Tastes(Protocol):
    """What is learned from the votes of places. Raises `StoreError`.

    A vote that is taken back or forgotten takes along all that was learned in its place.
    """

    async def places(self) -> frozenset[Address]:
        """Those where anybody voted."""
        ...

    async def of(self, place: Address, most: int) -> tuple[Opinion, ...]:
        """The votes of a place that count, the newest first.

        Of more than `most` the newest of each person, as many of everybody as there is room for.
        """
        ...

    async def reset(self, place: Address, at: datetime) -> int:
        """Let no vote count that was given until then; returns how many did."""
        ...

    async def latest(self, place: Address, like: Sequence[str]) -> Learned | None:
        """What was last learned for a place with these seed papers."""
        ...

    async def keep(
        self,
        place: Address,
        like: Sequence[str],
        learned: Learned,
        opinions: Sequence[Opinion] = (),
    ) -> None:
        """Remember what was learned of these votes, in place of what was.

        Where one of them was taken back or forgotten meanwhile, nothing is remembered.
        """
        ...
