"""What a place likes, told to people: what spoke for a paper there, and what was forgotten."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bot.digest.known import Known, too_far
from bot.digest.select import topics_of
from bot.digest.tasting import Tasting
from bot.messages import Address
from bot.models import Paper, Subscription
from bot.papers import match
from bot.ports import Store
from bot.text.words import counted

if TYPE_CHECKING:
    from bot.ranking import Reason

_TOLD = 3  # signals for a paper, and as many against it
_TELLING = 0.15  # of the strongest: less is not told
_LITTLE = 0.005  # of a score: nothing speaks for or against
_SHARES = (0.98, 0.95, 0.88, 0.8, 0.5)


def forgotten_line(votes: int) -> str:
    """What a reset did."""
    if not votes:
        return "Nothing is forgotten: no vote counted here. Seed papers (like:…) stay."
    return (
        f"Forgotten: what {counted(votes, 'vote')} taught here. Seed papers (like:…) stay, and "
        "votes teach anew from now on."
    )


async def liked_line(
    place: Address,
    paper: Paper,
    subscriptions: Sequence[Subscription],
    store: Store,
    now: datetime,
) -> str:
    """What of a paper is liked in a place, and what is not; empty where nobody ever voted."""
    tasting = Tasting(store)
    fitting = [each for each in subscriptions if _fits(each, paper)]
    # Sooner one with seed papers: each has its own. Where none is meant, votes alone tell.
    its = next((each for each in fitting if each.like), Subscription(place))
    known = await tasting.known(its, now)
    if known is None:
        return ""
    from bot.ranking import reasons

    readings = await tasting.readings()
    found, _ = reasons(paper, readings.traits(paper), readings.meaning, known.taste)
    score = readings.scores(known.taste, [paper])[paper.id]
    wanted = []
    for each in fitting:
        shares = await tasting.left_out(each, known, [paper])
        share = shares[paper.id] if each.like == its.like else 0.0
        if too_far(each, known, share, paper, score):
            wanted.append(f"breadth {each.breadth} takes the best {round(100 * (1 - share))} %")
    standing = "; ".join([_standing(known, score), *dict.fromkeys(wanted)])
    return f"{_basis(known)} {_told(found)} {standing}."


def _fits(subscription: Subscription, paper: Paper) -> bool:
    return any(match(each, paper) for each in topics_of(subscription))


def _basis(known: Known) -> str:
    ups, downs, seeds = known.counts
    said = (f"{ups} 👍" * bool(ups), f"{downs} 👎" * bool(downs))
    named = [each for each in (*said, counted(seeds, "seed paper") if seeds else "") if each]
    return f"Learned here from {' and '.join(filter(None, (', '.join(named[:-1]), named[-1])))}:"


def _told(found: Sequence["Reason"]) -> str:
    loudest = max((abs(each.weight) for each in found), default=0.0)
    telling = [each for each in found if abs(each.weight) > max(_LITTLE, _TELLING * loudest)]
    pro = [each.said for each in telling if each.weight > 0][:_TOLD]
    contra = [each.said for each in telling if each.weight < 0][:_TOLD]
    said = [f"{', '.join(pro)} spoke for it" if pro else ""]
    said.append(f"{', '.join(contra)} against it" if contra else "")
    text = ", ".join(filter(None, said)) or "nothing speaks for it or against it"
    return f"{text}."


def _standing(known: Known, score: float) -> str:
    above = next((each for each in _SHARES if score > known.taste.bar(each)), None)
    if above is None:
        return "In all, less than for most papers"
    return f"In all, more than for {round(100 * above)} % of papers"
