"""How summaries read, in every style: whole, without holes, none of their words as markup."""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages import Card, Message
from bot.models import Field, Figure, Paper, Point, Source, Style, Summary
from bot.splitting import split
from bot.summaries import STYLES, ExtractiveWriter, body, footer, proof_card, summary_card
from bot.text.fold import fold
from bot.text.markdown import parse, plain
from tests.fakes import FakeChat, paper
from tests.hostile import HOSTILE, TEXTS

PAPER = paper(1, "Pumps")
EVERY_STYLE: tuple[Style, ...] = tuple(STYLES)
ASKED = ("Does it work in sand?", "Who pays for it?")
MODEL = {"writer": "small-1"}


def summary(style: Style, said: str = "{label} {number} holds.", **more: object) -> Summary:
    """One with all fields full."""
    fields = tuple(
        Field(
            each.name,
            tuple(
                Point(
                    said.format(label=each.label or "The sentence", number=number),
                    f"Quote of {each.name} {number}.",
                    f"{number} Section, page {number}",
                )
                for number in range(1, each.points + 1)
            ),
        )
        for each in STYLES[style].fields
    )
    its = Summary(style, fields, questions=ASKED if STYLES[style].questions else ())
    return replace(its, **more)  # type: ignore[arg-type]


def with_fields(style: Style, **fields: str) -> Summary:
    """One with a point in some fields."""
    its = (Field(name, (Point(text, text, "Abstract"),)) for name, text in fields.items())
    return Summary(style, tuple(its))


DEEP = """**Task**
Task 1 holds.

**Motivation and gaps**
- _Motivation:_
  - Motivation 1 holds.
  - Motivation 2 holds.
- _Related work:_
  - Related work 1 holds.
  - Related work 2 holds.
  - Related work 3 holds.

**Core idea**
- Core idea 1 holds.
- Core idea 2 holds.

**Method**
- Method 1 holds.
- Method 2 holds.
- Method 3 holds.
- Method 4 holds.
- Method 5 holds.

**Experiments**
- _Datasets:_
  - Datasets 1 holds.
  - Datasets 2 holds.
- _Baselines:_
  - Baselines 1 holds.
  - Baselines 2 holds.
- _Main results:_
  - Main results 1 holds.
  - Main results 2 holds.
  - Main results 3 holds.
- _Ablations:_
  - Ablations 1 holds.
  - Ablations 2 holds.
- _Limits:_
  - Limits 1 holds.
  - Limits 2 holds.

**Takeaways**
- _Pros:_
  - Pros 1 holds.
  - Pros 2 holds.
- _Cons:_
  - Cons 1 holds.
  - Cons 2 holds.
- _Future work:_
  - Future work 1 holds.
  - Future work 2 holds."""

POINTS = """**Topic and domain**
Topic and domain 1 holds.

**Previous research and new ideas**
Previous research and new ideas 1 holds.

**Problem**
Problem 1 holds.

**Methods**
Methods 1 holds.

**Results and evaluation**
Results and evaluation 1 holds."""

BRIEF = """\
Aim 1 holds. Objective 1 holds. Method 1 holds. Main result 1 holds. In practice 1 holds.

**To ask next**
- Does it work in sand?
- Who pays for it?"""

WHOLE = {"tldr": "The sentence 1 holds.", "points": POINTS, "brief": BRIEF, "deep": DEEP}


@pytest.mark.parametrize("style", EVERY_STYLE)
def test_a_full_one_reads_like_this(style: Style) -> None:
    assert body(summary(style)) == WHOLE[style]


@pytest.mark.parametrize("style", EVERY_STYLE)
def test_what_a_paper_does_not_say_leaves_no_trace(style: Style) -> None:
    for spec in STYLES[style].fields:
        its = with_fields(style, **{spec.name: "It rains."})
        shown = body(its)
        assert shown.count("It rains.") == 1
        named = {f"**{spec.group or spec.label}**"} if spec.label and style != "brief" else set()
        assert set(re.findall(r"\*\*.*?\*\*", shown)) == named
        assert set(re.findall(r"_.*?:_", shown)) == ({f"_{spec.label}:_"} if spec.group else set())
        assert "N/A" not in shown
        assert "\n\n\n" not in shown
        assert shown == shown.strip()


