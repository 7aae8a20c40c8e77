"""Whether a paper is found again by what somebody remembers of its title."""

import asyncio
from pathlib import Path
from random import Random

from figures import report

from bot.errors import UserError
from bot.papers import find
from bot.text.words import words
from searching.asking import misspelt, remembered, titles, unsaid
from storage.sqlite import SqliteStore

_SHOWN = 5
_FEW = 5


def measure(file: Path, count: int) -> None:
    """Three words, three words with a slip, the whole title as a phrase."""
    asyncio.run(_measure(file, count))


async def _measure(file: Path, count: int) -> None:
    random = Random(9)
    asked = remembered(file, count, random)
    slips = [misspelt(each.words, random) for each in asked]
    store = await SqliteStore.open(file)
    await store.papers.prepare()
    plain = [await _finds(store, " ".join(each.words), each.paper_id, each.title) for each in asked]
    mended = [
        await _finds(store, typed, each.paper_id, each.title)
        for typed, each in zip(slips, asked, strict=True)
    ]
    named = titles(file, count, random)
    first = [await _finds(store, _phrase(title), its, title, 1) for its, title in named]
    await store.close()
    few = [found for found, each in zip(plain, asked, strict=True) if each.holding <= _FEW]
    for name, found, target in (
        ("three words of a title: the paper in the first 5", plain, 93.0),
        ("three words that at most five titles hold: the paper in the first 5", few, 97.0),
        ("three words, one misspelt: the paper in the first 5", mended, 85.0),
        ("a title as a phrase: the paper is the first", first, 100.0),
    ):
        report(name, 100 * sum(found) / len(found), "%", target, at_least=True)


async def _finds(
    store: SqliteStore, typed: str, paper_id: str, title: str, first: int = _SHOWN
) -> bool:
    """Whether it is among the first, or one of just the same title."""
    try:
        found = await find(typed, store.papers, unsaid, _SHOWN)
    except UserError:
        return False
    return any(
        pick.paper.id == paper_id or words(pick.paper.title) == words(title)
        for pick in found.picks[:first]
    )


def _phrase(title: str) -> str:
    return '"' + "".join(" " if each in '"“”„' else each for each in title) + '"'
