"""What is new of what a person follows: which papers, why, and how it reads. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from heapq import nsmallest
from typing import NamedTuple

from bot.messages import Card, Message
from bot.models import Follow, Look, Paper, Pick, Topic
from bot.papers import THRESHOLD, byline, close_match, paper_card
from bot.text.names import one_of
from bot.text.words import counted

SHOWN = 5
_WINDOW = timedelta(days=7)  # what one look goes back at most
_REASONS = 2  # follows that are named below one paper
_HINT = "/follow list"


def look_at(look: Look | None, day: date) -> int:
    """The event behind which this look at a digest of `day` begins.

    Behind the last look; a day that was looked at before shows the same again. A digest before the
    last look shows all of its seven days, and so does one that lies more than those behind it.
    """
    if look is None or not look.day <= day < look.day + _WINDOW:
        return 0
    return look.after if day == look.day else look.until


def follow_picks(
    topics: Sequence[Topic], offered: Sequence[Iterable[Paper]], most: int
) -> tuple[list[Pick], int]:
    """The best `most` papers, of equals the newest, and how many there are in all.

    `offered`: readable papers that may fit each topic.
    """
    found: dict[str, list[_Fit]] = defaultdict(list)
    for topic, papers in zip(topics, offered, strict=True):
        for paper in papers:
            if (score := _score(topic, paper)) >= THRESHOLD:
                found[paper.id].append(_Fit(score, topic, paper))
    best = nsmallest(most, found.values(), key=_order)
    return [*map(_pick, best)], len(found)


def news_message(
    picks: Sequence[Pick],
    posted: Mapping[str, bool],
    found: int,
    day: date,
    *,
    whole: bool,
    more: bool = False,
) -> Message:
    """The best of the `found` papers; `posted`: which are already in the channel that asks.

    `whole`: nothing of the seven days until `day` was looked at before. `more`: there may be more
    than were found.
    """
    shown = [_marked(each) if posted.get(each.paper.id) else each for each in picks]
    rest = f", the best {len(picks)}" if found > len(picks) else ""
    title = f"{'at least ' if more else ''}{counted(found, 'new paper')} for you{rest}"
    footer = f"Announced {_window(day, whole=whole)} · only you see this · {_HINT}"
    return Message(title, (Card(title), *map(paper_card, shown), Card(footer=footer)))


def nothing_new(its: Sequence[Follow], day: date, *, whole: bool) -> Message:
    """That there is nothing for this person."""
    what = "the one topic or author" if len(its) == 1 else f"the {len(its)} topics and authors"
    return Message(
        f"Nothing new for you: no paper on {what} that you follow was announced "
        f"{_window(day, whole=whole)}. {_HINT} shows what you follow."
    )


class _Fit(NamedTuple):
    score: float
    topic: Topic
    paper: Paper


@lru_cache(maxsize=4096)  # many follow the same, and press at the same hour
def _score(topic: Topic, paper: Paper) -> float:
    fits = close_match(topic, paper)
    return fits.score if fits else 0.0


def _pick(fits: Sequence[_Fit]) -> Pick:
    """One paper with all the topics that it fits."""
    best = sorted(fits, key=lambda each: -each.score)
    paper = best[0].paper
    reasons = dict.fromkeys(_reasons(paper, [each.topic for each in best]))
    return Pick(paper, best[0].score, f"you follow {' and '.join([*reasons][:_REASONS])}")


def _reasons(paper: Paper, topics: Sequence[Topic]) -> Iterator[str]:
    """What is followed: an author as this paper names them."""
    for topic in topics:
        author = one_of(topic.authors, paper.authors)
        short = byline(replace(paper, authors=(author,))) if author else ""
        rest = str(replace(topic, authors=(), exclude=()))
        yield " ".join(filter(None, (short, rest)))


def _marked(pick: Pick) -> Pick:
    return replace(pick, why=f"{pick.why} · already posted here")


def _window(day: date, *, whole: bool) -> str:
    until = f"{day:%a} {day.day} {day:%B}"
    return f"in the seven days until {until}" if whole else f"since you last looked, until {until}"


def _order(fits: Sequence[_Fit]) -> tuple[float, int, str]:
    paper = fits[0].paper
    newest = -paper.announced.toordinal() if paper.announced else 0
    return -max(each.score for each in fits), newest, paper.id
