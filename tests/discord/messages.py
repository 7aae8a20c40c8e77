"""Messages as Discord takes them, whole, and as it gives them back."""

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.discord.components import (
    COMPONENTS_V2,
    ROW,
    Json,
    Refusal,
    checked_components,
    media_of,
    pings,
    wrong,
)
from tests.discord.people import BOT, user

NO_PREVIEWS, EPHEMERAL, SILENT = 1 << 2, 1 << 6, 1 << 12
_LARGEST = 10 << 20  # bytes of a file
_SETTABLE = NO_PREVIEWS | EPHEMERAL | SILENT | COMPONENTS_V2
_BESIDE_V2 = ("content", "embeds", "poll", "sticker_ids")


@dataclass(frozen=True)
class Upload:
    """A file beside a request, `files[number]`."""

    number: int
    filename: str
    data: bytes


def checked(body: Json) -> list[Json]:
    """The components of a body, numbered; raises `Refusal` where Discord would not take it."""
    flags = body.get("flags") or 0
    if flags & ~_SETTABLE:
        raise wrong("flags", "Of the flags, a message may not set these.")
    _check_mentions(body.get("allowed_mentions"))
    names = [each.get("filename") for each in body.get("attachments") or ()]
    for each in media_of(body):
        url = each["media"]["url"]
        scheme, _, name = url.partition("://")
        if scheme not in ("attachment", "http", "https"):
            raise wrong("components", f"Scheme {scheme!r} must be one of http, https, attachment.")
        if scheme == "attachment" and name not in names:
            raise wrong("components", f"The referenced attachment {name!r} was not found.")
    if flags & COMPONENTS_V2:
        if any(body.get(each) for each in _BESIDE_V2):
            raise wrong("flags", "The MessageFlags.IS_COMPONENTS_V2 flag stands alone.")
        return checked_components(body.get("components") or [])
    return _checked_classic(body)


def _checked_classic(body: Json) -> list[Json]:
    content, components = body.get("content") or "", body.get("components") or []
    if len(content) > 2000:
        raise wrong("content", "Must be 2000 or fewer in length.")
    if any(each["type"] != ROW for each in components) or len(components) > 5:
        raise wrong("components", "Without the flag, a message has up to 5 rows.")
    if poll := body.get("poll"):
        _check_poll(poll)
        if components:
            raise wrong("poll", "A poll has no components beside it.")
    if not any((content.strip(), poll, body.get("embeds"), body.get("attachments"))):
        raise Refusal(400, 50006, "Cannot send an empty message")
    return checked_components(components) if components else []


def check_edit(body: Json, shown: Json | None = None) -> None:
    """An edit sets two flags at most, takes that of components never back, and spares polls."""
    flags = body.get("flags")
    if (flags or 0) & ~(COMPONENTS_V2 | NO_PREVIEWS):
        raise wrong("flags", "Of the flags, an edit may not set these.")
    if shown and shown.get("poll"):
        raise Refusal(400, 520003, "Cannot edit a poll message")
    kept = shown and shown["flags"] & COMPONENTS_V2
    if kept and flags is not None and not flags & COMPONENTS_V2:
        raise wrong("flags", "The MessageFlags.IS_COMPONENTS_V2 flag cannot be removed.")


def message_of(
    number: str, channel: str, body: Json, now: datetime, attachments: Sequence[Json] = ()
) -> Json:
    """A message of the bot, made of the body of a request that is checked here."""
    body = body | {"attachments": list(attachments) or body.get("attachments")}
    pinged = pings(body)
    made = {
        "id": number,
        "channel_id": channel,
        "type": 0,
        "author": user(BOT, "paper-bot"),
        "content": body.get("content") or "",
        "timestamp": now.isoformat(),
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": bool(pinged & {"@everyone", "@here"}),
        "mentions": [user(each[2:-1], "Somebody") for each in pinged if each[2:-1].isdigit()],
        "mention_roles": [each[3:-1] for each in pinged if each.startswith("<@&")],
        "attachments": list(attachments),
        "embeds": copy.deepcopy(body.get("embeds") or []),
        "pinned": False,
        "flags": body.get("flags") or 0,
        "components": checked(body),
    }
    _unfurl(made)
    return made | ({"poll": _poll_of(body["poll"], now)} if body.get("poll") else {})


