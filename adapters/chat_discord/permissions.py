"""What Paperboy may do in a channel, worked out by discord.py from roles and overwrites."""

from dataclasses import dataclass

from adapters.chat_discord.errors import (
    NO_ACCESS,
    NO_DIRECT,
    PERMISSIONS,
    UNKNOWN_GUILD,
    code_of,
    gone,
)
from adapters.chat_discord.manifest import NEEDED, Permission
from adapters.chat_discord.places import DIRECT, channel_of, guild_of
from adapters.chat_discord.sdk import discord
from adapters.chat_discord.wire import Wire
from bot.errors import ChatError, PlaceGone
from bot.messages import Address

_MEND_OUTSIDE = "invite it with the link of `paperboy manifest discord`"

_CHAT = ("view_channel", "send_messages", "read_message_history")
_FORUM = ("view_channel", "send_messages", "send_messages_in_threads", "read_message_history")
_THREAD = ("view_channel", "send_messages_in_threads", "read_message_history")
_FOR_DETAILS = ("send_messages_in_threads", "create_public_threads")

Channel = discord.abc.GuildChannel | discord.Thread


def essential(channel: Channel, held: discord.Permissions) -> tuple[Permission, ...]:
    """Of the permissions without which nothing can be posted in such a channel, those not held."""
    match channel:
        case discord.CategoryChannel():
            return ()
        case discord.ForumChannel():
            return _lacking(_FORUM, held)
        case discord.Thread():
            return _lacking(_THREAD, held)
    return _lacking(_CHAT, held)


def for_details(channel: Channel, held: discord.Permissions) -> tuple[Permission, ...]:
    """Those not held without which details stand in the channel, where they could be in threads."""
    return _lacking(_FOR_DETAILS, held) if isinstance(channel, discord.TextChannel) else ()


def _lacking(flags: tuple[str, ...], held: discord.Permissions) -> tuple[Permission, ...]:
    return tuple(each for each in NEEDED if each.flag in flags and not getattr(held, each.flag))


@dataclass(frozen=True)
class Seen:
    """A channel of a server, `None` where it is hidden, and which permissions are missing there.

    `missing`: see `essential`; `details`: see `for_details`.
    """

    guild: discord.Guild
    channel: Channel | None
    missing: tuple[Permission, ...]
    details: tuple[Permission, ...] = ()


async def look(wire: Wire, at: Address, met: dict[int, discord.Member] | None = None) -> Seen:
    """See a channel of a server. Raises `ChatError`; `PlaceGone` where the bot is not there.

    `met` remembers who Paperboy is on each server, for the next look.
    """
    guild_id, what = int(guild_of(at) or 0), str(at)
    met = {} if met is None else met
    if guild_id not in met:
        met[guild_id] = await meet(wire, guild_id, what)
    member = met[guild_id]
    guild = member.guild
    try:
        channel = await wire.ask(what, lambda _: guild.fetch_channel(int(channel_of(at))))
    except ChatError as error:
        if code_of(error) == NO_ACCESS:
            return Seen(guild, None, _lacking(("view_channel",), discord.Permissions.none()))
        raise
    whole = channel
    if isinstance(channel, discord.Thread):  # it has the permissions of its parent
        parent_id = channel.parent_id
        whole = await wire.ask(what, lambda _: guild.fetch_channel(parent_id))
    held = whole.permissions_for(member)
    return Seen(guild, channel, essential(channel, held), for_details(channel, held))


async def meet(wire: Wire, guild_id: int, what: str) -> discord.Member:
    """Who Paperboy is on a server. Raises `ChatError`; `PlaceGone` where it is not there."""
    try:
        guild = await wire.ask(what, lambda client: client.fetch_guild(guild_id, with_counts=False))
    except ChatError as error:
        if code_of(error) in (NO_ACCESS, UNKNOWN_GUILD):
            raise gone(what, "Paperboy is not on this server", _MEND_OUTSIDE) from error
        raise
    own_id = int(await wire.own_id())
    return await wire.ask(what, lambda _: guild.fetch_member(own_id))


async def explain(wire: Wire, at: Address, error: ChatError) -> ChatError:
    """The error to raise for a refusal in a place: `PlaceGone` where nothing more can come there.

    That names the missing permissions. Where none is missing, the refusal stands as it is.
    """
    if code_of(error) in NO_DIRECT and at.channel.startswith(DIRECT):
        return gone(str(at), "this person takes no messages from Paperboy", "ask them to")
    if code_of(error) not in PERMISSIONS or guild_of(at) is None:
        return error
    try:
        missing = (await look(wire, at)).missing
    except PlaceGone as its_end:
        return its_end
    except ChatError:
        return error  # it comes again, and is explained then
    if not missing:
        return error
    reason = f"Paperboy lacks {names(missing)} in the channel"
    return gone(str(at), reason, "give it to Paperboy's role there")


def names(missing: tuple[Permission, ...]) -> str:
    """“View Channel and Send Messages”."""
    labels = [each.label for each in missing]
    return " and ".join(filter(None, [", ".join(labels[:-1]), labels[-1]]))
