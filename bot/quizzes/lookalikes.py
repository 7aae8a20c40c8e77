"""Wrong options that nothing but the paper tells from the right one."""

import math
from collections.abc import Set
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from random import Random

from bot.quizzes.numbers import Measure

_OTHERS = 3
_GAPS = ((0.10, 0.30), (0.05, 0.15), (0.02, 0.06))  # natural logarithm of neighbours' ratio
_FARTHEST = 1.1  # the same of the farthest
_TRIES = 25


def lookalikes(measure: Measure, taken: Set[Decimal], random: Random) -> tuple[Decimal, ...]:
    """Three other values that a reader could take for this one; empty where there are none.

    How many of them are smaller is drawn from 0..3 evenly. Neighbours stand apart by ratios (of
    odds where there is a ceiling) that are all drawn alike, and all are equally round where that
    leaves enough, so that neither size nor distance nor roundness tells which one is real. None
    is in `taken`, and an "a" or "an" before the number fits each.
    """
    smaller = random.randint(0, _OTHERS)
    if not measure.value:
        return ()
    key = _whole(measure)
    grain = roundness(key)
    finer = grain // 2 if str(grain).startswith("10") else grain
    for alike, gap in product((True, False), _GAPS):
        scale = _Scale(measure, taken, roundness(key) if alike else None)
        step = grain if alike else finer
        below = scale.outward(-step, gap, random)
        above = scale.outward(+step, gap, random)
        if len(below) == len(above) == _OTHERS:
            return below[:smaller] + above[: _OTHERS - smaller]
    return ()


@dataclass(frozen=True, slots=True)
class _Scale:
    """Numbers in steps of the last decimal of `measure`; all of one `grain` unless it is None."""

    measure: Measure
    taken: Set[Decimal]
    grain: int | None

    def outward(self, step: int, gap: tuple[float, float], random: Random) -> tuple[Decimal, ...]:
        """At most three values in multiples of `step`, from the measure's own outwards."""
        found = [_whole(self.measure)]
        while len(found) <= _OTHERS:
            away = math.copysign(random.uniform(*gap), step)
            target = self._number(self._position(found[-1]) + away)
            steps = max(round((target - found[-1]) / step), 1)
            start = found[-1] + steps * step
            tried = range(start, start + step * _TRIES, step)
            nearest = next(filter(self._fits, tried), None)
            if nearest is None:
                break
            found.append(nearest)
        return tuple(map(self._value, found[1:]))

    def _fits(self, number: int) -> bool:
        return (
            self._is_possible(number)
            and self._is_near(number)
            and self._is_as_round(number)
            and self._is_free(number)
            and self._fits_article(number)
        )

    def _is_possible(self, number: int) -> bool:
        floor = self.measure.floor * self._unit
        return floor < number and (not self._top or number < self._top)

    def _is_near(self, number: int) -> bool:
        own = self._position(_whole(self.measure))
        return abs(self._position(number) - own) <= _FARTHEST

    def _is_as_round(self, number: int) -> bool:
        return self.grain is None or roundness(number) == self.grain

    def _is_free(self, number: int) -> bool:
        return self._value(number) not in self.taken

    def _fits_article(self, number: int) -> bool:
        own = sounds_open(self.measure.value)
        return not self.measure.article or sounds_open(self._value(number)) == own

    @property
    def _top(self) -> int:
        return (self.measure.ceiling or 0) * self._unit

    @property
    def _unit(self) -> int:
        return int(10**self.measure.decimals)

    def _value(self, number: int) -> Decimal:
        return Decimal(number).scaleb(-self.measure.decimals)

    def _position(self, number: int) -> float:
        """Where a number stands: its logarithm, or that of its odds where there is a ceiling."""
        return math.log(number / (self._top - number) if self._top else number)

    def _number(self, position: float) -> float:
        ratio = math.exp(position)
        return self._top * ratio / (1 + ratio) if self._top else ratio


def _whole(measure: Measure) -> int:
    return int(measure.value.scaleb(measure.decimals))


def roundness(number: int) -> int:
    """How coarse a ruler marks the number: 284 -> 1, 285 -> 5, 280 -> 10; up to 50, 10 as well."""
    zeros = len(str(number)) - len(str(number).rstrip("0"))
    lead = number // 10**zeros
    return int(f"{5 if lead > 10 and lead % 5 == 0 else 1}{'0' * zeros}")


def sounds_open(value: Decimal) -> bool:
    """Whether the number is read with a vowel first: eight, eleven, eighteen."""
    digits = str(int(value))
    return digits[0] == "8" or (digits[:2] in {"11", "18"} and len(digits) % 3 == 2)
