"""Bolt's part: it checks what came in and sorts it; everything is acknowledged and passed on."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from adapters.chat_slack.events import Payload
from adapters.chat_slack.quiet import quiet_logger

OnPayload = Callable[[Payload], None]
"""Takes each payload that was acknowledged."""

_ANY = re.compile(r"(?s).*")


def bolt_app(
    client: AsyncWebClient,
    identity: Mapping[str, Any],
    on_payload: OnPayload,
    signing_secret: str = "",
) -> AsyncApp:
    """An app with the same listeners for both ways. `identity`: from `auth.test`."""
    found = AuthorizeResult(
        enterprise_id=identity.get("enterprise_id"),
        team_id=identity.get("team_id"),
        bot_user_id=identity.get("user_id"),
        bot_id=identity.get("bot_id"),
        bot_token=client.token,
    )

    async def authorize() -> AuthorizeResult:  # known already: no request while a person waits
        return found

    async def take(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        on_payload(body)

    app = AsyncApp(
        name="paperboy",
        client=client,
        authorize=authorize,
        signing_secret=signing_secret,
        logger=quiet_logger(),
        # Else Bolt looks each 10 ms whether a listener has acknowledged. Ours is done at once.
        process_before_response=True,
        ignoring_self_events_enabled=False,  # `read` drops them
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    app.command(_ANY)(take)
    app.event(_ANY)(take)
    app.block_action(_ANY)(take)
    app.shortcut(_ANY)(take)
    return app
