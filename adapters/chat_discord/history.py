"""Find what was sent in what a channel's history shows; absence is proven or not claimed."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from adapters.chat_discord.errors import UNKNOWN_CHANNEL, code_of
from adapters.chat_discord.places import channel_of, messages
from adapters.chat_discord.render import key_number
from adapters.chat_discord.sdk import Route, discord
from adapters.chat_discord.wire import Wire
from bot.errors import ChatError, Unsure
from bot.messages import Address, MessageRef

_PAGE = 100
_MOST_PAGES = 50
_APART = timedelta(minutes=1)  # that our clock and Discord's may be


async def look_up(
    wire: Wire, places: Iterable[Address], key: str, since: datetime
) -> MessageRef | None:
    """The message with `key` in any of these; `None` where all were read back to `since`.

    Raises `Unsure` where they cannot be. A thread that does not exist has no message in it.
    """
    for at in places:
        try:
            found = await _look_in(wire, at, key, since)
        except Unsure:
            raise
        except ChatError as error:
            if at.thread and code_of(error) == UNKNOWN_CHANNEL:
                continue
            raise Unsure(f"Whether it was sent cannot be looked up. {error}") from error
        if found:
            return found
    return None


async def _look_in(wire: Wire, at: Address, key: str, since: datetime) -> MessageRef | None:
    channel, own_id = channel_of(at), await wire.own_id()
    begin = after = max(discord.utils.time_snowflake(since - _APART), 0)
    for _ in range(_MOST_PAGES):
        query = {"after": str(after), "limit": str(_PAGE)}
        page = await wire.call(messages("GET", channel), str(at), query=query)
        for shown in page:
            if shown["author"]["id"] == own_id and _carries(shown, key_number(key)):
                return MessageRef(at, shown["id"])
        if len(page) < _PAGE:
            if not page and after == begin:
                await _prove_silence(wire, at, begin)
            return None
        after = max(int(shown["id"]) for shown in page)
    raise Unsure(f"{at}: too much was written here since then to look through.")


async def _prove_silence(wire: Wire, at: Address, begin: int) -> None:
    """Raise `Unsure` unless nothing was written: without permission, history is just empty."""
    route = Route("GET", "/channels/{channel_id}", channel_id=channel_of(at))
    last = (await wire.call(route, str(at))).get("last_message_id")
    if last and int(last) > begin:
        raise Unsure(f"{at}: its history is hidden: give Paperboy Read Message History there.")


def _carries(shown: dict[str, Any], number: int) -> bool:
    return any(each.get("id") == number for each in shown.get("components", ()))
