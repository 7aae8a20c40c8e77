"""A `Message` as Discord shows it. Pure.

Components V2, not embeds: only there does each paper have its own row of buttons right under
it, in one message. There is no `content` beside them, so `Message.text` is shown only where
there are no cards; nor is there a poll, which is a message of its own: see `size`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import astuple, replace
from functools import lru_cache
from hashlib import sha256
from itertools import count
from typing import Any

from adapters.chat_discord.card_text import body_text, main_text, small_text, title_text
from adapters.chat_discord.escape import UNSEEN, escape
from adapters.chat_discord.polls import native_poll
from bot.messages import Button, Card, Image, Limits, Message, Poll, Sizes
from bot.text.fold import clean, fold

LIMITS = Limits(
    text=3950, title=3950, body=3950, cards=38, total=3950, buttons=25, label=80, value=100
)
"""`cards` counts components, nested ones too; `value` is a whole `custom_id`.

Discord takes 40 components and 4,000 characters: the rest is for the frame and for a mention,
which `size` leaves out, so that a message that fits does so with both.
"""

EPHEMERAL = 1 << 6
_NO_PREVIEWS, _SILENT, _COMPONENTS_V2 = 1 << 2, 1 << 12, 1 << 15
SETTABLE = _NO_PREVIEWS | _COMPONENTS_V2  # the flags that an edit may name
_ROW, _BUTTON, _TEXT, _GALLERY, _SEPARATOR, _CONTAINER = 1, 2, 10, 12, 14, 17
_GREY = 2
_ACCENT = 0x7C8DA6
_IN_A_ROW = 5
_LONGEST_ALT = 1024
_NOTHING = "–"
_OURS = "pb"
_MENTION = re.compile(r"(@?)([1-9]\d{0,19})", re.ASCII)

Json = dict[str, Any]


def render(
    message: Message, key: str = "", *, private: bool = False, pictures: bool = True
) -> Json:
    """The body of a request that shows `message`. With `key`, history shows that it is there.

    It names the files of `pictures(message)`, which go along; without `pictures`, their words are
    shown. A poll has no place for a key. Beside cards, it is shown as one.
    """
    mention, allowed = _mention(message.mention)
    flags = (EPHEMERAL if private else 0) | (_SILENT if message.silent else 0)
    if message.poll and not message.cards:
        body = _with_poll(message, message.poll, mention)
    else:
        shown = _components(_with_all_as_cards(message), pictured=pictures)
        components = ([_text(mention)] if mention else []) + [*shown] or [_text(UNSEEN)]
        if key:
            components[0] = components[0] | {"id": key_number(key)}
        body = {"flags": _COMPONENTS_V2, "components": components}
        if pictures:
            body |= _attachments(message)
    return body | {"flags": body["flags"] | flags, "allowed_mentions": allowed}


def pictures(message: Message) -> tuple[Image, ...]:
    """The pictures whose files go along with `render(message)`: each once, in the order of ids."""
    images = (card.image for card in message.cards)
    return tuple({each.sha256: each for each in images if each}.values())


def size(message: Message) -> Sizes:
    """See `Chat.size`. Characters are UTF-16 units, the larger of the two ways to count.

    A poll beside cards is never taken, so that it goes into a message of its own. Its text may be
    half as long as others, so it counts twice. A picture counts as itself and as its words.
    """
    if message.poll and not message.cards:
        return Sizes(text=2 * _length(_escaped(message.text)))
    ways = [True, False] if pictures(message) else [True]
    each = [_measured(message, _components(message, pictured=way)) for way in ways]
    sizes = Sizes(*map(max, *map(astuple, each))) if len(each) > 1 else each[0]
    return replace(sizes, cards=LIMITS.cards + 1) if message.poll else sizes


def key_number(key: str) -> int:
    """The number that a message's first component has because of `key`, shown by history.

    30 bits of a hash and one above all that Discord itself gives; it wants less than 2**31.
    """
    return 1 << 30 | int.from_bytes(sha256(key.encode()).digest()[:4]) >> 2


def read_custom_id(custom_id: str) -> tuple[str, str]:
    """The action and the value of a pressed button; one not of ours is its own action."""
    parts = custom_id.split("~", 3)
    return (parts[2], parts[3]) if parts[0] == _OURS and len(parts) == 4 else (custom_id, "")


def _with_all_as_cards(message: Message) -> Message:
    if message.poll is None:
        return message
    return replace(message, cards=(*message.cards, message.poll.as_card()), poll=None)


def _with_poll(message: Message, poll: Poll, mention: str) -> Json:
    content = "\n".join(filter(None, (mention, _escaped(message.text))))
    shown = {"content": content} if content else {}
    return {"flags": _NO_PREVIEWS, **shown, "poll": native_poll(poll)}


def _mention(wanted: str) -> tuple[str, Json]:
    """How a message notifies whom it may: a role by its number, “@” and a person's, or “here”."""
    if wanted in ("here", "channel", "everyone"):
        named = "here" if wanted == "here" else "everyone"  # who sees the channel is notified
        return f"@{named}", {"parse": ["everyone"]}
    if its := _MENTION.fullmatch(wanted):
        mark, kind = ("@", "users") if its[1] else ("@&", "roles")
        return f"<{mark}{its[2]}>", {"parse": [], kind: [its[2]]}
    return "", {"parse": []}


