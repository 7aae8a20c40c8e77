"""Rules for how a question is worded: one, clear, about this paper, and sober."""

import re

from bot.quizzes.blanks import BLANK, SMALL
from bot.quizzes.gate_case import Case
from bot.text.words import words

_LONGEST = 600
_FEWEST_WORDS = 4
_COMMAND = re.compile(
    r"(?:explain|describe|discuss|list|name|state|tell|give|summari[sz]e|consider|imagine|choose"
    r"|select|pick|complete|identify)\b",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"\bnot\b|n['’]t\b|\bcannot\b|\b(?:except|excluding|exception|neither|nor|never|least)\b"
    r"|\b(?:is|are|was|were|be|statements?|descriptions?|claims?|findings?|one|of these) "
    r"(?:\w+ )?(?:false|wrong|incorrect|untrue|mistaken|odd|inaccurate|unsupported)\b"
    r"|\bodd one out\b|\btrue or false\b|\bright or wrong\b",
    re.IGNORECASE,
)
_BOUND = (
    r"over|under|above|below|beyond|exceed\w*|(?:more|less|fewer|greater|higher|lower|better"
    r"|worse"
    r"|larger|smaller) than|at (?:least|most)|up to|about|around|roughly|approximate(?:ly)?"
    r"|nearly"
    r"|almost|close to|(?:no|not) (?:more|less|fewer) than|between|within"
)
_BEFORE_BLANK = re.compile(
    rf"(?:\b(?:{_BOUND})(?: (?:a|an|the|another|only|just))*|[~≈<>≤≥±]) ?{BLANK}", re.IGNORECASE
)
_VAGUE_ASKED = re.compile(
    rf"^(?:{_BOUND})\b|\b(?:{_BOUND}) (?:how|what|which)\b|\b(?:roughly|approximately|ballpark"
    r"|or so|more or less|at least how|give or take)\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    # where it stands
    r"\b(?:table|figure|fig\.?|section|equation|appendix|page|row|column|paragraph|footnote) "
    r"(?:[0-9ivx]+\b|above|below)|\bprinted in\b|\b(?:the|this|given|above) (?:passage"
    r"|paragraph|excerpt|abstract"
    r"|context|text|summary|snippet)\b|\b(?:first|second|third|last) (?:sentence|paragraph)\b"
    # what it looks like from outside
    r"|\bhow many (?:authors|pages|figures|references|citations|words)\b|\b(?:first|last|lead"
    r"|senior"
    r"|corresponding) author\b|\bwho (?:wrote|is the author|are the authors|published)\b"
    r"|\b(?:when|where|which (?:year|journal|venue|conference)) (?:\w+ ){0,3}(?:published"
    r"|submitted|presented)"
    r"|\bstands? for\b|\bacronym\b|\babbreviat\w+|\btitle of\b"
    r"|\b(?:is|was) (?:this|the) (?:paper|work|study|article) (?:mainly |mostly "
    r"|generally )?about\b"
    r"|\b(?:main|general|overall) (?:topic|subject|theme|idea)\b|\bwhich field\b"
    # what readers or others think, wish, or will do
    r"|\b(?:you|your|yours|opinion|favou?rite|in general)\b|\bmost (?:interesting|impressive"
    r"|exciting"
    r"|important|surprising|beautiful)\b|\bwhy should\b|\bshould (?:every|all|we|one|people"
    r"|everyone)\b"
    r"|\b(?:currently|today|nowadays|these days|so far|right now|recently)\b"
    r"|\b(?:might|perhaps|one day|some day|someday|in (?:the )?future|hopefully|will (?:this|it"
    r"|they"
    r"|save|change))\b"
    r"|\bwho (?:invented|discovered|coined|founded)\b",
    re.IGNORECASE,
)
_UNFOUNDED = re.compile(
    r"^(?:which|what)(?: \w+){0,2} (?:is|are|works?|performs?) (?:the )?(?:better|best|worse"
    r"|worst|good"
    r"|bad|right|true|correct)\?$|^(?:who|what|why|how|when|where|which)(?: \w+)?\?$"
    r"|^what (?:do|did|does) (?:they|it|he|she|the authors|the paper|this paper) (?:show|do|say"
    r"|find"
    r"|mean|want|think|claim|prove)\?$",
    re.IGNORECASE,
)
_PRAISE = re.compile(
    r"!|\b(?:ground-?breaking|revolution\w+|game[- ]chang\w+|breakthroughs?|amazing\w*|awesome"
    r"|brilliant\w*"
    r"|miracle|miraculous|incredibl[ey]|astonishing\w*|stunning\w*|fantastic\w*|spectacular\w*"
    r"|genius|magical"
    r"|must[- ](?:read|see)|mind-?blowing|world[- ]class|unparalleled|unrivall?ed|unbeatable"
    r"|cutting[- ]edge|next[- ]gen(?:eration)? (?:ai|solution)|best[- ]in[- ]class|visionary"
    r"|masterpiece"
    r"|elegant\w*|beautiful\w*|impressive\w*|exciting\w*|remarkabl[ey]|huge|forever|save the"
    r"|changes? (?:the"
    r" world|everything)|wow)\b",
    re.IGNORECASE,
)
_MACHINE = re.compile(
    r"\bas an ai\b|\b(?:ai )?language model, i\b|\bi (?:would|will|can|cannot|hope|think)\b"
    r"|^sure\b"
    r"|\bhere(?: i|['’])s (?:the|a|your|an)\b|\bcertainly\b|\bas requested\b|\bdistractors?\b",
    re.IGNORECASE,
)


