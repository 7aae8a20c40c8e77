"""How the core answers one interaction: through its token, and around it where that fails."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace

from adapters.chat_discord.errors import (
    EXPIRED,
    POLLS_STAY,
    UNKNOWN_CHANNEL,
    UNKNOWN_MESSAGE,
    code_of,
)
from adapters.chat_discord.interactions import Arrived
from adapters.chat_discord.pictures import Files, show
from adapters.chat_discord.places import DIRECT, channel_of, message, messages
from adapters.chat_discord.render import EPHEMERAL, SETTABLE, Json
from adapters.chat_discord.sdk import Route
from adapters.chat_discord.tries import PATIENCE, Tries, is_unsent
from adapters.chat_discord.wire import Wire
from bot.errors import ChatError, Unsure
from bot.messages import Address, Handle, Message, MessageRef
from bot.ports import Pictures

_TOKEN_LIVES = 14 * 60.0 + 45  # seconds: Discord says 15 minutes, and a request takes its time
_ORIGINAL = "@original"

log = logging.getLogger(__name__)


class Answer:
    """`Reply` to one interaction. `pictures`: where those lie that messages show.

    Each request is tried again as `Tries` has it. The clock of the machine may be wrong: the
    token's life is measured by `monotonic`, and in the end Discord says whether it is over.
    """

    def __init__(
        self,
        wire: Wire,
        came: Arrived,
        pictures: Pictures | None,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        patience: float = PATIENCE,
    ) -> None:
        self._tries = Tries(wire, monotonic, sleep, patience)
        self._monotonic, self._pictures = monotonic, pictures
        self._at, self._pending = came.at, came.pending
        self._interaction_id = came.id
        self._hook = {"webhook_id": came.application, "webhook_token": came.token}
        self._person = came.user.id
        self._expires = came.since + _TOKEN_LIVES
        self._expired = False
        self._sent = 0

    async def __call__(self, message: Message, *, private: bool = True) -> Handle:
        """See `Reply`. A private answer is rather shown twice than never, a public one not."""
        if self._lives():
            try:
                if made := await self._through_token(message, private=private):
                    return Shown(self, made, private=private)
            except ChatError as error:
                self._look_for_a_way(error, private=private)
        return await self.send_around(message, private=private)

    async def send_around(self, message: Message, *, private: bool) -> "Shown":
        """Answer without the token: a direct message, or a plain one in the channel."""
        at = await self._direct() if private else self._at
        self._sent += 1
        nonce = f"{self._interaction_id}.{self._sent}"[:25]
        more = {"nonce": nonce, "enforce_nonce": True}
        made = await self._show(message, messages("POST", channel_of(at)), at, more)
        return Shown(self, made["id"], MessageRef(at, made["id"]), private=private)

    async def change(self, shown: "Shown", changed: Message) -> None:
        """Show `changed` in place of an answer; a private one past its time, once more."""
        if not shown.around and self._lives():
            try:
                await self._edit(changed, self._route("PATCH", shown.id), self._at)
            except ChatError as error:
                self._note_expiry(error)
                if not self._expired:
                    raise
            else:
                return
        if shown.private and not shown.around:
            again = await self.send_around(changed, private=True)
            shown.id, shown.around = again.id, again.around
        else:
            ref = shown.around or MessageRef(self._at, shown.id)
            route = message("PATCH", channel_of(ref.address), ref.id)
            await self._edit(changed, route, ref.address)

    async def leave(self) -> None:
        """Take “thinking” away where the core had nothing to say."""
        if self._pending is not None and self._lives():
            await self._take_back()

    async def _through_token(self, message: Message, *, private: bool) -> str | None:
        """Send, or fill what shows “thinking”: the message's id; `None`: it has to go around.

        Whoever was to see that sees the next message sent, whatever that says: to change the
        audience it must go first.
        """
        if self._pending == private:
            if filled := await self._fill(message):
                return filled
        elif self._pending is not None and not await self._take_back():
            return None
        route = Route("POST", "/webhooks/{webhook_id}/{webhook_token}", **self._hook)
        made = await self._show(message, route, query={"wait": "true"}, private=private)
        return str(made["id"])

    async def _fill(self, message: Message) -> str | None:
        """Show it in place of “thinking”; `None` where that is gone.

        Where it may stand there, nothing that comes next may overwrite it, or take it away.
        """
        try:
            made = await self._show(message, self._route("PATCH", _ORIGINAL))
        except ChatError as error:
            code = code_of(error)
            if isinstance(error, Unsure) or code in (UNKNOWN_MESSAGE, POLLS_STAY):
                self._pending = None
            if code == UNKNOWN_MESSAGE:
                return None
            if code != POLLS_STAY:
                raise
            # It is there, from an earlier try whose answer was lost.
            made = await self._tries.call(self._route("GET", _ORIGINAL), str(self._at))
        self._pending = None
        return str(made["id"])

    async def _take_back(self) -> bool:
        """Take “thinking” away; whether it is gone."""
        try:
            await self._tries.call(self._route("DELETE", _ORIGINAL), str(self._at))
        except ChatError as error:
            if code_of(error) != UNKNOWN_MESSAGE:
                self._note_expiry(error)
                log.info("interaction %s still shows nothing: %s", self._interaction_id, error)
                return False
        self._pending = None
        return True

    def _look_for_a_way(self, error: ChatError, *, private: bool) -> None:
        """Raise `error` again unless the answer may go around the token."""
        self._note_expiry(error)
        twice = isinstance(error, Unsure)
        if twice and not private:
            raise error
        nothing = self._expired or is_unsent(error) or code_of(error) == UNKNOWN_MESSAGE
        if not (twice or nothing):
            raise error
        log.warning("interaction %s is answered around it: %s", self._interaction_id, error)

    async def _show(
        self,
        message: Message,
        route: Route,
        at: Address | None = None,
        more: Json | None = None,
        query: dict[str, str] | None = None,
        *,
        private: bool = False,
    ) -> Json:
        """Show it by one request, which is tried again: without a nonce a POST does it twice."""
        repeatable = route.method != "POST" or private or bool(more)

        async def post(body: Json, files: Files) -> Json:
            whole = body | (more or {})
            if private:
                whole["flags"] |= EPHEMERAL
            if route.method == "PATCH":
                whole["flags"] &= SETTABLE
            where = str(at or self._at)
            made: Json = await self._tries.call(
                route, where, whole, query, files, repeatable=repeatable
            )
            return made

        return await show(message, self._pictures, post)

    async def _edit(self, changed: Message, route: Route, at: Address) -> None:
        """Change a message of ours; one that is gone is left at that, as one with a poll is."""
        try:
            await self._show(changed, route, at)
        except ChatError as error:
            if code_of(error) not in (UNKNOWN_MESSAGE, UNKNOWN_CHANNEL, POLLS_STAY):
                raise

    async def _direct(self) -> Address:
        route = Route("POST", "/users/@me/channels")
        made: Json = await self._tries.call(route, str(self._at), {"recipient_id": self._person})
        return replace(self._at, channel=f"{DIRECT}/{made['id']}", thread=None)

    def _route(self, method: str, message_id: str) -> Route:
        path = "/webhooks/{webhook_id}/{webhook_token}/messages/"
        if message_id == _ORIGINAL:
            return Route(method, path + _ORIGINAL, **self._hook)
        return Route(method, path + "{message_id}", **self._hook, message_id=message_id)

    def _lives(self) -> bool:
        return not self._expired and self._monotonic() < self._expires

    def _note_expiry(self, error: ChatError) -> None:
        """Use the token no more where Discord says that it is over."""
        self._expired = self._expired or code_of(error) in EXPIRED


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
