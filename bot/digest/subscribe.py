"""What a place does with its subscriptions: begin, change, pause, end. Returns what to answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.digest.asked import Asked
from bot.digest.asked_form import read_form
from bot.digest.listing import EXAMPLE
from bot.digest.select import spell
from bot.errors import UserError
from bot.messages import Address
from bot.models import Schedule, Subscription
from bot.ports import Store
from bot.schedule import local_date, next_run

_MOST = 20  # subscriptions of one place


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
        example = f"like:{asked.like[0]} cs.CV" if asked.like else EXAMPLE
        raise UserError(f"Which papers? Name a topic or a category, as in {example}")
    if asked.reset:
        raise UserError("Nothing was learned yet: “reset” is for /digest edit.")
    wanted = asked.applied_to(
        Subscription(place, schedule=Schedule(timezone=timezone), language=language)
    )
    there = await store.subscriptions.of(place)
    if len(there) >= _MOST:
        raise UserError(f"This channel has {_MOST} subscriptions: end one with /digest unsubscribe")
    _refuse_repeated(wanted, there)
    wanted = replace(wanted, next_run_at=next_run(wanted.schedule, now))
    return await store.subscriptions.add(wanted, now)


@dataclass(frozen=True)
class Edited:
    """What a subscription is now; `forgotten`: so many votes were reset, `None` where not asked.

    `changed`: whether more than that.
    """

    subscription: Subscription
    forgotten: int | None = None
    changed: bool = True


async def edit(
    place: Address, typed: str, store: Store, now: datetime, fields: Mapping[str, str] = {}
) -> Edited:
    """Change what is named, and leave the rest; it counts from the next digest.

    A reset lets no vote of the place count that was given so far.
    """
    number, rest = _numbered(typed)
    if named := fields.get("number", "").strip():
        number, rest = _numbered(named)[0], typed
        if number is None:
            raise UserError("number: it is a number of /digest list, as in 1.")
    there = await store.subscriptions.of(place)
    asked = read_form(rest, fields)
    if asked == Asked(reset=True) and there and number is None:
        return Edited(there[0], await store.tastes.reset(place, now), changed=False)
    subscription = _one(there, number, "edit")
    if asked == Asked(reset=True):
        return Edited(subscription, await store.tastes.reset(place, now), changed=False)
    _refuse_configured(subscription)
    if len(asked.topics) == 1 and asked.topics[0].isdecimal():
        raise UserError(
            f"What is {asked.topics[0]}? Write max {asked.topics[0]}, or at and an hour."
        )
    changed = asked.applied_to(subscription)
    _refuse_repeated(changed, there)
    if changed == subscription and not asked.reset:
        raise UserError("Nothing changes: name what is new, as in /digest edit 1 at 8:30 max 3")
    if changed.schedule != subscription.schedule and not subscription.paused:
        changed = replace(changed, next_run_at=await _next(changed, store, now))
    await store.subscriptions.change(changed)
    forgotten = await store.tastes.reset(place, now) if asked.reset else None
    return Edited(changed, forgotten)


async def pause(place: Address, typed: str, store: Store, who: str) -> list[Subscription]:
    """Stop one, or all of them; what waits to be sent is dropped."""
    chosen = [each for each in await _chosen(place, typed, store, "pause") if not each.paused]
    if not chosen:
        raise UserError("It is paused already: /digest resume starts it again.")
    why = f"by {who}"
    for each in chosen:
        await store.subscriptions.pause(each.id, why)
    return [replace(each, paused=why, next_run_at=None) for each in chosen]


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
        return UserError(f"This channel has no subscription yet. Begin with {EXAMPLE}")
    return UserError(
        f"Which one? /digest list numbers them, 1 to {len(there)}: /digest {command} 1"
    )


def _refuse_repeated(wanted: Subscription, there: Sequence[Subscription]) -> None:
    for number, each in enumerate(there, 1):
        if each.id != wanted.id and spell(each) == spell(wanted) and each.like == wanted.like:
            raise UserError(
                f"This channel has that already: change it with /digest edit {number} …"
            )


def _refuse_configured(subscription: Subscription) -> None:
    if subscription.configured:
        raise UserError("This subscription stands in config.toml: change it there.")
