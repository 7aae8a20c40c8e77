"""Which of the announced papers a place gets, and where each of the others went."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import log2

from bot.digest.judged import UNJUDGED, Judged
from bot.models import Breadth, Paper, Pick, Receipt, Subscription, Topic
from bot.papers import THRESHOLD, Match, Wanted, alike, read_topic
from bot.text.names import spelled

_WEEK = 7  # days
POSTED, HELD = "already posted here", "waiting to be sent"
Ranked = tuple[Paper, Match, float]  # a paper, how it fits, and its score
BELOW, OVER, FOLDED = "below the threshold", "over the maximum", "much like another"
UNLIKED, CROWDED = "too far from what was liked here", "like two others of that digest"
_TOGETHER = 2  # picks on one trick
# Strict takes a title, or a phrase that an abstract is about; broad what is named in passing.
_THRESHOLDS: Mapping[Breadth, float] = {"strict": 0.5, "normal": THRESHOLD, "broad": 0.2}


@dataclass(frozen=True, slots=True)
class Selection:
    """The picks, best first; the receipt; and where each other paper on topic went, by its id."""

    picks: tuple[Pick, ...]
    receipt: Receipt
    passed_over: Mapping[str, str] = field(default_factory=dict)


def select(
    subscription: Subscription,
    fitting: Sequence[tuple[Paper, Match]],
    announced: int,
    taken: Mapping[str, bool],
    recent: Sequence[Paper] = (),
    judged: Judged = UNJUDGED,
) -> Selection:
    """Choose the best papers, at most `subscription.max`. Pure; the receipt's counts add up.

    `fitting` are the readable papers, of `announced`, that are on topic, each id once.
    `taken`: ids that are the place's, and whether they were posted yet. `recent`: what it got
    lately, which a pick must not be much like. `judged`: what is known of them beside the topics.
    """
    least = threshold_of(subscription)
    passed = {
        paper.id: POSTED if taken[paper.id] else HELD for paper, _ in fitting if paper.id in taken
    }
    fresh = [(paper, fits) for paper, fits in fitting if paper.id not in taken]
    passed |= {paper.id: UNLIKED for paper, _ in fresh if paper.id in judged.unliked}
    passed |= {paper.id: BELOW for paper, fits in fresh if fits.score < least}
    good = [(paper, fits) for paper, fits in fresh if paper.id not in passed]
    newest = max((each.announced.toordinal() for each, _ in fitting if each.announced), default=0)
    ranked = sorted(
        ((paper, fits, _score(paper, fits, newest, judged)) for paper, fits in good), key=_order
    )
    picks, folded = _unlike(ranked, recent, subscription.max, judged)
    passed |= folded
    gone = {pick.paper.id for pick in picks} | passed.keys()
    passed |= {paper.id: OVER for paper, _, _ in ranked if paper.id not in gone}
    return Selection(picks, _receipt(announced, len(fitting), len(picks), passed), passed)


def _receipt(announced: int, on_topic: int, picks: int, passed: Mapping[str, str]) -> Receipt:
    where = list(passed.values())
    return Receipt(
        announced=announced,
        posted=picks,
        filtered=announced - on_topic,
        already_posted=where.count(POSTED),
        below_threshold=where.count(BELOW) + where.count(UNLIKED),
        over_max=where.count(OVER),
        folded=where.count(FOLDED) + where.count(CROWDED),
        held=where.count(HELD),
    )


def threshold_of(subscription: Subscription) -> float:
    """The score that a paper needs on a topic."""
    return _THRESHOLDS[subscription.breadth]


def is_topical(subscription: Subscription) -> bool:
    """Whether words, phrases or authors choose its papers: all of its topics have some."""
    return all(map(topical, topics_of(subscription)))


def topical(topic: Topic) -> bool:
    """Whether it names words, a phrase or an author, rather than a category or nothing."""
    return bool(topic.words or topic.phrases or topic.authors)


def categories_of(subscription: Subscription) -> tuple[str, ...]:
    """The categories that it needs; none where one of its topics looks into all."""
    topics = topics_of(subscription)
    if any(not topic.categories for topic in topics):
        return ()
    return tuple(dict.fromkeys(each for topic in topics for each in topic.categories))


def wanted_by(subscriptions: Iterable[Subscription]) -> Wanted:
    """What has to be fetched for these subscriptions together, in whatever order they come."""
    topics = [topic for each in subscriptions for topic in topics_of(each)]
    categories = {each for topic in topics for each in topic.categories}
    broad = {topic for topic in topics if not topic.categories and topic != Topic()}
    return Wanted(tuple(sorted(categories)), tuple(sorted(broad, key=repr)))


def topics_of(subscription: Subscription) -> tuple[Topic, ...]:
    """The subscription's topics and authors, without what it excludes.

    Each within the categories that it names itself, else within the subscription's.
    """
    return _topics(subscription.wants)


@lru_cache(maxsize=10_000)
def _topics(wants: tuple[tuple[str, ...], ...]) -> tuple[Topic, ...]:
    asked, categories, without, authors = wants
    excluded = tuple(each for typed in without for each in _excluded(typed))
    topics = [read_topic(each) for each in asked]
    topics += [Topic(authors=(spelled(author),)) for author in authors]
    return tuple(
        replace(
            topic,
            exclude=tuple(dict.fromkeys(topic.exclude + excluded)),
            categories=topic.categories or categories,
        )
        for topic in topics or [Topic()]
    )


def _excluded(typed: str) -> tuple[str, ...]:
    """A word, a phrase or a category that is left out."""
    return read_topic(f'-"{typed}"' if " " in typed.strip() else f"-{typed.strip()}").exclude


def spell(subscription: Subscription) -> str:
    """What it asks for, as a person reads it: “diffusion models” or “agents” in cs.CV, cs.LG."""
    topics = topics_of(subscription)
    tails = [replace(Topic(), categories=each.categories, exclude=each.exclude) for each in topics]
    if len(set(tails)) > 1:
        return " or ".join(map(str, topics))
    heads = [str(replace(each, categories=(), exclude=())) for each in topics]
    return " ".join(filter(None, (" or ".join(filter(None, heads)), str(tails[0]))))


def _score(paper: Paper, fits: Match, newest: int, judged: Judged) -> float:
    """Upvotes and recency are gentle priors: they order what fits, and is liked, equally well."""
    age = newest - paper.announced.toordinal() if paper.announced else _WEEK
    recency = max(1 - age / _WEEK, 0.0)
    popularity = min(log2(1 + (paper.upvotes or 0)) / 8, 1.0)
    liking = judged.liking.get(paper.id)
    good = fits.score if liking is None else 0.55 * fits.score + 0.45 * liking
    return round(0.9 * good + 0.08 * popularity + 0.02 * recency, 3)


def _order(ranked: Ranked) -> tuple[float, int, str]:
    paper, _, score = ranked
    return -score, -paper.announced.toordinal() if paper.announced else 0, paper.id


def _unlike(
    ranked: Iterable[Ranked], recent: Sequence[Paper], most: int, judged: Judged
) -> tuple[tuple[Pick, ...], dict[str, str]]:
    """The first picks, and on the way to them what is too much like others, by id, and how."""
    kept: list[Pick] = []
    folded: dict[str, str] = {}
    for paper, fits, score in ranked:
        if len(kept) == most:
            break
        others = (*recent, *(each.paper for each in kept))
        if any(alike(paper, other) for other in others):
            folded[paper.id] = FOLDED
        elif sum(judged.near(paper, each.paper) for each in kept) >= _TOGETHER:
            folded[paper.id] = CROWDED
        else:
            kept.append(Pick(paper, score, _why(paper, fits, judged.said(paper))))
    return tuple(kept), folded


def _why(paper: Paper, fits: Match, said: str) -> str:
    taste = f"like what you liked: {said}" if said else ""
    liked = f"▲{paper.upvotes} on Hugging Face" if paper.upvotes else ""
    parts = (fits.why, taste, liked, "code" if paper.code else "")
    return " · ".join(each for each in parts if each)
