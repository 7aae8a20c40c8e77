"""Which numbers of an abstract are results that a person can fairly be asked for."""

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.quizzes.numbers import COUNT, Measure, measures

_FEWEST_WORDS = 5
_NEARLY = 0.03
"""So near to a number is what a reader works out."""
_FAR, _APART = 3, 4
"""A number so many times as large tells nothing of another; nor, mostly, one so many words away."""
_SHARES = {"%", "points"}


def results(all_sentences: Sequence[str]) -> Iterator[tuple[str, Measure]]:
    """Sentences of an abstract, each with a number that it states as a result of the paper.

    The first sentence sets the scene, so it is left out.
    """
    for sentence in all_sentences[1:]:
        if not is_clear(sentence):
            continue
        found = measures(sentence)
        for measure in found:
            others = [each for each in found if each is not measure]
            if all(rule(measure, others, sentence) for rule in _NUMBER_RULES):
                yield sentence, measure


def is_clear(sentence: str) -> bool:
    """Whether a sentence is of this paper, stands alone, and is whole."""
    return all(rule(sentence) for rule in _SENTENCE_RULES)


def _is_of_this_paper(sentence: str) -> bool:
    """Neither background nor a plan."""
    return not _NO_RESULT.search(sentence)


def _stands_alone(sentence: str) -> bool:
    return not _UNCLEAR.search(sentence)


def _is_whole(sentence: str) -> bool:
    """Neither cut off nor torn apart by the reader of sentences, nor two of them in one."""
    if _GLUED.search(sentence):
        return False
    pairs = (("(", ")"), ("[", "]"), ("“", "”"))
    balanced = all(sentence.count(left) == sentence.count(right) for left, right in pairs)
    long_enough = len(re.findall(r"[A-Za-z]{2,}", sentence)) >= _FEWEST_WORDS
    return balanced and long_enough and sentence.endswith((".", "!"))


_GLUED = re.compile(r"[a-z]{2}(?:,[a-z]{2}|\.[A-Z][a-z]* )")
_SENTENCE_RULES = (_is_of_this_paper, _stands_alone, _is_whole)


def _is_exact(measure: Measure, others: list[Measure], sentence: str) -> bool:
    del others, sentence
    return bool(measure.unit) and measure.exact


def _is_unrivalled(measure: Measure, others: list[Measure], sentence: str) -> bool:
    """No other number there could be taken for it, nor could it be worked out from the others."""
    return not (
        any(rivals(measure, each) and _tells(each, measure, sentence) for each in others)
        or (measure.unit == "×" and _is_quotient(others))
        or _is_worked_out(measure, others)
    )


def _tells(other: Measure, measure: Measure, sentence: str) -> bool:
    """Whether a number of the same kind tells which options can be right.

    It does not where it is far from all of them, nor where it is told of something else.
    """
    if measure.unit == COUNT or not (other.value and measure.unit):
        return True
    ratio = measure.value / other.value
    if not any(1 / _FAR < each < _FAR for each in (ratio, ratio / 100, ratio * 100)):
        return False
    first, second = sorted((measure, other), key=lambda each: each.span)
    between = sentence[first.span[1] : second.span[0]]
    apart = len(re.findall(r"[A-Za-z]{2,}", between)) >= _APART and _AND.search(between)
    return bool(not apart or not other.unit or _COMPARED.search(sentence))


def _is_found(measure: Measure, others: list[Measure], sentence: str) -> bool:
    """The number says what came out, not what was given or chosen."""
    del others
    before, after = sentence[: measure.span[0]], sentence[measure.span[1] :]
    if measure.unit == COUNT:  # how many data there are is found by who reads
        is_time = _TIME_AFTER.match(after) and _TIME.search(sentence)
        return not (is_time or _IN_PARTS.search(before))
    return not (
        _SETTING_BEFORE.search(before)
        or _SETTING_AFTER.match(after.removeprefix(measure.label))
        or _OF_DATA.match(after)
        or (measure.label and measure.unit not in _PURE and not _FOUND_BEFORE.search(before))
    )


_NUMBER_RULES = (_is_exact, _is_unrivalled, _is_found)


def rivals(measure: Measure, other: Measure) -> bool:
    """Whether the other number is of the same kind, so that one tells about the other."""
    if measure.unit == COUNT:  # of other things, but for parts and sums: see `_is_worked_out`
        return other.text == measure.text
    families = {"%": "share", "points": "share"}
    same = families.get(measure.unit, measure.unit) == families.get(other.unit, other.unit)
    return same or (not other.unit and other.decimals > 0)


def _is_worked_out(measure: Measure, others: list[Measure]) -> bool:
    """Whether other numbers give this one: 139 epochs instead of 300 are 54% fewer."""
    value, known = float(measure.value), [float(each.value) for each in others if each.value]
    ratios = [one / other for one in known for other in known if one != other]
    sums = [one + by * other for one in known for other in known for by in (1, -1)]
    if measure.unit in _SHARES:
        rest = (100 - each for each in known)
        told = (100 * each for ratio in ratios for each in (ratio, abs(1 - ratio)))
        return _has(value, (*sums, *rest)) or _has(value, told, _NEARLY)
    if measure.unit == COUNT:
        products = (one * other for one in known for other in known)
        return _has(value, (*sums, *products)) or _has(value, _changed(known, others), _NEARLY)
    told = (each for ratio in ratios for each in (ratio, abs(1 - ratio)))
    return _has(value, (*told, *_changed(known, others)), _NEARLY)


