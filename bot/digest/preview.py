"""What a subscription would have posted lately: the proof of a topic is what it brings."""

from datetime import date, datetime, timedelta

from bot.digest.edition import Edition
from bot.digest.select import categories_of, select, spell, topics_of
from bot.messages import Card, Message
from bot.models import Paper, Subscription
from bot.schedule import local_date
from bot.text.markdown import escape
from bot.text.words import counted

DAYS = 14
_SHOWN = 8


async def preview(subscription: Subscription, edition: Edition, now: datetime) -> Message:
    """What it would have posted over the last 14 days, each announcement a digest."""
    categories, topics = categories_of(subscription), topics_of(subscription)
    today = local_date(now, subscription.schedule.timezone)
    found: list[tuple[date, Paper]] = []
    seen: set[date] = set()
    announced = 0
    for back in reversed(range(DAYS)):
        news = await edition.announced(None, categories, today - timedelta(days=back))
        if news.day is None or news.day in seen or news.day <= today - timedelta(days=DAYS):
            continue
        fitting = await edition.fitting(topics, news.ids)
        if any(paper.sample for paper, _ in fitting):  # no news
            continue
        seen.add(news.day)
        got = [paper for _, paper in found]
        taken = {paper.id: True for paper in got}
        judged = await edition.judged(subscription, fitting, now)
        chosen = select(subscription, fitting, len(news.ids), taken, got, judged)
        announced += len(news.ids)
        found += [(news.day, pick.paper) for pick in chosen.picks]
    return _message(subscription, found, len(seen), announced)


def _message(
    subscription: Subscription, found: list[tuple[date, Paper]], days: int, announced: int
) -> Message:
    about = spell(subscription) or "whatever is new"
    if not days:
        text = f"{about}: no announcement of the last {DAYS} days is stored yet."
        return Message(text, (Card(footer=text),))
    title = (
        f"In the last {DAYS} days it would have posted {counted(len(found), 'paper')}"
        if found
        else f"In the last {DAYS} days it would have posted nothing"
    )
    lines = [
        f"- {day.day} {day:%b}: [{escape(paper.title)}]({paper.url})"
        for day, paper in reversed(found[-_SHOWN:])
    ]
    more = f" · {len(found) - _SHOWN} more papers" if len(found) > _SHOWN else ""
    of = f"{announced} announced on {counted(days, 'day')}{more} · {_breadth(subscription)}"
    return Message(title, (Card(title, "\n".join(lines), footer=of),))


def _breadth(subscription: Subscription) -> str:
    """How much passes, and how to change that."""
    fewer = "breadth=strict for fewer" if subscription.breadth != "strict" else ""
    more = "breadth=broad for more" if subscription.breadth != "broad" else ""
    change = ", ".join(filter(None, (fewer, more)))
    if not subscription.id or subscription.configured:
        return f"breadth {subscription.breadth}"
    return f"breadth {subscription.breadth}: /digest edit {change}"
