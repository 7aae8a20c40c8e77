"""`/paper`: the best matches for a topic, or one paper by its id or link."""

import re
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from bot.errors import UserError
from bot.messages import Button, Card, Message
from bot.models import Paper, Pick, Summary, Topic
from bot.papers.cards import answer_card, single_card, whole_card
from bot.papers.found import Found, about, best_and_close, matching
from bot.papers.ids import asked_id, listed_ids, read_id
from bot.papers.misses import hint, nearly, nothing
from bot.papers.topics import read_topic
from bot.ports import PaperStore
from bot.text.fold import fold
from bot.text.words import counted, words

Summarise = Callable[[Sequence[Paper]], Awaitable[Sequence[Summary]]]

_LONGEST_VALUE = 75  # characters of a button, as Discord counts; it adds some of its own
_LONGEST_TITLE = 300  # characters of it that are looked for
_LONGEST_ASKED = 600  # characters: a topic, of which `read_topic` reads fewer, and what is around
_LINK = re.compile(r"https?://|^\W*www\.", re.IGNORECASE)
_DOI = re.compile(r"\W*(?:doi\W*)?10\.\d{4,9}/\S+\s*", re.IGNORECASE)
# What people say around a topic; in every paper's abstract it is a word of its own.
_SAID = re.compile(
    r"(?:(?:(?:please|find|show|give|provide|list|recommend|me|us|with|the|some|any|all|a|few|good|"
    r"recent|new|newest|latest|relevant|related|research|scientific|journal|i|would|like|want|to|"
    r"read|see|can|could|you|what|which|are|is|there)\s+)*"
    r"(?:papers?|articles?|preprints?|publications?|literature)\s+"
    r"(?:(?:from|of|in)\s+the\s+(?:past|last)\s+(?:\w+\s+)?(?:years?|months?|weeks?)\s+)?"
    r"(?:about|on|regarding)|"
    r"(?:please\s+)?tell\s+me\s+about|i\s+would\s+like\s+to\s+(?:read|know|learn)\s+about|"
    r"what(?:['’]s|\s+is)\s+new\s+(?:about|on|in))\s+"
    r"(?P<topic>.+?)(?:[\s,]+please)?\W*",
    re.IGNORECASE,
)
_SINCE = re.compile(r"(?<=\s)since\s+(?=(?:19|20)\d\d(?:-\d+)*\W*$)", re.IGNORECASE)


def read_question(typed: str) -> str | Topic:
    """The id of a paper, or the topic that was typed. Raises `UserError` where it is neither."""
    return asked_id(typed) or read_asked(typed)


def read_asked(typed: str) -> Topic:
    """The topic that was typed. Raises `UserError` where it is none, or a link to no paper."""
    if listed_ids(typed):
        raise UserError("These are several papers: ask for one of them.")
    is_doi = _DOI.fullmatch(typed)
    if is_doi or _LINK.search(typed):
        raise UserError(
            f"This {'DOI' if is_doi else 'link'} is to no arXiv paper that I can read: paste its "
            "id, as in 1706.03762."
        )
    topic = _bare_topic(typed)
    if topic == Topic(exclude=topic.exclude):
        raise UserError("What about? Try /paper black holes, or /paper 1706.03762.")
    return topic


async def find(typed: str, papers: PaperStore, summarise: Summarise, limit: int) -> Found:
    """Find papers for what a person typed, or the nearest to it; never none.

    Raises `UserError` where nothing is near, and for a link that is to no paper.
    """
    paper_id = asked_id(typed)
    found = await (_one(paper_id, papers) if paper_id else _near(read_asked(typed), papers, limit))
    summaries = await summarise([pick.paper for pick in found.picks])
    picks = map(_with_summary, found.picks, summaries)
    return replace(found, picks=tuple(picks))


async def find_papers(typed: str, papers: PaperStore, limit: int) -> tuple[Paper, ...]:
    """Like `find`, but without summaries, and nothing that is only near."""
    paper_id = asked_id(typed)
    found = await (
        _one(paper_id, papers) if paper_id else matching(read_asked(typed), papers, limit)
    )
    if not found.picks:
        raise UserError(await nothing(read_asked(typed), papers))
    return tuple(pick.paper for pick in found.picks)


def answer(typed: str, found: Found, *, came: int = 0, start: int = 0) -> Message:
    """What `/paper` shows: one card a paper. `came`: so many of them came from a source just now.

    `start`: so many were shown before.
    """
    if asked_id(typed):
        cards = tuple(map(single_card, found.picks))
        return Message(counted(len(cards), "paper"), cards)
    topic = _bare_topic(typed)
    text = _next_line(topic, found, start) if start else found.note or _headline(topic, found)
    just = f"{came} of these just came from arXiv" if came else ""
    cards = (Card(text, footer=just), *map(answer_card, found.picks))
    return Message(text, (*cards, *_ending(typed, found, start)))


