"""How much a paper is about a topic: what a digest takes, and what is only named in passing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models import Paper, Topic
from bot.papers import THRESHOLD, Offers, close_match, match, read_topic
from tests.fakes import paper

FILLING = "Rivers carry sand. Sand makes dunes."


def about(abstract: str, title: str = "On rivers") -> Paper:
    return paper(1, title, abstract=abstract)


def score(typed: str, its: Paper) -> float:
    fits = close_match(read_topic(typed), its)
    assert fits is not None
    return fits.score


@pytest.mark.parametrize(
    ("typed", "abstract"),
    [
        ("kites", f"We build kites that last. {FILLING} Our kites fly for days."),
        (
            "kites",
            f"Kites are hard to steer. {FILLING} In this work, kites steer. They land, too.",
        ),
        ("paper kites", f"Paper kites tear in rain. {FILLING} We study why that is."),
        ("paper kites", f"{FILLING} We propose paper kites that fold."),
        ("paper kites", f"{FILLING} The wind lifts paper kites. Paper kites fall. {FILLING}"),
    ],
)
def test_a_digest_takes_what_an_abstract_is_about(typed: str, abstract: str) -> None:
    assert score(typed, about(abstract)) >= THRESHOLD


@pytest.mark.parametrize(
    ("typed", "abstract"),
    [
        ("kites", f"{FILLING} We model the wind. It may serve toys such as balloons and kites."),
        ("kites", f"{FILLING} Wind matters to ships and kites. We measure it."),
        ("kites", f"{FILLING} We measure wind with kites."),
        ("kites", f"{FILLING} We measure wind. Our code flies kites, too."),
        ("paper kites", f"{FILLING} Wind matters to toys such as paper kites. We measure it."),
        (
            "paper kites",
            f"In this paper we measure wind. {FILLING} It may lift children and kites.",
        ),
        ("paper kites", f"{FILLING} We are told kites paper over the wind."),
    ],
)
def test_a_digest_leaves_out_what_an_abstract_names_in_passing(typed: str, abstract: str) -> None:
    assert score(typed, about(abstract)) < THRESHOLD


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("kites", "A kite"),
        ("paper kites", "Paper-kites at sea"),
        ("paper kites", "Kites made of paper"),
        ('"paper kite"', "Paper kites at sea"),
    ],
)
def test_a_title_says_what_a_paper_is_about(typed: str, title: str) -> None:
    silent, more = about(FILLING, title), about("Paper kites fly. We fly paper kites.", title)
    assert THRESHOLD <= score(typed, silent) < score(typed, more)


def test_words_far_from_each_other_in_a_title_need_an_abstract_that_joins_them() -> None:
    title = "Understanding how small errors of judges spread through crowded markets"
    assert score("understanding markets", about(FILLING, title)) < THRESHOLD
    joined = f"Our understanding of markets grows. {FILLING}"
    assert score("understanding markets", about(joined, title)) >= THRESHOLD


def test_an_acronym_stands_for_the_words_before_it() -> None:
    abstract = f"{FILLING} Some use toys such as paper kites (3DPK)."
    assert score("paper kites", about(abstract, "3DPK at sea")) == 0.6
    assert score("paper kites", about(abstract)) < THRESHOLD
    often = f"{abstract} A 3DPK flies. We fold a 3DPK."
    assert score("paper kites", about(often)) >= THRESHOLD


def test_who_asks_for_an_author_gets_all_that_fits() -> None:
    topic = read_topic("by:lovelace kites")
    its = about(f"{FILLING} Wind matters to ships and kites.")
    assert close_match(topic, its) == match(topic, its)


def test_small_words_alone_do_not_count() -> None:
    abstract = f"We fly kites. {FILLING} Our kites are strong."
    assert score("the kite", about(abstract)) >= THRESHOLD


WORDS = st.sampled_from(["we", "paper", "kites", "pk", "such", "as", "the", "using", "fly."])
TEXTS = st.lists(WORDS, max_size=12).map(lambda words: " ".join(words).replace(". ", ". A "))
TYPED = st.sampled_from(
    ["kites", "paper kites", '"paper kites"', "fly paper kites", "kites by:he", "cs.CV"]
)


@given(TEXTS, TEXTS, TYPED)
def test_it_fits_what_matches_and_never_better(title: str, abstract: str, typed: str) -> None:
    topic, its = read_topic(typed), about(abstract, title)
    close, far = close_match(topic, its), match(topic, its)
    assert (close is None) == (far is None)
    if close and far:
        assert 0 <= close.score <= far.score
        assert close.why == far.why


def test_a_place_is_offered_papers_by_how_much_they_are_about_its_topic() -> None:
    offers = Offers()
    passing = about(f"{FILLING} Wind matters to ships and kites.")
    offers.add(passing)
    ((_, fits),) = offers.fitting([Topic(("kites",))], [passing.id])
    assert fits.score < THRESHOLD


def test_all_of_many_words_are_seldom_there_by_chance() -> None:
    its = about(
        "Our robot fails at the manipulation of cups, plates and spoons when models for language "
        "or for vision are small. They learn. They fail.",
        "Vision Language Models in Kitchens",
    )
    assert score("vision language models for robot manipulation", its) >= THRESHOLD
