"""Numbers in a sentence: which have a unit, how they are written, which are exact."""

from decimal import Decimal

import pytest

from bot.quizzes.numbers import Measure, measures, values
from bot.quizzes.spelled import spelled


def only(text: str) -> Measure:
    (measure,) = (each for each in measures(text) if each.unit)
    return measure


@pytest.mark.parametrize(
    ("text", "unit", "written"),
    [
        ("It reaches 28.4 BLEU on the test set.", "BLEU", "28.4 BLEU"),
        ("It reaches 92.3% accuracy.", "%", "92.3%"),
        ("It reaches 92.3 percent accuracy.", "%", "92.3 percent"),
        ("a gain of 4.2 percentage points", "points", "4.2 percentage points"),
        ("a 12-point gain", "points", "12 points"),
        ("a 12-fold gain", "×", "12-fold"),
        ("It runs 7.5 times faster.", "×", "7.5 times"),
        ("It runs 7.5x faster.", "×", "7.5x"),
        ("It answers in 41 ms.", "ms", "41 ms"),
        ("It takes 11.8s a frame.", "s", "11.8s"),
        ("It has 3.2M parameters.", "parameters", "3.2M parameters"),
        ("It renders at 1,250 FPS.", "fps", "1,250 FPS"),
        ("a black hole of 62 solar masses", "solar masses", "62 solar masses"),
        ("The rate is 73.2 km/s/Mpc here.", "km/s/Mpc", "73.2 km/s/Mpc"),
        ("an excess of 5.1σ", "σ", "5.1σ"),
        ("with an AUC of 0.95 on both", "score", "0.95"),
        ("with an FID of 2.31 on both", "fid", "2.31"),
        ("(F1 = 0.83)", "score", "0.83"),
        ("a mean opinion score of 4.21 there", "opinion score", "4.21"),
        ("It leaks at 503 KB per second.", "bytes", "503 KB per second"),
        ("It takes 41 ms per frame.", "ms", "41 ms per frame"),
        ("a 12-point accuracy gain", "points", "12 points"),
        ("a gain of 1.5 percentage point", "points", "1.5 percentage points"),
    ],
)
def test_a_number_is_found_with_its_unit(text: str, unit: str, written: str) -> None:
    found = only(text)
    assert (found.unit, found.written(found.value)) == (unit, written)
    assert text[slice(*found.span)] == found.text
    assert found.exact


@pytest.mark.parametrize(
    "name",
    [
        "GPT-4",
        "ResNet-50",
        "H100",
        "top-5",
        "F1",
        "R@10",
        "3D",
        "2-dimensional",
        "L2",
        "v1.5",
        "7B",
    ],
)
def test_a_number_inside_a_name_is_none(name: str) -> None:
    assert measures(f"We compare with {name} in all our runs.") == ()


@pytest.mark.parametrize("text", ["In 2017 it came.", "See Table 3 there.", "COCO 2017 is used."])
def test_years_and_tables_have_no_unit(text: str) -> None:
    assert not [each for each in measures(text) if each.unit]


@pytest.mark.parametrize("text", ["a 9-point stencil", "a 5-point scale", "all 360 degrees"])
def test_a_number_that_says_what_kind_a_thing_is_has_no_unit(text: str) -> None:
    assert not [each for each in measures(f"We use {text} there.") if each.unit]


def test_a_decade_is_no_time() -> None:
    assert measures("It was known since the 1970s already.") == ()


@pytest.mark.parametrize(
    "text",
    [
        "over 50%", "up to 50%", "up to a remarkable 50%", "at least 50%", "more than a 50% gain",
        "less than 50%", "about 50%", "around 50%", "approximately 50%", "nearly 50%", "~50%",
        "> 50%", "10–50%", "10-50%", "from 10 to 50%", "50% ± 2", "50%+", "50% or more",
        "50% to 60", "50×10", "4.2/50%", "−50%", "between 40 and 50%", "50% at most",
        "rates—up to 50%", "a maximum of 50%", "82. 50%", "within 50%", "50% CI", "50% out of",
    ],
)  # fmt: skip
def test_bounded_vague_and_chained_numbers_are_not_exact(text: str) -> None:
    assert [each.exact for each in measures(f"We see {text} here.") if each.unit] in ([False], [])


def test_other_values_are_written_in_the_same_form() -> None:
    assert only("It sends 1,250 ms.").written(Decimal(2400)) == "2,400 ms"
    assert only("It reaches 28.40 BLEU.").written(Decimal("9.3")) == "9.30 BLEU"


def test_values_are_all_numbers_those_in_names_too() -> None:
    found = values("GPT-4 has 1,250.5 of 3.2/7 in 2017.")
    assert {Decimal(each) for each in ("4", "1250.5", "3.2", "7", "2017")} <= found


def test_spelled_amounts_are_values_too() -> None:
    assert values("Four of twenty-five in 7.") == {Decimal(each) for each in (4, 20, 7)}


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("the proverbial Six", {6}),
        ("a tenfold and a hundred-fold gain", {10, 100}),
        ("two hundred, or half a dozen", {2, 100, 50, 12}),
        ("the top-five error of a two-stage, one-shot reader", set()),
        ("someone often weighs stones", set()),
    ],
)
def test_amounts_are_read_from_words_but_not_from_names(text: str, amounts: set[int]) -> None:
    assert spelled(text) == set(map(Decimal, amounts))
