"""A hundred channels want the same five papers: how often a model is asked for each style.

Two processes are real, with the real store and OpenAI's SDK, and prepare and serve the same
channels at the same time; the model is a stand-in in here that copies sentences of the paper, so
that nothing has to be repaired. A style of five papers needs five calls, whoever asks.
"""

import asyncio
import json
import os
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from random import Random
from threading import Thread

from aiohttp import web
from figures import report

CHANNELS, PAPERS = 100, 5
WORDS = ("walking", "flying", "diving", "sorting", "cooking")
BEFORE = datetime(2026, 3, 10, 8, 45, tzinfo=UTC)
HOUR = datetime(2026, 3, 10, 9, tzinfo=UTC)
_TOO_LONG = 120.0  # seconds: something hangs


@dataclass
class Server:
    """What it was asked, by the name of the schema."""

    url: str = ""
    asked: Counter[str] = field(default_factory=Counter)

    async def answer(self, request: web.Request) -> web.Response:
        """Copy a sentence into each field, after a while."""
        body = await request.json()
        shape = body["response_format"]["json_schema"]
        self.asked[shape["name"].removesuffix("_summary")] += 1
        await asyncio.sleep(0.1)  # in which the other process asks too
        message = {"role": "assistant", "content": json.dumps(_copied(shape["schema"], body))}
        usage = {"prompt_tokens": 1000, "completion_tokens": 100}
        return web.json_response(
            {"choices": [{"message": message, "finish_reason": "stop"}], "usage": usage}
        )

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[None]:
        """Listen on this machine until the end of the block."""
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self.answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
        try:
            yield
        finally:
            await runner.cleanup()


def _copied(schema: dict[str, dict[str, object]], body: dict[str, list[dict[str, str]]]) -> object:
    lines = body["messages"][1]["content"].splitlines()
    found = [each for line in lines for each in re.split(r"(?<=[.]) ", line) if "We " in each]
    said: dict[str, object] = {each: [] for each in schema["properties"]}
    said |= {"workflow": None} if "workflow" in said else {}
    fields = [each for each in said if each not in ("workflow", "questions")]
    for name, text in zip(fields, found, strict=False):
        said[name] = [{"text": text, "quote": text}]
    return said


async def fill(file: Path) -> None:
    """A store with the papers and the channels, a quarter of them for each style."""
    from bot.messages import Address
    from bot.models import Announcement, Batch, Paper, Schedule, Subscription
    from bot.summaries import STYLES
    from storage.sqlite import SqliteStore

    store = await SqliteStore.open(file)
    events = [
        Announcement(
            Paper(
                f"2603.{number:05}",
                f"Robots for {word}",
                f"We study robots for {word} in {number + 2} rooms. "
                f"We propose a machine for {word}. We measure {number + 3} % more {word}.",
                categories=("cs.RO",),
            ),
            "cs.RO", "new", HOUR.date(),
        )
        for number, word in enumerate(WORDS)
    ]  # fmt: skip
    await store.announcements.record("bench", "", Batch(tuple(events)), BEFORE)
    styles = tuple(STYLES)
    for number in range(CHANNELS):
        place, style = Address("console", str(number)), styles[number % len(styles)]
        wanted = Subscription(place, schedule=Schedule(HOUR.time()), next_run_at=HOUR, style=style)
        await store.subscriptions.add(wanted, BEFORE)
    await store.close()


async def served(file: Path) -> int:
    """The channels that have a digest of all papers."""
    from bot.messages import Address
    from storage.sqlite import SqliteStore

    store = await SqliteStore.open(file)
    past = [await store.runs.past(Address("console", str(each)), 9) for each in range(CHANNELS)]
    await store.close()
    return sum([run.receipt.posted for run in its] == [PAPERS] for its in past)


async def main() -> None:
    """Two processes at the same time; the style that was asked for most counts."""
    began, server = time.perf_counter(), Server()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "paperboy.db"
        await fill(file)
        async with asyncio.timeout(_TOO_LONG), server.serve():
            started = [
                asyncio.create_subprocess_exec(
                    sys.executable, __file__, str(file), server.url, stdin=asyncio.subprocess.PIPE
                )
                for _ in range(2)
            ]
            codes = [await each.wait() for each in await asyncio.gather(*started)]
        if codes != [0, 0]:
            sys.exit("a process failed")
        lacking = CHANNELS - await served(file)
    print(f"calls by style: {dict(server.asked)}", file=sys.stderr)
    what = f"{CHANNELS} channels with the same {PAPERS} papers, two processes"
    most = max(server.asked.values(), default=0)
    report(f"calls a style, at most ({PAPERS} are needed), {what}", most, "calls", PAPERS + 1)
    report(f"channels without a digest of all papers, {what}", lacking, "channels", 1)
    print(f"{time.perf_counter() - began:.0f} s", file=sys.stderr)


async def work(file: Path, url: str) -> None:
    """The process: prepare what is due soon, then serve it at its hour."""
    from adapters.chat_console import ConsoleChat
    from adapters.model_openai import OpenAIModel
    from bot.asking import Asking
    from bot.digest import Ahead, Editor
    from bot.summaries import ExtractiveWriter, ModelWriter, Summariser
    from storage.sqlite import SqliteStore

    now, name = [BEFORE], str(os.getpid())
    store, model = await SqliteStore.open(file), OpenAIModel(model="stand-in", base_url=url)

    def clock() -> datetime:
        return now[0]

    asking = Asking(
        model, store.spending, most_a_day=None, prices=None, timezone="UTC", clock=clock,
        random=Random(),
    )  # fmt: skip
    summariser = Summariser(store, ExtractiveWriter(), clock, ModelWriter(asking), worker=name)
    editor = Editor(store, summariser, {"console": ConsoleChat(StringIO())}, clock, name)
    ahead = Ahead(store, summariser, clock)
    await ahead.write(await ahead.coming())
    now[0] = HOUR
    await editor.begin()
    await editor.serve(lambda _: ())
    await summariser.close()
    await model.close()
    await store.close()


def _quiet() -> None:
    import logging

    from bot import logs

    logs.configure(service=False, level=logging.WARNING)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        # Whoever started this is gone, once nothing can be read any more.
        Thread(target=lambda: (sys.stdin.read(), os._exit(1)), daemon=True).start()
        _quiet()
        asyncio.run(work(Path(sys.argv[1]), sys.argv[2]))
    else:
        asyncio.run(main())
