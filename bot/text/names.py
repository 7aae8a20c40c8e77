"""Names of people: which author may be the one that somebody named.

A name that is wanted is lower-case words, the family last; an author stands as the paper has it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from bot.text.words import words

PARTICLES = frozenset({
    "af", "al", "av", "bin", "da", "de", "del", "della", "den", "der", "di", "dos", "du", "el",
    "ibn", "la", "le", "mac", "mc", "ten", "ter", "van", "von", "zu", "zur",
})  # fmt: skip
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_APOSTROPHES = str.maketrans("", "", "'’‘`ʼ")
_FULL_STOP = re.compile(r"\.(?!-)")
_CAPITALS = re.compile(r"[A-Z]{2,3}")  # “AJ” may be two initials
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "ae", "Ö": "oe", "Ü": "ue"})
_SPELT_OUT = (("ae", "a"), ("oe", "o"), ("ue", "u"))


class _Name(NamedTuple):
    """One way to read an author.

    `given`: names, each of several words where hyphens join them. `family` is one word; where it
    is `short`, a “van” or “de” is left out of it.
    """

    given: tuple[tuple[str, ...], ...]
    family: str
    short: bool = False


def spelled(typed: str) -> str:
    """A name as somebody types it, as lower-case words: “LeCun, Yann” is yann lecun."""
    family, *given = typed.translate(_APOSTROPHES).split(",")
    its = [*(each for part in given for each in words(part)), *words(family)]
    kept = [each for each in its if each not in _SUFFIXES]
    return " ".join(kept if len(kept) > 1 else its)


def same(wanted: str, author: str) -> bool:
    """Whether this author may be the wanted one: an initial may stand for any name.

    Both have the same family: Y. LeCun is Yann A. LeCun, and neither Y. Li nor Yves LeCun.
    """
    asked = tuple(wanted.split())
    return any(
        _is(asked[:-count], each)
        for count in range(1, len(asked) + 1)
        for each in _read(author)
        if "".join(asked[-count:]) == each.family
    )


def one_of(wanted: Iterable[str], authors: Iterable[str]) -> str | None:
    """The first author who may be one of those."""
    names = tuple(wanted)
    return next((each for each in authors if any(same(name, each) for name in names)), None)


def families(author: str) -> frozenset[str]:
    """The families that an author may be of, a word each."""
    return frozenset(each.family for each in _read(author))


def wanted_families(wanted: str) -> frozenset[str]:
    """The families that `same` would take for this name: le cun is cun or lecun."""
    asked = wanted.split()
    return frozenset("".join(asked[-count:]) for count in range(1, len(asked) + 1))


def family_spellings(wanted: str) -> Iterator[tuple[str, ...]]:
    """How the family may be spelt among an author's words, in a row: lecun, or le cun."""
    *given, family = wanted.split() or [""]
    yield (family,)
    while given and given[-1] in PARTICLES:
        family = given.pop() + family
        yield (family,)
    *_, family = wanted.split() or [""]
    yield from (
        (each, family.removeprefix(each))
        for each in ("de", "di", "la", "le", "mc", "van", "von")
        if family.startswith(each) and len(family) > len(each) + 2
    )
    plain = family
    for spelt, letter in _SPELT_OUT:
        plain = plain.replace(spelt, letter)
    if plain != family:
        yield (plain,)


def _is(asked: Sequence[str], name: _Name) -> bool:
    """Whether these given names are those of the author; none are anybody's."""
    if not asked:
        return True
    if not name.given or (name.short and len(asked[0]) == 1):
        return False
    return _alike(asked, name.given) or "".join(asked) == "".join(map("".join, name.given))


def _alike(asked: Sequence[str], given: Sequence[Sequence[str]]) -> bool:
    """Whether they agree as far as both go."""
    if not asked or not given:
        return True
    name, *others = given
    if len(name) == 1 and asked[0] + "".join(asked[1:2]) == name[0]:
        return _alike(asked[2:], others)
    if asked[0] == "".join(name):
        return _alike(asked[1:], others)
    pairs = list(zip(asked, name, strict=False))
    if not all(one == other or _initial(one, other) for one, other in pairs):
        # “J. Alayrac” is Jean-Baptiste, and so is “J. P. Alayrac” not.
        return len(asked) == 1 and _initial(asked[0], name[0])
    # Fei is not Fei-Fei.
    cut = len(pairs) < len(name) and not _initial(*pairs[-1])
    return not cut and _alike(asked[len(pairs) :], others)


def _initial(one: str, other: str) -> bool:
    return min(len(one), len(other)) == 1 and one[0] == other[0]


@lru_cache(maxsize=50_000)
def _read(author: str) -> tuple[_Name, ...]:
    """The ways to read an author as a paper has it."""
    plain = author.translate(_APOSTROPHES)
    if "," in plain:
        plain = spelled(plain)
    ways = [plain, plain.translate(_UMLAUTS)]
    return tuple(dict.fromkeys(each for way in dict.fromkeys(ways) for each in _ways(way)))


def _ways(author: str) -> Iterator[_Name]:
    parts = _FULL_STOP.sub(" ", author).split()
    read = [(part, its) for part in parts if (its := words(part))]
    while len(read) > 1 and read[-1][1][0] in _SUFFIXES:
        read.pop()
    if not read:
        return
    *given, (_, last) = read
    family = tuple(each for each in last if each not in _SUFFIXES) or last  # Drews-Jr
    names = [its for _, its in given]
    particles: list[str] = []
    while len(names) > 1 and len(names[-1]) == 1 and names[-1][0] in PARTICLES:
        particles.insert(0, *names.pop())
    yield _Name(tuple(names), "".join((*particles, *family)))
    if particles:
        yield _Name(tuple(names), "".join(family), short=True)
    if len(family) > 1 and family[0] in PARTICLES:  # Al-Hamadi
        yield _Name(tuple(names), "".join(family[1:]), short=True)
    if names and _CAPITALS.fullmatch(given[0][0]):
        letters = tuple((each,) for each in names[0][0])
        yield _Name((*letters, *names[1:]), "".join((*particles, *family)))
