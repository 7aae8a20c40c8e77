"""What is in flight of a platform, and what it is asked at the start."""

import asyncio
from functools import partial

import pytest

from bot.errors import ChatError, NotAllowed, RateLimited
from bot.patience import Patience
from bot.tasks import Tasks


async def test_what_is_in_one_line_keeps_its_order_and_holds_up_nothing_else() -> None:
    tasks, done, released = Tasks("Post"), list[str](), asyncio.Event()

    async def first() -> None:
        await released.wait()
        done.append("first")

    async def other(name: str) -> None:
        done.append(name)
        released.set()

    tasks.begin(first, "a")
    tasks.begin(partial(other, "second"), "a")
    tasks.begin(partial(other, "beside"), "b")
    await tasks.done()
    assert done == ["beside", "first", "second"]


async def test_what_fails_does_not_hold_up_what_comes_after() -> None:
    tasks, done = Tasks("Post"), asyncio.Event()

    async def fail() -> None:
        raise ValueError

    async def succeed() -> None:
        done.set()

    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda *_: None)
    tasks.begin(fail, "a")
    tasks.begin(succeed, "a")
    await tasks.done()
    assert done.is_set()


async def test_each_is_cut_off_once(caplog: pytest.LogCaptureFixture) -> None:
    tasks = Tasks("Post")

    async def last() -> None:
        await asyncio.Event().wait()

    tasks.begin(last)
    await asyncio.gather(tasks.cut_off(), tasks.cut_off())
    await tasks.done()
    assert caplog.messages == ["events of Post not answered before the end: 1"]


async def test_a_platform_is_asked_until_it_answers(caplog: pytest.LogCaptureFixture) -> None:
    waited, errors = list[float](), [ChatError("away"), ChatError("away"), RateLimited("much", 9)]

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    async def ask() -> str:
        if errors:
            raise errors.pop(0)
        return "here"

    patience = Patience("Post", lambda error: isinstance(error, NotAllowed), sleep)
    assert await patience.out(ask) == "here"
    assert waited == [1, 2, 9]
    assert caplog.messages == [
        f"Post is asked again until it answers: {e}" for e in ("away", "much")
    ]
    errors.append(NotAllowed("never"))
    with pytest.raises(NotAllowed):
        await patience.out(ask)


@pytest.mark.parametrize("hangs", ["question", "pause"])
async def test_an_end_ends_a_question_and_a_pause(hangs: str) -> None:
    begun, patience = asyncio.Event(), Patience("Post", lambda _: False)

    async def hang(*_: object) -> None:
        begun.set()
        await asyncio.Event().wait()

    async def fail() -> None:
        raise ChatError("away")

    if hangs == "pause":
        patience = Patience("Post", lambda _: False, hang)
    asking = asyncio.create_task(patience.out(hang if hangs == "question" else fail))
    await begun.wait()
    patience.end()
    with pytest.raises(ChatError, match="Post was closed"):
        await asking
