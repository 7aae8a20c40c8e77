"""“Which of these papers …”: titles cut short, their words blanked, neighbours beside them."""

from collections import Counter
from collections.abc import Sequence
from random import Random
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models import Paper, Question
from bot.quizzes.blanks import BLANK, blanked
from bot.quizzes.compose import compose
from bot.quizzes.gate import Source, examine
from bot.quizzes.statements import opened, statements
from bot.quizzes.titles import LONGEST, is_head, is_option, shortened
from bot.quizzes.which import WHICH, ask_which

SAID = (
    "We introduce a kiln that bakes porcelain under argon while a pyrometer counts cracks in glaze,"
    " and find that cobalt slips craze before celadon ones."
)
DID = (
    "We bake four hundred cups and bowls of three potters for a winter in it, one shelf after the "
    "other, and we weigh them all."
)
OWN = Paper(
    "2501.00001",
    "Firing Clay Without Oxygen in a Small Furnace of Brick",
    f"Potters lose much ware. {SAID} {DID}",
    categories=("cs.AI",),
)
SUBJECTS = (
    "Bees Returning Home Over Water at Dusk and Dawn in Spring",
    "Tides",
    "Reading the Rings of Old Larches in the High Alps: A Chronicle of Dry Summers and Floods",
    "How Children Learn to Tie Knots from Drawings and from Friends",
    "Salt Roads of the Sahara Seen from Balloons",
    "Tuning Violins by Ear: What Luthiers Hear that Machines Cannot",
    "Ferries on Time: A Timetable for Forty Islands in Winter Storms",
    "Short Ladders for Tall Orchards",
    "Mending Nets Underwater with Three Robots and Much Patience",
    "Why Owls Turn: Necks, Vessels and the Limits of Bone",
    "Counting Sheep from Kites Above the Moor in Autumn Fog",
    "Lanterns that Last: Wax, Wicks and Wind on the Northern Coast",
    "Bread of Sour Dough in Cold Ovens at Night",
    "Stone Walls Without Mortar: How They Stand a Hundred Winters in the Dales",
    "Snow on Roofs of Straw",
    "Rope Bridges Across Gorges: Knots, Fibres and the Weight of Mules and Goats",
)
NEIGHBOURS = tuple(
    Paper(
        f"2501.{number + 100:05}",
        title,
        f"We study {title.lower()} for the first time and in detail.",
        categories=("cs.AI",),
    )
    for number, title in enumerate(SUBJECTS)
)


def near(text: str, others: Sequence[str]) -> list[float]:
    """The right paper is in the middle of the others: a stand-in for what words mean."""
    del text
    own = {OWN.title, OWN.abstract}
    return [
        0.5
        if any(each[:20] in one for one in own)
        else 0.4 + 0.2 * crc32(each[:40].encode()) / 2**32
        for each in others
    ]


def asked(seed: int = 1, topic: str = "") -> Question:
    question = ask_which(OWN, NEIGHBOURS, Random(seed), near, topic)
    assert question is not None
    return question


def test_a_sentence_is_asked_after_without_the_words_of_any_title() -> None:
    question = asked()
    assert question.prompt.startswith(f"{WHICH} from? Words of the titles are left out.\n\n“We ")
    assert question.quote in {SAID, DID}
    assert is_head(question.options[question.key], OWN.title)
    assert question.paper_id == OWN.id


def test_the_explanation_says_what_else_the_paper_did() -> None:
    question = asked()
    other = DID if question.quote == SAID else SAID
    assert question.explanation == f"It is from “{OWN.title}”. What it did: “{other}”"
    assert examine(question, Source.of(OWN)).passed


def test_a_sample_paper_is_asked_about_and_not_quoted() -> None:
    own = Paper(OWN.id, OWN.title, OWN.abstract, categories=("cs.AI",), sample=True)
    question = ask_which(own, NEIGHBOURS, Random(1), near)
    assert question
    assert question.prompt.startswith(f"{WHICH} about?")
    assert question.explanation == f"It is about “{OWN.title}”."


