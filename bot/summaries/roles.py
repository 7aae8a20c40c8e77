"""What a sentence does in a paper: how much it sounds like each role, by its words."""

import re
from functools import lru_cache

from bot.summaries.role_words import PARTS, PHRASES, ROLES, WORDS, Role
from bot.summaries.sections import Part
from bot.text.words import stem, words


def roles(sentence: str) -> dict[Role, float]:
    """How much the words of a sentence speak for each role; about 2 is clear. May be negative."""
    found = dict.fromkeys(ROLES, 0.0)
    said = set(words(sentence))
    for word in said:
        for role, weight in _says(word):
            found[role] += weight
    for phrase in PHRASES:
        if not said.isdisjoint(phrase.needs) and phrase.pattern.search(sentence):
            for role, weight in phrase.weights.items():
                found[role] += weight
    if has_number(sentence):
        found["result"] += 1.6 if (measured := _MEASURED.search(sentence)) else 0.5
        found["method"] -= 0.7 if measured else 0.0
        found["context"] -= 0.5
    return found


def has_number(sentence: str) -> bool:
    """Whether there is a number in it, other than in a name or a year."""
    return bool(_NUMBER.search(sentence))


def of_part(role: Role, part: Part) -> float:
    """How much the part of a whole paper speaks for a role."""
    return PARTS.get(role, {}).get(part, -1.0)


def away_from_pictures(sentence: str) -> float:
    """How much less a sentence of a whole paper says without its tables and formulas."""
    return 0.8 * len(_SEE.findall(sentence)) + 0.4 * len(_FORMULA.findall(sentence))


@lru_cache(maxsize=50_000)
def _says(word: str) -> tuple[tuple[Role, float], ...]:
    base = stem(word)
    return tuple((role, said[base]) for role, said in WORDS.items() if base in said)


_YEAR = r"(?:19|20)\d\d\b(?![%.,]\d)"
_NUMBER = re.compile(
    rf"(?<![\w.\-–/])[+~∼≈$<>]?(?!{_YEAR})\d[\d,.]*"
    r"(?:\s?[%×x]|(?:k|K|M|B|ms|s|dB|th)\b|\b(?!-?D\b|-[a-z]))(?![\w-]*D\b)"
)
_MEASURED = re.compile(r"\d\s?(?:%|×|x\b|-?fold\b|dB\b|points?\b)|\d\.\d")
_SEE = re.compile(
    r"\b(?:Figures?|Fig\.|Tables?|Tab\.|Sections?|Sec\.|Appendix|Eq\.|Equation|Algorithm) ?\d"
)
_FORMULA = re.compile(r"[=∈∑∏≤≥·λτθ→]|\w_\w")
