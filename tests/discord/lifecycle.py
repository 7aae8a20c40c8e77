"""What happens to the bot on its servers: thrown out, denied, locked, archived, reacted to."""

from tests.discord.components import Json
from tests.discord.gateway import DIRECT_REACTIONS, GUILD_REACTIONS, GUILDS, Gateway
from tests.discord.shapes import (
    BOT,
    CHANNEL,
    DIRECT,
    PERSON,
    ROLE,
    SERVER,
    THREADS,
    member_of,
)


class Lifecycle(Gateway):
    """Things that people, or Discord itself, do. Each is told to who is connected, or kept."""

    async def remove_from_server(self, server: str = SERVER) -> None:
        """Throw the bot out: then REST says 50001 of its channels and 10004 of the server."""
        self.servers.discard(server)
        await self.dispatch("GUILD_DELETE", {"id": server}, server, GUILDS)

    async def invite_back(self, server: str = SERVER) -> None:
        """Let the bot onto the server again."""
        self.servers.add(server)
        await self.dispatch("GUILD_CREATE", self.guild(server), server, GUILDS)

    async def outage(self, server: str = SERVER) -> None:
        """The server is unavailable for a while; the bot is not removed."""
        self.out.add(server)
        gone = {"id": server, "unavailable": True}
        await self.dispatch("GUILD_DELETE", gone, server, GUILDS)

    async def outage_ends(self, server: str = SERVER) -> None:
        """The server is available again."""
        self.out.discard(server)
        back = self.guild(server) | {"unavailable": False}
        await self.dispatch("GUILD_CREATE", back, server, GUILDS)

    async def delete_channel(self, channel: str = CHANNEL) -> None:
        """Delete a channel with its threads, or a thread alone."""
        place = self.place(channel)
        below = [each for each, its in self.places.items() if its.get("parent_id") == channel]
        for each in (channel, *below):
            self.channels.pop(each, None)
            self.places.pop(each, None)
        event = "THREAD_DELETE" if place["type"] in THREADS else "CHANNEL_DELETE"
        await self.dispatch(event, place, place["guild_id"], GUILDS)

    async def deny(self, channel: str, permissions: int, *, who: str = BOT) -> None:
        """Take permissions away in a channel by an overwrite for the bot, or for a role of it."""
        await self._overwrite(channel, who, 0, permissions)

    async def allow(self, channel: str, permissions: int, *, who: str = BOT) -> None:
        """Give permissions in a channel, by the same overwrite."""
        await self._overwrite(channel, who, permissions, 0)

    async def change_role(self, permissions: int, role: str = ROLE, server: str = SERVER) -> None:
        """Set what the bot's role, or another, permits on the whole server."""
        changed = self.roles[server][role] | {"permissions": str(permissions)}
        self.roles[server][role] = changed
        told = {"guild_id": server, "role": changed}
        await self.dispatch("GUILD_ROLE_UPDATE", told, server, GUILDS)

    async def archive_thread(self, thread: str, *, archived: bool = True) -> None:
        """Archive a thread; whoever writes into it opens it again, unless it is locked."""
        await self.change_thread(thread, {"archived": archived})

    async def lock_thread(
        self, thread: str, *, locked: bool = True, archived: bool = False
    ) -> None:
        """Lock a thread: only who manages threads may write there or open it."""
        await self.change_thread(thread, {"locked": locked, "archived": archived})

    async def change_thread(self, thread: str, changes: Json) -> None:
        """Set `archived`, `locked`, `name` or `applied_tags` of a thread."""
        self.set_thread(thread, changes)
        await self.tell_noted()

    async def react(
        self,
        message: str,
        channel: str = CHANNEL,
        emoji: str = "👍",
        *,
        added: bool = True,
        by: str = PERSON,
    ) -> None:
        """Somebody puts a reaction on a message (its id), or takes it away again."""
        place = self.place(channel)
        told: Json = {
            "user_id": by,
            "channel_id": channel,
            "message_id": message,
            "emoji": {"id": None, "name": emoji},
            "burst": False,
            "type": 0,
        }
        intent = DIRECT_REACTIONS if place["type"] == DIRECT else GUILD_REACTIONS
        server = place.get("guild_id", "")
        if server:
            told["guild_id"] = server
        if added:
            told |= {"message_author_id": BOT, "burst_colors": []}
            told |= {"member": member_of(by, "Ada")} if server else {}
        event = "MESSAGE_REACTION_ADD" if added else "MESSAGE_REACTION_REMOVE"
        await self.dispatch(event, told, server, intent)

    async def _overwrite(self, channel: str, who: str, given: int, taken: int) -> None:
        place = self.place(channel)
        others = [each for each in place["permission_overwrites"] if each["id"] != who]
        before = [each for each in place["permission_overwrites"] if each["id"] == who]
        allow = int(before[0]["allow"]) if before else 0
        deny = int(before[0]["deny"]) if before else 0
        its = {
            "id": who,
            "type": 1 if who == BOT else 0,
            "allow": str(allow & ~taken | given),
            "deny": str(deny & ~given | taken),
        }
        self.places[channel] = place | {"permission_overwrites": [*others, its]}
        await self.dispatch("CHANNEL_UPDATE", self.places[channel], place["guild_id"], GUILDS)

    def set_thread(self, thread: str, changes: Json) -> Json:
        """The same, told to who is connected later; returns the thread."""
        place = self.place(thread)
        metadata = dict(place["thread_metadata"])
        metadata |= {each: changes[each] for each in ("archived", "locked") if each in changes}
        if metadata["archived"] != place["thread_metadata"]["archived"]:
            metadata["archive_timestamp"] = self.now.isoformat()
        named = {each: changes[each] for each in ("name", "applied_tags") if each in changes}
        self.places[thread] = place | named | {"thread_metadata": metadata}
        self.note("THREAD_UPDATE", self.places[thread], place["guild_id"], GUILDS)
        return self.places[thread]
