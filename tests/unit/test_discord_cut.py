"""Texts cut to what Discord takes."""

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from adapters.chat_discord.cut import cut
from bot.text.fold import fold

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"  # one sign of eight units


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [
        ("one two three", 10, "one two…"),
        (f"{FAMILY}{FAMILY}", 12, f"{FAMILY}…"),
        ("e\u0301" * 5, 4, "e\u0301…"),
        ("e" + "\u0301" * 20, 5, "e\u0301\u0301\u0301…"),  # one sign, too large by itself
        ("\U0001f1e9\U0001f1ea" * 3, 8, "\U0001f1e9\U0001f1ea…"),  # flags
    ],
)
def test_a_cut_goes_through_no_sign_that_a_reader_sees(text: str, most: int, shown: str) -> None:
    assert cut(text, most) == shown


@given(st.text(st.sampled_from(f"ab \u0301\ufe0f{FAMILY}\U0001f1e9"), max_size=60))
def test_what_is_cut_fits_and_begins_as_the_text_does(text: str) -> None:
    shown, line = cut(text, 20), fold(text)
    assert units(shown) <= 20
    if shown != line:
        kept = shown.removesuffix("…")
        assert line.startswith(kept)
        ends = {match.end() for match in regex.finditer(r"\X", line)}
        first = regex.match(r"\X", line)
        assert len(kept) in ends | {0} or (first and units(first[0]) > 19)
