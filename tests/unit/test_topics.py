"""Topics: what a person types, and which papers fit it, how well, and why."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UserError
from bot.models import Paper, Topic
from bot.papers import THRESHOLD, known_category, match, read_topic
from bot.papers.categories import CATEGORIES
from bot.text.words import nearest, stem
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
        ("image to image", Topic(("image", "to", "image"))),
        ("cs.CV, cat:cs.lg", Topic(categories=("cs.CV", "cs.LG"))),
        ('agents -cs.CV -"cs.ro"', Topic(("agents",), exclude=("cs.CV", "cs.RO"))),
        ('by:"Kaiming He" By:LeCun', Topic(authors=("kaiming he", "lecun"))),
        ('-by:"Kaiming He"', Topic(exclude=("kaiming he",))),
        ("agents since:2026", Topic(("agents",), since=date(2026, 1, 1))),
        ("Since:2026-03, cs.CV", Topic(categories=("cs.CV",), since=date(2026, 3, 1))),
        ('since:"2026-3-15" x', Topic(("x",), since=date(2026, 3, 15))),
        ('"since:2026"', Topic(phrases=("since 2026",))),
    ],
)
def test_reading_a_topic(typed: str, topic: Topic) -> None:
    assert read_topic(typed) == topic


@given(st.text(max_size=500))
def test_reading_a_topic_keeps_only_words_and_complains_of_categories_alone(typed: str) -> None:
    complaint = ""
    try:
        topic = read_topic(typed)
    except UserError as error:
        topic, complaint = Topic(), str(error)
    assert complaint == "" or complaint.startswith(("arXiv has no category “", "“since:"))
    for part in (*topic.words, *topic.phrases, *topic.exclude, *topic.authors):
        assert part in CATEGORIES or all(each.isalnum() for each in part.replace(" ", "a"))


def test_a_day_is_said_as_it_would_be_typed() -> None:
    assert str(read_topic("agents since:0999-03")) == "“agents” since 0999-03-01"


@pytest.mark.parametrize("typed", ["cs.XX", "robots -math.zz", "cat:robots", "cs.XX,"])
def test_a_word_like_a_category_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(UserError, match="arXiv has no category"):
        read_topic(typed)


@given(st.dates(min_value=date(1991, 1, 1)), st.sampled_from(["%Y", "%Y-%m", "%Y-%m-%d"]))
def test_a_year_a_month_or_a_day_is_its_first_day(day: date, form: str) -> None:
    topic = read_topic(f"robots since:{day:{form}}")
    first = day if "%d" in form else day.replace(day=1)
    assert topic.since == (first if "%m" in form else first.replace(month=1))
    assert topic.words == ("robots",)


@pytest.mark.parametrize("typed", ["", "yesterday", "26", "2026-13", "2026-02-30", "0000", "2026-"])
def test_a_day_that_is_none_is_refused_with_what_to_write(typed: str) -> None:
    with pytest.raises(UserError, match="is no day that I can read: write since:2026"):
        read_topic(f"robots since:{typed}")


@pytest.mark.parametrize(
    ("announced", "submitted", "fits"),
    [
        (date(2026, 3, 1), None, True),
        (date(2026, 2, 28), datetime(2026, 3, 2, tzinfo=UTC), False),
        (None, datetime(2026, 3, 2, tzinfo=UTC), True),
        (None, datetime(2026, 2, 2, tzinfo=UTC), False),
        (None, None, False),
    ],
)
def test_since_goes_by_when_a_paper_was_announced_or_else_submitted(
    announced: date | None, submitted: datetime | None, fits: bool
) -> None:
    its = paper(1, "Robots", announced=announced, submitted=submitted)
    assert bool(match(read_topic("robots since:2026-03"), its)) is fits


@pytest.mark.parametrize("typed", ['"cs.XX"', "node.js", "cs.", "by:cs.XX", "cat: food"])
def test_other_words_with_dots_are_words(typed: str) -> None:
    assert not read_topic(typed).categories


def test_a_topic_reads_like_what_was_meant() -> None:
    topic = read_topic('"gaussian splatting" mixture of experts -survey cs.CV')
    assert str(topic) == "“gaussian splatting” “mixture of experts” in cs.CV −survey"
    assert topic.telling == ("mixture", "experts")


def test_a_question_is_about_its_telling_words() -> None:
    asked = read_topic("how do transformers learn in context")
    assert asked.telling == ("transformers", "learn", "context")
    assert read_topic("what is it").telling == ("it",)  # which may be information technology
    assert read_topic("where is that").telling == ("where", "is", "that")


def test_small_words_of_a_sentence_may_tell_in_a_short_topic() -> None:
    assert read_topic("CAN bus attacks").telling == ("can", "bus", "attacks")
    asked = read_topic("can we detect attacks on buses if they were encrypted")
    assert asked.telling == ("detect", "attacks", "buses", "encrypted")


def test_a_misspelt_category_gets_the_nearest_names() -> None:
    assert known_category("CS.cl") == "cs.CL"
    with pytest.raises(UserError, match=r"no category “hep-tg”: did you mean hep-.*\?"):
        known_category("hep-tg")
    with pytest.raises(UserError, match=r"no category “5”: write it as in cs\.CV\."):
        known_category("5")


TITLED = paper(1, "Mixture-of-Experts for Diffusion Models")
SCATTERED = paper(2, "Networks", abstract="Heat spreads by diffusion. Fashion models walk.")
STATES = paper(3, "Correlated network states in a neural population")


@pytest.mark.parametrize(
    ("its", "typed", "score", "why"),
    [
        (TITLED, '"diffusion model"', 1.0, "“diffusion models” in the title"),
        (TITLED, "mixture of experts", 1.0, "“mixture of experts” in the title"),
        (TITLED, "expert diffusion", 0.55, "“experts”, “diffusion” in the title"),
        (TITLED, "faster", 0.6, "“faster” in the abstract"),
        (TITLED, '"propose a method"', 0.6, "“propose a method” in the abstract"),
        (TITLED, "diffusion faster", 0.45, "“diffusion” in the title, “faster” in the abstract"),
        (TITLED, "cs.CV", 0.5, "in cs.CV"),
        (STATES, "neural networks", 0.55, "“neural”, “network” in the title"),
        (SCATTERED, "walks fashion", 0.45, "“walk”, “fashion” in the abstract"),
        (SCATTERED, "diffusion models", 0.2, "“diffusion”, “models” in the abstract"),
        (SCATTERED, 'by:"A. Lovelace" heat', 0.8, "by Ada Lovelace · “heat” in the abstract"),
    ],
)
def test_how_well_a_paper_fits_and_why(its: Paper, typed: str, score: float, why: str) -> None:
    fits = match(read_topic(typed), its)
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
        "experts -cs.CV",
        "diffuse",
        'by:"B. Lovelace"',
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


@pytest.mark.parametrize(
    "forms",
    [
        "splat splats splatting splatted",
        "transformer transformers",
        "transform transforms transformed transforming",
        "study studies studied studying",
        "use uses used using",
        "plan plans planning planned",
        "embed embeds embedded embedding embeddings",
        "model models modelling modeling modelled",
        "colour color colours coloured",
        "optimise optimize optimised optimizing optimises",
        "optimisation optimization",
        "analyse analyze analysing analyzed",
        "analysis analyses",
        "noise noises noising",
        "matrix matrices",
        "gpu gpus",
        "virus viruses",
        "bias biases biased",
    ],
)
def test_inflections_and_spellings_are_one_word(forms: str) -> None:
    assert len({stem(each) for each in forms.split()}) == 1


@pytest.mark.parametrize(
    "words",
    ["transformer transform", "robotics robot", "plane plan", "not note", "four for", "us use"],
)
def test_other_words_are_others(words: str) -> None:
    assert len({stem(each) for each in words.split()}) == 2


@given(st.text(alphabet="abeginrsuyzld", max_size=12))
def test_a_stem_is_never_longer_or_empty(word: str) -> None:
    assert len(stem(word)) <= len(word) + 1
    assert bool(stem(word)) == bool(word)


def test_slips_are_mended_by_the_nearest_then_the_commonest_word() -> None:
    counts = {"language": 3, "languages": 9, "luggage": 1, "model": 2, "modal": 5}
    assert nearest("langauge", counts) == ("language", "languages")
    assert nearest("modol", counts) == ("modal", "model")
    assert nearest("mode", counts) == ()
    assert nearest("model", counts) == ("modal",)
