"""What people say to papers and questions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, Protocol

from bot.messages import Address
from bot.models import Answer, Question


class Votes(Protocol):
    """Who liked which paper where. Raises `StoreError`."""

    async def vote(
        self, place: Address, paper_id: str, person: str, value: Literal[1, -1], at: datetime
    ) -> None:
        """Record a vote; a person's last one counts."""
        ...

    async def withdraw(
        self, place: Address, paper_id: str, person: str, value: Literal[1, -1]
    ) -> None:
        """Forget a person's vote, if it is this one."""
        ...

    async def tally(self, place: Address, paper_id: str) -> tuple[int, int]:
        """How many are for it, and how many against."""
        ...


class Deliveries(Protocol):
    """Which events of the chats were dealt with. Raises `StoreError`."""

    async def first(self, chat: str, delivery: str, at: datetime) -> bool:
        """Note an event by the chat's id of it; false where it was noted before."""
        ...


class QuizStore(Protocol):
    """Questions and the answers to them. Raises `StoreError`."""

    async def add(self, place: Address, question: Question, at: datetime) -> Question:
        """Store a question that is asked in a place; returns it with its id."""
        ...

    async def get(self, question_id: int) -> Question | None:
        """The question with this id."""
        ...

    async def asked(self, place: Address) -> frozenset[str]:
        """Ids of the papers that this place was asked about."""
        ...

    async def answer(self, answer: Answer, at: datetime) -> Answer:
        """Record an answer and return the person's first one: only that counts."""
        ...

    async def tally(self, question_id: int) -> Mapping[int, int]:
        """How many chose each option, by its index; options that nobody chose are left out."""
        ...
