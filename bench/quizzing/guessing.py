"""How far guessers come who have not read the paper: each marks options without knowing a thing."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import fmean, median

from bot.models import Question
from bot.quizzes.lookalikes import roundness
from bot.text.words import stem, words

Marks = Callable[[Question], Sequence[float]]


def chance(questions: Iterable[Question], marks: Marks) -> float:
    """The share of keys, in per cent, that have the highest mark; of ties each gets its part."""
    won = []
    for question in questions:
        given = marks(question)
        best = [index for index, mark in enumerate(given) if mark == max(given)]
        won.append((question.key in best) / len(best))
    return 100 * fmean(won)


def longest(question: Question) -> list[float]:
    """The longest option."""
    return [float(len(each)) for each in question.options]


def shortest(question: Question) -> list[float]:
    """The shortest option."""
    return [-float(len(each)) for each in question.options]


def at(place: int) -> Marks:
    """The same place each time."""
    return lambda question: [float(index == place) for index in range(len(question.options))]


def overlapping(question: Question) -> list[float]:
    """The option with most words of the prompt, their inflections counted."""
    prompt = set(_stems(question.prompt))
    return [float(len(prompt & set(_stems(each)))) for each in question.options]


def most_like_others(question: Question) -> list[float]:
    """The option that shares most words with the other options: wrong ones are made from it."""
    sets = [set(_stems(each)) for each in question.options]
    return [float(sum(len(own & other) for other in sets if other is not own)) for own in sets]


def shown_words(topic: str) -> Marks:
    """The option with most words of a topic that was typed."""
    typed = set(_stems(topic))
    return lambda its: [float(len(typed & set(_stems(each)))) for each in its.options]


class Tfidf:
    """The option nearest to the prompt, by the cosine of weighted terms."""

    def __init__(self, texts: Iterable[str], terms: Callable[[str], list[str]]) -> None:
        self._terms = terms
        counted = [set(terms(each)) for each in texts]
        self._counts = Counter(term for each in counted for term in each)
        self._texts = len(counted)

    def __call__(self, question: Question) -> list[float]:
        """See `Marks`."""
        prompt = self._vector(question.prompt)
        return [_cosine(prompt, self._vector(each)) for each in question.options]

    def _vector(self, text: str) -> dict[str, float]:
        counts = Counter(self._terms(text))
        return {
            term: (1 + math.log(count)) * math.log((1 + self._texts) / (1 + self._counts[term]))
            for term, count in counts.items()
        }


def nearest_mean(question: Question) -> list[float]:
    """The number nearest to the mean of all."""
    sizes = numbers(question)
    return [-abs(each - fmean(sizes)) for each in sizes]


def nearest_median(question: Question) -> list[float]:
    """The number nearest to the median of all."""
    sizes = numbers(question)
    return [-round(abs(each - median(sizes)), 9) for each in sizes]


def roundest(question: Question) -> list[float]:
    """The roundest number."""
    return [float(roundness(int(_digits(each).replace(".", "")) or 1)) for each in question.options]


def numbers(question: Question) -> list[float]:
    """The numbers that the options begin with."""
    return [float(_digits(each)) for each in question.options]


def whole_words(text: str) -> list[str]:
    """Terms of a text: its stems."""
    return _stems(text)


def letters(text: str) -> list[str]:
    """Terms of a text: four letters in a row, so that kin of words count."""
    spaced = f" {' '.join(words(text))} "
    return [spaced[start : start + 4] for start in range(len(spaced) - 3)]


def _stems(text: str) -> list[str]:
    return [stem(each) for each in words(text)]


def _digits(option: str) -> str:
    return re.sub(",", "", re.match(r"[0-9,.]*[0-9]", option)[0])  # type: ignore[index]  # checked


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    dot = sum(weight * other.get(term, 0.0) for term, weight in one.items())
    sizes = math.hypot(*one.values()) * math.hypot(*other.values())
    return round(dot / sizes, 9) if sizes else 0.0
