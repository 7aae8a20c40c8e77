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
        ("arXiv:quant-ph/0201082v1", "quant-ph/0201082"),
    ],
)
def test_old_ids_keep_their_archive_without_a_subject(typed: str, base: str) -> None:
    assert read_id(typed) == base


@pytest.mark.parametrize(
    "typed",
    ["", "transformers", "2513.01234", "1.5", "GPT-4", "2504.02507 and more", "hep-th/971120"],
)
def test_what_is_no_id_is_a_topic(typed: str) -> None:
    assert read_id(typed) is None


@given(st.text(max_size=200))
def test_no_text_makes_it_raise(typed: str) -> None:
    read_id(typed)
