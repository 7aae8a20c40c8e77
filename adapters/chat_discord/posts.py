"""Find a post in a forum by its key, among its open and its archived threads."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from adapters.chat_discord.errors import UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, code_of
from adapters.chat_discord.places import channel_of, guild_of, message
from adapters.chat_discord.render import Json
from adapters.chat_discord.sdk import Route, discord
from adapters.chat_discord.wire import Wire
from bot.errors import ChatError, Unsure
from bot.messages import Address, MessageRef

_MOST_PAGES = 50


async def find_post(
    wire: Wire, at: Address, number: int, begin: int, *, lost_matter: bool = True
) -> MessageRef | None:
    """The post of ours with this number, of those made since the snowflake `begin`.

    Raises `Unsure` where a post of ours has lost the message that would tell, if `lost_matter`.
    """
    own_id = await wire.own_id()
    async for thread in _threads(wire, at, begin):
        post = str(thread["id"])
        if thread.get("owner_id") != own_id or int(post) <= begin:
            continue
        try:
            shown = await wire.call(message("GET", post, post), str(at))
        except ChatError as error:
            if code_of(error) not in (UNKNOWN_MESSAGE, UNKNOWN_CHANNEL):
                raise
            if lost_matter and code_of(error) == UNKNOWN_MESSAGE:
                raise Unsure(f"{at}: a post there has lost its first message.") from error
            continue
        if carries(shown, number):
            return MessageRef(replace(at, thread=post), post)
    return None


def carries(shown: dict[str, Any], number: int) -> bool:
    """Whether a message has this number, which `render` made of its key."""
    return any(each.get("id") == number for each in shown.get("components", ()))


async def _threads(wire: Wire, at: Address, begin: int) -> AsyncIterator[Json]:
    """The open threads of a forum, then those that were archived since the snowflake `begin`."""
    forum, guild = channel_of(at), guild_of(at)
    active = Route("GET", "/guilds/{guild_id}/threads/active", guild_id=guild)
    for each in (await wire.call(active, str(at)))["threads"]:
        if each.get("parent_id") == forum:
            yield each
    archived = Route("GET", "/channels/{channel_id}/threads/archived/public", channel_id=forum)
    query = {"limit": "100"}
    since = discord.utils.snowflake_time(begin)
    for _ in range(_MOST_PAGES):
        page = await wire.call(archived, str(at), query=query)
        for each in page["threads"]:
            yield each
        stamps = [each["thread_metadata"]["archive_timestamp"] for each in page["threads"]]
        if not (page.get("has_more") and stamps) or datetime.fromisoformat(stamps[-1]) < since:
            return
        query["before"] = stamps[-1]
    raise Unsure(f"{at}: too many posts were archived since then to look through.")
