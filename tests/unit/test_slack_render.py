"""How messages look in Slack, and that no text in them ever takes effect."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from slack_sdk.models.views import View

from adapters.chat_slack.render import LIMITS, action_of, place_of, render, render_home, size
from bot.messages import Address, Button, Card, Image, Message, Poll, Sizes
from bot.splitting import split
from bot.text.markdown import escape
from tests.slack.shown import check, elements, read

PLACE = Address("slack", "T01/C01")
BUTTON = Button("Pause", "digest.pause", "1")
PICTURE = Image("ab12", "Two sets of Gaussians, one behind the mirror")
PAPERS = (
    Card(
        "Splats & <mirrors>: *two* sets of Gaussians",
        "Separates the surface from what it mirrors, and needs no ray tracing.",
        "https://arxiv.org/abs/2603.00001",
        buttons=(Button("Details", "paper.details", "2603.00001"), Button("👍", "vote", "up")),
        footer="A. Lovelace, A. Turing +1 · “gaussian splatting” in the title",
    ),
    Card(
        "Sharp maps",
        "Filters splats by frequency.",
        "https://arxiv.org/abs/2603.00002",
        buttons=(Button("Details", "paper.details", "2603.00002"), Button("👍", "vote", "up")),
        footer="G. Hopper",
    ),
)
MESSAGES = {
    "digest": Message(
        "2 new papers on “gaussian splatting”",
        (
            Card("2 new papers · Tue 10 March", footer="“gaussian splatting” · 283 announced"),
            *PAPERS,
            Card(footer="next: Wed 09:00 Berlin"),
        ),
    ),
    "empty_day": Message("No paper today", (Card(footer="No paper today: 94 announced."),)),
    "quiz": Message(
        "Quiz: Which number?",
        (
            Card(
                "Quiz",
                "Which number completes this?\n\n“It is ▁▁▁ faster.”\n\n**A**  2×\n**B**  3×",
                buttons=(Button("A", "quiz.answer", "1:0"), Button("B", "quiz.answer", "1:1")),
                footer="The first answer counts",
            ),
        ),
    ),
    "feedback": Message(
        "Not quite: it is B.",
        (
            Card(
                body="**Not quite: it is B.**\n\n> It is 3× faster.\n\n"
                "Abstract of [Sharp maps](https://arxiv.org/abs/2603.00002)",
                footer="Only you see this",
            ),
        ),
    ),
    "details": Message(
        "Details",
        (
            Card(
                "Sharp maps",
                "Points:\n\n- one `x < y`\n- _two_\n  1. deeper\n\n> quoted\n>\n> again",
                fields=(("Authors", "A & B"), ("Code", "<https://x|y>")),
            ),
        ),
    ),
    "place": Message(
        "Digests here",
        (
            Card(
                "“gaussian splatting”",
                "Weekdays at 09:00, Berlin.",
                place=PLACE,
                buttons=(Button("Pause", "digest.pause", "1"), Button("Edit", "digest.edit", "1")),
                footer="next: Wed 09:00 Berlin",
            ),
            Card(place=PLACE, footer="Nothing comes here."),
        ),
    ),
    "picture": Message(
        "How Ref-DGS works",
        (Card("Ref-DGS", "Two sets.", image=PICTURE, footer="drawn from the abstract"),),
    ),
    "text": Message("There is no command <!channel>: *did* you mean `/paper`?\nTry again."),
    "hostile": Message(
        "<!channel> & @everyone",
        (
            Card("<!here> `x` *b* <@U1>", footer="<!channel> *x* :tada:"),
            Card(
                "<https://evil.example|title>",
                escape("<!channel> @everyone <@U1> `*_~` [x](https://evil.example) <b>"),
                "javascript:alert(1)",
                (("*name*", "<@U1>"),),
                (Button("<!channel>", "do", "<&>"),),
            ),
        ),
    ),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_messages_look_like_their_golden_payloads(
    name: str, golden: Callable[[str, str], None]
) -> None:
    payload = render(MESSAGES[name], {PICTURE.sha256: "F0123ABCD"})
    check(payload)
    golden(f"slack_{name}.json", json.dumps(payload, ensure_ascii=False, indent=1) + "\n")


def test_the_size_of_nothing_is_nothing() -> None:
    assert size(Message("")) == Sizes()


def test_sizes_are_of_what_is_rendered() -> None:
    blocks = render(MESSAGES["digest"])["blocks"]
    its = size(MESSAGES["digest"])
    assert its.cards == len(blocks) == 10
    assert its.total == len(json.dumps(blocks, ensure_ascii=False)) + 350  # for the notification
    assert (its.buttons, its.label, its.value) == (2, len("Details"), len("2603.00001"))
    assert size(Message("<&>")).text == len("&lt;&amp;&gt;")


def test_a_line_stands_between_papers_only() -> None:
    kinds = [each["type"] for each in render(MESSAGES["digest"])["blocks"]]
    paper = ["rich_text", "context", "actions"]
    assert kinds == ["header", "context", *paper, "divider", *paper, "context"]


def test_a_part_without_a_text_is_notified_by_what_it_shows() -> None:
    assert render(Message("", (Card(body="**a** < b"),)))["text"] == "a &lt; b"
    assert render(Message("", (Card(footer="f"),)))["text"] == "f"


def test_actions_are_unique_in_a_message_and_come_back_whole() -> None:
    buttons = (Button("a", "do#it"), Button("b", "do#it"))
    payload = render(Message("", (Card("t", buttons=buttons), Card("u", buttons=buttons))))
    ids = [each["action_id"] for each in elements(payload["blocks"]) if each["type"] == "button"]
    assert len(set(ids)) == 4
    assert {action_of(each) for each in ids} == {"do#it"}
    assert action_of("unnumbered") == "unnumbered"


def test_a_place_is_shown_by_its_name_and_its_buttons_say_where_they_act() -> None:
    payload = render(MESSAGES["place"])
    buttons = Card("t", buttons=(Button("a", "do"),), place=PLACE)
    acting = [each["block_id"] for each in elements(payload["blocks"]) if "block_id" in each]
    assert [place_of(each) for each in acting] == ["T01/C01"]
    shown = [each for each in elements(payload["blocks"]) if each["type"] == "channel"]
    assert [each["channel_id"] for each in shown] == ["C01", "C01"]
    check(render(Message("", (buttons, buttons))))


@pytest.mark.parametrize("block_id", ["", "x", "at:", "at:T01#1", "at:T01/C01", "at:T01/<!x>#1"])
def test_an_id_of_blocks_that_is_not_ours_names_no_place(block_id: str) -> None:
    assert place_of(block_id) is None


@pytest.mark.parametrize("channel", ["guild/1", "T01/", "T01/C01\n"])
def test_what_is_no_channel_of_slack_is_shown_as_its_address(channel: str) -> None:
    elsewhere = Address("discord" if channel == "guild/1" else "slack", channel)
    (block, actions) = render(Message("", (Card(place=elsewhere, buttons=(BUTTON,)),)))["blocks"]
    assert read([block]) == [str(elsewhere).strip()]
    assert "block_id" not in actions


def test_a_picture_that_slack_does_not_have_is_told_in_words() -> None:
    message = MESSAGES["picture"]
    shown, told = render(message, {PICTURE.sha256: "F0123ABCD"}), render(message)
    assert [each["type"] for each in shown["blocks"]] == ["rich_text", "image", "context"]
    assert [each["type"] for each in told["blocks"]] == ["rich_text", "context", "context"]
    assert read(told["blocks"][1:2]) == f"Picture: {PICTURE.alt}".split()
    assert len(json.dumps(shown["blocks"])) <= size(message).total
    check(told)


def test_words_of_a_picture_have_an_end() -> None:
    message = Message("", (Card(image=Image("a", "word " * 1000)),))
    assert len(render(message, {"a": "F1"})["blocks"][0]["alt_text"]) == 2000
    assert not LIMITS.exceeded(size(message))


@pytest.mark.parametrize(
    ("label", "emoji"),
    [("👍", True), ("👎🏽", True), ("👩🏽‍🔬", True), (":tada:", False), ("A 👍", False)],
)
def test_only_a_label_that_is_an_emoji_is_one(label: str, emoji: bool) -> None:
    blocks = render(Message("", (Card(buttons=(Button(label, "do"),)),)))["blocks"]
    assert blocks[0]["elements"][0]["text"] == {"type": "plain_text", "text": label, "emoji": emoji}


def test_fields_stand_below_an_empty_line() -> None:
    card = Card("t", "body", fields=(("a", "1"), ("b", "2")))
    (section,) = render(Message("", (card,)))["blocks"][0]["elements"]
    shown = "".join(each["text"] for each in section["elements"])
    assert shown == "t\nbody\n\na  1\nb  2"


def test_what_follows_a_list_stands_apart_from_it() -> None:
    card = Card("t", "**Method**\n- one\n  - deeper\n- two\n\n**Results**\n- three")
    (section,) = render(Message("", (card,)))["blocks"][0]["elements"]
    shown = "".join(each["text"] for each in section["elements"])
    assert shown == "t\nMethod\n• one\n    • deeper\n• two\n\nResults\n• three"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2 new papers", "2 new papers"),
        ("word " * 40, "word " * 29 + "word…"),
        ("a" * 200, "a" * 149 + "…"),
        ("👩🏽‍🔬" * 60, "👩🏽‍🔬" * 37 + "…"),
        ("&" * 200, "&amp;" * 29 + "…"),
    ],
)
def test_a_notification_of_cards_is_short_and_cut_between_words(text: str, shown: str) -> None:
    assert render(Message(text, (Card("t"),)))["text"] == shown
    assert len(shown) <= 150


def test_home_shows_messages_below_each_other_and_counts_what_is_too_much() -> None:
    place = Message("", (Card("Digest", "at nine", place=PLACE, buttons=(BUTTON,)),))
    few = render_home([Message("Hello."), place, place])
    assert [each["type"] for each in few["blocks"]] == [
        *("section", "rich_text", "actions", "divider", "rich_text", "actions")
    ]
    many = render_home([Message("Hello."), *[place] * 40])
    assert many["type"] == "home"
    assert [each["type"] for each in many["blocks"]][-3:] == ["rich_text", "actions", "context"]
    assert len(many["blocks"]) == 100
    assert read(many["blocks"][-1:]) == ["And", "7", "more."]
    exactly = render_home([Message(f"{number}") for number in range(100)])
    assert len(exactly["blocks"]) == 100
    View(type="home", blocks=exactly["blocks"]).validate_json()
    assert render_home([])["blocks"]


def test_an_ordinary_digest_is_one_message() -> None:
    papers = (
        Card(
            f"A title of the usual length that says what it is about, number {number}",
            "One sentence that says what the paper contributes, as long as they are. " * 2,
            f"https://arxiv.org/abs/2603.0000{number}",
            buttons=(Button("Details", "paper.details", f"2603.0000{number}"),),
            footer="A. Lovelace, A. Turing, G. Hopper +4 · “gaussian splatting” in the title",
        )
        for number in range(8)
    )
    assert len(split(Message("8 new papers", tuple(papers)), LIMITS, size)) == 1


def test_a_poll_is_a_card_with_a_button_for_each_option() -> None:
    message = Message("What next?", poll=Poll("Which paper?", ("a *b*", "c"), 24))
    body = render(message)
    check(body)
    assert body["text"] == "What next?"
    shown = "What next? Which paper? A a *b* B c A B"
    assert read(body["blocks"]) == shown.split()
    assert size(message).cards == len(body["blocks"]) == 3
    assert read(render_home([message])["blocks"]) == shown.split()


@pytest.mark.parametrize(
    ("mention", "element"),
    [
        ("here", {"type": "broadcast", "range": "here"}),
        ("S012AB3CD", {"type": "usergroup", "usergroup_id": "S012AB3CD"}),
        ("U012AB3CD", {"type": "user", "user_id": "U012AB3CD"}),
    ],
)
def test_a_mention_stands_above_all_and_is_the_only_one(
    mention: str, element: dict[str, str]
) -> None:
    message = Message("1 new paper", (Card("<!channel> <@U1>"),), mention=mention)
    first, *rest = render(message)["blocks"]
    assert first["elements"][0]["elements"] == [element]
    assert "broadcast" not in str(rest)
    assert size(message).cards == len(rest) + 1


@pytest.mark.parametrize("mention", ["", "<!here>", "123456789", "S1>x"])
def test_what_is_no_name_of_slack_notifies_nobody(mention: str) -> None:
    message = Message("1 new paper", (Card("A title"),))
    assert render(replace(message, mention=mention)) == render(message)
