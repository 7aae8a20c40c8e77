"""The thread that acknowledges: how it starts, hands over and ends."""

import asyncio
import errno
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from bot.errors import ChatError
from bot.front import Front

OnPayload = Callable[[object], None]


async def test_everything_is_handed_over_in_order_to_the_loop_that_made_it() -> None:
    came: list[object] = []
    places: set[int] = set()

    @asynccontextmanager
    async def serve(on_payload: OnPayload) -> AsyncIterator[str]:
        for number in range(50):
            on_payload({"number": number})
        yield "here"
        for number in range(50, 100):  # what was acknowledged while it ended
            on_payload({"number": number})

    def take(payload: object) -> None:
        came.append(payload)
        places.add(threading.get_ident())

    front = Front(serve, take, name="Slack")
    assert await front.start() == "here"
    await front.stop()
    assert came == [{"number": number} for number in range(100)]
    assert places == {threading.get_ident()}
    await front.stop()  # harmless
    await front.ended()


async def test_what_fails_at_the_start_is_raised_there() -> None:
    def refuse() -> None:
        raise ChatError("the port is taken")

    @asynccontextmanager
    async def serve(_on_payload: OnPayload) -> AsyncIterator[str]:
        refuse()
        yield ""

    front = Front(serve, print, name="Slack")
    with pytest.raises(ChatError, match="the port is taken"):
        await front.start()
    await front.stop()


async def test_what_is_left_running_ends_with_it() -> None:
    ended = threading.Event()

    async def forever() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    @asynccontextmanager
    async def serve(_on_payload: OnPayload) -> AsyncIterator[str]:
        left = asyncio.create_task(forever())
        await asyncio.sleep(0)
        yield ""
        assert not left.done()

    front = Front(serve, print, name="Slack")
    await front.start()
    await front.stop()
    assert ended.is_set()


async def test_what_the_loop_meets_again_and_again_is_said_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    @asynccontextmanager
    async def serve(_on_payload: OnPayload) -> AsyncIterator[str]:
        loop = asyncio.get_running_loop()
        for _ in range(1000):
            error = OSError(errno.EMFILE, "private words")
            loop.call_exception_handler({"message": "accept() failed", "exception": error})
        yield ""

    front = Front(serve, print, name="Slack")
    await front.start()
    await front.stop()
    assert [each.getMessage() for each in caplog.records] == [
        "listening to Slack met a surprise: too many open files"
    ]


async def test_what_fails_meanwhile_ends_it_and_is_raised() -> None:
    @asynccontextmanager
    async def serve(_on_payload: OnPayload) -> AsyncIterator[str]:
        loops.append(asyncio.get_running_loop())
        yield ""

    loops: list[asyncio.AbstractEventLoop] = []
    front = Front(serve, print, name="Slack")
    await front.start()
    loops[0].call_soon_threadsafe(front.fail, ChatError("refused"))
    with pytest.raises(ChatError, match="refused"):
        await asyncio.wait_for(front.ended(), 5)
    await front.stop()
