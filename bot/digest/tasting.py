"""What places like, looked up or learned anew: for one round, so that nothing is read twice."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from bot.digest.judged import ENOUGH, UNJUDGED, Judged, left_out, likings
from bot.digest.known import Known, too_far
from bot.digest.select import is_topical, topical, topics_of
from bot.messages import Address
from bot.models import Learned, Opinion, Paper, Subscription, Topic
from bot.papers import match
from bot.ports import Store

if TYPE_CHECKING:  # numpy takes a while
    from bot.digest.readings import Readings
    from bot.ranking import Background

_MOST = 1_000  # votes: the newest of everybody
_WORDS = 2_000  # papers to learn from which words are rare, before there is a meaning
_AGE = timedelta(days=7)  # what was learned is learned anew: votes grow old, and papers change
_YOUNG = timedelta(days=1)  # the same while few papers are known
_NEAR, _NEAR_ON_TOPIC = 0.6, 0.7  # cosine: what is on one topic is alike anyway
_LIKED = 0.8  # of all papers: one that stands above them is liked, and said to be
_DAY = timedelta(days=1)
_LOOKED, _AT_ONCE = 60, 10  # votes for papers, the newest, that are looked at for their topic
_FORMAT = 1  # of what is stored: a taste of another is learned anew


class Tasting:
    """Judges papers for places. Without votes, seeds and a fitted meaning it knows nothing."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._voted: frozenset[Address] | None = None
        self._readings: Readings | None = None
        self._looked = False
        self._background: Background | None = None
        self._voted_papers: dict[str, Paper] = {}
        self._matches: dict[tuple[Topic, str], bool] = {}
        self._reach = 0  # papers that were asked for as a background
        self._known: dict[tuple[Address, tuple[str, ...]], Known | None] = {}

    async def judged(
        self, subscription: Subscription, papers: Sequence[Paper], now: datetime
    ) -> Judged:
        """What is known of papers for a subscription."""
        known = await self.known(subscription, now) if papers else None
        if known is None and len(papers) < 3:
            return UNJUDGED  # no three on one trick
        readings = await self._fitted()
        if readings is None:
            return UNJUDGED
        likeness = _NEAR_ON_TOPIC if is_topical(subscription) else _NEAR
        near = readings.near(likeness)
        if known is None:
            return Judged(near=near)
        scores = await asyncio.to_thread(readings.scores, known.taste, papers)
        shares = await self.left_out(subscription, known, papers)
        liked = known.taste.bar(_LIKED) if known.liked else float("inf")
        return Judged(
            likings(scores, known.liked + known.disliked),
            frozenset(
                each.id
                for each in papers
                if too_far(subscription, known, shares[each.id], each, scores[each.id])
            ),
            lambda its: readings.liked(its, known.taste) if scores[its.id] > liked else "",
            near,
        )

    async def left_out(
        self, subscription: Subscription, known: Known, papers: Sequence[Paper]
    ) -> dict[str, float]:
        """The share of all papers that is too little like what was liked, for each of these by id.

        A paper on a topic is judged as such also where another topic is no more than a category.
        """
        topics = list(filter(topical, topics_of(subscription)))
        on_topic = {
            each.id
            for each in papers
            if is_topical(subscription) or any(self._fits(topic, each) for topic in topics)
        }
        seeds = known.counts[2]  # those that are here
        by_taste = left_out(subscription.breadth, known.liked, seeds, topical=False)
        by_topic = 0.0
        if on_topic and left_out(subscription.breadth, known.liked, seeds, topical=True):
            # Votes on other topics of the place do not tell what is good on this one.
            liked = min(known.liked, seeds + await self._voted_for(topics, known))
            by_topic = left_out(subscription.breadth, liked, seeds, topical=True)
        return {each.id: by_topic if each.id in on_topic else by_taste for each in papers}

    async def _voted_for(self, topics: Sequence[Topic], known: Known) -> int:
        """How many votes are for papers on these; it is not counted on once they suffice."""
        count, newest = 0, known.voted_for[:_LOOKED]
        for start in range(0, len(newest), _AT_ONCE):
            its = newest[start : start + _AT_ONCE]
            if unread := {*its} - self._voted_papers.keys():
                read = await self._store.papers.several(unread)
                self._voted_papers |= {each.id: each for each in read}
            for paper in filter(None, map(self._voted_papers.get, its)):
                count += any(self._fits(topic, paper) for topic in topics)
            if count >= ENOUGH:
                break
        return count

    def _fits(self, topic: Topic, paper: Paper) -> bool:
        """Each paper is matched once, whoever asks."""
        key = (topic, paper.id)
        if key not in self._matches:
            self._matches[key] = match(topic, paper) is not None
        return self._matches[key]

    async def known(self, subscription: Subscription, now: datetime) -> Known | None:
        """What a place likes; `None` where it never said."""
        if self._voted is None:
            self._voted = await self._store.tastes.places()
        if subscription.place not in self._voted and not subscription.like:
            return None
        key = (subscription.place, subscription.like)
        if key not in self._known:
            self._known[key] = await self._know(*key, now)
        return self._known[key]

    async def readings(self) -> "Readings":
        """Reads papers by the last meaning; before there is any, by their words alone."""
        found = await self._fitted()
        if found is None:
            stems = await self._store.meanings.stems(_WORDS)
            found = self._readings = await asyncio.to_thread(_of_words, stems)
        return found

    async def _know(self, place: Address, like: tuple[str, ...], now: datetime) -> Known | None:
        opinions = await self._store.tastes.of(place, _MOST)
        seeds = await self._store.papers.several(like)
        if not (opinions or seeds):
            return None
        readings = await self.readings()
        basis = _basis(readings.number, opinions, seeds)
        learned = await self._store.tastes.latest(place, like)
        age = _AGE if readings.number else _YOUNG
        if learned is None or learned.basis != basis or now - learned.at >= age:
            learned = await self._learn(opinions, seeds, basis, now)
            if learned is None:
                return None
            await self._store.tastes.keep(place, like, learned, opinions)
        ups = sum(each.liked for each in opinions)
        counts = (ups, len(opinions) - ups, len(seeds))
        from bot.ranking import Taste

        voted_for = tuple(each.paper for each in opinions if each.liked)
        taste = Taste.load(learned.dumped)
        return Known(taste, learned.liked, learned.disliked, counts, voted_for)

    async def _learn(
        self, opinions: Sequence[Opinion], seeds: Sequence[Paper], basis: str, now: datetime
    ) -> Learned | None:
        voted = await self._store.papers.several({each.paper for each in opinions})
        papers = {each.id: each for each in (*voted, *seeds)}
        if not papers:
            return None
        readings = await self.readings()
        behind = await self.behind(len(papers))
        said = {each: its for each, its in _weighed(opinions, seeds, now).items() if each in papers}
        taste = await asyncio.to_thread(readings.learn, list(papers.values()), said, behind)
        liked, disliked = (sum(each) for each in zip(*said.values(), strict=True))
        return Learned(basis, now, liked, disliked, taste.dump())

    async def behind(self, votes: int) -> "Background":
        """At least as many of the newest papers as so many votes are learned against."""
        from bot.ranking.background import needed

        if self._background is None or self._reach < needed(votes):
            self._reach = needed(votes)
            readings, newest = await self.readings(), await self._store.papers.recent(self._reach)
            self._background = await asyncio.to_thread(readings.background, newest)
        return self._background

    async def _fitted(self) -> "Readings | None":
        """Reads papers by the last meaning; `None` where there is none, and nobody needed one."""
        if not self._looked:
            self._looked = True
            fitted = await self._store.meanings.latest()
            if fitted:
                self._readings = await asyncio.to_thread(_of_meaning, fitted.number, fitted.dumped)
        return self._readings


