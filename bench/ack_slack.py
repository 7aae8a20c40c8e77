"""How soon Slack is acknowledged and answered, when much is asked while digests are computed.

A real `paperboy run` over a store of 70,000 papers, the real ones where they lie beside the
project (../shared), and a stand-in of Slack in this process, first by Socket Mode, then over HTTP:
200 `/paper` at once, five times, and 50 a second for 20 seconds; no topic comes twice. Meanwhile
the digests of 200 places at a time become due, and are selected, written and sent, at Slack's pace.
"""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from load.asking import Sending
from load.papers import copied, prepared, topics
from load.process import free_port, running
from load.scenario import COMMANDS, PLACES, WARMING, Load
from load.slack import APP_TOKEN, BOT_TOKEN, SECRET, StandIn
from load.slack_ways import ByHttp, BySocket

from bot.messages import Address

_CHANNELS = [Address("slack", f"T01/C{number}") for number in range(PLACES)]


async def through(way: str, store: Path) -> int:
    """Both scenarios; returns how many commands were not answered well."""
    slack, port = StandIn(), free_port() if way == "HTTP" else None
    asked = topics(store, COMMANDS + WARMING)
    secrets = {"SLACK_SIGNING_SECRET": SECRET} if port else {"SLACK_APP_TOKEN": APP_TOKEN}
    secrets["SLACK_BOT_TOKEN"] = BOT_TOKEN
    async with slack.serve(), running(store.parent, _config(slack.url, port), secrets) as its:
        sending: Sending = BySocket(slack)
        if port:
            sending = ByHttp(slack, f"http://127.0.0.1:{port}/slack/events")
        else:
            await asyncio.wait_for(slack.connected.wait(), 10)
        load = Load(way, slack, slack.posts, its, sending, store, _CHANNELS, asked)
        await load.run()
    for line in its.troubles[:5]:
        print(f"{way}: {line}", file=sys.stderr)
    return load.bad


def main() -> None:
    """Both ways, or one."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--store", type=Path, help="a filled store, which is copied")
    options.add_argument("--way", choices=("Socket Mode", "HTTP"))
    chosen = options.parse_args()
    source = prepared(chosen.store)
    bad = 0
    for way in [chosen.way] if chosen.way else ["Socket Mode", "HTTP"]:
        with tempfile.TemporaryDirectory() as folder:
            bad += asyncio.run(through(way, copied(source, Path(folder), _CHANNELS)))
    if bad:
        sys.exit(f"{bad} commands were not answered, or wrongly")


def _config(slack_url: str, port: int | None) -> str:
    mode = f'mode = "http"\nhost = "127.0.0.1"\nport = {port}\n' if port else 'mode = "socket"\n'
    return f'[chat.slack]\napi_url = "{slack_url}/api"\n{mode}'


if __name__ == "__main__":
    main()
