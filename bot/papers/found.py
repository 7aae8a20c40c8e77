"""The papers that fit a topic, out of a store."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.models import Pick, Topic
from bot.papers.cards import readable
from bot.papers.match import match
from bot.ports import PaperStore

_CANDIDATES = 100  # the store offers the best first: of more, the best are the same


@dataclass(frozen=True, slots=True)
class Found:
    """The best papers, best first, of `total`; of still more where `more` is true.

    `note` says so where they are not quite what was asked for, `hint` what else might be meant.
    Iterates over the picks.
    """

    picks: tuple[Pick, ...]
    total: int
    more: bool = False
    note: str = ""
    hint: str = ""

    def __iter__(self) -> Iterator[Pick]:
        return iter(self.picks)


async def matching(topic: Topic, papers: PaperStore, limit: int) -> Found:
    """The papers that `match` takes: by score, then the newest."""
    most = max(_CANDIDATES, 2 * limit)
    offered = await papers.search(topic, most)
    matches = [(paper, match(topic, paper)) for paper in map(readable, offered)]
    picks = sorted(
        (Pick(paper, fits.score, fits.why) for paper, fits in matches if fits), key=order
    )
    return Found(tuple(picks[:limit]), len(picks), len(offered) == most)


def order(pick: Pick) -> tuple[float, int]:
    """Sorts the best first, of equals the newest."""
    announced = pick.paper.announced
    return -pick.score, -announced.toordinal() if announced else 0


def about(topic: Topic) -> str:
    """“on “black holes” in gr-qc”, “in gr-qc”, “by kaiming he”."""
    return f"on {topic}" if topic.words or topic.phrases else str(topic)
