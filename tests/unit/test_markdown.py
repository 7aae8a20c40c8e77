"""The small Markdown of a card's body, and data in it that means just itself."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.fold import fold
from bot.text.markdown import Block, Span, _blocks, _reader, escape, parse, plain

MARKS = st.text(alphabet="ab1 .*_`[]()<>#+-~|!\\&\n\t@:/éß🙂", max_size=60)


@given(MARKS | st.text(max_size=60))
def test_escaped_text_means_just_itself(text: str) -> None:
    blocks = parse(escape(text))
    assert "".join(span.text for block in blocks for span in block.spans) == fold(text)
    assert all(span == Span(span.text) for block in blocks for span in block.spans)
    assert all(block.kind == "paragraph" for block in blocks)


@given(MARKS)
def test_no_body_makes_it_raise(body: str) -> None:
    parse(body)
    plain(body)


@pytest.mark.parametrize(
    ("body", "blocks"),
    [
        (
            "a **b** _c_ `d`",
            [
                Block(
                    "paragraph",
                    (
                        Span("a "),
                        Span("b", bold=True),
                        Span(" "),
                        Span("c", italic=True),
                        Span(" "),
                        Span("d", code=True),
                    ),
                )
            ],
        ),
        ("[x](https://a.org/b)", [Block("paragraph", (Span("x", url="https://a.org/b"),))]),
        ("> so", [Block("quote", (Span("so"),))]),
        ("- a\n- b", [Block("item", (Span("a"),), "•"), Block("item", (Span("b"),), "•")]),
        ("3. c\n4. d", [Block("item", (Span("c"),), "3."), Block("item", (Span("d"),), "4.")]),
        ("- a\n  - b", [Block("item", (Span("a"),), "•"), Block("item", (Span("b"),), "•", 1)]),
    ],
)
def test_what_it_reads(body: str, blocks: list[Block]) -> None:
    assert list(parse(body)) == blocks


@pytest.mark.parametrize(
    "body", ["[x](javascript:alert)", "<b>x</b>", "# x", "![x](https://a.org)", "&lt;", "~~x~~"]
)
def test_everything_else_is_text(body: str) -> None:
    (block,) = parse(body)
    assert block.kind == "paragraph"
    assert plain(body) in (body, "!x")


@given(MARKS | MARKS.map(escape) | st.text(max_size=60).map(escape))
def test_a_plain_line_is_read_as_all_markdown_is(body: str) -> None:
    assert joined(parse(body)) == joined(tuple(_blocks(_reader().parse(body))))


def joined(blocks: tuple[Block, ...]) -> list[object]:
    """Without regard to where a run of text in one style is cut in two."""
    return [
        (block.kind, block.marker, block.depth, [(span, replace(span, text="")) for span in runs])
        for block in blocks
        for runs in [list(merged(block.spans))]
    ]


def merged(spans: tuple[Span, ...]) -> Iterator[Span]:
    for style, its in groupby(spans, key=lambda span: replace(span, text="")):
        yield replace(style, text="".join(span.text for span in its))
