"""`/paper`: the best matches for a topic, or one paper by its id or link."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from bot.errors import UserError
from bot.messages import Card, Message
from bot.models import Paper, Pick, Summary, Topic
from bot.papers.cards import full_card, paper_card
from bot.papers.found import Found, about, matching
from bot.papers.ids import read_id
from bot.papers.misses import hint, nearly, nothing
from bot.papers.topics import read_topic
from bot.ports import PaperStore
from bot.text.words import counted

Summarise = Callable[[Sequence[Paper]], Awaitable[Sequence[Summary]]]

_LINK = re.compile(r"https?://|^\W*www\.", re.IGNORECASE)


async def find(typed: str, papers: PaperStore, summarise: Summarise, limit: int) -> Found:
    """Find papers for what a person typed, or the nearest to it; never none.

    Raises `UserError` where nothing is near, and for a link that is to no paper.
    """
    paper_id = read_id(typed)
    found = await (_one(paper_id, papers) if paper_id else _near(_asked(typed), papers, limit))
    summaries = await summarise([pick.paper for pick in found.picks])
    picks = map(_with_summary, found.picks, summaries)
    return replace(found, picks=tuple(picks))


async def find_papers(typed: str, papers: PaperStore, limit: int) -> tuple[Paper, ...]:
    """Like `find`, but without summaries, and nothing that is only near."""
    paper_id = read_id(typed)
    found = await (_one(paper_id, papers) if paper_id else matching(_asked(typed), papers, limit))
    if not found.picks:
        raise UserError(await nothing(_asked(typed), papers))
    return tuple(pick.paper for pick in found.picks)


def answer(typed: str, found: Found) -> Message:
    """What `/paper` shows: one card a paper."""
    cards = tuple(map(paper_card, found.picks))
    if read_id(typed):
        return Message(counted(len(cards), "paper"), cards)
    text = found.note or _headline(read_topic(typed), found)
    return Message(text, (Card(title=text), *cards))


async def details(paper_id: str, papers: PaperStore) -> Message:
    """Everything that the store holds about one paper. Raises `UserError` where there is none."""
    known = read_id(paper_id)
    if known is None:
        raise UserError("This button is from another time: it does nothing any more.")
    (pick,) = await _one(known, papers)
    return Message(pick.paper.title, (full_card(pick.paper),))


async def several(paper_ids: Sequence[str], papers: PaperStore, summarise: Summarise) -> Found:
    """Those of these papers that the store has. Raises `UserError` where it has none."""
    there = {paper.id: paper for paper in await papers.several(paper_ids)}
    if not there:
        raise UserError(f"None of {', '.join(paper_ids[:3])} is here: see https://arxiv.org")
    chosen = [there[each] for each in paper_ids if each in there]
    summaries = await summarise(chosen)
    picks = [Pick(paper, 1.0, "", its) for paper, its in zip(chosen, summaries, strict=True)]
    return Found(tuple(picks), len(picks))


def _with_summary(pick: Pick, summary: Summary) -> Pick:
    return replace(pick, summary=summary)


def _asked(typed: str) -> Topic:
    if _LINK.search(typed):
        raise UserError(
            "This link is to no arXiv paper that I can read: paste its id, as in 1706.03762."
        )
    topic = read_topic(typed)
    if topic == Topic(exclude=topic.exclude):
        raise UserError("What about? Try /paper black holes, or /paper 1706.03762.")
    return topic


async def _one(paper_id: str, papers: PaperStore) -> Found:
    paper = await papers.get(paper_id)
    if paper is None:
        count = counted(await papers.count(), "paper")
        raise UserError(
            f"{paper_id} is not among the {count} here: see https://arxiv.org/abs/{paper_id}"
        )
    return Found((Pick(paper, 1.0, ""),), 1)


async def _near(topic: Topic, papers: PaperStore, limit: int) -> Found:
    found = await matching(topic, papers, limit)
    if not found.picks:
        found = await nearly(topic, papers, limit)
    if not found.picks:
        raise UserError(await nothing(topic, papers))
    return replace(found, hint=await hint(topic, found, papers))


def _headline(topic: Topic, found: Found) -> str:
    """“9 papers on “language models”, the best 5”."""
    count = counted(found.total, "paper")
    shown = "best" if topic.words or topic.phrases else "newest"
    rest = f", the {shown} {len(found.picks)}" if found.total > len(found.picks) else ""
    hinted = f". {found.hint}" if found.hint else ""
    return f"{'at least ' if found.more else ''}{count} {about(topic)}{rest}{hinted}"
