"""How a message looks on Discord: as golden files say, within its limits, with data as data."""

import json
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.chat_discord.escape import UNSEEN, escape, link
from adapters.chat_discord.polls import native_poll
from adapters.chat_discord.render import LIMITS, key_number, pictures, read_custom_id, render, size
from bot.messages import Address, Button, Card, Image, Message, Poll
from bot.splitting import split
from bot.text.fold import clean
from bot.text.markdown import escape as escape_body
from tests.discord.openapi import ABSENT, DOCUMENT, body_faults
from tests.discord.shapes import checked, components_of, text_of

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
    shown = text_of({"components": [{"type": 10, "content": escape(text)}]})
    assert shown.replace(UNSEEN, "") == clean(text).replace(UNSEEN, "")


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
        (Card(image=Image("ab", "")), "-# Picture"),
    ],
)
def test_a_place_is_its_channel_and_a_picture_that_is_missing_its_words(
    card: Card, shown: str
) -> None:
    body = render(Message("", (card,)), pictures=False)
    assert text_of(body) == re.sub(r"\\([^\w\s])", r"\1", shown)
    assert [each["content"] for each in components_of(body) if each["type"] == 10] == [shown]
    assert "attachments" not in body


def test_a_picture_stands_between_its_text_and_the_footer_and_its_file_goes_along_once() -> None:
    image = Image("0123456789abcdef" * 4, "A *workflow*")
    other = Image("f" * 64, "")
    message = Message(
        "", (Card("t", image=image, footer="f"), Card(image=image), Card(image=other))
    )
    assert pictures(message) == (image, other)
    body = render(message)
    (frame,) = body["components"]
    assert [each["type"] for each in frame["components"]] == [10, 12, 10, 12, 12]
    url = "attachment://0123456789abcdef.png"
    assert frame["components"][1]["items"] == [{"media": {"url": url}, "description": image.alt}]
    assert body["attachments"] == [
        {"id": 0, "filename": "0123456789abcdef.png", "description": image.alt},
        {"id": 1, "filename": "ffffffffffffffff.png"},
    ]
    checked(body)
    assert size(message).cards == len(components_of(body)) - 1 == 5
    assert size(message).total == len("### t-# f-# Picture") + 2 * len(
        "-# Picture: A \\*workflow\\*\n"
    )


def test_grey_lines_and_short_answers_stand_bare_and_papers_in_a_frame_with_lines_between() -> None:
    def kinds(*cards: Card) -> list[int]:
        return [each["type"] for each in components_of(render(Message("x", cards)))]

    paper = Card("Ref-DGS", "It separates.", "https://arxiv.org/abs/1")
    assert kinds(Card(footer="No paper today.")) == [10]
    assert kinds(Card(body="**Right: it is B.**")) == [10]
    assert kinds(Card("3 papers", footer="“cars”"), paper, paper) == [17, 10, 10, 14, 10]


def test_a_mention_stands_first_and_carries_the_key() -> None:
    body = render(Message("", (Card("t"),), mention="320"), "key")
    mention, frame = body["components"]
    assert mention == {"type": 10, "content": "<@&320>", "id": key_number("key")}
    assert "id" not in frame
    assert body["allowed_mentions"] == {"parse": [], "roles": ["320"]}


def test_silence_and_privacy_are_flags() -> None:
    assert render(Message("x", silent=True), private=True)["flags"] == 1 << 15 | 1 << 12 | 1 << 6
    poll = Poll("Which?", ("a", "b"), 24)
    assert render(Message("x", poll=poll, silent=True))["flags"] == 1 << 12 | 1 << 2


def test_a_poll_is_discords_own() -> None:
    body = render(Message("Vote: *now*", poll=Poll("Which?", ("a", "b"), 24), mention="here"), "k")
    assert body == {
        "flags": 1 << 2,
        "content": "@here\nVote: \\*now\\*",
        "poll": {
            "question": {"text": "Which?"},
            "answers": [{"poll_media": {"text": "a"}}, {"poll_media": {"text": "b"}}],
            "duration": 24,
            "allow_multiselect": False,
            "layout_type": 1,
        },
        "allowed_mentions": {"parse": ["everyone"]},
    }


def test_a_poll_is_cut_at_words_to_answers_that_differ_and_whole_hours() -> None:
    long = "Reconstructing the reflections of cars in the windows of shops"
    poll = native_poll(Poll("why " * 100, (f"{long} one", f"{long} two"), 9999))
    assert [each["poll_media"]["text"] for each in poll["answers"]] == [
        "1. Reconstructing the reflections of cars in the…",
        "2. Reconstructing the reflections of cars in the…",
    ]
    assert poll["question"]["text"] == "why " * 73 + "why…"
    assert poll["duration"] == 768


def test_a_poll_goes_out_after_the_cards_alone_and_is_a_card_beside_them_at_worst() -> None:
    poll = Poll("Which?", ("a", "b"), 24)
    message = Message("2 papers", (Card("t"),), poll=poll, mention="here")
    first, last = split(message, LIMITS, size)
    assert first == Message("2 papers", (Card("t"),), mention="here")
    assert last == Message("", poll=poll)
    assert "Which?" in text_of(render(message))


def test_the_text_of_a_poll_is_half_as_long_as_others() -> None:
    poll = Poll("Which?", ("a", "b"), 24)
    *texts, last = split(Message("word " * 500, poll=poll), LIMITS, size)
    assert "".join(each.text for each in texts) == "word " * 500
    assert last == Message("", poll=poll)
    assert len(split(Message("word " * 390, poll=poll), LIMITS, size)) == 1


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
