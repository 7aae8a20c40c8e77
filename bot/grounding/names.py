"""Names in a text: acronyms, CamelCase, names with digits, capitalised words."""

import re
from collections.abc import Iterator
from itertools import accumulate

from bot.text.words import words

_NAME = re.compile(r"(?<![\w-])[^\W_][\w'+]*(?:[-./][\w+]+)*(?:@[0-9]{1,3})?")
_BEGINS = re.compile(r"(?:^|[.?!:;])[\"')]* *[\"'(]?$")
_COMMON_NAMES = "ai ml nlp llm llms us uk usa eu gpu cpu i a in on the e.g i.e url id"
_COMMON = frozenset(_COMMON_NAMES.split())
_MEASURE = re.compile(
    r"[0-9][0-9.,]*-?(?:[a-z%]+(?:-[a-z]+)*|[kKMBT]|[A-Z]{1,2}|[kMGT]i?[BJW]|[a-z]*Hz)"
)
_TRIES, _LONG = 50, 1_000


class Known:
    """The names that a source has: any run of its words, however hyphens and spaces join them."""

    def __init__(self, text: str) -> None:
        runs = words(text)
        self._squashed = "".join(runs)
        self._ends = frozenset(accumulate(map(len, runs)))
        self._runs = frozenset(runs)
        self._initials = "".join(each[0] for each in runs)

    def has(self, name: str) -> bool:
        """Whether the source has the name, or the words that its letters stand for."""
        return any(
            self._has_form(form) for form in {name, name.removesuffix("s").removesuffix("'")}
        )

    def _has_form(self, form: str) -> bool:
        key = "".join(words(form))
        if not key or key in _COMMON or key in self._runs or self._has_run(key):
            return True
        # In a long text the letters of a short acronym stand in a row somewhere by chance.
        shortest = 2 if len(self._initials) < _LONG else 4
        acronym = form.isupper() and form.isalpha() and shortest <= len(form) < 7
        return acronym and key in self._initials

    def _has_run(self, key: str) -> bool:
        """Whether whole words of the source, joined, are the key, or its plural."""
        start = self._squashed.find(key)
        for _ in range(_TRIES):
            if start < 0:
                return False
            end = start + len(key)
            plural = self._squashed[end : end + 1] == "s" and end + 1 in self._ends
            if (not start or start in self._ends) and (end in self._ends or plural):
                return True
            start = self._squashed.find(key, start + 1)
        return False


def names(text: str, *, loose: bool = True) -> Iterator[str]:
    """The names of a plain text, in its order.

    A word with one capital, its first letter, is a name where it does not begin a sentence; not
    `loose`, it is none: other languages write their nouns so.
    """
    for match in _NAME.finditer(text):
        name = match[0].rstrip("'").removesuffix("'s")
        if _MEASURE.fullmatch(name) or not any(map(str.isalpha, name)):
            continue
        before = text[max(0, match.start() - 4) : match.start()]
        begins = bool(_BEGINS.search(before))
        if not loose and not name.isascii():
            continue
        if _marked(name) or (loose and name[0].isupper() and len(name) > 1 and not begins):
            yield name


def _marked(name: str) -> bool:
    """Whether a capital inside or a digit makes it a name anywhere: mIoU, GPT-4, BlockVid."""
    parts = re.split(r"[-./]", name)
    inner = any(any(map(str.isupper, part[1:])) for part in parts)
    return inner or any(map(str.isdigit, name))


def missing(text: str, known: Known, *, loose: bool = True) -> Iterator[str]:
    """The names of a text that the source has not; of joined names, every part may be there."""
    for name in names(text, loose=loose):
        if known.has(name):
            continue
        parts = [part for part in re.split(r"[-./]", name) if part]
        capitals = [part for part in parts if any(map(str.isupper, part))]
        if len(parts) > 1 and not any(map(str.isdigit, name)) and all(map(known.has, capitals)):
            continue
        yield name