def edited(shown: Json, body: Json, now: datetime, attachments: Sequence[Json]) -> Json:
    """A message after an edit: what its body does not name stays; raises `Refusal`."""
    check_edit(body, shown)
    flags = shown["flags"] | (body.get("flags") or 0)
    kept = {"content": shown["content"], "components": shown["components"]}
    whole = kept | body | {"flags": flags & _SETTABLE}
    made = message_of(shown["id"], shown["channel_id"], whole, now, attachments)
    same = {each: shown[each] for each in ("timestamp", "author", "thread") if each in shown}
    return made | same | {"edited_timestamp": now.isoformat(), "flags": flags}


def attached(
    body: Json, files: Sequence[Upload], number: str, url: str, before: Sequence[Json] = ()
) -> tuple[list[Json], dict[str, bytes]]:
    """The attachments that a message has then: those `before` that the body keeps, and new ones.

    Besides, the bytes of the new ones by their address. Without `attachments` in the body, all
    that were there stay, and all files are added.
    """
    said = body.get("attachments")
    if said is None:
        said = [*before, *({"id": each.number} for each in files)]
    old, new = {each["id"]: each for each in before}, {str(each.number): each for each in files}
    made, stored = [], {}
    for each in said:
        its = str(each["id"])
        if its in new:
            made.append(_attachment(each, new[its], number, url))
            stored[made[-1]["url"]] = new[its].data
        elif its in old:
            made.append(old[its])
        else:
            raise wrong("attachments", f"There is no file of the attachment {its}.")
    return made, stored


def _attachment(said: Json, file: Upload, number: str, url: str) -> Json:
    if len(file.data) > _LARGEST:
        raise Refusal(413, 40005, "Request entity too large")
    name = said.get("filename") or file.filename
    where = f"{url}/attachments/{number}{file.number}/{name}"
    return {
        "id": f"{number}{file.number}",
        "filename": name,
        "description": said.get("description"),
        "size": len(file.data),
        "url": where,
        "proxy_url": where,
        "content_type": "image/png" if name.endswith(".png") else "application/octet-stream",
    }


def _unfurl(message: Json) -> None:
    """Show each attached picture by its address, as Discord does."""
    known = {f"attachment://{each['filename']}": each for each in message["attachments"]}
    for each in media_of(message):
        if its := known.get(each["media"]["url"]):
            each["media"] = {
                "url": its.get("url", ""),
                "proxy_url": its.get("proxy_url", ""),
                "width": 1,
                "height": 1,
                "content_type": its.get("content_type", ""),
                "attachment_id": its["id"],
            }


def _check_mentions(allowed: Json | None) -> None:
    for name in ("users", "roles"):
        if allowed and name in allowed.get("parse", ()) and allowed.get(name):
            raise wrong(f"allowed_mentions.{name}", f"parse:[{name!r}] and {name} exclude others.")


def _check_poll(poll: Json) -> None:
    answers = [each["poll_media"].get("text") or "" for each in poll["answers"]]
    hours: Any = poll.get("duration", 24)
    if not 1 <= len(poll["question"].get("text") or "") <= 300:
        raise wrong("poll.question.text", "Must be between 1 and 300 in length.")
    if not 1 <= len(answers) <= 10:
        raise wrong("poll.answers", "Must be between 1 and 10 in length.")
    for number, text in enumerate(answers):
        if not 1 <= len(text.strip()) <= 55 or len(text) > 55:
            raise wrong(f"poll.answers.{number}.poll_media.text", "Must be between 1 and 55.")
    if hours != int(hours) or not 1 <= hours <= 768:
        raise wrong("poll.duration", "Must be whole hours between 1 and 768.")


def _poll_of(asked: Json, now: datetime) -> Json:
    answers = [
        {"answer_id": number, "poll_media": copy.deepcopy(each["poll_media"])}
        for number, each in enumerate(asked["answers"], 1)
    ]
    return {
        "question": {"text": asked["question"]["text"]},
        "answers": answers,
        "expiry": (now + timedelta(hours=asked.get("duration", 24))).isoformat(),
        "allow_multiselect": bool(asked.get("allow_multiselect")),
        "layout_type": 1,
        "results": {"is_finalized": False, "answer_counts": []},
    }
