"""A quiz and a vote from beginning to end, on every chat by the same core."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

from bot.app import CONSOLE, Paperboy, open_paperboy
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
from bot.models import Asked, Draft
from bot.quizzes import Host
from bot.service import Service
from tests.discord.components import text_of
from tests.discord.interactions import Asked as Interaction
from tests.discord.stand_in import PLACE as ROOM
from tests.discord.stand_in import TOKEN, DiscordStandIn, discord_room
from tests.fakes import paper
from tests.playing import ABSTRACT
from tests.slack.stand_in import APP_TOKEN, BOT_TOKEN, Shown, Slack, slack_server
from tests.slack.stand_in import PLACE as CHANNEL

NO_SOURCES = SourcesSection(
    arxiv=ArxivSection(enabled=False), huggingface=HuggingFaceSection(enabled=False)
)


class Time:
    """The clock of the machine, and how far the test set it ahead."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@asynccontextmanager
async def serving(
    folder: Path, chat: ChatSection, tokens: Tokens, place: Address, time: Time,
    connected: Callable[[], Awaitable[None]],
) -> AsyncIterator[Paperboy]:  # fmt: skip
    """A whole Paperboy in a place that got two papers today."""
    url = f"sqlite:///{folder / 'paperboy.db'}"
    settings = Settings(storage=StorageSection(url=url), sources=NO_SOURCES, chat=chat)
    async with open_paperboy(settings, StringIO(), tokens=tokens, clock=time) as paperboy:
        await post_papers(paperboy, place)
        its = paperboy.desk.chats[place.chat]
        service = Service(paperboy.desk, paperboy.editor)
        listening = asyncio.create_task(its.run(SPECS, paperboy.router.handle))
        await connected()
        service.start()
        try:
            yield paperboy
        finally:
            await service.stop()
            await its.close()
            await listening


async def post_papers(paperboy: Paperboy, place: Address) -> None:
    store, now = paperboy.desk.store, paperboy.desk.clock()
    await store.papers.add(
        [paper(1, "Deep nets", abstract=ABSTRACT), paper(2, "Nets for fish", abstract="We fish.")]
    )
    drafts = [Draft(Message(f"new {n}"), (f"2603.0000{n}",)) for n in (1, 2)]
    await store.outbox.add(place, drafts, now)
    await paperboy.desk.sender.flush(place)


async def question(paperboy: Paperboy) -> Asked:
    its = await paperboy.desk.store.quizzes.get(1)
    assert its
    return its


async def test_a_dialogue_in_the_terminal(tmp_path: Path) -> None:
    time, out = Time(), StringIO()
    url = f"sqlite:///{tmp_path / 'paperboy.db'}"
    settings = Settings(storage=StorageSection(url=url), sources=NO_SOURCES)

    async def lines() -> AsyncIterator[str]:
        yield "/quiz"
        right = "ABCD"[(await question(paperboy)).question.key]
        wrong = "A" if right != "A" else "B"
        yield wrong
        yield right
        yield "/quiz scores"
        yield "/quiz mine"
        yield "/quiz vote"
        yield "/paperboy forget"
        yield "/paperboy forget me"
        yield "/quiz scores"
        time.ahead = timedelta(hours=25)
        await Host(paperboy.desk.store, paperboy.desk.chats, time, paperboy.desk.random).serve()
        await paperboy.desk.sender.flush(CONSOLE)

    async with open_paperboy(settings, out, lines(), clock=time) as paperboy:
        await post_papers(paperboy, CONSOLE)
        await paperboy.console.run(SPECS, paperboy.router.handle)
    text = " ".join(out.getvalue().split())
    for said in (
        "The first answer counts, feedback is private", "Asked here, for all. It closes",
        "Not quite: it is", "before, and that counts.", "│ It reaches an accuracy of 87.5%",
        "nobody answered a quiz yet", "0 of 1 right", "Your quizzes",
        "Which of this week's papers shall we discuss?",
        "A Nets for fish", "/paperboy forget <who>: <who> is me", "Forgotten: 1 of your answers",
        "nobody answered a quiz yet", "Quiz closed", "1 answered, 0 % right", "Vote closed",
    ):  # fmt: skip
        assert said in text, f"{said}\n\n{out.getvalue()}"


