"""“Share here”: a paper's card, posted where it was asked for, once."""

import asyncio

import structlog

from bot import papers
from bot.desk import Desk
from bot.errors import ChatError, UserError
from bot.messages import Address, Message, Press, Reply
from bot.models import Draft, Paper, Pick
from bot.text.fold import fold

_LOOK = 3.0  # seconds to find out whether the channel can be used
_LONGEST_NAME = 80

log = structlog.get_logger(__name__)


async def share(desk: Desk, press: Press, reply: Reply) -> None:
    """Post a paper for everybody here, through the outbox; one that is here already is not."""
    paper_id = papers.read_id(press.value)
    paper = await desk.store.papers.get(paper_id) if paper_id else None
    if paper is None:
        raise UserError("This button is from another time: it does nothing any more.")
    place = press.source.address.place
    if paper.id not in await desk.store.ledger.among(place, [paper.id]):
        await _require_usable(desk, place)
        draft = await _draft(desk, paper, fold(press.user.name)[:_LONGEST_NAME])
        if await desk.store.outbox.post(place, draft, desk.clock()):
            await desk.sender.flush(place)
            await reply(Message(await _became(desk, place, paper, "Shared here: ")))
            return
    await reply(Message(await _became(desk, place, paper, "It is here already: ")))


async def _draft(desk: Desk, paper: Paper, name: str) -> Draft:
    (summary,) = await desk.summarise([paper])
    by = f"shared by {name}" if name else "shared"
    card = papers.paper_card(Pick(paper, 1.0, by, summary))
    text = f"{name} shared “{paper.title}”" if name else f"Shared: “{paper.title}”"
    return Draft(Message(text, (card,)), (paper.id,), about=paper.id)


async def _require_usable(desk: Desk, place: Address) -> None:
    """Raises `UserError` where nothing can be posted there, and says how to mend it."""
    try:
        async with asyncio.timeout(_LOOK):
            found = await desk.chat_of(place).check_place(place)
    except (ChatError, TimeoutError) as error:  # nobody knows: the outbox finds out
        log.warning("a place could not be looked at", place=str(place), why=str(error))
        return
    if found.mend:
        raise UserError(f"Not shared: {found.what.rstrip('.')}. {found.mend}")


async def _became(desk: Desk, place: Address, paper: Paper, done: str) -> str:
    """What came of it: it stands there, waits, or cannot be posted."""
    title = f"“{paper.title}”"
    for part in await desk.store.outbox.unfinished(place):
        if paper.id in part.papers:
            why = f" once that is possible: {part.why}" if part.why else ": others are first."
            return f"{title} will come here{why}"
    theirs = await desk.store.ledger.among(place, [paper.id])
    return f"{done}{title}." if theirs.get(paper.id) else f"{title} could not be posted here."
