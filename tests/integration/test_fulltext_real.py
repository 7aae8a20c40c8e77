"""Real PDFs, where they lie beside the project: each ends in text or in one clear line."""

from asyncio import Semaphore, gather
from pathlib import Path

import pytest

from bot.fulltext import UnreadableText, parts, read_file
from bot.models import Source

REFUSED = {
    "docling_scanned_ocr_test.pdf": "has no text: it is a scan, or its pages are empty.",
    "password.pdf": "has a password: save it without one.",
}
# Of each: sections that are found, and words that stand on both sides of a line, column or page.
READ: dict[str, tuple[list[str], list[str]]] = {
    "pasa_2501.10120.pdf": (
        ["Abstract", "1 Introduction", "2 Related Work", "3.1 AutoScholarQuery", "4.2 Crawler"],
        [
            "navigating citation networks to discover increasingly relevant papers",
            "we can utilize them to perform RL training to improve PaSa",
        ],
    ),
    "grobid_0807.3577.pdf": (
        ["Abstract", "1. Introduction", "2. The Buchert scheme", "6. Conclusions"],
        ["in some Lemaître–Tolman models", "the volume deceleration parameter"],
    ),
    "grobid_0908.0054.pdf": (
        ["Abstract", "I. INTRODUCTION", "III. TESTING WITH THE CMB", "IV. CONCLUSIONS"],
        ["the Cosmic Microwave Background (CMB) spectrum", "(∼ 10⁻²² eV)"],
    ),
    "layoutparser_2103.15348_2p.pdf": (
        ["Abstract", "1 Introduction"],
        ["table detection [26], and scene text detection [4]. A generalized learning-based"],
    ),
    "markitdown_autogen_2308.08155.pdf": (
        ["1 Introduction"],
        ["three reasons confirming its general feasibility"],
    ),
    "docling_2305.03393v1_pg9.pdf": (
        ["5.1 Hyper Parameter Optimization", "5.2 Quantitative Results"],
        ["order to compute the TED score. Inference timing results"],
    ),
    "broken_invalid_structure.pdf": ([], ["essential systems. We designated information security"]),
}


@pytest.fixture(scope="module")
async def read_there(shared: Path) -> dict[str, Source | str]:
    """What each file became: a source, or the line that says why it did not."""
    folder = shared / "data" / "fulltext"
    if not folder.is_dir():
        pytest.skip("the real PDFs are not beside this checkout (../shared/data/fulltext)")
    files = sorted(folder.iterdir())
    turns = Semaphore(2)  # each starts a process
    found = await gather(*(_read(file, turns) for file in files))
    return dict(zip([each.name for each in files], found, strict=True))


async def _read(file: Path, turns: Semaphore) -> Source | str:
    try:
        async with turns:
            return await read_file(file)
    except UnreadableText as error:
        return str(error).removeprefix(f"{file} ")


def _source(read_there: dict[str, Source | str], name: str) -> Source:
    source = read_there[name]
    assert isinstance(source, Source)
    return source


def test_every_file_ends_in_text_or_a_clear_line(read_there: dict[str, Source | str]) -> None:
    assert {name: said for name, said in read_there.items() if isinstance(said, str)} == REFUSED
    for source in read_there.values():
        if isinstance(source, Source):
            _is_sound(source)


def _is_sound(source: Source) -> None:
    assert source.whole
    assert all(each.text == each.text.strip() != "" for each in source.passages)
    assert all(each.page for each in source.passages)
    assert not any("ﬁ" in each.text or "\ufffe" in each.text for each in source.passages)
    assert sum(len(part.passages) for part in parts(source, 20_000)) >= len(source.passages)


@pytest.mark.parametrize("name", READ)
def test_sections_and_order_are_the_paper_s(name: str, read_there: dict[str, Source | str]) -> None:
    source = _source(read_there, name)
    sections = list(dict.fromkeys(each.section for each in source.passages))
    wanted, together = READ[name]
    assert [each for each in sections if each in wanted] == wanted
    for words in together:
        assert words in source.text
    assert not any(each.section.lower() == "references" for each in source.passages)


def test_references_and_running_heads_are_gone(read_there: dict[str, Source | str]) -> None:
    pasa = _source(read_there, "pasa_2501.10120.pdf")
    assert pasa.title == "PaSa: An LLM Agent for Comprehensive Academic Paper Search"
    assert "arXiv preprint arXiv:" not in pasa.text
    cosmos = _source(read_there, "grobid_0807.3577.pdf")
    assert cosmos.title == "Apparent and average accelerations of the Universe"
    assert not any(each.text == cosmos.title for each in cosmos.passages)
    assert "Contents" not in [each.section for each in cosmos.passages]
    dark = _source(read_there, "grobid_0908.0054.pdf")
    assert not any(each.text.startswith("[1]") for each in dark.passages)
