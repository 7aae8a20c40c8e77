"""What a place wants, and what it gets: subscription, pick, receipt, digest."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time
from hashlib import sha256
from typing import Literal

from bot.messages import Address
from bot.models.papers import Announced, Paper
from bot.models.summaries import Style, Summary

WEEKDAYS = (0, 1, 2, 3, 4)

Breadth = Literal["strict", "normal", "broad"]
"""How much passes: what is surely meant, what is likely meant, or what is only near."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a digest is due: on these `days` (Monday is 0) `at` the wall clock of `timezone`."""

    at: time = time(9)
    days: tuple[int, ...] = WEEKDAYS
    timezone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a place wants: papers on any of `topics` or by any of `authors`, by a schedule.

    Within `categories`, without `exclude`. With neither topics nor authors: all of them.
    `mention` is whom its digests notify, in the platform's own words; usually nobody.
    `id` is 0 until it is stored; `configured`: it stands in config.toml, and is changed there.
    `style` and `language` are those of its summaries; an empty language is the papers' own.
    `quiz`: a question about one of its papers comes behind each digest.
    `like`: ids of papers that show what is wanted, as if they had been voted for.
    `paused` says why there are no digests just now; empty where there are; “by anna” where a person
    did that. `next_run_at` is UTC.
    """

    place: Address
    topics: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    max: int = 5
    schedule: Schedule = Schedule()
    id: int = 0
    configured: bool = False
    paused: str = ""
    next_run_at: datetime | None = None
    mention: str = ""
    style: Style = "tldr"
    language: str = ""
    quiz: bool = False
    like: tuple[str, ...] = ()
    breadth: Breadth = "normal"

    @property
    def is_lost(self) -> bool:
        """Whether it is paused because its place is gone, not by a person."""
        return bool(self.paused) and not self.paused.startswith("by ")

    @property
    def pause(self) -> str:
        """“paused by anna”, “paused: the channel was archived”; empty where it is not."""
        return f"paused{': ' if self.is_lost else ' '}{self.paused.rstrip('.')}" * bool(self.paused)

    @property
    def wants(self) -> tuple[tuple[str, ...], ...]:
        """What it asks for, without when, how many, and its standing in the store."""
        return (self.topics, self.categories, self.exclude, self.authors)

    @property
    def key(self) -> str:
        """Its name in the ledger: its id, or what it asks for where it is not stored."""
        text = f"{self.place} {self.wants}"
        return str(self.id or urlsafe_b64encode(sha256(text.encode()).digest())[:22].decode())


@dataclass(frozen=True, slots=True)
class Pick:
    """A paper chosen for a place: its score in 0..1, and why in a person's words.

    `more` is its summary in the style that the place wants, where that is more than a sentence.
    """

    paper: Paper
    score: float
    why: str
    summary: Summary | None = None
    more: Summary | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where every announced paper went. The counts add up, or there is no receipt.

    `next` is when the place is looked at again, in UTC.
    """

    announced: int = 0
    posted: int = 0
    filtered: int = 0
    already_posted: int = 0
    below_threshold: int = 0
    over_max: int = 0
    folded: int = 0
    held: int = 0
    next: datetime | None = None

    def __post_init__(self) -> None:
        counts = [getattr(self, each.name) for each in fields(self) if each.name not in _NO_COUNT]
        if sum(counts) != self.announced or min(counts) < 0:
            raise ValueError(f"this receipt does not add up: {self}")


_NO_COUNT = ("announced", "next")


@dataclass(frozen=True, slots=True)
class Digest:
    """What a place gets on its local `date`: the picks, best first, and the receipt.

    `passed_over` says of each other paper on topic where it went. `notes` say what a person
    should know besides, such as a source that failed. `advanced`: there is a newer announcement,
    of whatever, than the subscription saw.
    """

    subscription: Subscription
    date: date
    topic: str
    picks: tuple[Pick, ...]
    receipt: Receipt
    announced: Announced
    passed_over: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    advanced: bool = True

    @property
    def place(self) -> Address:
        """Where it goes."""
        return self.subscription.place
