"""What is in flight of a platform: begun side by side or in order, and finished or cut off."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

_FAREWELL = 0.3  # seconds for what is cut off

Work = Callable[[], Awaitable[None]]

log = logging.getLogger(__name__)


class Tasks:
    """`name`: the platform's, as people write it."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._tasks: set[asyncio.Task[None]] = set()
        self._last: dict[str, asyncio.Task[None]] = {}

    def begin(self, work: Work, line: str = "") -> None:
        """Do it, later; what has the same `line` in the order in which it was begun."""
        before = self._last.get(line)
        task = asyncio.create_task(_after(before, work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        if line:
            self._last[line] = task
            task.add_done_callback(lambda _: self._leave(line, task))

    async def done(self) -> None:
        """Wait until all of it is done, but for what asks for this itself."""
        while others := self._others():
            await asyncio.wait(others)

    async def cut_off(self) -> None:
        """End what is not done yet. Harmless when repeated: each is cut off once."""
        if not (others := self._others()):
            return
        log.warning("events of %s not answered before the end: %d", self._name, len(others))
        self._tasks -= others
        for task in others:
            task.cancel()
        await asyncio.wait(others, timeout=_FAREWELL)

    def _others(self) -> set[asyncio.Task[None]]:
        """A command may close the chat that it came from."""
        return {each for each in self._tasks if each is not asyncio.current_task()}

    def _leave(self, line: str, task: asyncio.Task[None]) -> None:
        if self._last.get(line) is task:
            del self._last[line]


async def _after(before: asyncio.Task[None] | None, work: Work) -> None:
    if before:
        await asyncio.wait([before])
    await work()
