"""Sentences of English scientific prose: syntok's, corrected where abbreviations mislead it."""

import itertools
import re
from collections.abc import Iterator


def sentences(text: str) -> tuple[str, ...]:
    """Cut `text` into its sentences. Joined by a space they are `text`, white space folded.

    Empty where there is nothing but white space.
    """
    folded = " ".join(text.split())
    starts = set(_starts(folded)) | set(_missed(folded))
    cuts = [0, *sorted(start for start in starts if _ends(folded, start)), len(folded) + 1]
    found = (folded[start : end - 1] for start, end in itertools.pairwise(cuts))
    return tuple(sentence for sentence in found if sentence)


def _starts(text: str) -> Iterator[int]:
    """Where syntok begins a sentence. Its tokens are normalised: only their offsets count."""
    from syntok import segmenter

    for paragraph in segmenter.analyze(text):
        for tokens in paragraph:
            yield tokens[0].offset


def _missed(text: str) -> Iterator[int]:
    """Where a sentence may begin that syntok joins to the one before, as behind “of 1.34.”."""
    for found in _BOUNDARY.finditer(text):
        yield found.end()


_BOUNDARY = re.compile(r"[.?!][)\]\"”’']{0,2} (?=[A-Z“]|[a-z]{1,4}[A-Z])")
_FINAL = re.compile(r"(?:[.?!…。‽]|\.\.\.)[)\]\"”’'»]*$")
_LAST_WORD = re.compile(r"(\S+)\.[)\]\"”’']*$")
_FIRST_WORD = re.compile(r"[\"“(\[]?([\w'’]+)")
_INITIAL = re.compile(r"(?:[\w'’]+-)?[A-Za-z]")
_DOTTED = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]")


def _ends(text: str, start: int) -> bool:
    """Whether a sentence ends before `start`."""
    before, after = text[max(0, start - 200) : start - 1], text[start : start + 40]
    if start < 1 or text[start - 1] != " " or not _FINAL.search(before):
        return False
    opened, closed = (max(map(before.rfind, pair)) for pair in ("([", ")]"))
    if opened > closed:
        return False
    last, first = _LAST_WORD.search(before), _FIRST_WORD.match(after)
    if not last or not first:
        return bool(first or not after[:1].islower())
    word = last[1].strip("([\"“‘'")
    if word in _NEVER_LAST or (word in ("No", "no", "Nos") and first[1][0].isdigit()):
        return False
    if first[1][0].islower() and not any(each.isupper() for each in first[1]):
        return False
    doubtful = word in _SELDOM_LAST or _INITIAL.fullmatch(word) or _DOTTED.fullmatch(word)
    return not doubtful or first[1] in _FIRST


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
