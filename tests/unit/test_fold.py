"""Untrusted text is data: nothing in it steers a terminal or turns text around."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from bot.text.fold import clean, fold, single_spaced

ANY = st.text(alphabet=st.characters(codec=None), max_size=100)


@given(ANY)
def test_folded_text_is_one_line_without_controls_and_folding_again_changes_nothing(
    text: str,
) -> None:
    folded = fold(text)
    assert not any(unicodedata.category(each) in ("Cc", "Cs") for each in folded)
    assert "  " not in folded
    assert fold(folded) == folded


@given(ANY)
def test_every_letter_mark_digit_and_sign_stays(text: str) -> None:
    def seen(each: str) -> bool:
        return unicodedata.category(each)[0] in "LMNPS"

    assert [each for each in fold(text) if seen(each)] == [each for each in text if seen(each)]


@given(st.one_of(ANY, st.text(alphabet="ab \t\n\x1f\x85\xa0\u2028\u3000")))
def test_single_spaced_text_has_the_same_words(text: str) -> None:
    assert single_spaced(text) == " ".join(text.split())


def test_escape_sequences_and_overrides_lose_their_power() -> None:
    assert fold("a\x1b]8;;http://evil\x07b\u202ec\r\nd") == "a]8;;http://evilbc d"
    assert clean("a\n b\tc") == "a\n b c"
