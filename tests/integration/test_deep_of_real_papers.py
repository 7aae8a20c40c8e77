"""`deep` of real PDFs: what a very good model would say holds, reads well, and nothing else does.

The PDF is read in its child process, the answers are written by hand (`tests/deep`), the rest is
Paperboy.
"""

import json
import re
from pathlib import Path

import pytest
from rapidfuzz.fuzz import token_set_ratio

from adapters.drawing import MermaidDrawing
from bot.messages import Card
from bot.models import Paper, Summary
from bot.summaries import STYLES, ModelWriter, model_writer, proof_card, summary_card
from bot.summaries.workflow import sound
from bot.text.markdown import parse, plain
from tests.deep_papers import NAMES, DeepPaper, Json, deep_paper
from tests.integration.test_summarise_command import llm, paperboy
from tests.model_server import Body, Play, model_server
from tests.scripted import ScriptedModel, asking

MOST_WORDS = 650  # three minutes, of the card and of its picture
MOST_OF_A_POINT = 35
SPECS = {each.name: each for each in STYLES["deep"].fields}


@pytest.fixture(scope="module", params=NAMES)
async def deep(request: pytest.FixtureRequest, shared: Path) -> DeepPaper:
    if not (shared / "data" / "fulltext").is_dir():
        pytest.skip("the real PDFs are not beside this checkout (../shared/data/fulltext)")
    return await deep_paper(request.param, shared)


async def written(deep: DeepPaper) -> Summary:
    return await ModelWriter(asking(ScriptedModel(deep.say))).write(deep.source, "deep")


def texts_of(its: Json) -> list[str]:
    return [point["text"] for points in its["fields"].values() for point in points]


async def test_every_point_that_is_right_holds_and_says_where(deep: DeepPaper) -> None:
    model = ScriptedModel(deep.say)
    summary = await ModelWriter(asking(model)).write(deep.source, "deep")
    assert [each.text for each in summary.points] == texts_of(deep.its)
    assert (summary.dropped, len(model.asked), summary.whole) == (0, 1, True)
    for point in summary.points:
        assert re.fullmatch(r".+, page \d+", point.where), point
        assert " ".join(point.quote.split()) in " ".join(deep.source.text.split())


async def test_in_parts_the_same_is_said(deep: DeepPaper, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each part of a long paper gets what that part proves."""
    monkeypatch.setattr(model_writer, "_MOST", 12_000)
    model = ScriptedModel(deep.say)
    summary = await ModelWriter(asking(model)).write(deep.source, "deep")
    assert len(model.asked) >= len(deep.source.text) / 12_000
    assert {each.text for each in summary.points} == set(texts_of(deep.its))
    assert summary.dropped == 0


async def test_nothing_of_it_is_empty_repeated_or_cut(deep: DeepPaper) -> None:
    summary = await written(deep)
    card = summary_card(deep.paper, summary)
    texts = [each.text for each in summary.points]
    assert all(each.points for each in summary.fields)
    for number, text in enumerate(texts):
        assert len(text.split()) <= MOST_OF_A_POINT
        assert text.endswith((".", "?"))
        assert all(token_set_ratio(text, other) < 80 for other in texts[:number])
    shown = plain(card.body)
    assert not re.search(r"…|\.\.\.|\bN/A\b|not mentioned", shown)
    for text in texts:
        assert shown.count(text) == 1
    assert labels(card) == wanted_labels(summary)
    assert all(label in shown for label in labels(card))


async def test_it_is_read_in_three_minutes(deep: DeepPaper) -> None:
    card = summary_card(deep.paper, await written(deep))
    assert len(f"{card.title} {plain(card.body)} {card.footer}".split()) <= MOST_WORDS


async def test_each_quote_is_shown_below_its_point_with_its_page(deep: DeepPaper) -> None:
    summary = await written(deep)
    blocks = parse(proof_card(deep.paper, summary).body)
    kinds = [each.kind for each in blocks]
    assert kinds == ["paragraph", "quote"] * len(texts_of(deep.its))
    quotes = ["".join(span.text for span in each.spans) for each in blocks[1::2]]
    assert all(re.search(r"” \(.+, page \d+\)$", each) for each in quotes)


async def test_its_workflow_is_whole_and_drawn(deep: DeepPaper) -> None:
    workflow = (await written(deep)).workflow
    if deep.its["workflow"] is None:
        assert workflow is None
        return
    assert workflow
    assert workflow == sound(workflow)
    assert [each.label for each in (*workflow.steps, *workflow.branch)] == [
        each["label"] for line in ("steps", "branch") for each in deep.its["workflow"][line]
    ]
    drawing = MermaidDrawing()
    assert (await drawing.picture(workflow) or b"").startswith(b"\x89PNG")
    letters = await drawing.letters(workflow)
    assert all(word in letters for step in workflow.steps for word in step.label.split())


async def test_a_wrong_point_is_dropped_and_counted(deep: DeepPaper) -> None:
    model = ScriptedModel(deep.say_wrong)  # and says it again when asked to mend it
    summary = await ModelWriter(asking(model)).write(deep.source, "deep")
    wrong = deep.its["wrong"]["text"]
    assert (
        wrong in json.loads(deep.say_wrong(model.asked[0]))[deep.its["wrong"]["field"]][-1]["text"]
    )
    assert [each.text for each in summary.points] == texts_of(deep.its)
    assert (summary.dropped, len(model.asked)) == (1, 2)
    held = len(texts_of(deep.its))
    card = summary_card(Paper("", deep.paper.title, ""), summary)
    assert card.footer.startswith(f"{held} of {held + 1} points checked against the full text")
    assert wrong not in plain(card.body)


async def test_the_terminal_shows_it_as_the_documentation_says(
    shared: Path, tmp_path: Path
) -> None:
    if not (shared / "data" / "fulltext").is_dir():
        pytest.skip("the real PDFs are not beside this checkout (../shared/data/fulltext)")
    its = await deep_paper("autogen", shared)
    (tmp_path / "autogen.pdf").write_bytes(its.pdf)
    typed = ("summarise", "autogen.pdf", "--style", "deep")
    async with model_server() as server:
        server.say = lambda body: Play(its.answer_to(texts_in(body)))
        shown = await paperboy(tmp_path, *typed, **llm(server, MODEL="scripted"))
    page = (Path(__file__).parents[2] / "docs" / "summaries.md").read_text(encoding="utf-8")
    assert f"$ paperboy {' '.join(typed)}\n{shown.out.rstrip()}\n```" in page


def texts_in(body: Body) -> str:
    """What a request tells the model."""
    return "\n".join(each["content"] for each in body["messages"])


def labels(card: Card) -> list[str]:
    """The headings and names of fields, in their order."""
    return [
        text.removesuffix(":")
        for block in parse(card.body)
        for span in block.spans[:1]
        if (text := span.text.strip()) and (span.bold or span.italic)
    ]


def wanted_labels(summary: Summary) -> list[str]:
    """Each heading once, above the first field that stands below it; each name once."""
    wanted: list[str] = []
    for field in summary.fields:
        spec = SPECS[field.name]
        if spec.group and spec.group not in wanted:
            wanted.append(spec.group)
        wanted.append(spec.label)
    return wanted
