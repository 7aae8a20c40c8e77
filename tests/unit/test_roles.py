"""What a sentence does, by its words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.summaries import hollow
from bot.summaries.role_words import PHRASES, ROLES
from bot.summaries.roles import has_number, of_part, roles
from bot.text.words import words


@pytest.mark.parametrize(
    ("role", "sentence"),
    [
        ("context", "Recently, watering methods have become popular in many traditional gardens."),
        ("problem", "However, there is little work on thirst, and it remains challenging."),
        ("method", "We use a network that consists of two modules and combines them by attention."),
        ("result", "Experiments show that it outperforms the baseline by 4.5% on nine gardens."),
        ("aim", "We investigate whether plants ask for water, with the goal to understand them."),
        ("practice", "Practitioners can deploy it in practical applications at low cost."),
        ("ablation", "An ablation removes each component."),
        ("limit", "Our method fails where the garden is dark, which is its main limitation."),
        ("future", "In future work we plan to extend it to mushrooms."),
    ],
)
def test_a_sentence_sounds_most_like_its_role(role, sentence) -> None:
    found = roles(sentence)
    others = ("context", "problem", "method", "result")
    assert found[role] > 1.5
    assert all(found[role] > found[each] for each in others if each != role)


@pytest.mark.parametrize(
    "sentence",
    [
        "It saves 40%.",
        "A gain of 0.3 was seen.",
        "It is 3x faster.",
        "We try 12 gardens.",
        "1,024 cans",
    ],
)
def test_a_number_is_seen(sentence) -> None:
    assert has_number(sentence)


@pytest.mark.parametrize(
    "sentence",
    ["GPT-4 waters.", "In 2024 it rained.", "A 3D garden.", "Llama3 drinks.", "No numbers."],
)
def test_a_number_in_a_name_or_a_year_is_none(sentence) -> None:
    assert not has_number(sentence)


@given(st.text(max_size=200))
def test_any_text_has_all_roles(text) -> None:
    assert set(roles(text)) == set(ROLES)


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: min(phrase.needs))
@given(data=st.data())
def test_all_that_a_phrase_matches_has_what_it_needs(phrase, data) -> None:
    letters = st.characters(codec="ascii")
    match = data.draw(st.from_regex(phrase.pattern, fullmatch=True, alphabet=letters))
    assert not phrase.needs.isdisjoint(words(match))


@pytest.mark.parametrize(
    ("pattern", "needs"),
    [(hollow._PROMISE, hollow._PROMISE_NEEDS), (hollow._BESIDE, hollow._BESIDE_NEEDS)],
    ids=["promise", "idle"],
)
@given(data=st.data())
def test_all_that_is_passed_over_has_what_it_needs(pattern, needs, data) -> None:
    match = data.draw(st.from_regex(pattern))
    assert any(need in match for need in needs)


def test_a_part_that_is_not_named_speaks_against_a_role() -> None:
    assert of_part("limit", "limits") > of_part("limit", "experiments") > of_part("limit", "method")
