"""A `Message` as Discord shows it. Pure.

Components V2, not embeds: only there does each paper have its own row of buttons right under
it, in one message. There is no `content` beside them, so `Message.text` is shown only where
there are no cards.
"""

from collections.abc import Sequence
from hashlib import sha256
from itertools import groupby
from typing import Any

from adapters.chat_discord.escape import code, escape, escape_line, link
from bot.messages import Address, Button, Card, Limits, Message, Sizes
from bot.text.fold import clean, fold
from bot.text.markdown import Block, Span, parse

LIMITS = Limits(
    text=4000, title=4000, body=4000, cards=40, total=4000, buttons=25, label=80, value=100
)
"""`cards` counts components, nested ones too; `value` is a whole `custom_id`."""

EPHEMERAL = 1 << 6
_COMPONENTS_V2 = 1 << 15
_ROW, _BUTTON, _TEXT, _SEPARATOR = 1, 2, 10, 14
_GREY = 2
_IN_A_ROW = 5
_BLANK = "\u200b"  # Discord takes no empty message
_OURS = "pb"

Json = dict[str, Any]


def render(message: Message, key: str = "", *, private: bool = False) -> Json:
    """The body of a request that shows `message`. With `key`, history shows that it is there."""
    components = _components(message) or [_text(_BLANK)]
    if key:
        components[0]["id"] = key_number(key)
    return {
        "flags": _COMPONENTS_V2 | (EPHEMERAL if private else 0),
        "components": components,
        "allowed_mentions": {"parse": []},
    }


def size(message: Message) -> Sizes:
    """See `Chat.size`. Characters are UTF-16 units, the larger of the two ways to count."""
    components = _components(message)
    buttons = [each for row in components for each in row.get("components", ())]
    labels = [_length(each["label"]) for each in buttons]
    texts = [_length(each["content"]) for each in components if each["type"] == _TEXT]
    return Sizes(
        text=0 if message.cards else sum(texts),
        title=max((_length(_title(card)) for card in message.cards), default=0),
        body=max((_length(_body(card.body)) for card in message.cards), default=0),
        cards=len(components) + len(buttons),
        total=sum(texts) + sum(labels),
        buttons=max((len(card.buttons) for card in message.cards), default=0),
        label=max(labels, default=0),
        value=max((_length(each["custom_id"]) for each in buttons), default=0),
    )


def key_number(key: str) -> int:
    """The number that a message's first component has because of `key`, shown by history.

    30 bits of a hash and one above all that Discord itself gives; it wants less than 2**31.
    """
    return 1 << 30 | int.from_bytes(sha256(key.encode()).digest()[:4]) >> 2


def read_custom_id(custom_id: str) -> tuple[str, str]:
    """The action and the value of a pressed button; one not of ours is its own action."""
    parts = custom_id.split("~", 3)
    return (parts[2], parts[3]) if parts[0] == _OURS and len(parts) == 4 else (custom_id, "")


def _components(message: Message) -> list[Json]:
    if not message.cards:
        shown = escape(clean(message.text).strip())
        return [_text(shown)] if shown else []
    components: list[Json] = []
    pressed = 0  # buttons so far: Discord wants no custom_id twice in a message
    for card in message.cards:
        if card.title and components and components[-1]["type"] == _ROW:
            components.append({"type": _SEPARATOR, "divider": True, "spacing": 1})
        shown = _card(card)
        components += [_text(shown)] if shown else []
        for start in range(0, len(card.buttons), _IN_A_ROW):
            row = card.buttons[start : start + _IN_A_ROW]
            buttons = [_button(each, number) for number, each in enumerate(row, pressed + start)]
            components.append({"type": _ROW, "components": buttons})
        pressed += len(card.buttons)
    return components


def _text(content: str) -> Json:
    return {"type": _TEXT, "content": content}


def _button(button: Button, number: int) -> Json:
    # An action has no “~”; a value may hold any sign.
    custom_id = f"{_OURS}~{number}~{button.action}~{button.value}"
    return {
        "type": _BUTTON,
        "style": _GREY,
        "label": fold(button.label) or "…",
        "custom_id": custom_id,
    }


def _card(card: Card) -> str:
    fields = [
        f"{_marked(escape_line(name), '**')} {escape_line(value)}".strip()
        for name, value in card.fields
    ]
    picture = f"Picture: {escape_line(card.image.alt)}" if card.image else ""
    grey = [f"-# {line}" for line in (picture, escape_line(card.footer)) if line]
    lines = [_title(card), _body(card.body), *fields, *grey]
    return "\n".join(line for line in lines if line)


def _title(card: Card) -> str:
    """The title, behind the channel where the card is about one."""
    return " ".join(filter(None, (_place(card.place), _headline(card))))


def _place(place: Address | None) -> str:
    channel = place.channel.rpartition("/")[2] if place else ""
    known = channel.isascii() and channel.isdecimal()
    return f"<#{channel}>" if known else escape_line(str(place)) if place else ""


def _headline(card: Card) -> str:
    if not fold(card.title):
        return ""
    if card.place and not card.url:  # a heading cannot begin within a line
        return f"**{escape_line(card.title)}**"
    return f"**{link(card.title, card.url)}**" if card.url else f"### {escape_line(card.title)}"


def _body(body: str) -> str:
    shown = ""
    before: Block | None = None
    for block in parse(body):
        line = _block(block)
        if before and line:
            shown += "\n" if before.kind == block.kind == "item" else "\n\n"
        shown, before = shown + line, block if line else before
    return shown


def _block(block: Block) -> str:
    text = _spans(block.spans)
    if not text:
        return ""
    if block.kind == "quote":
        return "> " + text.replace("\n", "\n> ")
    if block.kind == "item":
        margin = "  " * block.depth
        marker = "-" if block.marker == "•" else block.marker
        start = f"{margin}{marker} " if marker else margin + "  "
        return start + text.replace("\n", f"\n{margin}  ")
    return text


def _spans(spans: Sequence[Span]) -> str:
    """Emphasis reaches over neighbours of one style, for `**a****b**` would show its stars."""
    shown = ""
    for bold, stretch in groupby(spans, key=lambda span: span.bold):
        inner = ""
        for (italic, url), run in groupby(stretch, key=lambda span: (span.italic, span.url)):
            text = _run(tuple(run), url)
            inner += _marked(text, "_" if bold else "*") if italic else text
        shown += _marked(inner, "**") if bold else inner
    return shown.strip()


def _run(spans: Sequence[Span], url: str | None) -> str:
    if url:
        return link("".join(span.text for span in spans), url)
    return "".join(code(span.text) if span.code else escape(span.text) for span in spans)


def _marked(text: str, mark: str) -> str:
    """Emphasis begins and ends at a sign, never at a space."""
    core = text.strip()
    if not core:
        return text
    head, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{head}{mark}{core}{mark}{tail}"


def _length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
