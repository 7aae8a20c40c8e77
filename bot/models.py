"""The field's words as frozen values: paper, topic, subscription, digest, receipt, question.

Standard library only. Times are UTC; a `date` is a local date of the place, or of arXiv where
it says so.
"""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Literal

from bot.messages import Address


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as its source describes it: `title` and `abstract` may hold LaTeX.

    `id` is arXiv's base id without a version; `announced` is the day that arXiv announced it,
    `submitted` when its first version came in. `upvotes`, `code` (an address) and `keywords` are
    Hugging Face's; `None` means not known.
    A `sample` paper is real, but its abstract is our own short description, and `announced` is
    the day on which its first version was submitted.
    """

    id: str
    title: str
    abstract: str
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    announced: date | None = None
    submitted: datetime | None = None
    upvotes: int | None = None
    code: str | None = None
    keywords: tuple[str, ...] = ()
    sample: bool = False

    @property
    def url(self) -> str:
        """The page of its abstract."""
        return f"https://arxiv.org/abs/{self.id}"


Kind = Literal["new", "cross", "replace", "replace-cross"]


@dataclass(frozen=True, slots=True)
class Announcement:
    """An event: on `day` (arXiv's, in New York) a source announced a paper in a category.

    `inferred`: the feed of that day was missed, the day follows from when it was submitted.
    """

    paper: Paper
    category: str
    kind: Kind
    day: date
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """What a source said in one go.

    `covered`: the categories and days whose announcements are complete in it. `failed`: for each
    category that could not be read, why. `skipped`: items that could not be read. `validator`:
    opaque, shown to the source next time, so that nothing is sent twice.
    """

    announcements: tuple[Announcement, ...] = ()
    covered: tuple[tuple[str, date], ...] = ()
    failed: tuple[tuple[str, str], ...] = ()
    skipped: int = 0
    validator: str | None = None


@dataclass(frozen=True, slots=True)
class Announced:
    """What was announced for a place since it last looked: each paper once.

    `sequence` is that of the last event that nothing after `until` stands before, so that going
    on behind it leaves none out; `day` is that of the newest announcement.
    """

    papers: tuple[Paper, ...]
    sequence: int
    day: date | None


_SMALL_WORDS = frozenset({"a", "an", "and", "for", "in", "of", "on", "or", "the", "to", "via"})


@dataclass(frozen=True, slots=True)
class Topic:
    """What a person looks for: every telling word and phrase present, nothing of `exclude`.

    `categories` and `authors`: one of them. All but categories are lower case; a phrase, also an
    excluded one, is words with one space between. `exclude` may hold categories too.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()

    @property
    def telling(self) -> tuple[str, ...]:
        """The words that must be there: not “of” or “the”, unless there is nothing else."""
        return tuple(each for each in self.words if each not in _SMALL_WORDS) or self.words

    def __str__(self) -> str:
        """As a person would read it: “gaussian splatting” in cs.CV."""
        named = " ".join(f"“{each}”" for each in (*self.phrases, " ".join(self.words)) if each)
        without = " ".join(f"−{each}" for each in self.exclude)
        people = f"by {', '.join(self.authors)}" if self.authors else ""
        where = f"in {', '.join(self.categories)}" if self.categories else ""
        return " ".join(part for part in (named, people, where, without) if part)


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a place wants: papers on any of `topics` or by any of `authors`.

    Within `categories`, without `exclude`. With neither topics nor authors: all of them.
    """

    place: Address
    topics: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    max: int = 5


@dataclass(frozen=True, slots=True)
class Summary:
    """A summary of one paper. `tldr` is one sentence of plain text."""

    style: Literal["tldr"]
    text: str


@dataclass(frozen=True, slots=True)
class Pick:
    """A paper chosen for a place: its score in 0..1, and why in a person's words."""

    paper: Paper
    score: float
    why: str
    summary: Summary | None = None


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

    `subscription` is the key under which the ledger keeps its watermark.
    `notes` say what a person should know besides, such as a source that failed.
    """

    place: Address
    subscription: str
    date: date
    topic: str
    picks: tuple[Pick, ...]
    receipt: Receipt
    announced: Announced
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A graded question about one paper. `key` is the index of the right option.

    `quote` is the sentence of the paper that proves the key. `id` is 0 until it is stored.
    """

    paper_id: str
    prompt: str
    options: tuple[str, ...]
    key: int
    explanation: str
    quote: str
    id: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """A person's first answer to a question; `option` is its index."""

    question_id: int
    person: str
    option: int
