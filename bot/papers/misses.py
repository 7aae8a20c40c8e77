"""Where no paper fits a topic: the mended word, the closest papers, or what to try."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice, product

from bot.models import Topic
from bot.papers.close import telling
from bot.papers.found import Found, about, best_and_close, matching, order
from bot.ports import PaperStore
from bot.text.words import counted

_TRIES = 4  # ways to mend a topic
_PART, _LONGEST = 3, 40  # letters of a word, and of two that were typed as one
_FEW, _MANY = 5, 100  # papers: a word in few that is near to one in many may be a slip


async def nearly(topic: Topic, close: Found, papers: PaperStore, limit: int) -> Found:
    """Misspelt words mended, else the papers of that name, else what came close, or none."""
    found = await _mended(topic, papers, limit)
    found = found if found.picks else await _by_name(topic, papers, limit)
    if not found.picks:
        picks = close.picks
        found = Found(picks, len(picks), note=f"No paper has all of {topic}. Closest:")
    return found


async def hint(topic: Topic, found: Found, papers: PaperStore) -> str:
    """Where few papers have the words: a common word that one may be a slip for, or an author."""
    if found.total > _FEW or found.note:
        return ""
    holding = await papers.holding(telling(topic), _FEW + 1)
    for word in [each for each, count in holding.items() if count <= _FEW]:
        near = await papers.holding(await papers.nearest_words(word), _MANY)
        common = [each for each, count in near.items() if count == _MANY]
        if common:
            return f"Did you mean “{common[0]}”?"
    if topic.authors or topic.phrases or not topic.words:
        return ""
    name = " ".join(topic.words)
    its = await matching(replace(topic, words=(), authors=(name,)), papers, 1)
    return f'/paper by:"{name}" finds the author.' if its.picks else ""


async def nothing(topic: Topic, papers: PaperStore) -> str:
    """Say what was tried, and what to try."""
    count = counted(await papers.count(), "paper")
    tried = f"Nothing {about(topic)} among {count}"
    wanted = telling(topic)
    if not wanted:
        return f"{tried}."
    missing = [await _perhaps(each, papers) for each in await _missing(wanted, papers)]
    if missing and len(wanted) > 1:
        tried = f"{tried}: none has {' or '.join(missing)}. Try without."
    else:
        tried = f"{tried}: try other or fewer words."
    hint = 'Paperboy looks in titles and abstracts; authors with by:"Kaiming He".'
    return tried if topic.authors else f"{tried} {hint}"


async def _missing(wanted: tuple[str, ...], papers: PaperStore) -> list[str]:
    return [each for each, count in (await papers.holding(wanted, 1)).items() if not count]


async def _perhaps(word: str, papers: PaperStore) -> str:
    near = await papers.nearest_words(word)
    return f"“{word}” (perhaps “{near[0]}”?)" if near else f"“{word}”"


async def _mended(topic: Topic, papers: PaperStore, limit: int) -> Found:
    """The papers on the topic as it was probably meant: of all ways to mend it, the best."""
    slips = await _slips(topic, papers)
    if not slips or not all(slips.values()):
        return Found((), 0)
    best, meant = Found((), 0), topic
    for rights in islice(product(*slips.values()), _TRIES):
        spelt = _spelt(topic, dict(zip(slips, rights, strict=True)))
        found = await matching(spelt, papers, limit)
        if found.picks and (not best.picks or order(found.picks[0]) < order(best.picks[0])):
            best, meant = found, spelt
    if not best.picks:
        return best
    wrong = " or ".join(f"“{each}”" for each in slips)
    which = "Hardly any" if any((await papers.holding(tuple(slips), 1)).values()) else "No"
    found = await best_and_close(meant, papers, limit)
    return replace(found, note=f"{which} paper has {wrong}: showing {meant}.")


async def _slips(topic: Topic, papers: PaperStore) -> dict[str, tuple[str, ...]]:
    """The words that no paper has, or few and probably by mistake: what each may be meant for."""
    holding = await papers.holding(telling(topic), _FEW + 1)
    slips: dict[str, tuple[str, ...]] = {}
    for word in [each for each, count in holding.items() if count <= _FEW]:
        near = await papers.nearest_words(word)
        if not (near or holding[word]):
            near = await _apart(word, papers)
        elif holding[word]:
            counts = await papers.holding(near, _MANY)
            near = tuple(each for each, count in counts.items() if count == _MANY)
        if near or not holding[word]:
            slips[word] = near
    return slips


async def _apart(word: str, papers: PaperStore) -> tuple[str, ...]:
    """Two common words that were typed as one, as in “gaussiansplatting”; the likeliest first."""
    cuts = range(_PART, min(len(word), _LONGEST) - _PART + 1)
    pairs = {(word[:at], word[at:]) for at in cuts}
    holding = await papers.holding([each for pair in pairs for each in pair], _MANY)
    counts = {" ".join(pair): min(holding[each] for each in pair) for pair in pairs}
    likely = sorted(counts, key=lambda pair: (-counts[pair], pair))
    return tuple(pair for pair in likely if counts[pair] > _FEW)


def _spelt(topic: Topic, rights: Mapping[str, str]) -> Topic:
    phrases = (" ".join(rights.get(each, each) for each in its.split()) for its in topic.phrases)
    words = tuple(part for each in topic.words for part in rights.get(each, each).split())
    return replace(topic, words=words, phrases=tuple(phrases))


async def _by_name(topic: Topic, papers: PaperStore, limit: int) -> Found:
    """The papers by who is named by all words, or, as in `by:Kaiming He`, by the first of them.

    The family may stand first: `by:He, Kaiming`.
    """
    if not topic.words or topic.phrases or len(topic.authors) > 1:
        return Found((), 0)
    for count in (1, 2) if topic.authors else (len(topic.words),):
        first, *rest = [*topic.authors, *topic.words[:count]]
        for name in dict.fromkeys((" ".join([first, *rest]), " ".join([*rest, first]))):
            wanted = replace(topic, words=topic.words[count:], authors=(name,))
            found = await matching(wanted, papers, limit)
            if found.picks:
                return replace(
                    found, note=f"No paper is {about(topic)}: showing those {about(wanted)}."
                )
    return Found((), 0)
