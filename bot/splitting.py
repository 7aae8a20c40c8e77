"""Make a message fit a platform: split once, here, by the adapter's own limits and sizes.

Nothing is lost, doubled or reordered: the titles, bodies, fields, pictures, footers and buttons
of the parts, put together, are those of the message. Cuts come between paragraphs, else lines,
else sentences, else words; never inside a word, a link, code, emphasis or an escape unless that
alone is too large.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import regex

from bot.messages import Address, Card, Limits, Message, Poll, Sizes

Size = Callable[[Message], Sizes]
Fits = Callable[[Card], bool]

_WHOLE = regex.compile(
    r"\\."  # an escaped sign
    r"|`[^`\n]+`"  # code
    r"|\[(?:\\.|[^\[\]\\])*\]\([^()\s]*\)"  # a link
    r"|https?://\S+"
    r"|\*\*(?:\\.|[^*\\])+\*\*|(?<!\w)_(?:\\.|[^_\\])+_(?!\w)"  # emphasis
)
_FIRST_LOOK = 1000  # characters
# The best places to cut come first; a cut leaves the white space with the part before it.
_CUTS = [regex.compile(each) for each in (r"\n\s*\n+", r"\n+", r"(?<=[.!?])\s+", r"\s+")]


def split(message: Message, limits: Limits, size: Size) -> tuple[Message, ...]:
    """Split a message into parts that fit, in order; a message that fits is returned as it is.

    Raises `ValueError` where something that cannot be cut (a button, a picture) is too large: that
    is a mistake of ours, never of the text.
    """
    if not limits.exceeded(size(message)):
        return (message,)

    def fits(candidate: Message) -> bool:
        return not limits.exceeded(size(candidate))

    shown = message.cards and (Card(),)  # beside cards the text may be a notification only
    first = replace(message, text="", cards=shown, poll=None)
    texts = list(_pieces(message.text, lambda text: fits(replace(first, text=text)))) or [""]
    cards = [
        piece
        for card in message.cards
        for piece in _split_card(card, lambda card: fits(Message("", (card,))))
    ]
    parts = [Message(text, silent=message.silent) for text in texts]
    parts[0] = replace(parts[0], mention=message.mention)
    return (*parts[:-1], *_pack(parts[-1], cards, message.poll, fits))


def _pack(
    first: Message, cards: list[Card], poll: Poll | None, fits: Callable[[Message], bool]
) -> list[Message]:
    packed = [first]
    for card in cards:
        grown = replace(packed[-1], cards=(*packed[-1].cards, card))
        if fits(grown):
            packed[-1] = grown
        else:
            packed.append(Message("", (card,), silent=first.silent))
    if poll:
        last = replace(packed[-1], poll=poll)
        packed[-1:] = (
            [last] if fits(last) else [packed[-1], Message("", (), poll, silent=first.silent)]
        )
    return packed


def _split_card(card: Card, fits: Fits) -> Iterator[Card]:
    if fits(card):
        yield card
        return
    current = Card(url=card.url, place=card.place)
    for name in ("title", "body"):
        *full, current = _pour(current, name, getattr(card, name), fits)
        yield from full
    fields = tuple(piece for field in card.fields for piece in _field(field, fits))
    *full, current = _heap(current, "fields", fields, fits)
    yield from full
    *full, current = _hang(current, card, fits)
    yield from full
    *full, current = _pour(current, "footer", card.footer, fits)
    yield from full
    # Wherever its buttons come to stand, they act in the place of the card.
    *full, current = _heap(current, "buttons", card.buttons, fits, card.place)
    yield from full
    yield current


def _pour(current: Card, name: str, text: str, fits: Fits) -> Iterator[Card]:
    """Fill one text of a card; what does not fit goes on in the next cards."""
    while text:
        fresh = replace(current, place=None) == _next(current, name)
        # Beside other things there may be no room for a word that the next card can hold.
        head = _head(text, partial(_fits_with, fits, current, name), force=fresh)
        if not head and fresh:
            raise ValueError(f"no card can hold a single character of a {name}")
        current, text = _with(current, name, head), text[len(head) :]
        if text:
            yield current
            current = _next(current, name)
    yield current


def _field(field: tuple[str, str], fits: Fits) -> Iterator[tuple[str, str]]:
    """A field; one that no card can hold goes on in fields without a name."""
    if fits(Card(fields=(field,))):
        yield field
        return
    first, *rest = _pieces(field[1], lambda value: fits(Card(fields=((field[0], value),))))
    yield field[0], first
    yield from (("", value) for value in rest)


def _hang(current: Card, card: Card, fits: Fits) -> Iterator[Card]:
    """The picture, which nothing can cut."""
    pictured = replace(current, image=card.image)
    if card.image and not fits(pictured):
        yield current
        pictured = Card(image=card.image)
        if not fits(pictured):
            raise ValueError(f"too large for one card: image {card.image}")
    yield pictured


def _heap(
    current: Card,
    name: str,
    things: tuple[object, ...],
    fits: Fits,
    place: Address | None = None,
) -> Iterator[Card]:
    for thing in things:
        grown = _with(current, name, (*getattr(current, name), thing))
        grown = replace(grown, place=current.place or place)
        if fits(grown):
            current = grown
            continue
        yield current
        current = _with(Card(place=place), name, (thing,))
        if not fits(current):
            raise ValueError(f"too large for one card: {name} {thing}")
    yield current


def _with(card: Card, name: str, value: object) -> Card:
    return replace(card, **{name: value})  # type: ignore[arg-type]  # names are literals above


def _fits_with(fits: Fits, card: Card, name: str, value: object) -> bool:
    return fits(_with(card, name, value))


def _next(card: Card, name: str) -> Card:
    return Card(url=card.url) if name == "title" else Card()


def _pieces(text: str, fits: Callable[[str], bool]) -> Iterator[str]:
    while text:
        head = _head(text, fits, force=True)
        if not head:
            raise ValueError("no message can hold a single character of its text")
        yield head
        text = text[len(head) :]


def _head(text: str, fits: Callable[[str], bool], *, force: bool) -> str:
    """Take as much as fits from the start of `text`, up to the best place to cut.

    Where there is no such place, only `force` cuts.
    """
    room = _room(text, fits)
    if room == len(text):
        return text
    # What reaches further than this is too large for a part in any case.
    whole = _Spans([match.span() for match in _WHOLE.finditer(text, 0, 2 * room + 100)])
    for cut in _CUTS:
        ends = [match.end() for match in cut.finditer(text, 0, min(len(text), room + 1))]
        least = 0 if cut is _CUTS[-1] else room // 4  # of what could be shown
        for end in reversed(ends):
            if least < end <= room and not whole.hold(end) and fits(text[:end]):
                return text[:end]
    return _forced(text, room, whole, fits) if force else ""


def _room(text: str, fits: Callable[[str], bool]) -> int:
    """How many characters from the start fit. Looks at little more: to measure is to render."""
    low, high = 0, min(_FIRST_LOOK, len(text))
    while fits(text[:high]):
        if high == len(text):
            return high
        low, high = high, min(2 * high, len(text))
    return low + bisect_right(range(low + 1, high), 0, key=lambda length: not fits(text[:length]))


class _Spans:
    """Stretches of a text, in order and apart, that are not to be cut."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._spans = spans

    def hold(self, position: int) -> bool:
        """Whether a cut there would go through one of them."""
        before = bisect_left(self._spans, (position, 0)) - 1
        return before >= 0 and position < self._spans[before][1]


def _forced(text: str, room: int, whole: _Spans, fits: Callable[[str], bool]) -> str:
    """Cut where no good place is: between signs as a reader sees them, where that is possible."""
    signs = [match.end() for match in regex.finditer(r"\\.|\X", text[: room + 1])]
    outside = [end for end in signs if not whole.hold(end)]
    for ends in (outside, signs, range(1, room + 1)):
        for end in reversed(ends):
            if end <= room and fits(text[:end]):
                return text[:end]
    return ""
