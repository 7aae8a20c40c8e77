"""A loop whose clock jumps to whatever is waited for next, once nothing else happens."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")
_REAL = 0.05  # seconds in which threads and sockets may have something to say


class _Impatient(selectors.DefaultSelector):
    ahead = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait really for a moment only; the rest of the time just passes."""
        found = super().select(timeout if timeout is None else min(timeout, _REAL))
        if not found and timeout and timeout > _REAL:
            self.ahead += timeout - _REAL
        return found


class QuickLoop(asyncio.SelectorEventLoop):
    """`time()` runs ahead of the real one."""

    def __init__(self) -> None:
        self._impatient = _Impatient()
        super().__init__(self._impatient)

    def time(self) -> float:
        """Seconds, also those that nobody waited."""
        return super().time() + self._impatient.ahead


def quickly(work: Coroutine[Any, Any, T]) -> T:
    """What `work` brings, however long it waits."""
    with asyncio.Runner(loop_factory=QuickLoop) as runner:
        return runner.run(work)