async def test_a_quiz_in_slack(tmp_path: Path) -> None:
    time = Time()
    async with slack_server() as slack:
        chat = ChatSection(slack=SlackSection(api_url=f"{slack.url}/api"))
        tokens = Tokens(slack_bot=BOT_TOKEN, slack_app=APP_TOKEN)
        async with serving(tmp_path, chat, tokens, CHANNEL, time, slack.connected) as paperboy:
            await slack.type("/quiz start")
            await slack.until(lambda: slack.times("closes") >= 2)
            [shown] = [each for each in slack.shown if each.text.startswith("Quiz\n")]
            assert not shown.only_for
            right = "ABCD"[(await question(paperboy)).question.key]
            assert (await heard(slack, shown, right, "U01")).startswith(f"Right: it is {right}.")
            await heard(slack, shown, right, "U02")
            await slack.until(lambda: bool(re.search("[12] ha(s|ve) answered", shown.text)))
            assert "█" not in shown.text
            assert "nobody answered" in await told(slack, "/quiz scores")  # before the close
            assert "1 of 1 right" in await told(slack, "/quiz mine")
            await vote_in_slack(slack)
            await sent(paperboy, CHANNEL)
            time.ahead = timedelta(hours=25)
            await slack.until(lambda: "Quiz closed" in shown.text)
            assert "2 answered, 100 % right" in shown.text
            assert "1 of 1 right" in await told(slack, "/quiz scores")
            await slack.until(lambda: slack.times("Chosen to discuss, with 1 of 1 vote") > 0)
            await slack.until(lambda: slack.times("Vote closed") == 1)


async def heard(slack: Slack, shown: Shown, label: str, user: str) -> str:
    """What one person alone hears of a press."""
    before = len(slack.shown)
    await slack.press(shown, label, user=user)
    await slack.until(lambda: len(slack.shown) > before)
    assert slack.shown[before].only_for == user
    return slack.shown[before].text


async def told(slack: Slack, line: str) -> str:
    before = len(slack.shown)
    await slack.type(line)
    await slack.until(lambda: len(slack.shown) > before)
    assert slack.shown[before].only_for
    return slack.shown[before].text


async def vote_in_slack(slack: Slack) -> None:
    await slack.type("/quiz vote")
    await slack.until(lambda: slack.times("shall we discuss") > 0)
    shown = next(each for each in slack.shown if "shall we discuss" in each.text)
    before = len(slack.shown)
    await slack.press(shown, "B")
    await slack.until(lambda: any("Noted" in each.text for each in slack.shown[before:]))


async def test_a_quiz_in_discord(tmp_path: Path) -> None:
    time = Time()
    async with discord_room() as room:
        discord: DiscordStandIn = room.discord
        discord.now = time()
        chat = ChatSection(
            discord=DiscordSection(
                api_url=f"{discord.url}/api/v10", gateway_url=discord.url.replace("http", "ws")
            )
        )
        tokens = Tokens(discord=TOKEN)
        async with serving(tmp_path, chat, tokens, ROOM, time, discord.connected) as paperboy:
            started = await discord.type("quiz start")
            assert "Asked here" in await private(discord, started)
            await discord.until(lambda: discord.times("the first answer counts".capitalize()) == 1)
            right = "ABCD"[(await question(paperboy)).question.key]
            assert f"Right: it is {right}." in await private(discord, await discord.press(right))
            await discord.until(lambda: discord.times("1 has answered") == 1)
            # Before the close, scores would tell who was right.
            assert "nobody answered" in await private(discord, await discord.type("quiz scores"))
            assert "1 of 1 right" in await private(discord, await discord.type("quiz mine"))
            await private(discord, await discord.type("quiz vote"))
            await discord.until(lambda: discord.times("shall we discuss") > 0)
            count(discord, votes=3)
            await sent(paperboy, ROOM)
            time.ahead = timedelta(hours=25)
            discord.now = time()
            await discord.until(lambda: discord.times("Quiz closed") == 1)
            assert discord.times("1 answered, 100 % right") == 1
            await discord.until(lambda: discord.times("Chosen to discuss, with 3 of 3 votes") == 1)


async def sent(paperboy: Paperboy, place: Address) -> None:
    """Wait until the store knows of each message when it was sent."""
    async with asyncio.timeout(10):
        while await paperboy.desk.store.outbox.unfinished():
            await paperboy.desk.sender.flush(place)


async def private(discord: DiscordStandIn, asked: Interaction) -> str:
    await discord.until(lambda: asked.seen)
    text, is_private = asked.seen[0]
    assert is_private
    return text


def count(discord: DiscordStandIn, votes: int) -> None:
    """Discord counts its own poll, to the end."""
    [shown] = [each for each in discord.shown if each.get("poll")]
    assert "Nets for fish" in text_of(shown)
    shown["poll"]["results"] = {
        "is_finalized": True, "answer_counts": [{"id": 2, "count": votes, "me_voted": False}],
    }  # fmt: skip
