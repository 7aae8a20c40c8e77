"""Discord as a chat, through discord.py: HTTP to send, its gateway to listen.

`render` says how a message looks, `wire` how a request is made, `errors` what can go wrong,
`sending` where a message goes, `listening` how commands and presses come in and are answered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from adapters.chat_discord.check import find_place, findings
from adapters.chat_discord.listening import Listening
from adapters.chat_discord.manifest import application_id_of, invite_link, manifest
from adapters.chat_discord.places import NAME
from adapters.chat_discord.poll_votes import poll_votes
from adapters.chat_discord.render import LIMITS, size
from adapters.chat_discord.sdk import point_at
from adapters.chat_discord.sending import Sending
from adapters.chat_discord.wire import TIMEOUT, Wire
from bot.messages import Address, CommandSpec, Message, MessageRef, OnEvent, Pace, Sizes
from bot.models import Finding
from bot.ports import Clock, Pictures

__all__ = ["DiscordChat", "application_id_of", "invite_link", "manifest"]

API_URL = "https://discord.com/api/v10"


class DiscordChat:
    """`Chat` on Discord. Addresses are `<server id>/<channel id>`, with a thread's id besides.

    `gateway_url` is Discord's own where it is `None`. Both addresses hold for the whole process:
    one Discord at a time. `shards`: connections to the gateway; `None` is one, 0 as many as
    Discord advises. `silent`: nothing that is sent notifies anybody by itself.
    """

    name = NAME
    limits = LIMITS
    # Discord takes 5 messages in 5 seconds in a channel and 50 requests a second overall; what
    # goes out beside messages, `gate` counts in.
    pace = Pace(channel=1.0, overall=50.0)
    # “The past few minutes”, in which Discord knows a nonce again. Posts in forums have none:
    # `forums` looks whether one stands there before it makes one.
    key_window = 120.0
    threads = True

    def __init__(
        self,
        *,
        token: str,
        clock: Clock,
        pictures: Pictures | None = None,
        api_url: str = API_URL,
        gateway_url: str | None = None,
        shards: int | None = None,
        silent: bool = False,
        timeout: float = TIMEOUT,
    ) -> None:
        point_at(api_url, gateway_url)
        self._token, self._clock, self._pictures, self._shards = token, clock, pictures, shards
        self._silent = silent
        self._wire = Wire(token, api_url, timeout=timeout)
        self._sending = Sending(self._wire, clock, pictures)
        self._listening: Listening | None = None

    def size(self, message: Message) -> Sizes:
        """See `Chat.size`."""
        return size(message)

    async def run(self, commands: Sequence[CommandSpec], on_event: OnEvent) -> None:
        """See `Chat.run`. The commands are declared for all servers, in place of earlier ones."""
        if self._wire.closed:
            return
        self._listening = Listening(
            self._token,
            self._wire,
            self._clock,
            commands,
            on_event,
            shards=self._shards,
            pictures=self._pictures,
        )
        await self._listening.run()

    async def send(
        self, to: Address, message: Message, key: str, parent: MessageRef | None = None
    ) -> MessageRef:
        """See `Chat.send`. In a forum it makes a post, with a thread of its own."""
        shown = replace(message, silent=message.silent or self._silent)
        return await self._sending.send(to, shown, key, parent)

    async def edit(self, ref: MessageRef, message: Message) -> None:
        """See `Chat.edit`. It takes the key away, by which `find` knows a message."""
        await self._sending.edit(ref, message)

    async def delete(self, ref: MessageRef) -> None:
        """See `Chat.delete`. Of a post in a forum its first message goes, not the thread."""
        await self._sending.delete(ref)

    async def find(
        self, to: Address, key: str, since: datetime, parent: MessageRef | None = None
    ) -> MessageRef | None:
        """See `Chat.find`. What belongs to a parent may stand in its thread or in the channel."""
        return await self._sending.find(to, key, since, parent)

    async def votes(self, ref: MessageRef) -> Mapping[int, int] | None:
        """See `Chat.votes`. What Discord has not counted to the end yet is a `ChatError`."""
        return await poll_votes(self._wire, ref)

    async def check(self, places: Sequence[Address]) -> tuple[Finding, ...]:
        """See `Chat.check`."""
        return tuple([each async for each in findings(self._wire, places)])

    async def check_place(self, place: Address) -> Finding:
        """See `Chat.check_place`."""
        return await find_place(self._wire, place)

    async def close(self) -> None:
        """See `Chat.close`."""
        try:
            if self._listening:
                await self._listening.close()
        finally:
            await self._wire.close()
