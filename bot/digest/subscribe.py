"""What a place does with its subscriptions: begin, change, pause, end. Returns what to answer."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.digest.asked_form import read_form
from bot.digest.select import spell
from bot.errors import UserError
from bot.messages import Address, Card, Message
from bot.models import Schedule, Subscription
from bot.ports import Store
from bot.schedule import local_date, next_run
from bot.text.markdown import escape
from bot.text.words import counted
from bot.times import spell_moment, spell_schedule

_MOST = 20  # subscriptions of one place
_EXAMPLE = '/digest subscribe "gaussian splatting" cs.CV at 9 weekdays Europe/Berlin'


async def subscribe(
    place: Address,
    typed: str,
    store: Store,
    timezone: str,
    now: datetime,
    fields: Mapping[str, str] = {},
    language: str = "",
) -> Subscription:
    """Store what a person asks for this place, in a line or a form. Raises `UserError`.

    `language` is that of its summaries, where none is named.
    """
    asked = read_form(typed, fields)
    if not (asked.topics or asked.categories):
        raise UserError(f"Which papers? Name a topic or a category, as in {_EXAMPLE}")
    wanted = asked.applied_to(
        Subscription(place, schedule=Schedule(timezone=timezone), language=language)
    )
    there = await store.subscriptions.of(place)
    if len(there) >= _MOST:
        raise UserError(f"This channel has {_MOST} subscriptions: end one with /digest unsubscribe")
    _refuse_repeated(wanted, there)
    wanted = replace(wanted, next_run_at=next_run(wanted.schedule, now))
    return await store.subscriptions.add(wanted, now)


async def edit(
    place: Address, typed: str, store: Store, now: datetime, fields: Mapping[str, str] = {}
) -> Subscription:
    """Change what is named, and leave the rest; it counts from the next digest."""
    number, rest = _numbered(typed)
    if named := fields.get("number", "").strip():
        number, rest = _numbered(named)[0], typed
        if number is None:
            raise UserError("number: it is a number of /digest list, as in 1.")
    there = await store.subscriptions.of(place)
    subscription = _one(there, number, "edit")
    _refuse_configured(subscription)
    asked = read_form(rest, fields)
    if len(asked.topics) == 1 and asked.topics[0].isdecimal():
        raise UserError(
            f"What is {asked.topics[0]}? Write max {asked.topics[0]}, or at and an hour."
        )
    changed = asked.applied_to(subscription)
    _refuse_repeated(changed, there)
    if changed == subscription:
        raise UserError("Nothing changes: name what is new, as in /digest edit 1 at 8:30 max 3")
    if changed.schedule != subscription.schedule and not subscription.paused:
        changed = replace(changed, next_run_at=await _next(changed, store, now))
    await store.subscriptions.change(changed)
    return changed


async def pause(place: Address, typed: str, store: Store, who: str) -> list[Subscription]:
    """Stop one, or all of them; what waits to be sent is dropped."""
    chosen = [each for each in await _chosen(place, typed, store, "pause") if not each.paused]
    if not chosen:
        raise UserError("It is paused already: /digest resume starts it again.")
    paused = [replace(each, paused=f"by {who}", next_run_at=None) for each in chosen]
    for each in paused:
        await store.subscriptions.change(each)
    return paused


async def resume(place: Address, typed: str, store: Store, now: datetime) -> list[Subscription]:
    """Start what was paused; what came meanwhile makes one digest at most."""
    chosen = [each for each in await _chosen(place, typed, store, "resume") if each.paused]
    if not chosen:
        raise UserError("Nothing is paused here.")
    running = [replace(each, paused="") for each in chosen]
    running = [replace(each, next_run_at=await _next(each, store, now)) for each in running]
    for each in running:
        await store.subscriptions.change(each)
    return running


async def unsubscribe(place: Address, typed: str, store: Store) -> list[Subscription]:
    """End one, or `all`; what waits to be sent is dropped."""
    there = await store.subscriptions.of(place)
    if typed.strip().lower() == "all":
        chosen = [each for each in there if not each.configured]
    else:
        chosen = [_one(there, _number(typed, there, "unsubscribe"), "unsubscribe")]
        _refuse_configured(chosen[0])
    if not chosen:
        raise UserError("What is left here stands in config.toml: take it out there.")
    for each in chosen:
        await store.subscriptions.remove(each.id)
    return chosen


def listed(subscriptions: Sequence[Subscription], now: datetime) -> Message:
    """The subscriptions of a place, numbered."""
    if not subscriptions:
        return Message(f"This channel has no subscription yet. Begin with {_EXAMPLE}")
    title = counted(len(subscriptions), "subscription")
    lines = [
        f"{number}. {escape(spelt(each, now))}" for number, each in enumerate(subscriptions, 1)
    ]
    return Message(title, (Card(title, "\n".join(lines), footer=_next_step(subscriptions)),))


def _next_step(subscriptions: Sequence[Subscription]) -> str:
    resume = "/digest resume goes on · " if any(each.paused for each in subscriptions) else ""
    return f"{resume}/digest edit, pause, unsubscribe"


def spelt_briefly(subscription: Subscription) -> str:
    """One subscription as a person reads it: what, when, how many."""
    its = subscription
    what = spell(its) or "whatever is new"
    style = "" if its.style == "tldr" else f" · style {its.style}"
    language = f" · in {its.language}" if its.language else ""
    quiz = " · with a quiz" if its.quiz else ""
    return f"{what} · {spell_schedule(its.schedule)} · max {its.max}{style}{language}{quiz}"


def spelt(subscription: Subscription, now: datetime) -> str:
    """The same, and what comes next."""
    its = subscription
    zone = its.schedule.timezone
    following = f"next: {spell_moment(its.next_run_at, zone, now)}" if its.next_run_at else ""
    parts = (
        spelt_briefly(its),
        its.pause or following,
        "from config.toml" if its.configured else "",
    )
    return " · ".join(each for each in parts if each)


async def _next(subscription: Subscription, store: Store, now: datetime) -> datetime:
    """When it is due next: not on a day that has its outcome already."""
    past = await store.runs.past(subscription.place, 50)
    served = {
        each.date
        for each in past
        # What a clock that was wrong recorded for days to come does not count.
        if each.subscription == subscription.key and each.occasion == "schedule" and each.at <= now
    }
    following = next_run(subscription.schedule, now)
    while local_date(following, subscription.schedule.timezone) in served:
        following = next_run(subscription.schedule, following)
    return following


async def _chosen(place: Address, typed: str, store: Store, command: str) -> Sequence[Subscription]:
    there = await store.subscriptions.of(place)
    number = _number(typed, there, command)
    return [_one(there, number, command)] if number is not None or not there else there


def _number(typed: str, there: Sequence[Subscription], command: str) -> int | None:
    """The number that is all that was typed; `None` for nothing, and for “all”."""
    number, rest = _numbered(typed)
    if rest.strip() and (number is not None or rest.strip().lower() != "all"):
        raise _which(there, command)
    return number


def _numbered(typed: str) -> tuple[int | None, str]:
    """“2 at 8” is number 2 and “at 8”; `None` where no number stands in front."""
    first, _, rest = typed.strip().partition(" ")
    bare = first.strip("#.")
    if bare.isascii() and bare.isdecimal() and len(bare) < 4 and not _is_count(rest):
        return int(bare), rest
    return None, typed


def _is_count(rest: str) -> bool:
    return rest.lower().startswith("paper")


def _one(there: Sequence[Subscription], number: int | None, command: str) -> Subscription:
    if number is None and len(there) == 1:
        return there[0]
    if number is None or not 1 <= number <= len(there):
        raise _which(there, command)
    return there[number - 1]


def _which(there: Sequence[Subscription], command: str) -> UserError:
    if not there:
        return UserError(f"This channel has no subscription yet. Begin with {_EXAMPLE}")
    return UserError(
        f"Which one? /digest list numbers them, 1 to {len(there)}: /digest {command} 1"
    )


def _refuse_repeated(wanted: Subscription, there: Sequence[Subscription]) -> None:
    for number, each in enumerate(there, 1):
        if each.id != wanted.id and spell(each) == spell(wanted):
            raise UserError(
                f"This channel has that already: change it with /digest edit {number} …"
            )


def _refuse_configured(subscription: Subscription) -> None:
    if subscription.configured:
        raise UserError("This subscription stands in config.toml: change it there.")
