"""How a message looks on Discord: as golden files say, within its limits, with data as data."""

import json
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.chat_discord.escape import escape, link
from adapters.chat_discord.render import LIMITS, key_number, read_custom_id, render, size
from bot.messages import Address, Button, Card, Image, Message
from bot.splitting import split
from bot.text.fold import clean
from bot.text.markdown import escape as escape_body
from tests.discord_openapi import ABSENT, DOCUMENT, body_faults
from tests.discord_shapes import checked, text_of

PAPER_BUTTONS = (Button("Summary", "paper.details", "2603.00001"), Button("👍", "vote", "up"))
MESSAGES = {
    "digest": Message(
        "2 new papers",
        (
            Card("2 new papers · Tue 10 March", footer="“gaussian splatting” in cs.CV"),
            Card(
                "1  Ref-DGS: [Reflective] Dual *Gaussian* Splatting",
                "Separates the surface from what it mirrors with two sets of Gaussians.",
                "https://arxiv.org/abs/2603.00001",
                buttons=PAPER_BUTTONS,
                footer="N. Fan, Y. Wang, D. Yan +1 · “gaussian splatting” in the title",
            ),
            Card(
                "2  MipSLAM]: Alias-Free",
                "Filters splats by frequency.",
                "https://arxiv.org/abs/2603.00002",
                buttons=PAPER_BUTTONS,
            ),
            Card(footer="next: Wed 09:00 Berlin"),
        ),
    ),
    "markdown": Message(
        "what the small Markdown becomes",
        (
            Card(
                "Markdown",
                "A **bold _and italic_ word**, *one*, `code`, [a link](https://arxiv.org/a_(b)).\n\n"
                "> quoted\n> twice\n\n- one\n- two\n  1. deeper\n\nThe end: 3 * 4.",
                fields=(("Topic", "surfaces"), ("_New_", "two sets")),
            ),
        ),
    ),
    "hostile": Message(
        "x",
        (
            Card(
                "@everyone <@1> <#1> `x` :smile: <t:1:R>",
                escape_body("- # > ||x|| ~~y~~ [a](https://b.c) https://d.e @here </x:1> **b**"),
                "javascript:alert(1)",
                footer="# x -# y \u202e",
                buttons=(Button("@everyone *b*", "do", "~x~"),),
            ),
        ),
    ),
    "text": Message("No paper on “x_y” today:\n- 1. nothing\n# new *here*"),
    "empty": Message(""),
}  # fmt: skip
TEXT = st.text(max_size=400) | st.sampled_from(
    [
        "@everyone @here <@1> <@!1> <@&1> <#1> </digest now:1> <id:guide> <t:1:R> <:a:1>",
        "`" * 50 + "*_~|" * 100 + ">>> # -# - + 1. 2) ```x```",
        "[a](https://b.c) <https://d.e> https://f.g :smile: ||x||",
        "\\" * 99 + "\n# x\n  - y\n\t1. z\n> q",
        "\x1b[2J\x1b]8;;x\x07\u202e\ud800",
        "字👩‍👩‍👧" * 900,
        "][[" * 40,
        "word " * 2000,
    ]
)
CARDS = st.builds(
    Card,
    title=TEXT,
    body=TEXT.map(escape_body) | TEXT,
    url=st.none() | st.sampled_from(["https://arxiv.org/abs/1", "https://a.b/)x(_*", "x:y"]),
    footer=TEXT,
    buttons=st.lists(
        st.builds(Button, st.text(max_size=39), st.just("do"), st.text(max_size=30)), max_size=9
    ).map(tuple),
)
MESSAGES_OF_ANYTHING = st.builds(Message, TEXT, st.lists(CARDS, max_size=4).map(tuple))


@pytest.mark.parametrize("name", MESSAGES)
def test_messages_look_as_the_golden_files_say(
    name: str, golden: Callable[[str, str], None]
) -> None:
    body = json.dumps(render(MESSAGES[name], "key"), indent=1, ensure_ascii=False)
    golden(f"discord_{name}.json", body + "\n")


@given(message=MESSAGES_OF_ANYTHING)
def test_whatever_it_says_each_part_is_taken_by_discord(message: Message) -> None:
    for part in split(message, LIMITS, size):
        checked(render(part, "key"))


