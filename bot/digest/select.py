"""Which of the announced papers a place gets, and where each of the others went."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import log2

from bot.models import Paper, Pick, Receipt, Subscription, Topic
from bot.papers import THRESHOLD, Match, Wanted, alike, match, read_topic
from bot.text.words import words

_WEEK = 7  # days


def select(
    subscription: Subscription,
    announced: Iterable[Paper],
    posted: Iterable[Paper],
    held: frozenset[str] = frozenset(),
) -> tuple[tuple[Pick, ...], Receipt]:
    """Choose the best papers, at most `subscription.max`. Pure; the receipt's counts add up.

    `announced` are readable papers, each id once; `posted` are those that are the place's, of
    which `held` may not be known any more.
    """
    papers, before = list(announced), list(posted)
    ids = held.union(paper.id for paper in before)
    topics = topics_of(subscription)
    found = [(paper, _best(topics, paper)) for paper in papers]
    matches = [(paper, fits) for paper, fits in found if fits]
    fresh = [(paper, fits) for paper, fits in matches if paper.id not in ids]
    good = [(paper, fits) for paper, fits in fresh if fits.score >= THRESHOLD]
    ranked = sorted((_pick(paper, fits, papers) for paper, fits in good), key=_order)
    unlike = _folded(ranked, before)
    picks = tuple(unlike[: subscription.max])
    return picks, Receipt(
        announced=len(papers),
        posted=len(picks),
        filtered=len(papers) - len(matches),
        already_posted=len(matches) - len(fresh),
        below_threshold=len(fresh) - len(good),
        over_max=len(unlike) - len(picks),
        folded=len(good) - len(unlike),
    )


def categories_of(subscription: Subscription) -> tuple[str, ...]:
    """The categories that it needs; none where one of its topics looks into all."""
    topics = topics_of(subscription)
    if any(not topic.categories for topic in topics):
        return ()
    return tuple(dict.fromkeys(each for topic in topics for each in topic.categories))


def wanted_by(subscriptions: Iterable[Subscription]) -> Wanted:
    """What has to be fetched for these subscriptions together."""
    topics = [topic for each in subscriptions for topic in topics_of(each)]
    categories = dict.fromkeys(each for topic in topics for each in topic.categories)
    broad = dict.fromkeys(topic for topic in topics if not topic.categories and topic != Topic())
    return Wanted(tuple(categories), tuple(broad))


def topics_of(subscription: Subscription) -> tuple[Topic, ...]:
    """The subscription's topics and authors, without what it excludes.

    Each within the categories that it names itself, else within the subscription's.
    """
    excluded = tuple(filter(None, (" ".join(words(each)) for each in subscription.exclude)))
    topics = [read_topic(typed) for typed in subscription.topics]
    topics += [Topic(authors=(" ".join(words(author)),)) for author in subscription.authors]
    return tuple(
        replace(
            topic,
            exclude=tuple(dict.fromkeys(topic.exclude + excluded)),
            categories=topic.categories or subscription.categories,
        )
        for topic in topics or [Topic()]
    )


def spell(subscription: Subscription) -> str:
    """What it asks for, as a person reads it: “diffusion models” or “agents” in cs.CV, cs.LG."""
    topics = topics_of(subscription)
    tails = [replace(Topic(), categories=each.categories, exclude=each.exclude) for each in topics]
    if len(set(tails)) > 1:
        return " or ".join(map(str, topics))
    heads = [str(replace(each, categories=(), exclude=())) for each in topics]
    return " ".join(filter(None, (" or ".join(filter(None, heads)), str(tails[0]))))


def _best(topics: Iterable[Topic], paper: Paper) -> Match | None:
    matches = [match(topic, paper) for topic in topics]
    return max((each for each in matches if each), key=lambda each: each.score, default=None)


def _pick(paper: Paper, fits: Match, papers: Sequence[Paper]) -> Pick:
    """Upvotes and recency are gentle priors: they order what fits equally well."""
    newest = max((each.announced for each in papers if each.announced), default=None)
    age = (newest - paper.announced).days if newest and paper.announced else _WEEK
    recency = max(1 - age / _WEEK, 0.0)
    popularity = min(log2(1 + (paper.upvotes or 0)) / 8, 1.0)
    score = 0.9 * fits.score + 0.08 * popularity + 0.02 * recency
    liked = f"▲{paper.upvotes} on Hugging Face" if paper.upvotes else ""
    why = (fits.why, liked, "code" if paper.code else "")
    return Pick(paper, round(score, 3), " · ".join(each for each in why if each))


def _order(pick: Pick) -> tuple[float, int, str]:
    announced = pick.paper.announced
    return -pick.score, -announced.toordinal() if announced else 0, pick.paper.id


def _folded(ranked: Iterable[Pick], posted: Sequence[Paper]) -> list[Pick]:
    """Leave out what is the same work as a better pick, or as one that was posted."""
    kept: list[Pick] = []
    for pick in ranked:
        others = (*posted, *(each.paper for each in kept))
        if not any(alike(pick.paper, other) for other in others):
            kept.append(pick)
    return kept
