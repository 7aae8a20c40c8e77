"""arXiv's identifiers as people paste them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.papers import read_id


@pytest.mark.parametrize(
    "typed",
    [
        "2504.02507",
        " 2504.02507v3 ",
        "arXiv:2504.02507",
        "ARXIV: 2504.02507v1",
        "https://arxiv.org/abs/2504.02507",
        "http://www.arxiv.org/abs/2504.02507v2?context=cs",
        "https://arxiv.org/pdf/2504.02507v2.pdf",
        "arxiv.org/pdf/2504.02507#page=3",
        "https://export.arxiv.org/abs/2504.02507",
        "https://arxiv.org/html/2504.02507v1",
        "https://www.alphaxiv.org/abs/2504.02507",
        "https://huggingface.co/papers/2504.02507",
        "https://doi.org/10.48550/arXiv.2504.02507",
        "10.48550/arXiv.2504.02507",
        "doi:10.48550/arXiv.2504.02507",
        "arXiv:2504.02507 [cs.CL]",
        "arXiv:2504.02507v5 [cond-mat.mes-hall] 6 Dec 2025",
        "(2504.02507)",
        "“2504.02507”,",
        "https://arxiv.org/abs/2504.02507.",
        "https://arxiv.org/html/2504.02507v2/",
        "https://ar5iv.labs.arxiv.org/html/2504.02507",
        "https://ar5iv.org/abs/2504.02507",
        "https://scirate.com/arxiv/2504.02507",
        "https://www.semanticscholar.org/arxiv/2504.02507",
        "https://api.semanticscholar.org/arXiv:2504.02507",
        "https://www.alphaxiv.org/overview/2504.02507v1",
        "https://hf.co/papers/2504.02507#community",
        "<https://arxiv.org/abs/2504.02507>",
        "<https://arxiv.org/abs/2504.02507|arxiv.org/abs/2504.02507>",
    ],
)
def test_every_form_of_an_id_is_the_base_id(typed: str) -> None:
    assert read_id(typed) == "2504.02507"


@pytest.mark.parametrize(
    ("typed", "base"),
    [
        ("hep-th/9711200", "hep-th/9711200"),
        ("https://arxiv.org/abs/hep-th/9711200v3", "hep-th/9711200"),
        ("math.GT/0309136", "math/0309136"),
        ("0704.0001", "0704.0001"),
        ("1412.9999", "1412.9999"),
        ("1501.00001", "1501.00001"),
        ("arXiv:quant-ph/0201082v1", "quant-ph/0201082"),
    ],
)
def test_old_ids_keep_their_archive_without_a_subject(typed: str, base: str) -> None:
    assert read_id(typed) == base


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "transformers",
        "2513.01234",
        "1.5",
        "GPT-4",
        "2504.02507 and more",
        "2504.02507 2504.02508",
        "hep-th/971120",
        "hep-th/1403001",
        "1412.12345",
        "1501.1234",
        "0601.0001",
        "11706.03762",
        "x1706.03762",
        "https://arxiv.org/abs/9711200",
        "https://arxiv.org/list/cs.CL/recent",
        "https://example.org/1706.03762",
        "https://notarxiv.org/abs/1706.03762",
        "https://arxiv.org/abs/" + "a/" * 300 + "1706.03762",
    ],
)
def test_what_is_no_id_is_a_topic(typed: str) -> None:
    assert read_id(typed) is None


@given(st.text(max_size=200))
def test_no_text_makes_it_raise(typed: str) -> None:
    read_id(typed)
