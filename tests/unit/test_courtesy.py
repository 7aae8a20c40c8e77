"""Who waits for an answer goes first."""

import asyncio

from bot.courtesy import Courtesy


async def test_it_steps_aside_until_everybody_has_an_answer() -> None:
    courtesy = Courtesy(most=60)
    with courtesy.answering():
        aside = asyncio.create_task(courtesy.step_aside())
        with courtesy.answering():
            await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert not aside.done()
    await asyncio.wait_for(aside, 5)


async def test_where_nobody_waits_it_goes_on_at_once() -> None:
    await asyncio.wait_for(Courtesy(most=60).step_aside(), 5)


async def test_it_does_not_step_aside_for_ever() -> None:
    courtesy = Courtesy(most=0)
    with courtesy.answering():
        await asyncio.wait_for(courtesy.step_aside(), 5)


async def test_who_comes_just_as_it_wakes_goes_first_too() -> None:
    courtesy = Courtesy(most=60)
    with courtesy.answering():
        aside = asyncio.create_task(courtesy.step_aside())
        await asyncio.sleep(0)
    with courtesy.answering():
        for _ in range(5):
            await asyncio.sleep(0)
        assert not aside.done()
    await asyncio.wait_for(aside, 5)
