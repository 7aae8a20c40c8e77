"""Sentences of English scientific prose: syntok's, corrected where abbreviations mislead it."""

import itertools
import re
from collections.abc import Iterator

from bot.text.fold import single_spaced


def sentences(text: str) -> tuple[str, ...]:
    """Cut `text` into its sentences. Joined by a space they are `text`, white space folded.

    Empty where there is nothing but white space.
    """
    folded = single_spaced(text)
    ends = [found for found in _MARK.finditer(folded) if _ends(folded, found.end())]
    if not all(found.lastindex for found in ends):  # seldom: syntok, which is slow, says which
        starts = set(_starts(folded))
        ends = [found for found in ends if found.lastindex or found.end() in starts]
    cuts = [0, *[found.end() for found in ends], len(folded) + 1]
    pieces = (folded[start : end - 1] for start, end in itertools.pairwise(cuts))
    return tuple(piece for piece in pieces if piece)


def _starts(text: str) -> Iterator[int]:
    """Where syntok begins a sentence. Its tokens are normalised: only their offsets count."""
    from syntok import segmenter

    for paragraph in segmenter.analyze(text):
        for tokens in paragraph:
            yield tokens[0].offset


# A final mark and a space: no sentence begins elsewhere. The group is there where one may begin
# that syntok joins to the one before, as behind “of 1.34.”.
_MARK = re.compile(
    r"[.?!…。‽](?:(?<=[.?!])([)\]\"”’']{0,2} (?=[A-Z“]|[a-z]{1,4}[A-Z]))"
    r"|[)\]\"”’'»]{0,198} )"
)
_LAST_WORD = re.compile(r"(\S+)\.[)\]\"”’']*")
_FIRST_WORD = re.compile(r"[\"“(\[]?([\w'’]+)")
_INITIAL = re.compile(r"(?:[\w'’]+-)?[A-Za-z]")
_DOTTED = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]")


def _ends(text: str, start: int) -> bool:
    """Whether a sentence ends before `start`, which is behind a final mark and a space."""
    before, after = text[max(0, start - 200) : start - 1], text[start : start + 40]
    opened = max(before.rfind("("), before.rfind("["))
    if opened > max(before.rfind(")"), before.rfind("]")):
        return False
    last, first = _LAST_WORD.fullmatch(before, before.rfind(" ") + 1), _FIRST_WORD.match(after)
    if not last or not first:
        return bool(first or not after[:1].islower())
    word = last[1].strip("([\"“‘'")
    if word in _NEVER_LAST or (word in ("No", "no", "Nos") and first[1][0].isdigit()):
        return False
    if first[1][0].islower() and not any(each.isupper() for each in first[1]):
        return False
    if first[1] in _FIRST:
        return True
    return not (word in _SELDOM_LAST or _INITIAL.fullmatch(word) or _DOTTED.fullmatch(word))


_NEVER_LAST = frozenset({
    "e.g", "i.e", "eg", "ie", "cf", "vs", "viz", "w.r.t", "a.k.a", "Fig", "Figs", "fig", "figs",
    "Eq", "Eqs", "eq", "eqs", "Sec", "Secs", "Sect", "Tab", "Ref", "Refs", "ref", "Thm", "Prop",
    "Def", "Lem", "Cor", "Alg", "Ch", "Chap", "Vol", "vol", "pp", "Dr", "Prof", "Mr", "Mrs", "Ms",
    "Nos", "approx", "resp", "Avg", "avg", "incl", "excl", "ca", "St", "Phys", "Rev", "Comput",
    "Proc", "Conf", "Int", "Natl", "Acad", "Math", "Ann",
})  # fmt: skip
_SELDOM_LAST = frozenset({
    "al", "etc", "e.t.c", "Inc", "Ltd", "Co", "Corp", "Jr", "Sr", "Lett", "Sci", "Soc", "Univ",
    "Dept", "est", "min", "max", "std", "dev", "Jan", "Feb", "Aug", "Sept", "Oct", "Nov", "Dec",
})  # fmt: skip
_FIRST = frozenset({
    "A", "Across", "Additional", "Additionally", "After", "All", "Although", "An", "And", "As",
    "At", "Based", "Because", "Besides", "Both", "But", "By", "Code", "Compared", "Consequently",
    "Despite", "Due", "During", "Each", "Empirical", "Empirically", "Evaluation", "Evaluations",
    "Even", "Existing", "Experimental", "Experiments", "Extensive", "Finally", "First", "Firstly",
    "For", "From", "Further", "Furthermore", "Given", "Hence", "Here", "How", "However", "If",
    "Importantly", "In", "Inspired", "Instead", "It", "Its", "Later", "Many", "Meanwhile", "More",
    "Moreover", "Most", "Motivated", "Next", "Notably", "On", "One", "Our", "Overall", "Previous",
    "Prior", "Recent", "Recently", "Results", "Second", "Secondly", "Several", "Since", "So",
    "Some", "Specifically", "Such", "Surprisingly", "That", "The", "Their", "Then", "There",
    "Therefore", "These", "They", "Third", "This", "Those", "Though", "Through", "Thus", "To",
    "Today", "Together", "Traditional", "Two", "Under", "Unlike", "Using", "We", "What", "When",
    "Where", "Whereas", "Whether", "Which", "While", "With", "Within", "Without", "Yet",
})  # fmt: skip
