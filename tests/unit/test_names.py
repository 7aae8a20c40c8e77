"""Which author may be the one that somebody named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.names import families, one_of, same, spelled, wanted_families

SAME = [
    ("Y. LeCun", "Yann LeCun"),
    ("LeCun, Yann", "Yann LeCun"),
    ("lecun, y.", "Yann LeCun"),
    ("Yann A. LeCun", "Yann LeCun"),
    ("Yann LeCun", "Yann A. LeCun"),
    ("Yann LeCun", "Yann Le Cun"),
    ("Yann Le Cun", "Y. LeCun"),
    ("LeCun", "Yann LeCun"),
    ("le cun", "Yann LeCun"),
    ("Jurgen Muller", "Jürgen Müller"),
    ("Juergen Mueller", "Jürgen Müller"),
    ("Soren Hauberg", "Søren Hauberg"),
    ("Michal Wronka", "Michał Wronka"),
    ("Matthias Niessner", "Matthias Nießner"),
    ("Jean-Baptiste Alayrac", "Jean-Baptiste Alayrac"),
    ("J.-B. Alayrac", "Jean-Baptiste Alayrac"),
    ("J. Alayrac", "Jean-Baptiste Alayrac"),
    ("Jean-Baptiste Alayrac", "J.-B. Alayrac"),
    ("Jean Baptiste Alayrac", "J. B. Alayrac"),
    ("Xiaoming Wang", "Xiao-Ming Wang"),
    ("Xiao-Ming Wang", "Xiaoming Wang"),
    ("Xiao Ming Wang", "X.-M. Wang"),
    ("Luc Van Gool", "Luc Van Gool"),
    ("Gool, Luc van", "Luc Van Gool"),
    ("van Gool, L.", "Luc Van Gool"),
    ("Luc Gool", "Luc Van Gool"),
    ("van gool", "Luc Van Gool"),
    ("gool", "Luc Van Gool"),
    ("A. van den Oord", "Aäron van den Oord"),
    ("Al-Hamadi", "A. Al-Hamadi"),
    ("Ayoub Hamadi", "Ayoub Al-Hamadi"),
    ("Conan O'Brien", "Conan O’Brien"),
    ("C. OBrien", "Conan O'Brien"),
    ("Hal Daume", "Hal Daumé III"),
    ("Daumé, Hal, III", "Hal Daumé III"),
    ("Paulo Drews", "Paulo L. J. Drews-Jr"),
    ("AJ Piergiovanni", "A. J. Piergiovanni"),
    ("A. J. Piergiovanni", "AJ Piergiovanni"),
    ("A. Piergiovanni", "AJ Piergiovanni"),
    ("Anna Smith-Jones", "A. Smith-Jones"),
    ("Le Lu", "Le Lu"),
    ("Kaiming He", "Kaiming He"),
    ("李明", "李明"),
]
OTHERS = [
    ("Y. LeCun", "Y. Li"),
    ("Y. LeCun", "Yoshua Bengio"),
    ("Yann LeCun", "Yves LeCun"),
    ("Yann A. LeCun", "Yann B. LeCun"),
    ("A. LeCun", "Yann A. LeCun"),
    ("Fei Li", "Fei-Fei Li"),
    ("Xiao Wang", "Xiao-Ming Wang"),
    ("Wei Li", "Li Wei"),
    ("J. Berg", "Johan van den Berg"),
    ("J. van der Berg", "J. van den Berg"),
    ("Anna Smith", "Anna Smith-Jones"),
    ("Anna Jones", "Anna Smith-Jones"),
    ("Kaiming He", "He"),
    ("J. P. Alayrac", "Jean-Baptiste Alayrac"),
    ("Bauer", "Hans Baur"),
    ("ATLAS", "ATLAS Collaboration"),
    ("", "Yann LeCun"),
    ("Yann LeCun", ""),
]


@pytest.mark.parametrize(("wanted", "author"), SAME)
def test_ways_to_write_one_name(wanted: str, author: str) -> None:
    assert same(spelled(wanted), author)
    assert families(author) & wanted_families(spelled(wanted))


@pytest.mark.parametrize(("wanted", "author"), OTHERS)
def test_other_people(wanted: str, author: str) -> None:
    assert not same(spelled(wanted), author)


def test_the_first_author_who_may_be_one_of_those_is_named_as_the_paper_has_it() -> None:
    authors = ("Ann Lee", "Yann A. LeCun", "Y. LeCun")
    assert one_of(("b lee", "y lecun"), authors) == "Yann A. LeCun"
    assert one_of(("c lee",), authors) is None


@given(st.text(max_size=60))
def test_whatever_stands_for_a_name_is_the_same_as_itself_or_nobody(text: str) -> None:
    name = spelled(text)
    assert all(each.isalnum() for each in name.replace(" ", "a"))
    same(name, text)
    assert families(text) or not same(name, text)


PARTS = ["Yann", "Y.", "A.", "Jean-Baptiste", "J.-B.", "van", "den", "Le", "LeCun", "Müller", "Øye"]
NAMES = st.lists(
    st.sampled_from([*PARTS, "Li-Wei"]),
    min_size=2,
    max_size=4,
).map(" ".join)


@given(NAMES)
def test_a_name_is_itself_whatever_it_is_made_of(name: str) -> None:
    assert same(spelled(name), name)


@given(NAMES, NAMES)
def test_who_is_the_same_shares_a_family(one: str, other: str) -> None:
    if same(spelled(one), other):
        assert families(other) & wanted_families(spelled(one))
