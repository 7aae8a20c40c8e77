"""A paper as a model of taste sees it: named traits with values, and its meaning."""

from dataclasses import dataclass

import numpy as np

from bot.models import Paper
from bot.ranking.meaning import Floats, Meaning
from bot.ranking.signs import signs
from bot.text.latex import to_unicode
from bot.text.stems import stems
from bot.text.words import words

WORD, AUTHOR, CATEGORY, SIGN = "word ", "author ", "in ", ""
_MOST_AUTHORS = 60
_LONGEST = 60  # characters of an author's name
# How far a trait of each kind may sway a judgement before votes have borne it out: its scale is
# the deviation of its weight's prior. Chosen with bench/rank.py, on days that it does not report.
_WORDS, _AUTHORS, _CATEGORIES, _SIGNS, _COMMENT, _MEANING = 0.7, 1.0, 0.15, 0.25, 0.35, 1.1


@dataclass(frozen=True, slots=True)
class Traits:
    """`names` and their `values`, and the `meaning`, a vector; none of the names twice."""

    names: tuple[str, ...]
    values: Floats
    meaning: Floats


def text_of(paper: Paper) -> str:
    """The stems of a paper's title and abstract."""
    title, abstract = paper.stems or (
        stems(to_unicode(paper.title)),
        stems(to_unicode(paper.abstract)),
    )
    return f"{title} . {abstract}"


def traits_of(paper: Paper, meaning: Meaning) -> Traits:
    """The traits of a paper."""
    rows, weights = meaning.weigh(text_of(paper))
    authors = tuple(
        dict.fromkeys(" ".join(words(each))[:_LONGEST] for each in paper.authors[:_MOST_AUTHORS])
    )
    categories = tuple(dict.fromkeys(paper.categories))
    shown = signs(paper.title, paper.abstract, len(paper.authors), len(categories), paper.comment)
    names = [WORD + meaning.stems[row] for row in rows.tolist()]
    names += [AUTHOR + each for each in authors]
    names += [CATEGORY + each for each in categories]
    names += [f"{CATEGORY}{each} first" for each in categories[:1]]
    names += [SIGN + each for each in shown]
    values = [
        weights * np.float32(_WORDS),
        np.full(len(authors), _AUTHORS / max(1, len(authors)) ** 0.5, np.float32),
        np.full(len(categories) + bool(categories), _CATEGORIES, np.float32),
        np.array([_COMMENT if "“" in each else _SIGNS for each in shown], np.float32),
    ]
    return Traits(
        tuple(names),
        np.concatenate(values, dtype=np.float32),
        meaning.vector(rows, weights) * np.float32(_MEANING),
    )
