"""How authors word a contribution, and how they word background, results and other things."""

import re
from typing import NamedTuple


class _Cue(NamedTuple):
    weight: float
    pattern: re.Pattern[str]
    needs: tuple[str, ...] = ()
    """One of these is in all that the pattern matches: they are sooner looked for than it."""

    def speaks(self, text: str) -> bool:
        may = not self.needs or any(map(text.__contains__, self.needs))
        return may and bool(self.pattern.search(text))


def deeds(sentence: str) -> list[str]:
    """The verbs that have the authors or their paper for a subject, in small letters."""
    return _AUTHORS_DO.findall(sentence.lower())


def proposes(done: list[str]) -> bool:
    """Whether the authors say by these deeds that something is new and theirs."""
    return any(verb.startswith(_PROPOSE) for verb in done)


def wording(sentence: str, done: list[str]) -> float:
    """How much a sentence sounds like a contribution: about 4 for “We propose a novel …”.

    Background and results are below zero. `done` are the deeds of the sentence.
    """
    small = sentence.lower()
    found = _worth(done)
    found += sum(cue.weight for cue in _CUES if cue.speaks(small))
    found += sum(cue.weight for cue in _CASED_CUES if cue.speaks(sentence))
    found += _DANGLING.weight if _DANGLING.speaks(opened(sentence).lower()) else 0.0
    too_long = min(max(0, len(sentence) - 300) / 100, 3.0)
    too_short = 1.5 if len(sentence) < 50 else 0.0
    return found - too_long - too_short


def at_most(sentence: str, done: list[str]) -> float:
    """What `wording` cannot be above, but for rounding: it is found many times sooner."""
    small = sentence.lower()
    most = _worth(done)
    for weight, _, needs in _HOPES:
        if any(map(small.__contains__, needs)):
            most += weight
    for weight, pattern, _ in _SOON:
        if pattern.search(small):
            most += weight
    for weight, pattern, _ in _CASED_CUES:
        if pattern.search(sentence):
            most += weight
    return most


def _worth(done: list[str]) -> float:
    if not done:
        return 0.0
    return sum(weight for weight, verbs in _DEEDS if any(each.startswith(verbs) for each in done))


def opened(sentence: str) -> str:
    """The sentence without an opening that only joins it to what came before."""
    rest = _OPENING.sub("", sentence, count=1)
    if rest == sentence or len(rest) < 20:
        return sentence
    first = rest.split(maxsplit=1)[0]
    # Names such as iCaRL begin small on purpose.
    return rest[0].upper() + rest[1:] if first.islower() else rest


def _any(*choices: str) -> re.Pattern[str]:
    return re.compile("|".join(choices))


_PAPER = (
    r"(?:paper|works?|study|article|survey|review|report|thesis|letter|chapter|note|tutorial|"
    r"research|project|manuscript|dissertation|draft|publication|essay|monograph)"
)
_THING = (
    r"(?:framework|method|approach|model|benchmark|dataset|system|algorithm|pipeline|architecture|"
    r"network|technique|toolkit|platform|strategy|paradigm|library)"
)
# `re` skips to the first letters of a pattern, unless it begins with \b.
_AUTHORS_DO = re.compile(
    r"[wito](?<=\b.)(?:(?:(?<=w)e|(?<=i)) |"
    rf"(?:(?<=t)his|(?<=o)ur|(?<=t)he present) (?:[\w-]+ )?{_PAPER} )"
    r"(?:\w+ly |first |then |thus |also |here |further |therefore )?(\w+)"
)
_PROPOSE = (
    "propos", "introduc", "present", "develop", "design", "devis", "formulat", "formaliz",
    "formalis", "propound", "unveil",
)  # fmt: skip
_OFFER = (
    "construct", "creat", "releas", "establish", "curat", "contribut", "describ", "build", "built",
    "offer", "provid", "put", "collect", "implement", "outlin", "pioneer", "unif", "reformulat",
    "recast", "generalis", "generaliz", "unlock",
)  # fmt: skip
_STUDY = (
    "show", "demonstrat", "prov", "stud", "investigat", "examin", "analys", "analyz", "explor",
    "argu", "address", "consider", "compar", "characteris", "characteriz", "revisit", "tackl",
    "extend", "evaluat", "survey", "review", "report", "identif", "reveal", "systemati", "find",
    "found", "deriv", "leverag", "adapt", "aim", "focus", "seek", "discuss", "advocat", "ask",
    "quantif", "assess", "benchmark", "bridg", "fill", "rethink", "explain",
)  # fmt: skip
_DEEDS = ((3.0, _PROPOSE), (2.2, _OFFER), (1.8, _STUDY))
"""What a verb that has the authors or their paper for a subject is worth, by its beginning."""

