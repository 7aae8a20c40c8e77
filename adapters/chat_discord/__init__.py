"""Discord as a chat, through discord.py: HTTP to send, its gateway to listen.

`render` says how a message looks, `wire` how a request is made, `errors` what can go wrong,
`interactions` and `answers` how commands and presses come in and are answered.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from adapters.chat_discord.answers import delete, edit
from adapters.chat_discord.check import find_place, findings
from adapters.chat_discord.commands import declare
from adapters.chat_discord.errors import (
    ARCHIVED,
    LOCKED,
    NO_ACCESS,
    NO_PERMISSION,
    THREAD_EXISTS,
    UNKNOWN_CHANNEL,
    UNKNOWN_GUILD,
    code_of,
    translate_unsent,
)
from adapters.chat_discord.history import look_up
from adapters.chat_discord.interactions import Listener
from adapters.chat_discord.places import NAME, channel_of, guild_of, messages
from adapters.chat_discord.render import LIMITS, Json, render, size
from adapters.chat_discord.sdk import Route, point_at
from adapters.chat_discord.wire import Wire
from bot.errors import ChatError, PlaceGone, RateLimited
from bot.messages import (
    Address,
    CommandSpec,
    Message,
    MessageRef,
    OnEvent,
    Pace,
    Sizes,
)
from bot.models import Finding
from bot.ports import Clock
from bot.text.fold import fold

API_URL = "https://discord.com/api/v10"
_LONGEST_NAME = 100  # of a thread
_CLOSED_THREADS = (ARCHIVED, LOCKED, NO_PERMISSION)


class DiscordChat:
    """`Chat` on Discord. Addresses are `<server id>/<channel id>`, with a thread's id besides.

    `gateway_url` is Discord's own where it is `None`. Both addresses hold for the whole process:
    one Discord at a time.
    """

    name = NAME
    limits = LIMITS
    # Discord takes 5 messages in 5 seconds in a channel and 50 requests a second overall.
    pace = Pace(channel=1.0, overall=25.0)
    # “The past few minutes”, in which Discord knows a nonce again.
    key_window = 120.0
    threads = True

    def __init__(
        self, *, token: str, clock: Clock, api_url: str = API_URL, gateway_url: str | None = None
    ) -> None:
        point_at(api_url, gateway_url)
        self._clock = clock
        self._wire = Wire(token, api_url)
        self._listener: Listener | None = None

    def size(self, message: Message) -> Sizes:
        """See `Chat.size`."""
        return size(message)

    async def run(self, commands: Sequence[CommandSpec], on_event: OnEvent) -> None:
        """See `Chat.run`. The commands are declared for all servers, in place of earlier ones."""
        try:
            await self._listen(commands, on_event)
        except ChatError:
            if not self._wire.closed:
                raise

    async def send(
        self, to: Address, message: Message, key: str, parent: MessageRef | None = None
    ) -> MessageRef:
        """See `Chat.send`. A thread has no threads: what belongs to a message there stays there."""
        body = render(message, key) | {"nonce": key, "enforce_nonce": True}
        if parent is None or parent.address.thread:
            return await self._post(parent.address if parent else to, body)
        thread = replace(parent.address, thread=parent.id)
        try:
            return await self._post(thread, body)
        except ChatError as error:
            code = code_of(error)
            if code not in (UNKNOWN_CHANNEL, *_CLOSED_THREADS):
                raise
        made = code == UNKNOWN_CHANNEL and await self._open_thread(parent, message)
        return await self._post(thread if made else parent.address, body)

    async def edit(self, ref: MessageRef, message: Message) -> None:
        """See `Chat.edit`. It takes the key away, by which `find` knows a message."""
        await edit(self._wire, ref, message)

    async def delete(self, ref: MessageRef) -> None:
        """See `Chat.delete`."""
        await delete(self._wire, ref)

    async def find(
        self, to: Address, key: str, since: datetime, parent: MessageRef | None = None
    ) -> MessageRef | None:
        """See `Chat.find`. What belongs to a parent may stand in its thread or in the channel."""
        places = [parent.address if parent else to]
        if parent and not parent.address.thread:
            places.insert(0, replace(parent.address, thread=parent.id))
        return await look_up(self._wire, places, key, since)

    async def check(self, places: Sequence[Address]) -> tuple[Finding, ...]:
        """See `Chat.check`."""
        return tuple([each async for each in findings(self._wire, places)])

    async def check_place(self, place: Address) -> Finding:
        """See `Chat.check_place`."""
        return await find_place(self._wire, place)

    async def close(self) -> None:
        """See `Chat.close`."""
        if self._listener:
            await self._listener.finish()
        await self._wire.close()

    async def _listen(self, commands: Sequence[CommandSpec], on_event: OnEvent) -> None:
        client = await self._wire.client()
        route = Route(
            "PUT",
            "/applications/{application_id}/commands",
            application_id=str(client.application_id),
        )
        await self._wire.call(route, self.name, declare(commands))
        self._listener = Listener(self._wire, self._clock, commands, on_event)
        client.event(self._listener.on_interaction)
        await self._wire.listen()

    async def _post(self, at: Address, body: Json) -> MessageRef:
        channel = channel_of(at)
        try:
            made = await self._wire.call(messages("POST", channel), str(at), body)
        except ChatError as error:
            if code_of(error) == NO_ACCESS and await self._is_outside(at):
                reason = "Paperboy is not on this server any more"
                raise PlaceGone(f"{at}: {reason}: invite it again.", reason) from error
            raise
        return MessageRef(at, made["id"])

    async def _is_outside(self, at: Address) -> bool:
        """Whether the whole server is out of reach, not only this channel."""
        guild = guild_of(at)
        if guild is None:
            return False
        try:
            await self._wire.call(Route("GET", "/guilds/{guild_id}", guild_id=guild), str(at))
        except ChatError as error:
            return code_of(error) in (NO_ACCESS, UNKNOWN_GUILD)
        return False

    async def _open_thread(self, parent: MessageRef, detail: Message) -> bool:
        """Make the thread of a message; `False` where there can be none: use the channel."""
        at = parent.address
        route = Route(
            "POST",
            "/channels/{channel_id}/messages/{message_id}/threads",
            channel_id=channel_of(at),
            message_id=parent.id,
        )
        try:
            await self._wire.call(route, str(at), {"name": _thread_name(detail)})
        except (PlaceGone, RateLimited):
            raise
        except ChatError as error:
            code = code_of(error)
            if not code:
                raise translate_unsent(error, str(at)) from error
            return code == THREAD_EXISTS
        return True


def _thread_name(detail: Message) -> str:
    first = next((card.title for card in detail.cards if card.title), "")
    return fold(detail.text or first)[:_LONGEST_NAME].strip() or "Details"
