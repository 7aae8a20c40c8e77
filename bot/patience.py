"""What a platform is asked at the start: while it is not to be had it is asked again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.errors import ChatError, RateLimited

_LONGEST = 60.0  # seconds between two tries

Answer = TypeVar("Answer")

log = logging.getLogger(__name__)


class Patience:
    """Asks any number of times, until `end`. `name`: the platform's, as people write it.

    `is_refusal` says whether it was the platform that said no, and for good.
    """

    def __init__(
        self,
        name: str,
        is_refusal: Callable[[ChatError], bool],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._name, self._is_refusal, self._sleep = name, is_refusal, sleep
        self._ended = asyncio.Event()

    @property
    def ended(self) -> bool:
        """Whether `end` was called."""
        return self._ended.is_set()

    def end(self) -> None:
        """Ask no more, and wait for no answer."""
        self._ended.set()

    async def out(self, ask: Callable[[], Awaitable[Answer]]) -> Answer:
        """What `ask` brings. Raises `ChatError` for a refusal, and once it is ended."""
        pause, said = 1.0, ""
        while True:
            try:
                return await self._unless_ended(ask())
            except ChatError as error:
                if self.ended or self._is_refusal(error):
                    raise
                if str(error) != said:
                    log.warning("%s is asked again until it answers: %s", self._name, error)
                said = str(error)
                wait = error.retry_after if isinstance(error, RateLimited) else pause
            await self._unless_ended(self._sleep(min(max(wait, pause), _LONGEST)))
            pause = min(2 * pause, _LONGEST)

    async def _unless_ended(self, work: Awaitable[Answer]) -> Answer:
        working, end = asyncio.ensure_future(work), asyncio.create_task(self._wait())
        try:
            await asyncio.wait([working, end], return_when=asyncio.FIRST_COMPLETED)
        finally:
            working.cancel()
            end.cancel()
            await asyncio.wait([working, end])
        if self.ended:
            raise ChatError(f"{self._name} was closed before it was connected.")
        return working.result()

    async def _wait(self) -> None:
        await self._ended.wait()
