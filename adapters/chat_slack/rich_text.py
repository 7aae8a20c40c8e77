"""Text as Slack's `rich_text`: literal, so that no sign in it is markup, a mention or a link."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from bot.text.fold import clean, fold
from bot.text.markdown import Block, Span

Element = dict[str, Any]

_LONGEST_URL = 3000
_KINDS = {"quote": "rich_text_quote", "code": "rich_text_preformatted"}


def rich_text(blocks: Iterable[Block]) -> list[Element]:
    """Sections and quotes, in order; empty where the blocks show nothing."""
    found: list[Element] = []
    before: Block | None = None
    for block in blocks:
        kind = _KINDS.get(block.kind, "rich_text_section")
        if block.kind == "code":
            text = "".join(clean(span.text) for span in block.spans)
            found.append({"type": kind, "elements": [{"type": "text", "text": text}]})
            before = block
            continue
        if found and before and found[-1]["type"] == kind:
            _append(found[-1]["elements"], Span(_gap(before, block)))
        else:
            found.append({"type": kind, "elements": []})
        if block.marker or block.depth:
            _append(found[-1]["elements"], Span(f"{'    ' * block.depth}{block.marker} "))
        for span in block.spans:
            _append(found[-1]["elements"], span)
        before = block
    return [each for each in found if _shows(each)]


def with_channel(channel: str, sections: list[Element], *, titled: bool) -> list[Element]:
    """The channel of this id, by its name, above the first line or, if that is a title, beside."""
    element: Element = {"type": "channel", "channel_id": channel}
    if not sections or sections[0]["type"] != "rich_text_section":
        return [{"type": "rich_text_section", "elements": [element]}, *sections]
    gap = {"type": "text", "text": "  " if titled else "\n"}
    first = {"type": "rich_text_section", "elements": [element, gap, *sections[0]["elements"]]}
    return [first, *sections[1:]]


def text_length(section: Element) -> int:
    """How many characters a section of `rich_text` holds; a channel's name is not known."""
    return sum(len(each.get("text", "")) for each in section["elements"])


@lru_cache(maxsize=512)  # of a paper, each time that it is shown
def web_address(url: str | None) -> str | None:
    """The address if it is one of the web, that Slack takes."""
    if url is None:
        return None
    address = fold(url)
    try:
        parts = urlsplit(address)
        its = parts.scheme in ("https", "http") and bool(parts.hostname)
    except ValueError:
        return None
    return address if its and " " not in address and len(address) <= _LONGEST_URL else None


def _gap(before: Block, block: Block) -> str:
    """What follows a list stands apart; a title is an item without a marker."""
    ends_list = bool(before.marker) and block.kind != "item"
    return "\n" if "item" in (before.kind, block.kind) and not ends_list else "\n\n"


def _append(elements: list[Element], span: Span) -> None:
    text = clean(span.text)
    if not text:
        return
    url = web_address(span.url) if text.strip() else None
    element: Element = {"type": "link", "url": url} if url else {"type": "text"}
    element["text"] = text
    styles = {"bold": span.bold, "italic": span.italic, "code": span.code}
    if style := {name: True for name, on in styles.items() if on}:
        element["style"] = style
    if elements and elements[-1] | {"text": text} == element:
        elements[-1]["text"] += text
    else:
        elements.append(element)


def _shows(section: Element) -> bool:
    return any(each["text"].strip() for each in section["elements"])
