"""Where things are on Discord: addresses as ids, and the routes of a channel."""

from adapters.chat_discord.sdk import Route
from bot.errors import ChatError
from bot.messages import Address

NAME = "discord"
DIRECT = "@me"  # stands for the server in the address of a direct message, as in Discord's links


def channel_of(at: Address) -> str:
    """The id of the thread or channel. Raises `ChatError` where the address names none."""
    guild, _, channel = at.channel.partition("/")
    known = _is_id(channel) and (_is_id(guild) or guild == DIRECT)
    if not known or not (at.thread is None or _is_id(at.thread)):
        raise ChatError(f"{at} names no channel: write discord:<server id>/<channel id>.")
    return at.thread or channel


def guild_of(at: Address) -> str | None:
    """The id of the server; `None` for a direct message."""
    guild = at.channel.partition("/")[0]
    return guild if _is_id(guild) else None


def messages(method: str, channel: str) -> Route:
    """All messages of a channel or thread."""
    return Route(method, "/channels/{channel_id}/messages", channel_id=channel)


def message(method: str, channel: str, message_id: str) -> Route:
    """One message."""
    return Route(
        method,
        "/channels/{channel_id}/messages/{message_id}",
        channel_id=channel,
        message_id=message_id,
    )


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 21
