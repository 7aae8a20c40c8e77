"""Five real days in Discord: what people do, and whatever can go wrong meanwhile.

Each day Paperboy is started anew on the same store; the server, and its old buttons, stay.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from bot.app import Paperboy
from bot.config import ChatSection, DiscordSection, Tokens
from tests.discord.components import buttons_of, text_of
from tests.discord.interactions import Asked
from tests.discord.stand_in import PLACE, TOKEN, DiscordStandIn, Fault, discord_room
from tests.e2e.house import PATIENCE, House
from tests.e2e.test_real_days import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, Replay, replay

__all__ = ["replay"]

DAYS = [MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY]
POSTS = r"POST /channels/\d+/messages$"
THREADS = r"POST /channels/\d+/messages/\d+/threads"


def faults(day: str) -> list[Fault]:
    """What happens to the posts of each day, in order."""
    return {
        MONDAY: [],
        TUESDAY: [
            Fault(POSTS, retry_after=1.0, overall=True),
            Fault(POSTS, retry_after=2.0),
            Fault(POSTS, 500, done=True),
            Fault(POSTS, 503),
        ],
        WEDNESDAY: [
            Fault(POSTS, hang=True, done=True),
            Fault(POSTS, reset=True),
            Fault(THREADS, 500, done=True),
        ],
        THURSDAY: [Fault(POSTS, reset=True), Fault(POSTS, lost=True), Fault(POSTS, hang=True)],
        FRIDAY: [Fault(POSTS, 502, html=True), Fault(THREADS, retry_after=1.0)],
    }[day]


def house_of(folder: Path, discord: DiscordStandIn, arxiv: str) -> House:
    section = DiscordSection(api_url=f"{discord.url}/api/v10", gateway_url=discord.gateway_url)

    def told(now: datetime) -> None:
        discord.now = now

    return House(folder, arxiv, ChatSection(discord=section), Tokens(discord=TOKEN), told)


def digests(discord: DiscordStandIn) -> list[dict[str, Any]]:
    return [each for each in discord.shown if re.search(r"new papers? ·", text_of(each))]


def has_digests(discord: DiscordStandIn, count: int) -> bool:
    return len(digests(discord)) == count


def questions(discord: DiscordStandIn) -> list[dict[str, Any]]:
    return [each for each in discord.shown if text_of(each).startswith("### Quiz")]


async def answered(discord: DiscordStandIn, asked: Asked) -> str:
    """The first answer, which is private."""
    await discord.until(lambda: asked.seen)
    text, private = asked.seen[0]
    assert private, text
    return text


async def test_five_days_in_discord(tmp_path: Path, replay: Replay) -> None:
    async with discord_room() as room:
        discord = room.discord
        house = house_of(tmp_path, discord, replay.url)
        for number, day in enumerate(DAYS, 1):
            replay.tell(day)
            house.set_clock(f"{day}T07:30:00+00:00")
            async with house.open(discord.connected) as paperboy:
                if day == MONDAY:
                    await subscribe(discord)
                discord.faults = faults(day)
                house.set_clock(f"{day}T08:00:00+00:00")  # 9 in Berlin
                await house.until(paperboy, partial(has_digests, discord, number))
                assert not discord.faults
                await what_people_do(discord, number)
        async with house.open(discord.connected) as paperboy:
            await check(discord, paperboy)
            await away_and_back(house, discord, paperboy)


async def subscribe(discord: DiscordStandIn) -> None:
    asked = await discord.type(
        "digest subscribe",
        topics='"gaussian splatting"',
        categories="cs.CV",
        at="9",
        timezone="Europe/Berlin",
        max=3,
    )
    assert "Subscribed" in await answered(discord, asked)


async def what_people_do(discord: DiscordStandIn, day: int) -> None:
    """Press, ask, choose and answer, also below the digest of the first day."""
    first = digests(discord)[0]["id"]
    again = await discord.press("👍", first)  # on later days: taken back, and noted anew
    assert re.match("👍 (noted|taken back) for “", await answered(discord, again))
    assert "own sentences" in await answered(discord, await discord.press("Summary", first))
    await gateway_trouble(discord, day)
    assert "Posted here" in await answered(discord, await discord.type("paperboy status"))
    assert "next: " in await answered(discord, await discord.type("digest list"))
    offered = await discord.suggest("digest why", "paper", "")
    await discord.until(lambda: offered.choices)
    assert len(offered.choices or ()) >= day
    before = len(questions(discord))
    await discord.type("quiz start")
    await discord.until(lambda: len(questions(discord)) > before)
    label = next(each["label"] for each in buttons_of(questions(discord)[-1]))
    graded = await discord.press(label, questions(discord)[-1]["id"])
    assert "it is" in await answered(discord, graded)
    detail = next(each for each in discord.channels[first])
    await discord.react(detail, first, "👍")


async def gateway_trouble(discord: DiscordStandIn, day: int) -> None:
    """The connection ends while a press is on its way: it is dealt with all the same, once."""
    ways: list[Callable[[], Awaitable[None]]] = [
        partial(discord.hang_up, 4000),
        discord.tear,
        discord.reconnect,
        partial(discord.invalidate, resumable=True),
        partial(discord.invalidate, resumable=False),
    ]
    await ways[day - 1]()
    if day == len(ways):  # a new session hears nothing of what was before, and takes its time
        async with asyncio.timeout(PATIENCE):
            while not discord.lines:  # noqa: ASYNC110 -- nobody is told
                await asyncio.sleep(0.1)
    pressed = await discord.press("👎", digests(discord)[-1]["id"])
    assert "noted for" in await answered(discord, pressed)
    await discord.connected()
    assert len(pressed.seen) == 1


async def away_and_back(house: House, discord: DiscordStandIn, paperboy: Paperboy) -> None:
    """Thrown out, it pauses with the reason; when it is back, it resumes on request."""
    store = paperboy.desk.store
    await discord.remove_from_server()
    async with asyncio.timeout(PATIENCE):
        while not (await store.subscriptions.of(PLACE))[0].paused:  # noqa: ASYNC110 -- nobody is told
            await asyncio.sleep(0.01)
    await discord.invite_back()
    await house.until(paperboy, lambda: discord.times("Paperboy is back.") == 1)
    listed = await answered(discord, await discord.type("digest list"))
    # In the words of whoever notes it first: what Discord tells, or an edit that fails meanwhile.
    assert re.search("paused: Paperboy (was removed from the|is not on this) server", listed)
    assert "Going on" in await answered(discord, await discord.type("digest resume"))
    assert not (await store.subscriptions.of(PLACE))[0].paused


async def check(discord: DiscordStandIn, paperboy: Paperboy) -> None:
    """Nothing twice, nothing lost, nothing held."""
    store = paperboy.desk.store
    posted = await store.ledger.posted(PLACE)
    assert len(posted) >= 10
    assert linked(digests(discord)) == dict.fromkeys(posted, 1)
    below = [
        each for digest in digests(discord) for each in discord.channels[digest["id"]].values()
    ]
    assert linked(below) == dict.fromkeys(posted, 1)
    waiting = await store.outbox.unfinished()
    assert not [each for each in waiting if each.operation == "send"]  # a quiz may count
    assert not discord.pinged
    past = await store.runs.past(PLACE, 20)
    assert [(str(each.date), each.outcome) for each in reversed(past)] == [
        (day, "digest") for day in DAYS
    ]
    votes = [await store.votes.tally(PLACE, paper) for paper in posted]
    assert votes.count((1, 0)) >= 1
    assert votes.count((0, 1)) >= 1


def linked(shown: Sequence[dict[str, Any]]) -> Counter[str]:
    """How often each paper is linked."""
    found = (re.findall(r"\]\(https://arxiv\.org/abs/([^)]+)\)", str(each)) for each in shown)
    return Counter(paper for papers in found for paper in papers)
