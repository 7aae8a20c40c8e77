"""How close a paper is to some words: by the words themselves, then by what the best mean."""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Lengths = NDArray[np.unsignedinteger[Any]]

_LENGTH = 0.7  # how much longer texts count less, as b in BM25
_TITLE_ALONE, _OFTEN = 0.4, 0.9  # how soon a word that is there again adds nothing, as k1
_TITLE_WORDS, _ABSTRACT_WORDS = 10.0, 180.0  # usual lengths
_LETTERS = 6.5  # of a word and the space behind it: to count the words of a text takes longer
_TWICE = 2.0  # as often a word is usually in an abstract that has it
_ABSTRACT = 0.55  # how much a word in the abstract counts that is not in the title
_IN_A_ROW = 0.1  # what all words in a row in the title add
_LEAST = 1.1  # a word in more than half of the papers says nearly nothing
_MEANING = 2.5  # how much a paper counts that means the same as the best
_BEST = 3  # papers that say what is meant
_DEEP = 40  # of the best by words, papers that are ranked by meaning too
_RECENT, _LIKED = 0.04, 0.04  # gentle priors
_YEARS = 3 * 365.0  # days until a paper is as old as any


class Row(NamedTuple):
    """A paper with some of the words: `title` and `abstract` are stems."""

    number: int
    title: str
    abstract: str
    announced: str | None
    upvotes: int | None
    vector: str | None


class Weights(NamedTuple):
    """Stems that are looked for: in how many of `papers` papers, and titles, each stands."""

    counts: Mapping[str, tuple[int, int]]
    papers: int

    def of(self, stem: str) -> float:
        """As in BM25."""
        count = self.counts[stem][0]
        return math.log(max((self.papers - count + 0.5) / (count + 0.5), _LEAST))


def close_scores(
    found: Sequence[Row], weights: Weights, at_best: Mapping[int, float]
) -> list[float]:
    """By all words, much as BM25 does; then the first by what the best of them mean.

    `at_best`, by number: 1 or more where all words are in a row in the title.
    """
    wanted_words = [(f" {each} ", weights.of(each)) for each in weights.counts]
    by_words = [_score(row, wanted_words) for row in found]
    top = max(by_words, default=0.0) or 1.0
    newest = max((row.announced or "" for row in found), default="")
    scores = [
        score / top + _prior(row, newest) + _IN_A_ROW * (at_best.get(row.number, 0.0) >= 1.0)
        for score, row in zip(by_words, found, strict=True)
    ]
    return _with_meaning(scores, [row.vector for row in found])


def likely(
    titled: "Floats", described: "Floats", title: "Lengths", abstract: "Lengths"
) -> "Floats":
    """Nearly the scores by words, where only the weights of the words there and lengths are known.

    `titled`: of the words in the title, `described`: of the others; `title`, `abstract`: words.
    """
    short = _TITLE_ALONE * (1 - _LENGTH + _LENGTH * title / _TITLE_WORDS)
    long = _OFTEN * (1 - _LENGTH + _LENGTH * abstract / _ABSTRACT_WORDS)
    scores: Floats = titled / (1 + short)
    return scores + _ABSTRACT * described * _TWICE / (_TWICE + long)


def _score(row: Row, wanted_words: Sequence[tuple[str, float]]) -> float:
    """What a word adds depends on the title alone where it is there: so can the index tell."""
    title, abstract = f" {row.title} ", f" {row.abstract} "
    short = _TITLE_ALONE * (1 - _LENGTH + _LENGTH * len(title) / _LETTERS / _TITLE_WORDS)
    long = _OFTEN * (1 - _LENGTH + _LENGTH * len(abstract) / _LETTERS / _ABSTRACT_WORDS)
    score = 0.0
    for each, weight in wanted_words:
        if each in title:
            score += weight / (1 + short)
        elif often := abstract.count(each):
            score += weight * _ABSTRACT * often / (often + long)
    return score


def _prior(row: Row, newest: str) -> float:
    """Recency and upvotes, which order what fits equally well."""
    age = (_ordinal(newest) - _ordinal(row.announced)) / _YEARS if row.announced else 1.0
    liked = min(math.log2(1 + (row.upvotes or 0)) / 8, 1.0)
    return _RECENT * max(1 - age, 0.0) + _LIKED * liked


@lru_cache(maxsize=4096)
def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def _with_meaning(scores: list[float], vectors: Sequence[str | None]) -> list[float]:
    """Add, to the best, how near each is to what the very best mean together.

    Who has no vector yet is as near as the others are on average.
    """
    best = sorted(range(len(scores)), key=lambda each: -scores[each])[:_DEEP]
    placed = [each for each in best if vectors[each]]
    if len(placed) <= _BEST:
        return scores
    import numpy as np  # it takes a while

    packed = bytes.fromhex("".join(vectors[each] or "" for each in placed))
    table = np.frombuffer(packed, np.int8).reshape(len(placed), -1).astype(np.float32)
    table /= np.sqrt((table * table).sum(axis=1, keepdims=True)) + 1e-9
    meant = np.array([scores[each] for each in placed[:_BEST]], np.float32) @ table[:_BEST]
    near = table @ (meant / (np.sqrt(meant @ meant) + 1e-9))
    usual = float(near.mean())
    nearness = dict.fromkeys(best, usual) | dict(zip(placed, near.tolist(), strict=True))
    scores = scores.copy()
    for each, its in nearness.items():  # who is not among the best stays behind them
        scores[each] += _MEANING * (1 + its)
    return scores
