"""Workflows as a model writes them: made sound or refused, and told in a line."""

import unicodedata
from dataclasses import replace
from itertools import accumulate

from bot.models import Step, Workflow
from bot.text.fold import fold

FEWEST, MOST = 3, 8  # steps in all
LONGEST = 42  # characters of a label

_LOOSE = " ,;:.(–—-"  # what is not left at the end of a label that was cut


def sound(workflow: Workflow) -> Workflow | None:
    """The same workflow, fit to be shown; None where it is not one.

    Labels become one line, and end with “…” behind a whole word where they were too long. A
    branch behind the last step is the rest of the line. Whatever else is wrong is not guessed at:
    too few or too many steps, a label that is empty or there twice, a branch from or to nowhere.
    """
    steps = tuple(map(_tidy, workflow.steps))
    branch = tuple(map(_tidy, workflow.branch))
    leaves, joins = workflow.leaves, workflow.joins
    if branch and joins is None and leaves == len(steps) - 1:
        steps, branch = steps + branch, ()
    if not branch:
        leaves, joins = 0, None
    labels = {step.label.casefold() for step in steps + branch}
    count = len(steps) + len(branch)
    if "" in labels or len(labels) < count or not FEWEST <= count <= MOST:
        return None
    end = len(steps) - 1 if joins is None else joins
    if branch and not 0 <= leaves < end < len(steps):
        return None
    return Workflow(steps, branch, leaves, joins)


def alt(workflow: Workflow) -> str:
    """A sound workflow in one line, for who cannot see its picture."""
    line = ", then ".join(step.label for step in workflow.steps)
    if not workflow.branch:
        return f"Workflow: {line}"
    side = ", then ".join(step.label for step in workflow.branch)
    told = f"Workflow: {line}; from {workflow.steps[workflow.leaves].label} also {side}"
    if workflow.joins is None:
        return told
    return f"{told}, which leads to {workflow.steps[workflow.joins].label}"


def _tidy(step: Step) -> Step:
    return replace(step, label=_label(step.label))


def _label(text: str) -> str:
    """Empty where not even the first word fits."""
    label = fold(unicodedata.normalize("NFC", text))
    if len(label) <= LONGEST:
        return label
    beginnings = accumulate(label.split(" "), lambda words, word: f"{words} {word}")
    fitting = [words for each in beginnings if len(words := each.rstrip(_LOOSE)) < LONGEST]
    return f"{fitting[-1]}…" if fitting and fitting[-1] else ""
