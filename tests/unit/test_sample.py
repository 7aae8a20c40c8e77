"""The papers of the demo: users will check them, so the file is held to what can be tested."""

import re
from datetime import date
from pathlib import Path
from random import Random

import pytest

from adapters.papers_sample import SampleSource
from bot.errors import SourceError
from bot.models import Paper
from bot.papers import read_id
from bot.quizzes.compose import compose
from bot.summaries import one_sentence
from bot.text.latex import to_unicode
from bot.text.sentences import sentences

CATEGORY = re.compile(r"[a-z]+(?:-[a-z]+)?(?:\.(?:[A-Z]{2}|[a-z]+(?:-[a-z]+)?))?")
NUMBERED_BY_MONTH = re.compile(r"(?:[a-z-]+/)?(\d\d)(\d\d)")

DAY = date(2026, 3, 10)


@pytest.fixture
async def papers() -> tuple[Paper, ...]:
    batch = await SampleSource(DAY).latest((), None)
    return tuple({each.paper.id: each.paper for each in batch.announcements}.values())


def primary(paper: Paper) -> str:
    return paper.categories[0].partition(".")[0]


def months(day: date) -> int:
    return 12 * day.year + day.month


def month_of_id(paper_id: str) -> int:
    found = NUMBERED_BY_MONTH.match(paper_id)
    assert found
    year, month = map(int, found.groups())
    return 12 * (year + (1900 if year > 90 else 2000)) + month


async def test_there_are_some_sixty_samples_each_marked_and_once(
    papers: tuple[Paper, ...],
) -> None:
    ids = [each.id for each in papers]
    assert 60 <= len(ids) <= 64
    assert ids == sorted(set(ids))
    assert all(each.sample for each in papers)


async def test_ids_are_base_ids_of_both_styles(papers: tuple[Paper, ...]) -> None:
    assert [read_id(each.id) for each in papers] == [each.id for each in papers]
    assert sum("/" in each.id for each in papers) >= 5


async def test_the_date_agrees_with_the_month_of_the_id(papers: tuple[Paper, ...]) -> None:
    for each in papers:
        assert each.announced
        assert month_of_id(each.id) - months(each.announced) in {0, 1}, each.id


async def test_every_paper_has_a_title_authors_and_categories(papers: tuple[Paper, ...]) -> None:
    for each in papers:
        assert each.title.strip() == each.title != ""
        assert each.authors
        assert all(name.strip() == name != "" for name in each.authors)
        assert each.categories
        assert all(CATEGORY.fullmatch(category) for category in each.categories), each.id
        assert len(set(each.categories)) == len(each.categories)


async def test_an_old_id_names_the_archive_of_its_primary_category(
    papers: tuple[Paper, ...],
) -> None:
    old = [each for each in papers if "/" in each.id]
    assert [each.id.partition("/")[0] for each in old] == [primary(each) for each in old]


async def test_the_papers_are_of_many_fields(papers: tuple[Paper, ...]) -> None:
    assert len({primary(each) for each in papers}) >= 10


async def test_descriptions_are_three_to_six_sentences_of_a_fair_length(
    papers: tuple[Paper, ...],
) -> None:
    for each in papers:
        assert 3 <= len(sentences(each.abstract)) <= 6, each.id
        assert 200 <= len(each.abstract) <= 900, each.id
        assert each.abstract.endswith(".")


async def test_descriptions_are_in_the_third_person(papers: tuple[Paper, ...]) -> None:
    for each in papers:
        assert not re.search(r"\b(?:we|our|ours|us|I|my)\b", each.abstract, re.IGNORECASE), each.id


async def test_every_description_opens_alike_and_its_opening_is_the_summary(
    papers: tuple[Paper, ...],
) -> None:
    for each in papers:
        opening = sentences(each.abstract)[0]
        assert re.match(r"This paper [a-z]+s\b", opening), each.id
        assert each.abstract.count("This paper") == 1
        assert one_sentence(to_unicode(each.title), each.abstract) == opening


async def test_thirty_papers_give_a_question(papers: tuple[Paper, ...]) -> None:
    assert sum(bool(compose(each, papers, Random(1))) for each in papers) >= 30


async def test_nothing_looks_like_damaged_text(papers: tuple[Paper, ...]) -> None:
    for each in papers:
        shown = " ".join([to_unicode(each.title), each.abstract, *each.authors])
        assert not re.search(r"[\\{}$^_~<>|�]|``|''|  |\s[,.;:]|\bet al\b", shown), each.id
        assert shown.isprintable()


@pytest.mark.parametrize(
    ("topic", "least"),
    [
        ("diffusion model", 4),
        ("language model", 4),
        ("graph", 4),
        ("reinforcement learning", 4),
        ("quantum", 4),
        ("black hole|gravity|gravitational wave", 4),
        ("gaussian", 2),
        ("radiance field", 2),
    ],
)
async def test_a_topic_of_the_demo_has_several_papers(
    papers: tuple[Paper, ...], topic: str, least: int
) -> None:
    text = re.compile(topic, re.IGNORECASE)
    assert sum(bool(text.search(f"{each.title} {each.abstract}")) for each in papers) >= least


@pytest.mark.parametrize("broken", ["", "{", "null", "[1]", '[{"id": "2603.00001"}]', '{"a": "b"}'])
async def test_a_broken_file_is_an_error_that_names_it(tmp_path: Path, broken: str) -> None:
    file = tmp_path / "broken.json"
    file.write_text(broken, encoding="utf-8")
    with pytest.raises(SourceError, match=r"broken\.json"):
        await SampleSource(DAY, file).latest((), None)


async def test_a_missing_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"missing\.json"):
        await SampleSource(DAY, tmp_path / "missing.json").latest((), None)
