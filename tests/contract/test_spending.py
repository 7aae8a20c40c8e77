"""What every `Spending` does, in memory and in SQLite."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from bot.models import Charge, Spent
from bot.ports import Spending
from storage.sqlite import SqliteStore
from storage.sqlite.migrations import STEPS
from tests.spending import MemorySpending

CENT = Decimal("0.01")
TODAY = date(2026, 3, 10)
CHARGE = Charge(TODAY, "model", "summary points", "fake:room", CENT)


@pytest.fixture(params=["memory", "sqlite"])
async def spending(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Spending]:
    if request.param == "memory":
        yield MemorySpending()
        return
    store = await SqliteStore.open(tmp_path / "a.db")
    yield store.spending
    await store.close()


async def reserved(spending: Spending, charge: Charge = CHARGE) -> int:
    number = await spending.reserve(charge, None)
    assert number is not None
    return number


async def total(spending: Spending) -> Decimal:
    return sum((its.usd for its in (await spending.of_day(TODAY)).values()), Decimal(0))


async def test_nothing_was_spent_at_first(spending: Spending) -> None:
    assert await spending.of_day(TODAY) == {}


async def test_what_is_reserved_counts_in_full_until_it_is_known(spending: Spending) -> None:
    number = await reserved(spending)
    assert await spending.of_day(TODAY) == {("fake:room", "summary points"): Spent(1, usd=CENT)}
    its = Spent(1, 1200, 300, Decimal("0.0012345"))
    await spending.settle(number, its)
    assert await spending.of_day(TODAY) == {("fake:room", "summary points"): its}


async def test_what_cost_nothing_is_gone(spending: Spending) -> None:
    await spending.release(await reserved(spending))
    assert await spending.of_day(TODAY) == {}


async def test_what_is_known_once_stays_known(spending: Spending) -> None:
    number = await reserved(spending)
    its = Spent(1, 10, 20, CENT / 2)
    await spending.settle(number, its)
    await spending.settle(number, Spent(1, 99, 99, CENT))
    await spending.release(number)
    assert await spending.of_day(TODAY) == {("fake:room", "summary points"): its}


async def test_a_number_is_never_anothers(spending: Spending) -> None:
    gone = await reserved(spending)
    await spending.release(gone)
    assert await reserved(spending) != gone
    await spending.settle(gone, Spent())
    await spending.release(gone)
    assert await total(spending) == CENT


async def test_an_answer_may_cost_nothing_or_more_than_was_set_aside(spending: Spending) -> None:
    await spending.settle(await reserved(spending), Spent(1, 5, 5, Decimal(0)))
    await spending.settle(await reserved(spending), Spent(1, 5, 5, 3 * CENT))
    assert await total(spending) == 3 * CENT


async def test_the_most_of_a_day_may_be_reached_and_not_passed(spending: Spending) -> None:
    most = Decimal("0.05")
    numbers = [await spending.reserve(CHARGE, most) for _ in range(6)]
    assert [each is None for each in numbers] == [False] * 5 + [True]
    tiny = replace(CHARGE, usd=Decimal("0.000000000001"))
    assert await spending.reserve(tiny, most) is None
    assert await spending.reserve(replace(CHARGE, usd=Decimal(0)), most) is not None
    assert await spending.reserve(CHARGE, None) is not None


async def test_what_turns_out_cheaper_makes_room(spending: Spending) -> None:
    number = await spending.reserve(CHARGE, CENT)
    assert number is not None
    assert await spending.reserve(CHARGE, CENT) is None
    await spending.settle(number, Spent(1, 1, 1, Decimal(0)))
    assert await spending.reserve(CHARGE, CENT) is not None


async def test_every_day_has_its_own_sum(spending: Spending) -> None:
    await spending.reserve(CHARGE, CENT)
    tomorrow = replace(CHARGE, day=TODAY + timedelta(days=1))
    assert await spending.reserve(tomorrow, CENT) is not None
    assert await total(spending) == CENT


async def test_places_and_purposes_are_told_apart_and_models_are_not(spending: Spending) -> None:
    for place, purpose, model in (
        ("a", "x", "m"),
        ("a", "y", "m"),
        ("b", "x", "m"),
        ("a", "x", "n"),
    ):
        number = await reserved(spending, Charge(TODAY, model, purpose, place, CENT))
        await spending.settle(number, Spent(1, 10, 2, CENT))
    assert await spending.of_day(TODAY) == {
        ("a", "x"): Spent(2, 20, 4, 2 * CENT),
        ("a", "y"): Spent(1, 10, 2, CENT),
        ("b", "x"): Spent(1, 10, 2, CENT),
    }


async def test_a_hundred_at_once_do_not_pass_the_most(spending: Spending) -> None:
    numbers = await asyncio.gather(*(spending.reserve(CHARGE, 7 * CENT) for _ in range(100)))
    assert sum(each is not None for each in numbers) == 7


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), max_size=8))
async def test_sums_are_exact_to_the_token(requests: list[tuple[int, int]]) -> None:
    """A million tokens for $0.0375 and $0.15: no fraction of a cent gets lost."""
    spending = MemorySpending()
    costs = [
        (Decimal("0.0375") * first + Decimal("0.15") * second) / 10**6 for first, second in requests
    ]
    for cost in costs:
        await spending.settle(await reserved(spending), Spent(1, 1, 1, cost))
    assert await total(spending) == sum(costs, Decimal(0))


async def test_sums_are_exact_in_the_store(store: SqliteStore) -> None:
    cost = Decimal("0.0375") / 10**6
    for _ in range(3):
        await store.spending.settle(await reserved(store.spending), Spent(1, 1, 0, cost))
    assert await total(store.spending) == 3 * cost


async def test_a_server_that_counts_too_much_does_not_break_the_store(store: SqliteStore) -> None:
    dear = Spent(1, 10**9, 10**9, Decimal(10**8))  # at the highest prices
    for _ in range(3):
        await store.spending.settle(await reserved(store.spending), dear)
    assert await total(store.spending) >= 100_000
    assert await store.spending.reserve(CHARGE, Decimal(100_000)) is None


async def test_two_processes_share_a_budget(tmp_path: Path) -> None:
    one = await SqliteStore.open(tmp_path / "a.db")
    two = await SqliteStore.open(tmp_path / "a.db")
    tries = [each.spending.reserve(CHARGE, 9 * CENT) for each in (one, two) * 10]
    numbers = await asyncio.gather(*tries)
    assert sum(each is not None for each in numbers) == 9
    await asyncio.gather(one.close(), two.close())
    three = await SqliteStore.open(tmp_path / "a.db")
    assert await three.spending.reserve(CHARGE, 9 * CENT) is None
    assert await total(three.spending) == 9 * CENT
    await three.close()


async def test_summaries_of_before_are_written_anew(tmp_path: Path) -> None:
    file = tmp_path / "old.db"
    with Database(file) as old:
        STEPS.apply(old, stop_before="s0012_spending")
        old.execute("INSERT INTO summaries VALUES ('2603.1', 'tldr', '', 'w', 's', 'A text.')")
        old.commit()
    await (await SqliteStore.open(file)).close()
    with Database(file) as new:
        assert new.execute("SELECT count(*) FROM summaries").fetchone() == (0,)
