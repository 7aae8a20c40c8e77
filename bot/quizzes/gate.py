"""The gate: what a question must pass before anyone sees it, however it was made.

Each check looks for one flaw and says in a line what it found. No model is asked here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.models import Paper, Question
from bot.quizzes import gate_form, gate_source, gate_tells, gate_wording
from bot.quizzes.gate_case import Case, Source

__all__ = ["Check", "Report", "Source", "examine", "report_on"]

Rule = Callable[[Case], str]


@dataclass(frozen=True, slots=True)
class Check:
    """What one rule found; `why` is one line, "" where the question passed."""

    name: str
    why: str = ""

    @property
    def passed(self) -> bool:
        """Whether the rule has nothing against the question."""
        return not self.why


@dataclass(frozen=True, slots=True)
class Report:
    """What the gate found, rule by rule."""

    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        """Whether the question may be asked."""
        return all(each.passed for each in self.checks)

    @property
    def faults(self) -> tuple[Check, ...]:
        """The checks that failed."""
        return tuple(each for each in self.checks if not each.passed)


def examine(question: Question, source: Source, others: Sequence[Question] = ()) -> Report:
    """Look at a question from all sides; `others` have passed for the same round before it.

    Where the options themselves are not in order, nothing else is looked at.
    """
    case = Case(question, source, others)
    checks = tuple(Check(name, rule(case)) for name, rule in _FIRST)
    if all(each.passed for each in checks):
        checks += tuple(Check(name, rule(case)) for name, rule in _RULES)
    return Report(checks)


def report_on(question: Question, paper: Paper, others: Sequence[Question] = ()) -> Report:
    """What the gate says of a question about a paper."""
    return examine(question, Source.of(paper), others)


_FIRST: tuple[tuple[str, Rule], ...] = (("options", gate_form.options),)
_RULES: tuple[tuple[str, Rule], ...] = (
    ("different", gate_form.different),
    ("no catch-all", gate_form.catch_all),
    ("plain", gate_form.plain),
    ("complete", gate_form.complete),
    ("one kind", gate_form.one_kind),
    ("in scale", gate_form.in_scale),
    ("one question", gate_wording.one_question),
    ("not negated", gate_wording.negated),
    ("exact", gate_wording.exact),
    ("of the paper", gate_wording.of_the_paper),
    ("sober", gate_wording.sober),
    ("explained", gate_source.explained),
    ("quoted", gate_source.quoted),
    ("proved", gate_source.proved),
    ("only one", gate_source.only_one),
    ("not given", gate_source.given),
    ("not given by others", gate_source.given_by_others),
    ("length", gate_tells.length),
    ("look", gate_tells.look),
    ("form", gate_tells.form),
    ("article", gate_tells.article),
    ("roundness", gate_tells.rounder),
    ("echo", gate_tells.echo),
    ("absolutes", gate_tells.absolutes),
)
