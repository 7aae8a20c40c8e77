"""A small Slack on this machine: the Web API, Socket Mode, requests to us, and their faults."""

import asyncio
import json
import os
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import Any

import aiohttp
import pytest
from aiohttp import WSMsgType, web

from adapters.chat_slack import HttpMode, SlackChat, SocketMode, Way
from bot.messages import Address
from bot.ports import Pictures
from tests.fakes import NOW
from tests.slack.methods import METHODS, TICKET, Payload, Refused, Shown, Workspace, seen
from tests.slack.payloads import SIGNING_SECRET, block_actions, body_of, home_press, signed, slash
from tests.stand_ins import has_loopback

__all__ = ["TICKET", "Fault", "Shown", "Slack", "seen"]

BOT_TOKEN, APP_TOKEN = "xoxb-secret", "xapp-secret"
BY_SOCKET = SocketMode(APP_TOKEN)
BY_HTTP = HttpMode(SIGNING_SECRET, port=0)  # any port that is free
PLACE = Address("slack", "T01/C01")
PATIENCE = 20.0  # seconds that a test waits for anything
SCOPES = (
    "app_mentions:read,channels:history,channels:read,chat:write,commands,files:read,files:write,"
    "groups:history,groups:read,im:history,metadata.message:read,reactions:read,users:read"
)


@dataclass(frozen=True)
class Fault:
    """What happens to one request in place of the usual answer.

    `error`: Slack's code, with HTTP `status`; `body`: this text instead, as HTML; `hang`: no answer
    at all; `reset`: the connection breaks. With `after`, the request has its effect before that.
    """

    error: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    more: Payload = field(default_factory=dict)
    body: str | None = None
    hang: bool = False
    reset: bool = False
    after: bool = False


class Slack(Workspace):
    """The server: what was asked of it, what it shows, what is to go wrong next.

    `chat` is set where it sends its requests to us, in place of Socket Mode.
    """

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, Payload]] = []
        self.faults: dict[str, list[Fault]] = defaultdict(list)
        self.acknowledged: list[str] = []
        self.scopes = SCOPES
        self.connections: set[object] = set()  # over which the Web API was asked
        self.chat: SlackChat | None = None
        self.released = asyncio.Event()
        self._changed = asyncio.Condition()
        self._sockets: list[web.WebSocketResponse] = []

    def only(self) -> Shown:
        """The one message that is shown."""
        (shown,) = self.shown
        return shown

    def times(self, text: str) -> int:
        """How often a text stands in shown messages."""
        return sum(shown.text.count(text) for shown in self.shown)

    def methods(self) -> list[str]:
        return [method for method, _ in self.asked]

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until something that was asked makes the condition true."""
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(condition)

    async def connected(self) -> None:
        """Wait until the bot listens."""
        if not self.chat:
            await self.until(lambda: bool(self._sockets))
            return
        async with asyncio.timeout(PATIENCE):
            while not self.chat.events_url:  # noqa: ASYNC110 -- nothing tells the other side
                await asyncio.sleep(0)

    # ---------------------------------------------------------------- what it sends

    async def deliver(self, kind: str, payload: Payload, envelope: str = "") -> str:
        """Send an envelope over the newest connection, or a request; returns its id."""
        envelope = envelope or f"envelope{next(self._numbers)}"
        if self.chat:
            body, content_type = body_of(kind, payload)
            headers = signed(body, time.time()) | {"Content-Type": content_type}
            if (await self.request(body, headers))[0] == 200:
                await self._acknowledge(envelope)
            return envelope
        message = {"type": kind, "envelope_id": envelope, "payload": payload}
        await self._sockets[-1].send_json(message | {"accepts_response_payload": True})
        return envelope

    async def request(
        self,
        body: str | bytes | BytesIO,
        headers: dict[str, str],
        path: str = "",
        method: str = "POST",
    ) -> tuple[int, str]:
        """Send a request to the bot; returns the status and the text of its answer."""
        assert self.chat
        url = self.chat.events_url if not path else self.chat.events_url[: -len(_EVENTS)] + path
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, url, data=body, headers=headers) as answer,
        ):
            return answer.status, await answer.text()

    async def type(self, line: str, envelope: str = "", user: str = "U01") -> str:
        """Somebody types a slash command in C01."""
        command, _, text = line.partition(" ")
        payload = slash(self.url, command, text, user)
        return await self.deliver("slash_commands", payload, envelope)

    async def press(self, shown: Shown, label: str, envelope: str = "", user: str = "U01") -> str:
        """Somebody presses the button of this label."""
        message = {"ts": shown.ts, "thread_ts": shown.thread}
        button = _button(shown.payload["blocks"], label)
        payload = block_actions(self.url, shown.channel, message, button, user)
        return await self.deliver("interactive", payload, envelope)

    async def press_at_home(self, label: str, user: str = "U01") -> str:
        """Somebody presses the first button of this label on their page."""
        button = _button(self.homes[user]["blocks"], label)
        return await self.deliver("interactive", home_press(button, user))

    async def happen(self, event: Payload) -> str:
        """Something happens in the workspace: an event of `tests.slack.payloads`."""
        return await self.deliver("events_api", event)

    async def drop(self) -> None:
        """Close the connection, as Slack does when it renews its machines."""
        await self._sockets.pop().close()

    async def refresh(self) -> None:
        """Ask for a new connection, as Slack does before it closes an old one."""
        message = {"type": "disconnect", "reason": "refresh_requested", "debug_info": {}}
        await self._sockets.pop().send_json(message)

    # ---------------------------------------------------------------- the web server

    async def answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        self.connections.add(request.transport)
        said = await request.text()
        asked = json.loads(said) if said else dict(request.query)
        return await self._handle(request, method, asked, METHODS[method])

    async def respond(self, request: web.Request) -> web.StreamResponse:
        asked, whose = await request.json(), request.match_info
        do = partial(Workspace.responded, channel=whose["channel"], user=whose["user"])
        return await self._handle(request, "response_url", asked, do)

    async def upload(self, request: web.Request) -> web.StreamResponse:
        self.files[request.match_info["file"]] = await request.read()
        return web.Response(text="OK")

    async def _handle(
        self,
        request: web.Request,
        method: str,
        asked: Payload,
        do: Callable[[Any, Payload], Payload],
    ) -> web.StreamResponse:
        try:
            self.asked.append((method, asked))
            fault = self.faults[method].pop(0) if self.faults[method] else None
            if fault is None:
                done = {"ok": True} | do(self, asked)
                return web.json_response(done, headers={"x-oauth-scopes": self.scopes})
            if fault.after:
                do(self, asked)
        finally:
            await self._notify()
        if fault.reset and request.transport:
            request.transport.abort()
        if fault.hang:
            await self.released.wait()
        if fault.body is not None:
            return web.Response(
                text=fault.body,
                status=fault.status,
                headers=fault.headers,
                content_type="text/html",
            )
        answer = {"ok": False, "error": fault.error, **fault.more} if fault.error else {"ok": True}
        return web.json_response(answer, status=fault.status, headers=fault.headers)

    async def socket(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query["ticket"]
        if ticket not in self.tickets:
            return web.Response(status=403)
        self.tickets.remove(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        self._sockets.append(socket)
        await self._notify()
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await self._acknowledge(json.loads(message.data)["envelope_id"])
        if socket in self._sockets:
            self._sockets.remove(socket)
        return socket

    async def _acknowledge(self, envelope: str) -> None:
        self.acknowledged.append(envelope)
        await self._notify()

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()


_EVENTS = "/slack/events"


@web.middleware
async def _refusals(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    try:
        return await handler(request)
    except Refused as refused:
        return web.json_response({"ok": False, "error": refused.code}, status=refused.status)


def _button(blocks: list[Payload], label: str) -> Payload:
    """The first button of this label, as a press of it names it."""
    for row in blocks:
        for each in row["elements"] if row["type"] == "actions" else ():
            if seen(each) == label:
                its: Payload = each | ({"block_id": row["block_id"]} if "block_id" in row else {})
                return its
    raise LookupError(label)


@contextmanager
def _no_proxies() -> Iterator[None]:
    """The SDK sends even what is for this machine through a proxy that the environment names."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.upper() in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
                patch.delenv(name)
        yield


