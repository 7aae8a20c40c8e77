"""Papers, what announced them, and what people look for in them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as its source describes it: `title`, `abstract` and `authors` may hold LaTeX.

    `id` is arXiv's base id without a version; `announced` is the day that arXiv announced it,
    `submitted` when its first version came in. `upvotes`, `code` (an address) and `keywords` are
    Hugging Face's; `None` means not known.
    A `sample` paper is real, but its abstract is our own short description, and `announced` is
    the day on which its first version was submitted.
    `comment`, `journal` (where it appeared) and `doi` are its authors' own words to arXiv; its API
    alone has them.
    `stems` are those of title and abstract, as `bot.text.stems` writes them; a store may know them.
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
    comment: str = ""
    journal: str = ""
    doi: str = ""
    stems: tuple[str, str] | None = field(default=None, compare=False, repr=False)

    @property
    def url(self) -> str:
        """The page of its abstract."""
        return f"https://arxiv.org/abs/{self.id}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paper that may fit a topic; its score is at most `at_best`, over 1 where its title is that.

    `read` gives it: of many offered, few are looked at.
    """

    read: Callable[[], Paper]
    announced: date | None
    at_best: float = 1.0


@dataclass(frozen=True, slots=True)
class Offered:
    """The best candidates for a topic, best first, and how many papers may fit, as far as counted.

    Iterates over the candidates.
    """

    candidates: tuple[Candidate, ...] = ()
    total: int = 0

    def __iter__(self) -> Iterator[Candidate]:
        return iter(self.candidates)


@dataclass(frozen=True, slots=True)
class Fitted:
    """What the words of `papers` papers mean: `dumped` as `bot.ranking` writes it, fitted `at`."""

    number: int
    at: datetime
    papers: int
    dumped: bytes = field(repr=False)


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
    """What was announced for a place since it last looked: the ids of papers, each once.

    `sequence` is that of the last event that nothing after `until` stands before, so that going
    on behind it leaves none out; `day` is that of the newest announcement that the place looks
    for, `newest` that of the newest of all.
    """

    ids: tuple[str, ...]
    sequence: int
    day: date | None
    newest: date | None = None


_SMALL_WORDS = frozenset({
    "a", "about", "an", "and", "are", "as", "at", "be", "by", "do", "does", "for", "from", "how",
    "in", "is", "its", "of", "on", "or", "that", "the", "their", "this", "to", "via", "we", "what",
    "when", "where", "which", "why", "with", "you",
})  # fmt: skip
# Of a few words they may be all: CAN buses, IT security, the WHO.
_SMALL_IN_SENTENCES = _SMALL_WORDS | {
    "am", "any", "been", "being", "can", "could", "did", "had", "has", "have", "i", "if", "into",
    "it", "may", "me", "might", "must", "my", "our", "please", "should", "some", "such", "than",
    "them", "there", "these", "they", "those", "us", "was", "were", "while", "who", "whose",
    "will", "would",
}  # fmt: skip
_SENTENCE = 6  # words


@dataclass(frozen=True, slots=True)
class Topic:
    """What a person looks for: every telling word and phrase present, nothing of `exclude`.

    `categories` and `authors`: one of them. All but categories are lower case; a phrase, also an
    excluded one, is words with one space between. `exclude` may hold categories too. `since`: the
    first day, when a paper was announced or else submitted.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    since: date | None = None

    @property
    def telling(self) -> tuple[str, ...]:
        """The words that must be there: not “of” or “the”, unless there is nothing else."""
        small = _SMALL_WORDS if len(self.words) < _SENTENCE else _SMALL_IN_SENTENCES
        return tuple(each for each in self.words if each not in small) or self.words

    def __str__(self) -> str:
        """As a person would read it: “gaussian splatting” in cs.CV."""
        named = " ".join(f"“{each}”" for each in (*self.phrases, " ".join(self.words)) if each)
        without = " ".join(f"−{each}" for each in self.exclude)
        people = f"by {', '.join(self.authors)}" if self.authors else ""
        where = f"in {', '.join(self.categories)}" if self.categories else ""
        after = f"since {self.since.isoformat()}" if self.since else ""
        return " ".join(part for part in (named, people, where, after, without) if part)
