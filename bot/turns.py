"""A few events are answered side by side: else the answers to many at once all come at the end."""

import asyncio

from bot.messages import Event, OnEvent, Reply

_SIDE_BY_SIDE = 8
TURN = 0.25
"""Seconds: who takes longer waits for something."""


class Turns:
    """Lets few events be answered side by side, each for `longest` seconds.

    What takes longer waits for a platform, which may hang: it must not hold up the others.
    """

    def __init__(self, on_event: OnEvent, longest: float = TURN) -> None:
        self._on_event, self._longest = on_event, longest
        self._free = asyncio.Semaphore(_SIDE_BY_SIDE)

    async def take(self, event: Event, reply: Reply) -> None:
        """`OnEvent`, when it is its turn."""
        await self._free.acquire()
        is_over = False

        def over() -> None:
            nonlocal is_over
            if not is_over:
                is_over = True
                self._free.release()

        end = asyncio.get_running_loop().call_later(self._longest, over)
        try:
            await self._on_event(event, reply)
        finally:
            end.cancel()
            over()