def one_question(case: Case) -> str:
    """The prompt asks one thing, in English, in enough words and not too many."""
    prompt = case.question.prompt
    asked = words(case.asked)
    if len(prompt) > _LONGEST:
        return f"{len(prompt)} signs, not {_LONGEST}"
    if len(asked) < _FEWEST_WORDS:
        return "too short to be understood"
    marks = case.asked.count("?")
    if marks > 1:
        return "asks more than one thing"
    if not marks and (BLANK not in prompt or _COMMAND.match(prompt)):
        return "asks nothing"
    if marks and BLANK in case.asked:
        return "asks, and has a blank outside of its quotation"
    return "" if len(SMALL & set(asked)) > 1 else "no English sentence"


def negated(case: Case) -> str:
    """A reader is not asked for what is false."""
    match = _NEGATED.search(case.asked)
    return f"negated: “{match[0]}”" if match else ""


def exact(case: Case) -> str:
    """One amount is right: with “over 50%”, “over 34%” is right too."""
    bounded = [
        option
        for option, each in zip(case.question.options, case.amounts, strict=True)
        if each and each.bounded and not case.names_papers
    ]
    if bounded:
        return f"a bound fits more than one amount: {bounded[0]}"
    vague = _VAGUE_ASKED.search(case.asked)
    if case.is_of_numbers:
        bound = _BEFORE_BLANK.search(case.question.prompt)
        is_highest = bound and bound[0].lower().startswith("up to") and "." in case.key
        vague = vague or (None if is_highest else bound)
    return f"vague: “{vague[0]}”" if vague and case.is_of_numbers else ""


def of_the_paper(case: Case) -> str:
    """It asks for what the paper found, not for a table, an opinion, or what may come."""
    match = _ELSEWHERE.search(case.asked) or _UNFOUNDED.search(case.asked.strip())
    return f"not a question about what the paper says: “{match[0]}”" if match else ""


def sober(case: Case) -> str:
    """It does not praise, and nobody speaks of himself."""
    said: tuple[str, ...] = (case.asked, case.question.explanation)
    if not case.names_papers:
        said += case.question.options
    for text in said:
        quoted = re.sub(r"“[^”]*”", "", text)
        if match := _PRAISE.search(quoted) or _MACHINE.search(quoted):
            return f"not sober: “{match[0]}”"
    return ""
