"""Threads and the posts of forums over HTTP."""

from datetime import datetime
from typing import Any

from tests.discord.components import Json, Refusal, wrong
from tests.discord.gateway import GUILDS
from tests.discord.messages import Upload
from tests.discord.posting import Posting
from tests.discord.shapes import (
    ANNOUNCEMENTS,
    ATTACH_FILES,
    CREATE_PUBLIC_THREADS,
    FORUMS,
    MANAGE_THREADS,
    NEWS_THREAD,
    READ_MESSAGE_HISTORY,
    REQUIRE_TAG,
    SEND_MESSAGES,
    THREAD,
    THREADED,
    THREADS,
    thread_of,
)

_HAS_THREAD = 1 << 5


class Threads(Posting):
    """What can be done with threads: opened, posted, listed, opened again."""

    def _open_thread(self, channel: str, message: str, *, body: Json, **_: Any) -> Json:
        place = self.reach(channel, CREATE_PUBLIC_THREADS)
        if place["type"] not in THREADED:
            raise Refusal(400, 50024, "Cannot execute action on this channel type")
        shown = self._shown_in(channel, message)
        if message in self.channels:
            raise Refusal(400, 160004, "A thread has already been created for this message")
        made = self._new_thread(message, place, body)
        shown[message] |= {"thread": made, "flags": shown[message]["flags"] | _HAS_THREAD}
        return made

    def _start_thread(self, channel: str, *, body: Json, files: list[Upload], **_: Any) -> Json:
        place = self.reach(channel)
        if place["type"] in FORUMS:
            return self._post(place, body, files)
        if place["type"] not in THREADED:
            raise Refusal(400, 50024, "Cannot execute action on this channel type")
        self.reach(channel, CREATE_PUBLIC_THREADS)
        return self._new_thread(self.snowflake(), place, body)

    def _post(self, forum: Json, body: Json, files: list[Upload]) -> Json:
        """A post is a thread with the identity of its first message."""
        self.reach(forum["id"], SEND_MESSAGES | (ATTACH_FILES if files else 0))
        tags = body.get("applied_tags") or []
        known = [each["id"] for each in forum["available_tags"]]
        if any(each not in known for each in tags):
            raise Refusal(404, 10087, "Unknown Tag")
        if forum["flags"] & REQUIRE_TAG and not tags:
            raise Refusal(400, 40067, "A tag is required to create a forum post in this channel")
        message = self.make("", body["message"], files)
        number = message["id"]
        made = self._new_thread(number, forum, body, applied_tags=tags)
        self.keep(number, message | {"channel_id": number})
        self.last[forum["id"]] = number
        return made | {"message": self.channels[number][number]}

    def _new_thread(self, number: str, parent: Json, body: Json, **more: Any) -> Json:
        if not 1 <= len(body["name"].strip()) <= len(body["name"]) <= 100:
            raise wrong("name", "Must be between 1 and 100 in length.")
        made = thread_of(number, parent["id"], body["name"], self.now)
        kind = NEWS_THREAD if parent["type"] == ANNOUNCEMENTS else THREAD
        made |= {"type": kind, "guild_id": parent["guild_id"], **more}
        self.channels[number], self.places[number] = {}, made
        told = made | {"newly_created": True}
        self.note("THREAD_CREATE", told, parent["guild_id"], GUILDS)
        return made

    def _change_channel(self, channel: str, *, body: Json, **_: Any) -> Json:
        place = self.reach(channel)
        if place["type"] not in THREADS:
            raise Refusal(403, 50013, "Missing Permissions")
        manages = self.may(channel) & MANAGE_THREADS
        if not manages and ("locked" in body or place["thread_metadata"]["locked"]):
            raise Refusal(403, 50013, "Missing Permissions")
        return self.set_thread(channel, body)

    def _active(self, server: str, **_: Any) -> Json:
        if server not in self.servers:
            raise Refusal(403, 50001, "Missing Access")
        threads: list[Json] = self.guild(server)["threads"]
        return {"threads": threads, "members": []}

    def _archived(self, channel: str, *, query: Any, **_: Any) -> Json:
        self.reach(channel, READ_MESSAGE_HISTORY)
        most, before = int(query.get("limit", 50)), query.get("before")
        found = [each for each in self.places.values() if each.get("parent_id") == channel]
        found = [each for each in found if _archived_at(each)]
        if before:
            limit = datetime.fromisoformat(before)
            found = [each for each in found if datetime.fromisoformat(_archived_at(each)) < limit]
        found.sort(key=_archived_at, reverse=True)
        return {"threads": found[:most], "members": [], "has_more": len(found) > most}


def _archived_at(place: Json) -> str:
    """When a thread was archived; empty for one that is open."""
    state = place["thread_metadata"]
    return str(state["archive_timestamp"]) if state["archived"] else ""
