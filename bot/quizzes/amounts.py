"""Questions about the numbers in result sentences of an abstract, with no model."""

from collections.abc import Iterator, Set
from decimal import Decimal
from random import Random

from bot.models import Paper, Question
from bot.quizzes.blanks import BLANK
from bot.quizzes.lookalikes import lookalikes
from bot.quizzes.numbers import COUNT, Measure, measures, values
from bot.quizzes.results import results, rivals
from bot.quizzes.spelled import SPELLED, spelled
from bot.quizzes.titles import readable
from bot.text.latex import to_unicode
from bot.text.sentences import sentences

_LONGEST_TITLE = 120
_HINT = 3
"""A spelled number within this ratio of the key is taken to narrow the options."""


def ask_numbers(paper: Paper, random: Random) -> Iterator[Question]:
    """Ask for the numbers of the paper that make a sound question, one a sentence at most.

    The number's rank by size and its place among the four options are drawn evenly.
    """
    title = readable(paper.title)
    abstract = to_unicode(paper.abstract)
    taken = values(f"{title} {abstract}")
    found = list(results(sentences(abstract)))
    random.shuffle(found)
    asked = set[str]()
    for sentence, measure in found:
        prompt = _prompt(title, sentence, measure, sample=paper.sample)
        if sentence in asked or _is_given_away(measure, title, sentence, prompt):
            continue
        options = _options(measure, taken, random)
        if options:
            asked.add(sentence)
            right = measure.written(measure.value)
            where = "description" if paper.sample else "abstract"
            says = f"The {where} says {right}."
            yield Question(paper.id, prompt, options, options.index(right), says, sentence)


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
            for each in _hints(measure, f"{title}. {sentence}")
        )
    )


def _hints(measure: Measure, text: str) -> Set[Decimal]:
    """The spelled amounts that may be about the same: “five benchmarks” are no hint at points."""
    parts = {Decimal(SPELLED[each]) for each in ("half", "quarter", "twice", "double", "triples")}
    found = spelled(text)
    return found if measure.unit in {COUNT, "×"} else found & parts


def _options(measure: Measure, taken: Set[Decimal], random: Random) -> tuple[str, ...]:
    """The key and its lookalikes in any order; empty where there are none that fit."""
    others = lookalikes(measure, taken, random)
    options = list(map(measure.written, (measure.value, *others)))
    if not others:
        return ()
    random.shuffle(options)
    return tuple(options)


def _shortened(title: str) -> str:
    if len(title) <= _LONGEST_TITLE:
        return title
    return title[: _LONGEST_TITLE - 1].rsplit(" ", 1)[0].rstrip(" ,;:-–") + "…"
