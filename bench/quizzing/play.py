"""Questions as they are asked in play: by the finder, with the titles that stand beside there."""

import asyncio
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from zlib import crc32

from bot.messages import Address
from bot.models import Paper, Question
from bot.quizzes import Beside, Finder
from bot.quizzes.company import read
from bot.quizzes.play import asked_about
from bot.quizzes.which import WHICH
from bot.ranking import Meaning
from bot.ranking.child import fit_meaning
from bot.ranking.limits import DIMENSIONS
from bot.ranking.traits import text_of
from bot.text.words import stem, words

PLACE = Address("bench", "room")
NEWEST, FITTED, DIGEST = 3_000, 20_000, 10
NOW = datetime(2026, 3, 10, tzinfo=UTC)
TOPICS = (
    "gaussian splatting", "diffusion model", "reasoning", "robot manipulation", "speech",
    "medical image segmentation", "graph neural network", "reinforcement learning", "agents",
    "autonomous driving", "retrieval augmented generation", "code generation", "video generation",
    "time series", "federated learning", "quantum", "hallucination", "tokenization", "tabular",
)  # fmt: skip


class Play:
    """Asks about real papers as of their days."""

    def __init__(self, papers: Sequence[Paper]) -> None:
        self.papers = papers
        self._days = [each.announced or date.min for each in papers]
        fitted = Random(1).sample(papers, min(FITTED, len(papers)))
        self.meaning = fit_meaning([text_of(each) for each in fitted], DIMENSIONS)
        self._finder = Finder(None, self._mean)

    async def _mean(self) -> Meaning:
        return self.meaning

    def about(self, paper: Paper, seed: int) -> tuple[Question, ...]:
        """All questions on a paper whose id is typed, where nothing was posted yet."""
        its = self._finder.all_of([paper], Beside(self._newest(paper)), seed, str(PLACE))
        found = asyncio.run(its)
        return tuple(_shown(paper, each, seed) for each in found[1]) if found else ()

    def numbers(self, paper: Paper, seed: int) -> tuple[Question, ...]:
        """Those of its questions that ask for a number."""
        found = asyncio.run(Finder().all_of([paper], Beside(()), seed, str(PLACE)))
        return tuple(_shown(paper, each, seed) for each in found[1]) if found else ()

    def on_topic(self, topic: str, seed: int) -> Iterator[Question]:
        """Which of some papers, each asked about one that a typed topic finds."""
        pool = self._matching(topic, self.papers[-3 * NEWEST :])[:500]
        for paper in Random(seed).sample(pool, min(len(pool), 12)):
            its = self._finder.all_of([paper], Beside(pool, topic), seed, str(PLACE))
            found = asyncio.run(its)
            yield from (each for each in found[1] if each.prompt.startswith(WHICH)) if found else ()

    def digests(self, seed: int) -> Iterator[tuple[tuple[Paper, ...], Question | None]]:
        """Digests of a day on a topic, and the question behind each."""
        random = Random(seed)
        for topic in TOPICS:
            for day in random.sample(sorted(set(self._days)), 10):
                of_day = [each for each in self._newest_of(day) if each.announced == day]
                its = tuple(self._matching(topic, of_day)[:DIGEST])
                if len(its) > 1:
                    yield its, self._behind(its, seed)

    def _behind(self, its: tuple[Paper, ...], seed: int) -> Question | None:
        fresh = list(its)
        Random(seed).shuffle(fresh)
        found = asyncio.run(self._finder.find(fresh, Beside(its), seed, str(PLACE)))
        return _shown(*found, seed) if found else None

    def _newest(self, paper: Paper) -> Sequence[Paper]:
        return self._newest_of(paper.announced or date.min)

    def _newest_of(self, day: date) -> Sequence[Paper]:
        end = bisect_right(self._days, day)
        return self.papers[max(end - NEWEST, 0) : end]

    def _matching(self, topic: str, papers: Sequence[Paper]) -> list[Paper]:
        wanted = set(map(stem, words(topic)))
        titled = [each for each in papers if wanted <= set(map(stem, words(each.title)))]
        told = [each for each in papers if wanted <= set(map(stem, words(each.abstract)))]
        return list({each.id: each for each in (*titled, *told)}.values())


def of_digest(digest: Sequence[Paper], question: Question) -> list[float]:
    """Marks: an option that stands in the digest, the sooner the better."""
    heads = [text.options for each in digest if (text := read(each))]
    first = {option: place for place, its in reversed([*enumerate(heads)]) for option in its}
    return [-float(first.get(each, len(heads))) for each in question.options]


def _shown(paper: Paper, question: Question, seed: int) -> Question:
    until = NOW + timedelta(days=1)
    return asked_about(
        paper, question, PLACE, seed + crc32(paper.id.encode()), NOW, until, "UTC"
    ).question
