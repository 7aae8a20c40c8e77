"""What discord.py and the network raise, in the words of `bot.errors`: one line, what to do.

Discord's numbers are its JSON error codes. A refusal with one is surely nothing sent; an answer
of 5xx, a time-out or a torn connection may be either, hence `Unsure`, unless nothing had left.
"""

import aiohttp

from adapters.chat_discord.manifest import NEEDED
from adapters.chat_discord.sdk import discord
from bot.errors import ChatError, NotAllowed, Nowhere, PlaceGone, RateLimited, Unsure
from bot.text.fold import fold


class Broken(discord.DiscordException):
    """The connection broke, and discord.py is not to try again."""


RAISED = (discord.DiscordException, aiohttp.ClientError, OSError, ValueError)
"""All that a request through discord.py may raise; `ValueError` for JSON that is cut off."""

UNKNOWN_CHANNEL, UNKNOWN_GUILD, UNKNOWN_MESSAGE = 10003, 10004, 10008
NO_ACCESS, NO_PERMISSION, NO_HISTORY = 50001, 50013, 160002
NO_DIRECT = frozenset({50007, 50278})
NO_MESSAGES = frozenset({50008, 40058})  # where only posts are: a forum; or a voice channel
ARCHIVED, LOCKED, THREAD_EXISTS, CROWDED = 50083, 160005, 160004, 30033
ALREADY_ACKNOWLEDGED = 40060
POLLS_STAY = 520003  # nobody can edit a message with a poll
EXPIRED = frozenset({10062, 10015, 50027})  # unknown interaction, unknown webhook, its token
PERMISSIONS = frozenset({NO_ACCESS, NO_PERMISSION, NO_HISTORY})
PICTURES = frozenset({0, 40005, 50035, 50045, 50046, 50146})
"""A body that is refused so may be taken without its files."""

_LATER = {  # seconds after which to try again; Discord does not say
    20016: 60.0,  # slow mode
    20022: 600.0,  # edits of announcements
    20028: 60.0,  # writes in a channel
    20029: 60.0,  # writes on a server
    30040: 600.0,
    30046: 3600.0,  # edits of messages older than an hour
    40003: 600.0,  # direct messages opened too fast
    40062: 60.0,  # something behind is limited
    130000: 30.0,  # overloaded
}
_TOKEN = "Discord refuses the token: put the bot's own into DISCORD_TOKEN."  # noqa: S105  # no token
_NEEDED = ", ".join(each.label for each in NEEDED)
_KINDS: dict[int, tuple[type[ChatError], str]] = {
    UNKNOWN_CHANNEL: (PlaceGone, "there is no such channel: it was deleted, or the id is wrong."),
    UNKNOWN_GUILD: (PlaceGone, "Paperboy is not on this server: invite it."),
    UNKNOWN_MESSAGE: (ChatError, "the message is gone: somebody deleted it."),
    # In a channel these end what is posted there: see `DiscordChat`, which knows what is missing.
    NO_ACCESS: (NotAllowed, "Paperboy cannot see this channel: give it View Channel there."),
    NO_PERMISSION: (NotAllowed, f"Paperboy lacks a permission here: give it {_NEEDED}."),
    NO_HISTORY: (NotAllowed, "Paperboy lacks a permission here: give it Read Message History."),
    50007: (NotAllowed, "this person takes no direct messages from Paperboy."),
    50278: (NotAllowed, "this person shares no server with Paperboy, or takes no messages."),
    50008: (NotAllowed, "no messages can be sent here: name a text channel or a forum."),
    40058: (NotAllowed, "no messages can be sent here: name a text channel or a forum."),
    50009: (NotAllowed, "the server wants a verified account: lower its verification level."),
    50024: (NotAllowed, "this cannot be done in such a channel: name a text channel."),
    ARCHIVED: (NotAllowed, "this thread is archived: open it again."),
    LOCKED: (NotAllowed, "this thread is locked: unlock it."),
    CROWDED: (NotAllowed, "this thread is full: remove somebody from it."),
    160006: (NotAllowed, "this server has too many open threads: archive some."),
    160007: (NotAllowed, "this server has too many open threads: archive some."),
    40066: (NotAllowed, "this forum has no tag that Paperboy may set: add one for everybody."),
    40067: (NotAllowed, "this forum wants a tag on each post: add one named Paperboy."),
    50035: (ChatError, "Discord refuses the form of the message: please report this."),
    200000: (ChatError, "the server's AutoMod blocks this message: let Paperboy through there."),
    200001: (ChatError, "the server's AutoMod blocks this title: let Paperboy through there."),
    240000: (ChatError, "Discord takes a link in this message for harmful: nothing can be done."),
}


