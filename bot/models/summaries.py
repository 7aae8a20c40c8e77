"""What a paper says, and what is said of it: source, points and quotes, workflow, summary."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Style = Literal["tldr", "points", "brief", "deep"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of a paper: readable text, one line.

    `section` is the heading that it stands under (“3.1 Training”), `page` counts from 1; both
    only where they are known.
    """

    text: str
    section: str = ""
    page: int | None = None

    @property
    def where(self) -> str:
        """For a person: “3.1 Training, page 4”."""
        return ", ".join(filter(None, (self.section, f"page {self.page}" if self.page else "")))


@dataclass(frozen=True, slots=True)
class Source:
    """What a summary is made of: an abstract, or the `whole` paper.

    `flags` say what a reader should know of it, each a few words for a person: hidden text that
    was left out, instructions to a model.
    """

    title: str
    passages: tuple[Passage, ...]
    whole: bool = False
    flags: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All passages, a line each."""
        return "\n".join(each.text for each in self.passages)


@dataclass(frozen=True, slots=True)
class Point:
    """Something that a paper says, and the words of the paper that prove it."""

    text: str
    quote: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """The points under one heading of a style; `name` is the heading's key, such as “method”."""

    name: str
    points: tuple[Point, ...]


StepKind = Literal["data", "process", "model", "result"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a method, in a few words."""

    label: str
    kind: StepKind = "process"


@dataclass(frozen=True, slots=True)
class Workflow:
    """A method as 3 to 8 steps in all: a line of them, and at most one `branch`.

    The branch leaves the line behind the step `leaves`, and comes back to it at the step
    `joins`, both counted from 0; `joins` is None where it does not.
    """

    steps: tuple[Step, ...]
    branch: tuple[Step, ...] = ()
    leaves: int = 0
    joins: int | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A workflow as it was drawn: the picture's SHA-256 in the store, in words, and in letters."""

    sha256: str
    alt: str
    letters: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """What is said of one paper, in a style; a field without support is not in it.

    `writer` is the model that wrote it; empty where the sentences are the paper's own. `whole`:
    it is of the full text. `dropped` points were written too, and are not in the paper. `flags`
    are the source's. `note` says, where a model should have written it, why none did.
    `language` is empty where it is the source's.
    """

    style: Style
    fields: tuple[Field, ...]
    questions: tuple[str, ...] = ()
    workflow: Workflow | None = None
    figure: Figure | None = None
    language: str = ""
    writer: str = ""
    whole: bool = False
    dropped: int = 0
    flags: tuple[str, ...] = ()
    note: str = ""

    @classmethod
    def one(cls, text: str) -> "Summary":
        """One sentence of the paper's own."""
        return cls("tldr", (Field("tldr", (Point(text, text),)),))

    @property
    def points(self) -> Iterator[Point]:
        """All of them, in order."""
        return (point for field in self.fields for point in field.points)

    @property
    def text(self) -> str:
        """The first point: the whole of a `tldr`."""
        return next((point.text for point in self.points), "")


@dataclass(frozen=True, slots=True)
class Manner:
    """How summaries are written. `writer` names who does it and the version of that.

    Another manner makes another summary of the same paper. `language` is empty where it is the
    source's.
    """

    writer: str
    style: Style = "tldr"
    language: str = ""
