"""A hundred channels want the same five papers of two Paperboys on one store: each is paid once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from adapters.model_openai import OpenAIModel
from bot.asking import Asking, Prices
from bot.digest import Ahead, Editor
from bot.messages import Address, Limits
from bot.models import Schedule, Style, Subscription
from bot.schedule import next_run
from bot.summaries import STYLES, ExtractiveWriter, ModelWriter, Summariser
from storage.sqlite import SqliteStore
from tests import model_server as played
from tests.days import EVERY_DAY, MONDAY, announce, at, made
from tests.echo import echo, named
from tests.fakes import FakeChat
from tests.model_server import Body, ModelServer, Play, model_server
from tests.scripted import at_once

CHANNELS, PAPERS = 100, 5
BEFORE, HOUR = at(MONDAY, "08:45"), at(MONDAY)
PRICES = Prices(Decimal("0.25"), Decimal(2))
ROOMY = Limits(text=4000, title=300, body=3000, cards=50, total=40_000, buttons=25, label=80,
               value=2000)  # fmt: skip


@dataclass
class Process:
    """A Paperboy as another process has it: with a store, a model and a name of its own."""

    store: SqliteStore
    model: OpenAIModel
    name: str
    now: datetime = BEFORE
    most: Decimal | None = None

    def __post_init__(self) -> None:
        asking = Asking(
            self.model, self.store.spending, most_a_day=self.most, prices=PRICES, timezone="UTC",
            clock=self.clock, random=Random(1), sleep=at_once,
        )  # fmt: skip
        self.chat = FakeChat()
        self.chat.limits = ROOMY
        self.summariser = Summariser(
            self.store, ExtractiveWriter(), self.clock, ModelWriter(asking), worker=self.name,
            sleep=self._look,
        )  # fmt: skip
        chats = {"fake": self.chat}
        self.ahead = Ahead(self.store, self.summariser, self.clock)
        self.editor = Editor(self.store, self.summariser, chats, self.clock, self.name)

    async def _look(self, _seconds: float) -> None:
        """At what the other has written: sooner than in a second."""
        await asyncio.sleep(0.02)

    def clock(self) -> datetime:
        return self.now

    async def write_ahead(self) -> None:
        await self.ahead.write(await self.ahead.coming())

    async def serve(self) -> int:
        self.now = HOUR
        await self.editor.begin()
        return await self.editor.serve(lambda _: ())

    async def close(self) -> None:
        await self.summariser.close()
        await self.model.close()
        await self.store.close()


@asynccontextmanager
async def processes(
    file: Path, server: ModelServer, most: Decimal | None = None
) -> AsyncIterator[list[Process]]:
    """Two of them, on one file."""
    its = [
        Process(
            await SqliteStore.open(file), OpenAIModel(model="small-1", base_url=server.url), name,
            most=most,
        )
        for name in "ab"
    ]  # fmt: skip
    yield its
    for each in its:
        await each.close()


async def subscribed(store: SqliteStore, styles: tuple[Style, ...], count: int = CHANNELS) -> None:
    schedule = Schedule(HOUR.time(), EVERY_DAY)
    due = next_run(schedule, BEFORE - timedelta(hours=1))
    wanted = Subscription(Address("fake", "0"), schedule=schedule, next_run_at=due)
    for number in range(count):
        place, style = Address("fake", str(number)), styles[number % len(styles)]
        await store.subscriptions.add(replace(wanted, place=place, style=style), BEFORE)
    await announce(store, MONDAY, *map(made, range(PAPERS)))


async def digests(store: SqliteStore) -> list[int]:
    """How many papers each channel got."""
    past = [await store.runs.past(Address("fake", str(each)), 9) for each in range(CHANNELS)]
    return [sum(run.receipt.posted for run in its if run.outcome == "digest") for its in past]


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with model_server() as its:
        its.say, its.seconds = echo, 0.02  # in which the other process asks too
        yield its


async def test_five_calls_a_style_for_a_hundred_channels(
    tmp_path: Path, server: ModelServer
) -> None:
    async with processes(tmp_path / "a.db", server) as (one, other):
        await subscribed(one.store, tuple(STYLES))
        await asyncio.gather(one.write_ahead(), other.write_ahead())
        asked = Counter(map(named, server.asked))
        assert asked == {f"{each}_summary": PAPERS for each in STYLES}
        served = await asyncio.gather(one.serve(), other.serve())
        assert sum(served) == CHANNELS
        assert await digests(one.store) == [PAPERS] * CHANNELS
        assert len(server.asked) == PAPERS * len(STYLES)
        sums = await one.store.spending.of_day(MONDAY)
        assert sum(each.requests for each in sums.values()) == PAPERS * len(STYLES)
        cost = PRICES.of(server.charged_in, server.charged_out)
        assert sum((each.usd for each in sums.values()), Decimal(0)) == cost
        parts = await one.store.outbox.unfinished(Address("fake", "1"))
        cards = [card for part in parts for card in part.message.cards]
        assert cards[0].footer.endswith("sentences by small-1, checked")
        checked = "checked against the abstract · written by small-1"
        assert sum(checked in card.footer for card in cards) == PAPERS


async def test_nobody_prepared_and_it_is_five_calls_all_the_same(
    tmp_path: Path, server: ModelServer
) -> None:
    async with processes(tmp_path / "a.db", server) as (one, other):
        await subscribed(one.store, ("points",), 20)
        assert sum(await asyncio.gather(one.serve(), other.serve())) == 20
        for each in (one, other):  # what is on its way when the digest goes
            papers = await each.store.papers.several([made(n).id for n in range(PAPERS)])
            for style in ("tldr", "points"):
                its = await each.summariser.written(papers, style, patience=30)
                assert {summary.writer for summary in its} == {"small-1"}
        assert Counter(map(named, server.asked)) == {"tldr_summary": 5, "points_summary": 5}


@pytest.mark.parametrize("play", [played.failing(500), played.BROKEN, played.UNAUTHORISED])
async def test_whatever_the_model_does_each_channel_has_its_digest(
    tmp_path: Path, server: ModelServer, play: Play
) -> None:
    def say(body: Body) -> Play:
        return echo(body) if "system 0" in body["messages"][1]["content"] else play

    server.say = say if play is not played.UNAUTHORISED else lambda _: play
    async with processes(tmp_path / "a.db", server) as (one, other):
        await subscribed(one.store, ("tldr",), 20)
        served = await asyncio.gather(one.serve(), other.serve())
        assert sum(served) == 20
        assert (await digests(one.store))[:20] == [PAPERS] * 20


async def test_where_the_budget_ends_the_rest_is_by_extraction(
    tmp_path: Path, server: ModelServer
) -> None:
    most = Decimal("0.0045")
    async with processes(tmp_path / "a.db", server, most) as (one, other):
        await subscribed(one.store, ("points",))
        await asyncio.gather(one.write_ahead(), other.write_ahead())
        assert sum(await asyncio.gather(one.serve(), other.serve())) == CHANNELS
        assert await digests(one.store) == [PAPERS] * CHANNELS
        assert PRICES.of(server.charged_in, server.charged_out) <= most
        assert 0 < len(server.asked) < 2 * PAPERS
        parts = await one.store.outbox.unfinished(Address("fake", "1"))
        cards = [card for part in parts for card in part.message.cards]
        assert [card for card in cards if "The day's budget of $0.0045 " in card.footer]