def _attachments(message: Message) -> Json:
    files = [
        {"id": number, "filename": _file_name(image)} | _described(image)
        for number, image in enumerate(pictures(message))
    ]
    return {"attachments": files} if files else {}


def _file_name(image: Image) -> str:
    return f"{image.sha256[:16]}.png"


def _described(image: Image) -> Json:
    alt = fold(image.alt)[:_LONGEST_ALT]
    return {"description": alt} if alt else {}


@lru_cache(maxsize=64)  # a message is measured, then rendered
def _components(message: Message, *, pictured: bool) -> Sequence[Json]:
    if not message.cards:
        text = _escaped(message.text)
        return [_text(text)] if text else []
    components: list[Json] = []
    numbers = count()
    after_article = False
    for card in message.cards:
        if shown := list(_card(card, numbers, pictured=pictured)):
            if after_article and _is_article(card):
                components.append({"type": _SEPARATOR, "divider": True, "spacing": 1})
            components += shown
            after_article = _is_article(card)
    return _framed(message, components)


def _framed(message: Message, components: list[Json]) -> list[Json]:
    """Grey lines and short answers stand bare; what has a title, in a frame."""
    if not any(fold(card.title) for card in message.cards):
        return components
    return [{"type": _CONTAINER, "accent_color": _ACCENT, "components": components}]


def _is_article(card: Card) -> bool:
    """More than a headline or a footer: a line divides it from the next."""
    return bool(card.place or (fold(card.title) and (card.url or card.body)))


def _card(card: Card, numbers: "count[int]", *, pictured: bool) -> Iterator[Json]:
    text, image = main_text(card), card.image
    if image and pictured:
        if text:
            yield _text(text)
        item = {"media": {"url": f"attachment://{_file_name(image)}"}} | _described(image)
        yield {"type": _GALLERY, "items": [item]}
        text = ""
    words = _words(image) if image and not pictured else ""
    if shown := "\n".join(filter(None, (text, small_text(words, card.footer)))):
        yield _text(shown)
    for start in range(0, len(card.buttons), _IN_A_ROW):
        row = card.buttons[start : start + _IN_A_ROW]
        yield {"type": _ROW, "components": [_button(each, next(numbers)) for each in row]}


def _words(image: Image) -> str:
    return f"Picture: {fold(image.alt)}" if fold(image.alt) else "Picture"


def _text(content: str) -> Json:
    return {"type": _TEXT, "content": content}


def _button(button: Button, number: int) -> Json:
    """Its number is for Discord, which wants no `custom_id` twice in a message."""
    # An action has no “~”; a value may hold any sign.
    custom_id = f"{_OURS}~{number}~{button.action}~{button.value}"
    label = fold(button.label) or _NOTHING
    return {"type": _BUTTON, "style": _GREY, "label": label, "custom_id": custom_id}


def _measured(message: Message, components: Sequence[Json]) -> Sizes:
    every = [each for each in _walk(components) if each["type"] != _CONTAINER]
    labels = [_length(each["label"]) for each in every if each["type"] == _BUTTON]
    texts = [_length(each["content"]) for each in every if each["type"] == _TEXT]
    return Sizes(
        text=0 if message.cards else sum(texts),
        title=max((_length(title_text(card)) for card in message.cards), default=0),
        body=max((_length(body_text(card.body)) for card in message.cards), default=0),
        cards=len(every),
        total=sum(texts) + sum(labels),
        buttons=max((len(card.buttons) for card in message.cards), default=0),
        label=max(labels, default=0),
        value=max((_length(each.get("custom_id", "")) for each in every), default=0),
    )


def _walk(components: Sequence[Json]) -> Iterator[Json]:
    for each in components:
        yield each
        yield from _walk(each.get("components", ()))


def _escaped(text: str) -> str:
    return escape(clean(text).strip())


def _length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
