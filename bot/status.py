"""How a place is doing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.messages import Address, Card, Message
from bot.ports import Store
from bot.text.words import counted


@dataclass(frozen=True, slots=True)
class Status:
    """What a place got, and what there is to choose from. `last` is UTC."""

    place: Address
    posted: int
    last: datetime | None
    papers: int


async def read_status(place: Address, store: Store) -> Status:
    """Read a place's status from the store."""
    posted = await store.ledger.posted(place)
    return Status(place, len(posted), await store.ledger.last(place), await store.papers.count())


def status_message(status: Status) -> Message:
    """The status as a person reads it."""
    last = f", the last on {status.last.day} {status.last:%B %Y, %H:%M} UTC" if status.last else ""
    fields = (
        ("Posted here", f"{counted(status.posted, 'paper')}{last}"),
        ("Known", counted(status.papers, "paper")),
    )
    return Message(f"Status of {status.place}", (Card(str(status.place), fields=fields),))


def status_record(status: Status) -> Mapping[str, object]:
    """Keys: place, posted, last (ISO 8601 in UTC, or null), papers."""
    return {
        "place": str(status.place),
        "posted": status.posted,
        "last": status.last.isoformat() if status.last else None,
        "papers": status.papers,
    }