@pytest.mark.skipif(not DOCUMENT.is_file(), reason=ABSENT)
@given(message=MESSAGES_OF_ANYTHING)
def test_whatever_it_says_the_body_is_what_discord_documents(message: Message) -> None:
    for part in split(message, LIMITS, size):
        body = render(part, "key") | {"nonce": "k" * 22, "enforce_nonce": True}
        assert not body_faults("POST", "/channels/1/messages", body)
        assert not body_faults("PATCH", "/channels/1/messages/2", render(part))


@given(text=TEXT)
def test_escaped_text_reads_as_it_was(text: str) -> None:
    assert text_of({"components": [{"type": 10, "content": escape(text)}]}) == clean(text)


@given(text=TEXT)
def test_nothing_in_escaped_text_takes_effect(text: str) -> None:
    live = re.sub(r"\\[^0-9A-Za-z\s]", "\x00", escape(text))  # as Discord reads escapes
    assert not re.search(r"[\\*_~|`<>@\[\]]", live)
    assert not re.search(r"\w+://|:\w+:", live)
    assert not re.search(r"^\s*(#|-|\+|\d+[.)])", live, re.MULTILINE)


@given(title=TEXT)
def test_a_title_is_one_link_whatever_it_says(title: str) -> None:
    shown = link(title, "https://arxiv.org/abs/1")
    # What Discord takes for the text of a link: brackets only in pairs, escaped or not.
    text = r"(?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*"
    assert not shown or re.fullmatch(rf"\[{text}\]\(https://arxiv\.org/abs/1\)", shown)
    assert "\n" not in shown


@pytest.mark.parametrize(
    ("card", "shown"),
    [
        (Card("“cars”", place=Address("discord", "1/22")), "<#22> **“cars”**"),
        (
            Card("cars", url="https://a.b", place=Address("discord", "1/22")),
            "<#22> **[cars](https://a.b)**",
        ),
        (Card(place=Address("discord", "1/22"), footer="f"), "<#22>\n-# f"),
        (Card(place=Address("slack", "T1/C<@1>")), "slack\\:T1/C\\<\\@1\\>"),
        (
            Card("t", image=Image("ab", "a *b*\nc"), footer="f"),
            "### t\n-# Picture: a \\*b\\* c\n-# f",
        ),
    ],
)
def test_a_place_is_its_channel_and_a_picture_its_words(card: Card, shown: str) -> None:
    (text,) = render(Message("", (card,)))["components"]
    assert text["content"] == shown


def test_a_text_that_is_no_web_address_is_no_link() -> None:
    assert link("x", "javascript:alert(1)") == "x"
    assert (
        link("x", "https://a.b/) [y](https://c.d") == "[x](https://a.b/%29%20%5By%5D%28https://c.d)"
    )


@given(
    action=st.text(st.sampled_from("abc._"), min_size=1, max_size=20), value=st.text(max_size=60)
)
def test_a_button_says_its_action_and_value(action: str, value: str) -> None:
    card = Card(buttons=(Button("x", action, value), Button("x", action, value)))
    (row,) = render(Message("", (card,)))["components"]
    customs = [each["custom_id"] for each in row["components"]]
    assert {read_custom_id(each) for each in customs} == {(action, value)}
    assert len(set(customs)) == 2


def test_a_button_of_somebody_else_is_its_own_action() -> None:
    assert read_custom_id("other:1") == ("other:1", "")


@given(key=st.text(max_size=22))
def test_a_key_is_a_number_that_discord_takes_and_never_gives_itself(key: str) -> None:
    assert 1 << 30 <= key_number(key) < 1 << 31


def test_the_size_of_nothing_is_nothing() -> None:
    assert not any(
        getattr(size(Message("")), name) for name in ("text", "cards", "total", "buttons")
    )


def test_sizes_count_what_is_sent() -> None:
    sizes = size(Message("x", (Card("a*b", "c_d", buttons=PAPER_BUTTONS),)))
    assert (sizes.title, sizes.body, sizes.cards) == (len(r"### a\*b"), len(r"c\_d"), 4)
    assert sizes.total == len("### a\\*b\nc\\_d") + len("Summary") + 2
    assert size(Message("a*b")).text == 4


def test_many_papers_are_split_between_papers() -> None:
    cards = tuple(Card(f"Paper {number}", buttons=PAPER_BUTTONS) for number in range(30))
    parts = split(Message("30 papers", cards), LIMITS, size)
    assert tuple(card for part in parts for card in part.cards) == cards
