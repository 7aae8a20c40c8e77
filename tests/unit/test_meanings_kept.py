"""The meaning of our papers' words is fitted where that is due, and held in memory."""

import sys
from datetime import datetime, timedelta

import pytest

from bot.ranking import Meaning, Meanings, UnfitMeaning
from bot.ranking.fitting import placed
from bot.ranking.meaning import packed
from tests.fakes import NOW, paper
from tests.memory import MemoryStore

SUBJECTS = ("pumps move water", "engines burn fuel", "lenses bend light", "seeds become trees")


async def filled(count: int) -> MemoryStore:
    store = MemoryStore()
    await store.papers.add(
        paper(each, f"On {SUBJECTS[each % 4]} {each}", abstract=f"We show {SUBJECTS[each % 4]}.")
        for each in range(count)
    )
    return store


async def test_few_papers_have_rare_words_and_no_meaning() -> None:
    meanings = Meanings(await filled(40), lambda: NOW)
    assert not await meanings.renew()
    current = await meanings.current()
    assert current.dimensions == 0
    assert "pump" in current.places


async def test_a_meaning_is_fitted_once_a_week_and_when_the_papers_grew() -> None:
    store, now = await filled(220), [NOW]

    def clock() -> datetime:
        return now[0]

    meanings = Meanings(store, clock)
    assert await meanings.renew()
    current = await meanings.current()
    assert current.dimensions > 0
    assert await meanings.current() is current
    assert not await meanings.renew()
    now[0] += timedelta(days=7)
    assert await meanings.renew()
    assert await meanings.current() is not current
    assert not await meanings.renew()
    await store.papers.add(paper(each) for each in range(1_000, 1_060))
    assert await meanings.renew()


async def test_what_another_process_fitted_is_taken() -> None:
    store = await filled(220)
    one, other = Meanings(store, lambda: NOW), Meanings(store, lambda: NOW)
    await one.renew()
    assert not await other.renew()
    assert (await other.current()).stems == (await one.current()).stems


async def test_each_paper_is_placed_once_by_every_meaning() -> None:
    store = await filled(220)
    meanings = Meanings(store, lambda: NOW)
    assert await meanings.place() == 0
    await meanings.renew()
    assert await meanings.place() == 220
    assert await meanings.place() == 0
    await store.papers.add([paper(900, "Pumps"), paper(901, "Zebras", abstract="Stripes.")])
    assert await meanings.place() == 2
    dimensions = (await meanings.current()).dimensions
    assert {len(its) for _, its in store.meanings.vectors.values()} == {dimensions}


async def test_a_thread_places_papers_as_a_process_does() -> None:
    store = await filled(220)
    meanings = Meanings(store, lambda: NOW)
    await meanings.renew()
    meaning = await meanings.current()
    texts = await store.meanings.stems(220)
    dumped = meaning.dump()
    assert await placed(dumped, meaning.dimensions, texts) == packed(Meaning.load(dumped), texts)


async def test_a_process_that_cannot_place_is_no_answer() -> None:
    with pytest.raises(UnfitMeaning, match="its process ended with"):
        await placed(b"nonsense", 2, ["pump"])


async def test_a_fit_that_fails_is_tried_again_after_a_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store, now = await filled(220), [NOW]
    meanings = Meanings(store, lambda: now[0])
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(UnfitMeaning, match=r"not learned anew: no process.*again in a day"):
        await meanings.renew()
    for hours in (0, 12, 23):
        now[0] = NOW + timedelta(hours=hours)
        assert not await meanings.renew()
    now[0] = NOW + timedelta(hours=24)
    with pytest.raises(UnfitMeaning):
        await meanings.renew()
    monkeypatch.undo()
    now[0] = NOW + timedelta(hours=49)
    assert await meanings.renew()
    now[0] += timedelta(days=7)
    assert await meanings.renew()


async def test_placing_that_fails_is_tried_again_after_a_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store, now = await filled(220), [NOW]
    meanings = Meanings(store, lambda: now[0])
    await meanings.renew()
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(UnfitMeaning, match="not placed by their meaning: no process"):
        await meanings.place()
    monkeypatch.undo()
    assert await meanings.place() == 0
    now[0] += timedelta(days=1)
    assert await meanings.place() == 220
