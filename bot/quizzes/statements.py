"""Sentences of an abstract that say what this paper alone did or found."""

import re

from bot.quizzes.results import is_clear
from bot.summaries.cues import deeds, wording
from bot.text.sentences import sentences

_SHORTEST, _LONGEST = 80, 330
_BACK = (
    r"(?:(?:In order )?to (?:address|tackle|overcome|solve|fill|bridge|mitigate|alleviate"
    r"|achieve|resolve"
    r"|remedy|close|meet|handle|answer|this|that|do|counter|combat|explore|investigate|facilitate"
    r"|enable|support|examine)\b[^,]{0,60}|Motivated by [^,]{0,80}|Inspired by (?:this"
    r"|these)[^,]{0,40}"
    r"|Based on (?:this|these)[^,]{0,60}|Building (?:up)?on (?:this|these)[^,]{0,60}"
    r"|(?:In|With|Through|From|Given|Using) (?:this|these)\b[^,]{0,40}|In response"
    r"|As a (?:result|remedy|first step)"
    r"|Therefore|Thus|Hence|Consequently|Accordingly|Specifically|In particular|Concretely"
    r"|First|Firstly|Here|Additionally|Furthermore|Moreover|In addition|Finally|Further|Notably"
    r"|Importantly|Overall|Then|Next|Also|Second|Secondly|Third|Lastly|Besides|Subsequently)"
)
_OPENING = re.compile(rf"^{_BACK}, (?=\w)", re.IGNORECASE)
_OF_NOTHING = re.compile(
    r"\b(?:code|data|dataset|models?|weights|videos?|demo|supplement\w*) (?:is|are|will be) "
    r"|\bproject page|github|\bavailable (?:at|on|under|to)|releas\w+|open-sourc\w+|\bdemo\b"
    r"|\b(?:implications|future|directions?|pav(?:e|es|ing)|promis\w+|potential|opportunit\w+"
    r"|insights?"
    r"|we (?:discuss|believe|hope)|organi[sz]ed|we (?:conclude|begin|review|outline|highlight))\b"
    r"|\bexperiments?\b|\bstate[- ]of[- ]the[- ]art|\bwe (?:\w+ )?(?:plan|are working)\b"
    r"|\bcontributions? (?:include|are)\b|\badvocat\w+|\bstarting point\b|\bseamless\w*"
    r"|\bpreviously\b|\bthe performance of\b|\b(?:easily|flexibl[ey]|flexibility|applicable"
    r"|versatil\w+)\b"
    r"|\b(?:paper|work|article|study|report|thesis) (?:\w+ )?(?:discusses|concludes|outlines"
    r"|reviews|highlights|compares)\b|\bstatistical(?:ly)? (?:tests?|analys[ei]s|significan\w+)"
    r"|\bt-tests?\b"
    r"|\b(?:faces?|poses?|remains?|there are) (?:\w+ ){0,2}(?:challeng\w+|difficult\w*|problem\w*)"
    r"|\bquestions? (?:arises?|remains?|is how)\b|\bopens? (?:the door|new|up)\b"
    r"|\b(?:outperform\w*|superior\w*|effectiveness|comprehensive(?:ly)?)\b|x20[0-9]{2}|\([0-9ivx]\)",
    re.IGNORECASE,
)
_DANGLING = re.compile(
    r"\b(?:these|those|them|they|their|such|this|the latter|the former|it|both)\b"
    r"(?! (?:paper|work|study|article|letter|survey|that|is (?:possible|known|shown)))",
    re.IGNORECASE,
)
_BARELY, _PLAINLY = -1.0, 1.4
"""The `wording` of a sentence about what the authors did, and of one that is not about them."""
_HEAD = 60
"""In so many signs from its start a sentence may not point back; further on a few words may."""
_POINTING = re.compile(
    r"\b(?:these|those|aforementioned|above[- ]mentioned|such an?)\b", re.IGNORECASE
)


def statements(abstract: str) -> tuple[str, ...]:
    """The sentences of a readable abstract that can be asked after, the most telling first.

    Once it says what the authors did, the rest is about their work too.
    """
    rated, begun = list[tuple[float, str]](), False
    for each in sentences(abstract):
        done = deeds(opened(each))
        worth = wording(each, done)
        begun = begun or bool(done)
        if (begun or worth > _PLAINLY) and worth > _BARELY and _stands(each):
            rated.append((worth, each))
    return tuple(each for _, each in sorted(rated, key=lambda pair: -pair[0]))


def opened(sentence: str) -> str:
    """The sentence without an opening that points back; "…" marks that it is gone."""
    return _OPENING.sub("… ", sentence, count=1)


def _stands(sentence: str) -> bool:
    said = opened(sentence)
    return (
        _SHORTEST <= len(said) <= _LONGEST
        and is_clear(sentence)
        and not _OF_NOTHING.search(sentence)
        and not _DANGLING.search(said[:_HEAD])
        and not _POINTING.search(said)
    )
