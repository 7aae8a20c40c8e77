"""Reactions, and what becomes of servers and channels: gateway events as the core's, in order.

Called in the front's thread, from discord.py's caches there.
"""

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from adapters.chat_discord.access import Access, Channel
from adapters.chat_discord.places import DIRECT, NAME
from adapters.chat_discord.sdk import discord
from bot.messages import Address, MessageRef, PlaceChanged, Reaction, User

TOGETHER = 0.5  # seconds: who moves a role changes all below it
_AT_ONCE = 50  # channels: acknowledgements wait meanwhile

_VARIANTS = re.compile("[\U0001f3fb-\U0001f3ff\ufe0e\ufe0f]")  # of skin, and of showing


@dataclass(frozen=True, slots=True)
class Reacted:
    """A reaction. `at` is `None` where the channel may be a thread of another one."""

    server: str
    channel: str
    at: Address | None
    message: str
    user: User
    emoji: str
    added: bool

    def in_words(self, at: Address) -> Reaction:
        """The core's event.

        It has no `delivery`: to count or withdraw a vote again is harmless, and who reacts,
        withdraws and reacts again did three things that look like two.
        """
        return Reaction(MessageRef(at, self.message), self.user, self.emoji, self.added)


Happened = Reacted | PlaceChanged


class Lifecycle:
    """Listens to a client, by `hear`, and passes on what happens."""

    def __init__(self, pass_on: Callable[[Happened], None]) -> None:
        self._pass_on, self._access = pass_on, Access()
        self._client: discord.Client | None = None
        self._looking: dict[int, asyncio.Task[None]] = {}  # by server

    def hear(self, client: discord.Client) -> None:
        """Listen to all of it. What was heard of an earlier client is remembered."""
        self._client = client

        async def on_raw_reaction_add(raw: discord.RawReactionActionEvent) -> None:
            self._reacted(client, raw)

        async def on_connect() -> None:
            # One with shards is told of its servers piece by piece.
            if not isinstance(client, discord.AutoShardedClient):
                self._say(self._access.servers(each.id for each in client.guilds))

        client.event(on_connect)
        client.event(on_raw_reaction_add)
        client.on_raw_reaction_remove = on_raw_reaction_add  # type: ignore[attr-defined]  # as `event` does
        for name in dir(self):
            if name.startswith("on_"):
                client.event(getattr(self, name))

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """It is there; who may do what may have changed while we were away.

        While discord.py connects, it says this of a server that Paperboy is invited to as well, and
        says it late: Paperboy may be out of there again.
        """
        if self._is_left(guild):
            return
        news = [self._access.joined(guild.id)] if self._access.is_new(guild.id) else []
        self._say([*news, *self._access.look(guild)])

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Paperboy was invited."""
        self._say([self._access.joined(guild.id), *self._access.look(guild)])

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Paperboy was thrown out; an outage comes as another event."""
        self._say([self._access.left(guild.id)])

    async def on_guild_channel_create(self, channel: Channel) -> None:
        """What is new there is noted."""
        self._say(self._access.look(channel.guild, [channel]))

    async def on_guild_channel_update(self, _before: Channel, channel: Channel) -> None:
        """Its permissions may be others."""
        self._say(self._access.look(channel.guild, [channel]))

    async def on_guild_channel_delete(self, channel: Channel) -> None:
        """It is no more."""
        self._say([self._access.deleted(channel)])

    async def on_guild_role_update(self, _before: discord.Role, role: discord.Role) -> None:
        """A role of ours, or everybody's, has permissions everywhere."""
        me: discord.Member | None = role.guild.me
        if me and role in me.roles:
            self._look_soon(role.guild)

    async def on_guild_role_delete(self, role: discord.Role) -> None:
        """It may have been ours: nobody knows any more."""
        self._look_soon(role.guild)

    async def on_member_update(self, _before: discord.Member, member: discord.Member) -> None:
        """Without a privileged intent, only of ourselves."""
        if member == member.guild.me:
            self._look_soon(member.guild)

    def _look_soon(self, guild: discord.Guild) -> None:
        """Look at all its channels, once for all that changes together."""
        if guild.id not in self._looking:
            self._looking[guild.id] = asyncio.create_task(self._look(guild))

    async def _look(self, guild: discord.Guild) -> None:
        await asyncio.sleep(TOGETHER)
        del self._looking[guild.id]  # what changes from now on is looked at again
        channels = guild.channels
        for start in range(0, len(channels), _AT_ONCE):
            if self._is_left(guild):
                return
            self._say(self._access.look(guild, channels[start : start + _AT_ONCE]))
            await asyncio.sleep(0)

    def _is_left(self, guild: discord.Guild) -> bool:
        return self._client is None or self._client.get_guild(guild.id) is None

    def _say(self, changes: Sequence[PlaceChanged]) -> None:
        for each in changes:
            self._pass_on(each)

    def _reacted(self, client: discord.Client, raw: discord.RawReactionActionEvent) -> None:
        me = client.user.id if client.user else 0
        if raw.user_id == me or raw.emoji.id or raw.message_author_id not in (None, me):
            return
        name = raw.member.display_name if raw.member else str(raw.user_id)
        self._pass_on(
            Reacted(
                str(raw.guild_id or DIRECT),
                str(raw.channel_id),
                _known_address(client, raw),
                str(raw.message_id),
                User(str(raw.user_id), name, can_manage=False),
                _VARIANTS.sub("", raw.emoji.name),
                raw.event_type == "REACTION_ADD",
            )
        )


def _known_address(client: discord.Client, raw: discord.RawReactionActionEvent) -> Address | None:
    if raw.guild_id is None:
        return Address(NAME, f"{DIRECT}/{raw.channel_id}")
    guild = client.get_guild(raw.guild_id)
    channel = guild.get_channel_or_thread(raw.channel_id) if guild else None
    if channel is None:
        return None
    if isinstance(channel, discord.Thread):
        return Address(NAME, f"{raw.guild_id}/{channel.parent_id}", str(channel.id))
    return Address(NAME, f"{raw.guild_id}/{raw.channel_id}")
