"""A `Message` as Slack's blocks, and how large they are. Pure.

All text of cards goes into `rich_text` and `plain_text`, which Slack shows as it stands; the
notification alone is mrkdwn, which has escapes for what takes effect there: `&`, `<` and `>`.
"""

import json
from collections.abc import Iterator
from itertools import count, pairwise
from typing import Any

from adapters.chat_slack.rich_text import rich_text, web_address
from bot.messages import Button, Card, Limits, Message, Sizes
from bot.text.fold import clean, fold
from bot.text.markdown import Block, Span, parse, plain

Element = dict[str, Any]

LIMITS = Limits(
    text=4000,
    title=500,
    body=3000,
    cards=50,
    # Slack names no total, and refuses what as JSON is longer than about 13,000.
    total=9999,
    buttons=25,
    label=75,
    value=2000,
)
_LONGEST_HEADER = 150
_LONGEST_NOTIFICATION = 150  # of one that we make up
_NOTHING = "–"


def render(message: Message) -> dict[str, Any]:
    """The arguments `text` and `blocks`. What is shown stands in the blocks."""
    return {"text": _notification(message), "blocks": _blocks(message)}


def size(message: Message) -> Sizes:
    """See `Chat.size`: `cards` counts blocks, `total` their JSON, `body` the longest block."""
    blocks = _blocks(message)
    buttons = [each for card in message.cards for each in card.buttons]
    return Sizes(
        text=len(_escape(clean(message.text))),
        title=max((len(fold(card.title)) for card in message.cards), default=0),
        body=max(map(_length, blocks), default=0),
        cards=len(blocks),
        total=len(json.dumps(blocks, ensure_ascii=False)) if blocks else 0,
        buttons=max((len(card.buttons) for card in message.cards), default=0),
        label=max((len(fold(each.label)) for each in buttons), default=0),
        value=max((len(each.value) for each in buttons), default=0),
    )


def action_of(action_id: str) -> str:
    """The action of a button, from the `action_id` that `render` gave it."""
    return action_id.rpartition("#")[0] or action_id


def _notification(message: Message) -> str:
    """Never empty: Slack refuses a message without a text."""
    if text := clean(message.text).strip():
        return _escape(text)
    texts = (each for card in message.cards for each in (card.title, plain(card.body), card.footer))
    first = next(filter(None, map(fold, texts)), _NOTHING)
    return _escape(first[:_LONGEST_NOTIFICATION])


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _blocks(message: Message) -> list[Element]:
    if not message.cards:
        text = clean(message.text)
        return [{"type": "section", "text": _plain(text)}] if text.strip() else []
    numbers = count()
    groups = [(card, list(_card(card, numbers))) for card in message.cards]
    groups = [(card, blocks) for card, blocks in groups if blocks]
    blocks = list(groups[0][1]) if groups else []
    for (before, _), (card, its) in pairwise(groups):
        blocks += [{"type": "divider"}] if _is_article(before) and _is_article(card) else []
        blocks += its
    return blocks


def _is_article(card: Card) -> bool:
    """More than a headline or a footer: a line divides it from the next."""
    return bool(card.title and (card.url or card.body))


def _card(card: Card, numbers: "count[int]") -> Iterator[Element]:
    title = fold(card.title)
    if title and len(title) <= _LONGEST_HEADER and not (card.url or card.body or card.fields):
        yield {"type": "header", "text": _plain(title)}
    elif elements := rich_text(_lines(card, title)):
        yield {"type": "rich_text", "elements": elements}
    if footer := clean(card.footer).strip():
        yield {"type": "context", "elements": [_plain(footer)]}
    if card.buttons:
        yield {"type": "actions", "elements": [_button(each, numbers) for each in card.buttons]}


def _lines(card: Card, title: str) -> Iterator[Block]:
    if title:
        yield Block("item", (Span(title, bold=True, url=web_address(card.url)),))
    yield from parse(card.body)
    for name, value in card.fields:
        yield Block("item", (Span(fold(name), bold=True), Span(f"  {fold(value)}")))


def _button(button: Button, numbers: "count[int]") -> Element:
    """A number makes the id unique in its message."""
    element = {
        "type": "button",
        "text": _plain(fold(button.label) or _NOTHING),
        "action_id": f"{button.action}#{next(numbers)}",
    }
    return element | ({"value": button.value} if button.value else {})


def _plain(text: str) -> Element:
    return {"type": "plain_text", "text": text, "emoji": False}


def _length(block: Element) -> int:
    """How much text a block holds; buttons have limits of their own."""
    match block["type"]:
        case "rich_text":
            return sum(len(part["text"]) for each in block["elements"] for part in each["elements"])
        case "context":
            return sum(len(each["text"]) for each in block["elements"])
        case "section":
            return len(block["text"]["text"])
        case _:
            return 0
