"""Splitting: nothing is lost, doubled or reordered, and every part fits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages import Address, Button, Card, Image, Limits, Message, Poll, Sizes
from bot.splitting import split
from bot.text.markdown import escape

TEXT = st.text(alphabet="ab.\\ \n*_`[](é\u0301👩🏽‍🔬<&", max_size=300) | st.text(max_size=80)
BUTTONS = st.builds(Button, st.text(max_size=5), st.just("do"), st.text(max_size=5))
FIELDS = st.tuples(st.text(max_size=5), st.text(max_size=10))
CARDS = st.builds(
    Card,
    title=TEXT,
    body=TEXT,
    footer=TEXT,
    fields=st.lists(FIELDS, max_size=6).map(tuple),
    buttons=st.lists(BUTTONS, max_size=9).map(tuple),
    image=st.none() | st.builds(Image, st.text(max_size=3), st.text(max_size=20)),
    place=st.sampled_from([None, Address("fake", "room"), Address("fake", "hall")]),
)
MESSAGES = st.builds(Message, text=TEXT, cards=st.lists(CARDS, max_size=4).map(tuple))
LIMITS = st.builds(
    Limits,
    text=st.integers(60, 200),
    title=st.integers(20, 60),
    body=st.integers(30, 90),
    cards=st.integers(1, 3),
    total=st.integers(200, 400),
    buttons=st.integers(1, 5),
    label=st.just(30),
    value=st.just(30),
)


def rendered(text: str) -> int:
    """A platform on which every sign may grow, as `&` becomes `&amp;`."""
    return len(text) + 4 * (text.count("&") + text.count("<"))


def size(message: Message) -> Sizes:
    texts = [text for card in message.cards for text in (card.title, card.body, card.footer)]
    texts += [part for card in message.cards for field in card.fields for part in field]
    texts += [card.image.alt for card in message.cards if card.image]
    texts += [card.place.channel for card in message.cards if card.place]
    buttons = [button for card in message.cards for button in card.buttons]
    return Sizes(
        text=rendered(message.text),
        title=max((rendered(card.title) for card in message.cards), default=0),
        body=max((rendered(card.body) for card in message.cards), default=0),
        cards=len(message.cards),
        total=sum(map(rendered, texts)),
        buttons=max((len(card.buttons) for card in message.cards), default=0),
        label=max((rendered(button.label) for button in buttons), default=0),
        value=max((rendered(button.value) for button in buttons), default=0),
    )


def everything(messages: tuple[Message, ...]) -> dict[str, object]:
    cards = [card for message in messages for card in message.cards]
    return {
        "text": "".join(message.text for message in messages),
        "title": "".join(card.title for card in cards),
        "body": "".join(card.body for card in cards),
        "footer": "".join(card.footer for card in cards),
        "fields": [field for card in cards for field in card.fields],
        "buttons": [(card.place, button) for card in cards for button in card.buttons],
        "images": [card.image for card in cards if card.image],
    }


@given(MESSAGES, LIMITS)
def test_splitting_never_loses_doubles_or_reorders_and_never_exceeds_a_limit(
    message: Message, limits: Limits
) -> None:
    parts = split(message, limits, size)
    assert everything(parts) == everything((message,))
    assert [limits.exceeded(size(part)) for part in parts] == [()] * len(parts)


ROOMY = Limits(text=4000, title=150, body=60, cards=10, total=3000, buttons=5, label=75, value=100)


def bodies(body: str) -> list[str]:
    parts = split(Message("", (Card(body=body),)), ROOMY, size)
    return [card.body for part in parts for card in part.cards]


def test_a_message_that_fits_stays_as_it_is() -> None:
    message = Message("hello", (Card(title="a", body="b"),))
    assert split(message, ROOMY, size) == (message,)


@pytest.mark.parametrize(
    ("body", "pieces"),
    [
        ("One paragraph here.\n\nAnother paragraph that is rather longer than it.", 2),
        ("A first sentence of words. A second sentence that goes on for a while.", 2),
    ],
)
def test_cuts_come_between_paragraphs_and_sentences(body: str, pieces: int) -> None:
    parts = bodies(body)
    assert len(parts) == pieces
    assert parts[0].rstrip().endswith(".")


def test_a_word_a_link_and_an_emphasis_stay_whole() -> None:
    link = "[a link with several words](https://example.org/one)"
    assert any(link in part for part in bodies(f"Twenty characters or {link} and more words"))
    assert "**bold words**" in "|".join(bodies("x" * 50 + " **bold words** and some more"))
    assert all(len(word) == 7 for part in bodies("lengthy " * 40) for word in part.split())


def test_what_has_no_good_place_is_cut_between_signs() -> None:
    scientist = "👩🏽‍🔬"
    parts = bodies(scientist * 40)
    assert "".join(parts) == scientist * 40
    assert all(len(part) % len(scientist) == 0 for part in parts)


def test_an_escape_is_never_cut() -> None:
    parts = bodies(escape("*" * 200))
    assert all(part.count("\\") == part.count("*") for part in parts)


@pytest.mark.parametrize(
    "body", ["word " * 20_000, escape("*" * 50_000), "- item\n" * 14_000, "[" * 99_999]
)
def test_very_long_text_takes_no_long_time(body: str) -> None:
    wide = Limits(4000, 150, 3000, 50, 10_000, 5, 75, 100)
    parts = split(Message("", (Card(body=body),)), wide, size)
    assert "".join(card.body for part in parts for card in part.cards) == body


def test_cards_move_on_whole_when_a_message_is_full() -> None:
    cards = tuple(Card(title=f"card {number}", body="word " * 10) for number in range(25))
    parts = split(Message("many", cards), ROOMY, size)
    assert [len(part.cards) for part in parts] == [10, 10, 5]
    assert [card for part in parts for card in part.cards] == list(cards)


def test_a_card_is_cut_in_the_order_in_which_it_is_read() -> None:
    card = Card(
        "title",
        "body " * 30,
        fields=(("name", "value"),),
        image=Image("a", "alt"),
        footer="footer " * 10,
        buttons=tuple(Button(f"{number}", "do") for number in range(9)),
        place=Address("fake", "room"),
    )
    (part,) = split(Message("", (card,)), ROOMY, size)
    order = [
        name
        for each in part.cards
        for name in ("title", "body", "fields", "image", "footer", "buttons")
        if getattr(each, name)
    ]
    assert order == ["title", *["body"] * 3, "fields", "image", "footer", "buttons", "buttons"]
    assert [each.place for each in part.cards if each.buttons] == [card.place] * 2


def test_a_field_that_no_card_can_hold_goes_on_without_its_name() -> None:
    narrow = Limits(4000, 150, 60, 10, 40, 5, 75, 100)
    card = Card(fields=(("Authors", "Ada Lovelace, Alan Turing, Grace Hopper, Mary Somerville"),))
    parts = split(Message("", (card,)), narrow, size)
    fields = [field for part in parts for each in part.cards for field in each.fields]
    assert [name for name, _ in fields] == ["Authors", ""]
    assert "".join(value for _, value in fields) == card.fields[0][1]


def test_a_word_waits_for_a_card_that_can_hold_it() -> None:
    card = Card("t" * 30, f"{'a' * 20} {'b' * 45} {'c' * 45}")
    parts = split(Message("", (card,)), Limits(9, 150, 60, 1, 70, 5, 75, 100), size)
    words = [each.body.strip() for part in parts for each in part.cards]
    assert words == ["a" * 20, "b" * 45, "c" * 45]


def test_a_notification_beside_cards_is_no_message_of_its_own() -> None:
    def notified(message: Message) -> Sizes:
        return Sizes(text=0 if message.cards else len(message.text), cards=len(message.cards))

    message = Message("text " * 2000, (Card("a"), Card("b")))
    parts = split(message, Limits(4000, 150, 60, 1, 70, 5, 75, 100), notified)
    assert [part.text for part in parts] == [message.text, ""]


def test_measuring_grows_with_the_text_and_no_faster() -> None:
    measured = 0

    def counted(message: Message) -> Sizes:
        nonlocal measured
        measured += sum(len(card.body) for card in message.cards)
        return size(message)

    body = "*_`[" * 6000
    split(Message("", (Card(body=body),)), Limits(4000, 150, 500, 50, 10_000, 5, 75, 100), counted)
    assert measured < 40 * len(body)


def test_a_button_or_a_picture_that_no_card_can_hold_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="too large"):
        split(Message("", (Card(image=Image("a", "b" * 9999)),)), ROOMY, size)
    with pytest.raises(ValueError, match="too large"):
        split(Message("", (Card(buttons=(Button("x" * 90, "a"),)),)), ROOMY, size)


def test_a_mention_and_silence_are_of_the_message_not_of_its_text() -> None:
    cards = tuple(Card(title=f"{number} " + "x" * 50) for number in range(6))
    message = Message("6 papers", cards, Poll("Which?", ("a", "b"), 24), "here", silent=True)
    parts = split(message, Limits(60, 60, 90, 2, 200, 5, 30, 30), size)
    assert len(parts) > 1
    assert [each.mention for each in parts] == ["here", *[""] * (len(parts) - 1)]
    assert all(each.silent for each in parts)
    assert [each.poll is not None for each in parts] == [*[False] * (len(parts) - 1), True]
