import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ranking import Meaning, UnfitMeaning, lexicon
from bot.ranking.fitting import fitted
from bot.ranking.signs import signs
from bot.ranking.traits import text_of
from tests.ranking import meaning, paper, papers, read


def test_words_in_most_papers_and_in_hardly_any_tell_nothing() -> None:
    words = lexicon(["model cat" if each % 10 else "model dog rare" for each in range(100)])
    assert "model" not in words.stems
    assert lexicon([]).stems == ()
    assert "dog" in words.stems


@given(st.text(max_size=80))
def test_a_meaning_has_length_one_or_none(text: str) -> None:
    rows, weights = meaning().weigh(text)
    length = float(np.linalg.norm(meaning().vector(rows, weights)))
    assert length == pytest.approx(1, abs=1e-4) or length == 0


def test_a_dumped_meaning_is_nearly_the_same() -> None:
    again = Meaning.load(meaning().dump())
    assert again.stems == meaning().stems
    for one in papers()[::20]:
        before = meaning().vector(*meaning().weigh(text_of(one)))
        np.testing.assert_allclose(again.vector(*again.weigh(text_of(one))), before, atol=1e-2)


@given(st.binary(max_size=60))
def test_other_bytes_are_no_meaning(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a dumped meaning"):
        Meaning.load(data)


def test_papers_on_one_subject_mean_the_same() -> None:
    one, alike, other = (read(paper(*each)).meaning for each in _NAMED)
    assert one @ alike > one @ other


_NAMED = (("splat", 1), ("splat", 2), ("speech", 1))


async def test_a_fitted_meaning_tells_subjects_apart() -> None:
    pytest.importorskip("sklearn", reason="scikit-learn is not installed: no meaning can be fitted")
    found = await fitted([text_of(each) for each in papers()], dimensions=3)
    assert found.dimensions == 3
    one, alike, other = (found.vector(*found.weigh(text_of(paper(*each)))) for each in _NAMED)
    assert one @ alike > 0.8
    assert one @ alike > one @ other + 0.3


async def test_of_few_papers_only_words_are_learned() -> None:
    found = await fitted([text_of(each) for each in papers()[:4]])
    assert found.stems
    assert found.dimensions == 0


async def test_no_time_to_fit_is_said_in_one_line() -> None:
    with pytest.raises(UnfitMeaning, match="took longer than 0 seconds"):
        await fitted(["word"], seconds=0)


def test_signs_are_those_of_title_abstract_authors_and_comment() -> None:
    found = signs(
        "NeRF2: A Thing?", "Code at https://github.com/a/b, 3% better", 8, 2, "12 pages, Accepted"
    )
    assert {
        "8+ authors",
        "title: a name and a colon",
        "title: a name with a digit",
        "title: a question",
        "abstract: a GitHub address",
        "1+ figures with % or ×",
        "comment: has “accept”",
        "11+ pages",
        "2+ categories",
    } <= set(found)
    assert "10+ authors" not in found
    assert "comment: none" in signs("A", "b", 1, 1, " ")


@given(st.text(), st.text(), st.integers(0, 4000), st.integers(0, 9), st.text())
def test_no_sign_is_shown_twice(
    title: str, abstract: str, authors: int, categories: int, comment: str
) -> None:
    found = signs(title, abstract, authors, categories, comment)
    assert len(found) == len(set(found))
