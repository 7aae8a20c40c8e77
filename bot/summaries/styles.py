"""The styles of summaries: their fields, what each is called, and how much goes into it."""

from collections.abc import Mapping
from typing import NamedTuple

from bot.models import Style


class FieldSpec(NamedTuple):
    """One field of a style: what a reader sees above it, and the most that stands in it.

    Fields with the same `group` stand below one heading. `characters` are those of one point.
    `asks` is what it is to say.
    """

    name: str
    label: str
    asks: str
    points: int = 1
    characters: int = 220
    group: str = ""


class StyleSpec(NamedTuple):
    """A style. `whole`: it is of the full text where there is one. `questions`: at most so many."""

    label: str
    fields: tuple[FieldSpec, ...]
    whole: bool = False
    workflow: bool = False
    questions: int = 0


STYLES: Mapping[Style, StyleSpec] = {
    "tldr": StyleSpec(
        "In one sentence",
        (FieldSpec("tldr", "", "what the paper contributes, in one sentence", characters=320),),
    ),
    "points": StyleSpec(
        "In five points",
        (
            FieldSpec("topic", "Topic and domain", "what it is about, and in which field"),
            FieldSpec(
                "context", "Previous research and new ideas", "what was there, and what is new"
            ),
            FieldSpec("problem", "Problem", "the problem that it solves"),
            FieldSpec("methods", "Methods", "how it solves it"),
            FieldSpec("results", "Results and evaluation", "what came out, with its numbers"),
        ),
        workflow=True,
    ),
    "brief": StyleSpec(
        "In brief",
        (
            FieldSpec("aim", "Aim", "what the authors want to reach"),
            FieldSpec("objective", "Objective", "what they set out to do or to find"),
            FieldSpec("method", "Method", "how they did it"),
            FieldSpec("result", "Main result", "the main result, with at least one number"),
            FieldSpec("practice", "In practice", "what it means for practitioners"),
        ),
        questions=3,
    ),
    "deep": StyleSpec(
        "In depth",
        (
            FieldSpec("task", "Task", "the task, with what goes in and what comes out"),
            FieldSpec("motivation", "Motivation", "why it matters", 2, group="Motivation and gaps"),
            FieldSpec(
                "related", "Related work", "related work, and its limits", 3,
                group="Motivation and gaps",
            ),
            FieldSpec("idea", "Core idea", "the core idea", 2),
            FieldSpec("method", "Method", "the steps of the method", 5),
            FieldSpec("datasets", "Datasets", "the datasets", 2, group="Experiments"),
            FieldSpec("baselines", "Baselines", "what it is compared with", 2, group="Experiments"),
            FieldSpec("results", "Main results", "the main results, with numbers", 3,
                      group="Experiments"),
            FieldSpec("ablations", "Ablations", "what each part contributes", 2,
                      group="Experiments"),
            FieldSpec("limits", "Limits", "where it fails, or was not tried", 2,
                      group="Experiments"),
            FieldSpec("pros", "Pros", "what speaks for it", 2, group="Takeaways"),
            FieldSpec("cons", "Cons", "what speaks against it", 2, group="Takeaways"),
            FieldSpec("future", "Future work", "what the authors leave for later", 2,
                      group="Takeaways"),
        ),
        whole=True,
        workflow=True,
    ),
}  # fmt: skip
