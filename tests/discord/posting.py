"""Messages of the bot over HTTP: sent, edited, deleted, read back."""

from datetime import datetime, timedelta
from typing import Any

from tests.discord.asking import Asking
from tests.discord.components import Json, Refusal, wrong
from tests.discord.messages import EPHEMERAL, Upload
from tests.discord.shapes import (
    ATTACH_FILES,
    BOT,
    CHATS,
    DIRECT,
    DIRECT_CHANNEL,
    MANAGE_THREADS,
    PERSON,
    READ_MESSAGE_HISTORY,
    SEND_MESSAGES,
    SEND_MESSAGES_IN_THREADS,
    SEND_POLLS,
    THREADS,
)

_NONCE_LIVES = timedelta(minutes=3)


class Posting(Asking):
    """What can be done with messages."""

    def __init__(self) -> None:
        super().__init__()
        self._nonces: dict[str, tuple[datetime, Json]] = {}

    def _open_direct(self, *, body: Json, **_: Any) -> Json:
        person = body["recipient_id"]
        number = DIRECT_CHANNEL["id"] if person == PERSON else f"5{person}"
        self.channels.setdefault(number, {})
        self.places.setdefault(number, DIRECT_CHANNEL | {"id": number, "of": person})
        return self.place(number)

    def _create(self, channel: str, *, body: Json, files: list[Upload], **_: Any) -> Json:
        self._may_send(channel, body, files)
        nonce = str(body.get("nonce", ""))
        if len(nonce) > 25:
            raise wrong("nonce", "Must be 25 or fewer in length.")
        before = self._nonces.get(nonce) if body.get("enforce_nonce") else None
        if before and self.now - before[0] <= _NONCE_LIVES:
            return before[1]
        made = self.make(channel, body, files)
        made["flags"] &= ~EPHEMERAL
        self.keep(channel, made)
        if nonce:
            self._nonces[nonce] = (self.now, made)
        return made | ({"nonce": nonce} if nonce else {})

    def _may_send(self, channel: str, body: Json, files: list[Upload]) -> None:
        place = self.reach(channel)
        if place["type"] not in (*CHATS, DIRECT, *THREADS):
            raise Refusal(400, 50008, "Cannot send messages in a non-text channel")
        if place["type"] == DIRECT:
            if place.get("of", PERSON) in self.closed:
                raise Refusal(403, 50007, "Cannot send messages to this user")
            return
        sends = SEND_MESSAGES_IN_THREADS if place["type"] in THREADS else SEND_MESSAGES
        extra = (ATTACH_FILES if files else 0) | (SEND_POLLS if body.get("poll") else 0)
        self.reach(channel, sends | extra)
        if place["type"] in THREADS:
            self._wake(place)

    def _wake(self, thread: Json) -> None:
        """Writing opens an archived thread again, unless it is locked."""
        state = thread["thread_metadata"]
        if self.may(thread["id"]) & MANAGE_THREADS:
            return
        if state["locked"]:
            text = "Thread is archived" if state["archived"] else "Thread is locked"
            raise Refusal(400, 50083 if state["archived"] else 160005, text)
        if state["archived"]:
            self.set_thread(thread["id"], {"archived": False})

    def _edit(
        self, channel: str, message: str, *, body: Json, files: list[Upload], **_: Any
    ) -> Json:
        place = self.reach(channel, ATTACH_FILES if files else 0)
        messages = self._shown_in(channel, message)
        if messages[message]["author"]["id"] != BOT:
            raise Refusal(403, 50005, "Cannot edit a message authored by another user")
        if place["type"] in THREADS and place["thread_metadata"]["archived"]:
            raise Refusal(400, 50083, "Thread is archived")
        messages[message] = self.change(messages[message], body, files)
        return messages[message]

    def _delete(self, channel: str, message: str, **_: Any) -> None:
        self.reach(channel)
        del self._shown_in(channel, message)[message]

    def _history(self, channel: str, *, query: Any, **_: Any) -> list[Json]:
        self.reach(channel)
        if channel in self.hidden or not self.may(channel) & READ_MESSAGE_HISTORY:
            return []
        messages = self._public(channel)
        most = int(query.get("limit", 50))
        if not 1 <= most <= 100:
            raise wrong("limit", "Must be between 1 and 100.")
        after, before = int(query.get("after", 0)), int(query.get("before", 1 << 63))
        found = sorted(int(each) for each in messages if after < int(each) < before)
        found = found[:most] if "after" in query else found[-most:]
        return [messages[str(each)] for each in reversed(found)]

    def _message(self, channel: str, message: str, **_: Any) -> Json:
        self.reach(channel)
        return self._shown_in(channel, message)[message]

    def _public(self, channel: str) -> dict[str, Json]:
        """What stands in a channel, answers that everybody sees too."""
        found = dict(self.channels[channel])
        for asked in self.asked.values():
            if asked.channel == channel:
                public = {n: m for n, m in asked.answers.items() if not m["flags"] & EPHEMERAL}
                found |= public
        return found

    def _shown_in(self, channel: str, message: str) -> dict[str, Json]:
        """The mapping in which a message stands that everybody sees."""
        if message not in self._public(channel):
            raise Refusal(404, 10008, "Unknown Message")
        places = [self.channels[channel], *(each.answers for each in self.asked.values())]
        return next(each for each in places if message in each)
