"""A thin slice through both platforms: the whole Paperboy on the real SDKs, against stand-ins.

A digest at its hour, a private answer, a press, an edit; and what a person then sees.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

from bot.app import Paperboy, open_paperboy
from bot.commands import SPECS
from bot.config import (
    ArxivSection,
    ChatSection,
    DiscordSection,
    HuggingFaceSection,
    Settings,
    SlackSection,
    SourcesSection,
    StorageSection,
    Tokens,
)
from bot.messages import Address, Message
from bot.models import Announcement, Batch, Draft, Schedule, Subscription
from bot.service import Service
from tests.discord.stand_in import PLACE as ROOM
from tests.discord.stand_in import TOKEN, DiscordStandIn, discord_room
from tests.fakes import paper
from tests.slack.stand_in import APP_TOKEN, BOT_TOKEN, slack_server
from tests.slack.stand_in import PLACE as CHANNEL

NO_SOURCES = SourcesSection(
    arxiv=ArxivSection(enabled=False), huggingface=HuggingFaceSection(enabled=False)
)


async def test_slack_gets_its_digest_answers_presses_and_edits(tmp_path: Path) -> None:
    async with slack_server() as slack:
        chat = ChatSection(slack=SlackSection(api_url=f"{slack.url}/api"))
        tokens = Tokens(slack_bot=BOT_TOKEN, slack_app=APP_TOKEN)
        async with serving(tmp_path, chat, tokens, CHANNEL, slack.connected) as paperboy:
            await slack.until(lambda: slack.times("Robots that fold") > 0)
            (digest,) = slack.shown
            await slack.type("/paper robots")
            await slack.until(lambda: any(each.only_for for each in slack.shown))
            assert "Robots that fold" in slack.shown[-1].text
            await slack.press(digest, "👍")
            await slack.until(lambda: slack.times("noted for") > 0)
            assert slack.shown[-1].only_for
            await slack.type("/follow add robots")
            await slack.until(lambda: slack.times("You follow robots now") > 0)
            await slack.press(digest, "For me")
            await slack.until(lambda: slack.times("1 new paper for you") > 0)
            assert slack.shown[-1].only_for
            assert "you follow “robots” · already posted here" in slack.shown[-1].text
            await edited(paperboy, CHANNEL, lambda: slack.times("changed later") > 0, slack.until)
            assert await paperboy.desk.store.votes.tally(CHANNEL, "2603.00001") == (1, 0)


async def test_discord_gets_its_digest_answers_presses_and_edits(tmp_path: Path) -> None:
    async with discord_room() as room:
        discord: DiscordStandIn = room.discord
        discord.now = datetime.now(UTC)
        chat = ChatSection(
            discord=DiscordSection(
                api_url=f"{discord.url}/api/v10", gateway_url=discord.url.replace("http", "ws")
            )
        )
        async with serving(
            tmp_path, chat, Tokens(discord=TOKEN), ROOM, discord.connected
        ) as paperboy:
            await discord.until(lambda: discord.times("Robots that fold") > 0)
            asked = await discord.type("paper", topic="robots")
            await discord.until(lambda: asked.seen)
            assert [private for _, private in asked.seen] == [True]
            pressed = await discord.press("👍")
            await discord.until(lambda: pressed.seen)
            assert "noted for" in pressed.seen[0][0]
            following = await discord.type("follow add", topics="robots")
            await discord.until(lambda: following.seen)
            asked_for = await discord.press("For me")
            await discord.until(lambda: asked_for.seen)
            ((text, private),) = asked_for.seen
            assert private
            assert "you follow “robots” · already posted here" in text
            await edited(paperboy, ROOM, lambda: discord.times("changed later") > 0, discord.until)
            assert await paperboy.desk.store.votes.tally(ROOM, "2603.00001") == (1, 0)


@asynccontextmanager
async def serving(
    folder: Path,
    chat: ChatSection,
    tokens: Tokens,
    place: Address,
    connected: Callable[[], object],
) -> AsyncIterator[Paperboy]:
    """A whole Paperboy whose one subscription is due this minute."""
    settings = Settings(
        storage=StorageSection(url=f"sqlite:///{folder / 'paperboy.db'}"),
        sources=NO_SOURCES,
        chat=chat,
    )
    async with open_paperboy(settings, StringIO(), tokens=tokens) as paperboy:
        await subscribe(paperboy, place)
        service = Service(paperboy.desk, paperboy.editor)
        its = paperboy.desk.chats[place.chat]
        listening = asyncio.create_task(its.run(SPECS, paperboy.router.handle))
        await connected()  # type: ignore[misc]
        service.start()
        try:
            yield paperboy
        finally:
            await service.stop()
            await its.close()
            await listening


async def subscribe(paperboy: Paperboy, place: Address) -> None:
    store, now = paperboy.desk.store, paperboy.desk.clock()
    event = Announcement(
        paper(1, "Robots that fold", announced=now.date()), "cs.CV", "new", now.date()
    )
    await store.announcements.record("test", "", Batch((event,)), now)
    due = now.replace(second=0, microsecond=0)
    schedule = Schedule(at=due.time(), days=tuple(range(7)))
    await store.subscriptions.add(
        Subscription(place, ("robots",), schedule=schedule, next_run_at=due), now
    )


async def edited(
    paperboy: Paperboy,
    place: Address,
    seen: Callable[[], bool],
    until: Callable[[Callable[[], bool]], object],
) -> None:
    store = paperboy.desk.store
    entry = await store.ledger.entry(place, "2603.00001")
    assert entry is not None
    draft = Draft(Message("changed later"), changes=entry.part)
    await store.outbox.add(place, [draft], paperboy.desk.clock())
    paperboy.desk.sender.wake()
    await until(seen)  # type: ignore[misc]
