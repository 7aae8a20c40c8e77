"""Slack, by Socket Mode: no address of ours needs to be reachable from outside."""

import asyncio
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from adapters.chat_slack.api import SlackApi
from adapters.chat_slack.errors import MessageGone, unclear
from adapters.chat_slack.events import Origin, read_press, read_slash
from adapters.chat_slack.render import LIMITS, render, size
from adapters.chat_slack.replies import SlackReply
from adapters.chat_slack.socket import SocketHandler, bolt_app
from bot.errors import ChatError, RateLimited, Unsure
from bot.messages import (
    Address,
    CommandSpec,
    Event,
    Message,
    MessageRef,
    OnEvent,
    Pace,
    Sizes,
)
from bot.ports import Clock

log = logging.getLogger(__name__)

_PART = "paperboy_part"
_METADATA_SCOPE = "metadata.message:read"  # without it the past may come without our keys
_SKEW = timedelta(minutes=1)  # by which our clock may be ahead of Slack's
_PAGE = 200
_MOST_PAGES = 50


class SlackChat:
    """`Chat` on one Slack workspace. Addresses: `T01/C01`, the ids of team and channel.

    `timeout`: seconds that one request may take, at most 15.
    """

    name = "slack"
    limits = LIMITS
    pace = Pace(channel=1.0, overall=3.0)
    key_window = 0.0

    def __init__(
        self,
        *,
        bot_token: str,
        app_token: str,
        clock: Clock,
        api_url: str = "https://slack.com/api/",
        agent: str = "",
        timeout: int = 15,
    ) -> None:
        self._api = SlackApi(
            bot_token=bot_token, api_url=api_url, agent=agent, timeout=min(timeout, 15)
        )
        self._app_token, self._clock = app_token, clock
        self._closing = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    def size(self, message: Message) -> Sizes:
        """See `Chat.size`."""
        return size(message)

    async def run(self, commands: Sequence[CommandSpec], on_event: OnEvent) -> None:
        """See `Chat.run`. Raises `ChatError` where the tokens are not taken."""
        if self._closing.is_set():
            return

        def on_slash(payload: Mapping[str, Any]) -> None:
            self._start(lambda: read_slash(payload, commands), on_event)

        def on_press(payload: Mapping[str, Any]) -> None:
            self._start(lambda: read_press(payload), on_event)

        identity = await self._api.call("auth.test", "Signing in with SLACK_BOT_TOKEN")
        url = await self._api.open_connection(self._app_token)
        app = bolt_app(self._api.new_client(), identity, on_slash, on_press)
        await SocketHandler(app, self._app_token, url).listen(self._closing.wait())
        await self.close()  # what came in between

    async def send(
        self, to: Address, message: Message, key: str, parent: MessageRef | None = None
    ) -> MessageRef:
        """See `Chat.send`: `key` goes along as metadata, for `find`."""
        where = _in_thread(to, parent)
        metadata = {"event_type": _PART, "event_payload": {"key": key}}
        try:
            return await self.post(where, message, metadata=metadata)
        except asyncio.CancelledError as error:
            raise Unsure(f"Posting to {to} was stopped half-way: it may stand there.") from error

    async def post(self, to: Address, message: Message, **more: Any) -> MessageRef:
        """Post one message, in the thread of `to` where it names one."""
        what = f"Posting to {to}"
        answer = await self._api.call(
            "chat.postMessage",
            what,
            channel=_channel(to),
            unfurl_links=False,
            unfurl_media=False,
            mrkdwn=False,
            **({"thread_ts": to.thread} if to.thread else {}),
            **render(message),
            **more,
        )
        if not isinstance(answer.get("ts"), str):
            raise unclear(what)
        return MessageRef(to, answer["ts"])

    async def edit(self, ref: MessageRef, message: Message) -> None:
        """See `Chat.edit`."""
        await self._change("chat.update", "Changing", ref, parse="none", **render(message))

    async def delete(self, ref: MessageRef) -> None:
        """See `Chat.delete`."""
        await self._change("chat.delete", "Deleting", ref)

    async def find(
        self, to: Address, key: str, since: datetime, parent: MessageRef | None = None
    ) -> MessageRef | None:
        """See `Chat.find`: looks through the metadata of the channel's, or the thread's, past."""
        where = _in_thread(to, parent)
        try:
            found = await self._look_up(where, key, since)
        except (RateLimited, Unsure):
            raise
        except ChatError as error:
            raise Unsure(f"{error} Whether it was posted cannot be known.") from error
        return MessageRef(where, found) if found else None

    async def close(self) -> None:
        """See `Chat.close`."""
        self._closing.set()
        while others := self._tasks - {asyncio.current_task()}:
            await asyncio.wait(others)

    async def _change(self, method: str, doing: str, ref: MessageRef, **more: Any) -> None:
        what = f"{doing} a message in {ref.address}"
        with suppress(MessageGone):
            await self._api.call(method, what, channel=_channel(ref.address), ts=ref.id, **more)

    async def _look_up(self, where: Address, key: str, since: datetime) -> str | None:
        """Read back page by page. Raises `Unsure` where the past cannot be read whole."""
        what = f"Looking into the past of {where}"
        arguments = {
            "channel": _channel(where),
            "oldest": f"{(since - _SKEW).timestamp():.6f}",
            "inclusive": True,
            "include_all_metadata": True,
            "limit": _PAGE,
        }
        method = "conversations.replies" if where.thread else "conversations.history"
        if where.thread:
            arguments["ts"] = where.thread
        for _ in range(_MOST_PAGES):
            page = await self._api.read(method, what, **arguments)
            messages, cursor = page.get("messages"), _cursor(page)
            if not isinstance(messages, list) or page.get("is_limited"):
                raise unclear(what)
            for each in messages:
                if _key(each) == key:
                    return str(each["ts"])
            if not cursor and page.get("has_more"):
                raise unclear(what)
            if not cursor and self._api.lacks(_METADATA_SCOPE):
                raise Unsure(f"{what}: the scope {_METADATA_SCOPE} is missing: add it to the app.")
            if not cursor:
                return None
            arguments["cursor"] = cursor
        raise Unsure(f"{what}: there is too much of it to read.")

    def _start(self, read: Callable[[], tuple[Event, Origin]], on_event: OnEvent) -> None:
        task = asyncio.create_task(self._pass_on(read, on_event))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _pass_on(self, read: Callable[[], tuple[Event, Origin]], on_event: OnEvent) -> None:
        """Never raises: one event must not end the others."""
        try:
            event, origin = read()
            await on_event(event, SlackReply(self._api, self, origin, self._clock))
        except Exception as error:  # noqa: BLE001 -- its text may quote what people wrote
            log.error("an event of Slack failed: %s", type(error).__name__)  # noqa: TRY400


def _in_thread(to: Address, parent: MessageRef | None) -> Address:
    return replace(to, thread=parent.address.thread or parent.id) if parent else to


def _channel(at: Address) -> str:
    team, _, channel = at.channel.partition("/")
    if not re.fullmatch(r"\w+", team) or not re.fullmatch(r"\w+", channel):
        raise ChatError(f"“{at}” names no channel of Slack: write slack:T…/C…, with their ids.")
    return channel


def _key(message: Any) -> str | None:
    """The key that `send` put into a message of Slack's history."""
    match message:
        case {"ts": str(), "metadata": {"event_type": str(kind), "event_payload": {"key": key}}}:
            return str(key) if kind == _PART else None
        case _:
            return None


def _cursor(page: Mapping[str, Any]) -> str:
    match page.get("response_metadata"):
        case {"next_cursor": str(cursor)}:
            return cursor
        case _:
            return ""
