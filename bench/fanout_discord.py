"""A digest for each of 1,000 channels of Discord, as fast as Discord takes them, and no faster.

The real adapter and the real outbox, against a stand-in that takes 50 requests in any second and
5 messages in 5 seconds a channel, and answers each other one with 429. First the digests alone;
then fewer, with the abstracts in their threads, which have to be opened: all that is asked counts.
"""

import argparse
import asyncio
import logging
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from fanout_core import papers
from figures import report
from load.discord_limits import RATE
from load.discord_rest import TOKEN, Rest
from load.discord_shapes import places

from adapters.chat_discord import DiscordChat
from bot import logs
from bot.delivery import Sender
from bot.digest.compose import digest_drafts
from bot.messages import Address
from bot.models import Announced, Digest, Paper, Pick, Receipt, Subscription, Summary
from storage.sqlite import SqliteStore

CHANNELS, WITH_THREADS = 1000, 250
DAY = date(2026, 3, 10)
_LAG = 0.08  # seconds: what a request to Discord takes, there and back
_PATIENCE = 60.0  # seconds for a scenario
_ONE = Receipt(announced=1, posted=1)


Expected = tuple[str, list[int]]
"""The paper that a channel gets, and how many messages each part is, with those in its thread."""


def clock() -> datetime:
    """What time it is."""
    return datetime.now(UTC)


async def fill(
    store: SqliteStore, chat: DiscordChat, channels: Sequence[Address], *, threads: bool
) -> dict[str, Expected]:
    """A digest of one paper a channel; returns what is to come, by channel."""
    known, expected = papers(), dict[str, Expected]()
    for number, place in enumerate(channels):
        paper = known[number % len(known)]
        drafts = digest_drafts(
            _digest(place, paper), clock(), chat.limits, chat.size, threads=threads
        )
        await store.outbox.add(place, drafts, clock())
        parts = [1 + len(each.details) for each in drafts]
        expected[place.channel.partition("/")[2]] = paper.id, parts
    return expected


def _digest(place: Address, paper: Paper) -> Digest:
    pick = Pick(paper, 1.0, "on topic", Summary.one(paper.abstract[:200]))
    announced = Announced((paper.id,), 1, DAY)
    return Digest(Subscription(place), DAY, "", (pick,), _ONE, announced)


def _is_whole(came: Sequence[Sequence[bytes]], expected: Expected) -> bool:
    paper, parts = expected
    about = all(paper.encode() in body for part in came for body in part)
    return about and [len(part) for part in came] == parts


async def through(name: str, count: int, lag: float, *, threads: bool) -> None:
    """Send to so many channels, and compare what came with what was to come, and how fast."""
    channels = places(count)
    discord = Rest(channels, lag)
    with tempfile.TemporaryDirectory() as folder:
        async with discord.serve():
            store = await SqliteStore.open(Path(folder) / "paperboy.db")
            chat = DiscordChat(token=TOKEN, clock=clock, api_url=discord.api_url)
            expected = await fill(store, chat, channels, threads=threads)
            await send(store, chat, discord, sum(sum(parts) for _, parts in expected.values()))
            unsent = await store.outbox.unfinished()
            await chat.close()
            await store.close()
    wrong = sum(not _is_whole(discord.bodies(channel), its) for channel, its in expected.items())
    taken = discord.limits.taken
    rate = (len(taken) - 1) / (taken[-1] - taken[0])
    report(f"share of 50 a second not used: {name}", 100 * (1 - rate / RATE), "%", 5.0)
    report(f"requests refused with 429: {name}", discord.limits.refused.total(), "requests", 1)
    report(f"digests lost, twice, or not whole: {name}", wrong + len(unsent), "digests", 1)


async def send(store: SqliteStore, chat: DiscordChat, discord: Rest, messages: int) -> None:
    """Send until all has come, and nothing is under way."""
    sender = Sender(store, {chat.name: chat}, clock, "bench")
    running = asyncio.create_task(sender.run())
    began, ours = time.perf_counter(), sum(os.times()[:2])
    try:
        async with asyncio.timeout(_PATIENCE):
            await discord.until(messages)
    except TimeoutError:
        print(f"only {discord.posts()} of {messages} messages came", file=sys.stderr)
    took, ours = time.perf_counter() - began, sum(os.times()[:2]) - ours
    await sender.stop(10)
    await running
    beside = f"{len(discord.limits.taken)} requests in {took:.1f} s, {discord.repeats} repeated"
    print(f"{beside}, a processor {100 * ours / took:.0f} % busy", file=sys.stderr)
    if discord.strange:
        print(f"nobody knows {dict(discord.strange.most_common(3))}", file=sys.stderr)


async def main(lag: float) -> None:
    """Both, with so many seconds a request."""
    await through("1,000 digests", CHANNELS, lag, threads=False)
    await through("250 digests with threads", WITH_THREADS, lag, threads=True)


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--lag", type=float, default=_LAG, help="seconds that a request takes")
    logs.configure(service=True, level=logging.WARNING)
    asyncio.run(main(options.parse_args().lag))
