"""The papers of a store, in memory."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from bot.models import (
    Candidate,
    Offered,
    Paper,
    Topic,
)
from bot.papers import match, readable
from bot.text.words import nearest, words


class MemoryPapers:
    def __init__(self) -> None:
        self._papers: dict[str, Paper] = {}

    async def add(self, papers: Iterable[Paper]) -> int:
        before = len(self._papers)
        for each in papers:
            self._papers[each.id] = _merged(self._papers.get(each.id), each)
        return len(self._papers) - before

    def drop_sample(self) -> set[str]:
        gone = {each.id for each in self._papers.values() if each.sample}
        self._papers = {each.id: each for each in self._papers.values() if not each.sample}
        return gone

    async def several(self, paper_ids: Iterable[str]) -> tuple[Paper, ...]:
        return tuple(readable(self._papers[each]) for each in paper_ids if each in self._papers)

    async def get(self, paper_id: str) -> Paper | None:
        return next(iter(await self.several([paper_id])), None)

    async def written(self, paper_id: str) -> Paper | None:
        return self._papers.get(paper_id)

    async def search(self, topic: Topic, limit: int, best: int | None = None) -> Offered:
        del best
        if topic == Topic(exclude=topic.exclude):
            return Offered()
        newest = await self.recent(len(self._papers))
        matches = [(each, match(replace(topic, exclude=()), each)) for each in newest]
        fitting = [
            Candidate(partial(_itself, each), each.announced, fits.score)
            for each, fits in matches
            if fits
        ]
        offered = tuple(sorted(fitting, key=lambda each: -each.at_best))[:limit]
        return Offered(offered, len(offered))

    async def closest(self, topic: Topic, limit: int) -> Offered:
        frame = replace(topic, words=(), phrases=(), exclude=())
        every = await self.search(topic, len(self._papers))
        fitting = [replace(each, at_best=_named(topic, each)) for each in every]
        known = {each.read().id for each in fitting}
        wanted = [*topic.telling, *(word for each in topic.phrases for word in each.split())]
        close = []
        for each in await self.recent(len(self._papers)):
            fits = [its for word in wanted if (its := match(Topic((word,)), each))]
            least = min(2, (len(wanted) + 1) // 2)
            if len(fits) >= least and each.id not in known and match(frame, each):
                close.append((-sum(its.score for its in fits), len(close), each))
        fitting.sort(key=lambda each: -each.at_best)
        fitting += [
            Candidate(partial(_itself, each), each.announced, 0.0) for *_, each in sorted(close)
        ]
        return Offered(tuple(fitting[:limit]), min(len(known), 40))

    async def holding(self, words: Sequence[str], most: int) -> Mapping[str, int]:
        return {each: (await self.search(Topic((each,)), most)).total for each in words}

    async def nearest_words(self, word: str) -> tuple[str, ...]:
        texts = (f"{each.title} {each.abstract}" for each in self._papers.values())
        return nearest(
            word, Counter(each for text in texts for each in words(text) if each[:1] == word[:1])
        )

    async def prepare(self) -> None:
        """Nothing takes long here."""

    async def recent(self, limit: int) -> tuple[Paper, ...]:
        newest = sorted(self._papers.values(), key=lambda each: str(each.announced or ""))
        return tuple(map(readable, reversed(newest)))[:limit]

    async def count(self) -> int:
        return len(self._papers)


def _named(topic: Topic, its: Candidate) -> float:
    """At best 2 where the title is the topic."""
    rows = (" ".join(topic.words), *topic.phrases)
    return 2.0 if " ".join(words(its.read().title)) in rows else its.at_best


def _itself(its: Paper) -> Paper:
    return its


def _merged(known: Paper | None, newcomer: Paper) -> Paper:
    """What the newcomer does not know stays as it was."""
    if known is None:
        return newcomer
    base = newcomer if newcomer.categories else known
    days = [each.announced for each in (known, newcomer) if each.announced]
    return replace(
        base,
        announced=min(days, default=None),
        submitted=newcomer.submitted or known.submitted,
        upvotes=known.upvotes if newcomer.upvotes is None else newcomer.upvotes,
        code=newcomer.code or known.code,
        keywords=newcomer.keywords or known.keywords,
        sample=newcomer.sample,
    )
