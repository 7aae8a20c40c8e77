"""Lists that go with the numbers of a sentence in order: “A and B by 1 % and 2 %, respectively”."""

import re

from bot.grounding.synonyms import EMPTY
from bot.grounding.text import Sentence
from bot.grounding.words import read_words

_ITEM = r"[\w@./+'-]+(?: [\w@./+'-]+){0,2}?"
_LIST = re.compile(
    rf"({_ITEM})((?:, {_ITEM}){{0,8}}),? (?:and|or|to) ([\w@./+'-]+(?: [\w@./+'-]+)?)"
)
_BETWEEN = re.compile(r"[\s,]*(?:and|or|,)?\s*(?:(?:by|of|to|a|an|about|over|up to)\s*)*")
_ORDERED = ("respectively", "respective")


def in_order(sentence: Sentence) -> dict[int, dict[str, float]]:
    """For numbers that a list goes with in order, by their index: how near its concepts are.

    Its own item is beside each number, the others are far off.
    """
    if not any(each in sentence.text for each in _ORDERED):
        return {}
    found: dict[int, dict[str, float]] = {}
    lists = [
        [_concepts(item) for item in (match[1], *filter(None, match[2].split(", ")), match[3])]
        for match in _LIST.finditer(sentence.text)
        if not match[0][0].isdigit()
    ]
    for run in _runs(sentence):
        for concepts in lists:
            if len(concepts) == len(run):
                _assign(found, run, concepts)
    return found


def _concepts(item: str) -> set[str]:
    """Those of an item, from its last small word on: “cost over EDF” is EDF."""
    found: set[str] = set()
    for word in read_words(item):
        found = (
            set() if word.text.lower() in EMPTY or word.text == "over" else {*found, word.concept}
        )
    return found


def _assign(found: dict[int, dict[str, float]], run: list[int], concepts: list[set[str]]) -> None:
    every = set().union(*concepts)
    shared = set.intersection(*concepts)
    if not all(own - shared for own in concepts):
        return
    for place, own in zip(run, concepts, strict=True):
        nearness = found.setdefault(place, {})
        nearness.update({name: 1.0 if name in own else 0.05 for name in every - shared})


def _runs(sentence: Sentence) -> list[list[int]]:
    """Numbers of one unit that stand in a row, by their indices."""
    runs: list[list[int]] = []
    numbers = sentence.numbers
    for index, number in enumerate(numbers):
        before = numbers[index - 1] if index else None
        joined = before is not None and _BETWEEN.fullmatch(sentence.text, before.end, number.start)
        if joined and before is not None and before.unit == number.unit:
            runs[-1].append(index)
        else:
            runs.append([index])
    return [run for run in runs if len(run) > 1]
