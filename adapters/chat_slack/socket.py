"""Socket Mode through Bolt: each envelope is acknowledged at once, and passed on once."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from slack_bolt.adapter.socket_mode.async_base_handler import AsyncBaseSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from adapters.chat_slack.quiet import quiet_logger
from bot.errors import ChatError, NotAllowed, PlaceGone, RateLimited

log = logging.getLogger(__name__)

_REMEMBERED = 1000  # envelopes, of which a repeat is dropped
_LONGEST_PAUSE = 60.0  # seconds between two tries to connect
_PATIENCE = 1.0  # seconds for what is in flight at the end


@dataclass(frozen=True, slots=True)
class Line:
    """How to connect. `who`: whose workspace it is, for the log.

    `first_url`: asked for already, to fail at once with a wrong token. `renewed` asks for another;
    `fail` ends the listening.
    """

    first_url: str = field(repr=False)
    renewed: Callable[[], Awaitable[str]]
    fail: Callable[[ChatError], None]
    who: str


@asynccontextmanager
async def socket_mode(app: AsyncApp, line: Line, *, pause: float = 10.0) -> AsyncIterator[str]:
    """Stay connected meanwhile; connects anew by itself. Yields no address: it needs none."""
    handler = SocketHandler(app, line, pause=pause)
    tasks = [asyncio.create_task(each) for each in (handler.connect(), handler.renew())]
    try:
        yield ""
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        await handler.finish()


class SocketHandler(AsyncBaseSocketModeHandler):
    """Bolt's handler, but it acknowledges before anything else and drops repeated envelopes."""

    app: AsyncApp
    client: "_Client"

    def __init__(self, app: AsyncApp, line: Line, *, pause: float) -> None:
        self.app, self.client = app, _Client(app, line, pause)
        self.client.socket_mode_request_listeners.append(self.handle)  # type: ignore[arg-type]  # as in Bolt's own
        self._pause = pause  # seconds between two tries to connect
        self._seen: dict[str, None] = {}
        self._busy: set[asyncio.Task[Any] | None] = set()

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]  # as in Bolt's own
        """Acknowledge, then pass on: also where the acknowledgement is lost, but once."""
        its = asyncio.current_task()
        self._busy.add(its)
        try:
            await self._acknowledge(client, req)
            if not self._is_repeated(req.envelope_id):
                await run_async_bolt_app(self.app, req)
        finally:
            self._busy.discard(its)

    async def connect(self) -> None:
        """Try until it can."""
        await self.connect_async()  # type: ignore[no-untyped-call]  # Bolt gives it no types

    async def renew(self) -> None:
        """Forget an address that leads nowhere: it works once, and the SDK would try it forever."""
        while True:
            await asyncio.sleep(3 * self._pause)
            if not await self.client.is_connected():
                self.client.wss_uri = None

    async def finish(self) -> None:
        """Disconnect, after what was acknowledged has been passed on."""
        await self._settle()
        try:
            async with asyncio.timeout(_PATIENCE):
                await self.close_async()  # type: ignore[no-untyped-call]  # likewise
        except TimeoutError:  # Slack does not say good-bye
            await self.client.aiohttp_client_session.close()
        await self._settle()

    async def _settle(self) -> None:
        if busy := {each for each in self._busy if each}:
            await asyncio.wait(busy, timeout=_PATIENCE)

    async def _acknowledge(self, client: SocketModeClient, req: SocketModeRequest) -> None:
        try:
            await client.send_socket_mode_response(SocketModeResponse(req.envelope_id))
        except Exception as error:  # noqa: BLE001 -- whatever it is, the person waits
            log.warning("an envelope could not be acknowledged: %s", type(error).__name__)

    def _is_repeated(self, envelope: str) -> bool:
        repeated = envelope in self._seen
        self._seen[envelope] = None
        if len(self._seen) > _REMEMBERED:
            del self._seen[next(iter(self._seen))]
        return repeated


class _Client(SocketModeClient):
    """The SDK's, but what goes wrong while it connects anew is said by us, and once."""

    def __init__(self, app: AsyncApp, line: Line, pause: float) -> None:
        super().__init__("", quiet_logger(), app.client, ping_interval=pause)
        self._line, self._pause = line, pause
        self._said: set[str] = set()
        self._was_connected = False
        self.wss_uri = line.first_url

    async def issue_new_wss_url(self) -> str:
        """Where to connect, as soon as Slack says."""
        while True:
            wait = self._pause
            try:
                return await self._line.renewed()
            except (NotAllowed, PlaceGone) as error:
                self._line.fail(error)
                await asyncio.Event().wait()  # it is ended meanwhile
            except ChatError as error:
                if str(error) not in self._said:
                    log.warning("Slack is not connected, and is tried again: %s", error)
                self._said.add(str(error))
                if isinstance(error, RateLimited):
                    wait = max(wait, min(error.retry_after, _LONGEST_PAUSE))
            await asyncio.sleep(wait)

    async def connect(self) -> None:
        """Try until it can, or is closed."""
        await super().connect()  # type: ignore[no-untyped-call]  # the SDK gives it no types
        if self.closed:
            return
        if not self._was_connected:
            log.info("connected to Slack: %s; by Socket Mode", self._line.who)
        elif self._said:
            log.info("connected to Slack again: %s", self._line.who)
        self._was_connected = True
        self._said.clear()
