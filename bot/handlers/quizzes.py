"""`/quiz …`: questions, scores and votes of the group; and what a person may have forgotten."""

import asyncio

import structlog

from bot import quizzes
from bot.desk import Desk
from bot.errors import ChatError, UserError
from bot.messages import Address, Command, Message, Press, Reply
from bot.text.words import counted

_LOOK = 3.0  # seconds that a person waits to hear whether the channel can be used

log = structlog.get_logger(__name__)


async def start(desk: Desk, command: Command, reply: Reply) -> None:
    """Ask a graded question, for the whole channel."""
    place = command.at.place
    await _require_usable(desk, place)
    asked = await quizzes.ask(
        place,
        command.args.get("topic", ""),
        desk.store,
        desk.random,
        desk.clock(),
        hours=desk.quiz_open,
        timezone=await _timezone(desk, place),
        find=desk.finder.find,
    )
    await desk.sender.flush(place)
    ends = quizzes.moment(asked.closes_at, asked.timezone)
    await reply(Message(f"Asked here, for all. It closes {ends}."))


async def answer(desk: Desk, press: Press, reply: Reply) -> None:
    """Grade an answer."""
    place = press.source.address.place
    await reply(await quizzes.grade(press.value, press.user, place, desk.store, desk.clock()))


async def scores(desk: Desk, command: Command, reply: Reply) -> None:
    """Show who did best in a month."""
    place, month = command.at.place, command.args.get("month", "")
    shown = await quizzes.scores(
        place, month, command.user, desk.store, desk.clock(), desk.timezone
    )
    await reply(shown)


async def mine(desk: Desk, command: Command, reply: Reply) -> None:
    """Show a person how they do."""
    place = command.at.place
    await reply(await quizzes.mine(place, command.user, desk.store, desk.clock(), desk.timezone))


async def vote(desk: Desk, command: Command, reply: Reply) -> None:
    """Put this week's papers to the vote."""
    place = command.at.place
    await _require_usable(desk, place)
    zone = await _timezone(desk, place)
    offered = await quizzes.offer(place, desk.store, desk.clock(), zone, desk.quiz_open)
    await desk.sender.flush(place)
    ends = quizzes.moment(offered.closes_at, offered.timezone)
    papers = counted(len(offered.papers), "paper")
    await reply(Message(f"Offered {papers} to the vote. It closes {ends}."))


async def poll_vote(desk: Desk, press: Press, reply: Reply) -> None:
    """Record a vote."""
    place = press.source.address.place
    await reply(await quizzes.choose(press.value, press.user, place, desk.store, desk.clock()))


async def forget(desk: Desk, command: Command, reply: Reply) -> None:
    """Delete what is stored of a person."""
    if command.args.get("who", "").strip(" .!").lower() != "me":
        raise UserError("Only you yourself can be forgotten: /paperboy forget me")
    deleted = await desk.store.forget(command.at.chat, command.user.id)
    desk.recent.forget(command.at.chat, command.user.id)
    what = f"{deleted} of your answers, votes and follows" if deleted else "there was nothing"
    await reply(
        Message(
            f"Forgotten: {what}. What closed quizzes show are counts without names: those stay."
        )
    )


async def _timezone(desk: Desk, place: Address) -> str:
    """That of the place's first subscription, else Paperboy's."""
    its = await desk.store.subscriptions.of(place)
    return its[0].schedule.timezone if its else desk.timezone


async def _require_usable(desk: Desk, place: Address) -> None:
    """Refuse where nothing can be posted, with the mend; where nobody knows, go on."""
    try:
        async with asyncio.timeout(_LOOK):
            found = await desk.chat_of(place).check_place(place)
    except (ChatError, TimeoutError) as error:
        log.warning("a place could not be looked at", place=str(place), why=str(error))
        return
    if found.mend:
        raise UserError(f"{found.what.rstrip('.')}: {found.mend.rstrip('.')}.")
