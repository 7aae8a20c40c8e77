"""A text as words with places, and the concepts that words of like meaning share."""

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.grounding.synonyms import GROUPS
from bot.text.words import stem, words

_SIGNS = str.maketrans({
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
    **dict.fromkeys("\u2018\u2019\u02bc", "'"),
    **dict.fromkeys("\u201c\u201d\u201e", '"'),
    **dict.fromkeys("\u00a0\u2009\u202f\u2007\n\t\r", " "),
})  # fmt: skip
_WORD = re.compile(r"[^\W_]+(?:'[a-z]{1,2}\b)?|[;:()\[\],.?!]")
_GAPS = {",": 3.0, "(": 2.0, ")": 2.0, "[": 2.0, "]": 2.0, ":": 2.0, ";": 5.0, ".": 12.0}
_JOINTS = {
    "while": 4.0, "whereas": 4.0, "but": 4.0, "although": 4.0, "though": 4.0, "whilst": 4.0,
    "and": 2.0, "which": 1.0, "compared": 1.0, "versus": 1.0, "against": 1.0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, at `start`.

    `place` counts words, and more where a clause or a sentence ends: words far apart by it say
    little of each other.
    """

    text: str
    stem: str
    concept: str
    start: int
    place: float


def plain(text: str) -> str:
    """The same text, sign for sign, with plain hyphens, quotes and spaces."""
    return text.translate(_SIGNS)


def read_words(text: str) -> tuple[Word, ...]:
    """The words of a plain text, in its order."""
    found, place = [], 0.0
    for match in _WORD.finditer(text):
        if match[0][0] in ";:()[],.?!":
            after = text[match.end() : match.end() + 1]
            place += _GAPS.get(match[0], 12.0) if after in (" ", "") else 0.5
            continue
        for part in words(match[0].split("'")[0]):
            base = stem(part)
            place += 1 + _JOINTS.get(part, 0.0)
            found.append(Word(match[0], base, concept(base), match.start(), place))
    return tuple(found)


@lru_cache(maxsize=200_000)
def concept(base: str) -> str:
    """What a stem means, roughly: one name for its derivations and for words of like meaning."""
    return _CONCEPTS.get(base) or _CONCEPTS.get(root(base)) or root(base)


@lru_cache(maxsize=200_000)
def root(base: str) -> str:
    """A stem without the endings that derive words: generalization and generalize are one."""
    if not base.isascii() or not base.isalpha() or len(base) < 6:
        return base
    for _ in range(3):
        cut = next((end for end in _ENDINGS if base.endswith(end) and len(base) - len(end) > 3), "")
        if not cut:
            break
        base = base.removesuffix(cut)
    return base[:-1] if base[-1] in "eiy" and len(base) > 4 else base


_ENDINGS = (
    "ization", "ational", "ability", "ibility", "ically", "iveness", "fulness", "ation", "ition",
    "ement", "ment", "ness", "able", "ible", "ance", "ence", "ancy", "ency", "ical", "tion",
    "ally", "ize", "ise", "ify", "ity", "ive", "ion", "ful", "ous", "ant", "ent", "al", "ly", "er",
    "or", "ic", "ed", "th", "at", "ure", "ist", "ism",
)  # fmt: skip
_CONCEPTS: dict[str, str] = {}
for _group in GROUPS:
    _first = f"={_group.split()[0]}"
    for _each in _group.split():
        _base = stem(_each)
        _CONCEPTS.setdefault(_base, _first)
        if len(root(_base)) > 4:
            _CONCEPTS.setdefault(root(_base), _first)
