"""What must hold of every payload for Slack, and what a person reads in it."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from slack_sdk.models.blocks import Block

Payload = dict[str, Any]

_QUIET = {
    *("header", "section", "context", "actions", "divider", "image", "button", "plain_text"),
    *("rich_text", "rich_text_section", "rich_text_quote", "text", "link", "channel"),
}
_STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200e\u200f\u202a-\u202e]")


def check(payload: Payload) -> None:
    """What Slack's SDK checks, the limits that it does not know of, and that nobody is pinged."""
    blocks = Block.parse_all(payload["blocks"])
    assert len(blocks) == len(payload["blocks"]) <= 50
    for block in blocks:
        block.validate_json()
    assert len(json.dumps(payload, ensure_ascii=False)) < 10_000
    assert 0 < len(payload["text"]) <= 4000
    assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", payload["text"])
    for element in elements(payload["blocks"]):
        _check_element(element)
    ids = [each["action_id"] for each in elements(payload["blocks"]) if "action_id" in each]
    ids += [each["block_id"] for each in elements(payload["blocks"]) if "block_id" in each]
    assert len(ids) == len(set(ids))


def elements(thing: object) -> Iterator[Payload]:
    """Everything in blocks that has a type."""
    if isinstance(thing, dict):
        if "type" in thing:
            yield thing
        for each in thing.values():
            yield from elements(each)
    elif isinstance(thing, list):
        for each in thing:
            yield from elements(each)


def read(blocks: Iterable[Payload]) -> list[str]:
    """The words that a person reads, in order."""
    return " ".join(text for block in blocks for text in _texts(block)).split()


def _texts(block: Payload) -> Iterator[str]:
    match block:
        case {"type": "rich_text", "elements": list(sections)}:
            yield from ("".join(e.get("text", "") for e in each["elements"]) for each in sections)
        case {"elements": list(parts)}:
            yield from (text for each in parts for text in _texts(each))
        case {"text": str(text)} | {"text": {"text": str(text)}}:
            yield text


def _check_element(element: Payload) -> None:
    kind = element["type"]
    assert kind in _QUIET
    if kind in ("text", "link", "plain_text"):
        assert 0 < len(element["text"]) <= 3000
        assert not _STEERING.search(element["text"])
    if kind == "link":
        assert re.match(r"https?://\S+\Z", element["url"])
    if kind == "button":
        assert len(element["text"]["text"]) <= 75
        assert len(element["action_id"]) <= 255
        assert element.get("value") != ""
