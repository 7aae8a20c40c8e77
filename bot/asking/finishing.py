"""What must not be left half-done, whoever is cancelled meanwhile."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def finished(task: asyncio.Task[T]) -> None:
    """Wait until a task is done. Who is cancelled meanwhile learns it only then."""
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled:
        raise cancelled


async def to_its_end(work: Coroutine[Any, Any, T]) -> T:
    """What `work` brings. Who is cancelled meanwhile learns it when it is done."""
    task = asyncio.create_task(work)
    try:
        await finished(task)
    except asyncio.CancelledError:
        failure_of(task)
        raise
    return task.result()


def failure_of(task: asyncio.Task[T]) -> BaseException | None:
    """What a task that is done failed with. Once it was asked, nobody misses it."""
    return asyncio.CancelledError() if task.cancelled() else task.exception()
