"""Summaries that were written before."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256

import pytest

from adapters.papers_sample import SampleSource
from bot.digest import Editor
from bot.models import Paper, Summary
from bot.service import Service
from bot.summaries import ExtractiveWriter, Remembering, one_sentence, write_ahead
from tests.fakes import TODAY, MemoryStore, TitleWriter, desk, paper


class CountingWriter(TitleWriter):
    """Knows what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def several(self, papers: Sequence[Paper]) -> tuple[Summary, ...]:
        self.asked += [each.id for each in papers]
        return await super().several(papers)


async def never() -> None:
    """Nobody waits."""


async def test_only_what_was_not_written_before_is_written() -> None:
    store, writer = MemoryStore(), CountingWriter()
    remembering = Remembering(writer, store.summaries)
    papers = [paper(number) for number in (1, 2, 3)]
    await store.papers.add(papers[1:])
    assert await write_ahead(writer, store, never) == 2
    assert sorted(writer.asked) == [papers[1].id, papers[2].id]
    assert await write_ahead(writer, store, never) == 0
    await store.papers.add(papers)
    texts = [each.text for each in await remembering.several([papers[1], papers[0], papers[2]])]
    assert texts == [papers[1].title, papers[0].title, papers[2].title]
    assert writer.asked[2:] == [papers[0].id]
    assert await remembering.several([]) == ()


async def test_a_changed_abstract_is_summarised_anew() -> None:
    store, writer = MemoryStore(), CountingWriter()
    await store.papers.add([paper(1, "Before")])
    await write_ahead(writer, store, never)
    await store.papers.add([paper(1, "After")])
    remembering = Remembering(writer, store.summaries)
    assert (await remembering.summarise(paper(1, "After"))).text == "After"
    assert await write_ahead(writer, store, never) == 1
    assert (await remembering.summarise(paper(1, "After"))).text == "After"
    assert len(writer.asked) == 3


async def test_what_was_written_ahead_stays_when_the_rest_is_stopped() -> None:
    store, turns, stopped = MemoryStore(), 0, asyncio.Event()
    await store.papers.add(paper(number) for number in range(600))

    async def step_aside() -> None:
        nonlocal turns
        turns += 1
        if turns == 20:
            stopped.set()
            await asyncio.Event().wait()

    writing = asyncio.create_task(write_ahead(TitleWriter(), store, step_aside))
    await stopped.wait()
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    left = len(await store.summaries.lacking(TitleWriter.manner))
    assert 0 < left < 600
    assert await write_ahead(TitleWriter(), store, never) == left


async def test_what_comes_in_is_summarised_before_anybody_asks() -> None:
    store = MemoryStore()
    await store.papers.add([paper(1)])
    its = desk(store)
    editor = Editor(store, its.writer, its.chats, its.clock, "tests", timedelta(hours=1))
    await Service(its, editor).ingest()
    assert await store.summaries.lacking(its.writer.manner) == ()


async def test_another_sentence_is_another_version_of_the_writer() -> None:
    """What stores remember would stay: count the version in `ExtractiveWriter.manner` on."""
    batch = await SampleSource(TODAY).latest((), None)
    papers = {each.paper.id: each.paper for each in batch.announcements}
    sentences = [one_sentence(papers[each].title, papers[each].abstract) for each in sorted(papers)]
    chosen = sha256("\n".join(sentences).encode()).hexdigest()[:8]
    assert (ExtractiveWriter.manner.writer, chosen) == ("extractive 1", "3bb5c416")