def _next_line(topic: Topic, found: Found, start: int) -> str:
    """“9 papers on “language models”, 6 to 9, then 1 close to it”."""
    close = min(found.close, len(found.picks))
    shown = len(found.picks) - close
    last = start + shown if shown else 0
    more = "at least " if found.more else ""
    count = counted(max(found.total, last), "paper")
    first = start + 1
    which = f", {first} to {last}" if shown > 1 else f", number {first}" if shown else ""
    filled = f", then {close} close to it" if close else ""
    return f"{more}{count} {about(topic)}{which}{filled}"


def _ending(typed: str, found: Found, start: int) -> tuple[Card, ...]:
    """The button for the next papers. Its value is the question: one too long has none."""
    after = start + len(found.picks)
    value = f"{after}:{fold(typed)}"
    if found.total <= after or found.note or len(value.encode("utf-16-le")) > 2 * _LONGEST_VALUE:
        return ()
    return (Card(buttons=(Button("More papers", "paper.more", value),)),)


async def details(paper_id: str, papers: PaperStore) -> Message:
    """Everything that the store holds about one paper. Raises `UserError` where there is none."""
    known = read_id(paper_id)
    if known is None:
        raise UserError("This button is from another time: it does nothing any more.")
    (pick,) = await _one(known, papers)
    return Message(pick.paper.title, (whole_card(pick.paper),))


async def similar(paper: Paper, papers: PaperStore, summarise: Summarise, limit: int) -> Message:
    """Others that share most with the title of a paper. Raises `UserError` where there is none."""
    asked = " ".join(words(paper.title))[:_LONGEST_TITLE]
    its: Sequence[Pick] = ()
    with suppress(UserError):  # its own words: nothing there would be worth a hint
        its = (await find(asked, papers, summarise, limit + 1)).picks
    others = [each for each in its if each.paper.id != paper.id][:limit]
    if not others:
        raise UserError(f"Nothing here is close to “{paper.title}”.")
    text = f"Close to “{paper.title}”"
    return Message(text, (Card(text), *map(answer_card, others)))


async def several(paper_ids: Sequence[str], papers: PaperStore, summarise: Summarise) -> Found:
    """Those of these papers that the store has. Raises `UserError` where it has none."""
    there = {paper.id: paper for paper in await papers.several(paper_ids)}
    if not there:
        raise UserError(f"None of {', '.join(paper_ids[:3])} is here: see https://arxiv.org")
    chosen = [there[each] for each in paper_ids if each in there]
    summaries = await summarise(chosen)
    picks = [Pick(paper, 1.0, "", its) for paper, its in zip(chosen, summaries, strict=True)]
    return Found(tuple(picks), len(picks))


def _bare_topic(typed: str) -> Topic:
    asked = _SINCE.sub("since:", fold(typed)[:_LONGEST_ASKED])
    said = _SAID.fullmatch(asked)
    return read_topic(said["topic"] if said else asked)


def _with_summary(pick: Pick, summary: Summary) -> Pick:
    return replace(pick, summary=summary)


async def _one(paper_id: str, papers: PaperStore) -> Found:
    paper = await papers.get(paper_id)
    if paper is None:
        count = counted(await papers.count(), "paper")
        raise UserError(
            f"{paper_id} is not among the {count} here: see https://arxiv.org/abs/{paper_id}"
        )
    return Found((Pick(paper, 1.0, ""),), 1)


async def _near(topic: Topic, papers: PaperStore, limit: int) -> Found:
    found = await best_and_close(topic, papers, limit)
    if found.close == len(found.picks):
        found = await nearly(topic, found, papers, limit)
    if not found.picks:
        raise UserError(await nothing(topic, papers))
    return replace(found, hint=await hint(topic, found, papers))


def _headline(topic: Topic, found: Found) -> str:
    """“9 papers on “language models”, the best 5”."""
    count = counted(found.total, "paper")
    shown = "best" if topic.words or topic.phrases else "newest"
    exact = len(found.picks) - found.close
    rest = f", the {shown} {exact}" if found.total > exact else ""
    filled = f", then {found.close} close to it" if found.close else ""
    hinted = f". {found.hint}" if found.hint else ""
    return f"{'at least ' if found.more else ''}{count} {about(topic)}{rest}{filled}{hinted}"
