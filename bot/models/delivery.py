"""From a due day to a sent message: run, outcome, draft, part."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from bot.messages import Address, Message, MessageRef
from bot.models.digests import Receipt, Subscription

Day = date  # for classes that have a field of that name


MISSED = "missed: Paperboy was not running at that hour"  # why of such a day
OutcomeKind = Literal["digest", "receipt", "quiet"]


@dataclass(frozen=True, slots=True)
class Watermark:
    """Up to where a subscription was served: the sequence number, and arXiv's newest day then.

    `began` is the day of the announcement that it began with; `again` are papers that were given
    back, because their messages were dropped: they are looked at once more.
    """

    sequence: int
    began: date | None = None
    seen: date | None = None
    again: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Beginning:
    """What became due of a stored subscription: `date` is to be served, `missed` are lost.

    `due_at` is UTC; `next_run_at` comes then.
    """

    subscription: Subscription
    date: date
    due_at: datetime
    missed: tuple[Day, ...]
    next_run_at: datetime


@dataclass(frozen=True, slots=True)
class Run:
    """One occasion of a subscription on a local date of the place: the schedule's, or a person's.

    `missed` as in `Beginning`. `id` is 0 for what a person asked for just now.
    """

    subscription: Subscription
    date: date
    occasion: str
    due_at: datetime
    missed: tuple[Day, ...] = ()
    id: int = 0


@dataclass(frozen=True, slots=True)
class QuietDays:
    """The message that explains the empty `days` of a place in a row.

    `broken`: a digest came since, so that only the same day is still explained by it. `part` is
    0 until it is stored.
    """

    part: int
    days: tuple[date, ...]
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run: `why` in a line, the receipt, and up to where it served.

    `passed_over` says of each paper on topic that was not posted where it went. `quiet`: the
    empty days in a row that the run's only draft explains.
    """

    kind: OutcomeKind
    why: str
    receipt: Receipt = field(default_factory=Receipt)
    watermark: Watermark | None = None
    passed_over: Mapping[str, str] = field(default_factory=dict)
    quiet: QuietDays | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """A run with its outcome, as the store remembers it. Times are UTC."""

    id: int
    subscription: str
    date: date
    occasion: str
    outcome: OutcomeKind
    why: str
    receipt: Receipt
    passed_over: Mapping[str, str]
    at: datetime
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A message for the outbox. `changes` is the part that it edits, or deletes if it has none.

    `parent` is the part in whose thread it goes; `details` go into its own thread, once it is
    there. `papers` are those that it posts; `about` is the one paper that it is about.
    """

    message: Message | None
    papers: tuple[str, ...] = ()
    parent: int | None = None
    changes: int | None = None
    about: str = ""
    details: tuple["Draft", ...] = ()


PartState = Literal["due", "claimed", "sending", "sent", "retry", "unsure", "held", "dropped"]


@dataclass(frozen=True, slots=True)
class Part:
    """A message in the outbox, frozen, and how far it came. Times are UTC.

    `operation` says what is done with it: `ref` is the message that is edited or deleted, or the
    one that was sent; `parent` the message in whose thread it goes. `doubt_since`: the first
    try of which nobody knows whether it succeeded; `tried_at` the last one of all.
    """

    id: int
    place: Address
    key: str
    operation: Literal["send", "edit", "delete"]
    message: Message
    state: PartState
    worker: str = ""
    lease_until: datetime | None = None
    papers: tuple[str, ...] = ()
    subscription: str = ""
    revision: int = 0
    tries: int = 0
    why: str = ""
    ref: MessageRef | None = None
    parent: MessageRef | None = None
    tried_at: datetime | None = None
    doubt_since: datetime | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """That a paper is a place's: by which part and run; `posted_at` is empty until it is sent."""

    part: int
    run: int
    posted_at: datetime | None
