"""Summaries of whole papers without a model: sections tell what a sentence does."""

from dataclasses import replace

import pytest

from bot.models import Passage, Source, Style
from bot.summaries import STYLES, ExtractiveWriter, footer
from bot.summaries.sections import parts

PAPER = Source(
    "Sprinkle: Watering Plants by Ear",
    (
        Passage(
            "Watering plants is an important task. However, existing methods fail at night. We "
            "propose Sprinkle, a method for watering plants that listens to their leaves. "
            "Experiments show that Sprinkle saves 40% of the water.",
            "Abstract",
            1,
        ),
        Passage(
            "Water is essential for every garden in the world. It has become necessary to save "
            "it. The task is to predict, given the sound of a leaf, when its plant is thirsty.",
            "1 Introduction",
            1,
        ),
        Passage(
            "Previous methods of watering rely on a clock and ignore the thirst of the plants. "
            "Recent watering cans use a camera, which is expensive and fails in the dark.",
            "2 Related Work",
            2,
        ),
        Passage(
            "Listening Leaves We use a microphone that is combined with an encoder of sounds. The "
            "loss is computed by comparing the thirst of two plants through their leaves. These "
            "are trained jointly.",
            "3 Sprinkle",
            2,
        ),
        Passage(
            "We collect a dataset of 5,000 leaves in nine gardens of a small town. We compare "
            "Sprinkle with two baselines, a clock and a camera, in the same gardens. Sprinkle "
            "achieves an accuracy of 91.5% and outperforms the clock by 12 points.",
            "4 Experiments",
            3,
        ),
        Passage(
            "Our ablation removes the encoder, and the accuracy drops by 9% in every garden.",
            "4.3 Ablation Study",
            4,
        ),
        Passage(
            "Our method is limited to plants with leaves and fails for every cactus we tried.",
            "5 Limitations",
            5,
        ),
        Passage("In future work we plan to extend Sprinkle to mushrooms.", "6 Future Work", 5),
        Passage("Grants of the town paid for a method of watering.", "Acknowledgements", 6),
        Passage("We propose another method in an appendix that nobody reads.", "A Details", 7),
    ),
    whole=True,
)  # fmt: skip


async def test_the_fields_of_deep_come_from_their_sections() -> None:
    written = await ExtractiveWriter().write(PAPER, "deep")
    where = {field.name: {point.where for point in field.points} for field in written.fields}
    assert written.whole
    assert where["idea"] == {"Abstract, page 1"}
    assert where["related"] == {"2 Related Work, page 2"}
    assert "3 Sprinkle, page 2" in where["method"]
    assert where["datasets"] == where["baselines"] == {"4 Experiments, page 3"}
    assert where["ablations"] == {"4.3 Ablation Study, page 4"}
    assert where["limits"] == {"5 Limitations, page 5"}
    assert where["future"] == {"6 Future Work, page 5"}


async def test_acknowledgements_and_appendices_are_not_read() -> None:
    written = await ExtractiveWriter().write(PAPER, "deep")
    assert all(
        point.where.startswith(tuple("123456")) or "Abstract" in point.where
        for point in written.points
    )


async def test_the_heading_of_a_paragraph_is_dropped_and_the_quote_is_kept() -> None:
    points = (await ExtractiveWriter().write(PAPER, "deep")).points
    quoted = {point.quote: point.text for point in points}
    quote = "Listening Leaves We use a microphone that is combined with an encoder of sounds."
    assert quoted[quote] == "We use a microphone that is combined with an encoder of sounds."


@pytest.mark.parametrize("style", ["tldr", "points", "brief"])
async def test_short_styles_of_a_whole_paper_are_of_its_abstract(style: Style) -> None:
    written = await ExtractiveWriter().write(PAPER, style)
    assert not written.whole
    assert {point.where for point in written.points} == {"Abstract, page 1"}


async def test_without_an_abstract_the_beginning_stands_for_it() -> None:
    for start in (1, 3):
        source = Source(PAPER.title, PAPER.passages[start:], whole=True)
        assert (await ExtractiveWriter().write(source, "points")).text


async def test_deep_is_read_in_three_minutes() -> None:
    text = " ".join(
        f"We use the {one} network, which combines {two} with {one} and {two} leaves in a {one}."
        for one in ("blue", "green", "red", "dark", "wet", "dry", "old", "new", "tall", "small")
        for two in ("cans", "pots", "taps", "bees", "ants", "beds", "hoses", "roots", "seeds")
    )
    many = tuple(Passage(text, each.section, each.page) for each in PAPER.passages)
    written = await ExtractiveWriter().write(Source(PAPER.title, many, whole=True), "deep")
    assert 0 < sum(len(point.text.split()) for point in written.points) <= 600


def test_a_section_has_its_part_by_its_heading_or_by_its_place() -> None:
    headings = (
        "", "Abstract", "1 Introduction", "2 Listening to Leaves", "2.1 Training", "3 Gardens",
        "4 Experiments", "4.1 Training", "4.2 Nine Gardens", "5 Conclusion", "Acknowledgments",
        "B.2 Proof",
    )  # fmt: skip
    assert [*parts(Passage("", each) for each in headings)] == [
        "", "abstract", "introduction", "method", "method", "method", "experiments",
        "experiments", "experiments", "conclusion", "left out", "left out",
    ]  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
async def test_of_a_file_without_an_abstract_nothing_is_from_the_abstract(style: Style) -> None:
    (abstract, *_) = PAPER.passages
    for section in ("", "5.1 Watering"):
        passages = (replace(abstract, section=section),)
        written = await ExtractiveWriter().write(Source(PAPER.title, passages, whole=True), style)
        assert written.whole
        assert "from the full text" in footer(written)


async def test_in_depth_of_an_abstract_alone_is_no_full_text() -> None:
    source = Source(PAPER.title, PAPER.passages[:1], whole=True)
    assert not (await ExtractiveWriter().write(source, "deep")).whole


async def deep(text: str, section: str = "4 Experiments") -> dict[str, list[str]]:
    source = Source(PAPER.title, (PAPER.passages[0], Passage(text, section, 3)), whole=True)
    written = await ExtractiveWriter().write(source, "deep")
    return {field.name: [point.text for point in field.points] for field in written.fields}


@pytest.mark.parametrize("mark", ["2) ", "(b) ", "• ", "– ", "• (iv) ", "3) Louder leaves "])
async def test_the_mark_of_a_list_is_dropped(mark: str) -> None:
    said = "We achieve an accuracy of 91.5% in all nine gardens of the town."
    assert said in (await deep(mark + said))["results"]


async def test_a_list_in_one_sentence_keeps_all_its_marks() -> None:
    listed = "1) We outperform the clock by 12.5%, and 2) we outperform the camera by 9.5%."
    assert listed in (await deep(listed))["baselines"]


async def test_the_same_figures_are_one_result() -> None:
    first = "Sprinkle achieves an accuracy of 91.5% and outperforms the clock by 12 points."
    again = "Compared with two strong baselines, such as a clock (12 points), we reach 91.5%."
    other = "Compared with two strong baselines, such as a clock (13 points), we reach 92.5%."
    both = await deep(f"{first} {again}")
    assert sum(each in (first, again) for its in both.values() for each in its) == 1
    assert first in both["results"]
    apart = await deep(f"{first} {other}")
    assert sum(each in (first, other) for its in apart.values() for each in its) == 2
