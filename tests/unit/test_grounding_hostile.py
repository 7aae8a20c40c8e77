"""Grounding of any text at all: it answers, and soon."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.grounding import Ground
from bot.models import Passage, Source

LONG = 10_000
WORDS = """
    not no more less than up to 5 5% 1e9 and respectively , . ( [ GPT-4 A from half € \u00ad - may
    all outperforms without 12,000 3×10^-4 twenty-five ±
"""
TEXTS = st.one_of(
    st.text(max_size=300), st.lists(st.sampled_from(WORDS.split()), max_size=60).map(" ".join)
)


@given(st.lists(TEXTS, max_size=3), TEXTS, TEXTS, st.booleans())
def test_any_texts_get_a_verdict(passages, text, quote, same_language):
    source = Source("A title", tuple(map(Passage, passages)))
    verdict = Ground(source).check(text, quote, same_language=same_language)
    assert (verdict.passage is None) == (verdict.quote == "")
    assert verdict.passage is not None or verdict.problems
    assert all(each and "\n" not in each for each in verdict.problems)


@given(TEXTS)
def test_a_text_is_found_in_itself(text):
    verdict = Ground(Source("", (Passage(text),))).check(text, text)
    refused = ("too short" in each or "empty" in each for each in verdict.problems)
    assert verdict.passage is not None or any(refused)


@pytest.mark.parametrize(
    "piece",
    [
        "a", "1 ", "1% ", "9", "not more a b ", "more less better worse ", "A-B.C/", "1.2.3.4.",
        "(", "a b c, ", "A and B by 1% and 2%, respectively ", "1e99 ", "from 1 to 2 ", "x1x",
        "twenty-", "up to ", "GPT-4o ", "\u00ad", "ab ", "-", "'", "\n", "A b, ",
    ],
)  # fmt: skip
def test_long_texts_are_checked_soon(piece):
    text = (piece * LONG)[:LONG]
    ground = Ground(Source(text, (Passage(text),)))
    for point in (text[:2_000], text):
        started = time.process_time()
        ground.check(point, text)
        ground.check(point, text, same_language=False)
        assert time.process_time() - started < 1.0  # of the processor: ten times what it takes