_BACKGROUND = _any(
    r"\brecent(?:ly)?\b",
    r"\bha(?:s|ve) (?:been|become|emerged|shown|gained|made|achieved|demonstrated)\b",
    r"\bremains?\b",
    r"\bexisting (?:\w+ ){0,3}(?:methods|approaches|works?)\b",
    r"\b(?:is|are) (?:often|crucial|essential|critical|vital|fundamental|important|typically)\b",
    r"\b(?:is|are) (?:widely|increasingly)\b",
    r"\b(?:continue|tends?|struggles?|suffers?|faces?) (?:to|with|from)\b",
)
_CONTRAST = _any(
    r"^(?:however|although|while|yet|but|despite|unfortunately|traditional\w*|current\w*)\b",
    r"^(?:existing|prior|previous|conventional)\b",
)
_FOUND = (
    "show", "demonstrat", "indicat", "confirm", "reveal", "validat", "suggest", "highlight",
)  # fmt: skip
_RESULT = _any(
    r"\b(?:experiments?|results|evaluations?|ablations?|findings|analys[ie]s) (?:\w+ ){0,8}"
    rf"(?:{'|'.join(_FOUND)})"
)
_FIGURES = _any(
    r"\b(?:outperform|surpass|state-of-the-art|sota\b)|%(?<=\d%)",
    r"\b(?:achiev\w+ (?:[\w-]+ ){0,6}|improv\w+ (?:\w+ ){0,5}by )\d",
)
_PROMISE = _any(
    r"\bfrontier\b|\bnew standard\b|\bpav(?:es|ing) the way|\bfuture (?:work|research)\b",
    r"\bwe (?:believe|envision|hope)\b|\b(?:solid|conceptual) foundation|\bguidelines for\b",
    r"\b(?:insights?|guidelines|guidance) (?:(?:in)?to|for|and)\b|\bserves? as\b|\bcritical gap\b",
    rf"\b(?:show|demonstrate|validate) (?:that )?(?:this|our|the) (?:\w+ )?{_THING}",
)
_AVAILABLE = _any(
    r"\b(?:code|data|models?|datasets?|project page|demo|implementation|checkpoints?|weights)\b"
    r".{0,80}\b(?:available|released|open-?sourced|at https?)",
    r"https?://|github",
)
_SECOND = _any(
    r"^(?:additionally|furthermore|moreover|finally|second|third|also|besides|lastly|next|then)\b",
    # All choices begin where the sentence does, so that `re` tries no other place.
    r"^in addition\b|^.*we (?<=\bwe )(?:also|further|additionally|then)\b",
)
_REFERS_BACK = re.compile(
    rf"^(?:This(?! (?:[\w-]+ )?{_PAPER}\b)|These|Those|It|They|Its|Their|Such|He|She|Both|Each|"
    rf"The (?:results?|former|latter|proposed|API)|The {_THING})\b"
)
_DANGLING = _Cue(
    -1.2,
    _any(
        r"\b(?:this|these|such|those) (?:[\w-]+ )?(?:gaps?|issues?|challenges?|problems?|"
        r"limitations?|tasks?|assumptions?|questions?|difficult\w+|shortcomings?|concerns?|"
        r"components?|ideas?|dataset|boundary)\b"
    ),
    needs=("this ", "these ", "such ", "those "),
)
_HOPES = (
    _Cue(
        0.8,
        _any(r"\b(?:we|i) [a-z]", r"\b(?:proposing|introducing|presenting)\b"),
        needs=("we ", "i ", "proposing", "introducing", "presenting"),
    ),
    _Cue(
        1.5,
        _any(r"\b(?:is|are|was|were) (?:\w+ )?(?:proposed|introduced|presented|developed)\b"),
        needs=("proposed", "introduced", "presented", "developed"),
    ),
    _Cue(1.0, _any(rf"\b(?:in )?(?:this|our) (?:\w+ )?{_PAPER}\b"), needs=("this ", "our ")),
    _Cue(
        0.7,
        _any(r"\b(?:novel|new|first|called|named|termed|dubbed)\b"),
        needs=("novel", "new", "first", "called", "named", "termed", "dubbed"),
    ),
)
"""What speaks for a sentence, but is slow to find."""
_SOON = (
    _Cue(
        0.7, _any(r"^(?:we|to (?:address|tackle|overcome|bridge|fill|solve|mitigate|this end))\b")
    ),
    _Cue(1.2, _any(rf", an? (?:[\w-]+ ){{0,5}}{_THING}\b")),
    _Cue(-1.5, _CONTRAST),
)
"""What `re` finds soon: it begins where the sentence does, or with a rare sign."""
_CUES = (
    *_HOPES,
    *_SOON[:2],
    _Cue(-2.5, _BACKGROUND),
    _SOON[2],
    _Cue(-2.0, _RESULT, needs=_FOUND),
    _Cue(
        -1.5,
        _FIGURES,
        needs=("outperform", "surpass", "state-of-the-art", "sota", "%", "achiev", "improv"),
    ),
    _Cue(-2.0, _PROMISE),
    _Cue(
        -6.0,
        _AVAILABLE,
        needs=("available", "released", "open-sourced", "opensourced", "http", "github"),
    ),
    _Cue(-0.8, _SECOND),
    _Cue(
        -0.5, _any(r"^(?:specifically|concretely|in particular|first|for (?:example|instance))\b")
    ),
)
_CASED_CUES = (
    _Cue(1.2, re.compile(r"^[A-Z][\w-]{0,30}[A-Z0-9][\w-]{0,30} (?:is|are) an? ")),
    _Cue(-2.0, _REFERS_BACK),
    _Cue(-2.0, re.compile(r"\?[\"”)]?$")),
)

_LACK = r"(?:th(?:is|ese|ose|e (?:above|aforementioned))|such|both|them)"
_FEW = r"(?: [\w-]+){0,4}"
_OPENING = re.compile(
    rf"^(?:(?:In|Within|Through) (?:this|our|the present) (?:\w+ )?{_PAPER},? (?=\w)"
    r"|Here (?=we )"
    r"|(?:Here|First|Overall|With this goal|To (?:this|that) end|Therefore|Thus|Hence|"
    r"Consequently|Accordingly|Concretely|"
    r"(?:More )?[Ss]pecifically|In particular|In response|As a result|For this purpose|To do so|"
    r"For these reasons|To achieve this|Furthermore|Moreover|Additionally|In addition|Besides|"
    r"Finally|Lastly), "
    rf"|To (?:\w+ ){{1,3}}{_LACK}{_FEW}, "
    rf"|(?:Motivated|Inspired|Guided|Driven|Prompted) by {_LACK}{_FEW}, "
    rf"|(?:Based|Building) (?:up)?on {_LACK}{_FEW}, )+(?=\w)"
)
