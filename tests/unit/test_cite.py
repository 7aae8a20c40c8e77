"""How to cite a paper: names, LaTeX and accents come back from a parser that is not ours."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string

from bench import cite as bench
from bot.models import Paper
from bot.papers import bibtex, cite_card
from bot.papers.cite import citation, key
from bot.papers.tex import as_latex
from bot.text.markdown import parse
from tests.fakes import paper

FAMOUS = Paper(
    id="1706.03762",
    title="Attention Is All You Need",
    abstract="",
    authors=("Ashish Vaswani", "Noam Shazeer"),
    categories=("cs.CL", "cs.LG"),
    submitted=datetime(2017, 6, 12, tzinfo=UTC),
)


def test_an_entry_has_what_arxiv_says() -> None:
    assert bibtex(FAMOUS) == (
        "@misc{vaswani2017attention,\n"
        "  title = {Attention Is All You Need},\n"
        "  author = {Ashish Vaswani and Noam Shazeer},\n"
        "  year = {2017},\n"
        "  eprint = {1706.03762},\n"
        "  archivePrefix = {arXiv},\n"
        "  primaryClass = {cs.CL},\n"
        "  url = {https://arxiv.org/abs/1706.03762}\n"
        "}"
    )
    assert citation(FAMOUS) == (
        "Ashish Vaswani, Noam Shazeer. “Attention Is All You Need.” arXiv:1706.03762 [cs.CL], 2017."
    )


def test_what_appeared_in_a_journal_is_an_article() -> None:
    its = paper(1, journal="Phys. Rev. D 83, 2030 (2027) & more", doi="10.1/a_b 10.2/c")
    entry = parse_string(bibtex(its), "bibtex").entries[key(its)]
    assert entry.type == "article"
    assert entry.fields["journal"] == r"Phys. Rev. D 83, 2030 (2027) \& more"
    assert (entry.fields["year"], entry.fields["doi"]) == ("2027", "10.1/a_b")
    assert "Phys. Rev. D 83, 2030 (2027) & more." in citation(its)


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("BERT: Pre-training of Transformers", "{BERT}: Pre-training of Transformers"),
        ("A 3D “GPT-4o” for mT5?", "A {3D} “{GPT-4o}” for {mT5}?"),
        ("Detecting T-cells in X-rays", "Detecting {T-cells} in {X-rays}"),
        ("Bounds of the Riemann zeta function", "Bounds of the {Riemann} zeta function"),
        ("Why: Because it works", "Why: Because it works"),
        ("H&E, 90% and #5 of a_b", r"{H\&E}, 90\% and \#5 of a\_b"),
        (r"H\&E at 90\%", r"{H\&E} at 90\%"),
        ("UR$^2$ in $\\mathcal{O}(n)$ steps", r"{UR$^2$} in {$\mathcal{O}(n)$} steps"),
        ("GS^3 and V_{0.5}", "{GS$^3$} and {V$_{0.5}$}"),
        ("R^textbf{2AI}", r"{R\^{}textbf{2AI}}"),
        ("From $5 to $10", r"From \$5 to \$10"),
        ("98$\\times$4 faster", r"{98$\times$4} faster"),
        (r"\textsc{Canto} song", r"{{\textsc{Canto}}} song"),
        (r"Schr\"odinger's cat", r"Schr\"odinger's cat"),
        ("Policy ~ Policy, Fig.~2", r"Policy \textasciitilde{} Policy, Fig.~2"),
        ("a } b { c", r"a \textbraceright{} b \textbraceleft{} c"),
        ("ends in \\", r"ends in \textbackslash{}"),
    ],
)
def test_a_title_keeps_its_latex_and_its_capitals(title: str, written: str) -> None:
    assert f"title = {{{written}}}" in bibtex(paper(1, title))


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Ludwig van Beethoven", "Ludwig van Beethoven"),
        ("Antonio Laverghetta Jr.", "Laverghetta, Jr., Antonio"),
        ("Henry M. Cathey, Jr.", "Cathey, Jr., Henry M."),
        ("Ludwig van den Berg III", "van den Berg, III, Ludwig"),
        ("The ATLAS Collaboration", "{The ATLAS Collaboration}"),
        ("Fayao Liu and Guosheng Lin", "{Fayao Liu and Guosheng Lin}"),
        (r"Tol\'ul\d{o}p\'e", r"Tol\'ul\d{o}p\'e"),
        (r"Peter St\ütz", "Peter Stütz"),
        ("Sariel Har-Peled%", r"Sariel Har-Peled\%"),
        ("Şükrü Çelik", "Şükrü Çelik"),
        ("others", "{others}"),
    ],
)
def test_a_name_is_divided_as_its_owner_would(name: str, written: str) -> None:
    assert f"author = {{{written}}}" in bibtex(paper(1, authors=(name,)))


@pytest.mark.parametrize(
    ("author", "title", "shown"),
    [
        ("Ludwig van Beethoven", "On the Große Fuge", "vanbeethoven2026grosse"),
        (r"Erd\H{o}s P\'al", "A Łódź walk", "pal2026lodz"),
        (r"Hal Daum\'e III", "Drones", "daume2026drones"),
        ("Sammy Davis, Jr.", "Drones", "davis2026drones"),
        ("張偉", "深度學習", "arxiv2026260300001"),
        ("", "", "arxiv2026260300001"),
    ],
)
def test_a_key_is_plain(author: str, title: str, shown: str) -> None:
    its = Paper("2603.00001", title, "", (author,) if author else ())
    assert key(its) == shown


def test_an_old_paper_has_its_year_from_its_id() -> None:
    assert "year = {1997}" in bibtex(Paper("hep-th/9711200", "Large N", "", ("Juan Maldacena",)))
    assert "year = {2003}" in bibtex(Paper("math/0309136", "A", "", ("Bob",)))


def test_of_a_collaboration_a_chat_shows_the_first() -> None:
    card = cite_card(paper(1, authors=tuple(f"Ada Number{each}" for each in range(3000))))
    assert "Ada Number29 and others}" in card.body
    assert "Ada Number5 et al. “Paper number 1.”" in card.body
    assert len(card.body) < 1500


_TEX = st.text(alphabet=r"aB \{}$&%#_^~\"'`@=,é2", max_size=40)


@given(_TEX, st.lists(_TEX, max_size=3), _TEX)
def test_whatever_a_source_writes_is_one_entry(title: str, authors: list[str], more: str) -> None:
    its = paper(1, title, authors=tuple(authors), journal=more, doi=more, categories=(more,))
    (entry,) = parse_string(bibtex(its), "bibtex").entries.values()
    assert entry.fields["eprint"] == its.id
    assert entry.fields["title"]
    named = [each for each in authors if as_latex(each)]
    assert len(entry.persons.get("author", [])) >= bool(named)


@given(_TEX)
def test_braces_are_balanced_however_they_are_counted(text: str) -> None:
    written = as_latex(text)
    depth = 0
    for sign in written:
        depth += (sign == "{") - (sign == "}")
        assert depth >= 0
    assert depth == 0
    assert not re.search(r"(?<!\\)(?:\\\\)*[%#&]", written)


@given(st.text(max_size=60))
def test_the_entry_is_shown_as_code_whatever_it_holds(title: str) -> None:
    its = paper(1, title)
    blocks = parse(cite_card(its).body)
    assert [each.kind for each in blocks] == ["paragraph", "code"]
    assert blocks[1].spans[0].text.startswith("@misc{")
    assert blocks[1].spans[0].text.endswith("}")


def test_real_papers_come_back_the_same() -> None:
    if not bench.PAPERS.exists():
        pytest.skip(f"the real papers are not beside this checkout ({Path('../shared/data')})")
    papers = bench.real_papers(60, among=4000)
    assert len(papers) == 60
    assert {its.id: why for its in papers if (why := bench.wrong_with(its))} == {}
