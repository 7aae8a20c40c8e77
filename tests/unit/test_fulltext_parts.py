"""Long papers in parts: nothing lost, nothing twice, cut where a reader would pause."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.fulltext import parts
from bot.models import Passage, Source

WORDS = st.lists(st.sampled_from(["tide", "of", "wind.", "Mills", "a", "harbour."]), min_size=1)
PASSAGES = st.builds(
    lambda words, section, page: Passage(" ".join(words), section, page),
    WORDS,
    st.sampled_from(["", "1 Tides", "2 Winds"]),
    st.sampled_from([None, 1, 2]),
)
SOURCES = st.builds(
    lambda passages: Source("Tides", tuple(passages), whole=True, flags=("a flag",)),
    st.lists(PASSAGES, max_size=12),
)


@given(SOURCES, st.integers(1, 200))
def test_parts_hold_all_words_once_and_in_order(source: Source, most: int) -> None:
    found = parts(source, most)
    assert found
    assert all(len(part.text) <= most for part in found)
    assert all(part.passages for part in found) or len(found) == 1
    assert {(part.title, part.whole, part.flags) for part in found} == {
        (source.title, True, ("a flag",))
    }
    pieces = [piece for part in found for piece in part.passages]
    for passage in source.passages:
        text = pieces.pop(0)
        assert (text.section, text.page) == (passage.section, passage.page)
        while _bare(text.text) != _bare(passage.text):
            following = pieces.pop(0)
            assert (following.section, following.page) == (passage.section, passage.page)
            text = Passage(text.text + following.text, text.section, text.page)
    assert pieces == []


def _bare(text: str) -> str:
    return text.replace(" ", "")


def test_a_source_that_fits_stays_whole() -> None:
    source = Source("Tides", (Passage("The sea."), Passage("The wind.")))
    assert parts(source, 18) == (source,)
    assert len(parts(source, 17)) == 2
    assert parts(Source("Empty", ()), 5) == (Source("Empty", ()),)


def test_parts_end_with_sections_where_they_can() -> None:
    passages = tuple(Passage("x" * 40, section) for section in ("1", "1", "2", "2", "3"))
    found = parts(Source("", passages), 130)
    assert [[each.section for each in part.passages] for part in found] == [
        ["1", "1"],
        ["2", "2", "3"],
    ]


def test_a_long_paragraph_is_cut_between_sentences_and_a_long_word_anywhere() -> None:
    said = "The tide rises. It falls again. Nobody asked it to."
    found = parts(Source("", (Passage(said, "1", 3),)), 33)
    assert [each.text for each in found] == [
        "The tide rises. It falls again.",
        "Nobody asked it to.",
    ]
    assert [each.passages[0].where for each in found] == ["1, page 3"] * 2
    assert [each.text for each in parts(Source("", (Passage("abcdefg"),)), 3)] == [
        "abc",
        "def",
        "g",
    ]


def test_a_part_needs_room() -> None:
    with pytest.raises(ValueError, match="room"):
        parts(Source("", ()), 0)
