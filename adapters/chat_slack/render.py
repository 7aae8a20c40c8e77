"""A `Message` as Slack's blocks, and how large they are. Pure.

All text of cards goes into `rich_text` and `plain_text`, which Slack shows as it stands; the
notification alone is mrkdwn, which has escapes for what takes effect there: `&`, `<` and `>`.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import count
from typing import Any, Literal

import regex

from adapters.chat_slack.rich_text import rich_text, text_length, web_address, with_channel
from bot.messages import Address, Button, Card, Image, Limits, Message, Sizes
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
_LONGEST_NOTIFICATION = 150  # of cards
_LONGEST_ALT = 2000
_BESIDE = 350  # characters of JSON for the longest notification and what holds it
_MOST_IN_HOME = 100  # blocks
_NOTHING = "–"
_RANGES = ("here", "channel", "everyone")
_PLACE = re.compile(r"(\w{1,80})/(\w{1,80})", re.ASCII)
_EMOJI = regex.compile(r"(?:\p{Extended_Pictographic}[\p{Emoji_Modifier}\uFE0F\u200D]*)+")


def render(message: Message, files: Mapping[str, str] = {}) -> dict[str, Any]:
    """The arguments `text` and `blocks`. What is shown stands in the blocks.

    `files` are Slack's ids of uploaded pictures by their SHA-256; of others the words are shown.
    """
    message = message.with_poll_as_card()
    return {"text": _notification(message), "blocks": [*_blocks(message, tuple(files.items()))]}


def render_home(messages: Sequence[Message]) -> dict[str, Any]:
    """The view of App Home: messages one below the other. Of what is too much, the count."""
    blocks = _below_each_other([each.with_poll_as_card() for each in messages], most=_MOST_IN_HOME)
    return {"type": "home", "blocks": blocks or [_grey(_NOTHING)]}


def size(message: Message) -> Sizes:
    """See `Chat.size`: `cards` counts blocks, `body` is the longest, `total` the JSON of all.

    Pictures count as their words, which are never shorter than what shows them.
    """
    message = message.with_poll_as_card()
    blocks = _blocks(message)
    buttons = [each for card in message.cards for each in card.buttons]
    text = _escape(clean(message.text))
    beside = _BESIDE if message.cards else len(json.dumps(text, ensure_ascii=False))
    return Sizes(
        text=0 if message.cards else len(text),
        title=max((len(fold(card.title)) for card in message.cards), default=0),
        body=max(map(_length, blocks), default=0),
        cards=len(blocks),
        total=len(json.dumps(blocks, ensure_ascii=False)) + beside if blocks else 0,
        buttons=max((len(card.buttons) for card in message.cards), default=0),
        label=max((len(fold(each.label)) for each in buttons), default=0),
        value=max((len(each.value) for each in buttons), default=0),
    )


@lru_cache(maxsize=64)  # a message is measured, then rendered
def _blocks(message: Message, files: tuple[tuple[str, str], ...] = ()) -> tuple[Element, ...]:
    return (*_mention(message.mention), *_below_each_other([message], dict(files)))


def action_of(action_id: str) -> str:
    """The action of a button, from the `action_id` that `render` gave it."""
    return action_id.rpartition("#")[0] or action_id


def place_of(block_id: str) -> str | None:
    """The channel of the card's `place`, `T01/C01`, from the `block_id` of its buttons."""
    place = block_id.removeprefix("at:").rpartition("#")[0]
    return place if block_id.startswith("at:") and _PLACE.fullmatch(place) else None


def _mention(wanted: str) -> list[Element]:
    """A line that notifies whom it may: a user group, a person, or all who are there."""
    if wanted in _RANGES:
        element = {"type": "broadcast", "range": wanted}
    elif re.fullmatch(r"S[A-Z0-9]{2,20}", wanted, re.ASCII):
        element = {"type": "usergroup", "usergroup_id": wanted}
    elif re.fullmatch(r"[UW][A-Z0-9]{2,20}", wanted, re.ASCII):
        element = {"type": "user", "user_id": wanted}
    else:
        return []
    section = {"type": "rich_text_section", "elements": [element]}
    return [{"type": "rich_text", "elements": [section]}]


def _notification(message: Message) -> str:
    """Never empty: Slack refuses a message without a text."""
    if not message.cards:
        return _escape(clean(message.text).strip()) or _NOTHING
    shown = (each for card in message.cards for each in (card.title, plain(card.body), card.footer))
    return _brief(fold(message.text) or next(filter(None, map(fold, shown)), _NOTHING))


