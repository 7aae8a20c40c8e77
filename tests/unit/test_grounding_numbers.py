"""Numbers as texts write them, and whether a point has them from its source."""

import pytest

from bot.grounding import Ground
from bot.grounding.numbers import read_numbers
from bot.grounding.words import plain
from bot.models import Passage, Source


@pytest.mark.parametrize(
    ("text", "value", "unit", "bound"),
    [
        ("12,000 gardens", 12_000, "", ""),
        ("12K gardens", 12_000, "", ""),
        ("1.2k gardens", 1_200, "", ""),
        ("a rate of 1e-4", 0.0001, "", ""),
        ("3.1 million leaves", 3_100_000, "", ""),
        ("47 % of them", 47, "%", ""),
        ("47 percent of them", 47, "%", ""),
        ("8 percentage points", 8, "points", ""),
        ("twenty-five plants", 25, "", ""),
        ("two hundred plants", 200, "", ""),
        ("a third of the plants", 100 / 3, "%", ""),
        ("half of the plants", 50, "%", ""),
        ("twice as many", 2, "×", ""),
        ("a tenfold harvest", 10, "×", ""),
        ("30x faster", 30, "×", ""),
        ("30 × faster", 30, "×", ""),
        ("250 ms", 0.25, "time", ""),
        ("a 1526-hour record", 5_493_600, "time", ""),
        ("more than 20 litres", 20, "", "over"),
        ("up to 9%", 9, "%", "under"),
        ("at least three beds", 3, "", "over"),
        ("≤ 7 beds", 7, "", "under"),
        ("nearly 47%", 47, "%", "about"),
        ("over 12 beds of roses", 12, "", ""),
        ("in over 12 beds of roses", 12, "", "over"),
    ],
)
def test_a_number_is_read(text, value, unit, bound):
    (number,) = read_numbers(plain(text))
    assert number.value == pytest.approx(value)
    assert (number.unit, number.bound) == (unit, bound)


def test_ranges_share_their_unit():
    for text in ("20–40%", "20% to 40%", "between 20 and 40 %", "20 ± 40 %"):
        assert [(each.value, each.unit) for each in read_numbers(plain(text))] == [
            (20, "%"),
            (40, "%"),
        ], text


@pytest.mark.parametrize("text", ["GPT-4", "B0", "a 3D plot", "v4.2.1", "the 2nd bed", "one bed"])
def test_parts_of_names_are_no_numbers(text):
    assert read_numbers(text) == ()


RESULT = (
    "On GardenBench, Sprinkle lowers water use by 22.4% and raises the harvest by 13.1%, "
    "needs up to 3.5 litres a day for 12 tomato plants, and answers in 250 ms."
)
GROUND = Ground(
    Source(
        "Sprinkle: watering plants by ear",
        (Passage(f"{RESULT} It was tried in over 60 gardens by 480 gardeners for 3 years."),),
    )
)


@pytest.mark.parametrize(
    "text",
    [
        "On GardenBench, Sprinkle needs about 22% less water.",
        "On GardenBench the harvest grows by 13.1% while water use falls by 22.4%.",
        "Twelve tomato plants need no more than 3.5 litres a day.",
        "Sprinkle answers in 0.25 s.",
        "More than 60 gardens tried Sprinkle.",
        "Sprinkle was tried for three years by 480 gardeners.",
    ],
)
def test_numbers_may_be_said_in_other_ways(text):
    assert GROUND.check(text, RESULT).problems == ()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("On GardenBench, Sprinkle lowers water use by 24.2%.", "24.2% is not in the paper"),
        ("On GardenBench, water use falls by 22.4 points.", "22.4 points is not in the paper"),
        ("Sprinkle answers in 250 s.", "250 s is not in the paper"),
        ("On GardenBench Sprinkle cuts water use by 13.1%.", "belongs to something else"),
        ("12 tomato plants need 3.5 litres a day.", "up to"),
        ("12 tomato plants need at least 3.5 litres a day.", "not more than"),
        ("Sprinkle was tried in 60 gardens.", "more than, not exactly"),
        ("Sprinkle lowers water use by 22.4%.", "the paper says it On GardenBench"),
    ],
)
def test_a_wrong_number_is_named(text, problem):
    assert any(problem in each for each in GROUND.check(text, RESULT).problems)


def test_numbers_go_with_lists_in_order():
    quote = "Water use and harvest change by 22.4% and 13.1% on clay and sand, respectively."
    ground = Ground(Source("Sprinkle", (Passage(quote),)))
    assert not ground.check("The harvest changes by 13.1% on sand.", quote).problems
    assert ground.check("The harvest changes by 22.4% on sand.", quote).problems


@pytest.mark.parametrize(
    "text",
    [
        "Sprinkle senkt den Wasserverbrauch auf GardenBench um 22,4 % und antwortet in 250 ms.",
        "480人の庭師がSprinkleを使い、水は22.4%減った。",
        "Sprinkle a été essayé pendant 3 ans par 480 jardiniers.",
    ],
)
def test_in_other_languages_numbers_and_names_are_compared(text):
    assert GROUND.check(text, RESULT, same_language=False).problems == ()


@pytest.mark.parametrize(
    "text",
    ["Sprinkle senkt den Verbrauch um 24,2 %.", "Sprinkle schlägt GPT-4 um 13,1 %."],
)
def test_in_other_languages_wrong_numbers_and_names_are_caught(text):
    assert GROUND.check(text, RESULT, same_language=False).problems
