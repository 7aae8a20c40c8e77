"""Connections to the gateway of the stand-in, and the sessions that outlive them."""

import json
import zlib
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.discord.components import Json


class Line:
    """One connection. `deaf`: it neither answers heartbeats nor says anything any more."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self.socket, self.request = socket, request
        self.deaf = False
        packs = request.query.get("compress") == "zlib-stream"
        self._packed = zlib.compressobj() if packs else None

    async def send(self, op: int, data: Any = None, **more: Any) -> None:
        """Say something, unless nobody hears it any more."""
        text = json.dumps({"op": op, "d": data, **more})
        try:
            if self.deaf:
                return
            if self._packed:
                packed = self._packed.compress(text.encode()) + self._packed.flush(
                    zlib.Z_SYNC_FLUSH
                )
                await self.socket.send_bytes(packed)
            else:
                await self.socket.send_str(text)
        except ConnectionError:
            self.deaf = True


@dataclass
class Session:
    """What one shard of a bot has been told, `log`; the newest of it may not be `sent` yet."""

    id: str
    shard: tuple[int, int]
    intents: int
    line: Line | None = None
    log: list[tuple[str, Json]] = field(default_factory=list)
    sent: int = 0

    async def tell(self, event: str, data: Json) -> None:
        """Send an event, or keep it for when the session is resumed."""
        self.log.append((event, data))
        await self.flush()

    async def flush(self) -> None:
        """Send what was not sent."""
        while self.line and not self.line.deaf and self.sent < len(self.log):
            event, data = self.log[self.sent]
            self.sent += 1
            await self.line.send(0, data, t=event, s=self.sent)

    def hears(self, server: str) -> bool:
        """Whether what happens on a server is told here; direct messages have none: `""`."""
        return (int(server or 0) >> 22) % self.shard[1] == self.shard[0]
