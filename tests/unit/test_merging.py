"""Whether two points say the same: results that are worded alike do not."""

import pytest

from bot.models import Field, Point
from bot.summaries.merging import distinct, is_same, merged
from bot.summaries.shapes import Draft


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("On WMT 2014 English-German it has 28.4 BLEU.", "On WMT 2014 English-French it has 41.8."),
        ("Sprinkle reaches 95.3 % on SOIL-10.", "Sprinkle reaches 95.3 % on SOIL-100."),
        ("Sprinkle reaches 95.3 % on Loam.", "Sprinkle reaches 95.3 % on Clay."),
        ("Without the valve it loses 3.2 points.", "Without the valve it loses 1.1 points."),
        ("Without the valve it loses 3.2 points.", "Without the sensor it loses 3.2 points."),
        ("It gains 37.78 % in recall@20.", "It gains 37.78 % in recall@50."),
        ("It waters two of sixteen beds.", "It waters three of sixteen beds."),
        ("Watering raises the yield of beds.", "Watering lowers the yield of beds."),
        ("Sprinkle works in heavy rain.", "Sprinkle does not work in heavy rain."),
    ],
)
def test_what_differs_in_a_number_a_name_or_a_word_is_not_the_same(one: str, other: str) -> None:
    assert not is_same(one, other)
    assert not is_same(other, one)
    [field] = distinct([Field("results", (Point(one), Point(other)))])
    assert [each.text for each in field.points] == [one, other]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "We propose Sprinkle, a pump that waters dry gardens by night.",
            "Sprinkle is a pump which waters dry gardens by night.",
        ),
        ("Sprinkle needs 37 % less water.", "Sprinkle needs 37 % less water than buckets."),
        ("On Loam, Sprinkle needs 37 %.", "Sprinkle needs 37 % on Loam."),
    ],
)
def test_the_same_in_other_words_or_fewer_is_the_same(one: str, other: str) -> None:
    assert is_same(one, other)
    assert is_same(other, one)


def test_of_the_parts_of_a_paper_each_result_is_kept_and_what_is_said_again_is_not() -> None:
    texts = ("Sprinkle reaches 95 % on Loam.", "Sprinkle reaches 78 % on Clay.")
    parts = [Draft((Field("results", tuple(map(Point, texts))),)) for _ in range(2)]
    [field] = merged("deep", parts).fields
    assert [each.text for each in field.points] == list(texts)
