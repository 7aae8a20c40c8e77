"""`paperboy run`: the chat in the terminal."""

import asyncio
from collections.abc import AsyncIterator
from threading import Thread
from typing import TextIO

from bot.app import load_sample, open_paperboy
from bot.config import Settings
from bot.router import SPECS

_HELLO = "Paperboy listens: /paperboy help says what there is, Ctrl-D ends it.\n\n"


async def talk(settings: Settings, typed: TextIO, out: TextIO, program: str) -> None:
    """Answer what is typed until it ends. An empty store is filled with the sample."""
    lines = _lines(typed)
    async with open_paperboy(
        settings, out, lines, echo=not typed.isatty(), program=program
    ) as paperboy:
        await load_sample(paperboy)
        out.write(_HELLO)
        await paperboy.console.run(SPECS, paperboy.router.handle)


async def _lines(stream: TextIO) -> AsyncIterator[str]:
    """Read lines beside the event loop. The thread dies with the process: it cannot be woken."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str] = asyncio.Queue()

    def read() -> None:
        for line in stream:
            loop.call_soon_threadsafe(lines.put_nowait, line)
        loop.call_soon_threadsafe(lines.put_nowait, "")

    Thread(target=read, daemon=True).start()
    while line := await lines.get():
        yield line
