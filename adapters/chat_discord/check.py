"""Whether Discord can be used: the token, the commands of each server, and each place."""

from collections.abc import AsyncIterator, Sequence

from adapters.chat_discord.errors import NO_ACCESS, code_of, translate_unsent
from adapters.chat_discord.manifest import Permission, invite_link
from adapters.chat_discord.permissions import Seen, look, meet
from adapters.chat_discord.places import DIRECT, channel, channel_of, guild_of
from adapters.chat_discord.sdk import Route, discord
from adapters.chat_discord.wire import Wire
from bot.errors import ChatError, NotAllowed, PlaceGone
from bot.messages import Address
from bot.models import Finding
from bot.text.fold import fold

_CHATS = (discord.TextChannel, discord.VoiceChannel, discord.StageChannel, discord.Thread)
_GIVE = "give it to Paperboy's role there, under Edit Channel, Permissions"


async def findings(wire: Wire, places: Sequence[Address]) -> AsyncIterator[Finding]:
    """One of the token, then those of each server and place, unless the token is of no use."""
    try:
        user = (await wire.client()).user
    except ChatError as error:
        yield _failed(error, "discord")
        return
    yield Finding(f"DISCORD_TOKEN works: it is @{fold(user.name) if user else 'Paperboy'}.")
    met: dict[int, discord.Member] = {}
    servers = dict.fromkeys(filter(None, map(guild_of, places)))
    for server in servers:
        try:
            met[int(server)] = await meet(wire, int(server), f"discord:{server}")
            async for each in _commands(wire, server):
                yield each
        except ChatError as error:
            yield _failed(error, f"discord:{server}")
    for place in places:
        server_of_it = guild_of(place)
        if server_of_it and int(server_of_it) not in met:
            continue  # what is wrong with its server was said
        try:
            for each in await _place(wire, place, met):
                yield each
        except ChatError as error:
            yield _failed(error, str(place))


async def find_place(wire: Wire, place: Address) -> Finding:
    """The first of a place that is to be mended. Raises `ChatError` where nobody knows."""
    try:
        found = await _place(wire, place, {})
    except (NotAllowed, PlaceGone) as error:
        return _failed(error, str(place))
    return next((each for each in found if each.mend), found[0])


async def _commands(wire: Wire, server: str) -> AsyncIterator[Finding]:
    """Whether the server let our commands in: an invite may have left them out."""
    application = await wire.application_id()
    route = Route(
        "GET",
        "/applications/{application_id}/guilds/{guild_id}/commands",
        application_id=application,
        guild_id=server,
    )
    try:
        await wire.call(route, f"discord:{server}")
    except ChatError as error:
        if code_of(error) != NO_ACCESS:
            raise
        mend = f"invite it again with applications.commands: {invite_link(application)}"
        yield Finding(f"discord:{server}: Paperboy's commands are not let in", mend)


async def _place(wire: Wire, place: Address, met: dict[int, discord.Member]) -> tuple[Finding, ...]:
    """What is to be said of a place: where it is, and what is missing there."""
    known = channel_of(place)
    if place.channel.startswith(DIRECT):
        its = await wire.call(channel("GET", known), str(place))
        if its.get("type") != 1:
            return (Finding(f"{place}: these are no direct messages", "name a channel"),)
        return (Finding(f"{place}: Paperboy may write to this person, if they still let it"),)
    seen = await look(wire, place, met)
    if seen.channel is None:
        what = f"{place} on {_name(seen.guild)}: Paperboy cannot see the channel"
        return (Finding(what, f"View Channel is missing: {_GIVE}"),)
    named = f"{place} (#{_name(seen.channel)} on {_name(seen.guild)})"
    wrong = [*_kind(named, seen), *(_missing(named, each) for each in seen.missing)]
    if not wrong:
        wrong = [_in_channel(named, each) for each in seen.details]
    return tuple(wrong) or (Finding(f"{named}: Paperboy may write here{_what(seen)}"),)


def _kind(named: str, seen: Seen) -> tuple[Finding, ...]:
    """What is wrong with the kind of a channel, or with its state."""
    its = seen.channel
    if isinstance(its, discord.Thread) and its.locked:
        return (Finding(f"{named}: the thread is locked", "unlock it, or name another"),)
    if isinstance(its, _CHATS):
        return ()
    if not isinstance(its, discord.ForumChannel):
        return (Finding(f"{named}: this holds no messages", "name a text channel or a forum"),)
    free = [each for each in its.available_tags if not each.moderated]
    if its.flags.require_tag and not free:
        mend = "add a tag named Paperboy that everybody may set"
        return (Finding(f"{named}: the forum wants a tag, and has none for Paperboy", mend),)
    return ()


def _missing(named: str, permission: Permission) -> Finding:
    return Finding(f"{named}: {permission.label} is missing ({permission.why})", _GIVE)


def _in_channel(named: str, permission: Permission) -> Finding:
    return Finding(f"{named}: without {permission.label}, details go to the channel", _GIVE)


def _what(seen: Seen) -> str:
    if isinstance(seen.channel, discord.ForumChannel):
        tags = [fold(each.name) for each in seen.channel.available_tags if not each.moderated]
        return f", a post each time; tags: {', '.join(tags) or 'none'}"
    return ", and open threads" if isinstance(seen.channel, discord.TextChannel) else ""


def _name(its: discord.Guild | discord.abc.GuildChannel | discord.Thread) -> str:
    return fold(its.name) or "?"


def _failed(error: ChatError, at: str) -> Finding:
    """What failed and, as every error of `errors` ends with it, how to mend it."""
    what, _, mend = str(translate_unsent(error, at)).rpartition(": ")
    return Finding(what or at, mend)
