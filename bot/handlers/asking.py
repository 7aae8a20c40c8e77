"""`/paperboy`, the shortcut, and the buttons below papers."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Literal

import structlog

from bot import papers
from bot.desk import Desk
from bot.errors import PaperboyError, UserError
from bot.messages import Card, Command, Handle, Message, Press, Reaction, Reply
from bot.models import Paper
from bot.status import read_status, status_message
from bot.text.words import counted

log = structlog.get_logger(__name__)

NAMED = 10  # papers of one message that are explained

_TWICE = timedelta(seconds=3)  # within which a second press is a double click
_OLD = "This button is from another time: it does nothing any more."
_VALUES: Mapping[str, Literal[1, -1]] = {"👍": 1, "👎": -1}


async def explain(desk: Desk, command: Command, reply: Reply) -> None:
    """Show all about the paper that a message names; of several, one card each."""
    named = papers.named_in(command.args.get("text", ""))[:NAMED]
    if not named:
        raise UserError("This message names no arXiv paper. /paper <topic> finds one.")
    known = {each.id for each in await desk.store.papers.several(named)}
    asking = [each for each in named if each not in known and desk.completing.may_help(each)]
    looking = f"Looking {', '.join(asking)} up at {desk.completing.sources}."
    shown = await _explained(desk, named) if known or not asking else Message(looking)
    handle = await reply(shown)
    if asking:
        desk.in_background(_explain_again(desk, named, asking, shown, handle))


async def details(desk: Desk, press: Press, reply: Reply) -> None:
    """Show all about one paper."""
    await reply(await papers.details(press.value, desk.store.papers))


async def cite(desk: Desk, press: Press, reply: Reply) -> None:
    """Show how to cite a paper; arXiv may know more of it meanwhile, as where it appeared."""
    written = await _written(desk, press.value)
    handle = await reply(_cited(written))
    if desk.completing.may_help(written.id):
        desk.in_background(_cite_again(desk, written, handle))


async def vote(desk: Desk, press: Press, reply: Reply) -> None:
    """Record what a person thinks of a paper: `up:2603.00001` or `down:…`; again takes it back."""
    direction, _, named = press.value.partition(":")
    paper_id = papers.read_id(named)
    found = await desk.store.papers.get(paper_id) if paper_id else None
    if found is None or direction not in ("up", "down"):
        raise UserError(_OLD)
    place, person, votes = press.source.address.place, press.user.id, desk.store.votes
    value: Literal[1, -1] = 1 if direction == "up" else -1
    now = desk.clock()
    taken_back = await votes.withdraw(place, found.id, person, value, now - _TWICE)
    if not taken_back:
        await votes.vote(place, found.id, person, value, now)
    up, down = await votes.tally(place, found.id)
    noted = f"{'👍' if value == 1 else '👎'} {'taken back' if taken_back else 'noted'}"
    await reply(Message(f"{noted} for “{found.title}”: 👍 {up} · 👎 {down} here."))


async def react(desk: Desk, reaction: Reaction, reply: Reply) -> None:
    """Count 👍 and 👎 on a message that is about one paper as votes; taken away, they are too."""
    del reply
    value = _VALUES.get(reaction.emoji)
    paper_id = await desk.store.ledger.about(reaction.ref) if value else None
    if not value or not paper_id:
        return
    place, person, votes = reaction.ref.address.place, reaction.user.id, desk.store.votes
    if reaction.added:
        await votes.vote(place, paper_id, person, value, desk.clock())
    else:
        await votes.withdraw(place, paper_id, person, value)


async def status(desk: Desk, command: Command, reply: Reply) -> None:
    """Say how this place is doing."""
    its = await read_status(
        command.at.place, desk.store, desk.today(), desk.budget, priced=desk.priced
    )
    await reply(status_message(its, desk.timezone, desk.clock()))


async def help_lines(reply: Reply, lines: list[str]) -> None:
    """Say what there is."""
    title = "What Paperboy can do"
    await reply(Message(title, (Card(title, "\n".join(lines)),)))


async def _explained(desk: Desk, named: Sequence[str]) -> Message:
    if len(named) == 1:
        return await papers.details(named[0], desk.store.papers)
    found = await papers.several(named, desk.store.papers, desk.summarise)
    title = f"This message names {counted(len(named), 'paper')}"
    return Message(title, (Card(title), *map(papers.paper_card, found)))


async def _explain_again(
    desk: Desk, named: Sequence[str], asking: Sequence[str], shown: Message, handle: Handle
) -> None:
    """Look up what is not stored, and change the answer."""
    try:
        fetched = [await desk.completing.fetch(each) for each in asking]
        try:
            better = await _explained(desk, named)
        except UserError as error:
            late = f"{desk.completing.sources} did not answer just now: try again in a few minutes."
            failed = any(each.outcome in ("failed", "busy") for each in fetched)
            better = Message(f"{error} {late}" if failed else str(error))
        if better != shown:
            await handle.update(better)
    except PaperboyError as error:
        log.warning("an answer could not be completed", why=str(error))


async def _written(desk: Desk, value: str) -> Paper:
    paper_id = papers.read_id(value)
    written = await desk.store.papers.written(paper_id) if paper_id else None
    if written is None:
        raise UserError(_OLD)
    return written


async def _cite_again(desk: Desk, before: Paper, handle: Handle) -> None:
    """Change the answer where arXiv knows more than the store did."""
    try:
        await desk.completing.fetch(before.id)
        now = await desk.store.papers.written(before.id)
        if now and _cited(now) != _cited(before):
            await handle.update(_cited(now))
    except PaperboyError as error:
        log.warning("a citation could not be completed", paper=before.id, why=str(error))


def _cited(written: Paper) -> Message:
    card = papers.cite_card(written)
    return Message(f"Cite “{card.title}”", (card,))
