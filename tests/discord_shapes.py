"""The shapes of what Discord sends, and what it refuses to take."""

import re
from datetime import datetime
from itertools import count
from typing import Any

from tests.fakes import NOW

SERVER, CHANNEL, BOT, PERSON = "100", "200", "300", "400"
MANAGE_CHANNELS = 1 << 4
EPHEMERAL, COMPONENTS_V2 = 1 << 6, 1 << 15
DIRECT_CHANNEL = {"id": "500", "type": 1, "recipients": []}

Json = dict[str, Any]


class Refusal(Exception):
    def __init__(self, status: int, code: int, text: str = "no") -> None:
        self.status, self.code, self.text = status, code, text


def text_of(message: Json) -> str:
    """What a reader sees: escapes undone, styles and addresses of links left as they are."""
    texts = [each["content"] for each in message["components"] if each["type"] == 10]
    return "\n".join(re.sub(r"\\([^0-9A-Za-z\s])", r"\1", text) for text in texts)


def buttons_of(message: Json) -> list[Json]:
    return [each for row in message["components"] for each in row.get("components", ())]


def check_edit(body: Json) -> None:
    """Of the flags, an edit may set this one."""
    if body["flags"] != COMPONENTS_V2:
        raise Refusal(400, 50035, "Invalid Form Body")


def checked(body: Json) -> list[Json]:
    """Refuse what Discord refuses; number the components that have no number yet."""
    components: list[Json] = body["components"]
    buttons = [each for row in components for each in row.get("components", ())]
    texts = [each["content"] for each in components if each["type"] == 10]
    customs = [each["custom_id"] for each in buttons]
    fits = (
        body["flags"] & COMPONENTS_V2
        and "content" not in body
        and 0 < len(components) + len(buttons) <= 40
        and all(text.strip() for text in texts)
        and sum(map(len, texts)) <= 4000
        and all(1 <= len(each["label"]) <= 80 for each in buttons)
        and all(1 <= len(each) <= 100 for each in customs)
        and len(set(customs)) == len(customs)
        and body["allowed_mentions"] == {"parse": []}
    )
    if not fits:
        raise Refusal(400, 50035, "Invalid Form Body")
    numbers = count(1)
    for each in [*components, *buttons]:
        each.setdefault("id", next(numbers))
    return components


def user(number: str, name: str) -> Json:
    return {
        "id": number,
        "username": name.lower(),
        "global_name": name,
        "discriminator": "0",
        "avatar": None,
        "bot": number == BOT,
    }


def thread_of(number: str) -> Json:
    return {
        "id": number,
        "type": 11,
        "guild_id": SERVER,
        "parent_id": CHANNEL,
        "owner_id": BOT,
        "name": "thread",
        "message_count": 0,
        "member_count": 1,
        "rate_limit_per_user": 0,
        "thread_metadata": {
            "archived": False,
            "auto_archive_duration": 60,
            "archive_timestamp": NOW.isoformat(),
            "locked": False,
        },
    }


def message_of(number: str, channel: str, body: Json, now: datetime) -> Json:
    """A message made of the body of a request."""
    return {
        "id": number,
        "channel_id": channel,
        "type": 0,
        "author": user(BOT, "paper-bot"),
        "content": "",
        "timestamp": now.isoformat(),
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "pinned": False,
        "flags": body["flags"],
        "components": checked(body),
    }


def interaction(
    number: str, token: str, kind: int, data: Json, channel: Json, permissions: int
) -> Json:
    """A command or a press by Ada; in a direct message she is no member."""
    member = {
        "user": user(PERSON, "Ada"),
        "roles": [],
        "joined_at": NOW.isoformat(),
        "deaf": False,
        "mute": False,
        "flags": 0,
        "permissions": str(permissions),
    }
    where: Json = {"guild_id": SERVER, "guild": {"id": SERVER}, "member": member}
    return {
        "id": number,
        "application_id": BOT,
        "type": kind,
        "token": token,
        "version": 1,
        "data": data,
        "channel": channel,
        "channel_id": channel["id"],
        "attachment_size_limit": 1,
        **({"user": user(PERSON, "Ada")} if channel["type"] == 1 else where),
    }
