"""Whether a point denies what the paper says, or says what the paper denies."""

from collections.abc import Iterator, Sequence

from bot.grounding.lexicon import (
    FAIL,
    KEEPING,
    LIMITING,
    NEGATIVE_STARTS,
    POSITIVE_UN,
    SOFT,
    is_not,
)  # fmt: skip
from bot.grounding.synonyms import EMPTY, GENERIC
from bot.grounding.text import Sentence
from bot.grounding.words import Word

_NEAR = 6
"""So far, in words, a word may stand from what denies it."""
_HARD = LIMITING
_SOFTLY = LIMITING | KEEPING
_OTHERWISE = LIMITING | frozenset({"free", "avoid", "eliminate", "instead", "minimal", "only"})
_ASIDE = frozenset({
    ("not", "only"), ("not", "just"), ("not", "merely"), ("no", "more"), ("no", "less"),
    ("no", "fewer"), ("no", "longer"), ("no", "later"),
})  # fmt: skip
_MOST = 12
"""So many denials of a sentence at most are looked at."""


def check_negations(
    point: Sequence[Sentence], quoted: Sequence[Sentence], near: Sequence[Sentence]
) -> Iterator[str]:
    """What a point denies that the paper says, and what it says that the paper denies."""
    if any(number.value == 0 for sentence in quoted for number in sentence.numbers):
        return  # a zero may be said as “never” or “no”
    yield from _added(point, quoted, near)
    yield from _dropped(point, quoted, near)


def _added(
    point: Sequence[Sentence], quoted: Sequence[Sentence], near: Sequence[Sentence]
) -> Iterator[str]:
    for sentence in point:
        for word, targets in _denials(sentence.words):
            telling = [each for each in targets if each.text.lower() not in GENERIC] or targets
            if not _denied(word, frozenset(each.concept for each in telling), quoted, near):
                yield f"the paper does not say “{word.text}” there"


def _dropped(
    point: Sequence[Sentence], quoted: Sequence[Sentence], near: Sequence[Sentence]
) -> Iterator[str]:
    concepts = frozenset().union(*(each.concepts for each in point))
    for sentence in near:
        here = sentence in quoted
        if sentence.is_problem and not here:
            continue  # what was wrong before is mostly mended
        for word, targets in _denials(sentence.words):
            left = [each for each in targets if each.concept in concepts]
            telling = [each for each in left if each.text.lower() not in GENERIC]
            wanted = len(targets) // 2 + 1 if here else max(2, len(targets))
            if len(left) < wanted or len(telling) < (1 if here else 2):
                continue
            target = frozenset(each.concept for each in left)
            if not any(_denies(each, target, _OTHERWISE) for each in point):
                yield f"the paper says “{word.text}” of {telling[0].text}"


def _denials(words: Sequence[Word]) -> list[tuple[Word, list[Word]]]:
    """The negations of a sentence, and the first words that each is of."""
    found = []
    for index, word in enumerate(words):
        after = words[index + 1].text.lower() if index + 1 < len(words) else ""
        if not is_not(word.text) or (word.text.lower(), after) in _ASIDE:
            continue
        content = [each for each in words[index + 1 : index + 8] if each.text.lower() not in EMPTY]
        found.append((word, [each for each in content[:3] if each.place - word.place < _NEAR + 2]))
    return found[:_MOST]


def _denied(
    word: Word, targets: frozenset[str], quoted: Sequence[Sentence], near: Sequence[Sentence]
) -> bool:
    """Whether the sentences deny one of these too, or say none of them and deny something."""
    if word.text.lower() in SOFT:
        return any(_reserved(each, _SOFTLY) for one in near for each in one.words)
    telling = [one for one in quoted if targets & one.concepts]
    most = max((len(targets & one.concepts) for one in near), default=0)
    telling = telling or [one for one in near if most and len(targets & one.concepts) == most]
    if telling:
        return any(_denies(one, targets, _HARD) for one in telling)
    return any(_reserved(each, frozenset()) for one in quoted for each in one.words)


def _denies(sentence: Sentence, targets: frozenset[str], reserve: frozenset[str]) -> bool:
    """Whether a sentence denies one of these, or may."""
    words = sentence.words
    return any(
        _reserved(other, reserve)
        for index, each in enumerate(words)
        if each.concept in targets
        for other in words[max(0, index - _NEAR) : index + _NEAR + 1]
        if abs(other.place - each.place) <= _NEAR
        and (other.place <= each.place or other.text.lower() not in SOFT)
    )


def _reserved(word: Word, reserve: frozenset[str]) -> bool:
    """Whether a word denies something, or is one of those that may."""
    lower = word.text.lower()
    if is_not(lower) or word.stem in FAIL or word.stem in reserve or lower in reserve:
        return True
    return len(lower) > 5 and lower.startswith(NEGATIVE_STARTS) and word.stem not in POSITIVE_UN
