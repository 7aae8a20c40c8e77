"""Plain text and Markdown: headings, paragraphs, references."""

import pytest

from bot.fulltext import UnreadableText
from bot.fulltext.child import parse
from bot.fulltext.files import kind_of


def sections(text: str) -> list[tuple[str, str]]:
    found = parse("text", text.encode())
    return [(each.section, each.text) for each in found.passages]


def test_markdown_has_a_title_and_sections() -> None:
    text = "# On Tides\n\nFirst\nparagraph.\n\n## 2 Winds ##\nSecond.\n\nThird\n=====\nFourth.\n"
    assert parse("text", text.encode()).title == "On Tides"
    assert sections(text) == [
        ("", "First paragraph."),
        ("2 Winds", "Second."),
        ("Third", "Fourth."),
    ]


def test_plain_text_has_the_headings_that_papers_have() -> None:
    text = (
        "Abstract\nTides rise.\r\n\r\n1. INTRODUCTION\r\n\r\nThey fall.\n\nReferences\n\n[1] A. B."
    )
    assert sections(text) == [("Abstract", "Tides rise."), ("1. INTRODUCTION", "They fall.")]


def test_an_abstract_may_run_in() -> None:
    assert sections("Abstract. Tides rise.\nThey fall.") == [("Abstract", "Tides rise. They fall.")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_and_controls_are_not(encoding: str) -> None:
    data = "Größe\x1b[31m and ﬁsh\u202e.".encode(encoding)
    assert parse("text", data).passages[0].text == "Größe[31m and ﬁsh."


def test_what_is_no_text_says_so() -> None:
    with pytest.raises(UnreadableText, match=r"^is no text in UTF-8: save it so$"):
        parse("text", b"Gr\xf6\xdfe")
    with pytest.raises(UnreadableText, match=r"^has no text$"):
        parse("text", b" \n---\n")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.4", "pdf"),
        (b"\n%PDF-1.4", "pdf"),
        (b"\n<!DOCTYPE html>", "html"),
        (b"<HTML lang='en'>", "html"),
        (b"a < b and <p> is a tag", "text"),
        ("x".encode("utf-16"), "text"),
    ],
)
def test_a_file_is_what_its_bytes_say(data: bytes, kind: str) -> None:
    assert kind_of(data, "it") == kind


def test_a_picture_is_nothing_to_read() -> None:
    with pytest.raises(UnreadableText, match=r"^kite\.png is no PDF, no web page and no plain"):
        kind_of(b"\x89PNG\r\n\x1a\n\0\0", "kite.png")


@pytest.mark.parametrize(
    "text",
    [
        "Tides of the North Sea\n\nTides rise twice a day.",
        "\n\nTides of the North Sea\nTides rise twice a day, and fall as often, on all coasts.",
        "Tides of the North Sea\n\n\n\nTides rise\ntwice a day.",
    ],
)
def test_a_short_first_line_that_is_no_sentence_is_the_title(text: str) -> None:
    found = parse("text", text.encode())
    assert found.title == "Tides of the North Sea"
    assert [each.section for each in found.passages] == [""]
    assert found.passages[0].text.startswith("Tides rise twice a day")


@pytest.mark.parametrize(
    "text",
    [
        "Tides rise twice a day.\n\nThey fall.",
        "Tides rise twice\na day.\n\nThey fall.",
        "Abstract\n\nTides rise.",
        "2 Winds\n\nTides rise.",
        "## Winds\n\nTides rise.",
        "- a list\n\nTides rise.",
        "Dear reader,\n\nTides rise.",
        "Tides and winds",
        f"Tides {'and winds ' * 20}\n\nThey fall.",
    ],
)
def test_other_first_lines_are_no_title(text: str) -> None:
    assert parse("text", text.encode()).title == ""