def _weighed(
    opinions: Sequence[Opinion], seeds: Sequence[Paper], now: datetime
) -> dict[str, tuple[float, float]]:
    """What is said of each paper. A seed paper is liked, by nobody in particular, and for ever."""
    from bot.ranking import Vote, weigh

    said = weigh(
        [Vote(its.paper, its.person, its.liked, (now - its.at) / _DAY) for its in opinions]
    )
    for each in seeds:
        liked, disliked = said.get(each.id, (0.0, 0.0))
        said[each.id] = (liked + 1.0, disliked)
    return said


def _basis(number: int, opinions: Sequence[Opinion], seeds: Sequence[Paper]) -> str:
    """A name for all that a taste is learned from."""
    votes = sorted((its.paper, its.person, its.liked, its.at.isoformat()) for its in opinions)
    known = sorted(each.id for each in seeds)
    return sha256(repr((_FORMAT, number, votes, known)).encode()).hexdigest()


def _of_meaning(number: int, dumped: bytes) -> "Readings":
    from bot.digest.readings import Readings
    from bot.ranking import Meaning

    return Readings(number, Meaning.load(dumped))


def _of_words(stems: Sequence[str]) -> "Readings":
    from bot.digest.readings import Readings
    from bot.ranking import lexicon

    return Readings(0, lexicon(stems))
