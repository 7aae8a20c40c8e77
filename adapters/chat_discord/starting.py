"""What is asked of Discord over HTTP for the gateway: whether it may connect, what is declared."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from adapters.chat_discord.commands import declare, shape
from adapters.chat_discord.errors import is_foreign
from adapters.chat_discord.places import NAME
from adapters.chat_discord.sdk import Route, discord
from adapters.chat_discord.wire import Wire
from bot.errors import ChatError, RateLimited
from bot.messages import CommandSpec

_NETWORK = 40333  # Discord's own guards, where they are troubled

log = logging.getLogger(__name__)


async def register(wire: Wire, specs: Sequence[CommandSpec]) -> None:
    """Declare the commands for all servers, where Discord knows others. Raises `ChatError`."""
    at, declared = {"application_id": await wire.application_id()}, declare(specs)
    path = "/applications/{application_id}/commands"
    known = await wire.call(Route("GET", path, **at), NAME)
    if shape(known) == shape(declared):
        return
    await wire.call(Route("PUT", path, **at), NAME, declared)
    log.info("Discord's commands are new, or changed: %d are declared", len(declared))


async def look_at_sessions(wire: Wire, shards: int | None) -> None:
    """Raise `RateLimited` where Discord lets the bot connect no more. `shards`: see `Listening`."""
    check_sessions(await wire.call(Route("GET", "/gateway/bot"), NAME), shards)


def check_sessions(advised: Mapping[str, Any], shards: int | None) -> None:
    """The same, by what Discord answered.

    One connection too many, and Discord takes the token away.
    """
    left = advised["session_start_limit"]
    if left["remaining"] < (shards or (1 if shards is None else advised["shards"])):
        seconds = left["reset_after"] / 1000
        raise RateLimited(
            f"Discord lets the bot connect no more for {seconds / 3600:.1f} hours: "
            "it was started too often today.",
            seconds,
        )


def is_refusal(error: ChatError) -> bool:
    """Whether it was Discord that said no, and for good; a proxy may say 403 as well."""
    cause = error.__cause__
    if isinstance(error, RateLimited) or not isinstance(cause, discord.HTTPException):
        return isinstance(cause, discord.LoginFailure)
    if cause.status >= 500 or is_foreign(cause):
        return False
    return cause.status == 401 or cause.code not in (0, _NETWORK)