def test_sentences_of_a_paragraph_end_before_the_next_begins() -> None:
    its = with_fields("brief", aim="Water is saved", method="A pump learns (“why?”)", result="37 %")
    assert body(its) == "Water is saved. A pump learns (“why?”) 37 %."


def test_one_sentence_stays_as_it_is() -> None:
    assert body(with_fields("tldr", tldr="A pump that learns")) == "A pump that learns"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("it saves water.", "It saves water."),
        ("self-made pumps learn.", "Self-made pumps learn."),
        ("iCaRL forgets little.", "iCaRL forgets little."),
        ("mT5 speaks.", "mT5 speaks."),
        ("https://a.example is read.", "https://a.example is read."),
        ("ärmel helfen.", "Ärmel helfen."),
        ("水を節約する。", "水を節約する。"),
    ],
)
def test_sentences_begin_with_a_capital_unless_with_a_name(said: str, shown: str) -> None:
    its = with_fields("brief", aim="Water is saved.", result=said)
    assert plain(body(its)) == f"Water is saved. {shown}"
    assert plain(body(with_fields("tldr", tldr=said))) == shown


@pytest.mark.parametrize("style", EVERY_STYLE)
async def test_a_title_that_is_all_there_is_stands_under_no_label(style: Style) -> None:
    its = await ExtractiveWriter().write(Source("Pumps", ()), style)
    assert body(its) == "Pumps"
    assert footer(its) == "The paper’s title"


@given(st.sampled_from(EVERY_STYLE), HOSTILE | st.sampled_from(sorted(TEXTS.values())))
def test_nothing_in_a_summary_is_markup(style: Style, text: str) -> None:
    """Whatever it says, its body has the blocks and the bold words of our own, and no link."""
    line = fold(text) or "-"
    names = [each.name for each in STYLES[style].fields]
    its = replace(with_fields(style, **dict.fromkeys(names, line)), questions=(line,))
    blocks, usual = parse(body(its)), parse(body(replace(_calm(its), questions=("x",))))
    assert [each.kind for each in blocks] == [each.kind for each in usual]
    spans = [span for each in blocks for span in each.spans]
    assert not [each for each in spans if each.url or each.code]
    bold = [each.text for each in spans if each.bold]
    assert bold == [span.text for each in usual for span in each.spans if span.bold]
    proof = proof_card(PAPER, its)
    assert not [s for each in parse(proof.body) for s in each.spans if s.url or s.code]


def _calm(its: Summary) -> Summary:
    fields = (Field(each.name, (Point("x", "x", "x"),)) for each in its.fields)
    return replace(its, fields=tuple(fields))


def test_mentions_are_text() -> None:
    shown = summary_card(PAPER, with_fields("points", topic="<!channel> **now** [x](https://e.x)"))
    assert "\\<!channel\\>" in shown.body
    assert "<!channel> **now** [x](https://e.x)" in plain(shown.body)


# ------------------------------------------------------------------ the card around it


def labels(card: Card) -> list[str]:
    return [each.label for each in card.buttons]


@pytest.mark.parametrize(
    ("style", "longer"),
    [("tldr", "In five points"), ("points", "In depth"), ("brief", "In depth"), ("deep", "")],
)
def test_the_next_longer_style_is_one_press_away(style: Style, longer: str) -> None:
    card = summary_card(PAPER, summary(style, **MODEL), anew=True)
    assert labels(card) == [
        "Where does it say that?", *filter(None, [longer]), "Abstract", "Regenerate"
    ]  # fmt: skip
    assert (card.title, card.url) == ("Pumps", "https://arxiv.org/abs/2603.00001")
    values = {each.action: each.value for each in card.buttons}
    assert values["summary.where"] == values["summary.anew"] == f"{style}:2603.00001:"


