"""Sentences that are written before anybody asks for them."""

import asyncio
from datetime import timedelta
from hashlib import sha256

import pytest

from adapters.papers_sample import SampleSource
from bot.digest import Editor
from bot.models import Source, Style, Summary
from bot.service import Service
from bot.summaries import ExtractiveWriter, Summariser, one_sentence, write_ahead
from tests.fakes import NOW, TODAY, TitleWriter, desk, paper
from tests.memory import MemoryStore


class CountingWriter(TitleWriter):
    """Knows what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def write(
        self, source: Source, style: Style, language: str = "", *, place: str = ""
    ) -> Summary:
        self.asked.append(source.title)
        return await super().write(source, style, language, place=place)


async def never() -> None:
    """Nobody waits."""


async def test_only_what_was_not_written_before_is_written() -> None:
    store, writer = MemoryStore(), CountingWriter()
    summariser = Summariser(store, writer, lambda: NOW)
    papers = [paper(number) for number in (1, 2, 3)]
    await store.papers.add(papers[1:])
    assert await write_ahead(writer, store, never) == 2
    assert sorted(writer.asked) == [papers[1].title, papers[2].title]
    assert await write_ahead(writer, store, never) == 0
    await store.papers.add(papers)
    texts = [each.text for each in await summariser.at_hand([papers[1], papers[0], papers[2]])]
    assert texts == [papers[1].title, papers[0].title, papers[2].title]
    assert writer.asked[2:] == [papers[0].title]
    assert await summariser.at_hand([]) == ()


async def test_a_changed_abstract_is_summarised_anew() -> None:
    store, writer = MemoryStore(), CountingWriter()
    await store.papers.add([paper(1, "Before")])
    await write_ahead(writer, store, never)
    await store.papers.add([paper(1, "After")])
    summariser = Summariser(store, writer, lambda: NOW)
    assert [each.text for each in await summariser.at_hand([paper(1, "After")])] == ["After"]
    assert await write_ahead(writer, store, never) == 1
    assert [each.text for each in await summariser.at_hand([paper(1, "After")])] == ["After"]
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
    left = len(await store.summaries.lacking(TitleWriter().manner("tldr")))
    assert 0 < left < 600
    assert await write_ahead(TitleWriter(), store, never) == left


async def test_what_comes_in_is_summarised_before_anybody_asks() -> None:
    store = MemoryStore()
    await store.papers.add([paper(1)])
    its = desk(store)
    editor = Editor(store, its.summariser, its.chats, its.clock, "tests", timedelta(hours=1))
    await Service(its, editor).ingest()
    assert await store.summaries.lacking(its.summariser.extractive.manner("tldr")) == ()


async def test_another_sentence_is_another_version_of_the_writer() -> None:
    """What stores remember would stay: count the version in `ExtractiveWriter.manner` on."""
    batch = await SampleSource(TODAY).latest((), None)
    papers = {each.paper.id: each.paper for each in batch.announcements}
    sentences = [one_sentence(papers[each].title, papers[each].abstract) for each in sorted(papers)]
    chosen = sha256("\n".join(sentences).encode()).hexdigest()[:8]
    assert (ExtractiveWriter().manner("tldr").writer, chosen) == ("extractive 1", "3bb5c416")
