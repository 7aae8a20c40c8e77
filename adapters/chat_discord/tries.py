"""Requests for which a person waits: tried again for some seconds, where that does no harm."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

from adapters.chat_discord.errors import EXPIRED, Broken, code_of, status_of
from adapters.chat_discord.pictures import Files
from adapters.chat_discord.sdk import Route
from adapters.chat_discord.wire import Wire
from bot.errors import ChatError, RateLimited, Unsure

_WAITS = (0.5, 1.5)  # seconds before the second and the third try, unless Discord asks for more
_ALL = 10.0
PATIENCE = 3.0  # seconds for one try: a person waits

log = logging.getLogger(__name__)


class Tries:
    """A `Wire` that gets over a short 429, a broken connection and an answer of 5xx.

    `patience`: seconds for one try.
    """

    def __init__(
        self,
        wire: Wire,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        patience: float = PATIENCE,
    ) -> None:
        self._wire, self._monotonic, self._sleep = wire, monotonic, sleep
        self._patience = patience

    async def call(
        self,
        route: Route,
        at: str,
        body: object = None,
        query: dict[str, str] | None = None,
        files: Files = (),
        *,
        repeatable: bool = True,
    ) -> Any:
        """`Wire.call`, up to three times in ten seconds.

        `repeatable`: may be done twice; else it is tried again only after what surely was not
        done. Raises `Unsure` where an earlier try may have been done, whatever became of the last,
        unless that was refused for what it asks.
        """
        end, doubt = self._monotonic() + _ALL, None
        for wait in (*_WAITS, None):
            left = end - self._monotonic()
            # One that cannot be tried again, or that uploads, may take all the time.
            short = repeatable and not files and wait is not None
            try:
                async with asyncio.timeout(min(self._patience, left) if short else left):
                    return await self._wire.call(route, at, body, query, files)
            except TimeoutError as error:
                failed: ChatError = _late(at, error)
            except ChatError as error:
                failed = error
            doubt = failed if isinstance(failed, Unsure) else doubt
            pause = _pause(failed, wait, repeatable=repeatable)
            if pause is None or self._monotonic() + pause >= end:
                break
            log.info("an answer on Discord is tried again: %s", failed)
            await self._sleep(pause)
        raised = failed if doubt is None or _is_refusal(failed) else doubt
        raise raised from raised.__cause__


def is_unsent(error: ChatError) -> bool:
    """Whether it surely was not done, and not for what it asked."""
    if isinstance(error, RateLimited):
        return True
    torn = isinstance(error.__cause__, Broken | aiohttp.ClientError | OSError)
    return torn and not isinstance(error, Unsure)


def _pause(error: ChatError, wait: float | None, *, repeatable: bool) -> float | None:
    """Seconds until the next try; `None`: there is none."""
    if wait is None:
        return None
    if isinstance(error, RateLimited):
        return max(wait, error.retry_after)
    return wait if is_unsent(error) or (repeatable and isinstance(error, Unsure)) else None


def _is_refusal(error: ChatError) -> bool:
    """Whether Discord will not do such a thing, so that no earlier try was done either."""
    status = status_of(error) or 0
    refused = 400 <= status < 500 and code_of(error) not in EXPIRED
    return refused and not isinstance(error, RateLimited)


def _late(at: str, cause: TimeoutError) -> Unsure:
    error = Unsure(f"{at}: Discord did not answer in time, so whether it was done is unknown.")
    error.__cause__ = cause
    return error
