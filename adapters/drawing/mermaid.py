"""A workflow in Mermaid's language. Labels are data: nothing in them is read as Mermaid."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from bot.models import Step, StepKind, Workflow

# The kinds differ in shape as well as in colour, for who sees no colours: a drum of data, a box,
# a six-sided model, a rounded result. Pale fills, lines lighter than the text.
_SHAPES: Mapping[StepKind, tuple[str, str]] = {
    "data": ("[(", ")]"),
    "process": ("[", "]"),
    "model": ("{{", "}}"),
    "result": ("([", "])"),
}
_COLOURS: Mapping[StepKind, tuple[str, str]] = {
    "data": ("#e3f0fa", "#5b8db8"),
    "process": ("#f4f4f2", "#8b8d91"),
    "model": ("#efe7f7", "#9273b8"),
    "result": ("#e4f3e6", "#5c9e69"),
}
TEXT = "#1c2733"
LINES = "#55606b"

# All but letters, digits and a few harmless signs. Escaped by number, which Mermaid knows
# everywhere: a quote, a backtick, `%%{init}%%`, `<br>`, `$$` and the like mean nothing then.
_MEANING = re.compile(r"[^\w .,()/+–-]")


class Arrow(NamedTuple):
    """From one step to the next, by their names."""

    start: str
    end: str


def named(workflow: Workflow) -> dict[str, Step]:
    """The steps by names that mean nothing: s0, s1 … of the line, b0, b1 … of the branch."""
    line = {f"s{number}": step for number, step in enumerate(workflow.steps)}
    return line | {f"b{number}": step for number, step in enumerate(workflow.branch)}


def arrows(workflow: Workflow) -> tuple[Arrow, ...]:
    """All arrows: those of the line, then those of the branch."""
    line = [f"s{number}" for number in range(len(workflow.steps))]
    side = [f"b{number}" for number in range(len(workflow.branch))]
    if side:
        side.insert(0, line[workflow.leaves])
        side += [line[workflow.joins]] if workflow.joins is not None else []
    return tuple(Arrow(*pair) for row in (line, side) for pair in pairwise(row))


def mermaid(workflow: Workflow, lines: Mapping[str, Sequence[str]]) -> str:
    """The source of its flowchart; `lines` are the rows of each label, by the step's name."""
    return "\n".join(_source(workflow, lines)) + "\n"


def _source(workflow: Workflow, lines: Mapping[str, Sequence[str]]) -> Iterator[str]:
    # From the top down: on a telephone, steps side by side are too small to read.
    yield "flowchart TB"
    for name, step in named(workflow).items():
        left, right = _SHAPES[step.kind]
        label = "<br/>".join(map(escape, lines[name]))
        yield f'    {name}{left}"{label}"{right}:::{step.kind}'
    for arrow in arrows(workflow):
        yield f"    {arrow.start} --> {arrow.end}"
    for kind, (fill, stroke) in _COLOURS.items():
        yield f"    classDef {kind} fill:{fill},stroke:{stroke},color:{TEXT}"


def escape(text: str) -> str:
    """Text as it stands in a quoted label of Mermaid."""
    return _MEANING.sub(lambda sign: f"#{ord(sign[0])};", text)
