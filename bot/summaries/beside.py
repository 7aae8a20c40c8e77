"""What a model writes beside the points, without a quote: questions, and the steps of a method."""

from dataclasses import dataclass

from bot.fulltext import flags_of
from bot.grounding import Mentions, is_blank
from bot.models import Source, Workflow
from bot.summaries.merging import is_same
from bot.summaries.shapes import Draft
from bot.summaries.workflow import sound
from bot.text.sentences import sentences

_MOST_QUESTIONS = 20
_MARKS = ("?", "？", "؟")
_SUPPORTED = 0.6  # of the words of a step stand in the paper
_SHORT = 3  # “of”, “and” keep small letters in titles


@dataclass(frozen=True, slots=True)
class Beside:
    """What holds of it."""

    questions: tuple[str, ...] = ()
    workflow: Workflow | None = None


def beside_points(draft: Draft, source: Source, *, same_language: bool = True) -> Beside:
    """The questions and the workflow of a draft, as far as the paper mentions what they name."""
    workflow = sound(draft.workflow) if draft.workflow else None
    if not draft.questions and not workflow:
        return Beside()
    mentions = Mentions(source, flags_of)
    questions = _asked(draft.questions[:_MOST_QUESTIONS], mentions, same_language=same_language)
    return Beside(questions, workflow if workflow and _holds(workflow, mentions) else None)


def _asked(
    questions: tuple[str, ...], mentions: Mentions, *, same_language: bool
) -> tuple[str, ...]:
    """Those that ask, of what the paper names, each once."""
    found: list[str] = []
    for each in questions:
        asks = all(one.endswith(_MARKS) for one in sentences(each)) and not is_blank(each)
        if not asks or any(is_same(each, other) for other in found):
            continue
        if not any(mentions.lacks(each, same_language=same_language)):
            found.append(each)
    return tuple(found)


def _holds(workflow: Workflow, mentions: Mentions) -> bool:
    """Whether the paper names each of its steps: rather none than a wrong one."""
    labels = (each.label for each in (*workflow.steps, *workflow.branch))
    return all(
        mentions.share(each) >= _SUPPORTED and not any(mentions.lacks(_small(each)))
        for each in labels
    )


def _small(label: str) -> str:
    """A label with “Model Training” in small letters: capitals make no names where all have one."""
    parts = label.split()
    titled = all(each[0].isupper() for each in parts if len(each) > _SHORT)
    return " ".join(each.lower() if each.istitle() else each for each in parts) if titled else label
