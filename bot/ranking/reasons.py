"""Why a paper was chosen or not: the words and signals that spoke for it and against it."""

from dataclasses import dataclass

import numpy as np

from bot.models import Paper
from bot.ranking.meaning import Meaning
from bot.ranking.taste import Taste
from bot.ranking.telling import called, kind
from bot.ranking.traits import AUTHOR, WORD, Traits, text_of
from bot.text.latex import to_unicode
from bot.text.words import stem, words


@dataclass(frozen=True, slots=True)
class Reason:
    """What spoke for a paper (`weight` above 0) or against it, in words for a person."""

    said: str
    weight: float


def reasons(
    paper: Paper, its: Traits, meaning: Meaning, taste: Taste
) -> tuple[tuple[Reason, ...], float]:
    """All that spoke for and against a paper, the strongest first, and what the score begins with.

    The weights and that constant add up to the score: the meaning is told as the words it is of,
    and what nobody would name as “how it is written”.
    """
    told: dict[str, float] = {}
    for name, value in zip(its.names, its.values.tolist(), strict=True):
        if weight := taste.weights.get(name, 0.0):
            told[name] = weight * value
    for name, weight in _of_meaning(paper, its, meaning, taste):
        told[name] = told.get(name, 0.0) + weight
    spelt = _spelt(paper)
    names: dict[str, list[str]] = {}
    for name in told:
        names.setdefault(kind(name, spelt), []).append(name)
    found = [
        Reason(called(one, its_names, spelt), sum(told[each] for each in its_names))
        for one, its_names in names.items()
    ]
    ordered = sorted(found, key=lambda each: (-abs(each.weight), each.said))
    return tuple(ordered), taste.constant


def _of_meaning(
    paper: Paper, its: Traits, meaning: Meaning, taste: Taste
) -> list[tuple[str, float]]:
    """What each word adds to the score by way of the meaning."""
    if not len(taste.axes) or not its.meaning.any():
        return []
    rows, weights = meaning.weigh(text_of(paper))
    pulls = weights * (meaning.axes[rows] @ taste.axes)
    whole = float(pulls.sum())
    # The vector was scaled to its length: so is what its words add.
    scale = float(its.meaning @ taste.axes) / whole if abs(whole) > 1e-9 else 0.0
    return [
        (WORD + meaning.stems[row], pull * scale)
        for row, pull in zip(rows.tolist(), np.asarray(pulls).tolist(), strict=True)
    ]


def _spelt(paper: Paper) -> dict[str, str]:
    """How the paper itself spells each stem, and each author."""
    spelt: dict[str, str] = {}
    for word in words(to_unicode(f"{paper.title} . {paper.abstract}")):
        spelt.setdefault(stem(word), word)
    for author in paper.authors:
        spelt.setdefault(AUTHOR + " ".join(words(author)), author)
    return spelt
