"""A chat server in the bench's own process: it remembers what it showed, and springs traps."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Literal

from aiohttp import web

_LAG = 0.3  # seconds until a message is in the history
TrapKind = Literal["not stored", "stored", "answered"]


@dataclass
class Shown:
    """A message as the channel shows it. `thread` is the id of the one above it."""

    id: int
    channel: str
    key: str
    text: str
    thread: int | None
    at: float


@dataclass
class Trap:
    """The next message of one worker is read, and `sprung` says so; it gets no answer."""

    kind: TrapKind
    sprung: asyncio.Event = field(default_factory=asyncio.Event)
    text: str = ""


@dataclass
class StandIn:
    """Keys are honoured for `window` seconds; `finds`: its history can be searched by key.

    `at_work` says of each worker that it sent something. Counted are the `repeats` that a key kept
    from showing, and the `looks` into the history.
    """

    window: float
    finds: bool
    url: str = ""
    shown: list[Shown] = field(default_factory=list)
    traps: dict[str, Trap] = field(default_factory=dict)
    at_work: dict[str, asyncio.Event] = field(default_factory=lambda: defaultdict(asyncio.Event))
    repeats: int = 0
    looks: int = 0
    over: asyncio.Event = field(default_factory=asyncio.Event)
    _keys: dict[tuple[str, str], Shown] = field(default_factory=dict)

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[None]:
        """Listen on this machine until the end of the block."""
        app = web.Application()
        app.router.add_post("/send", self._send)
        app.router.add_post("/edit", self._edit)
        app.router.add_post("/find", self._find)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}"
        try:
            yield
        finally:
            self.over.set()
            await runner.cleanup()

    async def _send(self, request: web.Request) -> web.Response:
        asked = await request.json()
        worker = request.headers["X-Worker"]
        self.at_work[worker].set()
        trap = self.traps.pop(worker, None)
        if trap is None:
            return web.json_response({"id": self._store(asked).id})
        trap.text = asked["text"]
        if trap.kind != "not stored":
            stored = self._store(asked)
        trap.sprung.set()
        if trap.kind == "answered":
            return web.json_response({"id": stored.id})
        await self.over.wait()
        return web.Response(status=503)

    def _store(self, asked: dict[str, str]) -> Shown:
        now = time.monotonic()
        known = self._keys.get((asked["channel"], asked["key"]))
        if known and now < known.at + self.window:
            self.repeats += 1
            return known
        thread = int(asked["thread"]) if asked["thread"] else None
        its = Shown(len(self.shown), asked["channel"], asked["key"], asked["text"], thread, now)
        self.shown.append(its)
        self._keys[its.channel, its.key] = its
        return its

    async def _edit(self, request: web.Request) -> web.Response:
        asked = await request.json()
        self.shown[int(asked["id"])].text = asked["text"]
        return web.json_response({})

    async def _find(self, request: web.Request) -> web.Response:
        asked = await request.json()
        self.looks += 1
        if not self.finds:
            return web.json_response({"unsure": True})
        known = self._keys.get((asked["channel"], asked["key"]))
        visible = known and time.monotonic() > known.at + _LAG
        return web.json_response({"id": known.id if known and visible else None})