def test_neither_place_nor_length_nor_meaning_tells_the_key() -> None:
    places, ranks, nearer = Counter[int](), Counter[int](), Counter[int]()
    for seed in range(400):
        question = ask_which(OWN, NEIGHBOURS, Random(seed), near)
        if question is None:
            continue
        places[question.key] += 1
        key = question.options[question.key]
        ranks[sum(len(each) < len(key) for each in question.options)] += 1
        marks = near("", question.options)
        nearer[sum(each > marks[question.key] for each in marks)] += 1
    total = sum(places.values())
    assert total > 150
    for counts in (places, ranks, nearer):
        assert all(0.12 * total < counts[index] < 0.4 * total for index in range(4))


@pytest.mark.parametrize("neighbours", [(), NEIGHBOURS[:2], (OWN,) * 5])
def test_without_enough_neighbours_it_is_not_asked(neighbours: tuple[Paper, ...]) -> None:
    assert ask_which(OWN, neighbours, Random(1), near) is None


def test_what_only_its_own_subject_could_say_is_not_asked_after() -> None:
    def nearest(text: str, others: Sequence[str]) -> list[float]:
        return [1.0 if each == 0.5 else 0.1 for each in near(text, others)]

    assert all(ask_which(OWN, NEIGHBOURS, Random(seed), nearest) is None for seed in range(20))


def test_titles_show_as_many_words_of_a_typed_topic_as_the_right_one() -> None:
    for seed in range(40):
        question = ask_which(OWN, NEIGHBOURS, Random(seed), near, "winter in the dales")
        for each in question.options if question else ():
            assert "Winter" not in each
            assert "Dales" not in each


def test_a_sentence_of_common_words_is_not_asked_after() -> None:
    said = "We propose a novel method that improves the results of the task in many settings a lot."
    own = Paper(OWN.id, OWN.title, f"Potters lose much. {said}", categories=("cs.AI",))
    assert ask_which(own, NEIGHBOURS, Random(1), near) is None


def test_a_number_and_a_sentence_are_asked_of_one_paper_and_neither_answers_the_other() -> None:
    own = Paper(
        OWN.id,
        OWN.title,
        f"{OWN.abstract} It cuts the losses of all our potters by 27.3% in one year.",
        categories=("cs.AI",),
    )
    number, which = compose(own, NEIGHBOURS, Random(1), near)
    assert "number" in number.prompt
    assert "papers" in which.prompt
    assert number.quote != which.quote


@pytest.mark.parametrize(
    ("sentence", "title", "shown"),
    [
        ("We optimise splats.", "Optimal Splatting", f"We {BLANK}."),
        ("We ask large language models.", "On LLMs", f"We ask {BLANK}."),
        ("We ask an LLM.", "Large Language Models", f"We ask an {BLANK}."),
        ("DiffuMask is fast.", "A Mask by Diffusion", f"{BLANK} is fast."),
        ("It uses hyperspectral rays.", "Spectral Rays", f"It uses {BLANK}."),
        ("We mend blurry frames.", "Deblurring", f"We mend {BLANK} frames."),
        ("Gen3DHF has 2,000 clips.", "LMM4Gen3DHF", f"{BLANK} has 2,000 clips."),
        ("Stylised views.", "Views in Style", f"{BLANK}."),
        ("It is safe to ask.", "Safety", f"It is {BLANK} to ask."),
        ("We train a net (NET) on it.", "Birds", "We train a net on it."),
        ("The way of the ant.", "The Way of the Bee", f"The {BLANK} of the ant."),
        ("An image is kept.", "Imagination", f"An {BLANK} is kept."),
        ("Moss grows.", "Mosaics", "Moss grows."),
        ("MaSoN wins.", "Make Some Noise: Bees", f"{BLANK} wins."),
        ("It fits ROSAS.", "Tests for ROS-based Autonomous Systems", f"It fits {BLANK}."),
        ("We aid proving.", "A Prover", f"We aid {BLANK}."),
        ("We ask a prover.", "Proving Lemmas", f"We ask a {BLANK}."),
        ("LinUCB wins.", "Linear Bandits", f"{BLANK} wins."),
        ("UCB wins.", "LinUCB: Bandits", f"{BLANK} wins."),
        ("LinUCB wins.", "Bounds for UCB", f"{BLANK} wins."),
    ],
)
def test_what_a_title_shows_is_blanked(sentence: str, title: str, shown: str) -> None:
    assert blanked(sentence, [title]) == shown


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("Short Ladders", "Short Ladders"),
        (
            "Murmur: Shared Codebooks of Acoustic Units: How to Recognise Speech in a Stream",
            "Murmur: Shared Codebooks of Acoustic Units…",
        ),
        (
            "Recognising Overlapping Speakers of Dialects with Very Small Networks",
            "Recognising Overlapping Speakers of Dialects…",
        ),
        (
            "Word " * 11 + "of the Day and Night",
            "Word Word Word Word Word Word Word Word Word Word Word…",
        ),
    ],
)
def test_a_title_is_cut_where_it_pauses(title: str, short: str) -> None:
    assert shortened(title) == short
    assert is_head(short, title)


