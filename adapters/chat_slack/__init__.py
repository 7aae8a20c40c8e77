"""Slack, by Socket Mode or over HTTP."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from datetime import datetime
from typing import Any

from adapters.chat_slack.api import SlackApi
from adapters.chat_slack.bolt import OnPayload, bolt_app
from adapters.chat_slack.check import check, look_at
from adapters.chat_slack.errors import MessageGone, unclear
from adapters.chat_slack.events import Payload, Reader
from adapters.chat_slack.history import look_up, metadata
from adapters.chat_slack.http import http_server
from adapters.chat_slack.listening import Listening
from adapters.chat_slack.places import channel_of, in_thread
from adapters.chat_slack.render import LIMITS, size
from adapters.chat_slack.replies import in_time
from adapters.chat_slack.socket import Line, socket_mode
from adapters.chat_slack.starting import is_refusal
from adapters.chat_slack.uploads import Uploads
from adapters.chat_slack.ways import HttpMode, SocketMode, Way
from bot.errors import ChatError, RateLimited, Unsure
from bot.front import Front, Serve
from bot.messages import Address, CommandSpec, Message, MessageRef, OnEvent, Pace, Sizes
from bot.models import Finding
from bot.patience import Patience
from bot.ports import Clock, Pictures
from bot.text.fold import fold

__all__ = ["HttpMode", "SlackChat", "SocketMode", "Way"]

log = logging.getLogger(__name__)


class SlackChat:
    """`Chat` on one Slack workspace. Addresses: `T01/C01`, the ids of team and channel.

    `timeout`: seconds that one request may take, at most 15.
    """

    name = "slack"
    limits = LIMITS
    pace = Pace(channel=1.0, overall=3.0)
    key_window = 0.0
    threads = True

    def __init__(
        self,
        *,
        bot_token: str,
        way: Way,
        clock: Clock,
        pictures: Pictures | None = None,
        api_url: str = "https://slack.com/api/",
        agent: str = "",
        timeout: int = 15,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._api = SlackApi(
            bot_token=bot_token, api_url=api_url, agent=agent, timeout=min(timeout, 15)
        )
        self._way, self._clock, self._sleep = way, clock, sleep
        self.uploads = Uploads(self._api, pictures)
        self.events_url = ""
        """Where Slack's requests are taken, while it listens over HTTP."""
        self._patience = Patience("Slack", is_refusal, sleep)
        self._front: Front[Payload] | None = None
        self._listening: Listening | None = None

    def size(self, message: Message) -> Sizes:
        """See `Chat.size`."""
        return size(message)

    async def run(self, commands: Sequence[CommandSpec], on_event: OnEvent) -> None:
        """See `Chat.run`. Raises `ChatError` where the tokens are not taken, or the port is not."""
        if self._patience.ended:
            return
        try:
            await self._listen(commands, on_event)
        except ChatError:
            if not self._patience.ended:  # else it broke off with the closing
                raise
        finally:
            await self._finish()

    async def send(
        self, to: Address, message: Message, key: str, parent: MessageRef | None = None
    ) -> MessageRef:
        """See `Chat.send`: `key` goes along as metadata, for `find`."""
        return await self.post(in_thread(to, parent), message, metadata=metadata(key))

    async def post(
        self, to: Address, message: Message, patience: float | None = None, **more: Any
    ) -> MessageRef:
        """Post one message, in the thread of `to` where it names one.

        `patience`: seconds that the request may take, where they are fewer than usual.
        """
        what, channel = f"Posting to {to}", channel_of(to)

        async def post(shown: dict[str, Any]) -> dict[str, Any]:
            request = self._api.call(
                "chat.postMessage",
                what,
                channel=channel,
                unfurl_links=False,
                unfurl_media=False,
                mrkdwn=False,
                **({"thread_ts": to.thread} if to.thread else {}),
                **shown,
                **more,
            )
            return await in_time(request, what, patience)

        answer = await self.uploads.show(message, post)
        if not isinstance(answer.get("ts"), str):
            raise unclear(what)
        return MessageRef(to, answer["ts"])

    async def edit(self, ref: MessageRef, message: Message) -> None:
        """See `Chat.edit`."""

        async def change(shown: dict[str, Any]) -> None:
            await self._change("chat.update", "Changing", ref, parse="none", **shown)

        await self.uploads.show(message, change)

    async def delete(self, ref: MessageRef) -> None:
        """See `Chat.delete`."""
        await self._change("chat.delete", "Deleting", ref)

    async def find(
        self, to: Address, key: str, since: datetime, parent: MessageRef | None = None
    ) -> MessageRef | None:
        """See `Chat.find`: looks through the metadata of the channel's, or the thread's, past."""
        where = in_thread(to, parent)
        try:
            found = await look_up(self._api, where, key, since)
        except (RateLimited, Unsure):
            raise
        except ChatError as error:
            raise Unsure(f"{error} Whether it was posted cannot be known.") from error
        return MessageRef(where, found) if found else None

    async def votes(self, ref: MessageRef) -> Mapping[int, int] | None:
        """See `Chat.votes`: Slack has no polls."""
        del ref
        return None

    async def check(self, places: Sequence[Address]) -> tuple[Finding, ...]:
        """See `Chat.check`."""
        return await check(self._api, self._way, places)

    async def check_place(self, place: Address) -> Finding:
        """See `Chat.check_place`."""
        return await look_at(self._api, place)

    async def close(self) -> None:
        """See `Chat.close`. Where this is cancelled, what is in flight is cut off."""
        self._patience.end()
        await self._finish()

    async def _finish(self) -> None:
        try:
            if self._front:
                await self._front.stop()
            if self._listening:
                await self._listening.done()
        finally:
            if self._listening:
                await self._listening.cut_off()
            await self._api.close()

    async def _listen(self, commands: Sequence[CommandSpec], on_event: OnEvent) -> None:
        identity = await self._patience.out(
            lambda: self._api.call("auth.test", "Signing in with SLACK_BOT_TOKEN")
        )
        serve = await self._serve(identity)
        if self._patience.ended:
            return
        reader = Reader(commands, str(identity.get("user_id") or ""))
        self._listening = Listening(
            self._api, self, self._clock, reader, on_event, sleep=self._sleep
        )
        self._front = Front(serve, self._listening.take, name="Slack")
        self.events_url = await self._front.start()
        if self.events_url:
            at = f"Slack's requests are taken at {self.events_url}"
            log.info("connected to Slack: %s; %s", _who(identity), at)
        await self._front.ended()

    async def _serve(self, identity: Mapping[str, Any]) -> Serve[Payload]:
        """How the front listens. Raises `ChatError` where it surely could not."""
        client = self._api.new_client()
        match self._way:
            case SocketMode(app_token):
                line = await self._line(app_token, identity)

                def serve(on_payload: OnPayload) -> AbstractAsyncContextManager[str]:
                    return socket_mode(bolt_app(client, identity, on_payload), line)

            case HttpMode(signing_secret) as way:
                if not signing_secret.strip():
                    raise ChatError("Slack over HTTP needs SLACK_SIGNING_SECRET: set it.")

                def serve(on_payload: OnPayload) -> AbstractAsyncContextManager[str]:
                    app = bolt_app(client, identity, on_payload, signing_secret)
                    return http_server(app, way)

        return serve

    async def _line(self, app_token: str, identity: Mapping[str, Any]) -> Line:
        main = asyncio.get_running_loop()

        async def renewed() -> str:  # called in the front's thread; our connections belong to main
            asking = self._api.open_connection(app_token)
            return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(asking, main))

        def fail(error: ChatError) -> None:
            if self._front:
                self._front.fail(error)

        url = await self._patience.out(lambda: self._api.open_connection(app_token))
        return Line(url, renewed, fail, _who(identity))

    async def _change(self, method: str, doing: str, ref: MessageRef, **more: Any) -> None:
        what = f"{doing} a message in {ref.address}"
        with suppress(MessageGone):
            await self._api.call(method, what, channel=channel_of(ref.address), ts=ref.id, **more)


def _who(identity: Mapping[str, Any]) -> str:
    """Which workspace it is, and the bot's name there."""
    team, its, bot = (fold(str(identity.get(key) or "?")) for key in ("team", "team_id", "user"))
    return f"{team} ({its}) as @{bot}"
