"""JSON out of whatever a model says around it, and a bound of tokens that nothing passes."""

import json
import time
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.asking import Prices, cut_json, most_tokens_in
from bot.models import Prompt

PROMPT = Prompt("Summarise.", "The paper.", {"type": "object"}, "tldr", 100, "summary")
VALUES: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.text(min_size=1), VALUES, min_size=1, max_size=4)


@given(OBJECTS, st.sampled_from([None, 2]), st.booleans())
def test_an_object_alone_or_in_fences_is_cut_out_whole(
    its: dict[str, Any], indent: int | None, plain: bool
) -> None:
    written = json.dumps(its, indent=indent, ensure_ascii=plain)
    for text in (written, f"\n{written}\n", f"```json\n{written}\n```", f"Here:\n{written}\nBye."):
        assert json.loads(cut_json(text)) == its


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("", ""),
        ("No.", "No."),
        ("} {", "} {"),
        ("I {think} so: {} ", "{}"),
        ("I {think} so.", "{think}"),
        ('By {x}: {"answer": "yes"}. See {y}.', '{"answer": "yes"}'),
        ('{"small": 1} and {"answer": "the longer one"}', '{"answer": "the longer one"}'),
        # An object inside a broken one is not the answer: the reader complains of the whole.
        ('{"answer": {"a": 1}, "b" 2, "c": "…"}', '{"answer": {"a": 1}, "b" 2, "c": "…"}'),
        ('{"answer": "ye', '{"answer": "ye'),
        ('<think>{"answer": "no"}</think>{"answer": "yes"}', '{"answer": "yes"}'),
        ("<think>I think", "<think>I think"),
        ("[1, 2]", "[1, 2]"),
    ],
)
def test_what_is_cut_out(text: str, cut: str) -> None:
    assert cut_json(text) == cut


@pytest.mark.parametrize(
    "text", ["{" * 100_000 + "}", '{"a":' * 50_000 + "}", '{"a":{"b":"c' * 20_000 + "}"]
)
def test_text_made_to_take_long_does_not(text: str) -> None:
    began = time.process_time()
    cut_json(text)
    assert time.process_time() - began < 1.0


@given(st.text(st.characters()), st.text(), OBJECTS)
def test_no_prompt_has_more_tokens_than_are_counted(
    instructions: str, material: str, schema: dict[str, Any]
) -> None:
    """At worst, a token is a byte of what is sent, the schema in plain words included."""
    its = replace(PROMPT, instructions=instructions, material=material, schema=schema)
    sent = f"{instructions}{material}{json.dumps(schema)}".encode(errors="replace")
    assert most_tokens_in(its) >= len(sent) + 500


def test_what_was_said_before_counts_too() -> None:
    longer = replace(PROMPT, said=(("é" * 100, "wrong"),))
    assert most_tokens_in(longer) == most_tokens_in(PROMPT) + 205 + 2 * 64
    assert most_tokens_in(replace(PROMPT, material="\ud800")) > 0


def test_prices_are_exact() -> None:
    prices = Prices(Decimal("0.0375"), Decimal("0.15"))
    assert prices.of(1, 0) == Decimal("0.0000000375")
    assert prices.of(1_000_000, 2_000_000) == Decimal("0.3375")
    most = prices.at_most(PROMPT)
    assert most == prices.of(most_tokens_in(PROMPT), 100)