def test_the_papers_own_sentences_of_the_abstract_prove_themselves() -> None:
    assert labels(summary_card(PAPER, summary("points"))) == ["Abstract"]
    assert labels(summary_card(PAPER, summary("points"), abstract=False)) == []
    assert "Where does it say that?" in labels(summary_card(PAPER, summary("deep", whole=True)))


def test_a_file_has_neither_link_nor_buttons() -> None:
    card = summary_card(Paper("", "mine.pdf", ""), summary("deep", whole=True, **MODEL), anew=True)
    assert (card.title, card.url, card.buttons) == ("mine.pdf", None, ())
    assert proof_card(Paper("", "mine.pdf", ""), summary("deep")).url is None


def test_a_picture_comes_with_words_and_letters() -> None:
    figure = Figure("ab" * 32, "Workflow: soil, then pump", "[soil]-->[pump]")
    image = summary_card(PAPER, summary("points", figure=figure, **MODEL)).image
    assert image
    assert (image.sha256, image.alt, image.letters) == (figure.sha256, figure.alt, figure.letters)
    assert summary_card(PAPER, summary("points")).image is None


HIDDEN, ORDERS = "hidden text was left out", "it holds instructions to a model"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "The paper’s own sentences, from the abstract"),
        ({"whole": True}, "The paper’s own sentences, from the full text"),
        (
            {"note": "the day's budget of $0.50 is spent"},
            "The paper’s own sentences, from the abstract · the day's budget of $0.50 is spent",
        ),
        (MODEL, "5 points checked against the abstract · written by small-1"),
        (
            {**MODEL, "whole": True, "dropped": 2},
            "5 of 7 points checked against the full text · written by small-1",
        ),
        (
            {**MODEL, "flags": (HIDDEN, ORDERS), "note": "of the abstract: arXiv did not answer"},
            "5 points checked against the abstract · written by small-1 · of the abstract: arXiv "
            f"did not answer · {HIDDEN} · {ORDERS}",
        ),
    ],
)
def test_the_grey_line_says_who_wrote_it_and_what_was_checked(
    more: dict[str, Any], said: str
) -> None:
    its = summary("points", **more)
    assert footer(its) == summary_card(PAPER, its).footer == said


def test_one_point_is_no_points() -> None:
    its = replace(with_fields("tldr", tldr="A pump."), writer="small-1")
    assert footer(its) == "1 point checked against the abstract · written by small-1"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "Sample description"),
        ({"note": "the model failed"}, "Sample description · the model failed"),
        (MODEL, "5 points checked against the sample description · written by small-1"),
        ({**MODEL, "whole": True}, "5 points checked against the full text · written by small-1"),
    ],
)
def test_a_sample_is_never_called_an_abstract(more: dict[str, Any], said: str) -> None:
    assert summary_card(replace(PAPER, sample=True), summary("points", **more)).footer == said


def test_each_point_is_shown_with_the_words_that_prove_it() -> None:
    its = Summary(
        "points",
        (
            Field("topic", (Point("Pumps save water.", "Pumps do save water.", "2 Soil, page 3"),)),
            Field("results", (Point("They save 37 %.", "They save 37 %.", ""),)),
        ),
    )
    card = proof_card(PAPER, its)
    assert card.title == "Where “Pumps” says that"
    assert card.body == (
        "**Topic and domain** Pumps save water.\n> “Pumps do save water.” (2 Soil, page 3)\n\n"
        "> **Results and evaluation** “They save 37 %.”"
    )


@pytest.mark.parametrize("style", EVERY_STYLE)
def test_of_the_longest_nothing_is_lost_in_a_small_chat(style: Style) -> None:
    chat = FakeChat()
    long = summary(style, "{label} {number} " + "and so on " * 20, **MODEL)
    for card in (summary_card(PAPER, long, anew=True), proof_card(PAPER, long)):
        parts = split(Message("x", (card,)), chat.limits, chat.size)
        shown = " ".join(plain(each.body) for part in parts for each in part.cards)
        assert shown.split() == plain(card.body).split()
        kept = [button for part in parts for each in part.cards for button in each.buttons]
        assert tuple(kept) == card.buttons
