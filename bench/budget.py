"""A budget of one cent, two processes with ten calls each in flight, and one of them is killed.

The processes are real, with the real store and OpenAI's SDK; the server is a stand-in in here. It
counts four bytes as a token and charges a request when it has read it, also where the one who asked
is gone before the answer. A request is set aside at a token a byte and the longest answer, which is
some three times what it costs. Some 200 calls fit; more are asked for than that. In the middle one
process is killed, whose calls nobody can ever settle, and another takes its place.
"""

import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from threading import Thread

from aiohttp import web
from figures import report

BUDGET = Decimal("0.01")
PLAYS, IN_FLIGHT = 3, 10
ANSWER_TOKENS, MOST_TOKENS = (150, 300), 400
ABSTRACT = "We propose a method that is measured on a benchmark, and improves on it by 2.5 %. " * 18
INSTRUCTIONS = "Summarise the paper in five points, and prove each with a quote from it. " * 20
SCHEMA = {"type": "object", "properties": {"points": {"type": "array"}}, "required": ["points"]}
PRICE_IN, PRICE_OUT = Decimal("0.023"), Decimal("0.15")  # US dollars for a million tokens
_TOO_LONG = 60.0  # seconds: something hangs
NOW = datetime(2026, 3, 10, 8, tzinfo=UTC)


@dataclass
class Server:
    """What it was asked, what it charged in US dollars, and who hears of the requests."""

    random: Random
    url: str = ""
    asked: int = 0
    charged: Decimal = Decimal(0)
    awaited: int = 0
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: web.Request) -> web.Response:
        """Charge it, think a little, answer."""
        try:
            body = await request.json()
        except ConnectionResetError:  # killed before it had said all
            return web.Response(status=400)
        tokens_in = sum(len(each["content"].encode()) for each in body["messages"]) // 4
        tokens_out = self.random.randint(*ANSWER_TOKENS)
        self.charged += (PRICE_IN * tokens_in + PRICE_OUT * tokens_out) / 1_000_000
        self.asked += 1
        if self.asked == self.awaited:
            self.reached.set()
        await asyncio.sleep(self.random.uniform(0.02, 0.08))
        message = {"role": "assistant", "content": json.dumps({"points": []})}
        usage = {"prompt_tokens": tokens_in, "completion_tokens": tokens_out}
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


async def start(file: Path, server: Server) -> asyncio.subprocess.Process:
    """A process that asks until the budget is spent."""
    return await asyncio.create_subprocess_exec(
        sys.executable, __file__, str(file), server.url, stdin=asyncio.subprocess.PIPE
    )


async def play(seed: int, folder: Path) -> tuple[Server, Decimal]:
    """Two processes, a kill, a third; returns the server, and what the store holds for spent."""
    random = Random(seed)
    server = Server(random, awaited=random.randint(30, 150))
    file = folder / f"{seed}.db"
    async with asyncio.timeout(_TOO_LONG), server.serve():
        first, second = await asyncio.gather(start(file, server), start(file, server))
        await server.reached.wait()
        first.kill()
        await first.wait()
        third = await start(file, server)
        codes = [await second.wait(), await third.wait()]
        if codes != [0, 0]:
            sys.exit("a process failed")
    return server, await stored(file)


async def stored(file: Path) -> Decimal:
    """What the store holds for spent."""
    from storage.sqlite import SqliteStore

    store = await SqliteStore.open(file)
    sums = await store.spending.of_day(NOW.date())
    await store.close()
    return sum((each.usd for each in sums.values()), Decimal(0))


async def main() -> None:
    """Several plays, each killed at another moment; the worst of them counts."""
    seed, began = int(time.time()), time.perf_counter()
    print(f"seed {seed}", file=sys.stderr)
    shares, over = [], Decimal(0)
    with tempfile.TemporaryDirectory() as folder:
        for number in range(PLAYS):
            server, spent = await play(seed + number, Path(folder))
            shares.append(server.charged / BUDGET)
            over = max(over, server.charged - spent, server.charged - BUDGET)
            print(
                f"killed after {server.awaited} of {server.asked} calls: the server charged "
                f"${server.charged:.6f}, the store holds ${spent:.6f} for spent",
                file=sys.stderr,
            )
    what = f"of $0.01 by 20 calls in flight, two processes, a kill; {PLAYS} plays"
    report(f"charged beyond the budget, {what}", float(over) * 1e6, "millionths of a dollar", 1)
    report(f"left unused, at most, {what}", 100 * float(1 - min(shares)), "%", 20)
    print(f"{time.perf_counter() - began:.0f} s", file=sys.stderr)


async def ask(file: Path, url: str) -> None:
    """The process: ten calls in flight, again and again, until the budget is spent."""
    from adapters.model_openai import OpenAIModel
    from bot.asking import Asking, BudgetSpent, Prices
    from bot.models import Prompt
    from storage.sqlite import SqliteStore

    store = await SqliteStore.open(file)
    model = OpenAIModel(model="stand-in", base_url=url, key="none")
    asking = Asking(
        model, store.spending, most_a_day=BUDGET, prices=Prices(PRICE_IN, PRICE_OUT),
        timezone="UTC", clock=lambda: NOW, random=Random(), side_by_side=IN_FLIGHT,
    )  # fmt: skip
    prompt = Prompt(INSTRUCTIONS, ABSTRACT, SCHEMA, "points", MOST_TOKENS, "summary points")

    async def again_and_again() -> None:
        while True:
            try:
                await asking.ask(prompt, json.loads)
            except BudgetSpent:
                return

    await asyncio.gather(*(again_and_again() for _ in range(IN_FLIGHT)))
    await model.close()
    await store.close()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        # Whoever started this is gone, once nothing can be read any more.
        Thread(target=lambda: (sys.stdin.read(), os._exit(1)), daemon=True).start()
        asyncio.run(ask(Path(sys.argv[1]), sys.argv[2]))
    else:
        asyncio.run(main())
