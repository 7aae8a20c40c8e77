"""Numbers in a sentence, with their units.

A number counts with a unit of the lexicon only: one that follows it ("28.4 BLEU", "12-point") or
a measure that names it ("an AUC of 0.95"). Parts of names (GPT-4, ResNet-50, 3D) are no numbers.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

_FOLLOWING = {  # what is written after a number -> the unit's name
    r"%[ -]?(?:absolute |relative )?(?:pp?|points?)\b": "points",
    r"%|per ?cent\b(?![ -]point)": "%",
    r"(?:(?:absolute|percentage|percent|accuracy)[ -])*points\b(?! (?:cloud|estimate))": "points",
    r"(?:(?:absolute|percentage|percent|accuracy)[ -])+point\b": "points",
    # A lone "point" is one of a change, not of a scale, a stencil or an algorithm.
    r"point(?= (?:[\w-]+ ){0,3}(?:gain|improvement|increase|boost|lead|advantage|gap|margin|rise"
    r"|drop|reduction|decrease|decline|loss|difference|degradation|jump|lift|uplift|edge)s?\b)": (
        "points"
    ),
    r"p\.p\.|pp\b": "points",
    r"(?:times|fold|[x×])(?![\w×])(?!-)": "×",
    r"(?:sacre)?BLEU(?:-[1-4])?(?: points?| scores?)?\b": "BLEU",
    r"(?:chrF|COMET|METEOR|CIDEr|SPICE|ROUGE-?[12L]?)(?: points?| scores?)?(?![\w-])": "score",
    r"(?:mAP|AP|mIoU|IoU|NDS|AUC|AUROC|F1|PDMS|MRR)(?:[ -](?:points?|scores?))?(?![\w@-])": "score",
    r"(?:MOS|mean opinion scores?)\b": "opinion score",
    r"Elo(?: points?)?\b": "Elo",
    r"dB\b": "dB",
    r"(?:ms|milliseconds?)\b": "ms",
    r"(?:[µμ]s|microseconds?)\b": "µs",
    r"(?:(?<![0-9]{3}0)s|sec|seconds?)\b(?!/)": "s",
    r"(?:minutes?|mins?)\b": "min",
    r"(?:hours?|h)\b": "h",
    r"(?:fps|FPS|frames per second)\b": "fps",
    r"[kMG]?Hz\b": "Hz",
    r"[KMGT]i?B(?:/s)?\b": "bytes",
    r"[GMT]?FLOP[sS]?\b": "FLOPs",
    r"(?:million|billion|M|B) (?:trainable )?parameters\b": "parameters",
    r"tokens(?:/s(?:ec)?| per second| per step)\b": "tokens",
    r"(?:mm|cm|km|nm|[µμ]m|m)\b(?!/)": "m",
    r"(?:km/s/Mpc|km ?s−1 ?Mpc−1)(?!\w)": "km/s/Mpc",
    r"(?:km/s|m/s|km/h)\b(?!/)": "m/s",
    r"[kM]?pc\b": "pc",
    r"[kMGT]?eV\b": "eV",
    r"(?:σ|sigma)(?!\w)": "σ",
    r"(?:kelvin|mK)\b": "K",
    r"(?:solar masses\b|M[⊙☉])": "solar masses",
    r"(?:logical |physical )?qubits\b": "qubits",
    r"(?:degrees?\b(?! of freedom)|°)": "°",
    r"[mk]?W\b": "W",
    r"(?:[mnpµμk]?J|kWh)\b": "J",
}
_PER = (  # a rate is another quantity: "503 KB per second" is no "503 KB"
    r" per (?:second|minute|hour|day|week|month|year|frame|image|video|scene|page|pixel|voxel|token"
    r"|step|iteration|epoch|sample|query|request|task|game|person|user|GPU)\b"
)
_UNITS = tuple(
    (
        re.compile(
            r"(?P<gap>[ \u00a0\u202f]|-(?=point|percent|fold|times))?"
            rf"(?P<unit>(?:{pattern})(?:{_PER})?)"
        ),
        name,
    )
    for pattern, name in _FOLLOWING.items()
)
_BOUNDED = (  # measures that end at 1, or at 100
    r"accurac(?:y|ies)|precisions?|recalls?|sensitivity|specificity|F1|AUC|ROC-AUC|AUROC|AUPRC|m?AP"
    r"|m?IoU|Dice|DSC|SSIM|kappa|correlations?|coefficients?|C-index|similarity|R²|success rate"
    r"|BLEU|BERTScore|LPIPS|PDMS|NDS"
)
_OPINION = r"(?:mean )?opinion scores?|(?:UT|DNS|[NSQ]-?)?MOS"
_UNBOUNDED = (
    r"PSNR|g?FID|FVD|RMSE|MAE|MSE|perplexity|WER|CER|Elo|speed-?ups?"
    r"|scores?|errors?|ratio|distance|gains?|improvements?|increases?|reductions?|factor|exponent"
)
_NAMED = re.compile(
    rf"(?<![\w-])(?:(?P<bounded>{_BOUNDED})|(?P<opinion>{_OPINION})|(?P<other>{_UNBOUNDED}))"
    r"(?:[ -]?(?:scores?|values?|coefficients?))?(?: \([A-Za-z0-9@. -]{1,20}\))?"
    r"(?: of| to| by| is| was|:| =) ?$",
    re.IGNORECASE,
)

_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_PLAIN = re.compile(r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|0|[1-9][0-9]*)(?:\.[0-9]+)?")
_NAME_BEFORE = re.compile(r"(?:^|[\s(])[A-Z][\w-]+ $")  # Llama 3.1
_NAME_AFTER = re.compile(r"\w|-\w")  # 7B, 2-dimensional
_ALONE_AFTER = re.compile(r"[.,;)]| (?:on|in|for|with|at|against|across|and|while|over|under)\b")
_DIGITS = 7
"""Longer numbers are none that a person would be asked for."""

_SPELLED = {
    **dict(zip(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
        " sixteen seventeen eighteen nineteen".split(),
        range(1, 20),
        strict=True,
    )),
    **dict(zip(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(),
        range(20, 100, 10),
        strict=True,
    )),
    "hundred": 100, "thousand": 1000, "million": 10**6, "dozen": 12,
    "quarter": 25, "half": 50, "halves": 50, "twice": 2, "double": 2, "doubles": 2, "triples": 3,
}  # fmt: skip
_WORD = re.compile(
    rf"(?<![\w-])({'|'.join(_SPELLED)})(?:-?fold|-(?:one|two|three|four|five|six|seven|eight|nine))?"
    r"(?![\w-])",
    re.IGNORECASE,
)

_JUST_BEFORE = (
    r"over|under|above|below|beyond|within|between|from|against|past|towards?|near|close to"
    r"|(?:more|less|fewer|better|worse|greater|higher|lower|larger|smaller|faster|slower) than"
    r"|about|around|approximate(?:ly)?|approx\.?|nearly|roughly|almost|some|circa|ca\.|c\.|estimated"
    r"|the order of|exceed\w*|surpass\w*|upwards of|top|bottom|first|last|per|every|each|another"
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
    r"|[~∼≈≃≲≳<>≤≥±−–—/^*×\\-] ?"
    r"|(?:up to|over|more than|approximately|about|around|nearly)[^();]{0,30}\("
    r"|[0-9] |[0-9]\. ?|[0-9]\S{0,3} ?(?:to|and|or|[-–—,/→]|->|vs\.?|versus|x|×) ?)$",
    re.IGNORECASE,
)
_LOOSE_AFTER = re.compile(
    r" ?(?:[0-9]|\+|±|\^|[-–—]+ ?[0-9]|/|→|->|e-|×\s*10|[x×] ?[0-9]"
    r"|(?:to|and|or|vs\.?|versus|,|, and|&) ?[~≈+]?[0-9]"
    r"|or (?:more|less|higher|lower|above|below|better|greater|fewer)\b"
    r"|[^.;,]{0,25}\bat (?:most|least|best|worst)\b|(?:out )?of (?:a possible )?[0-9]"
    r"|\(? ?(?:[0-9]+% )?(?:CI|confidence|credible)\b)"
)


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


def spelled(text: str) -> frozenset[Decimal]:
    """The amounts that a text spells out, roughly: “twenty-five” is 20, “two hundred” 2 and 100.

    A half is 50 (per cent). Words that make a name, as in “top-five” and “two-stage”, are none.
    """
    return frozenset(Decimal(_SPELLED[match[1].lower()]) for match in _WORD.finditer(text))


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
    exact = not (_LOOSE_BEFORE.search(before[-80:]) or _LOOSE_AFTER.match(text[stop:]))
    return Measure(value, number, unit, match.span(), label, exact, ceiling, article)


def _unit(text: str, start: int, end: int, value: Decimal) -> tuple[str, str, int, int | None]:
    """The unit's name, how it is written after the number, where it ends, and its ceiling."""
    for pattern, name in _UNITS:
        if match := pattern.match(text, end):
            return (
                name,
                _label(match["gap"] or "", match["unit"]),
                match.end(),
                _ceiling(name, value),
            )
    named = _NAMED.search(text[:start][-60:])
    if named and ("." in text[start:end] or _ALONE_AFTER.match(text, end)):
        name = _name(named)
        return name, "", end, _ceiling(name, value)
    return "", "", end, None


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