@given(st.text(max_size=200), st.integers(20, 80))
def test_a_shortened_title_is_the_start_of_it_and_fits(title: str, longest: int) -> None:
    short = shortened(title, longest)
    assert len(short) <= max(longest, 1)
    assert title.startswith(short.removesuffix("…")) or short == title


@pytest.mark.parametrize("text", ["On the…", "Tides of $x^2$ and", "Bees (Home", "", "ΔΔ", "A…"])
def test_what_nobody_knows_again_is_no_option(text: str) -> None:
    assert not is_option(text)


def test_statements_are_of_the_paper_and_stand_alone() -> None:
    abstract = (
        f"Potters lose much ware, and many of them have tried to mend it for years. {SAID} These "
        "results show how glazes behave when the argon is replaced by other gases in the kiln. "
        "The slips of cobalt are laid on with a broad brush of hair before the first firing. "
        "Code is available at https://example.org for all those who want to bake porcelain too."
    )
    assert statements(abstract) == (
        SAID,
        "The slips of cobalt are laid on with a broad brush of hair before the first firing.",
    )


def test_an_opening_that_points_back_is_left_out() -> None:
    assert opened("To address this issue, we bake.") == "… we bake."
    assert opened("We bake.") == "We bake."


words = st.sampled_from(("the", "LLM", "large", "language", "models", "(NET)", "Gen3D", "-", "x"))


@given(st.one_of(st.text(), st.lists(words).map(" ".join)), st.lists(st.text(max_size=40)))
def test_blanking_adds_no_word(sentence: str, titles: list[str]) -> None:
    left = blanked(sentence, titles).replace(BLANK, " ").split()
    assert all(each in sentence for each in left)
    assert LONGEST == 55


def test_where_few_papers_are_on_the_subject_no_title_is_asked_for() -> None:
    def far(text: str, others: Sequence[str]) -> list[float]:
        return [each - 0.3 for each in near(text, others)]

    assert ask_which(OWN, NEIGHBOURS, Random(1), near)
    assert ask_which(OWN, NEIGHBOURS, Random(1), far) is None
    assert ask_which(OWN, NEIGHBOURS[:5], Random(1), near) is None


def test_the_signs_that_a_name_ends_with_are_blanked_with_it() -> None:
    assert blanked("We present OLG++ for them.", ["OLG++: Rules of Towns"]) == (
        f"We present {BLANK} for them."
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "The paper further discusses the data, the kilns, the implementation and what came out.",
        "Statistical tests confirm that the kilns differ, with rigorous pairs of cups and bowls.",
        "Firing clay in the kilns of the valley faces several challenges due to its many winds.",
        "While we have no full answer, our view opens the door to new kilns of brick and of stone.",
        "However, the question arises as to how one should fire a kiln anew with clay of the hill.",
        "We introduce a novel kiln that is aware of the above mentioned mixing ratio of the clay.",
    ],
)
def test_what_many_papers_could_say_is_not_asked_after(sentence: str) -> None:
    assert statements(f"{SAID} {sentence}") == (SAID,)
