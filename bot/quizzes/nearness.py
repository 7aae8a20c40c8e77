"""How near texts are in what they are about. It needs numpy: import it where it is needed."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bot.ranking import Meaning
from bot.text.stems import stems

_REMEMBERED = 5_000
Point = tuple[NDArray[np.int32], NDArray[np.float32]]


class Nearness:
    """The cosine of what texts mean; before there is a meaning, of their words by rarity."""

    def __init__(self, meaning: Meaning) -> None:
        self._meaning = meaning
        self._point = lru_cache(maxsize=_REMEMBERED)(self._placed)

    def __call__(self, text: str, others: Sequence[str]) -> list[float]:
        """How near each of the others is to a text, in -1..1; 0 where no word is known."""
        rows, weights = self._point(text)
        size = self._meaning.dimensions or len(self._meaning.stems)
        dense = np.zeros(size, np.float32)
        dense[rows] = weights
        points = map(self._point, others)
        return [round(float(its @ dense[places]), 6) for places, its in points]

    def _placed(self, text: str) -> Point:
        rows, weights = self._meaning.weigh(stems(text))
        if not self._meaning.dimensions:
            return rows, weights
        return self._axes, self._meaning.vector(rows, weights)

    @property
    def _axes(self) -> NDArray[np.int32]:
        return np.arange(self._meaning.dimensions, dtype=np.int32)
