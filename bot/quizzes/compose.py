"""A graded question from a number in a result sentence of an abstract, with no model."""

import math
import re
from collections.abc import Iterator, Set
from decimal import Decimal
from itertools import product
from random import Random

from bot.models import Paper, Question
from bot.quizzes.numbers import Measure, measures, roundness, sounds_open, values
from bot.text.latex import to_unicode
from bot.text.sentences import sentences

BLANK = "▁▁▁"
LONGEST_PROMPT = 600
LONGEST_OPTION = 55
_LONGEST_TITLE = 120
_FEWEST_WORDS = 5

_RESULT = re.compile(
    r"\b(?:achiev|reach|attain|obtain|yield|improv|outperform|surpass|exceed|reduc|decreas|lower"
    r"|increas|boost|gain|rais|cut|sav|accelerat|speed|fast|slow|small|drop|degrad|retain|preserv"
    r"|maintain|recover|deliver|accura|error|scor|latency|throughput|success|precision|recall"
    r"|reveal|show|demonstrat|find|found|result|measur|report|correlat|perform|requir|only|tak|need|fill|classif|happen|occur|leak|draw|render|examin|win|won|run|process"
    r"|generat|detect|follow|guarantee|captur|handl|partition|average)\w*",
    re.IGNORECASE,
)
_NO_RESULT = re.compile(
    r"\b(?:prior work|previous stud|recent stud|typically|usually|often|commonly|worldwide|globally"
    r"|annual|each year|per year|mortality|prevalence|(?:is|are) expected|would|could|might|may"
    r"|aims?|goal|hope|plan|hypothes\w+|remaining|rest)\b"
    r"|^(?:Existing|Previous|Prior|Recent|Traditional|Current|Conventional|Many|Most|If)\b"
    r"(?! (?:strik|notab|import))",
    re.IGNORECASE,
)
_METHOD = (
    r"(?:approach|method|framework|model|system|strategy|pipeline|design|technique|architecture)"
)
_UNCLEAR = re.compile(
    r"[Rr]espectively|\b(?:former|latter)\b|[\\{}$_^|]|https?:|www\.|\b(?:Fig|Tab|Sec|Eq)s?\."
    r"|\bscale of\b|-point\b.{0,25}\bscale\b|Likert|random guess|by chance"
    r"|\([0-9,]+ ?(?:/|of|out of) ?[0-9]"
    r"|\b[Tt]his (?:percentage|number|rate|figure|value)\b"
    rf"|^(?:This|These|Those|Such)\b(?! (?:\w+ )?{_METHOD})"
    r"|^(?:That|It (?:is|was)|Here|There|Both|Thus|Therefore|Hence)\b|^[a-z(]",
)


def compose(paper: Paper, random: Random) -> Question | None:
    """Ask for one number of the paper, or None where no sentence gives a sound question.

    The number's rank by size and its place among the four options are drawn evenly.
    """
    title = _shortened(" ".join(to_unicode(paper.title).split()))
    abstract = to_unicode(paper.abstract)
    taken = values(f"{title} {abstract}")
    found = list(_results(sentences(abstract)))
    random.shuffle(found)
    for sentence, measure in found:
        question = _question(paper.id, title, sentence, measure, taken, random)
        if question:
            return question
    return None


def _results(all_sentences: tuple[str, ...]) -> Iterator[tuple[str, Measure]]:
    for index, sentence in enumerate(all_sentences):
        if not _is_result(sentence, first=index == 0):
            continue
        found = measures(sentence)
        for measure in found:
            if _is_clear(measure, found, sentence):
                yield sentence, measure


def _is_result(sentence: str, *, first: bool) -> bool:
    return not (
        first
        or _UNCLEAR.search(sentence)
        or _NO_RESULT.search(sentence)
        or not _RESULT.search(sentence)
        or not sentence.endswith((".", "!"))
        or len(re.findall(r"[A-Za-z]{2,}", sentence)) < _FEWEST_WORDS
        or not _is_balanced(sentence)
    )


def _is_balanced(text: str) -> bool:
    return all(text.count(left) == text.count(right) for left, right in ("()", "[]", "“”"))


def _is_clear(measure: Measure, found: tuple[Measure, ...], sentence: str) -> bool:
    others = [each for each in found if each is not measure]
    return bool(
        measure.unit
        and measure.exact
        and not any(_rivals(measure, each) for each in others)
        and not (measure.unit == "×" and _is_quotient(others))
        and not _is_setting(measure, sentence[: measure.span[0]], sentence[measure.span[1] :])
    )


def _is_setting(measure: Measure, before: str, after: str) -> bool:
    """Whether the number says what was given or chosen, not what was found."""
    return bool(
        _SETTING_BEFORE.search(before)
        or _SETTING_AFTER.match(after.removeprefix(measure.label))
        or _OF_DATA.match(after)
        or (measure.label and measure.unit not in _PURE and not _FOUND_BEFORE.search(before))
    )


