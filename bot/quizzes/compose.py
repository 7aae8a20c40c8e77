"""A graded question from a number in a result sentence of an abstract, with no model."""

from collections.abc import Set
from decimal import Decimal
from random import Random

from bot.models import Paper, Question
from bot.quizzes.lookalikes import lookalikes
from bot.quizzes.numbers import Measure, measures, values
from bot.quizzes.results import results, rivals
from bot.quizzes.spelled import spelled
from bot.text.latex import to_unicode
from bot.text.sentences import sentences

BLANK = "▁▁▁"
LONGEST_PROMPT = 600
LONGEST_OPTION = 55
_LONGEST_TITLE = 120
_HINT = 3
"""A spelled number within this ratio of the key is taken to narrow the options."""


def compose(paper: Paper, random: Random) -> Question | None:
    """Ask for one number of the paper, or None where no sentence gives a sound question.

    The number's rank by size and its place among the four options are drawn evenly.
    """
    title = " ".join(to_unicode(paper.title).split())
    abstract = to_unicode(paper.abstract)
    taken = values(f"{title} {abstract}")
    found = list(results(sentences(abstract)))
    random.shuffle(found)
    for sentence, measure in found:
        prompt = _prompt(title, sentence, measure, sample=paper.sample)
        if not _is_given_away(measure, title, sentence, prompt):
            options = _options(measure, taken, random)
            if options and len(prompt) <= LONGEST_PROMPT:
                key = options.index(measure.written(measure.value))
                return Question(paper.id, prompt, options, key, explanation="", quote=sentence)
    return None


def _prompt(title: str, sentence: str, measure: Measure, *, sample: bool) -> str:
    """Two paragraphs: the question, and the sentence with a blank.

    A sample paper's sentence is not the paper's own.
    """
    start, end = measure.span
    where = "about" if sample else "from"
    blanked = f"{sentence[:start]}{BLANK}{sentence[end:]}"
    return f"Which number completes this sentence {where} “{_shortened(title)}”?\n\n“{blanked}”"


def _is_given_away(measure: Measure, title: str, sentence: str, prompt: str) -> bool:
    """Whether what a person reads in the prompt leads to the key."""
    return (
        measure.text in prompt
        or any(rivals(measure, each) for each in measures(title))
        or any(
            measure.value / _HINT <= each <= measure.value * _HINT
            for each in spelled(f"{title}. {sentence}")
        )
    )


def _options(measure: Measure, taken: Set[Decimal], random: Random) -> tuple[str, ...]:
    """The key and its lookalikes in any order; empty where there are none that fit."""
    others = lookalikes(measure, taken, random)
    options = list(map(measure.written, (measure.value, *others)))
    if not others or max(map(len, options)) > LONGEST_OPTION:
        return ()
    random.shuffle(options)
    return tuple(options)


def _shortened(title: str) -> str:
    if len(title) <= _LONGEST_TITLE:
        return title
    return title[: _LONGEST_TITLE - 1].rsplit(" ", 1)[0].rstrip(" ,;:-–") + "…"
