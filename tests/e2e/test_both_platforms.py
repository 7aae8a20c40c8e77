"""Slack and Discord in one process: one store of papers, each place its own, neither waits."""

import asyncio
import re
from collections.abc import Iterable
from pathlib import Path

from bot.config import ChatSection, DiscordSection, SlackSection, Tokens
from tests.discord.components import text_of
from tests.discord.stand_in import PLACE as ROOM
from tests.discord.stand_in import TOKEN, DiscordStandIn, Fault, discord_room
from tests.e2e.house import House
from tests.e2e.test_real_days import MONDAY, TUESDAY, Replay, replay
from tests.slack.stand_in import APP_TOKEN, BOT_TOKEN, Slack, slack_server
from tests.slack.stand_in import PLACE as CHANNEL

__all__ = ["replay"]

LINE = '"gaussian splatting" cs.CV at 9 Europe/Berlin max 3'


def house_of(folder: Path, slack: Slack, discord: DiscordStandIn, arxiv: str) -> House:
    chat = ChatSection(
        slack=SlackSection(api_url=f"{slack.url}/api"),
        discord=DiscordSection(api_url=f"{discord.url}/api/v10", gateway_url=discord.gateway_url),
    )
    tokens = Tokens(slack_bot=BOT_TOKEN, slack_app=APP_TOKEN, discord=TOKEN)
    house = House(folder, arxiv, chat, tokens, lambda now: setattr(discord, "now", now))
    slack.clock = house.clock
    return house


def digests(texts: Iterable[str]) -> int:
    return sum(bool(re.search(r"new papers? ·", each)) for each in texts)


def on_slack(slack: Slack) -> int:
    return digests(each.text for each in slack.shown)


def on_discord(discord: DiscordStandIn) -> int:
    return digests(map(text_of, discord.shown))


async def subscribe(slack: Slack, discord: DiscordStandIn) -> None:
    await slack.type(f"/digest subscribe {LINE}")
    asked = await discord.type("digest subscribe", topics=LINE)
    await slack.until(lambda: slack.times("Subscribed") > 0)
    await discord.until(lambda: asked.seen)


async def test_one_process_serves_both_and_one_that_is_down_holds_up_nobody(
    tmp_path: Path, replay: Replay
) -> None:
    async with slack_server() as slack, discord_room() as room:
        discord = room.discord
        house = house_of(tmp_path, slack, discord, replay.url)
        replay.tell(MONDAY)
        house.set_clock(f"{MONDAY}T07:30:00+00:00")
        async with house.open(slack.connected, discord.connected) as paperboy:
            await subscribe(slack, discord)
            house.set_clock(f"{MONDAY}T08:00:00+00:00")
            await house.until(paperboy, lambda: on_slack(slack) == on_discord(discord) == 1)
            store = paperboy.desk.store
            posted = await store.ledger.posted(CHANNEL)
            assert len(posted) == 3
            assert await store.ledger.posted(ROOM) == posted
        replay.tell(TUESDAY)
        house.set_clock(f"{TUESDAY}T07:59:00+00:00")
        discord.faults = [Fault(".", hang=True, times=100)]
        async with house.open(slack.connected) as paperboy:
            await its_digest_comes_at_once(house, slack)
            assert on_discord(discord) == 1
            discord.faults = []
            await house.until(paperboy, lambda: on_discord(discord) == 2)
            assert on_slack(slack) == 2
            ledger = paperboy.desk.store.ledger
            assert await ledger.posted(CHANNEL) == await ledger.posted(ROOM)


async def its_digest_comes_at_once(house: House, slack: Slack) -> None:
    """Though Discord answers nothing: within a few seconds that the clock does not hurry."""
    house.set_clock(f"{TUESDAY}T08:00:00+00:00")
    async with asyncio.timeout(10):
        while on_slack(slack) < 2:  # noqa: ASYNC110 -- nobody is told
            await asyncio.sleep(0.05)
    answers = len(slack.shown)
    await slack.type("/paperboy status")
    await slack.until(lambda: len(slack.shown) > answers)