_SETTING_AFTER = re.compile(
    r"(?: of)?(?: the)?[ -]?(?:label\w*|annotat\w+|training (?:data|set|samples)|spars\w+|noise"
    r"|noisy|missing|masking|masked|dropout|random|quantiles?|super|upsampl\w+|downsampl\w+|zoom"
    r"|magnification|[AHVT][0-9]{2,3}|NVIDIA|RTX|GPUs?\b|video|speech|audio|data|footage|recording"
    r"|driving|cross-valid\w+|threshold)",
    re.IGNORECASE,
)
_OF_DATA = re.compile(r" ?(?:hours?|h|minutes?|min|seconds?|s) of ")
_FOUND_BEFORE = re.compile(  # a physical size needs one of these to be a result
    r"\b(?:only|just|mere\w*|requir\w+|tak\w+|us(?:es|ed|ing)|need\w*|contain\w+|ha[sd]|total of"
    r"|in|by|at|to|be|was|is|gains?|averag\w+) $"
    r"|(?:achiev|reach|attain|consum|reduc|improv|sav|gain|error|accura|latenc|delay|time|speed|rate"
    r"|memory|power|energy|distance|ratio|thickness|mass|PSNR|precision|usage|footprint|throughput"
    r"|overhead|cost)[^,;()]{0,30}$",
    re.IGNORECASE,
)
_PURE = {"%", "points", "×", "BLEU", "score", "Elo", "fps"}
_SETTING_BEFORE = re.compile(
    r"\b(?:sampl\w+|record\w+|frequency|resolution|window|horizon|clips?|dataset|corpus|lengths?"
    r"|range|radius|diameter|spac\w+|threshold|significance level|wavelength)"
    r"(?: (?:of|at|is|was))? $|\b(?:for|every) $"
    r"|\b(?:totall?ing|train(?:ed)? (?:it )?on)(?: just| only)? $"
    r"|[0-9][x×][^()]*\($|[0-9] (?:[a-z]+ )?\($",
    re.IGNORECASE,
)


def _is_quotient(others: list[Measure]) -> bool:
    """Whether two others of one unit stand there: a reader could divide one by the other."""
    units = [each.unit for each in others if each.unit]
    return len(units) > len(set(units))


def _rivals(measure: Measure, other: Measure) -> bool:
    families = {"%": "share", "points": "share"}
    same = families.get(measure.unit, measure.unit) == families.get(other.unit, other.unit)
    return same or (not other.unit and other.decimals > 0)


def _question(
    paper_id: str,
    title: str,
    sentence: str,
    measure: Measure,
    taken: frozenset[Decimal],
    random: Random,
) -> Question | None:
    start, end = measure.span
    blanked = f"{sentence[:start]}{BLANK}{sentence[end:]}"
    prompt = f"Which number completes this sentence from “{title}”?\n\n“{blanked}”"
    others = lookalikes(measure, taken, random)
    key = measure.written(measure.value)
    options = [key, *map(measure.written, others)]
    if not others or measure.text in prompt or len(prompt) > LONGEST_PROMPT:
        return None
    if max(map(len, options)) > LONGEST_OPTION:
        return None
    random.shuffle(options)
    return Question(
        paper_id=paper_id,
        prompt=prompt,
        options=tuple(options),
        key=options.index(key),
        explanation=f"The paper reports {key}.",
        quote=sentence,
    )


def _shortened(title: str) -> str:
    if len(title) <= _LONGEST_TITLE:
        return title
    return title[: _LONGEST_TITLE - 1].rsplit(" ", 1)[0].rstrip(" ,;:-–") + "…"


_OTHERS = 3
_GAPS = ((0.10, 0.30), (0.05, 0.15), (0.02, 0.06))  # natural logarithm of neighbours' ratio
_FARTHEST = 1.1  # the same of the farthest
_TRIES = 25


def lookalikes(measure: Measure, taken: Set[Decimal], random: Random) -> tuple[Decimal, ...]:
    """Three other values that a reader could take for this one; empty where there are none.

    How many of them are smaller is drawn from 0..3 evenly. Neighbours stand apart by ratios (of
    odds where there is a ceiling) that are all drawn alike, and all are equally round where that
    leaves enough, so that neither size nor distance nor roundness tells which one is real. None
    is in `taken`, and an "a" or "an" before the number fits each.
    """
    smaller = random.randint(0, _OTHERS)
    grain = roundness(_whole(measure)) if measure.value else 0
    finer = grain // 2 if str(grain).startswith("10") else grain
    for alike, gap in product((True, False), _GAPS) if grain else ():
        step = grain if alike else finer
        below = _outward(measure, taken, random, -step, gap, alike=alike)
        above = _outward(measure, taken, random, +step, gap, alike=alike)
        if len(below) == len(above) == _OTHERS:
            return below[:smaller] + above[: _OTHERS - smaller]
    return ()


def _outward(
    measure: Measure,
    taken: Set[Decimal],
    random: Random,
    step: int,
    gap: tuple[float, float],
    *,
    alike: bool,
) -> tuple[Decimal, ...]:
    """At most three values in multiples of `step`, from the measure's own outwards."""
    scale, key = 10**measure.decimals, _whole(measure)
    floor, top = measure.floor * scale, (measure.ceiling or 0) * scale

    def fits(number: int) -> bool:
        value = Decimal(number) / scale
        return (
            floor < number < (top or math.inf)
            and (not alike or roundness(number) == roundness(key))
            and value not in taken
            and abs(_position(number, top) - _position(key, top)) <= _FARTHEST
            and (not measure.article or sounds_open(value) == sounds_open(measure.value))
        )

    found = [key]
    while len(found) <= _OTHERS:
        target = _number(_position(found[-1], top) + math.copysign(random.uniform(*gap), step), top)
        steps = max(round((target - found[-1]) / step), 1)
        start = found[-1] + steps * step
        nearest = next(filter(fits, range(start, start + step * _TRIES, step)), None)
        if nearest is None:
            break
        found.append(nearest)
    return tuple(Decimal(number) / scale for number in found[1:])


def _whole(measure: Measure) -> int:
    return int(measure.value.scaleb(measure.decimals))


def _position(number: int, top: int) -> float:
    return math.log(number / (top - number) if top else number)


def _number(position: float, top: int) -> float:
    ratio = math.exp(position)
    return top * ratio / (1 + ratio) if top else ratio
