"""Where a source has the words that a quote gives."""

import pytest

from bot.grounding import Ground
from bot.models import Passage, Source

FIRST = "Gardens dry out in summer, and gardeners are seldom at home to water them."
SECOND = (
    "We present Sprinkle, a multi-\u00adlingual robot that finds ﬁne-grained “thirst” in the "
    "leaves of tomato plants – and waters them."
)
GROUND = Ground(
    Source(
        "Sprinkle: watering plants by ear",
        (Passage(FIRST, "1 Introduction", 1), Passage(SECOND, "2 Method", 2)),
    )
)
POINT = "Sprinkle is a robot that waters tomato plants."


@pytest.mark.parametrize(
    "quote",
    [
        SECOND,
        'finds fine-grained "thirst" in the leaves of tomato plants - and waters them',
        "We  present Sprinkle,\na multilingual robot that finds fine grained thirst",
        "WE PRESENT SPRINKLE, A MULTI-LINGUAL ROBOT THAT FINDS",
        "a multilingual robot which finds fine-grained thirst in the leafs of tomato plants",
    ],
)
def test_a_quote_is_found_though_signs_or_a_letter_differ(quote):
    verdict = GROUND.check(POINT, quote)
    assert verdict.passage is not None
    assert verdict.passage.where == "2 Method, page 2"
    assert verdict.problems == ()


def test_the_quote_comes_back_as_the_source_has_it():
    verdict = GROUND.check(POINT, "robot which finds fine-grained thirst in the leafs of tomato")
    assert verdict.quote == "robot that finds ﬁne-grained “thirst” in the leaves of tomato"


def test_a_quote_may_run_over_the_end_of_a_passage():
    quote = "seldom at home to water them. We present Sprinkle, a multilingual robot"
    verdict = GROUND.check(POINT, quote)
    assert verdict.passage is not None
    assert verdict.passage.page == 1
    assert "them. We present" in verdict.quote


@pytest.mark.parametrize("quote", ["", "the leaves", "tomato plants –", "We present it", " " * 40])
def test_a_short_quote_proves_nothing(quote):
    verdict = GROUND.check(POINT, quote)
    assert (verdict.quote, verdict.passage) == ("", None)
    assert "too short" in verdict.problems[0]


@pytest.mark.parametrize(
    "quote",
    [
        "We present Drizzle, a flying kettle that sings to the potatoes of its owner.",
        "Gardens flood in winter, and gardeners are always at home to dry them.",
        "plants tomato of leaves the in thirst finds that robot a Sprinkle present",
    ],
)
def test_a_quote_that_is_not_there_is_refused(quote):
    verdict = GROUND.check(POINT, quote)
    assert (verdict.quote, verdict.passage) == ("", None)
    assert "not in the paper" in verdict.problems[0]


def test_a_source_without_text_has_no_quotes():
    for passages in ((), (Passage(""),)):
        assert Ground(Source("", passages)).check(POINT, SECOND).problems


def test_a_quote_of_something_else_does_not_hold():
    verdict = GROUND.check("The kettle boils potatoes for pupils in rainy schools.", FIRST)
    assert verdict.passage is not None
    assert verdict.problems
