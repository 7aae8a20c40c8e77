"""What is new of what a person follows: which papers, why, and how it reads. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.follows.following import topic_of
from bot.messages import Card, Message
from bot.models import Follow, Look, Paper, Pick, Topic
from bot.papers import THRESHOLD, byline, match, paper_card
from bot.text.names import one_of
from bot.text.words import counted

SHOWN = 5
_REASONS = 2  # follows that are named below one paper
_HINT = "/follow list"


def look_at(look: Look | None, day: date) -> int:
    """The event behind which this look at a digest of `day` begins.

    Behind the last look; a day that was looked at before shows the same again, and a digest before
    the last look all of its seven days.
    """
    if look is None or day < look.day:
        return 0
    return look.after if day == look.day else look.until


def follow_picks(its: Sequence[Follow], papers: Sequence[Paper]) -> list[Pick]:
    """The readable papers that fit what is followed, the best first, of equals the newest."""
    topics = [topic_of(each.typed) for each in its]
    found = (_pick(paper, topics) for paper in papers)
    return sorted((pick for pick in found if pick), key=_order)


def news_message(
    picks: Sequence[Pick], posted: Mapping[str, bool], found: int, day: date, *, whole: bool
) -> Message:
    """The best of the `found` papers; `posted`: which are already in the channel that asks.

    `whole`: nothing of the seven days until `day` was looked at before.
    """
    shown = [_marked(each) if posted.get(each.paper.id) else each for each in picks]
    rest = f", the best {len(picks)}" if found > len(picks) else ""
    title = f"{counted(found, 'new paper')} for you{rest}"
    footer = f"Announced {_window(day, whole=whole)} · only you see this · {_HINT}"
    return Message(title, (Card(title), *map(paper_card, shown), Card(footer=footer)))


def nothing_new(its: Sequence[Follow], day: date, *, whole: bool) -> Message:
    """That there is nothing for this person."""
    what = "the one topic or author" if len(its) == 1 else f"the {len(its)} topics and authors"
    return Message(
        f"Nothing new for you: no paper on {what} that you follow was announced "
        f"{_window(day, whole=whole)}. {_HINT} shows what you follow."
    )


def _pick(paper: Paper, topics: Sequence[Topic]) -> Pick | None:
    fits = [(its, topic) for topic in topics if (its := match(topic, paper))]
    good = [(its, topic) for its, topic in fits if its.score >= THRESHOLD]
    if not good:
        return None
    good.sort(key=lambda each: -each[0].score)
    reasons = dict.fromkeys(_reasons(paper, [topic for _, topic in good]))
    named = " and ".join([*reasons][:_REASONS])
    return Pick(paper, good[0][0].score, f"you follow {named}")


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


def _order(pick: Pick) -> tuple[float, int, str]:
    announced = pick.paper.announced
    return -pick.score, -announced.toordinal() if announced else 0, pick.paper.id
