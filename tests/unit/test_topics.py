"""Topics: what a person types, and which papers fit it, how well, and why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UserError
from bot.models import Topic
from bot.papers import THRESHOLD, known_category, match, read_topic
from tests.fakes import paper


@pytest.mark.parametrize(
    ("typed", "topic"),
    [
        ("diffusion models", Topic(("diffusion", "models"))),
        ('"Gaussian Splatting"', Topic(phrases=("gaussian splatting",))),
        ("“gaussian-splatting” robots", Topic(("robots",), ("gaussian splatting",))),
        ("agents -survey -“in the wild”", Topic(("agents",), (), ("survey", "in the wild"))),
        ("cs.cv hep-th x", Topic(("x",), categories=("cs.CV", "hep-th"))),
        ("node.js GPT-4", Topic(("node", "js", "gpt", "4"))),
        ('"unfinished phrase', Topic(phrases=("unfinished phrase",))),
        ('- "" ... 🙂', Topic()),
        ("a a a", Topic(("a",))),
    ],
)
def test_reading_a_topic(typed: str, topic: Topic) -> None:
    assert read_topic(typed) == topic


@given(st.text(max_size=500))
def test_reading_a_topic_never_raises_and_keeps_only_words(typed: str) -> None:
    topic = read_topic(typed)
    for part in (*topic.words, *topic.phrases, *topic.exclude):
        assert all(each.isalnum() for each in part.replace(" ", "a"))


def test_a_topic_reads_like_what_was_meant() -> None:
    topic = read_topic('"gaussian splatting" mixture of experts -survey cs.CV')
    assert str(topic) == "“gaussian splatting” “mixture of experts” in cs.CV −survey"
    assert topic.telling == ("mixture", "experts")


def test_a_misspelt_category_gets_the_nearest_names() -> None:
    assert known_category("CS.cl") == "cs.CL"
    with pytest.raises(UserError, match=r"no category “hep-tg”: did you mean hep-.*\?"):
        known_category("hep-tg")
    with pytest.raises(UserError, match=r"no category “5”: write it as in cs\.CV\."):
        known_category("5")


TITLED = paper(1, "Mixture-of-Experts for Diffusion Models")
SCATTERED = paper(2, "Networks", abstract="Heat spreads by diffusion. Fashion models walk.")


@pytest.mark.parametrize(
    ("typed", "score", "why"),
    [
        ('"diffusion model"', 1.0, "“diffusion model” in the title"),
        ("mixture of experts", 1.0, "“mixture of experts” in the title"),
        ("diffusing expert", 0.9, "“diffusing expert” in the title"),
        ("faster", 0.6, "“faster” in the abstract"),
        ('"propose a method"', 0.6, "“propose a method” in the abstract"),
        ("diffusion faster", 0.45, "“diffusion” in the title, “faster” in the abstract"),
        ("cs.CV", 0.5, "new in cs.CV"),
    ],
)
def test_how_well_a_paper_fits_and_why(typed: str, score: float, why: str) -> None:
    fits = match(read_topic(typed), TITLED)
    assert fits is not None
    assert (fits.score, fits.why) == (score, why)


@pytest.mark.parametrize(
    "typed",
    [
        '"model diffusion"',
        "diffusion giraffes",
        "experts -diffusion",
        "experts cs.LG",
        '"heat pump"',
    ],
)
def test_a_paper_without_every_part_or_with_an_excluded_one_does_not_fit(typed: str) -> None:
    assert match(read_topic(typed), TITLED) is None


def test_words_scattered_over_an_abstract_are_below_the_threshold() -> None:
    fits = match(read_topic("diffusion models"), SCATTERED)
    assert fits is not None
    assert fits.score < THRESHOLD


def test_accents_case_and_hyphens_do_not_matter() -> None:
    its = paper(3, "Schrödinger Bridges in State-Space")
    assert match(read_topic('"SCHRODINGER bridge" state space'), its)
