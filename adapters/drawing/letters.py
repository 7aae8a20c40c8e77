"""A workflow in letters, for a terminal: a mark for each step, and the arrows between them.

Not by merman: its drawing of a branch crosses its own lines, and a step takes ten rows.
"""

from collections.abc import Iterator, Mapping

from rich.cells import cell_len, chop_cells

from bot.models import Step, StepKind, Workflow
from bot.text.fold import fold

WIDTH = 78  # cells of a terminal

_INDENT = 5  # cells before a label: two lines, and space between
_MARKS: Mapping[StepKind, str] = {"data": "○", "process": "●", "model": "◆", "result": "★"}


def letters(workflow: Workflow) -> str:
    """At most 78 cells wide; empty where a label cannot be shown."""
    steps = workflow.steps + workflow.branch
    return "\n".join(_rows(workflow)) if all(fold(step.label) for step in steps) else ""


def _rows(workflow: Workflow) -> Iterator[str]:
    beside = False  # whether the branch runs along, on its way back
    last = len(workflow.steps) - 1
    for number, step in enumerate(workflow.steps):
        if beside and number == workflow.joins:
            yield "├─╯"
            beside = False
        if number:
            yield "↓ │" if beside else "↓"
        yield from _step(step, "", " │" if beside else "  ", goes_on=number < last)
        if workflow.branch and number == workflow.leaves:
            yield "├─╮"
            yield from _branch(workflow)
            beside = workflow.joins is not None


def _branch(workflow: Workflow) -> Iterator[str]:
    last = len(workflow.branch) - 1
    for number, step in enumerate(workflow.branch):
        yield "│ ↓"
        goes_on = number < last or workflow.joins is not None
        yield from _step(step, "│ ", "", goes_on=goes_on)


def _step(step: Step, before: str, after: str, *, goes_on: bool) -> Iterator[str]:
    mark = _MARKS[step.kind]
    for row in _wrapped(fold(step.label), WIDTH - _INDENT):
        yield f"{before}{mark}{after}  {row}"
        mark = "│" if goes_on else " "


def _wrapped(text: str, width: int) -> Iterator[str]:
    row = ""
    for word in text.split(" "):
        longer = f"{row} {word}" if row else word
        if cell_len(longer) <= width:
            row = longer
            continue
        if row:
            yield row
        *full, row = chop_cells(word, width)
        yield from full
    yield row
