"""What a stand-in asked of Paperboy, and when it was acknowledged and answered."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

_FAILED = (b"did not work", b"is broken", b"a lot at once", b"no command")
_SHOWS_A_PAPER = b"arxiv.org/abs/"


class Sending(Protocol):
    """`prepare` commands, by their numbers; `send` them, in that order."""

    def prepare(self, topics: Sequence[tuple[int, str]]) -> None:
        """Make the bodies."""
        ...

    async def send(self, number: int) -> None:
        """Send one; what becomes of it, the stand-in notes."""
        ...


@dataclass(slots=True)
class Asked:
    """One command: when it was sent, acknowledged and answered, in seconds; `why` it failed."""

    sent: float = 0.0
    acknowledged: float = 0.0
    answered: float = 0.0
    why: str = ""


class Asking:
    """What was asked, by its number."""

    def __init__(self) -> None:
        self.asked: dict[int, Asked] = {}
        self._open: set[int] = set()
        self._none_open = asyncio.Event()

    def sends(self, number: int) -> None:
        """Note that a command is about to be sent."""
        self.asked[number] = Asked(time.perf_counter())
        self._open.add(number)

    def acknowledge(self, number: int, why: str = "") -> None:
        """Note the acknowledgement, or `why` there is none."""
        its = self.asked[number]
        its.acknowledged = its.acknowledged or time.perf_counter()
        its.why = its.why or why
        self._close(number)

    def answer(self, number: int, said: bytes) -> None:
        """Note the first answer, and whether it is a good one."""
        its = self.asked[number]
        if not its.answered:
            its.answered = time.perf_counter()
            if any(each in said for each in _FAILED) or _SHOWS_A_PAPER not in said:
                its.why = f"it was answered {said[:300].decode(errors='replace')}"
        self._close(number)

    async def answered(self, patience: float) -> None:
        """Wait until all that was sent is answered, or for so many seconds."""
        while self._open and patience > 0:
            began = time.perf_counter()
            self._none_open.clear()
            try:
                await asyncio.wait_for(self._none_open.wait(), patience)
            except TimeoutError:
                self._open.clear()
            patience -= time.perf_counter() - began

    def _close(self, number: int) -> None:
        its = self.asked[number]
        if its.acknowledged and (its.answered or its.why):
            self._open.discard(number)
            if not self._open:
                self._none_open.set()
