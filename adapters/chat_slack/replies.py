"""Answers to one event: by its `response_url` while that lasts, then by the Web API."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from adapters.chat_slack.api import SlackApi, UrlUsedUp
from adapters.chat_slack.events import Origin
from adapters.chat_slack.render import render
from bot.errors import ChatError, Unsure
from bot.messages import Address, Handle, Message, MessageRef
from bot.ports import Clock

_USES = 5
_LASTS = timedelta(minutes=29)  # Slack says 30


class Poster(Protocol):
    """What a reply needs of the chat: to post to a channel, and to change what it posted."""

    async def post(self, to: Address, message: Message) -> MessageRef:
        """Post without a key."""
        ...

    async def edit(self, ref: MessageRef, message: Message) -> None:
        """See `Chat.edit`."""
        ...


class SlackReply:
    """`Reply` to one event that came at `came`."""

    def __init__(self, api: SlackApi, poster: Poster, origin: Origin, clock: Clock) -> None:
        self._api, self._poster, self._origin, self._clock = api, poster, origin, clock
        self._came: datetime = clock()
        self._left = _USES if origin.response_url else 0

    async def __call__(self, message: Message, *, private: bool = True) -> Handle:
        """See `Reply`."""
        ref = await (self._whisper(message) if private else self._say(message))
        return _SlackHandle(self, self._poster, ref, private)

    async def _whisper(self, message: Message) -> None:
        if await self._respond(message, "ephemeral"):
            return
        at = self._origin.at
        await self._api.call(
            "chat.postEphemeral",
            f"Answering in {at}",
            channel=at.channel.rpartition("/")[2],
            user=self._origin.user.id,
            **({"thread_ts": at.thread} if at.thread else {}),
            **render(message),
        )

    async def _say(self, message: Message) -> MessageRef | None:
        """Post to the channel: only what the Web API posted can be changed later.

        Where the bot may not post, a `response_url` still may.
        """
        try:
            return await self._poster.post(self._origin.at, message)
        except Unsure:
            raise
        except ChatError:
            if await self._respond(message, "in_channel"):
                return None
            raise

    async def _respond(self, message: Message, kind: str) -> bool:
        """Whether the `response_url` took it; never in place of the message with the button."""
        if not self._left or self._clock() - self._came > _LASTS:
            return False
        self._left -= 1
        at = self._origin.at
        payload = {
            **render(message),
            "response_type": kind,
            "replace_original": False,
            "unfurl_links": False,
            "unfurl_media": False,
            **({"thread_ts": at.thread} if at.thread else {}),
        }
        try:
            await self._api.respond(self._origin.response_url, f"Answering in {at}", payload)
        except UrlUsedUp:
            self._left = 0
            return False
        return True


@dataclass(frozen=True, slots=True)
class _SlackHandle:
    """Slack lets nobody change an answer to one person: its update is one more answer."""

    reply: SlackReply
    poster: Poster
    ref: MessageRef | None
    private: bool

    async def update(self, message: Message) -> None:
        """See `Handle.update`."""
        if self.ref:
            await self.poster.edit(self.ref, message)
        else:
            await self.reply(message, private=self.private)
