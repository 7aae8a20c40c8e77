"""Where no paper fits a topic: the mended word, the closest papers, or what to try."""

from dataclasses import replace
from itertools import combinations, islice

from bot.models import Paper, Pick, Topic
from bot.papers.found import Found, about, matching, order
from bot.papers.match import match
from bot.ports import PaperStore
from bot.text.words import counted

_TRIES = 6  # ways to leave out as many words
_FEW, _MANY = 5, 100  # papers: a word in few that is near to one in many may be a slip


async def nearly(topic: Topic, papers: PaperStore, limit: int) -> Found:
    """One misspelt word mended, else the papers of that name, else with most words, or none."""
    wanted = _words(topic)
    missing = await _missing(wanted, papers)
    if len(missing) == 1:
        found = await _mended(topic, missing[0], papers, limit)
        if found.picks:
            return found
    found = await _by_name(topic, papers, limit)
    known = [each for each in wanted if each not in missing]
    fewest = max((len(wanted) + 1) // 2, 1)
    for size in range(len(known), fewest - 1, -1):
        found = found if found.picks else await _closest(topic, known, size, papers, limit)
    return found


async def hint(topic: Topic, found: Found, papers: PaperStore) -> str:
    """Where a word is in few papers and may be a slip for a common one: “Did you mean …?”."""
    if found.total > _FEW:
        return ""
    holding = await papers.holding(_words(topic), _FEW + 1)
    for word in [each for each, count in holding.items() if count <= _FEW]:
        near = await papers.holding(await papers.nearest_words(word), _MANY)
        common = [each for each, count in near.items() if count == _MANY]
        if common:
            return f"Did you mean “{common[0]}”?"
    return ""


async def nothing(topic: Topic, papers: PaperStore) -> str:
    """Say what was tried, and what to try."""
    count = counted(await papers.count(), "paper")
    tried = f"Nothing {about(topic)} among {count}"
    wanted = _words(topic)
    if not wanted:
        return f"{tried}."
    missing = [await _perhaps(each, papers) for each in await _missing(wanted, papers)]
    if missing and len(wanted) > 1:
        tried = f"{tried}: none has {' or '.join(missing)}. Try without."
    else:
        tried = f"{tried}: try other or fewer words."
    hint = 'Paperboy looks in titles and abstracts; authors with by:"Kaiming He".'
    return tried if topic.authors else f"{tried} {hint}"


def _words(topic: Topic) -> tuple[str, ...]:
    """The telling words, also those within phrases."""
    every = (*topic.words, *(word for phrase in topic.phrases for word in phrase.split()))
    return tuple(dict.fromkeys(Topic(every).telling))


async def _missing(wanted: tuple[str, ...], papers: PaperStore) -> list[str]:
    return [each for each, count in (await papers.holding(wanted, 1)).items() if not count]


async def _perhaps(word: str, papers: PaperStore) -> str:
    near = await papers.nearest_words(word)
    return f"“{word}” (perhaps “{near[0]}”?)" if near else f"“{word}”"


async def _mended(topic: Topic, wrong: str, papers: PaperStore, limit: int) -> Found:
    for right in await papers.nearest_words(wrong):
        phrases = (_replaced(tuple(each.split()), wrong, right) for each in topic.phrases)
        spelt = replace(
            topic,
            words=_replaced(topic.words, wrong, right),
            phrases=tuple(map(" ".join, phrases)),
        )
        found = await matching(spelt, papers, limit)
        if found.picks:
            return replace(found, note=f"No paper has “{wrong}”: showing {spelt}.")
    return Found((), 0)


async def _by_name(topic: Topic, papers: PaperStore, limit: int) -> Found:
    name = " ".join(topic.words)
    if len(topic.words) < 2 or topic.phrases or topic.authors:
        return Found((), 0)
    found = await matching(replace(topic, words=(), authors=(name,)), papers, limit)
    return replace(found, note=f"No paper is on “{name}”: showing those by {name}.")


async def _closest(
    topic: Topic, known: list[str], size: int, papers: PaperStore, limit: int
) -> Found:
    """Papers with `size` of the known words, one of them in the title."""
    best: dict[str, Pick] = {}
    for chosen in islice(combinations(known, size), _TRIES):
        part = replace(topic, words=chosen, phrases=())
        for pick in await matching(part, papers, limit):
            if _titled(chosen, pick.paper):
                score = round(pick.score * size / len(_words(topic)), 3)
                best.setdefault(pick.paper.id, replace(pick, score=score))
    picks = tuple(sorted(best.values(), key=order)[:limit])
    return Found(picks, len(picks), note=f"No paper has all of {topic}. Closest:")


def _replaced(found: tuple[str, ...], wrong: str, right: str) -> tuple[str, ...]:
    return tuple(right if each == wrong else each for each in found)


def _titled(chosen: tuple[str, ...], paper: Paper) -> bool:
    matches = (match(Topic((each,)), paper) for each in chosen)
    return any(fits and fits.score == 1.0 for fits in matches)
