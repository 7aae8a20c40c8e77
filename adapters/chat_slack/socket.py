"""Socket Mode through Bolt: each envelope is acknowledged at once, and passed on once."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.chat_slack.quiet import quiet_logger

OnPayload = Callable[[Mapping[str, Any]], None]

log = logging.getLogger(__name__)

_REMEMBERED = 1000  # envelopes, of which a repeat is dropped
_ANY = re.compile(r"(?s).*")


def bolt_app(
    client: AsyncWebClient, identity: Mapping[str, Any], on_slash: OnPayload, on_press: OnPayload
) -> AsyncApp:
    """An app that passes on every slash command and button press. `identity`: from `auth.test`."""
    found = AuthorizeResult(
        enterprise_id=identity.get("enterprise_id"),
        team_id=identity.get("team_id"),
        bot_user_id=identity.get("user_id"),
        bot_id=identity.get("bot_id"),
        bot_token=client.token,
    )

    async def authorize() -> AuthorizeResult:  # known already: no request while a person waits
        return found

    async def slash(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        on_slash(body)

    async def press(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        on_press(body)

    app = AsyncApp(name="paperboy", client=client, authorize=authorize, logger=quiet_logger())
    app.command(_ANY)(slash)
    app.block_action(_ANY)(press)
    return app


class SocketHandler(AsyncSocketModeHandler):
    """Bolt's handler, but it acknowledges before anything else and drops repeated envelopes."""

    def __init__(
        self, app: AsyncApp, app_token: str, first_url: str, *, pause: float = 10.0
    ) -> None:
        super().__init__(app, app_token, logger=quiet_logger(), ping_interval=pause)
        self._pause = pause  # seconds between two tries to connect
        self.client.wss_uri = first_url  # asked for already, to fail at once with a wrong token
        self._seen: dict[str, None] = {}

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]  # as in Bolt's own
        """Acknowledge, then pass on: also where the acknowledgement is lost, but once."""
        repeated = req.envelope_id in self._seen
        self._seen[req.envelope_id] = None
        if len(self._seen) > _REMEMBERED:
            del self._seen[next(iter(self._seen))]
        try:
            await client.send_socket_mode_response(SocketModeResponse(req.envelope_id))
        except Exception as error:  # noqa: BLE001 -- whatever it is, the person waits
            log.warning("an envelope could not be acknowledged: %s", type(error).__name__)
        if not repeated:
            await run_async_bolt_app(self.app, req)

    async def listen(self, until: Awaitable[object]) -> None:
        """Stay connected until then. Connects anew by itself."""
        tasks = [asyncio.create_task(each) for each in (self._connect(), self._renew())]
        try:
            await until
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            await self.close_async()  # type: ignore[no-untyped-call]  # Bolt gives it no types

    async def _connect(self) -> None:
        """Try until it can."""
        await self.connect_async()  # type: ignore[no-untyped-call]  # likewise

    async def _renew(self) -> None:
        """Forget an address that leads nowhere: it works once, and the SDK would try it forever."""
        while True:
            await asyncio.sleep(3 * self._pause)
            if not await self.client.is_connected():
                self.client.wss_uri = None
