"""How soon Discord is acknowledged and answered, when much is asked while digests are computed.

A real `paperboy run` over a store of 70,000 papers, the real ones where they lie beside the
project (../shared), and a stand-in of Discord in this process: 200 `/paper` at once, five times,
and 50 a second for 20 seconds, over its gateway; no topic comes twice. Meanwhile the digests of
200 places at a time become due, and are selected, written and sent, at Discord's pace, with
their threads.
"""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from load.discord import ByGateway, StandIn
from load.discord_rest import TOKEN
from load.discord_shapes import places
from load.papers import copied, prepared, topics
from load.process import running
from load.scenario import COMMANDS, PLACES, WARMING, Load

_CHANNELS = places(PLACES)


async def through(store: Path) -> int:
    """Both scenarios; returns how many commands were not answered well."""
    discord = StandIn(_CHANNELS)
    asked = topics(store, COMMANDS + WARMING)
    async with (
        discord.serve(),
        running(store.parent, _config(discord), {"DISCORD_TOKEN": TOKEN}) as its,
    ):
        await asyncio.wait_for(discord.connected.wait(), 10)
        sending = ByGateway(discord)
        load = Load("Discord", discord, discord.posts, its, sending, store, _CHANNELS, asked)
        await load.run()
    beside = [f"{count} × {what}" for what, count in discord.strange.most_common(3)]
    beside += [f"{count} times 429 ({what})" for what, count in discord.limits.refused.items()]
    for line in (*beside, *its.troubles[:5]):
        print(f"Discord: {line}", file=sys.stderr)
    return load.bad


def main() -> None:
    """All of it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--store", type=Path, help="a filled store, which is copied")
    chosen = options.parse_args()
    source = prepared(chosen.store)
    with tempfile.TemporaryDirectory() as folder:
        bad = asyncio.run(through(copied(source, Path(folder), _CHANNELS)))
    if bad:
        sys.exit(f"{bad} commands were not answered, or wrongly")


def _config(discord: StandIn) -> str:
    its = f'api_url = "{discord.api_url}"\ngateway_url = "{discord.gateway_url}"\n'
    return f"[chat.discord]\n{its}"


if __name__ == "__main__":
    main()
