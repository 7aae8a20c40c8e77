"""The buttons of summaries: show one, say where the paper says that, have it written again."""

from dataclasses import replace

import structlog

from bot import papers
from bot.desk import Desk
from bot.digest import read_language, read_style
from bot.errors import PaperboyError, UserError, WriterError
from bot.messages import Address, Handle, Message, Press, Reply
from bot.models import Paper, Style, Summary
from bot.summaries import STYLES, proof_card, summary_card

_PATIENCE = 150.0  # seconds for a model: the person has a summary meanwhile
_OLD = "This button is from another time: it does nothing any more."

log = structlog.get_logger(__name__)


async def show(desk: Desk, press: Press, reply: Reply) -> None:
    """Show a summary at once; where a model still has to write it, change the answer then."""
    style, paper, named = await _named(desk, press)
    place = press.source.address.place
    language = named or await _language_of(desk, place)
    (summary,) = await desk.summariser.at_hand([paper], style, language)
    if summary.writer or summary.note or not desk.summariser.model:
        await reply(_message(desk, paper, summary, language))
        return
    coming = "a checked one is being written"
    handle = await reply(_message(desk, paper, summary, language, coming))
    # Whoever has an answer holds up nobody.
    desk.in_background(_follow(desk, handle, paper, style, language, place))


async def where(desk: Desk, press: Press, reply: Reply) -> None:
    """Show the words of the paper behind each point."""
    style, paper, language = await _named(desk, press)
    (summary,) = await desk.summariser.at_hand([paper], style, language)
    await reply(Message(f"Where “{paper.title}” says that", (proof_card(paper, summary),)))


async def anew(desk: Desk, press: Press, reply: Reply) -> None:
    """Have a model write it again, and show the better grounded one."""
    style, paper, named = await _named(desk, press)
    if not desk.summariser.model:
        raise UserError("No model is configured here: there is nothing to write it again.")
    place = press.source.address.place
    language = named or await _language_of(desk, place)
    desk.again.take(f"{press.source.address.chat}:{press.user.id}")
    handle = await reply(Message("It is being written again: a moment."))
    desk.in_background(_again(desk, handle, paper, style, language, place))


async def _follow(
    desk: Desk, handle: Handle, paper: Paper, style: Style, language: str, place: Address
) -> None:
    """Show the model's once it is written, or why it was not."""
    try:
        (summary,) = await desk.summariser.written(
            [paper], style, language, place=str(place), patience=_PATIENCE
        )
        await handle.update(_message(desk, paper, summary, language))
    except PaperboyError as error:
        log.warning("a summary could not be shown", paper=paper.id, why=str(error))


async def _again(
    desk: Desk, handle: Handle, paper: Paper, style: Style, language: str, place: Address
) -> None:
    try:
        try:
            summary = await desk.summariser.anew(paper, style, language, str(place))
            shown = _message(desk, paper, summary, language)
        except WriterError as error:
            shown = Message(f"It was not written again: {error}")
        await handle.update(shown)
    except PaperboyError as error:
        log.warning("a summary could not be shown", paper=paper.id, why=str(error))


def _message(
    desk: Desk, paper: Paper, summary: Summary, language: str, coming: str = ""
) -> Message:
    anew = desk.summariser.model is not None
    card = summary_card(paper, summary, anew=anew, language=language)
    if coming:
        card = replace(card, footer=f"{card.footer} · {coming}")
    return Message(f"{STYLES[summary.style].label}: {paper.title}", (card,))


async def _named(desk: Desk, press: Press) -> tuple[Style, Paper, str]:
    """What `style:paper:language` names. Raises `UserError` where it names nothing."""
    named, _, rest = press.value.partition(":")
    typed, _, language = rest.rpartition(":")
    try:
        style = read_style(named)
        known = await _languages(desk, press.source.address.place)
        if language not in known | {desk.language}:
            language = read_language(language)  # what is forged would go to the model
    except UserError as error:
        raise UserError(_OLD) from error
    paper_id = papers.read_id(typed)
    paper = await desk.store.papers.get(paper_id) if paper_id else None
    if paper is None:
        raise UserError(_OLD)
    return style, paper, language


async def _language_of(desk: Desk, place: Address) -> str:
    """The language that a place has its summaries in."""
    its = await _languages(desk, place)
    return its.pop() if len(its) == 1 else desk.language


async def _languages(desk: Desk, place: Address) -> set[str]:
    return {each.language for each in await desk.subscriptions_of(place)}
