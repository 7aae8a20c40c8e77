"""The papers that fit a topic, out of a store."""

from bisect import insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from bot.models import Candidate, Pick, Topic
from bot.papers.close import close_pick
from bot.papers.match import match
from bot.ports import PaperStore

# The store offers the best first: of 100, the best 5 are the same for 96 of 98 real topics.
_CANDIDATES = 40
# What an answer shows first must not depend on how much it shows: so many, where `match` decides.
_OFFERED = 90


@dataclass(frozen=True, slots=True)
class Found:
    """The best papers, best first, of `total`; of still more where `more` is true.

    The last `close` of them only come close, and are not in the total.
    `note` says so where they are not quite what was asked for, `hint` what else might be meant.
    Iterates over the picks.
    """

    picks: tuple[Pick, ...]
    total: int
    more: bool = False
    note: str = ""
    hint: str = ""
    close: int = 0

    def __iter__(self) -> Iterator[Pick]:
        return iter(self.picks)


async def best_and_close(topic: Topic, papers: PaperStore, limit: int) -> Found:
    """The papers that `match` takes, best first; where these are too few, close ones fill up."""
    certain = _certain(topic)
    offered = await papers.closest(topic, limit if certain else max(_OFFERED, limit + _CANDIDATES))
    best: list[Pick] = []
    close: list[Pick] = []
    for each in offered:
        if certain and len(best) + len(close) == limit:
            break
        paper = each.read()
        fits = match(topic, paper) if each.at_best else None
        if fits:
            best.append(Pick(paper, fits.score, fits.why))
        elif len(close) < limit and (near := close_pick(topic, paper)):
            close.append(near)
    filling = tuple(close[: max(limit - len(best), 0)])
    total = offered.total if certain else len(best)
    picks = (*best[:limit], *filling)
    return Found(picks, total, offered.total == _CANDIDATES, close=len(filling))


def _certain(topic: Topic) -> bool:
    """Whether what a store offers fits: of phrases and of what is excluded only `match` can say."""
    return not (topic.phrases or topic.authors or topic.exclude)


async def matching(topic: Topic, papers: PaperStore, limit: int) -> Found:
    """The papers that `match` takes: by score, then the newest."""
    most = max(_CANDIDATES, 2 * limit)
    certain = _certain(topic)
    offered = await papers.search(topic, most, limit if certain else most)
    picks = _best(topic, offered, limit if certain else most)
    total = offered.total if certain else len(picks)
    return Found(tuple(picks[:limit]), total, offered.total == most)


def _best(topic: Topic, offered: Iterable[Candidate], limit: int) -> list[Pick]:
    """The best picks, best first: only papers that may be among them are read."""
    best: list[Pick] = []
    for each in sorted(offered, key=_hoped):
        if len(best) == limit and order(best[-1]) <= _hoped(each):
            break
        paper = each.read()
        fits = match(topic, paper)
        if fits:
            insort(best, Pick(paper, fits.score, fits.why), key=order)
            del best[limit:]
    return best


def order(pick: Pick) -> tuple[float, int]:
    """Sorts the best first, of equals the newest."""
    return _order(pick.score, pick.paper.announced)


def _hoped(candidate: Candidate) -> tuple[float, int]:
    return _order(candidate.at_best, candidate.announced)


def _order(score: float, announced: date | None) -> tuple[float, int]:
    return -score, -announced.toordinal() if announced else 0


def about(topic: Topic) -> str:
    """“on “black holes” in gr-qc”, “in gr-qc”, “by kaiming he”."""
    return f"on {topic}" if topic.words or topic.phrases else str(topic)
