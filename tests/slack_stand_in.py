"""A small Slack on this machine: the Web API, Socket Mode, `response_url`s, and their faults."""

import asyncio
import itertools
import json
import os
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from aiohttp import WSMsgType, web
from slack_sdk.models.blocks import Block

from adapters.chat_slack import SlackChat
from bot.messages import Address
from tests.fakes import NOW
from tests.stand_ins import has_loopback

BOT_TOKEN, APP_TOKEN = "xoxb-secret", "xapp-secret"
TICKET = "ticket-secret"
PLACE = Address("slack", "T01/C01")
_PATIENCE = 5.0  # seconds that a test waits for anything

Payload = dict[str, Any]


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


@dataclass
class Shown:
    """A message that stands in a channel, or before one person there."""

    channel: str
    ts: str
    payload: Payload
    only_for: str | None = None

    @property
    def thread(self) -> str | None:
        thread: str | None = self.payload.get("thread_ts")
        return thread

    @property
    def text(self) -> str:
        """What a person reads: the blocks; the text where there are none."""
        blocks = self.payload.get("blocks")
        return "\n".join(map(seen, blocks)) if blocks else str(self.payload["text"])


def seen(block: Payload) -> str:
    """What of a block a person reads."""
    match block:
        case {"elements": list(parts)}:
            return "".join(map(seen, parts))
        case {"text": str(text)}:
            return text
        case {"text": dict(text)}:
            return seen(text)
        case _:
            return ""