def _brief(text: str) -> str:
    """Escaped, and cut between words where it is too long; where there are none, between signs."""
    if len(_escape(text)) <= _LONGEST_NOTIFICATION:
        return _escape(text)
    cut = text[:_LONGEST_NOTIFICATION]
    while len(_escape(cut)) >= _LONGEST_NOTIFICATION:
        cut = cut.rpartition(" ")[0] or "".join(regex.findall(r"\X", cut)[:-1])
    return f"{_escape(cut)}…"


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _below_each_other(
    messages: Sequence[Message], files: Mapping[str, str] = {}, most: int | None = None
) -> list[Element]:
    """The blocks of all cards, a line between papers; cards past `most` blocks are counted."""
    numbers = count()
    groups = [group for each in messages for group in _groups(each, numbers, files)]
    ends: list[int] = []  # how many blocks there are after each card
    blocks: list[Element] = []
    for number, (article, its) in enumerate(groups):
        divided = number and article and groups[number - 1][0]
        blocks += [{"type": "divider"}, *its] if divided else its
        ends.append(len(blocks))
    if most is None or len(blocks) <= most:
        return blocks
    fitting = [end for end in ends if end < most]
    return [
        *blocks[: fitting[-1] if fitting else 0],
        _grey(f"And {len(ends) - len(fitting)} more."),
    ]


def _groups(
    message: Message, numbers: "count[int]", files: Mapping[str, str]
) -> Iterator[tuple[bool, list[Element]]]:
    """Of each card that shows anything, whether it is an article, and its blocks."""
    if not message.cards and (text := clean(message.text)).strip():
        yield False, [{"type": "section", "text": _plain(text)}]
    for card in message.cards:
        if blocks := list(_card(card, numbers, files)):
            yield _is_article(card), blocks


def _is_article(card: Card) -> bool:
    """More than a headline or a footer: a line divides it from the next."""
    return bool(card.place or (card.title and (card.url or card.body)))


def _card(card: Card, numbers: "count[int]", files: Mapping[str, str]) -> Iterator[Element]:
    title = fold(card.title)
    more = card.url or card.body or card.fields or card.place
    if title and len(title) <= _LONGEST_HEADER and not more:
        yield {"type": "header", "text": _plain(title)}
    elif elements := _rich(card, title):
        yield {"type": "rich_text", "elements": elements}
    if card.image:
        yield _picture(card.image, files)
    if footer := clean(card.footer).strip():
        yield _grey(footer)
    if card.buttons:
        buttons = [_button(each, numbers) for each in card.buttons]
        yield {"type": "actions", "elements": buttons} | _acting_in(card.place, numbers)


@lru_cache(maxsize=512)  # a message is measured and rendered
def _rich(card: Card, title: str) -> list[Element]:
    channel = _channel(card.place)
    sections = rich_text(_lines(card, title))
    return with_channel(channel, sections, titled=bool(title)) if channel else sections


def _channel(place: Address | None) -> str | None:
    """The id of the channel, where the place is one of Slack's."""
    its = _PLACE.fullmatch(place.channel) if place and place.chat == "slack" else None
    return its[2] if its else None


def _acting_in(place: Address | None, numbers: "count[int]") -> Element:
    return {"block_id": f"at:{place.channel}#{next(numbers)}"} if place and _channel(place) else {}


def _lines(card: Card, title: str) -> Iterator[Block]:
    if card.place and not _channel(card.place):
        yield Block("item", (Span(str(card.place)),))
    if title:
        yield Block("item", (Span(title, bold=True, url=web_address(card.url)),))
    yield from parse(card.body)
    for number, (name, value) in enumerate(card.fields):
        # An empty line before the first one.
        kind: Literal["paragraph", "item"] = "item" if number else "paragraph"
        yield Block(kind, (Span(fold(name), bold=True), Span(f"  {fold(value)}")))


def _picture(image: Image, files: Mapping[str, str]) -> Element:
    alt = fold(image.alt)[:_LONGEST_ALT]
    if image.sha256 not in files:
        return _grey(f"Picture: {alt}" if alt else "Picture")
    file = {"id": files[image.sha256]}
    return {"type": "image", "slack_file": file, "alt_text": alt or _NOTHING}


def _button(button: Button, numbers: "count[int]") -> Element:
    """A number makes the id unique in its message."""
    element = {
        "type": "button",
        "text": _label(button.label),
        "action_id": f"{button.action}#{next(numbers)}",
    }
    return element | ({"value": button.value} if button.value else {})


@lru_cache(maxsize=512)  # there are few
def _label(text: str) -> Element:
    label = fold(text)
    return _plain(label or _NOTHING) | {"emoji": bool(_EMOJI.fullmatch(label))}


def _grey(text: str) -> Element:
    return {"type": "context", "elements": [_plain(text)]}


def _plain(text: str) -> Element:
    """Without `emoji`, so that `:tada:` in a text stays what it is."""
    return {"type": "plain_text", "text": text, "emoji": False}


def _length(block: Element) -> int:
    """How much text a block holds; buttons have limits of their own."""
    match block["type"]:
        case "rich_text":
            return sum(text_length(each) for each in block["elements"])
        case "context":
            return sum(len(each["text"]) for each in block["elements"])
        case "section":
            return len(block["text"]["text"])
        case _:
            return 0
