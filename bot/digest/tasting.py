"""What places like, looked up or learned anew: for one round, so that nothing is read twice."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from bot.digest.judged import ENOUGH, UNJUDGED, Judged, left_out, likings
from bot.digest.select import is_topical, topics_of
from bot.messages import Address
from bot.models import Learned, Opinion, Paper, Subscription, Topic
from bot.papers import match
from bot.ports import Store
from bot.text.names import one_of

if TYPE_CHECKING:  # numpy takes a while
    from bot.digest.readings import Readings
    from bot.ranking import Background, Taste

_MOST = 1_000  # votes: the newest
_WORDS = 2_000  # papers to learn from which words are rare, before there is a meaning
_AGE = timedelta(days=7)  # what was learned is learned anew: votes grow old, and papers change
_YOUNG = timedelta(days=1)  # the same while few papers are known
_NEAR, _NEAR_ON_TOPIC = 0.6, 0.7  # cosine: what is on one topic is alike anyway
_LIKED = 0.8  # of all papers: one that stands above them is liked, and said to be
_DAY = timedelta(days=1)
_LOOKED, _AT_ONCE = 60, 10  # votes for papers, the newest, that are looked at for their topic
_FORMAT = 1  # of what is stored: a taste of another is learned anew


@dataclass(frozen=True, slots=True)
class Known:
    """A taste, and what it rests on: votes as they weigh, and how many there are of each.

    `counts`: votes for papers, votes against, seed papers. `voted_for`: the paper of each vote for
    one, the newest first.
    """

    taste: "Taste"
    liked: float
    disliked: float
    counts: tuple[int, int, int]
    voted_for: tuple[str, ...] = ()


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
        share = await self.left_out(subscription, known)
        liked = known.taste.bar(_LIKED) if known.liked else float("inf")
        return Judged(
            likings(scores, known.liked + known.disliked),
            frozenset(
                each.id
                for each in papers
                if too_far(subscription, known, share, each, scores[each.id])
            ),
            lambda its: readings.liked(its, known.taste) if scores[its.id] > liked else "",
            near,
        )

    async def left_out(self, subscription: Subscription, known: Known) -> float:
        """The share of all papers that is too little like what was liked, for a subscription."""
        topical, seeds = is_topical(subscription), len(subscription.like)
        liked = known.liked
        if (
            topical
            and liked >= ENOUGH
            and left_out(subscription.breadth, liked, seeds, topical=True)
        ):
            # Votes on other topics of the place do not tell what is good on this one.
            liked = min(liked, seeds + await self._voted_for(subscription, known))
        return left_out(subscription.breadth, liked, seeds, topical=topical)

    async def _voted_for(self, subscription: Subscription, known: Known) -> int:
        """How many votes are for papers on its topics; it is not counted on once they suffice."""
        topics, count = topics_of(subscription), 0
        newest = known.voted_for[:_LOOKED]
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
            await self._store.tastes.keep(place, like, learned)
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


def too_far(
    subscription: Subscription, known: Known, share: float, paper: Paper, score: float
) -> bool:
    """Whether a paper is left out, where that `share` of all papers is.

    Of what more speaks for than against nothing is, however much there is of it; nor what a
    followed author wrote.
    """
    if not share or score >= min(known.taste.bar(share), 0.0):
        return False
    topics = topics_of(subscription)
    return not any(each.authors and one_of(each.authors, paper.authors) for each in topics)


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