def _changed(known: Sequence[float], others: Sequence[Measure]) -> Iterator[float]:
    """What some numbers become by the shares that stand there: 5439 by 15.7% less."""
    shares = [float(each.value) / 100 for each in others if each.unit in _SHARES]
    return (one * (1 + by * share) for one in known for share in shares for by in (1, -1))


def _has(value: float, told: Iterable[float], nearly: float = 0.0) -> bool:
    return any(abs(value - each) <= max(nearly * value, 0.005) for each in told)


def _is_quotient(others: list[Measure]) -> bool:
    """Whether two others of one unit stand there: a reader could divide one by the other."""
    units = [each.unit for each in others if each.unit]
    return len(units) > len(set(units))


# What these patterns catch was read in questions from thousands of real abstracts. No pattern says
# which words a result must have: of 1,521 numbers such a list took away 48, 40 of them sound.
_NO_RESULT = re.compile(
    r"\b(?:prior work|previous stud|recent stud|typically|usually|often|commonly|worldwide"
    r"|globally"
    r"|annual|each year|per year|mortality|prevalence|(?:is|are) expected|would|could|might|may"
    r"|aims?|goal|hope|plan|hypothes\w+|remaining|rest)\b"
    r"|^(?:\w+ )?(?:Studies|Research|Surveys?|Statistics|Reports|Estimates|Evidence) \w+"
    r"|^(?:Existing|Previous|Prior|Recent|Traditional|Current|Conventional|Many|Most|If)\b"
    r"(?! (?:strik|notab|import))",
    re.IGNORECASE,
)
_AND = re.compile(r"\b(?:and|while|with|whil(?:e|st))\b|[,;]")
_COMPARED = re.compile(
    r"\b(?:than|from|compar\w+|versus|vs\.?|outperform\w*|surpass\w*|exceed\w*|baselines?|but"
    r"|against|only|rather|instead|drop\w*|declin\w+|fall\w*|fell|rising|ris\w+|rose|increas\w+ to"
    r"|(?:reduc|decreas|improv|lower|rais)\w+ to|better|worse|next|second|best|worst|total"
    r"|whereas|although|however|overall|average|remain\w*|differ\w*|gap|rang\w+|interval"
    r"|confidence|CI)\b",
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
    r"|^(?:That|It (?:is|was)|Here|There|Both|Thus|Therefore|Hence)\b|^[a-z(–—•*+.,;:-]",
)
_SETTING_AFTER = re.compile(
    r"(?: of)?(?: the)?[ -]?(?:label\w*|annotat\w+|training (?:data|set|samples)|spars\w+|noise"
    r"|noisy|missing|masking|masked|dropout|random|quantiles?|super|upsampl\w+|downsampl\w+|zoom"
    r"|magnification|[AHVT][0-9]{2,3}|NVIDIA|RTX|GPUs?\b|video|speech|audio|data|footage"
    r"|recording"
    r"|driving|cross-valid\w+|threshold|(?:spatial |ground )?resolution|thick\b|Hausdorff)",
    re.IGNORECASE,
)
_OF_DATA = re.compile(r" ?(?:hours?|h|minutes?|min|seconds?|s) of ")
_FOUND_BEFORE = re.compile(  # a physical size needs one of these to be a result
    r"\b(?:only|just|mere\w*|requir\w+|tak\w+|us(?:es|ed|ing)|need\w*|contain\w+|ha[sd]|total of"
    r"|in|by|at|to|be|was|is|gains?|averag\w+) $"
    r"|(?:achiev|reach|attain|consum|reduc|improv|sav|gain|error|accura|latenc|delay|time|speed"
    r"|rate|memory|power|energy|distance|ratio|thickness|mass|PSNR|precision|usage|footprint"
    r"|throughput|overhead|cost)[^,;()]{0,30}$",
    re.IGNORECASE,
)
_PURE = {COUNT, "%", "points", "×", "BLEU", "score", "opinion score", "Elo", "fps"}
_TIME_AFTER = re.compile(r"[^.,;()]{0,25}\b(?:hours|minutes|seconds)\b")
_TIME = re.compile(r"[0-9] (?:years?|months?|weeks?|days?)\b")
"""Whoever is told how many years it is can work out the hours."""
_IN_PARTS = re.compile(
    r"\b(?:for|every|trained on(?: just| only)?) $|\brepeat[^,;]{0,40} $"
    r"|[0-9][x×][^()]*\($|[0-9] (?:[a-z]+ )?\($",
    re.IGNORECASE,
)
_SETTING_BEFORE = re.compile(
    r"\b(?:(?:sampling|frame|refresh|learning|dropout|mask(?:ing)?) rates?|sampl\w+|record\w+"
    r"|frequency|resolution|window|horizon|clips?|crops?|dataset|corpus"
    r"|lengths?|range|radius|diameter|spac\w+|threshold|significance level|wavelength)"
    r"(?: (?:of|at|is|was))? $|\b(?:for|every) $"
    r"|\brepeat[^,;]{0,40} $"
    r"|\b(?:totall?ing|train(?:ed)? (?:it )?on)(?: just| only)? $"
    r"|[0-9][x×][^()]*\($|[0-9] (?:[a-z]+ )?\($",
    re.IGNORECASE,
)
