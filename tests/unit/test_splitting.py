"""Splitting: nothing is lost, doubled or reordered, and every part fits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages import Button, Card, Limits, Message, Sizes
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
        "buttons": [button for card in cards for button in card.buttons],
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


def test_a_button_that_no_card_can_hold_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="too large"):
        split(Message("", (Card(buttons=(Button("x" * 90, "a"),)),)), ROOMY, size)
