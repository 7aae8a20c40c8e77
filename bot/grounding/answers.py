"""Whether a text says anything at all: “N/A”, “Nicht angegeben.” and “未提及” do not."""

import re

from bot.grounding.blanks import DENIALS, FILLERS, UNSPACED
from bot.text.words import words

_FEWEST_WORDS, _FEWEST_SIGNS = 3, 6
_DENIALS = frozenset(words(DENIALS))
_BLANK = _DENIALS | frozenset(words(FILLERS))
_UNSPACED_BLANK = re.compile("|".join(sorted(UNSPACED.split(), key=len, reverse=True)))
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
"""Signs of Thai, Lao, Burmese, Khmer, Japanese, Chinese and Korean: few spaces, or none."""


def is_blank(text: str) -> bool:
    """Whether a text only says, in any of many languages, that there is nothing to say.

    It is made of nothing but words of a closed list, one of which denies.
    """
    said = words(text)
    if not said or (not _DENIALS.isdisjoint(said) and _BLANK.issuperset(said)):
        return True
    rest, found = _UNSPACED_BLANK.subn("", text)
    return bool(found) and not any(map(str.isalnum, rest))


def says_nothing(text: str) -> str:
    """What is wrong with a point that is none, empty where it says something."""
    if is_blank(text):
        return "it says nothing: leave the point out"
    if len(words(text)) < _FEWEST_WORDS and len(_UNSPACED.findall(text)) < _FEWEST_SIGNS:
        return "it is too short: write a sentence"
    return ""
