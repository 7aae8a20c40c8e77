"""Time that passes only when everybody waits for it: for what is about seconds, without them."""

import asyncio
import heapq
from collections.abc import Coroutine
from itertools import count
from typing import Any

_ROUNDS = 12  # of the event loop, until whoever can go on has gone on


class Timeline:
    """`now` in seconds, and a `sleep` by it."""

    def __init__(self, start: float = 1000.0) -> None:
        self._now = start
        self._numbers = count()
        self._sleeping: list[tuple[float, int, asyncio.Future[None]]] = []

    def now(self) -> float:
        return self._now

    def pass_by(self, seconds: float) -> None:
        """Be later all of a sudden: the machine was held up."""
        self._now += seconds

    async def sleep(self, seconds: float) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleeping, (self._now + seconds, next(self._numbers), future))
        await future

    async def run(self, *work: Coroutine[Any, Any, Any]) -> list[Any]:
        """Do all of this at once, as time passes; returns what comes of it, errors included."""
        tasks = [asyncio.ensure_future(each) for each in work]
        while not all(task.done() for task in tasks):
            for _ in range(_ROUNDS):
                await asyncio.sleep(0)
            if self._sleeping:
                at, _, future = heapq.heappop(self._sleeping)
                self._now = max(self._now, at)
                if not future.done():
                    future.set_result(None)
        return await asyncio.gather(*tasks, return_exceptions=True)
