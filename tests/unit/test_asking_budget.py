"""The budget: nothing is asked that could pass it, and no more is left unused than must be."""

import asyncio
from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random

import pytest

from bot.asking import Asking, BudgetSpent
from bot.errors import ModelError, StoreError
from bot.models import Charge, Completion, Prompt
from tests.asking import (
    CHEAP,
    MOST,
    NOW,
    PRICES,
    PROMPT,
    GatedModel,
    asking_of,
    settled,
    spent,
)
from tests.spending import MemorySpending


async def test_where_nothing_is_left_it_is_said_with_the_budget() -> None:
    spending = MemorySpending()
    ask = asking_of(GatedModel(), spending, MOST)
    await spending.reserve(Charge(NOW.date(), "small", "x", "", MOST / 2), None)
    with pytest.raises(BudgetSpent, match=r"^The day's budget of \$0\.00\d+ is spent\.$"):
        await ask()


async def test_a_request_that_no_day_has_room_for_is_told_from_a_spent_budget() -> None:
    ask = asking_of(GatedModel(), MemorySpending(), Decimal("0.001"))
    with pytest.raises(BudgetSpent) as raised:
        await ask()
    assert Decimal("0.001") < MOST <= Decimal("0.0011")
    assert str(raised.value) == (
        "The day's budget of $0.001 leaves no room for a request of at most $0.0011."
    )


@pytest.mark.parametrize(
    ("most", "said"),
    [("0.5", "$0.50"), ("2", "$2.00"), ("0.0125", "$0.0125"), ("10.000", "$10.00")],
)
def test_a_budget_is_written_as_people_do(most: str, said: str) -> None:
    assert str(BudgetSpent(Decimal(most))) == f"The day's budget of {said} is spent."


async def test_a_spent_budget_does_not_make_the_model_rest() -> None:
    model, spending = GatedModel(), MemorySpending()
    ask = asking_of(model, spending, MOST)
    number = await spending.reserve(Charge(NOW.date(), "small", "x", "", MOST), None)
    for _ in range(5):
        with pytest.raises(BudgetSpent):
            await ask()
    assert number
    await spending.release(number)
    asked = asyncio.create_task(ask())
    await settled()
    model.answer()
    assert await asked == "{}"


async def test_who_finds_no_room_waits_for_what_may_turn_out_cheaper() -> None:
    model, spending = GatedModel(), MemorySpending()
    ask = asking_of(model, spending, MOST + MOST / 2)
    tasks = [asyncio.create_task(ask()) for _ in range(3)]
    await settled()
    assert model.flying == 1
    for number in range(1, 4):
        model.answer()
        await settled()
        assert model.asked == min(number + 1, 3)
    assert await asyncio.gather(*tasks) == ["{}"] * 3
    assert await spent(spending) == 3 * PRICES.of(10, 1)


async def test_who_waits_in_vain_is_told_when_nothing_is_in_flight_any_more() -> None:
    model, spending = GatedModel(), MemorySpending()
    ask = asking_of(model, spending, MOST + MOST / 2)
    tasks = [asyncio.create_task(ask()) for _ in range(3)]
    await settled()
    model.answer(Completion("{}"))  # without counts: charged in full
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(each) for each in results] == [str, BudgetSpent, BudgetSpent]
    assert model.asked == 1


async def test_what_failed_and_cost_nothing_makes_room_for_who_waits() -> None:
    model, spending = GatedModel(), MemorySpending()
    ask = asking_of(model, spending, MOST)
    tasks = [asyncio.create_task(ask()) for _ in range(2)]
    await settled()
    model.fail(ModelError("It refuses the request."))
    await settled()
    model.answer()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(each) for each in results] == [ModelError, str]


async def test_a_few_are_asked_at_a_time() -> None:
    model = GatedModel()
    ask = asking_of(model, MemorySpending(), None, side_by_side=3)
    tasks = [asyncio.create_task(ask()) for _ in range(10)]
    for _ in range(10):
        await settled()
        assert model.flying <= 3
        model.answer()
    await asyncio.gather(*tasks)
    assert (model.asked, model.most_flying) == (10, 3)


async def test_a_store_that_fails_is_said_as_it_is_and_nothing_is_asked() -> None:
    class Broken(MemorySpending):
        async def reserve(self, charge: Charge, most: Decimal | None) -> int | None:
            del charge, most
            raise StoreError("the disk is full.")

    model = GatedModel()
    with pytest.raises(StoreError, match="the disk is full"):
        await asking_of(model, Broken(), None)()
    assert model.asked == 0


async def test_the_day_is_that_of_the_bots_time_zone_when_it_is_asked() -> None:
    class Days(MemorySpending):
        async def reserve(self, charge: Charge, most: Decimal | None) -> int | None:
            days.append(charge.day)
            return await super().reserve(charge, most)

    days: list[date] = []
    moments = iter((datetime(2026, 3, 10, 14, 59, tzinfo=UTC),) * 2)
    late = datetime(2026, 3, 10, 15, 1, tzinfo=UTC)
    model = GatedModel()
    asking = Asking(
        model, Days(), most_a_day=None, prices=None, timezone="Asia/Tokyo",
        clock=lambda: next(moments, late), random=Random(1),
    )  # fmt: skip

    async def once() -> None:
        asked = asyncio.create_task(asking.ask(PROMPT, str))
        await settled()
        model.answer()
        await asked

    await once()
    await once()
    assert days == [date(2026, 3, 10), date(2026, 3, 11)]


class FreeModel:
    """Answers everybody after a moment."""

    name = "small"
    flying = most_flying = 0

    async def complete(self, prompt: Prompt) -> Completion:
        del prompt
        self.flying += 1
        self.most_flying = max(self.flying, self.most_flying)
        await asyncio.sleep(0)
        self.flying -= 1
        return CHEAP

    async def close(self) -> None:
        pass


async def test_a_thousand_at_once_spend_no_more_than_there_is_and_all_of_it() -> None:
    model, spending = FreeModel(), MemorySpending()
    cost = PRICES.of(10, 1)
    most = 300 * cost + MOST
    asking = Asking(
        model, spending, most_a_day=most, prices=PRICES, timezone="UTC", clock=lambda: NOW,
        random=Random(1),
    )  # fmt: skip

    async def one() -> str:
        return await asking.ask(PROMPT, str)

    results = await asyncio.gather(*(one() for _ in range(1000)), return_exceptions=True)
    good = sum(each == "{}" for each in results)
    assert good == 301
    assert all(each == "{}" or isinstance(each, BudgetSpent) for each in results)
    assert await spent(spending) == good * cost <= most
    assert model.most_flying <= 8
