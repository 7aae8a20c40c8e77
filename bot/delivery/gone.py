"""A place that is gone: nothing is due there, and nothing waits there, until it is resumed."""

from datetime import datetime

import structlog

from bot.messages import Address
from bot.ports import Store

log = structlog.get_logger(__name__)


async def give_up(store: Store, place: Address, why: str, at: datetime) -> None:
    """Pause a place, and drop what waits there, but for what may have come."""
    for each in await store.subscriptions.of(place):
        await store.subscriptions.pause(each.id, why)
    waiting = await store.outbox.unfinished(place)
    unsent = [each.id for each in waiting if not each.doubt_since]
    await store.outbox.decide(unsent, "drop", at)
    log.warning("a place is gone, and paused", place=str(place), why=why)
