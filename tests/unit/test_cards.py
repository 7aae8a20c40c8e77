"""How authors are named below a paper."""

import pytest

from bot.papers import byline
from tests.fakes import paper


@pytest.mark.parametrize(
    ("author", "shown"),
    [
        ("Ada Lovelace", "A. Lovelace"),
        ("Bram de Wit", "B. de Wit"),
        ("Ludwig van Beethoven", "L. van Beethoven"),
        ("John Robert Oppenheimer", "J. Oppenheimer"),
        ("Y. LeCun", "Y. LeCun"),
        ("Plato", "Plato"),
        ("The ATLAS Collaboration", "The ATLAS Collaboration"),
    ],
)
def test_a_name_is_short_and_keeps_what_belongs_to_the_family(author: str, shown: str) -> None:
    assert byline(paper(1, authors=(author,))) == shown


def test_of_many_authors_three_are_named() -> None:
    authors = tuple(f"Ada Number{number}" for number in range(300))
    assert byline(paper(1, authors=authors)) == "A. Number0, A. Number1, A. Number2 +297"
