"""One work under two identifiers: nearly the same title and an author in common."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.papers.duplicates import alike
from tests.fakes import paper

TITLE = "A careful study of how bees count flowers on windy afternoons"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (TITLE, TITLE),
        (TITLE, TITLE.upper() + "."),
        (TITLE, "A Careful Study of How Bees Count Flowers on Windy Afternoon"),
        ("Bees: counting $\\alpha$ flowers", "Bees counting α flowers"),
        ("Zählen Bienen Blüten?", "Zahlen Bienen Bluten"),
    ],
)
def test_the_same_work_is_recognised(one: str, other: str) -> None:
    assert alike(paper(1, one), paper(2, other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("How bees count flowers", "How ants count flowers"),
        ("Bees I", "Bees II: the return of the bees"),
        ("A survey of bees", "A survey of birds"),
        (f"GPT-3 and {TITLE}", f"GPT-4 and {TITLE}"),
        (TITLE, TITLE.replace("flowers", "trees")),
    ],
)
def test_another_work_is_not(one: str, other: str) -> None:
    assert not alike(paper(1, one), paper(2, other))


def test_a_new_title_over_the_same_abstract_is_the_same_work() -> None:
    abstract = "We watch bees on windy afternoons and write down what they count. " * 5
    one = paper(1, "Counting bees", abstract=abstract)
    assert alike(
        one, paper(2, "How bees count", abstract=abstract.replace("windy", "very windy", 1))
    )
    assert not alike(one, paper(2, "How bees count", abstract="Ants dig. " * 30))


def test_the_same_title_by_others_is_another_work() -> None:
    assert not alike(paper(1, TITLE), paper(2, TITLE, authors=("Grace Hopper",)))
    assert not alike(paper(1, TITLE), paper(2, TITLE, authors=()))


def test_an_author_may_be_spelled_in_short() -> None:
    assert alike(paper(1, TITLE, authors=("A. Turing",)), paper(2, TITLE))


@given(st.text(min_size=1, max_size=60), st.text(min_size=1, max_size=60))
def test_it_works_both_ways_round_and_for_any_text(one: str, other: str) -> None:
    assert alike(paper(1, one), paper(2, other)) == alike(paper(2, other), paper(1, one))
    assert alike(paper(1, one), paper(2, one))
