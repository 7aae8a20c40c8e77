"""Sending for good: into channels, the threads of messages, and forums."""

import logging
from collections import OrderedDict
from datetime import datetime

from adapters.chat_discord.errors import (
    ARCHIVED,
    CROWDED,
    LOCKED,
    NO_ACCESS,
    NO_PERMISSION,
    POLLS_STAY,
    UNKNOWN_CHANNEL,
    UNKNOWN_MESSAGE,
    code_of,
    gone,
    over,
    translate_unsent,
)
from adapters.chat_discord.forums import Forums
from adapters.chat_discord.history import look_up
from adapters.chat_discord.permissions import explain
from adapters.chat_discord.pictures import Files, show
from adapters.chat_discord.places import channel, channel_of, message, messages, thread_of
from adapters.chat_discord.render import SETTABLE, Json
from adapters.chat_discord.servers import Servers
from adapters.chat_discord.threads import open_thread, post_name, reopen, thread_name
from adapters.chat_discord.wire import Wire
from bot.errors import ChatError
from bot.messages import Address, Message, MessageRef
from bot.ports import Clock, Pictures

_CLOSED_THREADS = (ARCHIVED, LOCKED, NO_ACCESS, NO_PERMISSION, CROWDED)
_ENDED_THREADS = (UNKNOWN_CHANNEL, ARCHIVED, LOCKED, CROWDED)
_REMEMBERED = 2000  # messages
_LEFT_AT_THAT = (UNKNOWN_MESSAGE, UNKNOWN_CHANNEL)

log = logging.getLogger(__name__)


class Sending:
    """What `DiscordChat` does with messages, by the same names. `pictures`: where theirs lie."""

    def __init__(self, wire: Wire, clock: Clock, pictures: Pictures | None) -> None:
        self._wire, self._pictures = wire, pictures
        self._forums, self._servers = Forums(wire, clock, pictures), Servers(wire)
        # What was sent lately and has no thread yet: what that will be called.
        self._threadless: OrderedDict[str, str] = OrderedDict()

    async def send(
        self, to: Address, shown: Message, key: str, parent: MessageRef | None = None
    ) -> MessageRef:
        """See `Chat.send`. Where a thread cannot be used, its channel is; a post has only its own.

        A thread has no threads: what belongs to a message there stays there.
        """
        await self._servers.check(to)
        if parent is None:
            return await self._send(to, shown, key)
        if parent.address.thread:
            return await self._beside(to, parent.address, shown, key)
        ref = await self._in_thread(parent, shown, key)
        return ref or await self._send(parent.address, shown, key)

    async def edit(self, ref: MessageRef, shown: Message) -> None:
        """See `Chat.edit`. It takes the key away, by which `find` knows a message."""

        async def change(body: Json, files: Files) -> None:
            if "poll" in body:
                log.info("a poll in %s stays as it is: Discord lets nobody edit one", ref.address)
                return
            body = body | {"flags": body["flags"] & SETTABLE}
            await self._change("PATCH", ref, body, files)

        await show(shown, self._pictures, change)

    async def delete(self, ref: MessageRef) -> None:
        """See `Chat.delete`. Of a post its first message: to delete it all takes Manage Threads."""
        await self._change("DELETE", ref)

    async def find(
        self, to: Address, key: str, since: datetime, parent: MessageRef | None = None
    ) -> MessageRef | None:
        """See `Chat.find`. What belongs to a parent may stand in its thread or in the channel."""
        places = [parent.address if parent else to]
        if parent and not parent.address.thread:
            places.insert(0, thread_of(parent))
        return await look_up(self._wire, places, key, since)

    async def _beside(self, to: Address, at: Address, shown: Message, key: str) -> MessageRef:
        """Send into the thread or post that a parent stands in; its end is not that of `to`."""
        if to.thread:
            return await self._send(at, shown, key)
        try:
            return await self._post(at, shown, key)
        except ChatError as error:
            code = code_of(error)
            if code not in _ENDED_THREADS:
                raise await explain(self._wire, at, error) from error.__cause__
            await self._look_at(to)
            raise over(str(at), deleted=code == UNKNOWN_CHANNEL) from error.__cause__

    async def _look_at(self, to: Address) -> None:
        """Raise `ChatError` where a channel is not there, or not seen."""
        try:
            await self._wire.call(channel("GET", channel_of(to)), str(to))
        except ChatError as error:
            known = translate_unsent(error, str(to))
            raise await explain(self._wire, to, known) from error.__cause__

    async def _in_thread(self, parent: MessageRef, shown: Message, key: str) -> MessageRef | None:
        """Send into the thread of a message, made where there is none yet; `None`: it is closed."""
        opened = False
        if name := self._threadless.get(parent.id):
            opened = await open_thread(self._wire, parent, name)
            self._threadless.pop(parent.id, None)
            if not opened:
                return None
        while True:
            try:
                return await self._post(thread_of(parent), shown, key)
            except ChatError as error:
                code = code_of(error)
                if code not in (UNKNOWN_CHANNEL, *_CLOSED_THREADS):
                    raise
            if opened or code != UNKNOWN_CHANNEL:
                return None
            opened = await open_thread(self._wire, parent, thread_name(shown))
            if not opened:
                return None

    async def _send(self, at: Address, shown: Message, key: str) -> MessageRef:
        """Send to a channel, forum or thread; a refusal that ends the place says why."""
        try:
            if self._forums.knows(at):
                return await self._forums.post(at, shown, key)
            try:
                return self._noted(await self._post(at, shown, key), shown)
            except ChatError as error:
                if not await self._forums.meets(at, error):
                    raise
            return await self._forums.post(at, shown, key)
        except ChatError as error:
            if code_of(error) in (ARCHIVED, LOCKED):
                reason = "the thread is locked or archived"
                raise gone(str(at), reason, "open it again") from error
            raise await explain(self._wire, at, error) from error.__cause__

    def _noted(self, ref: MessageRef, shown: Message) -> MessageRef:
        self._threadless[ref.id] = post_name(shown)
        if len(self._threadless) > _REMEMBERED:
            self._threadless.popitem(last=False)
        return ref

    async def _post(self, at: Address, shown: Message, key: str) -> MessageRef:
        async def post(body: Json, files: Files) -> Json:
            whole = body | {"nonce": key, "enforce_nonce": True}
            made: Json = await self._wire.call(
                messages("POST", channel_of(at)), str(at), whole, files=files
            )
            return made

        try:
            made = await show(shown, self._pictures, post, key)
        except ChatError as error:
            if code_of(error) != ARCHIVED or not await reopen(self._wire, at):
                raise
            made = await show(shown, self._pictures, post, key)
        return MessageRef(at, str(made["id"]))

    async def _change(
        self, method: str, ref: MessageRef, body: Json | None = None, files: Files = ()
    ) -> None:
        """Change a message of ours; one that is gone is left at that."""
        at = ref.address
        route = message(method, channel_of(at), ref.id)
        try:
            try:
                await self._wire.call(route, str(at), body, files=files)
            except ChatError as error:
                if code_of(error) != ARCHIVED or not await reopen(self._wire, at):
                    raise
                await self._wire.call(route, str(at), body, files=files)
        except ChatError as error:
            if code_of(error) == POLLS_STAY or code_of(error) in _LEFT_AT_THAT:
                return
            if code_of(error) == ARCHIVED:
                raise over(str(at), deleted=False) from error.__cause__
            raise await explain(self._wire, at, error) from error.__cause__
