"""`/digest …`: the subscriptions of a channel, and digests on demand."""

import asyncio
from dataclasses import replace

import structlog

from bot import digest
from bot.desk import Desk
from bot.errors import ChatError, PaperboyError, UserError
from bot.messages import Address, Card, Command, Handle, Message, Reply
from bot.models import Digest, Subscription
from bot.schedule import local_date
from bot.text.markdown import escape
from bot.text.words import counted
from bot.times import read_timezone

_PATIENCE = 20.0  # seconds for a model: a person waits
_LOOK = 3.0  # seconds that a person waits to hear whether the channel can be used

log = structlog.get_logger(__name__)


async def subscribe(desk: Desk, command: Command, reply: Reply) -> None:
    """Make the channel a place, and show what it would have got lately."""
    desk.require_manager(command)
    typed, now = command.args.get("topics", ""), desk.clock()
    timezone = _zone(command.user.timezone, desk.timezone)
    made = await digest.subscribe(
        command.at.place, typed, desk.store, timezone, now, command.args, desk.language
    )
    filling = desk.in_background(_fill(desk, made))
    warning = await _warning(desk, made.place)
    await asyncio.wait([filling], timeout=_LOOK)
    shown = await _begun(desk, made)
    handle = await reply(_warned(shown, warning))
    if not filling.done():
        desk.in_background(_show_again(desk, made, shown, warning, handle, filling))


async def show(desk: Desk, command: Command, reply: Reply) -> None:
    """List the subscriptions here."""
    its = await desk.store.subscriptions.of(command.at.place)
    await reply(digest.listed(its, desk.clock()))


async def edit(desk: Desk, command: Command, reply: Reply) -> None:
    """Change what is named."""
    desk.require_manager(command)
    typed = command.args.get("changes", "")
    edited = await digest.edit(command.at.place, typed, desk.store, desk.clock(), command.args)
    its = edited.subscription
    said = [f"Changed, from the next digest on: {_spelt(desk, its)}"] if edited.changed else []
    if edited.forgotten is not None:
        said.append(digest.forgotten_line(edited.forgotten))
    lacking = await _lacking(desk, its) if edited.changed else ""
    if lacking:
        desk.in_background(_look_up(desk, its))
    await reply(Message(_sentences(*said, lacking)))


async def pause(desk: Desk, command: Command, reply: Reply) -> None:
    """Stop for a while."""
    desk.require_manager(command)
    typed, who = command.args.get("number", ""), command.user.name
    paused = await digest.pause(command.at.place, typed, desk.store, who)
    await reply(Message(f"Paused: {_about(paused)}. /digest resume starts it again."))


async def resume(desk: Desk, command: Command, reply: Reply) -> None:
    """Go on."""
    desk.require_manager(command)
    typed = command.args.get("number", "")
    running = await digest.resume(command.at.place, typed, desk.store, desk.clock())
    lines = "\n".join(f"- {escape(_spelt(desk, each))}" for each in running)
    shown = Message("Going on", (Card("Going on", lines),))
    await reply(_warned(shown, await _warning(desk, command.at.place)))


async def unsubscribe(desk: Desk, command: Command, reply: Reply) -> None:
    """End a subscription."""
    desk.require_manager(command)
    typed = command.args.get("number", "")
    ended = await digest.unsubscribe(command.at.place, typed, desk.store)
    await reply(
        Message(
            f"Ended: {_about(ended)}. What was posted here is remembered: it never comes twice."
        )
    )


async def now(desk: Desk, command: Command, reply: Reply) -> None:
    """Post what is new, at once."""
    desk.require_manager(command)
    place, typed = command.at.place, command.args.get("topics")
    its = await desk.subscriptions_of(place)
    running = tuple(each for each in its if not each.paused) or its
    wanted = (Subscription(place, (typed,)),) if typed else running
    said = []
    for subscription in wanted:
        made = await _post(desk, replace(subscription, mention=""))  # who asked looks anyway
        said.append(await _posted(desk, made))
    await reply(Message("\n".join(said)))


async def why(desk: Desk, command: Command, reply: Reply) -> None:
    """Explain what became of a paper here."""
    typed = command.args.get("paper", "")
    place, now = command.at.place, desk.clock()
    await reply(await digest.why(place, typed, desk.store, desk.timezone, now))


async def undo(desk: Desk, command: Command, reply: Reply) -> None:
    """Delete the last digest here."""
    desk.require_manager(command)
    place = command.at.place
    past = await desk.store.runs.past(place, 50)
    last = next((each for each in past if each.outcome == "digest" and not each.undone), None)
    if last is None:
        raise UserError("There is no digest here that could be taken back.")
    gone = await desk.store.runs.undo(last.id, desk.clock())
    await desk.sender.flush(place)
    papers = counted(last.receipt.posted, "paper")
    await reply(
        Message(
            f"Taken back: the digest of {last.date:%d %B} with {papers}, "
            f"{counted(gone, 'message')}. Its papers do not come again."
        )
    )


