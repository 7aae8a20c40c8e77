"""What people say to papers and questions."""

from datetime import datetime
from typing import Literal, Protocol

from bot.messages import Address


class Votes(Protocol):
    """Who liked which paper where. Raises `StoreError`."""

    async def vote(
        self, place: Address, paper_id: str, person: str, value: Literal[1, -1], at: datetime
    ) -> None:
        """Record a vote; a person's last one counts."""
        ...

    async def withdraw(
        self, place: Address, paper_id: str, person: str, value: Literal[1, -1]
    ) -> bool:
        """Forget a person's vote, if it is this one; whether it was."""
        ...

    async def tally(self, place: Address, paper_id: str) -> tuple[int, int]:
        """How many are for it, and how many against."""
        ...


class Deliveries(Protocol):
    """Which events of the chats were dealt with. Raises `StoreError`."""

    async def first(self, chat: str, delivery: str, at: datetime) -> bool:
        """Note an event by the chat's id of it; false where it was noted before."""
        ...
