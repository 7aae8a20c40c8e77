"""How the core answers one interaction: through its token, and around it once that has expired."""

import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any

from adapters.chat_discord.errors import (
    EXPIRED,
    UNKNOWN_CHANNEL,
    UNKNOWN_MESSAGE,
    code_of,
)
from adapters.chat_discord.places import DIRECT, channel_of, message, messages
from adapters.chat_discord.render import Json, render
from adapters.chat_discord.sdk import Route, discord
from adapters.chat_discord.wire import Wire
from bot.errors import ChatError
from bot.messages import Address, Handle, Message, MessageRef
from bot.ports import Clock

_TOKEN_LIVES = timedelta(minutes=14, seconds=45)  # 15 minutes, and a request may take its time
_ORIGINAL = "@original"

log = logging.getLogger(__name__)


class Answer:
    """`Reply` to one interaction. `pending`: who will see what still shows “thinking”.

    `True`: the person alone; `False`: everyone; `None`: nothing shows.
    """

    def __init__(
        self,
        wire: Wire,
        clock: Clock,
        interaction: discord.Interaction[discord.Client],
        at: Address,
        *,
        pending: bool | None,
    ) -> None:
        self._wire, self._clock, self._at, self._pending = wire, clock, at, pending
        self._interaction_id = interaction.id
        self._hook = {
            "webhook_id": str(interaction.application_id),
            "webhook_token": interaction.token,
        }
        self._person = str(interaction.user.id)
        self._expires = discord.utils.snowflake_time(interaction.id) + _TOKEN_LIVES
        self._expired = False
        self._sent = 0

    async def __call__(self, message: Message, *, private: bool = True) -> Handle:
        """See `Reply`."""
        if self._lives():
            try:
                made = await self._through_token(message, private=private)
                return Shown(self, made, private=private)
            except ChatError as error:
                self._note_expiry(error)
        return await self.send_around(message, private=private)

    async def send_around(self, message: Message, *, private: bool) -> "Shown":
        """Answer without the token: a direct message, or a plain one in the channel."""
        at = await self._direct() if private else self._at
        self._sent += 1
        nonce = f"{self._interaction_id}.{self._sent}"[:25]
        body = render(message) | {"nonce": nonce, "enforce_nonce": True}
        made = await self._wire.call(messages("POST", channel_of(at)), str(at), body)
        return Shown(self, made["id"], MessageRef(at, made["id"]), private=private)

    async def change(self, shown: "Shown", changed: Message) -> None:
        """Show `changed` in place of an answer; a private one past its time, once more."""
        if not shown.around and self._lives():
            try:
                route = self._route("PATCH", shown.id)
                await self._wire.call(route, str(self._at), render(changed))
            except ChatError as error:
                if code_of(error) == UNKNOWN_MESSAGE:
                    return
                self._note_expiry(error)
            else:
                return
        if shown.private and not shown.around:
            again = await self.send_around(changed, private=True)
            shown.id, shown.around = again.id, again.around
        else:
            await edit(self._wire, shown.around or MessageRef(self._at, shown.id), changed)

    async def leave(self) -> None:
        """Take “thinking” away where the core had nothing to say."""
        if self._pending is not None and self._lives():
            try:
                await self._wire.call(self._route("DELETE", _ORIGINAL), str(self._at))
            except ChatError as error:
                log.info("interaction %s still shows nothing: %s", self._interaction_id, error)

    async def _through_token(self, message: Message, *, private: bool) -> str:
        """Send, or fill what shows “thinking”. Returns the message's id.

        Whoever was to see that sees the next message sent, whatever that says: to change the
        audience it must go first.
        """
        at, pending = str(self._at), self._pending
        if pending == private:
            made = await self._wire.call(self._route("PATCH", _ORIGINAL), at, render(message))
            self._pending = None
            return str(made["id"])
        if pending is not None:
            await self._wire.call(self._route("DELETE", _ORIGINAL), at)
            self._pending = None
        route = Route("POST", "/webhooks/{webhook_id}/{webhook_token}", **self._hook)
        body = render(message, private=private)
        return str((await self._wire.call(route, at, body, query={"wait": "true"}))["id"])

    async def _direct(self) -> Address:
        route = Route("POST", "/users/@me/channels")
        made: Json = await self._wire.call(route, str(self._at), {"recipient_id": self._person})
        return replace(self._at, channel=f"{DIRECT}/{made['id']}", thread=None)

    def _route(self, method: str, message_id: str) -> Route:
        path = "/webhooks/{webhook_id}/{webhook_token}/messages/"
        if message_id == _ORIGINAL:
            return Route(method, path + _ORIGINAL, **self._hook)
        return Route(method, path + "{message_id}", **self._hook, message_id=message_id)

    def _lives(self) -> bool:
        return not self._expired and self._clock() < self._expires

    def _note_expiry(self, error: ChatError) -> None:
        """Raise `error` again unless it says that the token is no good any more."""
        if code_of(error) not in EXPIRED:
            raise error
        self._expired = True


class Shown:
    """`Handle` of one answer. `around`: where it stands if it was sent without the token."""

    def __init__(
        self,
        answer: Answer,
        message_id: str,
        around: MessageRef | None = None,
        *,
        private: bool,
    ) -> None:
        self._answer, self.id, self.private, self.around = answer, message_id, private, around

    async def update(self, message: Message) -> None:
        """See `Handle.update`."""
        await self._answer.change(self, message)


async def edit(wire: Wire, ref: MessageRef, changed: Message) -> None:
    """Show `changed` in place of a message of ours; one that is gone is left at that."""
    body: dict[str, Any] = render(changed)
    await _or_gone(wire, message("PATCH", channel_of(ref.address), ref.id), ref, body)


async def delete(wire: Wire, ref: MessageRef) -> None:
    """Take a message of ours away; one that is gone is left at that."""
    await _or_gone(wire, message("DELETE", channel_of(ref.address), ref.id), ref)


async def _or_gone(wire: Wire, route: Route, ref: MessageRef, body: object = None) -> None:
    try:
        await wire.call(route, str(ref.address), body)
    except ChatError as error:
        if code_of(error) not in (UNKNOWN_MESSAGE, UNKNOWN_CHANNEL):
            raise
