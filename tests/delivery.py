"""What the tests of the outbox share: parts are put in, claimed, sent."""

from datetime import datetime, timedelta

from bot.messages import Address, Message, MessageRef
from bot.models import Draft, Part
from bot.ports import Store
from tests.fakes import NOW, PLACE

OTHER = Address("fake", "other room")
CHATS = ["fake"]
LEASE = timedelta(seconds=45)


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def draft(text: str, *papers: str, parent: int | None = None) -> Draft:
    return Draft(Message(text), papers, parent)


async def add(store: Store, *drafts: Draft, place: Address = PLACE) -> tuple[int, ...]:
    return await store.outbox.add(place, drafts, NOW)


async def claim(
    store: Store, at: datetime = NOW, worker: str = "w", limit: int = 10, **more: object
) -> list[Part]:
    parts = await store.outbox.claim(worker, CHATS, at, at + LEASE, limit, **more)  # type: ignore[arg-type]
    return list(parts)


async def begin(store: Store, at: datetime = NOW, worker: str = "w") -> Part:
    """Claim the next part and let its request leave."""
    [part] = await claim(store, at, worker)
    assert await store.outbox.sending(part, at, at + LEASE)
    return part


def ref(part: Part, id_: str = "1") -> MessageRef:
    return MessageRef(part.place, id_)


async def deliver(store: Store, at: datetime = NOW) -> Part:
    part = await begin(store, at)
    await store.outbox.sent(part, ref(part, f"m{part.id}"), at)
    return part


async def states(store: Store) -> dict[int, str]:
    return {part.id: part.state for part in await store.outbox.unfinished()}
