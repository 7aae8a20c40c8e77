"""What the methods of the Web API do in the stand-in: messages, channels, people, files, pages."""

import itertools
import json
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import Block

from tests.fakes import NOW

Payload = dict[str, Any]

ME = "UBOT"
TICKET = "ticket-secret"


class Refused(Exception):
    """Slack says no: `{"ok": false, "error": code}`."""

    def __init__(self, code: str, status: int = 200) -> None:
        super().__init__(code)
        self.code, self.status = code, status


@dataclass
class Shown:
    """A message that stands in a channel, or before one person there."""

    channel: str
    ts: str
    payload: Payload
    only_for: str | None = None

    @property
    def thread(self) -> str | None:
        thread: str | None = self.payload.get("thread_ts")
        return thread

    @property
    def text(self) -> str:
        """What a person reads: the blocks; the text where there are none."""
        blocks = self.payload.get("blocks")
        return "\n".join(map(seen, blocks)) if blocks else str(self.payload["text"])


@dataclass
class Channel:
    """A channel, and who is in it."""

    members: set[str] = field(default_factory=lambda: {ME, "U01"})
    is_private: bool = False
    is_archived: bool = False


def seen(block: Payload) -> str:
    """What of a block a person reads."""
    match block:
        case {"elements": list(parts)}:
            return "".join(map(seen, parts))
        case {"text": str(text)}:
            return text
        case {"text": dict(text)}:
            return seen(text)
        case {"channel_id": str(channel)}:
            return f"#{channel}"
        case _:
            return ""


class Workspace:
    """What stands in a workspace, and what its Web API does to that."""

    def __init__(self) -> None:
        self.url = ""
        self.clock: Callable[[], datetime] = lambda: NOW
        self.shown: list[Shown] = []
        self.channels: dict[str, Channel] = {"C01": Channel()}
        self.directs = {"D01"}  # channels of the bot and one person
        self.zones: dict[str, str] = {"U01": "Europe/Berlin"}
        self.homes: dict[str, Payload] = {}
        self.files: dict[str, bytes] = {}  # uploaded
        self.ready: set[str] = set()  # ids of files that can be shown
        self.uses: dict[str, int] = defaultdict(lambda: 5)  # left, of each response_url
        self.tickets: set[str] = set()
        self.page = 200
        self.limited = False
        self._numbers = itertools.count(1)

    def home(self, user: str = "U01") -> str:
        """What a person reads on their page."""
        return "\n".join(map(seen, self.homes[user]["blocks"]))

    def auth_test(self, _asked: Payload) -> Payload:
        its = {"team_id": "T01", "team": "Lab", "user_id": ME, "bot_id": "B01"}
        return its | {"user": "paperboy"}

    def open_connection(self, _asked: Payload) -> Payload:
        ticket = f"{TICKET}{next(self._numbers)}"
        self.tickets.add(ticket)
        return {"url": f"{self.url.replace('http', 'ws')}/link?ticket={ticket}"}

    # ---------------------------------------------------------------- messages

    def post(self, asked: Payload) -> Payload:
        self._require_membership(asked["channel"])
        valid(asked)
        self.shown.append(Shown(asked["channel"], self._ts(), asked))
        return {"ts": self.shown[-1].ts, "channel": asked["channel"]}

    def post_ephemeral(self, asked: Payload) -> Payload:
        self._require_membership(asked["channel"])
        valid(asked)
        self.shown.append(Shown(asked["channel"], self._ts(), asked, asked["user"]))
        return {"message_ts": self.shown[-1].ts}

    def update(self, asked: Payload) -> Payload:
        self._require_membership(asked["channel"])
        valid(asked)
        shown = self._message(asked)
        shown.payload = shown.payload | asked
        return {"ts": shown.ts}

    def delete(self, asked: Payload) -> Payload:
        self._require_membership(asked["channel"])
        self.shown.remove(self._message(asked))
        return {}

    def history(self, asked: Payload) -> Payload:
        return self._past(asked, lambda shown: shown.thread is None)

    def replies(self, asked: Payload) -> Payload:
        return self._past(asked, lambda shown: asked["ts"] in (shown.thread, shown.ts))

    def responded(self, asked: Payload, channel: str, user: str) -> Payload:
        valid(asked)
        whose = f"{channel}/{user}"
        if not self.uses[whose]:
            raise Refused("used_url", 404)
        self.uses[whose] -= 1
        assert asked["replace_original"] is False
        only_for = user if asked["response_type"] == "ephemeral" else None
        self.shown.append(Shown(channel, self._ts(), asked, only_for))
        return {}

    def _past(self, asked: Payload, wanted: Callable[[Shown], bool]) -> Payload:
        self._require_membership(asked["channel"], may_be_archived=True)
        fitting = [
            {"ts": shown.ts, "text": shown.payload["text"]} | _metadata(shown, asked)
            for shown in reversed(self.shown)
            if shown.channel == asked["channel"]
            and shown.only_for is None
            and float(shown.ts) >= float(asked.get("oldest", 0))
            and wanted(shown)
        ]
        return self._paged("messages", fitting, asked) | {"is_limited": self.limited}

    def _require_membership(self, name: str, *, may_be_archived: bool = False) -> None:
        """Refuse what Slack would where the bot is not; to persons it may write as it likes."""
        if name in self.directs or name[0] == "U":
            return
        its = self.channels.get(name)
        if its is None or (its.is_private and ME not in its.members):
            raise Refused("channel_not_found")
        if ME not in its.members:
            raise Refused("not_in_channel")
        if its.is_archived and not may_be_archived:
            raise Refused("is_archived")

    def _message(self, asked: Payload) -> Shown:
        for shown in self.shown:
            if (shown.channel, shown.ts) == (asked["channel"], asked["ts"]):
                return shown
        raise Refused("message_not_found")

    # ---------------------------------------------------------------- channels, people, pages

    def person(self, asked: Payload) -> Payload:
        return {"user": {"id": asked["user"], "tz": self.zones.get(asked["user"])}}

    def conversations_of(self, asked: Payload) -> Payload:
        who, kinds = asked.get("user", ME), asked["types"].split(",")
        fitting = [
            self._described(name)
            for name, its in self.channels.items()
            if who in its.members
            and (ME in its.members or not its.is_private)
            and ("private_channel" if its.is_private else "public_channel") in kinds
            and not (its.is_archived and asked.get("exclude_archived") == "1")
        ]
        return self._paged("channels", fitting, asked)

    def channel(self, asked: Payload) -> Payload:
        its = self.channels.get(asked["channel"])
        if its is None or (its.is_private and ME not in its.members):
            raise Refused("channel_not_found")
        return {"channel": self._described(asked["channel"])}

    def publish(self, asked: Payload) -> Payload:
        view = asked["view"]
        assert view["type"] == "home"
        valid({"blocks": view["blocks"], "text": "a page has none"}, most=100)
        self.homes[asked["user_id"]] = view
        return {"view": {"id": "V01"}}

    def _described(self, name: str) -> Payload:
        its = self.channels[name]
        return {
            "id": name,
            "name": name.lower(),
            "is_private": its.is_private,
            "is_member": ME in its.members,
            "is_archived": its.is_archived,
        }

    # ---------------------------------------------------------------- files

    def upload_place(self, asked: Payload) -> Payload:
        assert int(asked["length"]) > 0
        name = f"F{next(self._numbers):02}"
        return {"upload_url": f"{self.url}/upload/{name}", "file_id": name}

    def complete_upload(self, asked: Payload) -> Payload:
        for each in asked["files"]:
            if each["id"] not in self.files:
                raise Refused("file_not_found")
            self.ready.add(each["id"])
        return {"files": asked["files"]}

    def file(self, asked: Payload) -> Payload:
        its = {"mimetype": "image/png", "original_w": 2} if asked["file"] in self.ready else {}
        return {"file": {"id": asked["file"], **its}}

    def _paged(self, name: str, fitting: list[Any], asked: Payload) -> Payload:
        first = int(asked.get("cursor") or 0)
        last = first + min(self.page, int(asked.get("limit", 100)))
        more = last < len(fitting)
        cursor = {"next_cursor": str(last) if more else ""}
        return {name: fitting[first:last], "has_more": more, "response_metadata": cursor}

    def _ts(self) -> str:
        return f"{self.clock().timestamp() + next(self._numbers) / 1000:.6f}"


