"""The meaning of our papers' words is fitted where that is due, and held in memory."""

from datetime import datetime, timedelta

from bot.ranking import Meanings
from tests.fakes import NOW, MemoryStore, paper

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
