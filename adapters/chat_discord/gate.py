"""The gate that each request passes: at most 50 a second reach Discord, evenly, in their order."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from adapters.chat_discord.sdk import discord

RATE = 50  # requests a second that Discord takes of a bot
_EVEN = 0.985 * RATE  # so many a second leave
_CAUGHT_UP = 0.06  # seconds of lateness that may be made up for in a burst
_SECOND = 1.001  # Discord's second, with a grain of safety
_MANY = 100  # answers
_FEW_KNOWN, _MANY_KNOWN = 0.5, 0.9  # of the fastest, that is the least there can be
_LATEST = 2.0  # seconds after which even an unanswered request has surely arrived
PATIENCE = 2.0  # seconds that a request waits for a closed gate, or its bucket
_LONGEST_QUEUE = 5.0  # seconds that it may have to stand in line


@dataclass(slots=True, eq=False)
class Passage:
    """A request that left at a time, and was answered at another; seconds of `monotonic`."""

    left: float
    answered: float | None = None


class Gate:
    """Lets requests through, first come, first served.

    A request arrives at Discord at some time between leaving and being answered. So that no
    second there can see more than `RATE`, one that takes longer than the fastest ever did counts
    for as much longer: what the network may have bunched up never adds up.
    """

    def __init__(
        self,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._monotonic, self._sleep = monotonic, sleep
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._next = 0.0  # when the next may leave
        self._opens = 0.0
        self._counted: deque[Passage] = deque()
        self._fastest: float | None = None
        self._answers = 0

    async def enter(self) -> Passage:
        """Wait for one's turn. Raises `discord.RateLimited` where that takes too long."""
        queue = self._waiting / _EVEN
        if queue > _LONGEST_QUEUE:
            raise discord.RateLimited(queue)
        self._waiting += 1
        try:
            async with self._turn:
                while (wait := self._wait()) > 0:
                    await self._sleep(wait)
                now = self._monotonic()
                self._next = max(self._next, now - _CAUGHT_UP) + 1 / _EVEN
                self._counted.append(Passage(now))
                return self._counted[-1]
        finally:
            self._waiting -= 1

    def answered(self, passage: Passage) -> None:
        """Note that a request was answered, in whatever way."""
        passage.answered = self._monotonic()
        self._answers += 1
        took = passage.answered - passage.left
        self._fastest = took if self._fastest is None else min(took, self._fastest)

    def close(self, seconds: float) -> None:
        """Let nothing through for so long: Discord said that it was too much overall."""
        self._opens = max(self._opens, self._monotonic() + seconds)

    def _wait(self) -> float:
        """Seconds until one may leave, or until it is worth another look; 0: now."""
        now = self._monotonic()
        if self._opens - now > PATIENCE:
            raise discord.RateLimited(self._opens - now)
        least = _SECOND - min(self._surely_takes(), _SECOND / 2)
        free = [self._stops_counting(each, least) for each in self._counted]
        self._counted = deque(
            each for each, at in zip(self._counted, free, strict=True) if at > now
        )
        wait = max(self._opens - now, self._next - now, 0.0)
        if len(self._counted) < RATE:
            return wait if wait > 1e-6 else 0.0
        # What is answered from now on stops counting after `least` at the earliest.
        return max(wait, min([least, *(at - now for at in free if at > now)]), 1e-3)

    def _surely_takes(self) -> float:
        """Seconds: less than the fastest took, for it was not the fastest on both ways."""
        return (self._fastest or 0.0) * (_MANY_KNOWN if self._answers >= _MANY else _FEW_KNOWN)

    def _stops_counting(self, passage: Passage, least: float) -> float:
        if passage.answered is None:
            return passage.left + _LATEST + _SECOND
        return min(passage.answered + least, passage.left + _LATEST + _SECOND)
