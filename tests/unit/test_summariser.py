"""Summaries in time: a model's where it wrote one, else the paper's own sentences, and why."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.asking import BudgetSpent
from bot.errors import ModelError, SourceError, StoreError, WriterError
from bot.models import Paper, Prompt, Workflow
from bot.ports import FullText, Store
from bot.summaries import ExtractiveWriter, ModelWriter, Summariser
from bot.summaries.holding import LEASE
from bot.summaries.sources import abstract_of
from storage.sqlite import SqliteStore
from tests.fakes import NOW, paper
from tests.memory import MemoryStore
from tests.scripted import INVENTED, Points, Said, ScriptedModel, answer, asking, at_once

ABSTRACT = "Gardens are dry. We propose Sprinkle, a pump that needs 37 % less water than buckets."
PAPER = replace(paper(1, "Pumps"), abstract=ABSTRACT)
GOOD = ("Sprinkle is a pump that needs 37 % less water than buckets.",
        "We propose Sprinkle, a pump that needs 37 % less water than buckets.")  # fmt: skip
PUMP = ("Sprinkle is a pump.", GOOD[1])


def tldr(*points: tuple[str, str]) -> str:
    return answer("tldr", {"tldr": list(points)})


def with_model(store: Store, say: Callable[[Prompt], Said], **more: object) -> Summariser:
    model = ModelWriter(asking(ScriptedModel(say)))
    its = Summariser(store, ExtractiveWriter(), lambda: NOW, model, worker="a", sleep=at_once)
    return replace(its, **more)  # type: ignore[arg-type]


async def one(its: Summariser, patience: float = 5.0, its_paper: Paper = PAPER) -> tuple[str, str]:
    """The sentence, and its note."""
    (summary,) = await its.written([its_paper], patience=patience)
    return summary.text, summary.note


@pytest.fixture
async def store() -> MemoryStore:
    its = MemoryStore()
    await its.papers.add([PAPER])
    return its


async def test_what_a_model_wrote_is_remembered(store: MemoryStore) -> None:
    asked: list[Prompt] = []
    its = with_model(store, lambda prompt: asked.append(prompt) or tldr(GOOD))
    assert [each.writer for each in await its.at_hand([PAPER])] == [""]
    assert await one(its) == (GOOD[0], "")
    assert await one(its) == (GOOD[0], "")
    assert [each.text for each in await its.at_hand([PAPER])] == [GOOD[0]]
    assert len(asked) == 1
    await store.papers.add([replace(PAPER, abstract=f"{ABSTRACT} It is red.")])
    (changed,) = await store.papers.several([PAPER.id])
    await one(its, its_paper=changed)
    assert len(asked) == 2


async def test_a_hundred_places_pay_once(store: MemoryStore) -> None:
    asked: list[Prompt] = []
    its = with_model(store, lambda prompt: asked.append(prompt) or tldr(GOOD))
    all_of_them = await asyncio.gather(
        *(its.written([PAPER], place=f"fake:{number}", patience=5) for number in range(100))
    )
    assert {summary.text for (summary,) in all_of_them} == {GOOD[0]}
    assert len(asked) == 1


async def test_two_processes_pay_once(tmp_path: Path) -> None:
    stores = [await SqliteStore.open(tmp_path / "a.db") for _ in range(2)]
    await stores[0].papers.add([PAPER])
    asked: list[Prompt] = []
    go_on = asyncio.Event()

    async def other_looks(_seconds: float) -> None:
        go_on.set()
        await asyncio.sleep(0.001)

    model = ScriptedModel(lambda prompt: asked.append(prompt) or tldr(GOOD), go_on)
    its = [
        Summariser(
            each, ExtractiveWriter(), lambda: NOW, ModelWriter(asking(model)),
            worker=name, sleep=other_looks,
        )
        for name, each in zip("ab", stores, strict=True)
    ]  # fmt: skip
    first = asyncio.create_task(its[0].written([PAPER], patience=10))
    await model.begun.wait()
    (second,) = await its[1].written([PAPER], patience=10)
    assert (second.text, (await first)[0].text) == (GOOD[0], GOOD[0])
    assert len(asked) == 1
    for each in stores:
        await each.close()


async def test_what_a_dead_process_left_another_writes(store: MemoryStore) -> None:
    its = with_model(store, lambda _: tldr(GOOD))
    assert its.model
    manner = its.model.manner("tldr")
    await store.summaries.claim(PAPER.id, manner, "dead", NOW, NOW + timedelta(minutes=1))
    now = [NOW]

    async def passes(seconds: float) -> None:
        now[0] += timedelta(seconds=seconds)

    def clock() -> datetime:
        return now[0]

    assert await one(replace(its, clock=clock, sleep=passes)) == (GOOD[0], "")
    assert now[0] >= NOW + timedelta(minutes=1)


class Time:
    """Passes where the one who writes pauses, and everybody else gets a turn."""

    def __init__(self) -> None:
        self.now, self.pauses = NOW, list[float]()

    def __call__(self) -> datetime:
        return self.now

    async def pulse(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)


async def test_who_writes_for_long_keeps_the_claim_and_who_dies_loses_it_in_a_minute(
    store: MemoryStore,
) -> None:
    time, goes_on = Time(), asyncio.Event()
    model = ModelWriter(asking(ScriptedModel(lambda _: tldr(GOOD), goes_on)))
    its = Summariser(
        store, ExtractiveWriter(), time, model, worker="a", sleep=at_once, pulse=time.pulse
    )
    manner = model.manner("tldr")

    async def free() -> bool:
        return await store.summaries.claim(PAPER.id, manner, "b", time.now, time.now)

    writing = asyncio.create_task(its.written([PAPER], patience=60))
    while len(time.pauses) < 40:
        await asyncio.sleep(0)
        assert not (time.pauses and await free())
    before = asyncio.all_tasks()
    goes_on.set()
    assert [each.text for each in await writing] == [GOOD[0]]
    assert not [each for each in asyncio.all_tasks() & before if "renew" in repr(each)]
    assert await free()
    assert max(time.pauses) <= 20
    await store.summaries.claim(PAPER.id, manner, "dead", time.now, time.now + LEASE)
    time.now += timedelta(seconds=60)
    assert await free()


async def test_who_stops_writing_leaves_no_claim_and_no_task(store: MemoryStore) -> None:
    time = Time()
    model = ModelWriter(asking(ScriptedModel(lambda _: "", asyncio.Event())))
    its = Summariser(store, ExtractiveWriter(), time, model, worker="a", pulse=time.pulse)
    before = asyncio.all_tasks()
    await one(its, patience=0.01)
    assert time.pauses
    await its.close()
    assert asyncio.all_tasks() == before
    assert await store.summaries.claim(PAPER.id, model.manner("tldr"), "b", time.now, time.now)


async def test_a_store_that_fails_for_a_moment_ends_no_summary(store: MemoryStore) -> None:
    time, goes_on, claims = Time(), asyncio.Event(), list[int]()
    claim = store.summaries.claim

    async def fails_once(*values: Any) -> bool:
        claims.append(1)
        if len(claims) == 2:
            raise StoreError("the disk is busy: try again.")
        if len(claims) == 4:
            goes_on.set()
        return await claim(*values)

    store.summaries.claim = fails_once  # type: ignore[method-assign,assignment]
    model = ModelWriter(asking(ScriptedModel(lambda _: tldr(GOOD), goes_on)))
    its = Summariser(store, ExtractiveWriter(), time, model, worker="a", pulse=time.pulse)
    assert await one(its) == (GOOD[0], "")


async def test_who_waits_for_another_process_says_so_once(store: MemoryStore) -> None:
    its = with_model(store, lambda _: tldr(GOOD))
    assert its.model
    time, said = Time(), list[datetime]()
    await store.summaries.claim(PAPER.id, its.model.manner("tldr"), "dead", NOW, NOW + LEASE)
    its = replace(its, clock=time, sleep=time.pulse, on_wait=lambda: said.append(time.now))
    assert await one(its) == (GOOD[0], "")
    assert said == [NOW + timedelta(seconds=3)]


async def test_what_waits_for_its_turn_is_not_claimed(store: MemoryStore) -> None:
    papers = [replace(PAPER, id=f"2603.{number:05}") for number in range(1, 13)]
    await store.papers.add(papers)
    model = ModelWriter(asking(ScriptedModel(lambda _: tldr(GOOD), goes_on := asyncio.Event())))
    its = Summariser(store, ExtractiveWriter(), lambda: NOW, model, worker="a", sleep=at_once)
    await its.written(papers, patience=0.05)
    manner, until = model.manner("tldr"), NOW + timedelta(minutes=1)
    free = [
        each.id for each in papers if await store.summaries.claim(each.id, manner, "b", NOW, until)
    ]
    assert len(free) == 6
    for each in free:
        await store.summaries.release(each, manner, "b")
    goes_on.set()
    assert {each.writer for each in await its.written(papers, patience=5)} == {"scripted"}


async def test_a_model_that_is_slow_makes_nothing_late(store: MemoryStore) -> None:
    go_on = asyncio.Event()
    model = ModelWriter(asking(ScriptedModel(lambda _: tldr(GOOD), go_on)))
    its = Summariser(store, ExtractiveWriter(), lambda: NOW, model)
    text, note = await one(its, patience=0.01)
    assert text in ABSTRACT
    assert note == "the model has not written it yet"
    go_on.set()
    assert await one(its) == (GOOD[0], "")


@pytest.mark.parametrize(
    "error", [ModelError("The model is down."), BudgetSpent(Decimal("0.50")), WriterError("Hm.")]
)
async def test_why_a_model_wrote_nothing_is_said(store: MemoryStore, error: WriterError) -> None:
    its = with_model(store, lambda _: error if isinstance(error, ModelError) else tldr())
    text, note = await one(its)
    assert text in ABSTRACT
    assert note
    assert not note.endswith(".")
    if isinstance(error, BudgetSpent):
        assert note == "The day's budget of $0.50 is spent"


async def test_what_has_no_ground_is_not_asked_for_again_and_again(store: MemoryStore) -> None:
    asked: list[Prompt] = []
    its = with_model(store, lambda prompt: asked.append(prompt) or tldr(INVENTED))
    for _ in range(3):
        text, note = await one(its)
        assert text in ABSTRACT
        assert note == "nothing that the model wrote could be found in the paper"
    assert len(asked) == 2  # once, and once mended


async def test_of_two_the_better_grounded_is_kept(store: MemoryStore) -> None:
    answers: list[Points] = [[GOOD], [INVENTED], [PUMP]]
    its = with_model(store, lambda _: tldr(*answers[0]))
    await one(its)
    answers.pop(0)
    assert (await its.anew(PAPER, "tldr", "", "fake:room")).text == GOOD[0]
    assert await one(its) == (GOOD[0], "")
    answers.pop(0)
    assert (await its.anew(PAPER, "tldr", "", "fake:room")).text == PUMP[0]
    assert await one(its) == (PUMP[0], "")


class Texts:
    """`FullTexts` of one page."""

    def __init__(self, data: bytes | None) -> None:
        self._data = data

    async def of(self, paper_id: str) -> tuple[FullText, ...]:
        if self._data is None:
            raise SourceError(f"arXiv did not answer for {paper_id}.")
        return (FullText("html", self._data),)


PAGE = (
    "<html><body><h2>1 Introduction</h2><p>Gardens are dry and pumps are slow in the summer.</p>"
    "<h2>2 Results</h2><p>On the GardenBench data, Sprinkle waters 12 beds in 3 minutes.</p>"
    "</body></html>"
)
BEDS = ("On GardenBench, Sprinkle waters 12 beds in 3 minutes.",
        "On the GardenBench data, Sprinkle waters 12 beds in 3 minutes.")  # fmt: skip


async def test_in_depth_means_of_the_full_text(store: MemoryStore) -> None:
    asked: list[Prompt] = []
    say = answer("deep", {"results": [BEDS], "idea": [GOOD]})
    its = with_model(store, lambda prompt: asked.append(prompt) or say, texts=Texts(PAGE.encode()))
    (summary,) = await its.written([PAPER], "deep", patience=20)
    assert summary.whole
    assert [each.text for each in summary.points] == [GOOD[0], BEDS[0]]
    assert [each.where for each in summary.points] == ["Abstract", "2 Results"]
    assert ABSTRACT in asked[0].material


async def test_without_a_full_text_the_abstract_is_taken_and_that_is_said(
    store: MemoryStore,
) -> None:
    say = answer("deep", {"idea": [GOOD]})
    its = with_model(store, lambda _: say, texts=Texts(b"<html></html>"))
    (summary,) = await its.written([PAPER], "deep", patience=20)
    assert (summary.whole, summary.writer) == (False, "scripted")
    assert summary.note.startswith("of the abstract: The web page")


async def test_while_arxiv_is_down_no_model_is_paid_for_less_than_was_asked(
    store: MemoryStore,
) -> None:
    asked: list[Prompt] = []
    say = answer("deep", {"idea": [GOOD]})
    its = with_model(store, lambda prompt: asked.append(prompt) or say, texts=Texts(None))
    (summary,) = await its.written([PAPER], "deep", patience=20)
    assert (summary.writer, summary.note) == ("", f"arXiv did not answer for {PAPER.id}")
    assert not asked
    its.texts = Texts(PAGE.encode())
    (summary,) = await its.written([PAPER], "deep", patience=20)
    assert summary.whole


def of_two_parts(goes_wrong: list[bool]) -> Callable[[Prompt], Said]:
    """A model that cannot read the second part of a paper, for as long as it goes wrong."""

    def say(prompt: Prompt) -> Said:
        if goes_wrong and "Sprinkle waters 12 beds" in prompt.material:
            return ModelError("It is too long.")
        return answer("deep", {"idea": [GOOD]})

    return say


async def test_what_was_read_in_part_is_shown_and_not_kept(store: MemoryStore) -> None:
    filler = f"<p>{'Beds and more beds and ' * 200} gardens are dry.</p>" * 14
    page = PAGE.replace("<h2>2", f"{filler}<h2>2")
    goes_wrong = [True]
    its = with_model(store, of_two_parts(goes_wrong), texts=Texts(page.encode()))
    for _ in range(2):
        (summary,) = await its.written([PAPER], "deep", patience=20)
        assert summary.writer == "scripted"
        assert any("not read" in each for each in summary.flags)
        assert [each.writer for each in await its.at_hand([PAPER], "deep")] == [""]
    goes_wrong.clear()
    summary = await its.anew(PAPER, "deep", "", "")
    assert not summary.flags
    goes_wrong.append(True)
    assert await its.anew(PAPER, "deep", "", "") == summary
    assert await its.at_hand([PAPER], "deep") == (summary,)


async def test_where_the_key_is_missing_each_summary_says_so(store: MemoryStore) -> None:
    its = Summariser(store, ExtractiveWriter(), lambda: NOW, lacking="no key for small")
    (at_hand,), (written,) = await its.at_hand([PAPER]), await its.written([PAPER], "points")
    assert (at_hand.note, written.note) == ("no key for small",) * 2
    source = await its.of_source(abstract_of(PAPER), "brief", "", place="")
    assert source.note == "no key for small"
    now = with_model(store, lambda _: tldr(GOOD), lacking="no key for small")
    assert await one(now) == (GOOD[0], "")


class Drawer:
    """`Drawing` that draws two bytes."""

    async def picture(self, workflow: Workflow) -> bytes | None:
        del workflow
        return b"ab"

    async def letters(self, workflow: Workflow) -> str:
        return " > ".join(each.label for each in workflow.steps)


async def test_a_workflow_is_drawn_once_and_kept(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path / "a.db")
    await store.papers.add([PAPER])
    steps = [{"label": each, "kind": "process"} for each in ("gardens", "pump", "less water")]
    workflow = {"steps": steps, "branch": [], "leaves": 0, "joins": None}
    say = answer("points", {"topic": [GOOD]}, workflow=workflow)
    its = with_model(store, lambda _: say, drawing=Drawer())
    (summary,) = await its.written([PAPER], "points", patience=5)
    assert summary.figure
    assert summary.figure.letters == "gardens > pump > less water"
    assert await store.pictures.get(summary.figure.sha256) == b"ab"
    assert await its.at_hand([PAPER], "points") == (summary,)
    await store.close()


async def test_at_the_end_nothing_is_left_running(store: MemoryStore) -> None:
    model = ModelWriter(asking(ScriptedModel(lambda _: "", asyncio.Event())))
    its = Summariser(store, ExtractiveWriter(), lambda: NOW, model, worker="a")
    await one(its, patience=0.01)
    await its.close()
    assert await store.summaries.claim(
        PAPER.id, model.manner("tldr"), "b", NOW, NOW + timedelta(minutes=1)
    )
