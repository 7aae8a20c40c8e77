"""Rules for options that need no paper: their number, their kind, what they may not be."""

import re
from itertools import combinations

from rapidfuzz import fuzz

from bot.quizzes.blanks import are_kin
from bot.quizzes.gate_case import Case, content
from bot.quizzes.quantities import Quantity
from bot.quizzes.titles import LONGEST
from bot.text.words import words

_FEWEST, _MOST = 3, 4
_ALIKE = 88
_SCALE = 12
"""What is so many times larger or smaller than the key is not taken for it."""
_CATCH_ALL = re.compile(
    r"\b(?:all|none|any|each(?: one)?|both|some|neither|either|most) (?:of|one of) (?:the|these"
    r"|them|those)\b"
    r"|^(?:all|none|both|neither|any|either|everything|nothing|anything)(?: of\b.*)?$"
    r"|\bof the (?:above|others|options|other options)\b|\bnone\b|^(?:both|neither)\b"
    r"|^\(?[A-Da-d]\)?(?:,? (?:and|or|&) \(?[A-Da-d]\)?)+(?: only)?$"
    r"|^(?:answers?|options?|choices?) [A-D1-4]\b"
    r"|^(?:the )?(?:first|last|other) (?:two|three|options?)$"
    r"|^(?:it|this|that) (?:all )?depends|^depends\b|^(?:an)?other(?:s|wise)?$|^(?:something"
    r"|someone"
    r"|somewhere|anything|nothing) else|\bnot (?:sure|known|stated|given|mentioned|specified"
    r"|enough)"
    r"|^(?:unknown|unclear|undecided|other|n/?a|maybe|perhaps|not applicable)\b"
    r"|(?:do not|don['’]t|cannot|can['’]t) (?:know|say|tell|be (?:said|told|known))"
    r"|^(?:yes|no|true|false|correct|incorrect|right|wrong)\b",
    re.IGNORECASE,
)
_MADE_UP = re.compile(
    r"\b(?:lorem ipsum|todo|tbd|xxx|placeholder|(?:wrong|right|correct|incorrect|sample|dummy)"
    r" (?:answer|option|choice)|distractor)\b|^(?:option|choice|answer) ?\w?$",
    re.IGNORECASE,
)
_MARKUP = re.compile(
    r"<[@#!/a-z]|@(?:everyone|here|channel)\b|\*\*|__|~~|```|`|\]\(|https?:|www\.|\$"
    r"|\\[a-zA-Z,;{}]"
    r"|[\^_]\{|[\x00-\x09\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\(?[A-Da-d1-4][).:] |[-*•] ")
_ENDS_OPEN = re.compile(
    r"(?:^|\s)(?:a|an|the|of|with|and|or|than|its|their)$|[,:;(–-]$"
    r"|^(?:by|with|for|to|in|on|at|from|as|of)(?: the| an?)?$"
)


def options(case: Case) -> str:
    """Three or four, each said, each short, one of them right."""
    its = case.question.options
    if not _FEWEST <= len(its) <= _MOST:
        return f"{len(its)} options, not {_FEWEST} or {_MOST}"
    if not 0 <= case.question.key < len(its):
        return f"no option {case.question.key} for a key"
    if not all(words(each) for each in its):
        return "an empty option"
    long = [each for each in its if len(each) > LONGEST]
    return f"{len(long[0])} signs, not {LONGEST}: {long[0]}" if long else ""


def different(case: Case) -> str:
    """No two options say the same."""
    pairs = combinations(zip(case.question.options, case.amounts, strict=True), 2)
    for (one, amount), (other, second) in pairs:
        if amount and second and not case.names_papers:
            same = _are_same(amount, second)
        else:
            same = _are_alike(one, other)
        if same:
            return f"“{one}” and “{other}” say the same"
    return ""


def _are_same(one: Quantity, other: Quantity) -> bool:
    """Whether two amounts are equal, or ranges that overlap."""
    if one.end is not None and other.end is not None:
        return one.value <= other.end and other.value <= one.end
    same_unit = one.unit == other.unit or not (one.unit and other.unit)
    return same_unit and one.value == other.value


def _are_alike(one: str, other: str) -> bool:
    """Whether nothing but kin and small words tells two options apart, or one says less."""
    first, second = (set(content(text)) for text in (one, other))
    left, right = first - second, second - first
    if not left or not right:
        return True
    said = [" ".join(sorted(each)) for each in (left, right)]
    kin = all(any(are_kin(each, twin) for twin in right) for each in left)
    return len(left) == len(right) and (kin or fuzz.ratio(*said) >= _ALIKE)


def catch_all(case: Case) -> str:
    """No “all of these”, no “I do not know”, no plain yes."""
    found = [each for each in case.question.options if _CATCH_ALL.search(each.strip(" ."))]
    return f"a catch-all: {found[0]}" if found and not case.names_papers else ""


def plain(case: Case) -> str:
    """No markup, mention, address or TeX; no letters before options."""
    question = case.question
    for text in (question.prompt, *question.options, question.explanation):
        if match := _MARKUP.search(text):
            return f"markup or an address: {match[0]!r}"
    lettered = [each for each in question.options if _LABEL.match(each)]
    return f"a label of its own: {lettered[0]}" if len(lettered) > 1 else ""


def complete(case: Case) -> str:
    """No option breaks off, and none is a placeholder."""
    if case.names_papers:  # titles may be about anything, and are shortened
        return ""
    for each in case.question.options:
        if _MADE_UP.search(each):
            return f"a placeholder: {each}"
        if _ENDS_OPEN.search(each) or each.endswith(("…", "...")):
            return f"breaks off: {each}"
    return ""


def one_kind(case: Case) -> str:
    """All are amounts of one unit, or none is one."""
    if case.names_papers:
        return ""
    units = {each.unit for each in case.amounts if each}
    if None in case.amounts and units:
        return "amounts beside other things"
    return f"units differ: {', '.join(sorted(map(repr, units)))}" if len(units) > 1 else ""


def in_scale(case: Case) -> str:
    """No amount is so far from the key that nobody takes it for it."""
    key = case.amount
    if key is None or case.names_papers:
        return ""
    for option, each in zip(case.question.options, case.amounts, strict=True):
        if each is None:
            continue
        if (each.value <= 0) != (key.value <= 0):
            return f"on the other side of zero: {option}"
        if key.value and not 1 / _SCALE <= each.value / key.value <= _SCALE:
            return f"out of scale: {option}"
        if "%" in option and key.value <= 1 < each.value:
            return f"beyond the end of the scale: {option}"
    return ""