def translate(error: Exception, at: str, *, sent: bool = True) -> ChatError:
    """The `ChatError` for what a request about the place `at` raised; raise it `from` that.

    `sent`: whether it may have reached Discord.
    """
    match error:
        case discord.RateLimited():
            return _limited(at, error.retry_after)
        case discord.LoginFailure():
            return NotAllowed(_TOKEN)
        case discord.ConnectionClosed():
            return ChatError(f"Discord ended the connection with {error.code}: {_closed(error)}.")
        case discord.PrivilegedIntentsRequired():
            return ChatError("Discord wants a privileged intent of the bot: please report this.")
        case discord.InvalidData():
            return elsewhere(at)
        case discord.HTTPException():
            return _refusal(error, at)
        case aiohttp.ClientConnectorError():
            return ChatError(f"{at}: Discord cannot be reached: look at the network, try again.")
    if not sent:
        return ChatError(f"{at}: Discord could not be asked in time: nothing was sent, try again.")
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


def status_of(error: BaseException) -> int | None:
    """The HTTP status of a refusal."""
    cause = error.__cause__
    return cause.status if isinstance(cause, discord.HTTPException) else None


def gone(at: str, reason: str, mend: str) -> PlaceGone:
    """The error that pauses a place: why, as its people understand it, and what to do."""
    return PlaceGone(f"{at}: {reason}: {mend}.", reason)


def elsewhere(at: str) -> PlaceGone:
    """The error for a server and a channel that do not belong together."""
    return gone(at, "this channel is on another server", "copy both ids again")


def over(at: str, *, deleted: bool) -> Nowhere:
    """The error for what belongs into a thread or post that is at an end; its place is not."""
    how = "was deleted" if deleted else "is locked or archived"
    return Nowhere(f"{at}: the post or thread {how}: what belongs there is left out.")


def _refusal(error: discord.HTTPException, at: str) -> ChatError:
    if error.status >= 500:
        return Unsure(f"{at}: Discord failed ({error.status}), so whether it was done is unknown.")
    if error.code in _LATER:
        return _limited(at, _LATER[error.code])
    if error.code in _KINDS:
        kind, what = _KINDS[error.code]
        if issubclass(kind, PlaceGone):
            return kind(f"{at}: {what}", what.partition(":")[0])
        return kind(f"{at}: {what}")
    if is_foreign(error):
        return ChatError(
            f"{at}: what answers at api_url is not Discord: look at proxies and api_url."
        )
    if error.status == 401 and error.code not in EXPIRED:
        return NotAllowed(_TOKEN)
    why = fold(error.text)[:200] or "no reason given"
    said = f"{at}: Discord refuses this ({error.status}, {error.code}), as “{why}”"
    return ChatError(f"{said}: please report this.")


def is_foreign(error: discord.HTTPException) -> bool:
    """Whether that was no refusal of Discord's: it gives JSON, and knows all that we ask for."""
    kind = error.response.headers.get("Content-Type")
    return kind != "application/json" or (error.status, error.code) == (404, 0)


def _limited(at: str, retry_after: float) -> RateLimited:
    return RateLimited(
        f"{at}: too much at once for Discord: again in {retry_after:.0f} s.", retry_after
    )


def _closed(error: discord.ConnectionClosed) -> str:
    mends = {
        4004: "put the bot's own token into DISCORD_TOKEN",
        4013: "the intents are wrong: please report this",
        4014: "it wants a privileged intent of the bot: please report this",
    }
    return mends.get(error.code, "start Paperboy again")
