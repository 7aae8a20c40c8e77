"""Whether a point says what its source says: names, direction, hedges, scope, and no more."""

import pytest

from bot.grounding import Ground
from bot.models import Passage, Source

GAP = "However, existing watering methods are slow and often fail in dry regions."
PROPOSAL = "We propose Sprinkle, a robot that listens to leaves without any soil sensors."
RESULT = "In simulation, Sprinkle outperforms WaterCan-2 and reduces the cost of gardening."
HOPE = "These results suggest that tomato plants may prefer warm water."
LIMIT = "Sprinkle does not work under heavy rain."
GROUND = Ground(
    Source(
        "Sprinkle: watering plants by ear",
        (Passage(" ".join((GAP, PROPOSAL, RESULT, HOPE, LIMIT))),),
    )
)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Methods for watering are slow today and do not work well in dry regions.", GAP),
        ("Sprinkle is a robot which hears leaves and needs no sensors in the soil.", PROPOSAL),
        ("In simulation, Sprinkle beats WaterCan-2, and gardening gets cheaper.", RESULT),
        ("In simulated gardens Sprinkle lowers the cost of gardening.", RESULT),
        ("Tomato plants seem to prefer warm water.", HOPE),
        ("Under heavy rain, Sprinkle is unable to work.", LIMIT),
        ("Sprinkle fails under heavy rain.", LIMIT),
    ],
)
def test_a_fair_paraphrase_holds(text, quote):
    assert GROUND.check(text, quote).problems == ()


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("In simulation, Sprinkle underperforms WaterCan-2.", RESULT),
        ("In simulation, Sprinkle does not outperform WaterCan-2.", RESULT),
        ("In simulation, Sprinkle raises the cost of gardening.", RESULT),
        ("Sprinkle is a robot that does not listen to leaves.", PROPOSAL),
        ("Sprinkle is a robot that listens to leaves with soil sensors.", PROPOSAL),
        ("Sprinkle works under heavy rain.", LIMIT),
    ],
)
def test_what_is_turned_round_is_caught(text, quote):
    assert GROUND.check(text, quote).problems


@pytest.mark.parametrize(
    ("text", "quote", "problem"),
    [
        ("In simulation, Sprinkle outperforms WaterCan-3.", RESULT, "WaterCan-3"),
        ("In simulation, Sprinkle outperforms GPT-4.", RESULT, "GPT-4"),
        ("Sprinkle, made in Bavaria, is a robot that listens to leaves.", PROPOSAL, "Bavaria"),
    ],
)
def test_a_name_that_is_not_there_is_named(text, quote, problem):
    assert f"{problem} is not in the paper" in GROUND.check(text, quote).problems


@pytest.mark.parametrize(
    ("text", "quote", "problem"),
    [
        ("Sprinkle outperforms WaterCan-2 and reduces the cost.", RESULT, "“simulation” only"),
        ("In mice and in simulation, Sprinkle outperforms WaterCan-2.", RESULT, "“mice”"),
        ("In simulation, Sprinkle always outperforms WaterCan-2.", RESULT, "“always”"),
        ("Tomato plants prefer warm water.", HOPE, "the paper says “suggest”"),
    ],
)
def test_scope_that_is_dropped_or_added_is_named(text, quote, problem):
    assert any(problem in each for each in GROUND.check(text, quote).problems)


@pytest.mark.parametrize(
    "text",
    [
        "Sprinkle was trained for three weeks on a cluster of graphics cards.",
        "A transformer segments tumours in scans of the liver.",
        "Regulators asked farmers to document how the robot listens.",
    ],
)
def test_an_invented_sentence_is_caught(text):
    assert GROUND.check(text, PROPOSAL).problems


def test_names_may_be_spelt_out_or_shortened():
    quote = "We fine-tune a large language model (LLM) with Low-Rank Adaptation on GardenBench."
    ground = Ground(Source("Tuning for gardeners", (Passage(quote),)))
    text = "The authors fine-tune an LLM with low-rank adaptation (LoRA) on Garden-Bench."
    assert ground.check(text, quote).problems == ("LoRA is not in the paper",)
    text = "LLMs are fine-tuned on GardenBench with low-rank adaptation (LRA)."
    assert ground.check(text, quote).problems == ()


def test_an_empty_point_does_not_hold():
    assert GROUND.check("  ", PROPOSAL).problems == ("the point is empty",)


@pytest.mark.parametrize(
    ("text", "quote", "problem"),
    [
        ("The router fails in long sentences.", "The router may fail in long sentences.", "may"),
        ("It waters all sixteen beds.", "It waters two of sixteen beds at night.", "all sixteen"),
        (
            "It reaches 29.3 BLEU, the state of the art.",
            "It reaches 29.3 BLEU on the test set.",
            "state of the art",
        ),
    ],
)
def test_what_is_made_more_of_a_claim_is_caught(text, quote, problem):
    ground = Ground(Source("Beds", (Passage(quote),)))
    assert any(problem in each for each in ground.check(text, quote).problems)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("The router may fail in long sentences.", "The router may fail in long sentences."),
        ("It waters all sixteen beds.", "It waters each of the sixteen beds at night."),
        ("It is the state of the art on Loam.", "It outperforms all earlier pumps on Loam."),
    ],
)
def test_what_claims_as_much_as_the_paper_holds(text, quote):
    assert Ground(Source("Beds", (Passage(quote),))).check(text, quote).problems == ()
