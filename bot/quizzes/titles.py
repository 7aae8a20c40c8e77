"""Titles as the options of a question: short, and still the paper's own words."""

import re

from bot.text.fold import single_spaced
from bot.text.latex import to_unicode

LONGEST = 55
_SHORTEST = 34
"""A natural cut that leaves less is none: nobody knows a paper again by two words."""
_STOPS = re.compile(r"(?<=[\w)])(?:[:?!.]? [-–—] |[:?!.;] |, | \()")
_JOINTS = re.compile(
    r" (?=(?:for|via|with|using|through|by|from|under|towards?|in|on|at|against|across|without"
    r"|beyond|between|during|based|and|or|of|to|as) )",
    re.IGNORECASE,
)
_SMALL = re.compile(
    r"(?:[ ,:;–—-]+(?:a|an|the|of|for|to|in|on|at|by|and|or|with|via|from|as|is|are|its|using"
    r"|into"
    r"|through|under|towards?|beyond|based|can|do|does|that|which|when|how|not|[-–—&+])?)+$",
    re.IGNORECASE,
)


def readable(title: str) -> str:
    """The title in one line of Unicode."""
    return single_spaced(to_unicode(title))


def shortened(title: str, longest: int = LONGEST) -> str:
    """At most `longest` signs of a readable title, cut where it pauses; "…" marks the cut.

    It is cut at its last stop that fits, else before its last preposition, else after a word.
    """
    if len(title) <= longest:
        return title
    room = title[: longest - 1]
    for cuts in (_STOPS, _JOINTS):
        fitting = [each.start() for each in cuts.finditer(title, 0, longest + 1)]
        natural = [cut for cut in fitting if _SHORTEST <= cut <= len(room) and _whole(title[:cut])]
        if natural:
            return title[: natural[-1]] + "…"
    words = room if title[len(room)] == " " else room.rpartition(" ")[0]
    return _SMALL.sub("", words or room) + "…"


def is_head(option: str, title: str) -> bool:
    """Whether an option is a readable title, whole or cut short."""
    start = option.removesuffix("…")
    return option == title or (start != option and bool(start) and title.startswith(start))


def _whole(text: str) -> bool:
    return text.count("(") == text.count(")") and not _SMALL.search(text)


_EMPTY = frozenset(
    {
        "and",
        "for",
        "the",
        "with",
        "from",
        "via",
        "new",
        "novel",
        "using",
        "towards",
        "comprehensive",
    }
    | {"study", "analysis", "dataset", "framework", "approach", "method", "benchmark", "learning"}
    | {"model", "models", "based", "are", "not", "how", "what", "can", "does", "you", "your", "all"}
)
"""Words that are in many titles."""
_UNREADABLE = re.compile(r"[\\{}$^_|<>@*`~]|https?:|[^\x00-\u024f\u0370-\u03ff\u2010-\u2026]")


def is_option(text: str) -> bool:
    """Whether a shortened title can stand among options: readable, whole, and known again."""
    long_words = set(re.findall(r"[^\W\d_]{3,}", text.lower())) - _EMPTY
    pairs = (("(", ")"), ("[", "]"), ("“", "”"))
    balanced = all(text.count(left) == text.count(right) for left, right in pairs)
    fewest = 3 if text.endswith("…") else 2
    return balanced and len(long_words) >= fewest and not _UNREADABLE.search(text)
