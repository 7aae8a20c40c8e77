"""Paperboy's own page, its buttons, and channels that come and go."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from bot import digest
from bot.delivery import give_up
from bot.desk import Desk
from bot.errors import UserError
from bot.handlers import asking, digests
from bot.messages import (
    Address,
    Button,
    Card,
    Command,
    Message,
    Opened,
    PlaceChanged,
    Press,
    Reply,
    User,
)
from bot.models import Draft, Subscription
from bot.status import coming
from bot.text.markdown import escape
from bot.text.words import counted
from bot.times import spell_moment

_EMPTY = (
    "No channel that you see gets papers yet.\n\n"
    "1. Invite Paperboy into a channel.\n"
    '2. Type there: `/digest subscribe "gaussian splatting" cs.CV at 9 weekdays`'
)
_HINT = "/digest subscribe in a channel adds one · /paper <topic> answers anywhere"


async def opened(desk: Desk, event: Opened, reply: Reply) -> None:
    """Show the channels that this person sees: what they get, when, and the buttons for it."""
    cards = []
    for place, may_change in event.places.items():
        if its := await desk.store.subscriptions.of(place):
            user = replace(event.user, can_manage=may_change)
            cards.append(_card(desk, place, its, _refusal(desk, place, user)))
    await reply(_fitting(desk, event.home, cards))


async def changed(desk: Desk, event: PlaceChanged, reply: Reply) -> None:
    """Pause what is gone, and say why; where one is back, say how to go on."""
    del reply
    there = await desk.store.subscriptions.inside(event.address)
    for place, its in groupby(there, key=lambda each: each.place):
        if event.change == "gone":
            await give_up(desk.store, place, event.why, desk.clock())
        else:
            await _welcome_back(desk, place, [*its])


async def pause(desk: Desk, press: Press, reply: Reply) -> None:
    """Stop all that a place gets."""
    await digests.pause(desk, _typed("digest pause", press), reply)


async def resume(desk: Desk, press: Press, reply: Reply) -> None:
    """Go on with it."""
    await digests.resume(desk, _typed("digest resume", press), reply)


async def post_now(desk: Desk, press: Press, reply: Reply) -> None:
    """Post what is new there."""
    await digests.now(desk, _typed("digest now", press), reply)


async def status(desk: Desk, press: Press, reply: Reply) -> None:
    """Say how a place is doing, to who is there: on an old page the button may still stand."""
    if not press.user.can_manage:
        raise UserError("Only who is in this channel may see that.")
    await asking.status(desk, _typed("paperboy status", press), reply)


def _typed(name: str, press: Press) -> Command:
    return Command(name, press.user, press.source.address)


def _refusal(desk: Desk, place: Address, user: User) -> str:
    """Why this person may not change the place; empty where they may."""
    if desk.may_change(place.chat, user):
        return ""
    return "only Paperboy's admins change this" if user.can_manage else "join it to change this"


def _card(desk: Desk, place: Address, its: Sequence[Subscription], refusal: str) -> Card:
    is_paused = all(each.paused for each in its)
    # One that is paused among others says so itself.
    briefly = [(digest.spelt_briefly(each), "" if is_paused else each.pause) for each in its]
    lines = [escape(" · ".join(filter(None, each))) for each in briefly]
    mark = "- " if len(lines) > 1 else ""
    following, zone = coming(its)
    when = its[0].pause if is_paused else ""
    if following:
        when = f"next: {spell_moment(following, zone, desk.clock())}"
    change = (
        (Button("Resume", "place.resume"),)
        if is_paused
        else (Button("Post now", "place.now"), Button("Pause", "place.pause"))
    )
    return Card(
        body="\n".join(f"{mark}{line}" for line in lines),
        place=place,
        buttons=() if refusal else (*change, Button("Status", "place.status")),
        footer=" · ".join(each for each in (when, refusal) if each),
    )


def _fitting(desk: Desk, home: Address, cards: Sequence[Card]) -> Message:
    """One message with as many cards as fit; the rest is counted."""
    if not cards:
        return Message("Paperboy", (Card("Paperboy", _EMPTY),))
    chat, title = desk.chat_of(home), f"{counted(len(cards), 'channel')} with papers"

    def page(count: int) -> Message:
        left = len(cards) - count
        more = f"And {counted(left, 'more channel')}: /digest list there. " if left else ""
        return Message(title, (Card(title), *cards[:count], Card(footer=more + _HINT)))

    def is_too_much(count: int) -> bool:
        return bool(chat.limits.exceeded(chat.size(page(count))))

    return page(max(bisect_left(range(len(cards) + 1), 1, key=is_too_much) - 1, 0))


async def _welcome_back(desk: Desk, place: Address, its: Sequence[Subscription]) -> None:
    lost, now = [each for each in its if each.is_lost], desk.clock()
    if not lost:
        return
    # Another Paperboy on this store hears it too.
    said = f"{place} is back {now:%Y-%m-%d %H}"
    if not await desk.store.deliveries.first(place.chat, said, now):
        return
    verb = "is" if len(lost) == 1 else "are"
    text = (
        f"Paperboy is back. {counted(len(lost), 'subscription')} here {verb} {lost[0].pause}. "
        "/digest resume goes on."
    )
    await desk.store.outbox.add(place, [Draft(Message(text))], now)
    desk.sender.wake()
