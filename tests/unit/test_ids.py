"""arXiv's identifiers as people paste them."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.papers import asked_id, listed_ids, named_in, read_id


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
        "<https://arxiv.org/abs/2504.02507|A title, of words>",
        "[A title (of words)](https://arxiv.org/abs/2504.02507).",
        "HTTPS://ARXIV.ORG/ABS/2504.02507V2",
        "https://dx.doi.org/10.48550/arxiv.2504.02507v2",
        "https://doi.org/10.48550%2FarXiv.2504.02507",
        "https://arxiv.org/ps/2504.02507v1",
        "https://arxiv.org/e-print/2504.02507",
        "https://browse.arxiv.org//html/2504.02507v1#S2.F1",
        "https://api.semanticscholar.org/graph/v1/paper/ARXIV:2504.02507?fields=title",
        "https://scholar.google.com/scholar?hl=en&q=arXiv:2504.02507&btnG=",
        "https://scholar.google.com/scholar_lookup?arxiv_id=2504.02507",
        "https://export.arxiv.org/api/query?id_list=2504.02507v1",
        "https://inspirehep.net/search?p=arXiv%3A2504.02507",
        "https://ui.adsabs.harvard.edu/abs/2025arXiv250402507W/abstract",
        "https://www.connectedpapers.com/main/arxiv/2504.02507",
        "/abs/2504.02507",
        "pdf/2504.02507v2.pdf",
        "2504.02507v2.pdf",
        "arXiv preprint arXiv:2504.02507",
        "arXiv e-print, arXiv:2504.02507 [cs.CL]",
        "arXiv-2504.02507",
        "\u200b2504.02507\u200b",
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
        ("COND-MAT/0001001", "cond-mat/0001001"),
        ("cond-mat.stat-mech/0001001", "cond-mat/0001001"),
        ("https://arxiv.org/ps/hep-th/9711200.ps.gz", "hep-th/9711200"),
        ("http://xxx.lanl.gov/abs/hep-th/9711200", "hep-th/9711200"),
        ("https://arxiv.org/abs/cs%2F0112017", "cs/0112017"),
        ("https://doi.org/10.48550/arXiv.math/0309136", "math/0309136"),
        ("2013arXiv1312.6114K", "1312.6114"),
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
        "https://arxiv.org/abs/" + "a/" * 200 + "x",
        "https://scholar.google.com/scholar?" + "a=b&" * 100 + "q",
        "https://example.org/scholar?q=1706.03762",
        "[" * 400,
        "<https://example.org/1706.03762|https://arxiv.org/abs/1706.03762>",
        "2025arXiv251302507W",
    ],
)
def test_what_is_no_id_is_a_topic(typed: str) -> None:
    assert read_id(typed) is None


_MONTHS = st.integers(1, 12).map("{:02}".format)
_NEW = st.one_of(
    st.builds("{:02}{}.{:04}".format, st.integers(8, 14), _MONTHS, st.integers(1, 9999)),
    st.builds("{:02}{}.{:05}".format, st.integers(15, 40), _MONTHS, st.integers(1, 99_999)),
)
_OLD = st.builds(
    "{}/{:02}{}{:03}".format,
    st.sampled_from(["hep-th", "math", "cs", "cond-mat", "astro-ph"]),
    st.one_of(st.integers(92, 99), st.integers(0, 6)),
    _MONTHS,
    st.integers(1, 999),
)
_BEFORE = [
    *("", "arXiv:", "arxiv: ", "doi:10.48550/arXiv.", "https://doi.org/10.48550/arXiv.", "abs/"),
    *(f"https://{host}arxiv.org/" for host in ("", "www.", "export.")),
    *("https://huggingface.co/papers/", "https://alphaxiv.org/abs/", "https://ar5iv.org/html/"),
]
_SURROUNDED = ["{}", "<{}>", "({}).", " {}\n", "“{}”,", "<{}|a title>", "{}?", "**{}**", "{}/"]


@given(
    st.one_of(_NEW, _OLD),
    st.sampled_from(_BEFORE),
    st.sampled_from(["abs/", "pdf/", "html/", "ps/", "format/"]),
    st.sampled_from(["", "v1", "v12"]),
    st.sampled_from(_SURROUNDED),
    st.sampled_from([str, str.lower, str.upper]),
)
def test_an_id_is_read_however_it_is_dressed(
    paper_id: str, before: str, path: str, version: str, around: str, shape: Callable[[str], str]
) -> None:
    link = f"{before}{path if before.endswith('arxiv.org/') else ''}{paper_id}{version}"
    if around.startswith("<{}|") and not link.startswith("https"):
        around = "{}"  # only links are labelled
    typed = around.format(shape(link))
    assert read_id(typed) == paper_id
    if not around.startswith("<{}|"):
        assert named_in(f"see {link} and more") == (paper_id,)


@given(st.text(max_size=200))
def test_no_text_makes_it_raise(typed: str) -> None:
    read_id(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "Ada et al. On whales. arXiv preprint arXiv:2504.02507, 2025.",
        "have you read https://arxiv.org/abs/2504.02507v2, anybody?",
        "@misc{ada2025, title={On whales}, eprint={2504.02507}, archivePrefix={arXiv}}",
        "2504.02507",
    ],
)
def test_a_citation_asks_for_its_paper(typed: str) -> None:
    assert asked_id(typed) == "2504.02507"


@pytest.mark.parametrize("typed", ["", "whales", "2504.02507 or 2504.02508", "whales 3.14159"])
def test_other_words_ask_for_no_one_paper(typed: str) -> None:
    assert asked_id(typed) is None


def test_papers_that_are_listed_and_nothing_else() -> None:
    both = ("2504.02507", "2504.02508")
    assert listed_ids("2504.02507 2504.02508v2") == both
    assert listed_ids("arXiv:2504.02507, \nhttps://arxiv.org/abs/2504.02508;") == both
    assert listed_ids("2504.02507") == listed_ids("2504.02507 and 2504.02508") == ()
