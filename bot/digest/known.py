"""What is known of a place's taste, and which papers are too far from it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.digest.select import topics_of
from bot.models import Paper, Subscription
from bot.text.names import one_of

if TYPE_CHECKING:  # numpy takes a while
    from bot.ranking import Taste


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
