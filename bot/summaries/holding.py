"""A claim that is held while somebody writes; who dies lets go within a minute."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import structlog

from bot.asking.finishing import to_its_end
from bot.errors import StoreError
from bot.models import Manner
from bot.ports import Clock
from bot.ports.writing import Summaries

LEASE = timedelta(seconds=60)
_PULSE = 20.0  # seconds: two that fail lose nothing

log = structlog.get_logger(__name__)


@asynccontextmanager
async def held(
    summaries: Summaries,
    paper_id: str,
    manner: Manner,
    worker: str,
    clock: Clock,
    sleep: Callable[[float], Awaitable[None]],
) -> AsyncIterator[None]:
    """Keep what `worker` has claimed, and release it at the end, however that comes."""

    async def renew() -> None:
        mine = True
        while mine:
            await sleep(_PULSE)
            now = clock()
            try:
                # What was begun is ended: a claim must not come back once it is released.
                mine = await to_its_end(summaries.claim(paper_id, manner, worker, now, now + LEASE))
            except StoreError as error:
                log.warning("a claim was not renewed", paper=paper_id, why=str(error))

    async def let_go() -> None:
        renewing.cancel()
        await asyncio.wait([renewing])
        await summaries.release(paper_id, manner, worker)

    renewing = asyncio.create_task(renew())
    try:
        yield
    finally:
        await to_its_end(let_go())
