"""`/paper`: the best matches for a topic, or one paper by its id or link."""

from dataclasses import replace

from bot.errors import UserError
from bot.messages import Card, Message
from bot.models import Paper, Pick, Topic
from bot.papers.cards import byline, paper_card, readable
from bot.papers.ids import read_id
from bot.papers.match import match
from bot.papers.topics import read_topic
from bot.ports import PaperStore, Writer
from bot.text.markdown import escape
from bot.text.words import counted

_RECENT = 2000  # papers looked through for an author, or for what is new in a category
_CANDIDATES = 50  # as many as the index offers before phrases are taken literally


async def find(typed: str, papers: PaperStore, writer: Writer, limit: int) -> tuple[Pick, ...]:
    """Find papers for what a person typed, best first. Raises `UserError` where there is none."""
    picks = await _picks(typed, papers, limit)
    return tuple([replace(pick, summary=await writer.summarise(pick.paper)) for pick in picks])


async def find_papers(typed: str, papers: PaperStore, limit: int) -> tuple[Paper, ...]:
    """Like `find`, without summaries."""
    return tuple(pick.paper for pick in await _picks(typed, papers, limit))


def answer(typed: str, picks: tuple[Pick, ...]) -> Message:
    """What `/paper` shows: one card a paper."""
    count = counted(len(picks), "paper")
    text = f"{count} on {read_topic(typed)}" if not read_id(typed) else count
    cards = tuple(paper_card(pick) for pick in picks)
    return Message(text, cards if read_id(typed) else (Card(title=text), *cards))


async def details(paper_id: str, papers: PaperStore) -> Message:
    """Everything that the store holds about one paper. Raises `UserError` where there is none."""
    (pick,) = await _one(read_id(paper_id) or "That paper", papers)
    paper = pick.paper
    fields = {
        "Authors": byline(paper, shown=12),
        "Categories": ", ".join(paper.categories),
        "Announced": "" if paper.sample or not paper.announced else f"{paper.announced:%d %B %Y}",
    }
    card = Card(
        title=paper.title,
        url=paper.url,
        body=escape(paper.abstract),
        fields=tuple((name, value) for name, value in fields.items() if value),
        footer=f"arXiv:{paper.id}" + (" · sample description" if paper.sample else " · abstract"),
    )
    return Message(paper.title, (card,))


async def _picks(typed: str, papers: PaperStore, limit: int) -> tuple[Pick, ...]:
    paper_id = read_id(typed)
    return await (_one(paper_id, papers) if paper_id else _matching(typed, papers, limit))


async def _one(paper_id: str, papers: PaperStore) -> tuple[Pick, ...]:
    paper = await papers.get(paper_id)
    if paper is None:
        count = counted(await papers.count(), "paper")
        raise UserError(
            f"{paper_id} is not among the {count} here: see https://arxiv.org/abs/{paper_id}"
        )
    return (Pick(readable(paper), 1.0, ""),)


async def _matching(typed: str, papers: PaperStore, limit: int) -> tuple[Pick, ...]:
    topic = read_topic(typed)
    named = topic.words or topic.phrases
    if not named and not topic.categories and not topic.authors:
        raise UserError("What about? Try /paper diffusion models, or /paper 1706.03762.")
    found = await (papers.search(topic, _CANDIDATES) if named else papers.recent(_RECENT))
    matches = [(each, match(topic, each)) for each in map(readable, found)]
    picks = [Pick(paper, fits.score, fits.why) for paper, fits in matches if fits]
    if not picks:
        raise UserError(await _nothing(topic, papers))
    return tuple(sorted(picks, key=lambda pick: -pick.score)[:limit])


async def _nothing(topic: Topic, papers: PaperStore) -> str:
    """Say what was tried, and which part of it no paper holds."""
    parts = [Topic(words=(each,)) for each in topic.telling]
    parts += [Topic(phrases=(each,)) for each in topic.phrases]
    missing = [str(part) for part in parts if not await papers.search(part, 1)]
    count = counted(await papers.count(), "paper")
    tried = f"Nothing on {topic} among {count}"
    if missing and len(parts) > 1:
        return f"{tried}: none has {' or '.join(missing)}. Try without."
    return f"{tried}: try other or fewer words."
