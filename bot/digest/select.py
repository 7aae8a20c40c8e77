"""Which of the announced papers a place gets, and where each of the others went."""

from collections.abc import Iterable

from bot.models import Paper, Pick, Receipt, Subscription, Topic
from bot.papers import THRESHOLD, Match, match, read_topic


def select(
    subscription: Subscription, announced: Iterable[Paper], posted: frozenset[str]
) -> tuple[tuple[Pick, ...], Receipt]:
    """Choose the best papers, at most `subscription.max`. Pure; the receipt's counts add up.

    `announced` are readable papers, each id once; `posted` are the ids that are the place's.
    """
    papers = list(announced)
    topics = topics_of(subscription)
    found = [(paper, _best(topics, paper)) for paper in papers]
    matches = [(paper, fits) for paper, fits in found if fits]
    fresh = [(paper, fits) for paper, fits in matches if paper.id not in posted]
    good = [Pick(paper, fits.score, fits.why) for paper, fits in fresh if fits.score >= THRESHOLD]
    good.sort(key=lambda pick: (-pick.score, _age(pick.paper), pick.paper.id))
    picks = tuple(good[: subscription.max])
    return picks, Receipt(
        announced=len(papers),
        posted=len(picks),
        filtered=len(papers) - len(matches),
        already_posted=len(matches) - len(fresh),
        below_threshold=len(fresh) - len(good),
        over_max=len(good) - len(picks),
    )


def topics_of(subscription: Subscription) -> tuple[Topic, ...]:
    """The subscription's topics, each narrowed by its categories and what it excludes."""
    excluded = read_topic(" ".join(f'-"{each}"' for each in subscription.exclude)).exclude
    topics = [read_topic(typed) for typed in subscription.topics] or [Topic()]
    return tuple(
        Topic(
            topic.words,
            topic.phrases,
            topic.exclude + excluded,
            topic.categories or subscription.categories,
        )
        for topic in topics
    )


def _best(topics: Iterable[Topic], paper: Paper) -> Match | None:
    matches = [match(topic, paper) for topic in topics]
    return max((each for each in matches if each), key=lambda each: each.score, default=None)


def _age(paper: Paper) -> int:
    return -paper.announced.toordinal() if paper.announced else 0
