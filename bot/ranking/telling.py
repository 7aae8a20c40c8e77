"""Traits in words for people: which are told by name, which together, which as style alone."""

import re
from collections.abc import Mapping, Sequence

from bot.ranking.traits import AUTHOR, CATEGORY, WORD

STYLE = "how it is written"  # what nobody would name: lengths, commonplace words, parts of titles
_COMMENT, _LINKS, _OPEN = "comment: ", "links to code or a page", "open source or a release"
_TOGETHER = {
    "abstract: an address": _LINKS,
    "abstract: a GitHub address": _LINKS,
    "abstract: a Hugging Face address": _LINKS,
    "abstract: a project page": _LINKS,
    "abstract: open source or a release": _OPEN,
    "title: a question": "a question as title",
}
_COUNTED = re.compile(r"\d+\+ (authors|pages)")
_QUOTED = re.compile(r"“(.*)”")
_PLAIN_WORDS = """
a about above accept after all also although among an and any approach approaches are as at
available based be because been before being between both but by camera can com could
despite different do does during each eight either entire est et even every existing
expected few fig figs figure figures first five for four framework from further had has have
having here his how however http https if ii in including increasingly instead into io is it
its itself just key less main make makes many may method methods might more moreover most
much must nine no nor not novel of often on one only or org other others our out over own
page pages paper papers per preprint present propose proposed provide provides ready recent
recently result results seven several should show shows significant significantly six so
some still study such table tables ten than that the their them then there therefore these
they this those though three through thus to total towards two under unlike until up upon
use used using various version versions very via was we were what when where whether which
while whose will with within without work would www yet you your
"""
_PLAIN = frozenset(_PLAIN_WORDS.split())


def kind(name: str, spelt: Mapping[str, str]) -> str:
    """What traits have in common that are told as one; `STYLE` where nobody would name it."""
    if name.startswith(WORD):
        stem = name.removeprefix(WORD)
        return name if _tells(spelt.get(stem, stem)) else STYLE
    if name.startswith(AUTHOR):
        return name
    if name.startswith(CATEGORY):
        return name.removesuffix(" first")
    if counted := _COUNTED.fullmatch(name):
        return counted[1]
    if name.startswith(_COMMENT):
        quoted = _QUOTED.search(name)
        return _COMMENT if quoted and _tells(quoted[1]) else STYLE
    return _TOGETHER.get(name, STYLE)


def called(kind: str, names: Sequence[str], spelt: Mapping[str, str]) -> str:
    """What traits of one kind are called: of steps the last, of a comment all its words."""
    if kind.startswith(WORD):
        return f"“{spelt.get(kind.removeprefix(WORD), kind.removeprefix(WORD))}”"
    if kind.startswith(AUTHOR):
        return f"by {spelt.get(kind, kind.removeprefix(AUTHOR))}"
    if kind == _COMMENT:
        quoted = [found[0] for each in names if (found := _QUOTED.search(each))]
        return f"its comment ({', '.join(sorted(set(quoted)))})"
    return names[-1] if _COUNTED.fullmatch(names[-1]) else kind


def _tells(word: str) -> bool:
    return len(word) > 1 and not word.isdigit() and word.lower() not in _PLAIN
