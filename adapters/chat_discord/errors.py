"""What discord.py and the network raise, in the words of `bot.errors`: one line, what to do.

Discord's numbers are its JSON error codes. A refusal with one is surely nothing sent; an answer
of 5xx, a time-out or a torn connection may be either, hence `Unsure`.
"""

import aiohttp

from adapters.chat_discord.sdk import discord
from bot.errors import ChatError, NotAllowed, PlaceGone, RateLimited, Unsure
from bot.text.fold import fold

RAISED = (discord.DiscordException, aiohttp.ClientError, OSError, ValueError)
"""All that a request through discord.py may raise; `ValueError` for JSON that is cut off."""

UNKNOWN_CHANNEL, UNKNOWN_GUILD, UNKNOWN_MESSAGE = 10003, 10004, 10008
NO_ACCESS, NO_PERMISSION, ARCHIVED, LOCKED = 50001, 50013, 50083, 160005
THREAD_EXISTS = 160004
ALREADY_ACKNOWLEDGED = 40060
EXPIRED = frozenset({10062, 10015, 50027})  # unknown interaction, unknown webhook, its token
_TOO_MANY_EDITS = 30046

_NEEDED = (
    "View Channel, Send Messages, Send Messages in Threads, Create Public Threads and "
    "Read Message History"
)
_KINDS: dict[int, tuple[type[ChatError], str]] = {
    UNKNOWN_CHANNEL: (PlaceGone, "there is no such channel: it was deleted, or the id is wrong."),
    UNKNOWN_GUILD: (PlaceGone, "Paperboy is not on this server: invite it again."),
    # Not for good: whoever took the permission away can give it back. `DiscordChat` looks
    # whether the whole server is out of reach, which is `PlaceGone`.
    NO_ACCESS: (NotAllowed, "Paperboy cannot see this channel: give it View Channel there."),
    NO_PERMISSION: (NotAllowed, f"Paperboy lacks a permission here: give it {_NEEDED}."),
    50007: (NotAllowed, "this person takes no direct messages from Paperboy."),
    50008: (NotAllowed, "no messages can be sent here: name a text channel."),
    ARCHIVED: (NotAllowed, "this thread is archived: open it again."),
    LOCKED: (NotAllowed, "this thread is locked: unlock it."),
    40067: (NotAllowed, "this forum wants a tag on each post: name a text channel."),
    50035: (ChatError, "Discord refuses the form of the message: please report this."),
}  # fmt: skip


def translate(error: Exception, at: str) -> ChatError:
    """The `ChatError` for what a request about the place `at` raised; raise it `from` that."""
    match error:
        case discord.RateLimited():
            return _limited(at, error.retry_after)
        case discord.LoginFailure():
            return ChatError("Discord refuses the token: put the bot's own into DISCORD_TOKEN.")
        case discord.ConnectionClosed():
            return ChatError(f"Discord ended the connection with {error.code}: {_closed(error)}.")
        case discord.HTTPException():
            return _refusal(error, at)
        case aiohttp.ClientConnectorError():
            return ChatError(f"{at}: Discord cannot be reached: look at the network, try again.")
    return Unsure(f"{at}: Discord did not answer, so whether it was done is unknown.")


def translate_unsent(error: Exception, at: str) -> ChatError:
    """The same, of a request before the one that sends: what may be sent is surely not."""
    known = error if isinstance(error, ChatError) else translate(error, at)
    if isinstance(known, Unsure):
        return ChatError(f"{at}: Discord does not answer: nothing was sent, try again.")
    return known


def code_of(error: BaseException) -> int | None:
    """Discord's own number for why it refused; `None` where it did not say."""
    cause = error.__cause__
    return cause.code if isinstance(cause, discord.HTTPException) else None


def _refusal(error: discord.HTTPException, at: str) -> ChatError:
    if error.code == _TOO_MANY_EDITS:
        return _limited(at, 3600.0)
    if error.code in _KINDS:
        kind, what = _KINDS[error.code]
        if issubclass(kind, PlaceGone):
            return kind(f"{at}: {what}", what.partition(":")[0])
        return kind(f"{at}: {what}")
    if error.status >= 500:
        return Unsure(f"{at}: Discord failed ({error.status}), so whether it was done is unknown.")
    if error.status == 401:
        return ChatError("Discord refuses the token: put the bot's own into DISCORD_TOKEN.")
    why = fold(error.text)[:200] or "no reason given"
    return ChatError(f"{at}: Discord refuses this ({error.status}, {error.code}): {why}")


def _limited(at: str, retry_after: float) -> RateLimited:
    return RateLimited(
        f"{at}: too much at once for Discord: again in {retry_after:.0f} s.", retry_after
    )


def _closed(error: discord.ConnectionClosed) -> str:
    mends = {
        4004: "put the bot's own token into DISCORD_TOKEN",
        4011: "the bot is on too many servers for one connection",
    }
    return mends.get(error.code, "start Paperboy again")
