"""Each request on its way, followed through discord.py by the only way in: aiohttp's trace."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass
from types import SimpleNamespace

import aiohttp
import yarl

from adapters.chat_discord.buckets import Bucket, Requests
from adapters.chat_discord.budget import INVALID, Budget
from adapters.chat_discord.errors import Broken
from adapters.chat_discord.gate import Gate, Passage
from adapters.chat_discord.sdk import discord

_UNSAID = 60.0  # seconds to wait where a 429 does not say
_RETRIED = (54, 10054)  # errors of a lost connection that discord.py would try again after

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Flight:
    """One request. `counts`: towards Discord's 50 a second; `sent`: it may have reached Discord.

    `listed`: with a token that Discord took before.
    """

    counts: bool = True
    listed: bool = True
    sent: bool = False
    passage: Passage | None = None
    bucket: Bucket | None = None


FLIGHT: ContextVar[Flight | None] = ContextVar("discord_flight", default=None)
"""The request that the current task makes."""


class Flights:
    """Lets requests leave when they may, and notes what is answered."""

    def __init__(
        self,
        api_url: str,
        monotonic: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._api_url = str(yarl.URL(api_url))  # as requests spell it
        self._monotonic = monotonic
        self._gate, self.budget = Gate(monotonic, sleep), Budget(monotonic)
        self._refused = False

    def requests(self) -> Requests:
        """HTTP whose every request is followed here."""
        trace = aiohttp.TraceConfig()
        trace.on_request_headers_sent.append(_note_sent)
        trace.on_request_end.append(self._read)
        trace.on_request_exception.append(_keep_from_retrying)
        return Requests(self._depart, trace, self._monotonic)

    async def _depart(self, bucket: Bucket) -> None:
        """Wait for the gate, once the bucket has room."""
        flight = FLIGHT.get() or Flight()
        flight.bucket = bucket
        if flight.counts:
            flight.passage = await self._gate.enter()

    async def _read(
        self,
        _session: aiohttp.ClientSession,
        _context: SimpleNamespace,
        ended: aiohttp.TraceRequestEndParams,
    ) -> None:
        """Read the answer, and raise for what discord.py would sleep over and try again.

        The core decides when to try again.
        """
        response, flight = ended.response, FLIGHT.get() or Flight()
        if not str(ended.url).startswith(self._api_url):
            return
        if flight.passage:
            self._gate.answered(flight.passage)
        try:
            text = await response.text(encoding="utf-8", errors="replace")
        except (aiohttp.ClientError, OSError) as error:
            raise Broken from error
        if response.status in INVALID and response.headers.get("X-RateLimit-Scope") != "shared":
            self.budget.note()
        if response.status == 401 and flight.counts and flight.listed and not self._refused:
            self._refused = True
            log.error(
                "Discord takes the token no more, so it was reset: put the new one into "
                "DISCORD_TOKEN and start Paperboy again."
            )
        if response.status == 429:
            raise self._limited(flight, response, text)
        if response.status >= 500:
            raise discord.DiscordServerError(response, None)

    def _limited(
        self, flight: Flight, response: aiohttp.ClientResponse, text: str
    ) -> discord.RateLimited:
        seconds, everything = _retry_after(response, text)
        if everything:
            self._gate.close(seconds)
        elif flight.bucket:
            flight.bucket.exhaust(seconds)
        return discord.RateLimited(seconds)


async def _note_sent(*_: object) -> None:
    """Told by aiohttp just before the first byte leaves."""
    if flight := FLIGHT.get():
        flight.sent = True


async def _keep_from_retrying(
    _session: aiohttp.ClientSession,
    _context: SimpleNamespace,
    failed: aiohttp.TraceRequestExceptionParams,
) -> None:
    if isinstance(failed.exception, OSError) and failed.exception.errno in _RETRIED:
        raise Broken from failed.exception


def _retry_after(response: aiohttp.ClientResponse, text: str) -> tuple[float, bool]:
    """For how long, and whether for all requests.

    Discord says it in the body; the guards before it, who know of no channels, in a header.
    """
    with suppress(ValueError, TypeError, KeyError):
        said = json.loads(text)
        return float(said["retry_after"]), bool(said.get("global"))
    with suppress(ValueError):
        return float(response.headers.get("Retry-After", "")), True
    return _UNSAID, True
