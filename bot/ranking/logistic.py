"""Logistic regression by L-BFGS, on numpy alone: a place's model is learned in milliseconds."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bot.ranking.meaning import Floats
from bot.ranking.table import Table

_MEMORY = 6  # steps that the curvature is read from
_ENOUGH = 1e-3  # of the gradient's first length: smaller, and it is found
_HALVINGS = 12

Loss = Callable[[Floats], tuple[float, Floats]]


@dataclass(frozen=True)
class Weights:
    """What a model adds up: a weight a column of a table, and one a dimension of a meaning."""

    columns: Floats
    axes: Floats


@dataclass(frozen=True)
class Rows:
    """How good each row of a table is, 0 to 1; how often it counts; what is known beforehand."""

    good: Floats
    counts: Floats
    before: Floats


def fit(table: Table, rows: Rows, penalty: float, rounds: int) -> Weights:
    """The weights under which rows with `good` 1 are likely and those with 0 are not.

    They are added to what was known before; `penalty` pulls all but the constant to 0.
    """
    good, counts = rows.good, rows.counts
    width, dimensions = table.width, table.meanings.shape[1]
    pull = np.full(width + dimensions, penalty, np.float32)
    pull[width - 1] = 0

    def loss(weights: Floats) -> tuple[float, Floats]:
        sums = np.clip(rows.before + table.times(weights[:width], weights[width:]), -30, 30)
        chance = 1 / (1 + np.exp(-sums))
        columns, axes = table.back((counts * (chance - good)).astype(np.float32))
        value = counts @ (np.logaddexp(0, sums) - good * sums) + (pull * weights) @ weights / 2
        return float(value), np.concatenate([columns, axes]) + pull * weights

    found = minimise(loss, np.zeros(width + dimensions, np.float32), rounds)
    return Weights(found[:width], found[width:])


def minimise(loss: Loss, start: Floats, rounds: int) -> Floats:
    """Where a convex function, given with its gradient, is least, or near it."""
    at, (value, slope) = start, loss(start)
    steps: deque[tuple[Floats, Floats, float]] = deque(maxlen=_MEMORY)
    enough = _ENOUGH * float(np.linalg.norm(slope))
    for _ in range(rounds):
        if float(np.linalg.norm(slope)) <= enough:
            break
        way = _downhill(slope, steps)
        fall, length = (
            float(slope @ way),
            1.0 if steps else 1 / (1e-9 + float(np.linalg.norm(slope))),
        )
        for _ in range(_HALVINGS):
            there = at + np.float32(length) * way
            new_value, new_slope = loss(there)
            if new_value <= value + 1e-4 * length * fall:
                break
            length /= 2
        else:
            break
        moved, bent = there - at, new_slope - slope
        at, value, slope = there, new_value, new_slope
        if (curved := float(moved @ bent)) > 1e-10:
            steps.append((moved, bent, 1 / curved))
    return at


def _downhill(slope: Floats, steps: deque[tuple[Floats, Floats, float]]) -> Floats:
    """The direction of a Newton step, as far as the last steps tell."""
    way = -slope
    taken = []
    for moved, bent, inverse in reversed(steps):
        share = np.float32(inverse * float(moved @ way))
        taken.append(share)
        way = way - share * bent
    if steps:
        moved, bent, inverse = steps[-1]
        way = way * np.float32(1 / (inverse * float(bent @ bent)))
    for (moved, bent, inverse), share in zip(steps, reversed(taken), strict=True):
        way = way + moved * (share - np.float32(inverse * float(bent @ way)))
    return way
