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

from slack_load.papers import copied, prepared, topics
from slack_load.process import free_port, running
from slack_load.scenario import COMMANDS, PLACES, WARMING, Load
from slack_load.sending import ByHttp, BySocket, Sending
from slack_load.stand_in import StandIn


async def through(way: str, store: Path) -> int:
    """Both scenarios; returns how many commands were not answered well."""
    slack, port = StandIn(), free_port() if way == "HTTP" else None
    asked = topics(store, COMMANDS + WARMING)
    async with slack.serve(), running(store.parent, slack.url, port) as its:
        sending: Sending = BySocket(slack)
        if port:
            sending = ByHttp(slack, f"http://127.0.0.1:{port}/slack/events")
        else:
            await asyncio.wait_for(slack.connected.wait(), 10)
        load = Load(way, slack, its, sending, store, asked)
        await load.warm_up()
        await load.bursts()
        await load.evenly()
    for line in its.troubles[:5]:
        print(f"{way}: {line}", file=sys.stderr)
    return load.bad


def main() -> None:
    """Both ways, or one."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--store", type=Path, help="a filled store, which is copied")
    options.add_argument("--way", choices=("Socket Mode", "HTTP"))
    chosen = options.parse_args()
    source = prepared(PLACES, chosen.store)
    bad = 0
    for way in [chosen.way] if chosen.way else ["Socket Mode", "HTTP"]:
        with tempfile.TemporaryDirectory() as folder:
            bad += asyncio.run(through(way, copied(source, Path(folder), PLACES)))
    if bad:
        sys.exit(f"{bad} commands were not answered, or wrongly")


if __name__ == "__main__":
    main()
