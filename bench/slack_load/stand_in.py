"""A Slack in the bench's own process: it asks, and notes when it was answered.

Cheap, as it shares the processors with what it measures: what it sends is made beforehand, and
nothing is checked that the tests check.
"""

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

BOT_TOKEN, APP_TOKEN, SECRET = "xoxb-bench", "xapp-bench", "bench-secret"
_FAILED = (b"did not work", b"is broken", b"a lot at once", b"no command")
_SHOWS_A_PAPER = b"arxiv.org/abs/"


@dataclass(slots=True)
class Asked:
    """One command: when it was sent, acknowledged and answered, in seconds; `why` it failed."""

    sent: float = 0.0
    acknowledged: float = 0.0
    answered: float = 0.0
    why: str = ""


@dataclass
class StandIn:
    """What was asked, by its number; how often each method of the Web API was called."""

    url: str = ""
    asked: dict[int, Asked] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    connected: asyncio.Event = field(default_factory=asyncio.Event)
    socket: web.WebSocketResponse | None = None
    _open: set[int] = field(default_factory=set)
    _none_open: asyncio.Event = field(default_factory=asyncio.Event)

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[None]:
        """Listen on this machine until the end of the block."""
        runner = web.ServerRunner(web.Server(self._handle, access_log=None), shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield
        finally:
            await runner.cleanup()

    def sends(self, number: int) -> None:
        """Note that a command is about to be sent."""
        self.asked[number] = Asked(time.perf_counter())
        self._open.add(number)

    def acknowledge(self, number: int, why: str = "") -> None:
        """Note the acknowledgement, or `why` there is none."""
        its = self.asked[number]
        its.acknowledged = its.acknowledged or time.perf_counter()
        its.why = its.why or why
        self._close(number)

    async def answered(self, patience: float) -> None:
        """Wait until all that was sent is answered, or for so many seconds."""
        while self._open and patience > 0:
            began = time.perf_counter()
            self._none_open.clear()
            try:
                await asyncio.wait_for(self._none_open.wait(), patience)
            except TimeoutError:
                self._open.clear()
            patience -= time.perf_counter() - began

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        _, kind, what = request.path.split("/", 2)
        if kind == "respond":
            self._answer(int(what), await request.read())
            return web.Response(text="ok")
        if kind == "link":
            return await self._link(request)
        self.calls[what] += 1
        await request.read()
        return web.json_response({"ok": True, **self._does(what)})

    def _answer(self, number: int, said: bytes) -> None:
        its = self.asked[number]
        if not its.answered:
            its.answered = time.perf_counter()
            if any(each in said for each in _FAILED) or _SHOWS_A_PAPER not in said:
                its.why = f"it was answered {said[:300].decode(errors='replace')}"
        self._close(number)

    def _close(self, number: int) -> None:
        its = self.asked[number]
        if its.acknowledged and (its.answered or its.why):
            self._open.discard(number)
            if not self._open:
                self._none_open.set()

    async def _link(self, request: web.BaseRequest) -> web.StreamResponse:
        socket = self.socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_str('{"type": "hello", "num_connections": 1}')
        self.connected.set()
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                self.acknowledge(int(json.loads(message.data)["envelope_id"]))
        return socket

    def _does(self, method: str) -> dict[str, Any]:
        match method:
            case "auth.test":
                return {"team_id": "T01", "team": "lab", "user_id": "UBOT", "bot_id": "B01"}
            case "apps.connections.open":
                return {"url": f"{self.url.replace('http', 'ws')}/link/1"}
            case "chat.postMessage" | "chat.update":
                return {"ts": f"{time.time():.0f}.{self.calls[method]:06}", "channel": "C0"}
            case "users.info":
                return {"user": {"id": "U1", "tz": "Europe/Berlin"}}
            case "users.conversations" | "conversations.list":
                return {"channels": []}
            case "conversations.history" | "conversations.replies":
                return {"messages": [], "has_more": False}
            case _:
                return {}
