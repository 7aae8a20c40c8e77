"""Whoever is cancelled: what was sent is paid for, nothing else is, and nothing is left behind."""

import asyncio
from contextlib import suppress

from tests.asking import MOST, PRICES, GatedModel, SlowSpending, asking_of, settled, spent
from tests.spending import MemorySpending


async def test_who_is_cancelled_after_sending_has_paid_and_makes_room_for_others() -> None:
    model, spending = GatedModel(), MemorySpending()
    ask = asking_of(model, spending, None, side_by_side=1)
    first, second = asyncio.create_task(ask()), asyncio.create_task(ask())
    await settled()
    first.cancel()
    await settled()
    assert model.flying == 1
    model.answer()
    assert await second == "{}"
    assert first.cancelled()
    assert await spent(spending) == MOST + PRICES.of(10, 1)


async def test_who_is_cancelled_while_waiting_for_a_turn_pays_nothing() -> None:
    model, spending = GatedModel(), MemorySpending()
    ask = asking_of(model, spending, None, side_by_side=1)
    first, second = asyncio.create_task(ask()), asyncio.create_task(ask())
    await settled()
    second.cancel()
    await settled()
    assert second.cancelled()
    model.answer()
    assert await first == "{}"
    assert await spent(spending) == PRICES.of(10, 1)


async def test_who_is_cancelled_while_reserving_leaves_nothing_behind() -> None:
    model, spending = GatedModel(), SlowSpending()
    asked = asyncio.create_task(asking_of(model, spending, None)())
    await spending.began.wait()
    asked.cancel()
    await settled()
    asked.cancel()
    await settled()
    assert not asked.done()
    spending.gate.set()
    with suppress(asyncio.CancelledError):
        await asked
    assert asked.cancelled()
    assert model.asked == 0
    assert await spent(spending) == 0


async def test_who_is_cancelled_while_settling_has_paid_what_it_cost() -> None:
    model, spending = GatedModel(), SlowSpending()
    spending.gate.set()
    asked = asyncio.create_task(asking_of(model, spending, None)())
    await settled()
    spending.gate.clear()
    spending.began.clear()
    model.answer()
    await spending.began.wait()
    asked.cancel()
    await settled()
    spending.gate.set()
    with suppress(asyncio.CancelledError):
        await asked
    assert asked.cancelled()
    assert await spent(spending) == PRICES.of(10, 1)
    assert asyncio.all_tasks() == {asyncio.current_task()}
