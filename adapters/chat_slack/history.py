"""Looking a message up by its key, in the past of a channel or a thread."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from adapters.chat_slack.api import SlackApi, cursor_of
from adapters.chat_slack.errors import unclear
from adapters.chat_slack.places import channel_of
from bot.errors import Unsure
from bot.messages import Address

_PART = "paperboy_part"
_METADATA_SCOPE = "metadata.message:read"  # without it the past may come without our keys
_SKEW = timedelta(minutes=1)  # by which our clock may be ahead of Slack's
_PAGE = 200
_MOST_PAGES = 50


def metadata(key: str) -> Mapping[str, Any]:
    """What goes along with a message, so that it can be found."""
    return {"event_type": _PART, "event_payload": {"key": key}}


async def look_up(api: SlackApi, where: Address, key: str, since: datetime) -> str | None:
    """Read back page by page. Raises `Unsure` where the past cannot be read whole."""
    what = f"Looking into the past of {where}"
    arguments = {
        "channel": channel_of(where),
        "oldest": f"{(since - _SKEW).timestamp():.6f}",
        "inclusive": True,
        "include_all_metadata": True,
        "limit": _PAGE,
    }
    method = "conversations.replies" if where.thread else "conversations.history"
    if where.thread:
        arguments["ts"] = where.thread
    for _ in range(_MOST_PAGES):
        page = await api.read(method, what, **arguments)
        messages, cursor = page.get("messages"), cursor_of(page)
        if not isinstance(messages, list) or page.get("is_limited"):
            raise unclear(what)
        for each in messages:
            if _key(each) == key:
                return str(each["ts"])
        if not cursor and page.get("has_more"):
            raise unclear(what)
        if not cursor and api.lacks(_METADATA_SCOPE):
            raise Unsure(f"{what}: the scope {_METADATA_SCOPE} is missing: add it to the app.")
        if not cursor:
            return None
        arguments["cursor"] = cursor
    raise Unsure(f"{what}: there is too much of it to read.")


def _key(message: Any) -> str | None:
    """The key that `send` put into a message of Slack's history."""
    match message:
        case {"ts": str(), "metadata": {"event_type": str(kind), "event_payload": {"key": key}}}:
            return str(key) if kind == _PART else None
        case _:
            return None
