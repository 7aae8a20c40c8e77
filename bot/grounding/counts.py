"""Whether each number of a point is in the paper, of the same thing, with the same bound."""

from collections.abc import Iterator, Mapping, Sequence

from bot.grounding.amounts import Amount, Amounts, surroundings
from bot.grounding.foreign import readings
from bot.grounding.numbers import Number
from bot.grounding.places import Around, alike
from bot.grounding.text import Sentence

_BOUNDS = {"over": "more than", "under": "up to or less than", "about": "about", "": "exactly"}
_MARGIN, _CLEAR = 1.35, 0.15
"""So much better must another number fit before the one that was said is a mistake for it."""
_LIKELY, _FIRM = 0.6, 0.4
_OF_THE_QUOTE, _BESIDE, _FAR, _THERE = 1.5, 1.0, 0.8, 0.1
_MOST = 20
"""So many numbers of a point at most are looked at."""


class Counts:
    """The numbers of a source as seen from a quote: `far` counts sentences from it."""

    def __init__(self, amounts: Amounts, far: Sequence[int], around: int) -> None:
        self._amounts, self._far, self._around = amounts, far, around
        close = [index for index, away in enumerate(far) if away <= around]
        self._near = amounts.near(sorted(close, key=lambda index: far[index]))

    def check(self, point: Sequence[Sentence], *, same_language: bool = True) -> Iterator[str]:
        """What is wrong with the numbers of a point, a line each.

        In another language only the numbers are compared: its words for units, for bounds and
        for what is counted are not read.
        """
        said = [each for sentence in point for each in surroundings(sentence)][:_MOST]
        backed = [self._backing(number, same_language=same_language) for number, _ in said]
        taken: dict[int, float] = {}
        for (_, near), its in zip(said, backed, strict=True):
            for each in its:
                taken[id(each)] = max(taken.get(id(each), 0.0), self._fits(near, each))
        for (number, near), its in zip(said, backed, strict=True):
            if not its:
                yield self._not_there(number)
            elif same_language:
                problem = self._misplaced(number, near, its, taken)
                problem = problem or self._unbounded(number, near, its)
                if problem:
                    yield problem
        yield from self._said_twice([number for number, _ in said], backed)

    def _backing(self, said: Number, *, same_language: bool) -> list[Amount]:
        found = self._amounts.saying(said)
        if found or same_language:
            return found
        others = [one for each in readings(said) for one in self._amounts.saying(each)]
        return others or ([] if said.unit else self._amounts.of_the_figure(said))

    def _not_there(self, number: Number) -> str:
        wrong = self._amounts.of_the_figure(number)
        other = f": it says {wrong[0].number.written}" if wrong else ""
        return f"the number {number.written} is not in the paper{other}"

    def _misplaced(
        self, number: Number, near: Around, same: Sequence[Amount], taken: Mapping[int, float]
    ) -> str:
        fits = [self._fits(near, each) for each in same]
        best = same[fits.index(max(fits))].number
        if max(fits) < _FIRM and all(self._far[each.sentence] > self._around for each in same):
            return (
                f"the number {number.written} is not near the quote: quote the words that have it"
            )
        for each in self._near:
            if each.number.unit != best.unit or each.number.value == best.value:
                continue
            if self._fits(near, each) > max(_MARGIN * max(fits) + _CLEAR, taken.get(id(each), 0.0)):
                return (
                    f"the number {number.written} belongs to something else in the paper: "
                    f"here it says {each.number.written}"
                )
        return ""

    def _unbounded(self, number: Number, near: Around, same: Sequence[Amount]) -> str:
        fits = [self._fits(near, each) for each in same]
        best = same[fits.index(max(fits))].number
        likely = [each for each, fit in zip(same, fits, strict=True) if fit >= _LIKELY * max(fits)]
        if not any(_bounded_alike(number, each.number) for each in likely):
            said, true = _BOUNDS[number.bound], _BOUNDS[best.bound]
            return f"the number {number.written}: the paper says {true}, not {said}"
        return ""

    def _said_twice(
        self, said: Sequence[Number], backed: Sequence[Sequence[Amount]]
    ) -> Iterator[str]:
        """A number said more often than the paper says it, in place of another of the quote."""
        spoken = {id(each) for its in backed for each in its}
        for index, number in enumerate(said):
            again = sum(each.value == number.value for each in said[:index])
            if not number.unit or not again or len(backed[index]) > again:
                continue
            for each in self._near:
                left = id(each) not in spoken and each.number.unit == number.unit
                if left and not self._far[each.sentence]:
                    true = each.number.written
                    yield f"the number {number.written} is said twice: the paper says {true} too"
                    break

    def _fits(self, near: Around, amount: Amount) -> float:
        away = self._far[amount.sentence]
        nearness = _OF_THE_QUOTE if not away else _BESIDE if away == 1 else _FAR
        there = 0.0 if away else _THERE
        return alike(near, amount.around, self._amounts.weights) * nearness + there


def _bounded_alike(said: Number, true: Number) -> bool:
    if said.bound == true.bound or said.loose or true.loose:
        return True
    if said.bound == "about":
        return true.bound == "" or (true.bound == "under" and said.nearly)
    if said.bound == "":
        return true.bound == "about"
    if true.bound in ("", "about"):
        more = true.value > said.value * (1 + 1e-9)
        less = true.value < said.value * (1 - 1e-9)
        return more if said.bound == "over" else less
    return False
