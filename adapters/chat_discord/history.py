"""Find what was sent in what a channel's history shows; absence is proven or not claimed."""

from collections.abc import Iterable
from datetime import datetime

from adapters.chat_discord.errors import UNKNOWN_CHANNEL, code_of
from adapters.chat_discord.places import FORUMS, channel, channel_of, messages, snowflake
from adapters.chat_discord.posts import carries, find_post
from adapters.chat_discord.render import key_number
from adapters.chat_discord.wire import Wire
from bot.errors import ChatError, RateLimited, Unsure
from bot.messages import Address, MessageRef

_PAGE = 100
_MOST_PAGES = 50


async def look_up(
    wire: Wire, places: Iterable[Address], key: str, since: datetime
) -> MessageRef | None:
    """The message with `key` in any of these; `None` where all were read back to `since`.

    Raises `Unsure` where they cannot be. A thread that does not exist has no message in it.
    """
    for at in places:
        try:
            found = await _look_in(wire, at, key, since)
        except (Unsure, RateLimited):
            raise
        except ChatError as error:
            if at.thread and code_of(error) == UNKNOWN_CHANNEL:
                continue
            raise Unsure(f"Whether it was sent cannot be looked up. {error}") from error
        if found:
            return found
    return None


async def _look_in(wire: Wire, at: Address, key: str, since: datetime) -> MessageRef | None:
    own_id, number = await wire.own_id(), key_number(key)
    begin = after = snowflake(since)
    unmarked = False
    for _ in range(_MOST_PAGES):
        query = {"after": str(after), "limit": str(_PAGE)}
        page = await wire.call(messages("GET", channel_of(at)), str(at), query=query)
        for shown in page:
            if shown["author"]["id"] == own_id:
                if carries(shown, number):
                    return MessageRef(at, shown["id"])
                # A poll takes no components, so no key. It may be the one that is looked for:
                # nobody here knows what was to be sent with this key.
                unmarked = unmarked or bool(shown.get("poll"))
        if len(page) < _PAGE:
            if unmarked:
                raise Unsure(f"{at}: a poll came since then, and polls carry no mark of ours.")
            empty = not page and after == begin
            return await _without_messages(wire, at, number, begin) if empty else None
        after = max(int(shown["id"]) for shown in page)
    raise Unsure(f"{at}: too much was written here since then to look through.")


async def _without_messages(wire: Wire, at: Address, number: int, begin: int) -> MessageRef | None:
    """What an empty page means: without permission it is just empty, and that of a forum is."""
    its = await wire.call(channel("GET", channel_of(at)), str(at))
    if its.get("type") in FORUMS:
        return await find_post(wire, at, number, begin)
    last = its.get("last_message_id")
    if last and int(last) > begin:
        raise Unsure(f"{at}: its history is hidden: give Paperboy Read Message History there.")
    return None
