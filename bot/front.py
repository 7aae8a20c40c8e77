"""A thread that acknowledges while the core computes: 3 seconds are all that platforms wait."""

import asyncio
import logging
import os
from collections import deque
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress
from threading import Thread
from typing import Any, Generic, TypeVar

_QUIET, _LONGEST = 0.01, 0.15  # seconds without another, and in all, before what came is dealt with

log = logging.getLogger(__name__)

Payload = TypeVar("Payload")
Serve = Callable[[Callable[[Payload], None]], AbstractAsyncContextManager[str]]
"""Acknowledges, and calls with each payload. Once entered it listens, at the address that it
yields; when left it takes no more, and has passed on what it acknowledged."""


class Front(Generic[Payload]):
    """`serve` on an event loop of a thread; `on_payload` is called on the loop that made this.

    `name`: the platform's, as people write it.
    """

    def __init__(
        self, serve: Serve[Payload], on_payload: Callable[[Payload], None], *, name: str
    ) -> None:
        self._serve, self._on_payload, self._name = serve, on_payload, name
        self._main = asyncio.get_running_loop()
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._run, name=f"{name.lower()}-front", daemon=True)
        self._leave = asyncio.Event()  # belongs to the thread's loop, the next two to the main one
        self._started, self._ended = asyncio.Event(), asyncio.Event()
        self._came: deque[Payload] = deque()
        self._handing: asyncio.TimerHandle | None = None
        self._first = 0.0  # when the first of those came that are not handed over yet
        self._address = ""
        self._failure: BaseException | None = None

    async def start(self) -> str:
        """Returns the address once it listens there. Raises what `serve` raised."""
        self._thread.start()
        await self._started.wait()
        self._raise()
        return self._address

    async def ended(self) -> None:
        """Wait until it has ended. Raises what ended it."""
        await self._ended.wait()
        self._raise()

    async def stop(self) -> None:
        """Listen no more; returns when the thread has ended, and everything is passed on."""
        with suppress(RuntimeError):  # it has ended by itself
            self._loop.call_soon_threadsafe(self._leave.set)
        await self._ended.wait()
        self._thread.join()

    def fail(self, error: Exception) -> None:
        """Listen no more, because of this error, which `ended` raises. Called in the thread."""
        self._failure = error
        self._leave.set()

    def _raise(self) -> None:
        if self._failure:
            raise self._failure

    # ---------------------------------------------------------------- in the thread

    def _run(self) -> None:
        self._loop.set_exception_handler(_surprises(self._name))
        try:
            with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
                runner.run(self._listen())
        except BaseException as error:  # noqa: BLE001 -- `start` or `ended` raises it
            self._failure = error
        with suppress(RuntimeError):  # the main loop is closed: nobody waits any more
            self._main.call_soon_threadsafe(self._end)

    async def _listen(self) -> None:
        try:
            async with self._serve(self._gather) as self._address:
                self._main.call_soon_threadsafe(self._started.set)
                await self._leave.wait()
        finally:
            self._hand_over()

    def _gather(self, payload: Payload) -> None:
        """Hand over once nothing more comes: else the core computes while others still wait.

        Of many at once the first would be answered sooner, and the last acknowledged too late.
        """
        self._came.append(payload)
        now = self._loop.time()
        if self._handing:
            self._handing.cancel()
        else:
            self._first = now
        wait = min(_QUIET, max(self._first + _LONGEST - now, 0.0))
        self._handing = self._loop.call_later(wait, self._hand_over)

    def _hand_over(self) -> None:
        if self._handing:
            self._handing.cancel()
        self._handing = None
        with suppress(RuntimeError):  # the main loop is closed: nobody waits any more
            self._main.call_soon_threadsafe(self._take)

    # ---------------------------------------------------------------- in the main loop

    def _take(self) -> None:
        while self._came:
            self._on_payload(self._came.popleft())

    def _end(self) -> None:
        self._started.set()
        self._ended.set()


def _surprises(name: str) -> Callable[[asyncio.AbstractEventLoop, dict[str, Any]], None]:
    """Says what the loop meets, without texts, and the same in a row once.

    For one connection that it cannot take, asyncio calls this a thousand times.
    """
    said = ""

    def say(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        nonlocal said
        error = context.get("exception")
        kind = type(error).__name__
        if isinstance(error, OSError) and error.errno:
            kind = os.strerror(error.errno).lower()
        if kind != said:
            log.error("listening to %s met a surprise: %s", name, kind)
        said = kind

    return say
