"""How values stand in the store: moments as text that sorts, messages as JSON."""

from datetime import UTC, datetime

from pydantic import TypeAdapter

from bot.messages import Message

_MESSAGE = TypeAdapter(Message)


def stamp(moment: datetime) -> str:
    """A moment in UTC, to the millisecond, always as long: texts sort as the moments do."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def moment(text: str | None) -> datetime | None:
    """The moment of a stamp; none of an empty one."""
    return datetime.fromisoformat(text) if text else None


def freeze(message: Message | None) -> str:
    """A message as text; an empty one for none."""
    return _MESSAGE.dump_json(message).decode() if message else ""


def thaw(text: str) -> Message:
    """The message of a text. What was cleaned up is an empty message."""
    return _MESSAGE.validate_json(text) if text else Message("")
