"""Whether a point claims more than the paper: hedges and bounds of its claim, dropped or added."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.grounding.lexicon import BETTER, FAIL, listed, stems_of
from bot.grounding.synonyms import EMPTY, GENERIC
from bot.grounding.text import Sentence
from bot.grounding.words import Word
from bot.text.words import words

_HEDGES = listed("""
    may might could possibly perhaps potentially suggest suggests suggesting suggested appear
    appears seem seems seemingly likely probably presumably hypothesize conjecture preliminary
    tentative tentatively believe speculate can would sometimes partially partly indicate indicates
    often typically usually generally mostly largely tends tend many most some promising potential
""")
_STRONG = listed("""
    may might could possibly perhaps potentially suggest suggests suggested appears
    seems seemingly likely probably hypothesize conjecture preliminary tentative speculate
    sometimes partially partly often typically usually mostly tends
""")
_UNIVERSAL = listed("""
    all always every any everywhere universally completely entirely invariably perfectly
    guaranteed guarantees guarantee eliminates eliminate proves flawless never none fully
    definitively undoubtedly
""")
_UNIVERSAL_IN_SOURCE = _UNIVERSAL | listed("""
    each both whole entire across full complete perfect prove proof proven regardless arbitrary
    consistently universal throughout total totaling totalling ensure ensures ensuring whatever
""")
_SETTINGS = stems_of("""
    mouse rat rodent animal adult child infant woman man elderly english chinese german
    french spanish hindi japanese korean arabic simulation simulated synthetic simulator toy vitro
    vivo silico laboratory zebrafish primate monkey pig dog yeast coli
""")
_BOUNDING = _SETTINGS - stems_of("synthetic")
_SIMULATED = stems_of("simulation simulated simulator simulate synthetic")
_MEASURED_ON = re.compile(
    r"(?: [a-z]+){0,2} (?:on|over) (?:the )?((?:[A-Z][\w-]*|[a-z]+[A-Z][\w-]*)(?: [A-Z][\w-]*)*)"
)
_ALL = re.compile(r"\ball (?:the )?$", re.IGNORECASE)
_ART = re.compile(r"\bstate[- ]of[- ]the[- ]art\b|\bSOTA\b", re.IGNORECASE)
_FIRST = BETTER | stems_of("art sota lead rank first top record")
_CLOSE = 90
_BEGINS_ON = re.compile(r"On (?:the )?([A-Z][\w-]*(?: [A-Z][\w-]*)*),")
_WITHIN = re.compile(r"\b(?:in|on|for|among|with|of|from|under|using) (?:the )?$", re.IGNORECASE)


def check_scope(
    point: Sequence[Sentence], quoted: Sequence[Sentence], whole: frozenset[str]
) -> Iterator[str]:
    """What a point leaves out, or adds, of how far the claim goes.

    `whole` are the stems of the whole source.
    """
    said = [word for sentence in point for word in sentence.words]
    plain = {word.text.lower() for word in said} | {word.stem for word in said}
    source = {word.text.lower() for each in quoted for word in each.words}
    yield from _hedges(said, plain, quoted)
    for word in said:
        if word.text.lower() in _UNIVERSAL and source.isdisjoint(_UNIVERSAL_IN_SOURCE):
            yield f"the paper does not say “{word.text}”"
    for word in said:
        if word.stem in _SETTINGS and whole.isdisjoint(_kin(word.stem)):
            yield f"“{word.text}” is not in the paper"
    yield from _wholes(point, quoted)
    if _ART.search(" ".join(each.text for each in point)) and whole.isdisjoint(_FIRST):
        yield "the paper does not say “state of the art”"
    yield from _places(point, quoted, plain)
    yield from _settings(said, quoted)


def _wholes(point: Sequence[Sentence], quoted: Sequence[Sentence]) -> Iterator[str]:
    """“All sixteen” of what the quote says two of."""
    for sentence in point:
        for number in sentence.numbers:
            if not _ALL.search(sentence.text[max(0, number.start - _CLOSE) : number.start]):
                continue
            for one in quoted:
                for few, many in pairwise(one.numbers):
                    between = one.text[few.end : many.start].strip()
                    if many.value == number.value > few.value and between in ("of", "out of"):
                        yield f"“all {number.written}”: the paper says {few.written} of them"


def _settings(said: Sequence[Word], quoted: Sequence[Sentence]) -> Iterator[str]:
    """Settings of the quote, such as “in mice”, that a point leaves out."""
    stems = {word.stem for word in said}
    for sentence in quoted:
        for word in sentence.words:
            left_out = word.stem in _BOUNDING and stems.isdisjoint(_kin(word.stem))
            if left_out and _bounds(sentence, word) and _shared(sentence, word, said):
                yield f"the paper says it of “{word.text}” only"


def _places(
    point: Sequence[Sentence], quoted: Sequence[Sentence], plain: set[str]
) -> Iterator[str]:
    """Names of what the numbers of a point were measured on, where it leaves them out."""
    for number in (each for one in point for each in one.numbers if each.unit):
        named = [
            _MEASURED_ON.match(one.text, each.end)
            or (each.start < _CLOSE and _BEGINS_ON.match(one.text))
            for one in quoted
            for each in one.numbers
            if each.unit == number.unit and each.value == number.value
        ]
        if named and all(one and plain.isdisjoint(words(one[1])) for one in named):
            there = next(one[0].strip(" ,") for one in named if one)
            yield f"the number {number.written}: the paper says it {there}"


def _kin(stem: str) -> frozenset[str]:
    return _SIMULATED if stem in _SIMULATED else frozenset({stem})


def _bounds(sentence: Sentence, word: Word) -> bool:
    """Whether a word bounds a claim, as mice do in “in mice”."""
    return bool(_WITHIN.search(sentence.text[max(0, word.start - 20) : word.start]))


def _hedges(said: Sequence[Word], plain: set[str], quoted: Sequence[Sentence]) -> Iterator[str]:
    """Hedges of the quote that are not in the point, though it says what they hedge."""
    if not plain.isdisjoint(_HEDGES):
        return
    concepts = {each.concept for each in said}
    for sentence in quoted:
        for word, after in pairwise(sentence.words):
            # “May be hard, but we …”: what was a problem may be mended; “may fail” is said itself.
            meant = not sentence.is_problem or (after.stem in FAIL and after.concept in concepts)
            hedges = meant and word.text.lower() in _STRONG
            if hedges and _shared(sentence, word, said, behind=True):
                yield f"the paper says “{word.text}”"
                return


def _shared(sentence: Sentence, word: Word, said: Sequence[Word], *, behind: bool = False) -> bool:
    """Whether a point says what stands around a word of the source, or only `behind` it."""
    concepts = {each.concept for each in said}
    near = [
        each
        for each in sentence.words
        if (0 < each.place - word.place <= 7 if behind else abs(each.place - word.place) <= 8)
        and each is not word
        and each.text.lower() not in EMPTY
        and each.text.lower() not in GENERIC
    ]
    shared = [each.concept in concepts for each in near]
    if behind and not any(shared[:2]):
        return False
    return sum(shared) * 2 >= len(near) > 0
