"""Subscriptions as people read them."""

from collections.abc import Sequence
from datetime import datetime

from bot.digest.select import spell
from bot.messages import Card, Message
from bot.models import Subscription
from bot.text.markdown import escape
from bot.text.words import counted
from bot.times import spell_moment, spell_schedule

EXAMPLE = '/digest subscribe "gaussian splatting" cs.CV at 9 weekdays Europe/Berlin'


def listed(subscriptions: Sequence[Subscription], now: datetime) -> Message:
    """The subscriptions of a place, numbered."""
    if not subscriptions:
        return Message(f"This channel has no subscription yet. Begin with {EXAMPLE}")
    title = counted(len(subscriptions), "subscription")
    lines = [
        f"{number}. {escape(spelt(each, now))}{_plainly(each)}"
        for number, each in enumerate(subscriptions, 1)
    ]
    return Message(title, (Card(title, "\n".join(lines), footer=_next_step(subscriptions)),))


def _plainly(subscription: Subscription) -> str:
    """The breadth, where `spelt` leaves it out."""
    return " · breadth normal" if subscription.breadth == "normal" else ""


def _next_step(subscriptions: Sequence[Subscription]) -> str:
    resume = "/digest resume goes on · " if any(each.paused for each in subscriptions) else ""
    return f"{resume}/digest edit, pause, unsubscribe"


def spelt_briefly(subscription: Subscription) -> str:
    """One subscription as a person reads it: what, when, how many."""
    its = subscription
    what = spell(its) or "whatever is new"
    parts = (
        what,
        f"like {counted(len(its.like), 'seed paper')}" if its.like else "",
        spell_schedule(its.schedule),
        f"max {its.max}",
        f"breadth {its.breadth}" if its.breadth != "normal" else "",
        f"style {its.style}" if its.style != "tldr" else "",
        f"in {its.language}" if its.language else "",
        "with a quiz" if its.quiz else "",
    )
    return " · ".join(filter(None, parts))


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
