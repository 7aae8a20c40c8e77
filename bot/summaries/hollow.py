"""Sentences that say nothing of a paper: promises, announcements, where the code is."""

import re


def is_hollow(text: str) -> bool:
    """Whether it only promises, or announces what it does not say."""
    return _speaks(_PROMISE, _PROMISE_NEEDS, text) or bool(_ANNOUNCES.search(text))


def is_of_later(text: str) -> bool:
    """Whether it says what the authors leave for later."""
    return bool(_LATER.search(text))


def is_beside(text: str) -> bool:
    """Whether it is not about the paper: its code, its licence, its pictures."""
    return _speaks(_BESIDE, _BESIDE_NEEDS, text)


def _speaks(pattern: re.Pattern[str], needs: tuple[str, ...], text: str) -> bool:
    # One of the needs is in all that the pattern matches: they are many times sooner looked for.
    small = text.lower()
    return any(map(small.__contains__, needs)) and bool(pattern.search(small))


SEVERAL = r"(?:two|three|four|five|six|several|multiple|various|the following|key|core)"
_OF_SEVERAL = (
    r"(?:with|through|via|by|introduc\w+|integrat\w+|includ\w+|incorporat\w+|compris\w+|propos\w+|"
    r"identif\w+|address\w*|of|featur\w+|mak\w+|contribut\w+|has|have|presents?|offers?|yields?)"
    rf" {SEVERAL}"
)
_ANNOUNCES = re.compile(rf"\b{_OF_SEVERAL} (?:[\w-]+ ){{0,2}}[\w-]+s\.$")
_PROMISE = re.compile(
    r"\bpav(?:es?|ed|ing) (?:the|a) (?:way|path)"
    r"|\bwe (?:believe|envision|hope|anticipate|expect)\b|\bopen(?:s|ing)?(?: up)? (?:new|the|prom)"
    r"|\b(?:offer|provide)s? insights\b|\bcontribut\w+ to the (?:broader|growing|field|ongoing)\b"
    r"|\bnew (?:standard|frontiers?|avenues?|era|paradigm|perspectives?|directions?)\b|\bfoundation"
    r"s? (?:for|of|toward)|\b(?:lay|sets?|setting) (?:the|a) (?:stage|foundation|groundwork)"
    r"|\bshed\w* (?:new )?light|\brevolutioni[sz]|\bexciting frontier\b|\bstepping.?stone"
    r"|\b(?:valuable|novel|new|critical|practical|important|actionable) insights?\b"
    r"|\binspir(?:e|es|ing) (?:future|further|new|more)|\bhas the potential"
    r"|\b(?:significant|great|strong) potential|\brepresents? an? (?:path|step)|\bcrucial step"
    r"|\bholds? (?:great |significant )?(?:promise|potential) for|\bstep (?:closer )?"
    r"toward|, marking an?\b|\bhighlight(?:s|ing) (?:the|its|their) (?:potential|importance|"
    r"need)|\bunderscor\w+ (?:the|its|their) (?:potential|importance|need)"
)
_PROMISE_NEEDS = (
    "pav", "we ", "open", "new ", "foundation", "stage", "groundwork", "light",
    "revolutioni", "frontier", "stepping", "insight", "inspir", "potential", "promise", "step",
    "marking", "represent", "underscor", "contribut",
)  # fmt: skip
_LATER = re.compile(r"\b[Ff]uture (?:works?|research|directions?|stud\w+)\b")
# Where the code is, and what is not about the paper.
_BESIDE = re.compile(
    r"https?:|www\.|github|\b(?:code|data|datasets?|models?|weights|implementation|demos?|page|"
    r"checkpoints?|videos?|resources|materials?|scripts|benchmarks?)\b[^,;]{0,70}\b(?:available|"
    r"released|open-?sourced|at this)\b|\b(?:is|are|be|been|made) (?:\w+ly )?(?:available|"
    r"accessible)\b|\b(?:we|fully|is|be) (?:\w+ )?open-?sourc|\b(?:will|to) (?:be )?(?:public|"
    r"release|make)|^(?:for (?:example|instance)|e\.g\.)|\bwe (?:(?:also|will|publicly) )*release "
    r"(?:our|all|the|code|both)\b|\baccepted (?:at|to|by|for)\b|©|\ball rights\b"
    r"|\bwe conclude (?:by|with)\b|^let "
    r"|^[^.]{0,20}\b(?:figure|fig\.|table|tab\.|section|sec\.|eq\.)"
)
_BESIDE_NEEDS = (
    "http", "www", "github", "availab", "accessib", "releas", "sourc", "at this", "public", "make",
    "for example", "for instance", "e.g.", "accepted", "©", "rights", "we conclude", "let ", "fig",
    "tab", "sec", "eq.",
)  # fmt: skip
