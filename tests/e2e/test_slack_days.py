"""Five real days in Slack, both ways in: what people do, and whatever can go wrong meanwhile.

Each day Paperboy is started anew on the same store; the workspace, and its old buttons, stay.
"""

import asyncio
import re
import socket
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress
from functools import partial
from pathlib import Path
from typing import Literal

import pytest

from adapters.chat_slack import SlackChat
from bot.app import Paperboy
from bot.config import ChatSection, SlackSection, Tokens
from tests.e2e.house import PATIENCE, House
from tests.e2e.test_real_days import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, Replay, replay
from tests.slack.payloads import SIGNING_SECRET, event, mention, reaction
from tests.slack.stand_in import APP_TOKEN, BOT_TOKEN, PLACE, Fault, Shown, Slack, slack_server

__all__ = ["replay"]

DAYS = [MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY]
WANTED = '/digest subscribe "gaussian splatting" cs.CV at 9 max 3'
LOST = Fault("internal_error", 500)
# What happens to the posts of each day, in order.
FAULTS = {
    MONDAY: [],
    TUESDAY: [Fault("ratelimited", 429, {"Retry-After": "1"}), LOST, Fault(status=503, body="no")],
    WEDNESDAY: [Fault(hang=True, after=True), Fault(reset=True), Fault(hang=True)],
    THURSDAY: [Fault(reset=True, after=True), LOST, Fault(reset=True, after=True)],
    FRIDAY: [Fault("service_unavailable", 503, after=True)],
}


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def house_of(
    folder: Path, slack: Slack, arxiv: str, mode: Literal["socket", "http"]
) -> tuple[House, Callable[[], AbstractAsyncContextManager[Paperboy]]]:
    """A House in this workspace, and how to open it."""
    section = SlackSection(api_url=f"{slack.url}/api", mode=mode, port=free_port())
    tokens = Tokens(slack_bot=BOT_TOKEN, slack_app=APP_TOKEN, slack_signing=SIGNING_SECRET)
    house = House(folder, arxiv, ChatSection(slack=section), tokens)
    slack.clock = house.clock

    def prepare(paperboy: Paperboy) -> None:
        chat = paperboy.desk.chats["slack"]
        assert isinstance(chat, SlackChat)
        slack.chat = chat if mode == "http" else None

    return house, lambda: house.open(slack.connected, prepare=prepare)


def digests(slack: Slack) -> list[Shown]:
    return [each for each in slack.shown if re.search(r"new papers? ·", each.text)]


def has_digests(slack: Slack, count: int) -> bool:
    return len(digests(slack)) == count


def answers(slack: Slack) -> list[str]:
    return [each.text for each in slack.shown if each.only_for]


async def ask(slack: Slack, line: str) -> str:
    """Type a command; returns its private answer."""
    before = len(answers(slack))
    await slack.type(line)
    await slack.until(lambda: len(answers(slack)) > before)
    return answers(slack)[before]


async def press(slack: Slack, shown: Shown, label: str) -> str:
    before = len(answers(slack))
    await slack.press(shown, label)
    await slack.until(lambda: len(answers(slack)) > before)
    return answers(slack)[before]


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_five_days_in_slack(
    tmp_path: Path, replay: Replay, mode: Literal["socket", "http"]
) -> None:
    async with slack_server() as slack:
        house, opened = house_of(tmp_path, slack, replay.url, mode)
        for number, day in enumerate(DAYS, 1):
            replay.tell(day)
            house.set_clock(f"{day}T07:30:00+00:00")
            async with opened() as paperboy:
                if day == MONDAY:
                    assert "Subscribed" in await ask(slack, WANTED)
                slack.faults["chat.postMessage"] = list(FAULTS[day])
                house.set_clock(f"{day}T08:00:00+00:00")  # 9 in Berlin, where Anna is
                await house.until(paperboy, partial(has_digests, slack, number))
                await what_people_do(slack, mode, digests(slack)[0])
        async with opened() as paperboy:
            await check(slack, paperboy)
            await away_and_back(house, slack, paperboy)


async def what_people_do(slack: Slack, mode: str, first: Shown) -> None:
    """Press, ask and answer, also below the digest of the first day."""
    # Pressed again the next day, it is taken back.
    assert re.match("👍 (noted|taken back) for “", await press(slack, first, "👍"))
    assert "own sentences" in await press(slack, first, "Summary")
    assert "Posted here" in await ask(slack, "/paperboy status")
    assert "next: " in await ask(slack, "/digest list")
    questions = len(asked(slack))
    await slack.type("/quiz start")
    await slack.until(lambda: len(asked(slack)) > questions)
    assert "it is" in await press(slack, asked(slack)[-1], "A")
    detail = next(each for each in slack.shown if each.thread == first.ts)
    await slack.happen(reaction("+1", ts=detail.ts))
    if mode == "socket":
        await mid_event(slack)


async def mid_event(slack: Slack) -> None:
    """The connection closes while an event is on its way: Slack delivers it again on the next."""
    said = mention("<@UBOT> status")
    statuses = sum("Posted here" in each for each in answers(slack))
    await slack.happen(said)
    await slack.drop()
    await slack.connected()
    with suppress(TimeoutError):
        await slack.happen(said)
    await slack.until(lambda: sum("Posted here" in each for each in answers(slack)) > statuses)


async def away_and_back(house: House, slack: Slack, paperboy: Paperboy) -> None:
    """An archived channel pauses with the reason; when it is back, it resumes on request."""
    store = paperboy.desk.store
    slack.channels["C01"].is_archived = True
    await slack.happen(event("channel_archive", channel="C01", user="U01"))
    async with asyncio.timeout(PATIENCE):
        while not (await store.subscriptions.of(PLACE))[0].paused:  # noqa: ASYNC110 -- nobody is told
            await asyncio.sleep(0.01)
    slack.channels["C01"].is_archived = False
    await slack.happen(event("channel_unarchive", channel="C01", user="U01"))
    await house.until(paperboy, lambda: slack.times("Paperboy is back.") == 1)
    assert "archived" in await ask(slack, "/digest list")
    assert "Going on" in await ask(slack, "/digest resume")
    assert not (await store.subscriptions.of(PLACE))[0].paused


def asked(slack: Slack) -> list[Shown]:
    return [each for each in slack.shown if each.text.startswith("Quiz") and not each.only_for]


async def check(slack: Slack, paperboy: Paperboy) -> None:
    """Nothing twice, nothing lost, nothing held."""
    store = paperboy.desk.store
    public = [each for each in slack.shown if not each.only_for]
    posted = await store.ledger.posted(PLACE)
    linked = Counter(paper for each in digests(slack) for paper in papers_of(each))
    assert linked == dict.fromkeys(posted, 1)
    assert len(posted) >= 10
    below = Counter(paper for each in public if each.thread for paper in papers_of(each))
    assert below == dict.fromkeys(posted, 1)
    keys = [str(each.payload["metadata"]) for each in public if "metadata" in each.payload]
    assert len(keys) == len(set(keys))
    waiting = await store.outbox.unfinished()
    assert not [each for each in waiting if each.operation == "send"]  # a quiz may count
    past = await store.runs.past(PLACE, 20)
    assert [(str(each.date), each.outcome) for each in reversed(past)] == [
        (day, "digest") for day in DAYS
    ]
    votes = [await store.votes.tally(PLACE, paper) for paper in papers_of(digests(slack)[0])]
    assert votes[0] == (1, 0)


def papers_of(shown: Shown) -> list[str]:
    return re.findall(r"'https://arxiv\.org/abs/([^']+)'", str(shown.payload["blocks"]))
