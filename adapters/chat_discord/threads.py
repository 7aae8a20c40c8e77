"""Threads on messages: opened for what belongs to them, and opened again once archived."""

from adapters.chat_discord.cut import cut
from adapters.chat_discord.errors import THREAD_EXISTS, code_of, translate_unsent
from adapters.chat_discord.places import channel, channel_of
from adapters.chat_discord.sdk import Route
from adapters.chat_discord.wire import Wire
from bot.errors import ChatError, PlaceGone, RateLimited
from bot.messages import Address, Message, MessageRef
from bot.text.fold import fold

_LONGEST_NAME = 100


def thread_name(detail: Message) -> str:
    """What the thread of a detail is called, where nobody knows what it hangs on."""
    return _name(detail.text, _title(detail), "Details")


def post_name(message: Message) -> str:
    """What a post or a message's thread is called: the title, which tells day from day."""
    return _name(_title(message), message.text, "Papers")


async def open_thread(wire: Wire, parent: MessageRef, name: str) -> bool:
    """Make the thread of a message; `False` where there can be none: use the channel."""
    at = parent.address
    route = Route(
        "POST",
        "/channels/{channel_id}/messages/{message_id}/threads",
        channel_id=channel_of(at),
        message_id=parent.id,
    )
    try:
        await wire.call(route, str(at), {"name": name})
    except (PlaceGone, RateLimited):
        raise
    except ChatError as error:
        code = code_of(error)
        if not code:
            raise translate_unsent(error, str(at)) from error
        return code == THREAD_EXISTS
    return True


async def reopen(wire: Wire, at: Address) -> bool:
    """Open an archived thread again; `False` where Paperboy may not."""
    try:
        await wire.call(channel("PATCH", channel_of(at)), str(at), {"archived": False})
    except RateLimited:
        raise
    except ChatError as error:
        if not code_of(error):
            raise translate_unsent(error, str(at)) from error
        return False
    return True


def _title(message: Message) -> str:
    return next((card.title for card in message.cards if fold(card.title)), "")


def _name(*texts: str) -> str:
    """The first line of these in which something can be seen."""
    lines = (fold(line) for text in texts for line in text.splitlines())
    seen = (line for line in lines if any(map(str.isprintable, line.replace(" ", ""))))
    return cut(next(seen), _LONGEST_NAME)
