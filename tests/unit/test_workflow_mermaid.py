"""Workflows in Mermaid's language, and the font that labels are measured by."""

import re
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.drawing import font
from adapters.drawing.lines import rows
from adapters.drawing.mermaid import Arrow, arrows, escape, mermaid
from tests.hostile import HOSTILE
from tests.workflows import JOINING, OPEN, SHORT, SKIPPING

FONT = font.read()


@given(HOSTILE | st.text(alphabet="\"#;`&<>[]{}()|\\$%end\n:-=~@*_!?'"))
def test_no_sign_of_a_label_means_something_to_mermaid(text: str) -> None:
    escaped = escape(text)
    assert re.fullmatch(r"(?:[\w .,()/+–-]|#\d+;)*", escaped)
    assert re.sub(r"#(\d+);", lambda sign: chr(int(sign[1])), escaped) == text


def test_the_source_has_each_step_and_arrow_once() -> None:
    lines = {"s0": ["CT", 'scans "a"'], "s1": ["end"], "s2": ["Dice; of `0.91`"]}
    assert mermaid(SHORT, lines).splitlines()[:6] == [
        "flowchart TB",
        '    s0[("CT<br/>scans #34;a#34;")]:::data',
        '    s1{{"end"}}:::model',
        '    s2(["Dice#59; of #96;0.91#96;"]):::result',
        "    s0 --> s1",
        "    s1 --> s2",
    ]


def test_a_branch_leaves_and_joins_where_it_says() -> None:
    assert arrows(JOINING)[4:] == (Arrow("s1", "b0"), Arrow("b0", "b1"), Arrow("b1", "s3"))
    assert arrows(OPEN)[3:] == (Arrow("s1", "b0"), Arrow("b0", "b1"))
    assert arrows(SKIPPING)[2:] == (Arrow("s0", "b0"), Arrow("b0", "s1"))


def test_the_shipped_font_has_the_signs_of_western_papers_and_no_chinese() -> None:
    assert FONT.can_draw("Ångström – naïve “Schrödinger” αβγ ∑ ≤ ± × → привет 10⁻³ H₂O")
    assert not FONT.can_draw("数据集")
    assert not FONT.can_draw("שלום")
    assert not FONT.can_draw("e\u0301")
    assert not FONT.can_draw("a\u200bb")
    assert not FONT.can_draw("a\x1bb")


def test_the_widths_are_those_of_the_font() -> None:
    assert FONT.width("") == 0
    assert FONT.width("i") * 3 < FONT.width("W")
    assert FONT.width("Train", 32) == pytest.approx(2 * FONT.width("Train", 16))
    assert FONT.width("M", 2048) == 1767  # DejaVu's own units


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x00\x00\x00\x09", struct.pack(">IH", 0, 0) * 9])
def test_what_is_no_font_is_said_so(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "broken.ttf"
    file.write_bytes(data)
    with pytest.raises(ValueError, match=r"broken\.ttf"):
        font.read(file)


def test_the_font_comes_with_its_licence() -> None:
    text = font.FILE.with_suffix(".txt").read_text(encoding="utf-8")
    assert "Bitstream Vera" in text
    assert "Tavmjong Bah" in text


@given(st.lists(st.text("abcdefgW", min_size=1, max_size=30), min_size=1, max_size=9))
def test_rows_keep_all_words_whole_and_fit(words: list[str]) -> None:
    made = rows(" ".join(words), FONT, 170)
    assert " ".join(made).split() == words
    assert all(FONT.width(row) <= 170 or " " not in row for row in made)


def test_rows_are_about_equally_long() -> None:
    assert rows("Crop to the lungs and then normalise", FONT, 250) == (
        "Crop to the lungs",
        "and then normalise",
    )