@asynccontextmanager
async def slack_server() -> AsyncIterator[Slack]:
    """Serve a Slack; stops by itself at the end."""
    if not has_loopback():
        pytest.skip("this machine has no loopback network (127.0.0.1) to serve on")
    slack = Slack()
    app = web.Application(middlewares=[_refusals])
    app.router.add_route("*", "/api/{method}", slack.answer)
    app.router.add_post("/respond/{channel}/{user}", slack.respond)
    app.router.add_post("/upload/{file}", slack.upload)
    app.router.add_get("/link", slack.socket)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    slack.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        with _no_proxies():
            yield slack
    finally:
        slack.released.set()
        await runner.cleanup()


def slack_chat(
    slack: Slack,
    clock: Callable[[], datetime] = lambda: NOW,
    timeout: int = 15,
    way: Way = BY_SOCKET,
    pictures: Pictures | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> SlackChat:
    """The adapter, pointed at the stand-in."""
    chat = SlackChat(
        bot_token=BOT_TOKEN,
        way=way,
        clock=clock,
        pictures=pictures,
        api_url=f"{slack.url}/api/",
        agent="Paperboy/test",
        timeout=timeout,
        sleep=sleep,
    )
    slack.chat = chat if isinstance(way, HttpMode) else None
    return chat


@dataclass
class SlackRoom:
    """A chat, a place in it, and how often a text stands there."""

    chat: SlackChat
    place: Address
    times: Callable[[str], int]
    slack: Slack


@asynccontextmanager
async def slack_room(way: Way = BY_SOCKET) -> AsyncIterator[SlackRoom]:
    """A `SlackChat` on a Slack of its own."""
    async with slack_server() as slack:
        chat = slack_chat(slack, way=way)
        try:
            yield SlackRoom(chat, PLACE, slack.times, slack)
        finally:
            await chat.close()


@asynccontextmanager
async def slack_http_room() -> AsyncIterator[SlackRoom]:
    """The same over HTTP."""
    async with slack_room(BY_HTTP) as room:
        yield room


@asynccontextmanager
async def listening(chat: SlackChat, *arguments: Any) -> AsyncIterator[None]:
    """Run the chat meanwhile."""
    running = asyncio.create_task(chat.run(*arguments))
    try:
        yield
    finally:
        await chat.close()
        with suppress(asyncio.CancelledError):
            await asyncio.wait_for(running, PATIENCE)