class Slack:
    """The server: what was asked of it, what it shows, what is to go wrong next."""

    def __init__(self) -> None:
        self.url = ""
        self.shown: list[Shown] = []
        self.asked: list[tuple[str, Payload]] = []
        self.faults: dict[str, list[Fault]] = defaultdict(list)
        self.acknowledged: list[str] = []
        self.uses: dict[str, int] = defaultdict(lambda: 5)  # left, of each response_url
        self.page = 200
        self.limited = False
        self.scopes = "chat:write,commands,channels:history,metadata.message:read"
        self.released = asyncio.Event()
        self._changed = asyncio.Condition()
        self._sockets: list[web.WebSocketResponse] = []
        self.tickets: set[str] = set()
        self._numbers = itertools.count(1)

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
        async with asyncio.timeout(_PATIENCE), self._changed:
            await self._changed.wait_for(condition)

    async def connected(self) -> None:
        await self.until(lambda: bool(self._sockets))

    async def deliver(self, kind: str, payload: Payload, envelope: str = "") -> str:
        """Send an envelope over the newest connection; returns its id."""
        envelope = envelope or f"envelope{next(self._numbers)}"
        message = {"type": kind, "envelope_id": envelope, "payload": payload}
        await self._sockets[-1].send_json(message | {"accepts_response_payload": True})
        return envelope

    async def type(self, line: str, envelope: str = "") -> str:
        """Somebody types a slash command in C01."""
        command, _, text = line.partition(" ")
        return await self.deliver("slash_commands", slash(self.url, command, text), envelope)

    async def press(self, shown: Shown, label: str, envelope: str = "") -> str:
        """Somebody presses the button of this label."""
        return await self.deliver("interactive", block_actions(self.url, shown, label), envelope)

    async def drop(self) -> None:
        """Close the connection, as Slack does when it renews its machines."""
        await self._sockets.pop().close()

    # ---------------------------------------------------------------- the web server

    async def answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        said = await request.text()
        asked = json.loads(said) if said else dict(request.query)
        return await self._handle(request, method, asked, _METHODS[method])

    async def respond(self, request: web.Request) -> web.StreamResponse:
        return await self._handle(request, "response_url", await request.json(), Slack._responded)

    async def _handle(
        self,
        request: web.Request,
        method: str,
        asked: Payload,
        do: Callable[["Slack", Payload], Payload],
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
            async with self._changed:
                self._changed.notify_all()
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
        async with self._changed:
            self._changed.notify_all()
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                self.acknowledged.append(json.loads(message.data)["envelope_id"])
                async with self._changed:
                    self._changed.notify_all()
        return socket

    # ---------------------------------------------------------------- what it does

    def _auth_test(self, _asked: Payload) -> Payload:
        return {"team_id": "T01", "user_id": "UBOT", "bot_id": "B01"}

    def _open(self, _asked: Payload) -> Payload:
        ticket = f"{TICKET}{next(self._numbers)}"
        self.tickets.add(ticket)
        return {"url": f"{self.url.replace('http', 'ws')}/link?ticket={ticket}"}

    def _post(self, asked: Payload) -> Payload:
        _valid(asked)
        self.shown.append(Shown(asked["channel"], self._ts(), asked))
        return {"ts": self.shown[-1].ts, "channel": asked["channel"]}

    def _post_ephemeral(self, asked: Payload) -> Payload:
        _valid(asked)
        self.shown.append(Shown(asked["channel"], self._ts(), asked, asked["user"]))
        return {"message_ts": self.shown[-1].ts}

    def _update(self, asked: Payload) -> Payload:
        _valid(asked)
        shown = self._message(asked)
        shown.payload = shown.payload | asked
        return {"ts": shown.ts}

    def _delete(self, asked: Payload) -> Payload:
        self.shown.remove(self._message(asked))
        return {}

    def _history(self, asked: Payload) -> Payload:
        return self._pages(asked, lambda shown: shown.thread is None)

    def _replies(self, asked: Payload) -> Payload:
        return self._pages(asked, lambda shown: asked["ts"] in (shown.thread, shown.ts))

    def _pages(self, asked: Payload, wanted: Callable[[Shown], bool]) -> Payload:
        fitting = [
            {"ts": shown.ts, "text": shown.payload["text"]} | _metadata(shown, asked)
            for shown in reversed(self.shown)
            if shown.channel == asked["channel"]
            and shown.only_for is None
            and float(shown.ts) >= float(asked["oldest"])
            and wanted(shown)
        ]
        first = int(asked.get("cursor", 0))
        last = first + min(self.page, int(asked["limit"]))
        more = last < len(fitting)
        cursor = {"response_metadata": {"next_cursor": str(last)}} if more else {}
        its = {"messages": fitting[first:last], "has_more": more, "is_limited": self.limited}
        return its | cursor

    def _responded(self, asked: Payload) -> Payload:
        _valid(asked)
        if not self.uses["c01"]:
            raise _Refused("used_url", 404)
        self.uses["c01"] -= 1
        assert asked["replace_original"] is False
        only_for = "U01" if asked["response_type"] == "ephemeral" else None
        self.shown.append(Shown("C01", self._ts(), asked, only_for))
        return {}

    def _message(self, asked: Payload) -> Shown:
        for shown in self.shown:
            if (shown.channel, shown.ts) == (asked["channel"], asked["ts"]):
                return shown
        raise _Refused("message_not_found")

    def _ts(self) -> str:
        return f"{NOW.timestamp() + next(self._numbers):.6f}"


class _Refused(Exception):
    def __init__(self, code: str, status: int = 200) -> None:
        super().__init__(code)
        self.code, self.status = code, status


_METHODS: dict[str, Callable[[Slack, Payload], Payload]] = {
    "auth.test": Slack._auth_test,
    "apps.connections.open": Slack._open,
    "chat.postMessage": Slack._post,
    "chat.postEphemeral": Slack._post_ephemeral,
    "chat.update": Slack._update,
    "chat.delete": Slack._delete,
    "conversations.history": Slack._history,
    "conversations.replies": Slack._replies,
}


@web.middleware
async def _refusals(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    try:
        return await handler(request)
    except _Refused as refused:
        return web.json_response({"ok": False, "error": refused.code}, status=refused.status)


def _metadata(shown: Shown, asked: Payload) -> Payload:
    wanted = asked.get("include_all_metadata") == "1" and "metadata" in shown.payload
    return {"metadata": shown.payload["metadata"]} if wanted else {}


def _valid(asked: Payload) -> None:
    """Refuse what Slack would: by its SDK's validators, and what those do not look at."""
    blocks = asked["blocks"]
    for block in Block.parse_all(blocks):
        assert block is not None
        block.validate_json()
    ids = re.findall(r'"action_id": "([^"]*)"', json.dumps(blocks))
    if len(set(ids)) < len(ids) or len(blocks) > 50:
        raise _Refused("invalid_blocks")
    if len(json.dumps(blocks, ensure_ascii=False)) > 12_000:
        raise _Refused("msg_blocks_too_long")
    if not asked["text"].strip():
        raise _Refused("no_text")


def slash(url: str, command: str, text: str) -> Payload:
    """The payload of a slash command, as Slack sends it."""
    return {
        "command": command,
        "text": text,
        "team_id": "T01",
        "channel_id": "C01",
        "user_id": "U01",
        "user_name": "anna",
        "response_url": f"{url}/respond/c01",
        "trigger_id": "1.2.abc",
    }


def block_actions(url: str, shown: Shown, label: str) -> Payload:
    """The payload of a press, as Slack sends it."""
    actions = [each for each in shown.payload["blocks"] if each["type"] == "actions"]
    button = next(each for row in actions for each in row["elements"] if seen(each) == label)
    thread = {"thread_ts": shown.thread} if shown.thread else {}
    return {
        "type": "block_actions",
        "team": {"id": "T01", "domain": "lab"},
        "user": {"id": "U01", "username": "anna", "name": "anna", "team_id": "T01"},
        "container": {
            "type": "message",
            "message_ts": shown.ts,
            "channel_id": shown.channel,
            "is_ephemeral": bool(shown.only_for),
            **thread,
        },
        "channel": {"id": shown.channel, "name": "papers"},
        "message": {"ts": shown.ts, "team": "T01", **thread},
        "actions": [button | {"type": "button", "block_id": "b1", "action_ts": "1.2"}],
        "response_url": f"{url}/respond/c01",
        "trigger_id": "1.2.abc",
    }


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
    app.router.add_post("/respond/c01", slack.respond)
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
    slack: Slack, clock: Callable[[], datetime] = lambda: NOW, timeout: int = 15
) -> SlackChat:
    """The adapter, pointed at the stand-in."""
    return SlackChat(
        bot_token=BOT_TOKEN,
        app_token=APP_TOKEN,
        clock=clock,
        api_url=f"{slack.url}/api/",
        agent="Paperboy/test",
        timeout=timeout,
    )


@dataclass
class SlackRoom:
    """A chat, a place in it, and how often a text stands there."""

    chat: SlackChat
    place: Address
    times: Callable[[str], int]
    slack: Slack


@asynccontextmanager
async def slack_room() -> AsyncIterator[SlackRoom]:
    """A `SlackChat` on a Slack of its own."""
    async with slack_server() as slack:
        chat = slack_chat(slack)
        try:
            yield SlackRoom(chat, PLACE, slack.times, slack)
        finally:
            await chat.close()


@asynccontextmanager
async def listening(chat: SlackChat, *arguments: Any) -> AsyncIterator[None]:
    """Run the chat meanwhile."""
    running = asyncio.create_task(chat.run(*arguments))
    try:
        yield
    finally:
        await chat.close()
        with suppress(asyncio.CancelledError):
            await asyncio.wait_for(running, _PATIENCE)