METHODS: Mapping[str, Callable[[Any, Payload], Payload]] = {
    "auth.test": Workspace.auth_test,
    "apps.connections.open": Workspace.open_connection,
    "chat.postMessage": Workspace.post,
    "chat.postEphemeral": Workspace.post_ephemeral,
    "chat.update": Workspace.update,
    "chat.delete": Workspace.delete,
    "conversations.history": Workspace.history,
    "conversations.replies": Workspace.replies,
    "conversations.info": Workspace.channel,
    "users.conversations": Workspace.conversations_of,
    "users.info": Workspace.person,
    "views.publish": Workspace.publish,
    "files.getUploadURLExternal": Workspace.upload_place,
    "files.completeUploadExternal": Workspace.complete_upload,
    "files.info": Workspace.file,
}


def _metadata(shown: Shown, asked: Payload) -> Payload:
    wanted = asked.get("include_all_metadata") == "1" and "metadata" in shown.payload
    return {"metadata": shown.payload["metadata"]} if wanted else {}


def valid(asked: Payload, most: int = 50) -> None:
    """Refuse what Slack would: by its SDK's validators, and what those do not look at."""
    blocks = asked["blocks"]
    for block in Block.parse_all(blocks):
        assert block is not None
        block.validate_json()
    ids = re.findall(r'"(?:action|block)_id": "([^"]*)"', json.dumps(blocks))
    if len(set(ids)) < len(ids) or len(blocks) > most:
        raise Refused("invalid_blocks")
    if most == 50 and len(json.dumps(blocks, ensure_ascii=False)) > 12_000:
        raise Refused("msg_blocks_too_long")
    if not asked["text"].strip():
        raise Refused("no_text")
