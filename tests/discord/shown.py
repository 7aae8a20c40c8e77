"""What must hold of every body for Discord, and what a person reads in it.

A small reader of Discord's Markdown, without a line of the adapter.
"""

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

from discord.components import _component_factory
from discord.ui import LayoutView

from tests.discord.components import components_of
from tests.discord.messages import checked
from tests.discord.openapi import DOCUMENT, body_faults

Json = dict[str, Any]

_TEXT, _BUTTON, _GALLERY = 10, 2, 12
_MENTION = re.compile(r"<@[!&]?\d+>|@everyone|@here")
_LINE = re.compile(r"### (?=\S)|-# (?=\S)|(?P<quote>> )|(?P<item> *(?:- |\d+\. )(?=\S))")
_INSIDE = r"(?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*"  # of a link's brackets, as Discord looks at it
_TOKEN = re.compile(
    r"\\(?P<sign>[^0-9A-Za-z\s])"
    r"|`(?P<code>[^`\n]+)`"
    rf"|\[(?P<link>{_INSIDE})\]\((?P<url>https?://[^()\s<>]+)\)"
    r"|<#(?P<channel>\d+)>"
    r"|(?P<mention><@&?\d+>|@everyone|@here)"
    r"|(?P<mark>\*\*|\*|_)"
    r"|(?P<live>https?://|discord\.gg/|:\w+:|[\\`~|<>@\[\]]+)"
    r"|(?P<plain>.)",
    re.DOTALL,
)
_UNSEEN = "\u200b"


def check(body: Json, mention: str = "") -> None:
    """What Discord takes, by three opinions, and that nobody is notified but `mention`."""
    checked(body)
    if DOCUMENT.is_file():
        whole = body | {"nonce": "k" * 22, "enforce_nonce": True}
        assert not body_faults("POST", "/channels/1/messages", whole)
    if "components" in body:
        view = layout_of(body)
        assert view.total_children_count <= 40
        assert view.content_length() <= 4000
        assert sum(len(each) for each in texts(body)) <= 4000
    assert notified(body) == ({mention} if mention else set())


def layout_of(body: Json) -> LayoutView:
    """The same as discord.py understands it."""
    components = [_component_factory(cast("Any", each)) for each in body["components"]]
    assert all(components)
    message = cast("Any", SimpleNamespace(components=components))
    return LayoutView.from_message(message)


def notified(body: Json) -> set[str]:
    """Whom a body may notify. No backslash counts here: Discord may look before it reads them."""
    allowed = body["allowed_mentions"]
    assert allowed["parse"] in ([], ["everyone"])
    named = {f"<@{each}>" for each in allowed.get("users", ())}
    named |= {f"<@&{each}>" for each in allowed.get("roles", ())}
    if allowed["parse"]:
        named |= {"@everyone", "@here"}
    return named & set(_MENTION.findall(str(body)))


def read(body: Json) -> list[str]:
    """The words that a person reads, in order; fails where data has taken effect."""
    return words(" ".join(texts(body)))


def words(text: str) -> list[str]:
    """With round brackets for square ones, and without what nobody sees."""
    return text.replace("[", "(").replace("]", ")").replace(_UNSEEN, "").split()


def links(body: Json) -> list[tuple[str, str]]:
    """The text and the address of each link."""
    contents = [each["content"] for each in components_of(body) if each["type"] == _TEXT]
    found = [match for each in contents for match in _TOKEN.finditer(each) if match["url"]]
    return [(_inline(each["link"], []), each["url"]) for each in found]


def texts(body: Json) -> Iterator[str]:
    """What is read in each component, then in a poll."""
    yield _block(body.get("content", ""))
    for each in components_of(body):
        if each["type"] == _TEXT:
            yield _block(each["content"])
        elif each["type"] == _BUTTON:
            yield each["label"]
        elif each["type"] == _GALLERY:
            yield from (f"Picture: {item.get('description', '')}" for item in each["items"])
    if poll := body.get("poll"):
        yield poll["question"]["text"]
        yield from (each["poll_media"]["text"] for each in poll["answers"])


def _block(content: str) -> str:
    """A text; emphasis may reach over lines, and ends in it."""
    opened: list[str] = []
    shown = "\n".join(_line(line, opened) for line in content.split("\n"))
    assert not opened, content
    return shown


def _line(line: str, opened: list[str]) -> str:
    start = _LINE.match(line)
    if not start:
        assert not re.match(r"\s*(#{1,3} |-# |>>> |[-+] |\d+[.)] )", line), line
        return _inline(line, opened)
    number = (start["item"] or "").strip(" -")
    return " ".join(filter(None, (number, _inline(line[start.end() :], opened))))


def _inline(text: str, opened: list[str]) -> str:
    shown = ""
    for token in _TOKEN.finditer(text):
        assert not token["live"], (token["live"], text)
        if mark := token["mark"]:
            if mark in opened:
                assert opened.pop() == mark
            else:
                opened.append(mark)
        elif token["link"] is not None:
            assert token["link"].strip()
            assert "://" not in token["link"]
            shown += _inline(token["link"], [])
        else:
            literal = token["sign"] or token["code"] or token["plain"] or ""
            shown += literal or f"#{token['channel'] or ''}"
    return shown
