"""Where Paperboy may see and write, in each server: what of that changes ends places, or opens."""

from collections.abc import Iterable

from adapters.chat_discord.permissions import essential
from adapters.chat_discord.places import NAME
from adapters.chat_discord.sdk import discord
from bot.messages import Address, PlaceChanged

Channel = discord.abc.GuildChannel


class Access:
    """Remembers what is missing in each channel. What is seen for the first time is no change.

    discord.py's caches may be ahead of what it tells: what is taken and given back at once is none.
    """

    def __init__(self) -> None:
        self._missing: dict[int, dict[int, str]] = {}
        self._servers: set[int] | None = None

    def servers(self, there: Iterable[int]) -> list[PlaceChanged]:
        """The servers that Paperboy is on, all of them."""
        before, self._servers = self._servers, set(there)
        if before is None:
            return []
        gone = [self.left(each) for each in sorted(before - self._servers)]
        return gone + [self.joined(each) for each in sorted(self._servers - before)]

    def is_new(self, server: int) -> bool:
        """Whether Paperboy was not there just now."""
        return self._servers is not None and server not in self._servers

    def joined(self, server: int) -> PlaceChanged:
        """Paperboy was invited to a server."""
        if self._servers is not None:
            self._servers.add(server)
        return PlaceChanged(_server(server), "back", "Paperboy was invited to the server")

    def left(self, server: int) -> PlaceChanged:
        """Paperboy was thrown out of a server."""
        self._missing.pop(server, None)
        if self._servers is not None:
            self._servers.discard(server)
        return PlaceChanged(_server(server), "gone", "Paperboy was removed from the server")

    def deleted(self, channel: Channel) -> PlaceChanged:
        """A channel is no more."""
        self._missing.get(channel.guild.id, {}).pop(channel.id, None)
        return PlaceChanged(_address(channel), "gone", "the channel was deleted")

    def look(
        self, server: discord.Guild, channels: Iterable[Channel] | None = None
    ) -> list[PlaceChanged]:
        """What changed in these channels of a server, else in all of them.

        Of a few there is no news until all of them were seen.
        """
        before, changes = self._missing.get(server.id), []
        if before is None and channels is not None:
            return []
        known = self._missing.setdefault(server.id, {})
        for channel in server.channels if channels is None else channels:
            was, missing = known.pop(channel.id, ""), _missing(channel)
            if missing:
                known[channel.id] = missing
            if before is not None and bool(was) != bool(missing):
                changes.append(_changed(channel, was, missing))
        return changes


def _changed(channel: Channel, was: str, missing: str) -> PlaceChanged:
    if missing:
        why = f"Paperboy lost the permission {missing} there"
        return PlaceChanged(_address(channel), "gone", why)
    return PlaceChanged(_address(channel), "back", f"Paperboy has the permission {was} again")


def _missing(channel: Channel) -> str:
    """The first permission that is not there, by the name that Discord shows."""
    me: discord.Member | None = channel.guild.me
    if me is None:
        return ""
    missing = essential(channel, channel.permissions_for(me))
    return missing[0].label if missing else ""


def _server(server: int) -> Address:
    return Address(NAME, f"{server}/")


def _address(channel: Channel) -> Address:
    return Address(NAME, f"{channel.guild.id}/{channel.id}")
