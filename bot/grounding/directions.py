"""Whether a point says the same way round what the paper says: better, more, less, faster."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.grounding.lexicon import (
    BETTER,
    FAIL,
    FASTER,
    LESS,
    MORE,
    PLACED,
    SAVING,
    SLIGHT,
    SLOWER,
    SOFT,
    UNWANTED,
    WANTED,
    WORSE,
    is_not,
)  # fmt: skip
from bot.grounding.numbers import Number
from bot.grounding.places import Around, alike, around, rarities
from bot.grounding.text import Sentence
from bot.grounding.words import Word

_NEAR, _TURN = 6.0, 5.0
_ENOUGH, _MARGIN, _ANY, _OF_THE_QUOTE = 0.25, 1.3, 0.05, 1.4
_LITTLE, _NUMBER_NEAR = 0.2, 60
_QUALITIES = ("ent", "ate", "ble", "ust", "ive", "ful", "ous")
_MOST_SAID, _MOST = 16, 40
"""So many at most are looked at in a point, and in what is near its quote."""


@dataclass(frozen=True, slots=True)
class Direction:
    """A word that says which way something goes.

    `amount`, `worth` and `pace` are 1 or -1, 0 where it does not say: errors that drop are less
    (-1) and worth more (1).
    """

    word: Word
    amount: int
    worth: int
    pace: int
    around: Around

    def opposes(self, other: "Direction") -> bool:
        """Whether both cannot be said of the same."""
        if self.amount and other.amount:
            return self.amount != other.amount and self.worth * other.worth <= 0
        return self.worth * other.worth < 0 or self.pace * other.pace < 0

    def agrees(self, other: "Direction") -> float:
        """From 0 to 1: how likely both may be said of the same."""
        if self.amount and other.amount:
            return float(self.amount == other.amount)
        if not (self.worth and other.worth) and 1 in (
            self.amount * other.worth,
            self.worth * other.amount,
        ):
            return 0.5
        return float(self.worth * other.worth > 0 or self.pace * other.pace > 0)


def directions(sentence: Sentence) -> tuple[Direction, ...]:
    """The words of a sentence that say which way something goes, turned round behind a “not”."""
    words = sentence.words
    return tuple(
        each for index in range(len(words)) if (each := _direction(words, index, sentence.numbers))
    )


def check_directions(
    point: Sequence[Sentence], near: Sequence[Sentence], far: Sequence[int]
) -> Iterator[str]:
    """What a point turns round that the sentences near its quote say."""
    every = sorted(zip(far, near, strict=True), key=lambda each: each[0])
    source = [
        (each, _OF_THE_QUOTE if not away else 1.0, sentence.is_problem or away > 0)
        for away, sentence in every
        for each in directions(sentence)
    ][:_MOST]
    rare = rarities([each.around for each, _, _ in source])
    weights = {each: weight**0.5 for each, weight in rare.items()}
    for said in [each for sentence in point for each in directions(sentence)][:_MOST_SAID]:
        # That something was worse before is no word against what is better now.
        opposed = [
            (each, weight)
            for each, weight, aside in source
            if said.opposes(each) and not (aside and each.worth < 0 < said.worth)
        ]
        agreeing = [(each, weight * said.agrees(each)) for each, weight, _ in source]
        for_it, against = (_best(said, each, weights) for each in (agreeing, opposed))
        if against > max(_ENOUGH, _MARGIN * for_it):
            yield f"“{said.word.text}” turns round what the paper says"
        elif said.worth < 0 and for_it < _LITTLE and _is_worse(said.word):
            yield f"the paper does not say “{said.word.text}”"


def _best(
    said: Direction, source: list[tuple[Direction, float]], weights: Mapping[str, float]
) -> float:
    fits = (
        (alike(said.around, each.around, weights) + _ANY) * weight
        for each, weight in source
        if weight
    )
    return max(fits, default=0.0)


def _is_worse(word: Word) -> bool:
    return word.stem in WORSE or word.text.lower() in WORSE


def _direction(words: Sequence[Word], index: int, numbers: Sequence[Number]) -> Direction | None:
    word = words[index]
    amount, worth, pace = _signs(word.text.lower(), word.stem)
    if not (amount or worth or pace) or _bounds_number(words, index, numbers):
        return None
    if turned := _turned(words, index):
        if turned in SOFT | SLIGHT and min(amount, worth) < 0:
            return None
        amount, worth, pace = -amount, -worth, -pace
    if amount and not worth:
        worth = amount * _value_near(words, index)
    quality = _quality(words[index + 1 : index + 3])
    if word.text.lower() in ("more", "less") and quality:
        amount, worth = (-amount if quality > 1 else 0), amount * quality
    near = dict(around(words, word.start, word.start + len(word.text)))
    for number in numbers:
        away = abs(number.start - word.start)
        if away < _NUMBER_NEAR:
            near[f"#{number.value:g}"] = 1 - away / (2 * _NUMBER_NEAR)
    return Direction(word, amount, worth, pace, near)


def _turned(words: Sequence[Word], index: int) -> str:
    """The word shortly before that turns this one round, such as “not”; empty without one."""
    for each in words[max(0, index - 3) : index]:
        lower = each.text.lower()
        close = words[index].place - each.place < _TURN
        if close and (is_not(lower) or lower in SLIGHT or each.stem in FAIL):
            return lower
    return ""


def _bounds_number(words: Sequence[Word], index: int, numbers: Sequence[Number]) -> bool:
    """Whether it only bounds a number, as in “more than 30” and “no more”."""
    if index and words[index - 1].text.lower() == "no" and words[index].text.lower() == "more":
        return True
    after = words[index + 1 : index + 2]
    if not after or after[0].text.lower() != "than":
        return False
    end = after[0].start + len("than ")
    return any(each.start == end for each in numbers)


def _quality(words: Sequence[Word]) -> int:
    """What a quality is worth that there is more of: “more compute-efficient” is better.

    2 where it saves something.
    """
    for each in words:
        if each.stem in SAVING:
            return 2
        if each.text.lower().endswith(_QUALITIES):
            return -1 if each.stem in UNWANTED else 1
    return 0


@lru_cache(maxsize=50_000)
def _signs(text: str, stem: str) -> tuple[int, int, int]:
    forms = {text, stem}
    amount = (not forms.isdisjoint(MORE)) - (not forms.isdisjoint(LESS))
    worth = (not forms.isdisjoint(BETTER)) - (not forms.isdisjoint(WORSE))
    pace = (not forms.isdisjoint(FASTER)) - (not forms.isdisjoint(SLOWER))
    return amount, worth, pace


def _value_near(words: Sequence[Word], index: int) -> int:
    """1 where it is of something wanted, -1 of something unwanted, 0 where it does not say."""
    here = words[index]
    behind = [each for each in words[index + 1 : index + 6] if each.place - here.place < _NEAR]
    if behind and behind[0].text.lower() not in PLACED:
        return _value(behind[:4])
    before = [each for each in words[max(0, index - 5) : index] if here.place - each.place < _NEAR]
    return _value(before)


def _value(words: Sequence[Word]) -> int:
    if any(each.stem in UNWANTED for each in words):
        return -1
    return 1 if any(each.stem in WANTED for each in words) else 0
