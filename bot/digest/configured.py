"""Applies the subscriptions of config.toml to the store: again and again, to the same end."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.digest.select import spell
from bot.models import Schedule, Subscription
from bot.ports import Store
from bot.schedule import next_run


async def apply_configured(
    wanted: Sequence[Subscription], store: Store, now: datetime
) -> list[str]:
    """Make the store hold what is configured; returns what changed, a line each.

    One of a place that was changed keeps its history: edits count from the next digest. One that
    a person paused stays so.
    """
    there = await store.subscriptions.configured()
    changes = []
    for old, new in _pairs(there, wanted):
        if new is None and old is not None:
            await store.subscriptions.remove(old.id)
            changes.append(f"{old.place}: ended: {_about(old)}")
        elif old is None and new is not None:
            await store.subscriptions.add(_timed(new, now), now)
            changes.append(f"{new.place}: subscribed: {_about(new)}")
        elif old and new and _differ(old, new):
            kept = replace(new, id=old.id, paused=old.paused, next_run_at=old.next_run_at)
            moved = old.schedule != new.schedule and not old.paused
            await store.subscriptions.change(_timed(kept, now) if moved else kept)
            changes.append(f"{new.place}: changed: {_about(new)}")
    return changes


def _pairs(
    there: Sequence[Subscription], wanted: Sequence[Subscription]
) -> list[tuple[Subscription | None, Subscription | None]]:
    """Which stored one is which configured one: the same first, then by order in a place."""
    old, new = list(there), _distinct(wanted)
    pairs: list[tuple[Subscription | None, Subscription | None]] = []
    for same in (_same, _same_wants, _same_place):
        for each in list(new):
            match = next((other for other in old if same(other, each)), None)
            if match:
                old.remove(match)
                new.remove(each)
                pairs.append((match, each))
    return [*pairs, *((each, None) for each in old), *((None, each) for each in new)]


def _distinct(wanted: Sequence[Subscription]) -> list[Subscription]:
    """As the store keeps them: by the minute, and of two that differ in nothing else the last."""
    kept = [replace(each, configured=True, schedule=_by_minute(each.schedule)) for each in wanted]
    return list(
        {(each.place, each.wants, each.like, each.schedule): each for each in kept}.values()
    )


def _by_minute(schedule: Schedule) -> Schedule:
    return replace(schedule, at=schedule.at.replace(second=0, microsecond=0))


def _same(one: Subscription, other: Subscription) -> bool:
    return _same_wants(one, other) and one.schedule == other.schedule


def _same_wants(one: Subscription, other: Subscription) -> bool:
    return one.place == other.place and one.wants == other.wants


def _same_place(one: Subscription, other: Subscription) -> bool:
    return one.place == other.place


def _differ(old: Subscription, new: Subscription) -> bool:
    return _kept(old) != _kept(new)


def _kept(its: Subscription) -> tuple[object, ...]:
    how = (its.style, its.language, its.quiz, its.breadth)
    return (its.wants, its.like, its.max, its.schedule, its.mention, *how)


def _timed(subscription: Subscription, now: datetime) -> Subscription:
    return replace(subscription, next_run_at=next_run(subscription.schedule, now))


def _about(subscription: Subscription) -> str:
    return spell(subscription) or "whatever is new"
