"""The summary that needs no model."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models import Field, Passage, Point, Source, Summary
from bot.summaries import STYLES, ExtractiveWriter, cues, one_sentence
from bot.text.latex import to_unicode

PAPERS = Path(__file__).parents[3] / "shared" / "data" / "papers.jsonl.gz"
BACKGROUND = "Recent advances in gardening have been remarkable."
GAP = "However, existing watering methods remain slow and costly."
PROPOSAL = "We propose Sprinkle, a method for watering plants that listens to their leaves."
RESULT = "Experiments show that Sprinkle outperforms the watering can by 12.5% on nine gardens."
CODE = "Our code for watering plants is available at https://a.example/sprinkle."


def summary(*parts: str, title: str = "Sprinkle: Watering Plants by Ear") -> str:
    return one_sentence(title, " ".join(parts))


def test_the_proposal_is_chosen_over_background_results_and_code():
    assert summary(BACKGROUND, GAP, PROPOSAL, RESULT, CODE) == PROPOSAL


@pytest.mark.parametrize(
    "contribution",
    [
        "This paper presents a survey of watering plants by ear.",
        "We show that plants ask for water in the early morning.",
        "Sprinkle2 is a watering method that listens to plants.",
        "A new method for watering plants is proposed that listens to their leaves.",
    ],
)
def test_a_contribution_has_many_wordings(contribution):
    assert summary(BACKGROUND, GAP, contribution, RESULT, CODE) == contribution


@pytest.mark.parametrize(
    "opening",
    [
        "To this end, ",
        "Therefore, ",
        "In this paper, ",
        "In this work ",
        "Specifically, ",
        "To address these challenges, ",
        "Motivated by this observation, ",
        "To this end, in this paper, ".replace("in", "In", 1),
    ],
)
def test_an_opening_that_means_nothing_alone_is_dropped(opening):
    assert summary(BACKGROUND, f"{opening}we{PROPOSAL[2:]}", RESULT) == PROPOSAL


@pytest.mark.parametrize("opening", ["Without water, ", "To water plants at night, "])
def test_an_opening_that_says_something_is_kept(opening):
    proposal = f"{opening}we propose Sprinkle, a method that listens to plants."
    assert summary(BACKGROUND, proposal, RESULT) == proposal


def test_a_name_that_begins_small_stays_small():
    proposal = "Specifically, iSprinkle is introduced, a method for watering plants by ear."
    assert summary(BACKGROUND, proposal).startswith("iSprinkle is introduced")


def test_a_sentence_that_points_back_is_not_chosen():
    vague = "It introduces a novel method for watering plants by ear."
    assert summary(BACKGROUND, PROPOSAL, vague) == PROPOSAL


def test_a_very_long_sentence_gives_way_to_a_short_one():
    long = "We propose Sprinkle, a method for watering plants" + " and more plants" * 40 + "."
    short = "We develop a method for watering plants by ear, in any garden."
    assert summary(BACKGROUND, long, short) == short


def test_without_an_abstract_the_title_is_the_summary():
    assert one_sentence("Watering  Plants", " ") == "Watering Plants"
    assert one_sentence("Watering Plants", "plants") == "plants"


async def test_the_writer_says_where_the_sentence_stands():
    quote = "To this end, we propose Sprinkle, which needs little water."
    source = Source("Sprinkle", (Passage(f"{BACKGROUND} {quote}"),), flags=("odd",))
    written = await ExtractiveWriter().write(source, "tldr")
    point = Point("We propose Sprinkle, which needs little water.", quote, "Abstract")
    assert written == Summary("tldr", (Field("tldr", (point,)),), flags=("odd",))


@pytest.mark.parametrize("style", STYLES)
async def test_a_title_is_all_there_is_of_a_paper_without_an_abstract(style):
    written = await ExtractiveWriter().write(Source("Watering  Plants", ()), style)
    assert [*written.points] == [Point("Watering Plants", "Watering Plants", "Title")]
    assert not (await ExtractiveWriter().write(Source(" ", ()), style)).fields


def test_it_writes_in_the_same_manner_for_all_languages():
    writer = ExtractiveWriter()
    assert writer.manner("points", "de") == writer.manner("points")
    assert writer.manner("points") != writer.manner("brief")


words = st.sampled_from(
    [
        "We propose",
        "In this paper, we",
        "To this end,",
        "It",
        "plants",
        "e.g.",
        ".",
        "?",
        "in 3.5.",
        "However,",
    ]
)


@given(st.text(min_size=1, max_size=20), st.lists(words, max_size=25).map(" ".join))
def test_a_summary_is_a_part_of_its_abstract(title, abstract):
    assert_is_part(one_sentence(title, abstract), title, abstract)


@given(st.text(max_size=80))
def test_any_abstract_has_a_summary(abstract):
    assert_is_part(one_sentence("A title", abstract), "A title", abstract)


CUE_WORDS = (
    "we This this paper propose introduces is proposed our new method, a framework However it "
    "show results recent remains code available achieves 5% We also such gaps NetX are ?"
)


@given(st.lists(st.sampled_from(CUE_WORDS.split()), max_size=20).map(" ".join))
def test_no_sentence_is_passed_over_that_could_win(sentence):
    done = cues.deeds(sentence)
    assert cues.wording(sentence, done) <= cues.at_most(sentence, done) + 1e-9


@pytest.mark.parametrize(
    "cue", [cue for cue in (*cues._CUES, cues._DANGLING) if cue.needs], ids=lambda cue: cue.needs[0]
)
@given(data=st.data())
def test_all_that_a_cue_matches_has_what_it_needs(cue, data):
    match = data.draw(st.from_regex(cue.pattern))
    assert any(need in match for need in cue.needs)


def assert_is_part(written: str, title: str, abstract: str) -> None:
    source = " ".join(abstract.split()) or " ".join(title.split())
    # The first letter may have become a capital where an opening was dropped.
    assert written in source or written[1:] in source
    assert written or not source


def test_real_papers_are_summed_up_in_their_own_words():
    if not PAPERS.exists():
        pytest.skip("the real papers of ../shared are not here")
    with gzip.open(PAPERS, "rt", encoding="utf-8") as lines:
        papers = [json.loads(line) for line, _ in zip(lines, range(60), strict=False)]
    found = 0
    for paper in papers:
        title, abstract = to_unicode(paper["title"]), to_unicode(paper["abstract"])
        written = one_sentence(title, abstract)
        assert_is_part(written, title, abstract)
        found += any(
            word in written.lower() for word in ("we ", "this ", "propos", "introduc", "present")
        )
    assert found > 0.9 * len(papers)
