"""Asking through OpenAI's SDK, with the real store: what the server charges is never more."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from decimal import Decimal
from random import Random

import pytest

from adapters.model_openai import OpenAIModel
from bot.asking import Asking, BudgetSpent, Patience, Prices
from bot.errors import ModelError
from bot.models import Prompt
from bot.ports import Spending
from storage.sqlite import SqliteStore
from tests import model_server as played
from tests.model_server import ModelServer, Play, failing
from tests.spending import MemorySpending

NOW = datetime(2026, 3, 10, 8, tzinfo=UTC)
PROMPT = Prompt("You summarise.", "The paper.", {"type": "object"}, "tldr", 300, "summary", "a:b")
PRICES = Prices(Decimal("0.15"), Decimal("0.6"))
AskingOf = Callable[..., Asking]


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with played.model_server() as served:
        yield served


@pytest.fixture
async def asking_of(server: ModelServer, store: SqliteStore) -> AsyncIterator[AskingOf]:
    models: list[OpenAIModel] = []

    async def at_once(_seconds: float) -> None:
        return

    def one(
        most: Decimal | None = None,
        timeout: float = 5.0,
        retries: int = 1,
        spending: Spending = store.spending,
    ) -> Asking:
        models.append(OpenAIModel(model="small", base_url=server.url, key="k", timeout=timeout))
        return Asking(
            models[-1], spending, most_a_day=most, prices=PRICES, timezone="UTC",
            clock=lambda: NOW, random=Random(1), sleep=at_once, patience=Patience(retries),
        )  # fmt: skip

    yield one
    for each in models:
        await each.close()


def read(text: str) -> str:
    answer = json.loads(text)
    if "answer" not in answer:
        raise ValueError("answer is missing")
    return str(answer["answer"])


async def spent(spending: Spending) -> Decimal:
    sums = await spending.of_day(NOW.date())
    return sum((each.usd for each in sums.values()), Decimal(0))


def charged(server: ModelServer) -> Decimal:
    return PRICES.of(server.charged_in, server.charged_out)


@pytest.mark.parametrize(
    ("plays", "requests"),
    [
        ((played.GOOD,), 1),
        ((played.FENCED,), 1),
        ((played.CHATTY,), 1),
        ((played.BROKEN, played.GOOD), 2),
        ((played.EMPTY, played.GOOD), 2),
        ((played.NULL, played.GOOD), 2),
        ((played.CUT, played.GOOD), 2),
        ((played.UNCOUNTED,), 1),
        ((played.LIMITED, played.GOOD), 2),
        ((failing(500), played.GOOD), 2),
        ((failing(503), played.GOOD), 2),
        ((played.RESET, played.GOOD), 2),
        ((played.HANG, played.GOOD), 2),
        ((played.DRIP, played.GOOD), 2),
    ],
)
async def test_what_ends_well_is_read_and_what_it_cost_is_known(
    server: ModelServer,
    store: SqliteStore,
    asking_of: AskingOf,
    plays: tuple[Play, ...],
    requests: int,
) -> None:
    server.plays(*plays)
    silent = any(each.hang or each.drip for each in plays)
    assert await asking_of(timeout=1.0 if silent else 5.0).ask(PROMPT, read) == "yes"
    assert len(server.asked) == requests
    if any(each.hang or each.drip or each.reset or not each.usage for each in plays):
        assert await spent(store.spending) > charged(server)
    else:
        assert await spent(store.spending) == charged(server)


@pytest.mark.parametrize(
    ("play", "said", "requests"),
    [
        (played.REFUSED, "refuses to answer", 1),
        (played.FILTERED, "refuses to answer", 1),
        (played.BROKEN, "not as asked, the second time too", 2),
        (played.CUT, "ends too late, the second time too", 2),
        (played.NO_CHOICES, "no chat completion", 1),
        (played.NOT_JSON, "no chat completion", 1),
        (played.UNAUTHORISED, "OPENAI_API_KEY", 1),
        (played.UNKNOWN_MODEL, r"\[llm\] model", 1),
        (played.NO_QUOTA, "no credit left", 1),
        (played.TOO_LONG, "context_length_exceeded", 1),
        (failing(503), "cannot answer now", 2),
        (played.RESET, "closed the connection", 2),
    ],
)
async def test_what_ends_badly_is_one_line_and_never_cheaper_than_it_was(
    server: ModelServer,
    store: SqliteStore,
    asking_of: AskingOf,
    play: Play,
    said: str,
    requests: int,
) -> None:
    server.plays(play)
    with pytest.raises(ModelError, match=said) as error:
        await asking_of().ask(PROMPT, read)
    assert "\n" not in str(error.value)
    assert len(server.asked) == requests
    assert await spent(store.spending) >= charged(server)
    if not play.is_charged:
        assert await spent(store.spending) == 0


async def test_a_server_that_takes_neither_schema_nor_max_tokens_answers_all_the_same(
    server: ModelServer, store: SqliteStore, asking_of: AskingOf
) -> None:
    server.lacks = {"response_format", "max_tokens"}
    asking = asking_of(retries=2)
    for _ in range(3):
        assert await asking.ask(PROMPT, read) == "yes"
    assert len(server.asked) == 5
    assert await spent(store.spending) == charged(server)


async def test_a_refused_key_costs_one_request_and_no_time(
    server: ModelServer, asking_of: AskingOf
) -> None:
    server.plays(played.UNAUTHORISED)
    asking = asking_of()
    for _ in range(5):
        with pytest.raises(ModelError, match=r"refuses the key \(HTTP 401\): set OPENAI_API_KEY"):
            await asking.ask(PROMPT, read)
    assert len(server.asked) == 1


async def test_who_is_cancelled_leaves_no_task_and_has_paid(
    server: ModelServer, store: SqliteStore, asking_of: AskingOf
) -> None:
    server.plays(played.HANG)
    before = asyncio.all_tasks()
    asked = asyncio.create_task(asking_of().ask(PROMPT, read))
    await server.arrived.wait()
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    server.over.set()
    assert await spent(store.spending) == PRICES.at_most(PROMPT) > charged(server)
    ours = [each for each in asyncio.all_tasks() - before if "Asking" in repr(each)]
    assert ours == []


async def test_a_thousand_calls_at_once_are_a_few_at_a_time_and_within_the_budget(
    server: ModelServer, asking_of: AskingOf
) -> None:
    began = time.monotonic()
    cost = PRICES.of(28, 5)
    most = 900 * cost + 2 * PRICES.at_most(PROMPT)
    spending = MemorySpending()  # the store's would measure the disk
    asking = asking_of(most, spending=spending)
    answers = await asyncio.gather(
        *(asking.ask(PROMPT, read) for _ in range(1000)), return_exceptions=True
    )
    assert time.monotonic() - began < 20
    assert server.most_at_once <= 8
    good = sum(each == "yes" for each in answers)
    assert good == len(server.asked)
    assert all(each == "yes" or isinstance(each, BudgetSpent) for each in answers)
    assert charged(server) == await spent(spending) <= most
    assert charged(server) > most * Decimal("0.9")
