"""One login at Discord, and every request through it: tried once, in 15 seconds at most."""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from io import BytesIO
from typing import Any, TypeVar

from adapters.chat_discord.buckets import Requests
from adapters.chat_discord.errors import RAISED, translate, translate_unsent
from adapters.chat_discord.flights import FLIGHT, Flight, Flights
from adapters.chat_discord.sdk import Route, discord
from bot.errors import ChatError, Unsure

TIMEOUT = 15.0  # seconds
_CLOSED = "Discord is closed here: start Paperboy again."
_EXEMPT = ("/webhooks/", "/interactions/")  # Discord counts what answers an interaction apart

Asked = TypeVar("Asked")

log = logging.getLogger(__name__)


class _Client(discord.Client):
    """discord.py's client with requests of ours, which it makes for itself else."""

    def __init__(self, requests: Requests) -> None:
        self._requests = requests
        super().__init__(intents=discord.Intents(guilds=True), max_messages=None)

    def _get_state(self, **options: Any) -> Any:
        self.http = self._requests
        return super()._get_state(**options)


class Wire:
    """A `discord.Client` that logs in when it is first needed. Its gateway stays closed."""

    def __init__(
        self,
        token: str,
        api_url: str,
        *,
        timeout: float = TIMEOUT,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._token, self._timeout = token, timeout
        self._flights = Flights(api_url, monotonic, sleep)
        self._login: asyncio.Task[discord.Client] | None = None
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        return self._closed

    async def client(self) -> discord.Client:
        """The client, logged in over HTTP. Raises `ChatError`: nothing was sent then."""
        if self._closed:
            raise ChatError(_CLOSED)
        if self._login is None or _has_failed(self._login):
            self._login = asyncio.create_task(self._log_in())
        login = self._login
        if not login.done():
            await asyncio.wait([login])
        if login.cancelled():
            raise ChatError(_CLOSED)
        return login.result()

    async def own_id(self) -> str:
        """The bot's own user id."""
        user = (await self.client()).user
        return str(user.id) if user else ""

    async def application_id(self) -> str:
        """The id of the application that the bot belongs to."""
        return str((await self.client()).application_id)

    async def call(
        self,
        route: Route,
        at: str,
        body: object = None,
        query: dict[str, str] | None = None,
        files: Sequence[tuple[str, bytes]] = (),
    ) -> Any:
        """Ask Discord once and return its JSON. `at` names the place in errors (`ChatError`).

        `files` go along by name and bytes.
        """
        given = _given(body, files)
        counts = not route.path.startswith(_EXEMPT)
        answer = await self.ask(
            at, lambda client: client.http.request(route, params=query, **given), counts=counts
        )
        if isinstance(answer, str) and answer.strip():
            raise Unsure(f"{at}: what answered is not Discord: look at proxies and api_url.")
        return answer

    async def ask(
        self,
        at: str,
        request: Callable[[discord.Client], Coroutine[Any, Any, Asked]],
        *,
        counts: bool = True,
    ) -> Asked:
        """Make one request with the client; `counts` towards Discord's 50 a second.

        What surely never left is never `Unsure`, and what Discord would not take for long yet is
        `RateLimited` at once.
        """
        client = await self.client()
        flight = Flight(counts)
        token = FLIGHT.set(flight)
        try:
            self._flights.budget.check()
            async with asyncio.timeout(self._timeout):
                return await request(client)
        except RAISED as error:
            raise translate(error, at, sent=flight.sent) from error
        finally:
            FLIGHT.reset(token)

    async def close(self) -> None:
        """Hang up, also in the middle of the login. Harmless when repeated."""
        self._closed = True
        if login := self._login:
            login.cancel()
            await asyncio.wait([login])
            if not _has_failed(login):
                await login.result().close()

    async def _log_in(self) -> discord.Client:
        client = _Client(self._flights.requests())
        token = FLIGHT.set(Flight(listed=False))
        try:
            self._flights.budget.check()
            async with asyncio.timeout(self._timeout):
                await client.login(self._token)
        except BaseException as error:
            await client.close()
            if isinstance(error, RAISED):
                raise translate_unsent(error, "discord") from error
            if isinstance(error, TypeError | KeyError):
                raise ChatError(
                    "What answers at api_url is not Discord: look at proxies and api_url."
                ) from error
            raise
        finally:
            FLIGHT.reset(token)
        log.info("logged in at Discord as %s", client.application_id)
        return client


def _has_failed(task: asyncio.Task[discord.Client]) -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)


def _given(body: object, files: Sequence[tuple[str, bytes]]) -> dict[str, Any]:
    if not files:
        return {} if body is None else {"json": body}
    form = [{"name": "payload_json", "value": json.dumps(body)}]
    kind = "application/octet-stream"
    return {
        "form": form
        + [
            {"name": f"files[{n}]", "value": BytesIO(data), "filename": name, "content_type": kind}
            for n, (name, data) in enumerate(files)
        ]
    }
