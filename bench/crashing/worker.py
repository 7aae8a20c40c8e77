"""A process to be killed: a real store, the real `Sender`, a chat over HTTP.

Loads everything first, then waits for a line on its standard input, so that it is quickly at work.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any

import aiohttp
import structlog

from bot.delivery import Patience, Sender
from bot.errors import Unsure
from bot.messages import Address, Limits, Message, MessageRef, Pace, Sizes
from bot.models import Finding
from storage.sqlite import SqliteStore


class HttpChat:
    """The half of `Chat` that sends, talking to the stand-in."""

    name = "bench"
    limits = Limits(text=4000)
    threads = True

    def __init__(self, url: str, worker: str, key_window: float, pace: Pace) -> None:
        self._url, self._headers = url, {"X-Worker": worker}
        self.key_window, self.pace = key_window, pace
        self._session = aiohttp.ClientSession()

    def size(self, message: Message) -> Sizes:
        """Characters."""
        return Sizes(text=len(message.text))

    async def send(
        self, to: Address, message: Message, key: str, parent: MessageRef | None = None
    ) -> MessageRef:
        """See `Chat.send`."""
        thread = parent.id if parent else ""
        asked = {"channel": to.channel, "key": key, "text": message.text, "thread": thread}
        return MessageRef(to, str((await self._post("send", asked))["id"]))

    async def edit(self, ref: MessageRef, message: Message) -> None:
        """See `Chat.edit`."""
        await self._post("edit", {"id": ref.id, "text": message.text})

    async def delete(self, ref: MessageRef) -> None:
        """Nothing is deleted here."""
        raise NotImplementedError

    async def find(
        self, to: Address, key: str, since: datetime, parent: MessageRef | None = None
    ) -> MessageRef | None:
        """See `Chat.find`."""
        del since, parent
        found = await self._post("find", {"channel": to.channel, "key": key})
        if "unsure" in found:
            raise Unsure("this chat has no history")
        return None if found["id"] is None else MessageRef(to, str(found["id"]))

    async def run(self, commands: object, on_event: object) -> None:
        """Nothing is heard here."""
        raise NotImplementedError

    async def check(self, places: Sequence[Address]) -> tuple[Finding, ...]:
        """Nothing is checked here."""
        raise NotImplementedError

    async def close(self) -> None:
        """Let go of the connections."""
        await self._session.close()

    async def _post(self, what: str, asked: dict[str, str]) -> dict[str, object]:
        try:
            async with self._session.post(
                f"{self._url}/{what}", json=asked, headers=self._headers
            ) as reply:
                answer: dict[str, object] = await reply.json()
                return answer
        except (aiohttp.ClientError, OSError) as error:
            raise Unsure(f"the connection broke: {error}") from error


async def main(order: dict[str, Any]) -> None:
    """Send until SIGTERM."""
    store = await SqliteStore.open(Path(order["file"]))
    chat = HttpChat(order["url"], order["worker"], order["window"], Pace(*order["pace"]))
    request, lease, settle = order["patience"]
    sender = Sender(
        store, {chat.name: chat}, lambda: datetime.now(UTC), order["worker"],
        patience=Patience(request=request, lease=lease, settle=settle, poll=0.1),
    )  # fmt: skip
    running = asyncio.create_task(sender.run())
    told = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told.set)
    await told.wait()
    await sender.stop(5)
    await running
    await chat.close()
    await store.close()


if __name__ == "__main__":
    if not sys.stdin.readline():
        sys.exit()
    # Whoever started this is gone, once nothing can be read any more.
    Thread(target=lambda: (sys.stdin.read(), os._exit(1)), daemon=True).start()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    asyncio.run(main(json.loads(sys.argv[1])))
