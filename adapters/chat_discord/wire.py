"""One login at Discord, and every request through it: tried once, in 15 seconds at most."""

import asyncio
import json
import logging
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import aiohttp
import yarl

from adapters.chat_discord.errors import RAISED, translate, translate_unsent
from adapters.chat_discord.sdk import Route, discord
from bot.errors import ChatError, Unsure

TIMEOUT = 15.0  # seconds
_LONGEST_WAIT = 30.0  # seconds: the least that discord.py takes as the most it waits for a rate
_UNSAID = 60.0  # seconds to wait where a 429 does not say

log = logging.getLogger(__name__)


class Wire:
    """A `discord.Client` that logs in when it is first needed."""

    def __init__(self, token: str, api_url: str) -> None:
        self._token, self._api_url = token, str(yarl.URL(api_url))  # as requests spell it
        self._client: discord.Client | None = None
        self._logging_in = asyncio.Lock()
        self._listening: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        return self._closed

    async def client(self) -> discord.Client:
        """The client, logged in over HTTP. Raises `ChatError`: nothing was sent then."""
        async with self._logging_in:
            if self._closed:
                raise ChatError("Discord is closed here: start Paperboy again.")
            if self._client is None:
                self._client = await self._log_in()
            return self._client

    async def own_id(self) -> str:
        """The bot's own user id."""
        user = (await self.client()).user
        return str(user.id) if user else ""

    async def call(
        self, route: Route, at: str, body: object = None, query: dict[str, str] | None = None
    ) -> Any:
        """Ask Discord once and return its JSON. `at` names the place in errors (`ChatError`)."""
        client = await self.client()
        given: dict[str, Any] = {} if body is None else {"json": body}
        try:
            async with asyncio.timeout(TIMEOUT):
                answer = await client.http.request(route, params=query, **given)
        except RAISED as error:
            raise translate(error, at) from error
        if isinstance(answer, str) and answer.strip():
            raise Unsure(f"{at}: what answered is not Discord: look at proxies and api_url.")
        return answer

    async def listen(self) -> None:
        """Be connected to the gateway until `close`. Raises `ChatError` where that is refused."""
        client = await self.client()
        self._listening = asyncio.create_task(client.connect())
        try:
            await self._listening
        except asyncio.CancelledError:
            if not self._closed:  # somebody ended `run` from outside
                self._listening.cancel()
                raise
        except RAISED as error:
            self._client = None  # discord.py has closed it
            await client.close()
            raise translate_unsent(error, "discord") from error

    async def close(self) -> None:
        """Hang up. Harmless when repeated."""
        self._closed = True
        async with self._logging_in:
            if self._client:
                await self._client.close()
        if self._listening:  # it may wait long before it connects again
            self._listening.cancel()
            with suppress(asyncio.CancelledError, *RAISED):
                await self._listening

    async def _log_in(self) -> discord.Client:
        client = self._make_client()
        try:
            async with asyncio.timeout(TIMEOUT):
                await client.login(self._token)
        except BaseException as error:
            await client.close()
            if isinstance(error, RAISED):
                raise translate_unsent(error, "discord") from error
            if isinstance(error, TypeError | KeyError):
                raise ChatError("What answers at api_url is not Discord: look at it.") from error
            raise
        log.info("logged in at Discord as %s", client.application_id)
        return client

    def _make_client(self) -> discord.Client:
        """No privileged intent: commands and buttons come without; guilds say where."""
        trace = aiohttp.TraceConfig()
        trace.on_request_end.append(self._stop_retries)
        return discord.Client(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            max_ratelimit_timeout=_LONGEST_WAIT,
            http_trace=trace,
        )

    async def _stop_retries(
        self,
        _session: aiohttp.ClientSession,
        _context: SimpleNamespace,
        ended: aiohttp.TraceRequestEndParams,
    ) -> None:
        """Raise for the answers that discord.py would sleep over and try again, up to 5 times.

        Its trace is the only way in that it offers. The core decides when to try again.
        """
        response = ended.response
        if not str(ended.url).startswith(self._api_url) or response.status < 429:
            return
        text = await response.text(encoding="utf-8", errors="replace")
        if response.status == 429:
            raise discord.RateLimited(_retry_after(response, text))
        if response.status >= 500:
            raise discord.DiscordServerError(response, None)


def _retry_after(response: aiohttp.ClientResponse, text: str) -> float:
    """Discord says it in the body, the guards before it in a header."""
    with suppress(ValueError, TypeError, KeyError):
        return float(json.loads(text)["retry_after"])
    with suppress(ValueError):
        return float(response.headers.get("Retry-After", ""))
    return _UNSAID
