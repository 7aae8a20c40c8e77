"""The numbers of a source and what stands around each, to look up those that a point says."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from bot.grounding.lists import in_order
from bot.grounding.numbers import Number, agree
from bot.grounding.places import Around, around, rarities
from bot.grounding.text import Sentence

_SLACK = 1.15
"""“More than 20” may be said of no more than so many times as much."""
_MOST = 60
"""So many are compared at most, of the numbers of a sentence and of those that may be meant."""
_WALLS = 3


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of the source, what stands around it, and the index of its sentence."""

    number: Number
    around: Around
    sentence: int


class Amounts:
    """The numbers of all sentences of a source."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self._of = [
            [Amount(number, near, index) for number, near in surroundings(sentence)]
            for index, sentence in enumerate(sentences)
        ]
        every = [each for its in self._of for each in its]
        self._sorted = sorted(every, key=lambda each: each.number.value)
        self.weights = rarities([each.around for each in every])
        """What tells the numbers apart weighs more."""

    def saying(self, said: Number) -> list[Amount]:
        """Those that a number of a point may be: the same value, else one that rounds to it."""
        # Of “Table 37”, “Figure 37” and so on without end, those in its unit come first.
        same = sorted(self._exactly(said.value), key=lambda each: each.number.unit != said.unit)
        if exact := [each for each in same[:_MOST] if agree(said, each.number)]:
            return exact
        found = (
            each
            for factor in (1.0, 100.0, 0.01)
            for each in self._between(said.value * factor)
            if agree(said, each.number)
        )
        return list(islice(found, _MOST))

    def of_the_figure(self, said: Number) -> list[Amount]:
        """Those that are written with the same figures, in another unit."""
        figure = said.value / said.size
        return [
            each
            for each in self._sorted
            if each.number.unit and abs(figure - each.number.value / each.number.size) < 1e-9
        ][:1]

    def near(self, sentences: Sequence[int]) -> list[Amount]:
        """Those of some sentences, in their order."""
        return [each for index in sentences for each in self._of[index]][:_MOST]

    def _exactly(self, value: float) -> list[Amount]:
        low = bisect_left(self._sorted, value, key=lambda each: each.number.value)
        high = bisect_right(self._sorted, value, key=lambda each: each.number.value)
        return self._sorted[low:high]

    def _between(self, value: float) -> list[Amount]:
        low = bisect_left(self._sorted, value / _SLACK, key=lambda each: each.number.value)
        high = bisect_right(self._sorted, value * _SLACK, key=lambda each: each.number.value)
        if high - low <= 4 * _MOST:
            return self._sorted[low:high]
        same = bisect_left(self._sorted, value, key=lambda each: each.number.value)
        return self._sorted[max(low, same - _MOST) : same + 2 * _MOST]


def surroundings(sentence: Sentence) -> Iterator[tuple[Number, Around]]:
    """The numbers of a sentence, and what stands around each: the other numbers part it."""
    numbers = sentence.numbers
    orders = in_order(sentence)
    for index, number in enumerate(numbers):
        if index >= _MOST:
            yield number, {}
            continue
        others = numbers[max(0, index - _WALLS) : index + _WALLS + 1]
        walls = [each.start for each in others if not _beside(sentence.text, number, each)]
        near = dict(around(sentence.words, number.start, number.end, walls))
        near.update(orders.get(index, {}))
        if end := _end_of_change(sentence, index):
            near[end] = 1.0
        yield number, near


def _beside(text: str, one: Number, other: Number) -> bool:
    """Whether no word is between two numbers, as in “8,374 (22.42%)”; or they are the same."""
    low, high = sorted((one, other), key=lambda each: each.start)
    return one.start == other.start or text[low.end : high.start].strip() == "("


def _end_of_change(sentence: Sentence, index: int) -> str:
    """Which end of “from 3 to 5” a number is, empty where it is none."""
    numbers, text = sentence.numbers, sentence.text
    for first, name in ((index, "<from>"), (index - 1, "<to>")):
        if 0 <= first < len(numbers) - 1:
            one, other = numbers[first : first + 2]
            if text.endswith("from ", 0, one.start) and text[one.end : other.start] == " to ":
                return name
    return ""
