"""What people say to papers and questions, and what each of them follows."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Literal, Protocol

from bot.messages import Address
from bot.models import Follow, Look, News, Topic


class Votes(Protocol):
    """Who liked which paper where. Raises `StoreError`."""

    async def vote(
        self, place: Address, paper_id: str, person: str, value: Literal[1, -1], at: datetime
    ) -> None:
        """Record a vote; a person's last one counts."""
        ...

    async def withdraw(
        self,
        place: Address,
        paper_id: str,
        person: str,
        value: Literal[1, -1],
        before: datetime | None = None,
    ) -> bool:
        """Forget a person's vote, if it is this one; whether it was.

        With `before` only one that was given before then, and since the place's last reset.
        """
        ...

    async def tally(self, place: Address, paper_id: str) -> tuple[int, int]:
        """How many are for it, and how many against."""
        ...


class Follows(Protocol):
    """What each person of a chat follows, for nobody else to see. Raises `StoreError`."""

    async def of(self, chat: str, person: str) -> tuple[Follow, ...]:
        """What they follow, oldest first."""
        ...

    async def add(self, chat: str, person: str, follow: Follow, most: int) -> bool:
        """Store one; false where they follow its `key` already, or `most` others."""
        ...

    async def remove(self, chat: str, person: str, ids: Collection[int]) -> int:
        """Forget those of these that are theirs; returns how many."""
        ...

    async def look(self, chat: str, person: str) -> Look | None:
        """How far they have looked."""
        ...

    async def looked(self, chat: str, person: str, look: Look) -> None:
        """Note how far they have looked."""
        ...

    async def news(self, topics: Sequence[Topic], after: int, day: date, most: int) -> News:
        """Papers first announced behind the event `after`, on `day` or the six days before it.

        Of each topic the newest `most`: all that `match` takes of them, and perhaps a few more.
        A topic of neither words nor authors has none.
        """
        ...


class Deliveries(Protocol):
    """Which events of the chats were dealt with. Raises `StoreError`."""

    async def first(self, chat: str, delivery: str, at: datetime) -> bool:
        """Note an event by the chat's id of it; false where it was noted before."""
        ...
