"""A Discord in the bench's own process: it asks, and notes when it was answered.

Cheap, as it shares the processors with what it measures: what it sends is made beforehand.
"""

import asyncio
import json
import time
import zlib
from collections.abc import Collection, Sequence
from typing import Any

from aiohttp import WSMsgType, web

from bot.messages import Address
from load.asking import Asking
from load.discord_rest import Rest, as_json, too_many
from load.discord_shapes import command, number_in, ready, server

_THINKING = 5  # the kind of acknowledgement that a command gets
_DEADLINE = 3.0  # seconds
_TOKEN_TAIL = "x" * 180  # Discord's are as long
_HEARTBEAT = 41_250  # milliseconds
_ANSWERS, _ANSWERS_SECONDS = 5, 2.0  # to one interaction


class StandIn(Asking, Rest):
    """REST, and one connection of the gateway; interactions are acknowledged over REST."""

    def __init__(self, places: Collection[Address]) -> None:
        Asking.__init__(self)
        Rest.__init__(self, places)
        self.connected = asyncio.Event()
        self._socket: web.WebSocketResponse | None = None
        self._packer: Any = None
        self._sequence = 0

    @property
    def gateway_url(self) -> str:
        """Where the gateway is."""
        return f"{self.url.replace('http', 'ws')}/"

    def packed(self, event: str, data: object) -> bytes:
        """An event as it travels: to be sent in the order in which they are made here."""
        self._sequence += 1
        text = json.dumps({"op": 0, "t": event, "s": self._sequence, "d": data})
        packed: bytes = self._packer.compress(text.encode()) + self._packer.flush(zlib.Z_SYNC_FLUSH)
        return packed

    async def dispatch(self, event: bytes) -> None:
        """Send an event."""
        if self._socket is None:
            raise RuntimeError("Paperboy has opened no connection.")
        await self._socket.send_bytes(event)

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        return await (self._link(request) if request.path == "/" else super()._handle(request))

    def _counted(self, method: str, path: list[str], body: bytes) -> web.Response:
        """What answers interactions does not count."""
        if path[0] in ("interactions", "webhooks"):
            return self._answer(method, path, body)
        return super()._counted(method, path, body)

    def _answer(self, method: str, path: list[str], body: bytes) -> web.Response:
        match method, *path:
            case "POST", "interactions", number, _, "callback":
                return self._callback(number_in(number), json.loads(body)["type"])
            case (("POST" | "PATCH"), "webhooks", _, token, *_):
                return self._take_answer(token, body)
            case (("GET" | "PUT"), "applications", _, "commands"):
                return as_json(json.loads(body or b"[]"))
            case "GET", "gateway", "bot":
                starts = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
                its = {"url": self.gateway_url, "shards": 1, "session_start_limit": starts}
                return as_json(its)
        return super()._answer(method, path, body)

    def _callback(self, number: int, kind: int) -> web.Response:
        asked = self.asked[number]
        if asked.acknowledged:
            self.acknowledge(number, "it was acknowledged twice")
            return as_json({"code": 40060, "message": "Already acknowledged"}, 400)
        if time.perf_counter() - asked.sent > _DEADLINE:
            self.acknowledge(number, "it was acknowledged too late")
            return as_json({"code": 10062, "message": "Unknown interaction"}, 404)
        self.acknowledge(number, "" if kind == _THINKING else f"its acknowledgement is a {kind}")
        return web.Response(status=204)

    def _take_answer(self, token: str, body: bytes) -> web.Response:
        wait, said = self.limits.bucket("answers", token, _ANSWERS, _ANSWERS_SECONDS)
        if wait:
            return too_many(wait, said)
        number = token.partition("-")[0]
        self.answer(int(number), body)
        return as_json({"id": number, "type": 0}, 200, said)

    async def _link(self, request: web.BaseRequest) -> web.StreamResponse:
        """Heartbeats travel unpacked, so that they may come between events made beforehand."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if request.query.get("compress") != "zlib-stream":
            raise RuntimeError(f"This gateway speaks zlib-stream only: {request.query_string}")
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": _HEARTBEAT}})
        async for message in socket:
            said = message.json() if message.type is WSMsgType.TEXT else {}
            match said.get("op"):
                case 1:
                    await socket.send_json({"op": 11})
                case 2:
                    self._socket, self._packer, self._sequence = socket, zlib.compressobj(), 0
                    await self.dispatch(self.packed("READY", ready(self.gateway_url)))
                    await self.dispatch(self.packed("GUILD_CREATE", server()))
                    self.connected.set()
                case 6:
                    await socket.send_json({"op": 9, "d": False})
        return socket


class ByGateway:
    """Interactions over the one connection of the gateway: see `Sending`."""

    def __init__(self, discord: StandIn) -> None:
        self._discord = discord
        self._events: dict[int, bytes] = {}

    def prepare(self, topics: Sequence[tuple[int, str]]) -> None:
        """See `Sending`. Discord's interactions must be acknowledged while they are young."""
        for number, topic in topics:
            interaction = command(number, topic, f"{number}-{_TOKEN_TAIL}")
            self._events[number] = self._discord.packed("INTERACTION_CREATE", interaction)

    async def send(self, number: int) -> None:
        """See `Sending`."""
        self._discord.sends(number)
        await self._discord.dispatch(self._events[number])
