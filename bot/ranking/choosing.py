"""Which of the ranked papers a place is shown: few, good, and not five on one trick."""

from collections.abc import Mapping, Sequence

import numpy as np

from bot.ranking.meaning import Floats

# The share of all announced papers that is not good enough, for a breadth: see docs/ranking.md.
BREADTH: Mapping[str, float] = {"strict": 0.99, "normal": 0.97, "broad": 0.92}
NEAR = 0.6  # cosine of two meanings: papers on one trick
_SAME = 0.82  # cosine: nearly one paper; of the pairs of a day one in 100,000 is so alike
_TOGETHER = 2  # papers on one trick that may be shown
_WORSE = 0.5  # of a score: what a paper loses that says just what another one says


def choose(scores: Floats, meanings: Floats, most: int, bar: float) -> list[int]:
    """The rows to show, best first: at most so many, each with a score of at least `bar`.

    What is like something chosen comes later; what is like two of them, or says the same as one,
    not at all.
    """
    open_ = [row for row in np.argsort(-scores, kind="stable").tolist() if scores[row] >= bar]
    unit = meanings / np.maximum(np.linalg.norm(meanings, axis=1, keepdims=True), 1e-9)
    likeness = np.zeros(len(scores), np.float32)  # to the nearest that is chosen
    alike = np.zeros(len(scores), np.intp)  # how many of the chosen are on the same trick
    chosen: list[int] = []
    while open_ and len(chosen) < most:
        best = max(open_, key=lambda row: float(scores[row] - _WORSE * likeness[row]))
        chosen.append(best)
        near = unit @ unit[best] if unit.shape[1] else likeness
        likeness = np.maximum(likeness, near)
        alike += np.where(near >= _SAME, _TOGETHER, near >= NEAR)
        open_ = [row for row in open_ if row != best and alike[row] < _TOGETHER]
    return chosen


def tricks(meanings: Floats, rows: Sequence[int]) -> int:
    """How many of the rows, at most, are on one trick with one of them, itself included."""
    its = meanings[list(rows)]
    unit = its / np.maximum(np.linalg.norm(its, axis=1, keepdims=True), 1e-9)
    return int((unit @ unit.T >= NEAR).sum(axis=1).max(initial=0))
