"""Answers to one event: by its `response_url` while that lasts, then by the Web API."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from adapters.chat_slack.api import SlackApi, UrlUsedUp
from adapters.chat_slack.errors import PersonNotThere
from adapters.chat_slack.events import Origin
from adapters.chat_slack.places import channel_of
from adapters.chat_slack.render import LIMITS
from adapters.chat_slack.uploads import Uploads
from bot.errors import ChatError, PlaceGone, RateLimited, Unsure
from bot.messages import Address, Handle, Message, MessageRef
from bot.ports import Clock

_USES = 5
_LASTS = timedelta(minutes=29)  # Slack says 30
_PATIENCE = 5.0  # seconds for one request: a person waits
_LONGEST_PAUSE = 5.0  # seconds that a person waits where Slack asks for it

Answer = TypeVar("Answer")


class Poster(Protocol):
    """What a reply needs of the chat: to post to a channel, and to change what it posted."""

    uploads: Uploads

    async def post(
        self, to: Address, message: Message, patience: float | None = None
    ) -> MessageRef:
        """Post without a key; `patience`: seconds that the request may take."""
        ...

    async def edit(self, ref: MessageRef, message: Message) -> None:
        """See `Chat.edit`."""
        ...


class SlackReply:
    """`Reply` to one event that came at `came`."""

    def __init__(
        self,
        api: SlackApi,
        poster: Poster,
        origin: Origin,
        clock: Clock,
        came: datetime,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        patience: float = _PATIENCE,
    ) -> None:
        self._api, self._poster, self._origin, self._clock = api, poster, origin, clock
        self._sleep, self._patience = sleep, patience
        self._came = came
        self._left = _USES if origin.response_url else 0

    async def __call__(self, message: Message, *, private: bool = True) -> Handle:
        """See `Reply`."""
        private = private and not self._origin.direct
        ref = await (self._whisper(message) if private else self._say(message))
        return _SlackHandle(self, self._poster, ref, private)

    async def _patiently(self, ask: Callable[[], Awaitable[Answer]]) -> Answer:
        """Once more after a short pause, where Slack asks for one."""
        try:
            return await ask()
        except RateLimited as error:
            if error.retry_after > _LONGEST_PAUSE:
                raise
            await self._sleep(error.retry_after)
        return await ask()

    async def _whisper(self, message: Message) -> None:
        """To the person alone: there, or where the bot or the person is not there, directly."""
        if await self._respond(message, "ephemeral"):
            return
        try:
            await self._poster.uploads.show(message, self._post_ephemeral)
        except (PlaceGone, PersonNotThere):
            await self._poster.uploads.show(message, self._post_directly)

    async def _post_ephemeral(self, shown: dict[str, Any]) -> None:
        at = self._origin.at
        await self._call(
            "chat.postEphemeral",
            f"Answering in {at}",
            channel=channel_of(at),
            user=self._origin.user.id,
            **({"thread_ts": at.thread} if at.thread else {}),
            **shown,
        )

    async def _post_directly(self, shown: dict[str, Any]) -> None:
        what = f"Answering {self._origin.user.id} directly"
        await self._call(
            "chat.postMessage",
            what,
            channel=self._origin.user.id,
            unfurl_links=False,
            unfurl_media=False,
            mrkdwn=False,
            **(shown | {"blocks": _about(self._origin.at, shown["blocks"])}),
        )

    async def _say(self, message: Message) -> MessageRef | None:
        """Post to the channel: only what the Web API posted can be changed later.

        Where the bot may not post, a `response_url` still may.
        """
        try:
            return await self._patiently(
                lambda: self._poster.post(self._origin.at, message, self._patience)
            )
        except Unsure:
            raise
        except ChatError:
            if await self._respond(message, "in_channel"):
                return None
            raise

    async def _respond(self, message: Message, kind: str) -> bool:
        """Whether the `response_url` took it; never in place of the message with the button.

        Raises `Unsure` only: where it surely did not, there are other ways.
        """
        if not self._left or self._clock() - self._came > _LASTS:
            return False
        at = self._origin.at

        async def post(shown: dict[str, Any]) -> None:
            payload = {
                **shown,
                "response_type": kind,
                "replace_original": False,
                "unfurl_links": False,
                "unfurl_media": False,
                **({"thread_ts": at.thread} if at.thread else {}),
            }
            what, url = f"Answering in {at}", self._origin.response_url
            await self._patiently(
                lambda: in_time(self._api.respond(url, what, payload), what, self._patience)
            )

        self._left -= 1
        try:
            await self._poster.uploads.show(message, post)
        except (UrlUsedUp, Unsure) as error:  # where it hangs, what comes next would wait too
            self._left = 0
            if isinstance(error, Unsure):
                raise
            return False
        except ChatError:
            return False
        return True

    async def _call(self, method: str, what: str, **arguments: Any) -> None:
        await self._patiently(
            lambda: in_time(self._api.call(method, what, **arguments), what, self._patience)
        )


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


async def in_time(request: Awaitable[Answer], what: str, seconds: float | None) -> Answer:
    """What a request brings. Raises `Unsure` where it takes longer; `what` begins its text."""
    try:
        async with asyncio.timeout(seconds):
            return await request
    except TimeoutError as error:
        raise Unsure(
            f"{what}: Slack did not answer in time: it may have been done or not."
        ) from error


def _about(at: Address, blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Which channel it answers, in grey above it; left out where there is no room for it."""
    # An id alone is let through: nothing in it takes effect but the channel's name.
    words = f"Your answer from <#{channel_of(at)}>, where I cannot show it:"
    line = {"type": "context", "elements": [{"type": "mrkdwn", "text": words}]}
    return [line, *blocks] if len(blocks) < LIMITS.cards else blocks
