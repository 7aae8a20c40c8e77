"""Numbers in a sentence, with their units.

A number counts with a unit of the lexicon only: one that follows it ("28.4 BLEU", "12-point") or
a measure that names it ("an AUC of 0.95"). Parts of names (GPT-4, ResNet-50, 3D) are no numbers.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from bot.quizzes.spelled import spelled
from bot.quizzes.units import NAMED, UNITS

_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_PLAIN = re.compile(r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|0|[1-9][0-9]*)(?:\.[0-9]+)?")
_NAME_BEFORE = re.compile(r"(?:^|[\s(])[A-Z][\w-]+ $")  # Llama 3.1
_NAME_WITHIN = re.compile(r"[\s(][A-Z][\w-]+ $")  # Atari 2600, not the start of a sentence
_NAME_AFTER = re.compile(r"\w|-\w")  # 7B, 2-dimensional
_ALONE_AFTER = re.compile(r"[.,;)]| (?:on|in|for|with|at|against|across|and|while|over|under)\b")
_COUNTED = re.compile(
    r"(?P<factor>[Kk]|M| (?:thousand|million|billion))?(?![\w%])-?"
    r"(?: (?!and\b|or\b|to\b|of\b|in\b|on\b|for\b|with\b|is\b|are\b|as\b)[a-z][\w-]*){0,4}?"
    r" [a-z][\w-]*[a-rt-z]s\b(?<!this)(?<!thus)(?<!has)(?<!was)(?<!does)(?<!plus)"
    r"(?<!\bdays)(?<!weeks)(?<!months)(?<!years)(?<!degrees)(?<!points)(?<!times)"
)
_FEW, _YEARS = 11, range(1900, 2101)
"""Counts of fewer things are guessed, and a number like a year may be one."""
_DIGITS = 7
"""Longer numbers are none that a person would be asked for."""

_JUST_BEFORE = (
    r"over|under|above|below|beyond|within|between|from|against|past|towards?|near|close to"
    r"|(?:more|less|fewer|better|worse|greater|higher|lower|larger|smaller|faster|slower) than"
    r"|about|around|approximate(?:ly)?|approx\.?|nearly|roughly|almost|some|circa|ca\.|c\."
    r"|estimated|the order of|exceed\w*|surpass\w*|upwards of|top|bottom"
    r"|first|last|per|every|each|another"
)
_SHORTLY_BEFORE = (
    r"(?:up|down|close) to|upto|at (?:least|most)|no (?:more|less|fewer) than|as \w+ as"
    r"|maxim\w+|minim\w+|rang\w+|peak\w*|max|min|an order"
)
_FILLER = (
    r"(?: (?:a|an|the|just|only|by|of|another|additional|further|average|mean|total|his|its))*"
)
_LOOSE_BEFORE = re.compile(
    rf"(?:(?<![\w-])(?:{_JUST_BEFORE}){_FILLER} ?[(“]?"
    rf"|(?<!\w)(?:{_SHORTLY_BEFORE})(?![\w-])[^;:()]{{0,45}}"
    r"|\b(?:nearly|almost|roughly|about) (?:\w+ ){1,2}|\be\.g\.,? [^()]{0,30}"
    r"|[~∼≈≃≲≳<>≤≥±−–—/^*×\\-] ?"
    r"|(?:up to|over|more than|approximately|about|around|nearly)[^();]{0,30}\("
    r"|[0-9] |[0-9]\. ?|[0-9]\S{0,3} ?(?:to|and|or|[-–—,/→]|->|vs\.?|versus|x|×) ?)$",
    re.IGNORECASE,
)
_MOST_OF_ALL = re.compile(r"(?<= )up to (?:an? )?$", re.IGNORECASE)
"""With a fraction it is the highest that was found: “up to 2.37×” is no round bound."""
_LOOSE_AFTER = re.compile(
    r" ?(?:[0-9]|\+|±|\^|[-–—]+ ?[0-9]|/|→|->|e-|×\s*10|[x×] ?[0-9]"
    r"|(?:to|and|or|vs\.?|versus|,|, and|&) ?[~≈+]?[0-9]"
    r"|or (?:more|less|higher|lower|above|below|better|greater|fewer)\b"
    r"|[^.;,]{0,25}\bat (?:most|least|best|worst)\b|out of\b"
    r"|\(? ?(?:[0-9]+% )?(?:CI|confidence|credible)\b)"
)


COUNT = "count"
"""The unit of so many things: “1,204 questions”."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A number of a text: `text` at `span`, its `value`, and the `unit` that it is given in.

    `unit` is a name of the lexicon, "" where there is none; `label` is how the text writes it
    after the number, with the gap (" BLEU", "%"), "" where the unit comes first. `exact` is
    False for what is bounded, vague, or part of a range or chain. `ceiling` is the value that
    such a measure cannot reach; `article` is True where "a" or "an" comes before the number.
    """

    value: Decimal
    text: str
    unit: str
    span: tuple[int, int]
    label: str = ""
    exact: bool = True
    ceiling: int | None = None
    article: bool = False

    @property
    def floor(self) -> int:
        """What such a measure is always above: nothing is "0.8 times faster"."""
        if "," in self.text:
            return 999
        return 1 if self.unit == "×" and self.value > 1 else 0

    @property
    def decimals(self) -> int:
        """How many digits follow the point."""
        return len(self.text.partition(".")[2])

    def written(self, value: Decimal) -> str:
        """Another value in the same form: decimals, separators and unit."""
        separator = "," if "," in self.text else ""
        return f"{value:{separator}.{self.decimals}f}{self.label}"


def values(text: str) -> frozenset[Decimal]:
    """Every number of a text, those in names and dates and spelled ones too."""
    digits = (
        Decimal(part.replace(",", ""))
        for match in _NUMBER.finditer(text)
        for part in (match[0], *re.split("[.,]", match[0]))
        if _PLAIN.fullmatch(part) and len(part) < 4 * _DIGITS
    )
    return frozenset(digits) | spelled(text)


def measures(text: str) -> tuple[Measure, ...]:
    """The free-standing numbers of a text, in its order; parts of names are left out."""
    found = (_measure(text, match) for match in _NUMBER.finditer(text))
    return tuple(each for each in found if each)


def _measure(text: str, match: re.Match[str]) -> Measure | None:
    start, end = match.span()
    before, number = text[:start], match[0]
    if re.search(r"[\w.@]$|[A-Za-z]-$", before):
        return None
    if not _PLAIN.fullmatch(number) or sum(map(str.isdigit, number)) > _DIGITS:
        return None
    value = Decimal(number.replace(",", ""))
    unit, label, stop, ceiling = _unit(text, start, end, value)
    if not unit and (_NAME_AFTER.match(text, end) or _NAME_BEFORE.search(before)):
        return None
    article = before.lower().endswith((" a ", " an "))
    if unit != COUNT and "." in number:
        before = _MOST_OF_ALL.sub(" ", before)
    exact = not (_LOOSE_BEFORE.search(before[-80:]) or _LOOSE_AFTER.match(text[stop:]))
    return Measure(value, number, unit, match.span(), label, exact, ceiling, article)


def _unit(text: str, start: int, end: int, value: Decimal) -> tuple[str, str, int, int | None]:
    """The unit's name, how it is written after the number, where it ends, and its ceiling."""
    for pattern, name in UNITS:
        if match := pattern.match(text, end):
            return (
                name,
                _label(match["gap"] or "", match["unit"]),
                match.end(),
                _ceiling(name, value),
            )
    named = NAMED.search(text[:start][-60:])
    if named and ("." in text[start:end] or _ALONE_AFTER.match(text, end)):
        name = _name(named)
        return name, "", end, _ceiling(name, value)
    counted = _COUNTED.match(text, end)
    if (
        counted
        and not _NAME_WITHIN.search(text[:start])
        and _is_count(text[start:end], value, counted["factor"] or "")
    ):
        return COUNT, counted["factor"] or "", end + len(counted["factor"] or ""), None
    return "", "", end, None


def _is_count(written: str, value: Decimal, factor: str) -> bool:
    if factor:
        return True
    return "." not in written and value >= _FEW and ("," in written or int(value) not in _YEARS)


def _name(named: re.Match[str]) -> str:
    if named["opinion"]:
        return "opinion score"
    return "score" if named["bounded"] else str(named["other"]).lower().rstrip("s")


def _label(gap: str, written: str) -> str:
    """The unit as it reads on its own: a "12-point" gain is one of "12 points"."""
    if written.endswith("point"):
        return f" {written}s"
    return f" {written}" if written == "times" else gap + written


def _ceiling(unit: str, value: Decimal) -> int | None:
    """The end of the scale; the score of a measure that has one ends at 1, or at 100."""
    if unit == "opinion score":
        return 5 if value < 5 else None
    if unit in {"score", "×"} and value < 1:
        return 1
    return 100 if unit in {"%", "points", "score", "BLEU"} and value < 100 else None
