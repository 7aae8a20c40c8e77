"""Topics in arXiv's query language: nothing that a person types is an operator there."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.papers_arxiv.query import query_of
from bot.errors import UserError
from bot.models import Topic
from bot.papers import read_topic


@pytest.mark.parametrize(
    ("topic", "query"),
    [
        (Topic(), ""),
        (Topic(exclude=("shark",)), ""),
        (Topic(("whale", "of")), 'all:"whale"'),
        (Topic(("text", "image"), ("deep sea",)), 'all:"deep sea" AND all:"text" AND all:"image"'),
        (Topic(authors=("kaiming he",)), 'au:"kaiming he"'),
        (Topic(authors=("y lecun", "kaiming he")), '(au:"lecun" OR au:"kaiming he")'),
        (Topic(categories=("cs.CV",)), "cat:cs.CV"),
        (Topic(("a",), categories=("cs.CV", "hep-th")), 'all:"a" AND (cat:cs.CV OR cat:hep-th)'),
        (
            Topic(("whale",), exclude=("deep sea", "cs.RO")),
            'all:"whale" ANDNOT all:"deep sea" ANDNOT cat:cs.RO',
        ),
        (
            Topic(("whale",), since=date(2026, 1, 1)),
            'all:"whale" AND submittedDate:[202512250000 TO 209912312359]',
        ),
        (Topic(("andnot", "or")), 'all:"andnot"'),
        (Topic(("or",)), 'all:"or"'),
    ],
)
def test_all_that_a_topic_asks_for_is_and_ed(topic: Topic, query: str) -> None:
    assert query_of(topic) == query


_PART = r'(?:all:"[\w ]+"|au:"[\w ]+"|cat:[A-Za-z.-]+|submittedDate:\[\d{12} TO \d{12}\])'
_GROUP = rf"(?:{_PART}|\({_PART}(?: OR {_PART})+\))"
_QUERY = re.compile(rf"|{_GROUP}(?: AND {_GROUP})*(?: ANDNOT {_PART})*")


@given(
    st.one_of(
        st.text(max_size=80),
        st.lists(
            st.sampled_from(['"', "OR", "ANDNOT", "au:x", "by:y", "-", "(", ")", "[", "cs.CV", "a"])
        ).map(" ".join),
    )
)
def test_no_typed_text_is_an_operator(typed: str) -> None:
    try:
        topic = read_topic(typed)
    except UserError:
        return
    assert _QUERY.fullmatch(query_of(topic)), query_of(topic)
