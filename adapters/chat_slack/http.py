"""Slack's requests over HTTP: signed ones are acknowledged; nobody else learns anything."""

import asyncio
import logging
import os
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from urllib.parse import parse_qsl

from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.request.async_internals import build_async_context
from slack_bolt.request.async_request import AsyncBoltRequest

from adapters.chat_slack.quiet import server_logger
from adapters.chat_slack.ways import HttpMode
from bot.errors import ChatError

_BACKLOG = 1024  # connections: one that finds it full tries again only a second later
_PATIENCE = 2.0  # seconds for requests in flight at the end
_ARRIVES = 10.0  # seconds from the first byte of a request, or of a connection, to the last
_KEPT_ALIVE = 75.0  # seconds that a connection waits for the next request
_MOST = 500  # connections
_OLDEST = 300.0  # seconds: what was signed earlier, Bolt refuses
_SAY_AGAIN = 3600.0

log = logging.getLogger(__name__)

_UNREADABLE = (
    web.RequestPayloadError,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    RecursionError,
)
_SIGNED = ("x-slack-signature", "x-slack-request-timestamp")
_HEADERS = ("content-type", *_SIGNED)


_Answer = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def http_server(
    app: AsyncApp, way: HttpMode, *, patience: float = _ARRIVES, most: int = _MOST
) -> AsyncIterator[str]:
    """Serve; yields the address for Slack. Raises `ChatError` where it cannot be served.

    `patience`: seconds in which a request must arrive. `most`: connections at a time.
    """
    unfit = _Unfit()

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        asked = request.method, request.path
        if asked == ("GET", "/health"):
            return web.json_response({"ok": True})
        if asked != ("POST", "/slack/events"):
            return web.Response(status=404)
        return await _pass_on(app, request, patience, unfit)

    server = _Server(answer, patience, most)
    runner = web.ServerRunner(server, shutdown_timeout=_PATIENCE)
    await runner.setup()
    try:
        await web.TCPSite(runner, way.host, way.port, backlog=_BACKLOG).start()
    except (OSError, OverflowError) as error:
        await runner.cleanup()
        raise cannot_listen(way, error) from error
    try:
        port = runner.addresses[0][1]
        yield f"http://{way.host}:{port}/slack/events"
    finally:
        await runner.cleanup()


class _Server(web.Server):
    """Hangs up on who sends nothing, and on who comes when there are enough."""

    def __init__(self, answer: _Answer, patience: float, most: int) -> None:
        super().__init__(
            self._take, access_log=None, logger=server_logger(), keepalive_timeout=_KEPT_ALIVE
        )
        self._answer, self._patience, self._most = answer, patience, most
        self._silent: dict[object, asyncio.TimerHandle] = {}

    def connection_made(self, handler: web.RequestHandler, transport: asyncio.Transport) -> None:
        """A connection begins."""
        super().connection_made(handler, transport)
        wait = self._patience if len(self.connections) <= self._most else 0
        loop = asyncio.get_running_loop()
        self._silent[handler] = loop.call_later(wait, transport.abort)

    def connection_lost(
        self, handler: web.RequestHandler, exc: BaseException | None = None
    ) -> None:
        """It ended."""
        self._heard(handler)
        super().connection_lost(handler, exc)

    async def _take(self, request: web.BaseRequest) -> web.StreamResponse:
        self._heard(request.protocol)
        return await self._answer(request)

    def _heard(self, handler: web.RequestHandler) -> None:
        if timer := self._silent.pop(handler, None):
            timer.cancel()


class _Unfit:
    """Says why what may come from Slack is refused: once an hour, for strangers may send it."""

    def __init__(self) -> None:
        self._silent_until = 0.0

    def say(self, stamp: str) -> None:
        """`stamp`: when it was signed, as it says."""
        if time.monotonic() < self._silent_until:
            return
        self._silent_until = time.monotonic() + _SAY_AGAIN
        if abs(time.time() - int(stamp)) > _OLDEST:
            why = "signed over five minutes ago, or ahead of now: look at this machine's clock"
        else:
            why = "its signature does not fit: look at SLACK_SIGNING_SECRET"
        log.warning("a request of Slack, or of a stranger, was refused: %s", why)


async def _pass_on(
    app: AsyncApp, request: web.BaseRequest, patience: float, unfit: _Unfit
) -> web.Response:
    headers = {name: request.headers[name] for name in _HEADERS if name in request.headers}
    if not _can_be_checked(headers):
        return web.Response(status=401)
    try:
        async with asyncio.timeout(patience):
            body = await request.read()  # where it is over 1 MB, aiohttp answers 413
        asked = _Request(body=body.decode(), headers=headers)
    except TimeoutError:
        return web.Response(status=408)
    # Whatever nobody signed may hold anything; Slack's own can be read.
    except _UNREADABLE:
        return web.Response(status=401)
    answer = await app.async_dispatch(asked)
    if answer.status == 401 and all(name in headers for name in _SIGNED):
        unfit.say(headers["x-slack-request-timestamp"])
    if answer.status != 200:
        return web.Response(status=answer.status)
    is_json = answer.body.startswith("{")
    content_type = "application/json" if is_json else "text/plain"
    return web.Response(text=answer.body, content_type=content_type)


class _Request(AsyncBoltRequest):
    """Bolt reads nothing of a form that says “payload” anywhere: a command may."""

    def __init__(self, *, body: str, headers: dict[str, str]) -> None:
        super().__init__(body=body, headers={**headers})
        if not self.body:
            self.body = dict(parse_qsl(body, keep_blank_values=True))
            self.context = build_async_context(AsyncBoltContext({}), self.body)


def _can_be_checked(headers: dict[str, str]) -> bool:
    """Bolt trips over a timestamp that is no number, and a signature that is no ASCII."""
    timestamp = headers.get("x-slack-request-timestamp", "0")
    is_number = re.fullmatch(r"\d{1,12}", timestamp, re.ASCII)
    return bool(is_number) and headers.get("x-slack-signature", "").isascii()


def cannot_listen(way: HttpMode, error: OSError | OverflowError) -> ChatError:
    """The error of ours for an address that cannot be taken."""
    number = getattr(error, "errno", None)
    why = os.strerror(number).lower() if number and number > 0 else "no such address"
    return ChatError(
        f"Listening to Slack on {way.host}:{way.port} is not possible ({why}): "
        "set another host or port under [chat.slack] in config.toml, or end what uses this one."
    )
