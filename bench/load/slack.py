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
from typing import Any

from aiohttp import WSMsgType, web

from load.asking import Asking

BOT_TOKEN, APP_TOKEN, SECRET = "xoxb-bench", "xapp-bench", "bench-secret"


class StandIn(Asking):
    """How often each method of the Web API was called, besides what was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.url = ""
        self.calls: Counter[str] = Counter()
        self.connected = asyncio.Event()
        self.socket: web.WebSocketResponse | None = None

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

    def posts(self) -> int:
        """How many messages of digests came."""
        return self.calls["chat.postMessage"]

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        _, kind, what = request.path.split("/", 2)
        if kind == "respond":
            self.answer(int(what), await request.read())
            return web.Response(text="ok")
        if kind == "link":
            return await self._link(request)
        self.calls[what] += 1
        await request.read()
        return web.json_response({"ok": True, **self._does(what)})

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