def _zone(its: str | None, otherwise: str) -> str:
    """A person's time zone as their chat says it, where there is one of that name."""
    try:
        return read_timezone(its) if its else otherwise
    except UserError:
        return otherwise


async def _begun(desk: Desk, made: Subscription) -> Message:
    text = _sentences(f"Subscribed: {_spelt(desk, made)}", await _lacking(desk, made))
    shown = await digest.preview(made, desk.edition(), desk.clock())
    return Message(text, (Card(body=escape(text)), *shown.cards))


async def _lacking(desk: Desk, subscription: Subscription) -> str:
    """That seed papers are not here yet; empty where all are."""
    there = {each.id for each in await desk.store.papers.several(subscription.like)}
    lacking = ", ".join(each for each in subscription.like if each not in there)
    return f"Not among the papers here yet, to be used once it is: {lacking}." * bool(lacking)


async def _look_up(desk: Desk, subscription: Subscription) -> None:
    try:
        await desk.newsroom.look_up(subscription.like)
    except PaperboyError as error:
        log.warning("papers could not be looked up", why=str(error))


async def _warning(desk: Desk, place: Address) -> str:
    """That nothing can be posted there, and how to mend it; empty where it can, or nobody knows."""
    try:
        async with asyncio.timeout(_LOOK):
            found = await desk.chat_of(place).check_place(place)
    except (ChatError, TimeoutError) as error:
        log.warning("a place could not be looked at", place=str(place), why=str(error))
        return ""
    return f"But {found.what.rstrip('.')}: {found.mend.rstrip('.')}." if found.mend else ""


def _warned(shown: Message, warning: str) -> Message:
    if not warning:
        return shown
    return Message(f"{shown.text} {warning}", (*shown.cards, Card(body=f"**{escape(warning)}**")))


async def _fill(desk: Desk, made: Subscription) -> None:
    """Fetch the days that the preview lacks."""
    if not desk.sources:
        return
    try:
        await desk.newsroom.fill(made, digest.PREVIEWED)
    except PaperboyError as error:
        log.warning("the preview could not be completed", why=str(error))


async def _show_again(
    desk: Desk,
    made: Subscription,
    shown: Message,
    warning: str,
    handle: Handle,
    filling: asyncio.Task[None],
) -> None:
    """Once all is fetched, show the preview anew, where that changes it."""
    try:
        await filling
        better = await _begun(desk, made)
        if better != shown:
            await handle.update(_warned(better, warning))
    except PaperboyError as error:
        log.warning("the preview could not be shown", why=str(error))


async def _post(desk: Desk, subscription: Subscription) -> Digest:
    """Make a digest of what is stored, and send it."""
    chat, now = desk.chat_of(subscription.place), desk.clock()
    zone = subscription.schedule.timezone if subscription.id else desk.timezone
    day, edition = local_date(now, zone), desk.edition(_PATIENCE)
    run = digest.asked_run(subscription, day, now, desk.request())
    made = await digest.prepare_digest(subscription, day, desk.store, edition, now, until=day)
    made = await digest.store_digest(
        run, made, desk.store, edition, chat, desk.sender.worker, now, desk.sender.lease(), day
    )
    await desk.sender.flush(subscription.place)
    return made


async def _posted(desk: Desk, made: Digest) -> str:
    if not made.picks:
        return digest.empty_line(made, desk.clock())
    papers = {pick.paper.id for pick in made.picks}
    for part in await desk.store.outbox.unfinished(made.place):
        if papers & set(part.papers):
            if not part.why:
                return f"{counted(len(papers), 'paper')} will come here: others are first."
            return f"{counted(len(papers), 'paper')} will come here once they can: {part.why}"
    standing = await desk.store.ledger.among(made.place, papers)
    if not all(standing.get(each) for each in papers):
        its = await desk.store.subscriptions.of(made.place)
        why = next((f", {each.pause}" for each in its if each.paused), "")
        return f"Nothing could be posted here{why}. Once that is mended, /digest resume."
    return f"Posted {counted(len(papers), 'paper')} here."


def _spelt(desk: Desk, subscription: Subscription) -> str:
    return digest.spelt(subscription, desk.clock())


def _sentences(first: str, *others: str) -> str:
    rest = [each for each in others if each]
    return " ".join([f"{first.rstrip('.')}.", *rest]) if rest else first


def _about(subscriptions: list[Subscription]) -> str:
    return "; ".join(digest.spell(each) or "whatever is new" for each in subscriptions)
