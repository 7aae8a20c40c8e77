"""How messages look in Slack, and that no text in them ever takes effect."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block

from adapters.chat_slack.render import LIMITS, action_of, render, size
from bot.messages import Button, Card, Message, Sizes
from bot.splitting import split
from bot.text.fold import fold
from bot.text.markdown import escape
from tests.slack_stand_in import seen

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
HOSTILE = st.text(max_size=400) | st.sampled_from(
    [
        "<!channel> @everyone <@U1> <#C1> <!subteam^S1> <!date^1^x|y>",
        "```*_~`" * 300,
        "**a** _b_ `c` [d](https://e.example) " * 150,
        "&lt;!channel&gt;" * 200,
        "\x1b[2J\u202e\x00",
        "字" * 3500,
        "𝒜" * 3500,
        " \n\t ",
    ]
)
BODIES = HOSTILE | HOSTILE.map(escape)
BUTTONS = st.builds(Button, st.text(max_size=30), st.just("do.it"), st.text(max_size=40))
CARDS = st.builds(
    Card,
    title=HOSTILE,
    body=BODIES,
    url=st.sampled_from([None, "https://arxiv.org/abs/1", "https://[", "https://", "x y"]),
    fields=st.lists(st.tuples(st.text(max_size=50), st.text(max_size=50)), max_size=3).map(tuple),
    buttons=st.lists(BUTTONS, max_size=30).map(tuple),
    footer=HOSTILE,
)
MANY = st.builds(Message, HOSTILE, st.lists(CARDS, max_size=5).map(tuple))


@pytest.mark.parametrize("name", MESSAGES)
def test_messages_look_like_their_golden_payloads(
    name: str, golden: Callable[[str, str], None]
) -> None:
    payload = render(MESSAGES[name])
    check(payload)
    golden(f"slack_{name}.json", json.dumps(payload, ensure_ascii=False, indent=1) + "\n")


@given(MANY)
def test_every_part_of_any_message_is_taken_by_slacks_validators(message: Message) -> None:
    for part in split(message, LIMITS, size):
        assert not LIMITS.exceeded(size(part))
        check(render(part))


@given(MANY)
def test_no_text_takes_effect(message: Message) -> None:
    payload = render(message)
    assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", payload["text"])
    for element in elements(payload["blocks"]):
        assert element["type"] in {
            *("header", "section", "context", "actions", "divider", "button", "plain_text"),
            *("rich_text", "rich_text_section", "rich_text_quote", "text", "link"),
        }


@given(HOSTILE.filter(lambda text: bool(fold(text))))
def test_what_is_escaped_is_shown_as_it_stands(text: str) -> None:
    (block,) = render(Message("", (Card(body=escape(text), title="t"),)))["blocks"]
    assert seen(block) == f"t\n{fold(text)}"
    links = [each for each in elements([block]) if each["type"] == "link" or "style" in each]
    assert [each["text"] for each in links] == ["t"]


@given(MANY)
def test_a_message_always_has_a_text_for_its_notification(message: Message) -> None:
    assert render(message)["text"].strip()


def test_the_size_of_nothing_is_nothing() -> None:
    assert size(Message("")) == Sizes()


def test_sizes_are_of_what_is_rendered() -> None:
    blocks = render(MESSAGES["digest"])["blocks"]
    its = size(MESSAGES["digest"])
    assert its.cards == len(blocks) == 10
    assert its.total == len(json.dumps(blocks, ensure_ascii=False))
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


def check(payload: dict[str, Any]) -> None:
    """What Slack's SDK checks, and the limits that it does not know of."""
    blocks = Block.parse_all(payload["blocks"])
    assert len(blocks) == len(payload["blocks"]) <= 50
    for block in blocks:
        block.validate_json()
    assert 0 < len(payload["text"]) <= 4000
    for element in elements(payload["blocks"]):
        if element["type"] in ("text", "link", "plain_text"):
            assert 0 < len(element["text"]) <= 3000
        if element["type"] == "button":
            assert len(element["text"]["text"]) <= 75
            assert len(element["action_id"]) <= 255
            assert element.get("value") != ""


def elements(thing: object) -> Iterator[dict[str, Any]]:
    """Everything in blocks that has a type."""
    if isinstance(thing, dict):
        if "type" in thing:
            yield thing
        for each in thing.values():
            yield from elements(each)
    elif isinstance(thing, list):
        for each in thing:
            yield from elements(each)
