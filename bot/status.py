"""How a place is doing."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal

from bot.messages import Address, Card, Message
from bot.models import Past, Spent, Subscription
from bot.ports import Store
from bot.schedule import zone
from bot.text.words import counted
from bot.times import spell_moment

COMMAND_LINE = "command line"
"""What a run of the command line asks a model is charged to: this, and a number of the run."""


@dataclass(frozen=True, slots=True)
class Status:
    """What a place got, what comes, and what there is to choose from. Moments are UTC.

    `timezone` is that of the subscription which comes `next`.
    `waiting` counts the messages that are not sent yet, by their state. `spending` is what
    models cost today, by place and purpose; at most `budget` US dollars a day. Where the model is
    not `priced` nobody knows what it costs.
    """

    place: Address
    posted: int
    last: datetime | None
    papers: int
    subscriptions: int = 0
    paused: tuple[str, ...] = ()
    next: datetime | None = None
    timezone: str = ""
    waiting: Mapping[str, int] | None = None
    outcome: Past | None = None
    spending: Mapping[tuple[str, str], Spent] = field(default_factory=dict)
    budget: Decimal | None = None
    priced: bool = True

    @property
    def spent(self) -> Decimal:
        """US dollars that models cost today, in all places."""
        return sum((each.usd for each in self.spending.values()), Decimal(0))

    @property
    def spent_here(self) -> Decimal:
        """The part of it that this place asked for first."""
        its = (each for (place, _), each in self.spending.items() if place == str(self.place))
        return sum((each.usd for each in its), Decimal(0))

    @property
    def requests(self) -> int:
        """How often a model was asked today."""
        return sum(each.requests for each in self.spending.values())

    @property
    def tokens(self) -> int:
        """What they read and wrote."""
        return sum(each.tokens_in + each.tokens_out for each in self.spending.values())


async def read_status(
    place: Address,
    store: Store,
    today: date,
    budget: Decimal | None = None,
    *,
    priced: bool = True,
) -> Status:
    """Read a place's status from the store. `today` is the bot's, as of the `budget`."""
    posted = await store.ledger.posted(place)
    subscriptions = await store.subscriptions.of(place)
    past = await store.runs.past(place, 1)
    waiting = await store.outbox.unfinished(place)
    following, timezone = coming(subscriptions)
    return Status(
        place=place,
        posted=len(posted),
        last=await store.ledger.last(place),
        papers=await store.papers.count(),
        subscriptions=len(subscriptions),
        paused=tuple(dict.fromkeys(each.paused for each in subscriptions if each.paused)),
        next=following,
        timezone=timezone,
        waiting=Counter(part.state for part in waiting),
        outcome=past[0] if past else None,
        spending=_by_place(await store.spending.of_day(today)),
        budget=budget,
        priced=priced,
    )


def sum_of(spending: Iterable[Spent]) -> Spent:
    """All of it together."""
    its = list(spending)
    return Spent(
        sum(each.requests for each in its),
        sum(each.tokens_in for each in its),
        sum(each.tokens_out for each in its),
        sum((each.usd for each in its), Decimal(0)),
    )


def usd_or_none(usd: Decimal, *, priced: bool) -> str | None:
    """US dollars for a script; None where there are no prices to know them by."""
    return f"{usd:f}" if priced or usd else None


def _by_place(spending: Mapping[tuple[str, str], Spent]) -> dict[tuple[str, str], Spent]:
    """The runs of the command line as one."""
    found: dict[tuple[str, str], list[Spent]] = {}
    for (place, purpose), its in spending.items():
        named = COMMAND_LINE if place.startswith(f"{COMMAND_LINE} ") else place
        found.setdefault((named, purpose), []).append(its)
    return {key: sum_of(its) for key, its in found.items()}


def coming(subscriptions: Iterable[Subscription]) -> tuple[datetime | None, str]:
    """When the next of them is due, in UTC, and the time zone of that one."""
    running = [
        (each.next_run_at, each.schedule.timezone)
        for each in subscriptions
        if each.next_run_at and not each.paused
    ]
    return min(running, default=(None, ""))


def status_message(status: Status, timezone: str, now: datetime) -> Message:
    """The status as a person reads it, on the clock of `timezone`."""
    last = f", the last {_spell(status.last, timezone)}" if status.last else ""
    outcome = status.outcome
    fields = (
        ("Posted here", f"{counted(status.posted, 'paper')}{last}"),
        ("Next", _next(status, timezone, now)),
        ("Paused", "; ".join(status.paused)),
        ("Last look", _outcome(outcome) if outcome else ""),
        ("Waiting", ", ".join(f"{count} {state}" for state, count in _waiting(status))),
        ("Known", counted(status.papers, "paper")),
        ("Models today", _models(status)),
    )
    shown = tuple((name, value) for name, value in fields if value)
    card = Card("Status", place=status.place, fields=shown)
    return Message(f"Status of {status.place}", (card,))


def status_record(status: Status) -> Mapping[str, object]:
    """Keys: place, posted, last, papers, subscriptions, next, waiting, models.

    Moments: ISO 8601, UTC. `models` has requests, tokens by place and purpose, and
    US dollars as decimals in texts; None where there are no prices.
    """

    def usd(its: Decimal) -> str | None:
        return usd_or_none(its, priced=status.priced)

    return {
        "place": str(status.place),
        "posted": status.posted,
        "last": status.last.isoformat() if status.last else None,
        "papers": status.papers,
        "subscriptions": status.subscriptions,
        "next": status.next.isoformat() if status.next else None,
        "waiting": dict(_waiting(status)),
        "models": {
            "requests": status.requests,
            "by": [
                {"place": place, "purpose": purpose, **asdict(its), "usd": usd(its.usd)}
                for (place, purpose), its in sorted(status.spending.items())
            ],
            "usd": usd(status.spent),
            "usd_here": usd(status.spent_here),
            "daily_budget_usd": None if status.budget is None else f"{status.budget:f}",
        },
    }


def _waiting(status: Status) -> list[tuple[str, int]]:
    return sorted((status.waiting or {}).items())


def _models(status: Status) -> str:
    """What they cost; nothing where none was asked, and none may be."""
    if not status.requests and status.budget is None:
        return ""
    asked = counted(status.requests, "request")
    if not (status.priced or status.spent):
        return f"{asked}, {counted(status.tokens, 'token')}, price unknown"
    most = "" if status.budget is None else f" of {_dollars(status.budget)}"
    here = f", {_dollars(status.spent_here)} of it for here" if status.spent_here else ""
    return f"{_dollars(status.spent)}{most}{here} · {asked}"


def _dollars(usd: Decimal) -> str:
    return f"${usd:.2f}" if usd >= 1 or not usd else f"${usd:.4f}"


def _next(status: Status, timezone: str, now: datetime) -> str:
    if status.next:
        return spell_moment(status.next, status.timezone or timezone, now)
    if status.paused:
        return "nothing: /digest resume"
    return "no subscription: /digest subscribe"


def _outcome(past: Past) -> str:
    day = f"{past.date:%a} {past.date.day} {past.date:%B}"
    if past.outcome == "digest":
        return f"{day}: {counted(past.receipt.posted, 'paper')}"
    why, _, _ = past.why.partition(" Next look: ")  # that is over
    return f"{day}: {why}"


def _spell(moment: datetime, timezone: str) -> str:
    local = moment.astimezone(zone(timezone))
    return f"on {local.day} {local:%B %Y, %H:%M} {timezone}"
