"""`/paper`: an answer from what is stored at once, completed from arXiv behind it."""

from dataclasses import replace

import structlog

from bot import papers
from bot.desk import Desk
from bot.errors import PaperboyError, StoreError, UserError
from bot.handlers.asking import explain
from bot.messages import Command, Handle, Message, Press, Reply
from bot.papers import Found, Question

SHOWN = 5  # papers of one answer
_MOST = 50  # papers of all answers to one question
_OLD = "This button is from another time: it does nothing any more."

log = structlog.get_logger(__name__)


async def paper(desk: Desk, command: Command, reply: Reply) -> None:
    """Show the best papers on a topic, or those that are named."""
    typed = command.args.get("topic", "")
    if papers.listed_ids(typed):
        await explain(desk, replace(command, args={"text": typed.replace(",", " ")}), reply)
        return
    question = papers.read_question(typed)
    found = await _stored(desk, typed, question, SHOWN)
    if found:
        desk.recent.note(command.at.place, typed, command.user.id)
    shown = papers.answer(typed, found) if found else Message(_looking(desk, question))
    handle = await reply(shown)
    # Whom it told to wait gets an answer, whatever became of the source meanwhile.
    if found is None or _may_be_better(desk, question, found):
        desk.in_background(_complete(desk, command, found, handle))


async def similar(desk: Desk, press: Press, reply: Reply) -> None:
    """Show papers close to one."""
    paper_id = papers.read_id(press.value)
    its = await desk.store.papers.get(paper_id) if paper_id else None
    if its is None:
        raise UserError(_OLD)
    await reply(await papers.similar(its, desk.store.papers, desk.summarise, SHOWN))


async def answered(desk: Desk, typed: str, limit: int) -> tuple[Found, int]:
    """What is found after the sources were asked, and how many of the papers just came.

    Raises `UserError` where there is nothing.
    """
    question = papers.read_question(typed)
    found = await _stored(desk, typed, question, limit)
    if found and not _may_be_better(desk, question, found):
        return found, 0
    return await _completed(desk, typed, found, limit)


async def more(desk: Desk, press: Press, reply: Reply) -> None:
    """Show the next papers on a topic: `5:gaussian splatting`."""
    offset, _, typed = press.value.partition(":")
    if not (offset.isascii() and offset.isdecimal() and 0 < int(offset) < _MOST and typed):
        raise UserError(_OLD)
    start = int(offset)
    found = await papers.find(typed, desk.store.papers, desk.summarise, start + SHOWN)
    rest = replace(found, picks=found.picks[start:])
    if not rest.picks:
        raise UserError("These were all.")
    await reply(papers.answer(typed, rest, start=start))


async def _completed(desk: Desk, typed: str, found: Found | None, limit: int) -> tuple[Found, int]:
    """See `answered`, of which this is the second half; where there is still nothing, says why."""
    question = papers.read_question(typed)
    fetched = await desk.completing.fetch(question)
    if found and not fetched.ids:
        return found, 0
    before = {pick.paper.id for pick in found or ()}
    await desk.courtesy.step_aside()  # who waits for a first answer goes first
    try:
        better = await papers.find(typed, desk.store.papers, desk.summarise, limit)
    except UserError as error:
        raise UserError(_still_nothing(desk, question, str(error), fetched.outcome)) from error
    new = {pick.paper.id for pick in better} & fetched.ids - before
    return better, len(new)


async def _stored(desk: Desk, typed: str, question: Question, limit: int) -> Found | None:
    """What is found in the store; none, where a source may have some.

    Raises `UserError` where it has not.
    """
    try:
        return await papers.find(typed, desk.store.papers, desk.summarise, limit)
    except UserError:
        if not desk.completing.may_help(question):
            raise
        return None


def _may_be_better(desk: Desk, question: Question, found: Found | None) -> bool:
    wanted = found is None or not isinstance(question, str) or _lacks(found)
    return wanted and desk.completing.may_help(question)


async def _complete(desk: Desk, command: Command, found: Found | None, handle: Handle) -> None:
    """Change the answer where something better came, or where there was none."""
    typed = command.args.get("topic", "")
    try:
        try:
            better, came = await _completed(desk, typed, found, SHOWN)
        except UserError as error:
            if found is None:
                await handle.update(Message(str(error)))
            return
        except StoreError as error:
            log.warning("an answer could not be completed", why=str(error))
            if found is None:
                await handle.update(Message("That did not work just now: try again in a minute."))
            return
        if found is None:
            desk.recent.note(command.at.place, typed, command.user.id)
        if found is None or came or (papers.asked_id(typed) and better != found):
            await handle.update(papers.answer(typed, better, came=came))
    except PaperboyError as error:
        log.warning("an answer could not be completed", why=str(error))


def _lacks(found: Found) -> bool:
    """Whether arXiv knows more of a paper: Hugging Face has no categories, a sample no abstract."""
    return any(pick.paper.sample or not pick.paper.categories for pick in found)


def _looking(desk: Desk, question: Question) -> str:
    if isinstance(question, str):
        return f"{question} is not here yet: looking it up at {desk.completing.sources}."
    return f"Nothing {papers.about(question)} here yet: looking at {desk.completing.sources}."


def _still_nothing(desk: Desk, question: Question, said: str, outcome: str) -> str:
    where = desk.completing.sources
    match outcome:
        case "failed":
            return f"{said} {where} did not answer just now: try again in a few minutes."
        case "busy":
            return f"{said} {where} is asked a lot just now: try again in a minute."
        case _ if isinstance(question, str):
            return f"{where} has no paper {question}, or it was withdrawn."
        case _:
            return f"{said} {where} has none either."
