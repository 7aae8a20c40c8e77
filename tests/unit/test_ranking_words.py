import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ranking import BREADTH, Meaning, UnfitMeaning, choose, fitted, lexicon
from bot.ranking.choosing import NEAR, tricks
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


VECTORS = st.lists(st.lists(st.floats(-1, 1, width=16), min_size=3, max_size=3), max_size=25)


@given(VECTORS, st.integers(0, 99), st.integers(0, 6), st.floats(-1, 1))
def test_what_is_chosen_is_few_good_and_not_on_one_trick(
    vectors: list[list[float]], seed: int, most: int, bar: float
) -> None:
    meanings = np.array(vectors, np.float32).reshape(-1, 3)
    scores = np.random.default_rng(seed).normal(size=len(vectors)).astype(np.float32)
    chosen = choose(scores, meanings, most, bar)
    assert len(chosen) == len(set(chosen)) <= most
    assert all(scores[row] >= bar for row in chosen)
    if chosen:
        assert scores[chosen[0]] == scores.max()
        assert tricks(meanings, chosen) <= len(chosen)


def test_of_papers_that_say_the_same_the_best_is_shown() -> None:
    meanings = np.array([[1, 0], [1, 0.1], [0, 1]], np.float32)
    assert choose(np.array([1, 2, 0.5], np.float32), meanings, 10, 0.0) == [1, 2]


def test_of_five_papers_on_one_trick_two_are_shown() -> None:
    trick = [[1, *row] for row in np.eye(5) * 0.7] + [[0, *np.ones(5)]]
    meanings = np.array(trick, np.float32)
    scores = np.array([6, 5, 4, 3, 2, 1], np.float32)
    assert choose(scores, meanings, 10, 0.0) == [0, 1, 5]
    assert NEAR < 1


def test_the_stricter_the_less_is_shown() -> None:
    shares = [BREADTH[each] for each in ("broad", "normal", "strict")]
    assert shares == sorted(shares)
    assert len(set(shares)) == 3


def test_a_day_may_bring_none() -> None:
    assert choose(np.array([0.1, 0.2], np.float32), np.eye(2, dtype=np.float32), 3, 0.5) == []


def test_papers_without_a_meaning_are_chosen_by_score() -> None:
    scores = np.array([1, 3, 2], np.float32)
    assert choose(scores, np.zeros((3, 0), np.float32), 2, 0.0) == [1, 2]
