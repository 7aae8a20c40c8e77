"""How a vote of the group came out, where Discord counted it."""

from collections.abc import Mapping
from typing import Any

from adapters.chat_discord.errors import UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, code_of
from adapters.chat_discord.places import channel_of, message
from adapters.chat_discord.wire import Wire
from bot.errors import ChatError
from bot.messages import MessageRef


async def poll_votes(wire: Wire, ref: MessageRef) -> Mapping[int, int] | None:
    """See `Chat.votes`. A poll that somebody deleted has no votes."""
    at = ref.address
    try:
        shown = await wire.call(message("GET", channel_of(at), ref.id), str(at))
    except ChatError as error:
        if code_of(error) in (UNKNOWN_MESSAGE, UNKNOWN_CHANNEL):
            return {}
        raise
    return counted(shown, str(at))


def counted(shown: Mapping[str, Any], at: str) -> Mapping[int, int] | None:
    """The votes of a message, which are exact once Discord says so. Raises `ChatError` before."""
    poll = shown.get("poll")
    if not poll:
        return None
    results = poll.get("results") or {}
    if not results.get("is_finalized"):
        raise ChatError(f"{at}: Discord has not counted this poll to the end yet.")
    ids = [each["answer_id"] for each in poll["answers"]]
    counts = {each["id"]: each["count"] for each in results.get("answer_counts", ())}
    return {place: counts[each] for place, each in enumerate(ids) if counts.get(each)}
