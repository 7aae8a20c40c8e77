"""Whoever waits for an answer goes first: what nobody waits for steps aside for a moment."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_MOST = 2.0  # seconds: digests come late in a rush, and still come


class Courtesy:
    """Counts the people who wait for an answer just now."""

    def __init__(self, most: float = _MOST) -> None:
        self._most = most
        self._waiting = 0
        self._nobody = asyncio.Event()
        self._nobody.set()

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Somebody waits meanwhile."""
        self._waiting += 1
        self._nobody.clear()
        try:
            yield
        finally:
            self._waiting -= 1
            if not self._waiting:
                self._nobody.set()

    async def step_aside(self) -> None:
        """Wait until nobody waits for an answer, though not for long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._most):
                while self._waiting:  # somebody may have come since it woke
                    await self._nobody.wait()
