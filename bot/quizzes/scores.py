"""Who did how well in a month, fairly: to ties, and to who answered little.

The order goes by the lower end of Wilson's 95 % interval of the share of right answers: what may
surely be believed of a person. One of one right is believed to 21 %, nine of ten to 60 %, ten of
twenty to 30 %: so a lucky guess does not lead, and neither does who only answers much. Whoever has
equally many right of equally many shares a rank, and the next one comes after all of them.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from math import sqrt

from bot.errors import UserError
from bot.messages import Address, Card, Message, User
from bot.models import Asked, Standing
from bot.ports import Store
from bot.schedule import local_date
from bot.schedule import zone as zone_of
from bot.text.markdown import escape
from bot.text.words import counted

_SURE = 1.96  # standard deviations on either side hold 95 %
_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_MONTH = re.compile(r"20[0-9]{2}-(?:0[1-9]|1[0-2])")
_SHOWN = 10
_STREAK = 3  # fewer in a row are worth no word
_MISSED = 3


def belief(right: int, answered: int) -> float:
    """The lower end of Wilson's interval, in 0..1; 0 where nothing was right."""
    if not right:
        return 0.0
    share, z = right / answered, _SURE
    centre = share + z * z / (2 * answered)
    spread = z * sqrt(share * (1 - share) / answered + z * z / (4 * answered * answered))
    return max((centre - spread) / (1 + z * z / answered), 0.0)


def ranked(standings: Sequence[Standing]) -> list[tuple[int, Standing]]:
    """Everybody with their rank, the best first; equals share one, in the order of their names."""
    order = sorted(standings, key=lambda each: (-_belief(each), each.name.casefold(), each.person))
    beliefs = [_belief(each) for each in order]
    return [(beliefs.index(_belief(each)) + 1, each) for each in order]


async def scores(
    place: Address, typed: str, user: User, store: Store, now: datetime, zone: str
) -> Message:
    """The best of a month where this place belongs. Raises `UserError` for what is no month."""
    month = read_month(typed, local_date(now, zone))
    its = ranked(await store.scores.standings(place.group, *bounds(month, zone)))
    title = f"Quiz scores · {month:%B} {month.year}"
    if not its:
        return Message(f"{title}: nobody answered a quiz yet. /quiz start asks a question.")
    lines = [_line(rank, each) for rank, each in its[:_SHOWN]]
    own = [_line(rank, each) for rank, each in its[_SHOWN:] if each.person == user.id]
    more = len(its) - len(lines)
    footer = [f"And {counted(more, 'more player')}"] * bool(more)
    footer += ["By right answers, and how many there were", "/quiz mine"]
    body = "\n".join([*lines, *own])
    return Message(title, (Card(title, body, footer=" · ".join(footer)),))


async def mine(place: Address, user: User, store: Store, now: datetime, zone: str) -> Message:
    """How one person does here, and what to read again; for them alone."""
    month = read_month("", local_date(now, zone))
    since, until = bounds(month, zone)
    ever = await store.scores.standings(place.group, _EVER, until, user.id)
    its = next((each for each in ever if each.person == user.id), None)
    if its is None:
        return Message("You have answered no quiz here yet. /quiz start asks a question.")
    recent = ranked(await store.scores.standings(place.group, since, until, user.id))
    now_too = [
        f"This month {each.right} of {each.answered} right, rank {rank} of {len(recent)}"
        for rank, each in recent
        if each.person == user.id
    ]
    streak = [f"{its.streak} right in a row"] if its.streak else []
    lines = [*now_too, f"In all {its.right} of {its.answered} right", *streak]
    missed = await store.scores.missed(place.group, user.id, _MISSED)
    body = "\n\n".join(["\n".join(f"- {each}" for each in lines), *_to_read(missed)])
    title = "Your quizzes"
    footer = "Only you see this · /paperboy forget me deletes it"
    return Message(f"{title}: {lines[0]}", (Card(title, body, footer=footer),))


def read_month(typed: str, today: date) -> date:
    """The first day of a month: “2026-03”, “last”, or this one for nothing."""
    wanted, this = typed.strip().lower(), today.replace(day=1)
    if wanted in ("", "this", "this month"):
        return this
    if wanted in ("last", "last month"):
        return (this - timedelta(days=1)).replace(day=1)
    if not _MONTH.fullmatch(wanted):
        said = typed.strip()[:20]
        raise UserError(f"“{said}” is no month: write it as in {this:%Y-%m}, or last.")
    return date.fromisoformat(f"{wanted}-01")


def bounds(month: date, zone: str) -> tuple[datetime, datetime]:
    """When a month begins and ends on the clock of a time zone, in UTC."""
    following = (month + timedelta(days=31)).replace(day=1)
    begins, ends = (
        datetime.combine(each, time.min, zone_of(zone)).astimezone(UTC)
        for each in (month, following)
    )
    return begins, ends


def _belief(its: Standing) -> float:
    return belief(its.right, its.answered)


def _line(rank: int, its: Standing) -> str:
    streak = f" · {its.streak} in a row" if its.streak >= _STREAK else ""
    name = escape(its.name) or "somebody"
    return f"**{rank}**  {name} · {its.right} of {its.answered} right{streak}"


def _to_read(missed: Sequence[Asked]) -> list[str]:
    links = [f"- [{escape(each.title)}]({each.url})" for each in missed if each.url]
    links = list(dict.fromkeys(links))
    return ["Worth reading again:", "\n".join(links)] if links else []
