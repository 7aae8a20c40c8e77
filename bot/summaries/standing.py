"""Which sentences make sense on their own, and the clean halves and heads of long ones."""

import re
from collections.abc import Iterator

from bot.summaries.cues import opened
from bot.summaries.hollow import SEVERAL, is_beside, is_hollow, is_of_later


def fitting(text: str, characters: int) -> str:
    """`text`, or a clause of it that is a sentence too, of about so many; else nothing.

    A whole sentence may be longer by three fifths: cutting is worse.
    """
    most = characters * 8 // 5
    if len(text) <= most:
        return text
    return max((head for head in _heads(text) if len(head) <= most), key=len, default="")


def standing(sentence: str, *, of_later: bool = False) -> Iterator[str]:
    """The sentence as it may stand in a summary, or its halves; nothing where it says nothing.

    `of_later`: it may say what the authors leave for later.
    """
    if not _is_whole(sentence):
        return
    for half in _halves(sentence):
        text = _unled(half)
        if is_hollow(text) or (is_of_later(text) and not of_later):
            text = max(
                (head for head in _heads(text) if not (is_hollow(head) or is_of_later(head))),
                key=len,
                default="",
            )
        if len(text) >= _SHORTEST and not is_beside(text):
            yield text


def is_alone(text: str, *, strictly: bool = False) -> bool:
    """Whether it needs no other sentence, as “these gaps” do; `strictly`: not by a single word."""
    refers = _REFERS_AT_ALL if strictly else _REFERS
    return not (_POINTS.search(text) or refers.search(text))


def _is_whole(sentence: str) -> bool:
    """Neither cut off nor torn apart by the reader of sentences."""
    if len(sentence) > _LONGEST or not _WHOLE.search(sentence) or _TORN.search(sentence):
        return False
    return _is_balanced(_MARK.sub("", sentence))


def _is_balanced(text: str) -> bool:
    return all(text.count(left) == text.count(right) for left, right in _PAIRS)


def _halves(sentence: str) -> Iterator[str]:
    if listed := _LISTED.search(sentence):
        items = [each.rstrip(" ,;.") for each in _ITEM.split(sentence[listed.start(1) :])]
        items = [each for each in items if len(each) >= _SHORTEST]
        if items and all(map(_is_item, items)):
            yield from (each[0].upper() + each[1:] + "." for each in items)
            return
    cut = _TURN.search(sentence) or ("; " in sentence and _SEMICOLON.fullmatch(sentence))
    if not cut or not all(_is_clause(half) for half in cut.groups()):
        yield sentence
        return
    first, second = cut.groups()
    yield first + "."
    yield second[0].upper() + second[1:]


def _is_item(text: str) -> bool:
    return _is_clause(text) and not _MARK.search(text)


def _is_clause(text: str) -> bool:
    return _is_balanced(text) and bool(_VERB.search(text)) and not _SUBORDINATE.match(text)


def _unled(text: str) -> str:
    """The sentence without the words that only lead over to it."""
    rest = _TRAIL.sub("", text)
    for _ in range(3):
        before, rest = rest, opened(_LEAD.sub("", rest, count=1))
        if before == rest:
            break
    first = rest.split(maxsplit=1)[0]
    if first in ("which", "Which", "that", "where", "Where"):
        return text
    return rest[0].upper() + rest[1:] if first.islower() and rest != text else rest


def _heads(text: str) -> Iterator[str]:
    """What stands before a tail of the sentence, as a sentence."""
    for cut in _TAIL.finditer(text):
        head = text[: cut.start()].rstrip(" ,:;–—-")
        if len(head) >= _SHORTEST_HEAD and _is_clause(head) and not _ENUMERATES.search(head):
            yield head + "."


_SHORTEST, _SHORTEST_HEAD, _LONGEST = 40, 50, 1200  # characters
_PAIRS = (("(", ")"), ("[", "]"), ("“", "”"), ("{", "}"))
_NOUN = (
    r"(?:paper|work|study|survey|article|letter|thesis|report|review|"
    r"research|project|note|chapter|tutorial|publication|manuscript|dissertation|essay)"
)
_WHOLE = re.compile(
    r"^[\"“(\[]?(?:[A-Z0-9\u0370-\u03ff]|[a-z]{1,6}[A-Z0-9-]).*(?<!\.\.)[.!][\"”’')\]]*$"
)
_TORN = re.compile(r"[.!?] \(\w{1,3}\) [a-z]")
_MARK = re.compile(r"\(?\b(?:\d|i{1,3}|iv|vi?|[a-f])\) ")
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|can|cannot|do|does|did|may|will|would|we \w+|propos\w+|"
    r"introduc\w+|present\w*|shows?|achiev\w+|outperforms?|improv\w+|remains?|requires?|fails?|"
    r"lacks?|uses?|need\w*|offers?|provid\w+|demonstrat\w+|relies|rely|struggles?|suffers?|"
    r"faces?|investigat\w+|enables?|focus\w*|reveals?|learns?|combin\w+|consists?|reduc\w+)\b",
    re.IGNORECASE,
)
_SUBORDINATE = re.compile(
    r"(?:While|Although|Though|Despite|As|When|Whereas|If|Since|Because|To|By|Given|Even|With|"
    r"Unlike|Through|Using|In|On|For|Under|From|Based|Without|Rather|Instead of|Beyond|"
    r"Not|Compared|[A-Z]\w+ing(?=[^,]*,))\b(?![^,]*, (?:we|the|our|this|existing|an?) )"
)
_OTHERS = r"(?:existing|current|most|many|prior|previous|traditional|conventional|recent)"
_TURN = re.compile(
    rf"^(.{{40,}}?), (?:but|yet|while|whereas) (?:for |in )?(?={_OTHERS}\b)(.{{40,}})$"
)
_SEMICOLON = re.compile(
    r"((?:(?!; ).){40,}); (?:(?:however|thus|therefore|moreover|furthermore|hence), (?!it |they )|"
    rf"(?=(?:we|our|the|this {_NOUN}|{_OTHERS}) ))((?:(?!; ).){{40,}})"
)
_LISTED = re.compile(
    r"\b(?:that|findings|observations|insights|results|conclusions)[:,]? (\(?(?:1|i|a)\) .*)"
)
_ITEM = re.compile(r"(?:^|[;,.] (?:and )?| and )\(?(?:\d|i{1,3}|iv|vi?|[a-f])\) ")
_TAIL = re.compile(
    r", (?:\w+ly |thereby |thus |hence |while |further |even )*(?:achieving|enabling|outperforming|"
    r"demonstrating|leading|resulting|improving|reducing|allowing|providing|offering|highlighting|"
    r"paving|opening|making|yielding|surpassing|showing|ensuring|revealing|suggesting|laying|"
    r"underscoring|establishing|facilitating|advancing|setting|including|ranging|which|where|"
    r"using which|contributing|empowering|marking|positioning|presenting|such as|with)\b"
    rf"|,? (?:with|that|which|comprising|consisting|featuring)(?: \w+)?(?: of)? {SEVERAL}\b"
    r"|; |: |, (?:and|while|whereas|but) (?=(?:we|our|it|the)\b)| and (?=we\b)"
)
_ENUMERATES = re.compile(
    r"\b(?:both|not only|either|following|threefold|as follows)$|\(\w\)|\b1\)"
    rf"|\b{SEVERAL} (?:[\w-]+ ){{0,4}}[\w-]+s$"
)
_LEAD = re.compile(
    r"^(?:However|Nevertheless|Nonetheless|Yet|Unfortunately|Still|Meanwhile|Notably|Importantly|"
    r"Also|Second|Secondly|Third|Thirdly|Next|Then|Subsequently|Firstly|In contrast|By contrast|"
    r"In turn|Conversely|Instead|Crucially|Interestingly|Surprisingly|Remarkably|In summary|"
    r"In conclusion|In short|To summarize|Most importantly|More importantly|On one hand|"
    r"On the other hand|That said|In fact|Indeed|At the same time|So|In doing so|Ultimately|"
    r"Critically|Further|In detail|In conjunction|In essence|Against this backdrop|"
    r"Architecturally|In this (?:context|regard|setting|direction)), (?=\S)"
    r"|^To (?:address|tackle|solve|overcome|mitigate|alleviate) the (?:issue|problem|challenge|"
    r"limitation|gap|shortcoming)s?, (?=\S)"
    r"|^(?:But|And) (?=\w{2})"
    r"|^(?:In (?:response|light|view|answer) (?:to|of)|Towards?|Addressing|Tackling|Considering|"
    r"Given|Following|Recognizing|Leveraging|Observing|For|Based on|Building (?:up)?on) "
    r"(?:\w+ ){0,2}(?:this|these|such|those|that) (?:[\w-]+ ){0,4}[\w-]+, "
    r"(?=(?:we|this paper|our) )"
    r"|^(?:Background|Objectives?|Aims?|Purpose|Motivation|Introduction|Materials|Methods?|"
    r"Approach|Results|Findings|Conclusions?|Significance)(?: and [Mm]ethods)?: "
)
_TRAIL = re.compile(
    r",? (?:in order )?to (?:address|tackle|solve|overcome|mitigate|bridge|fill|resolve) "
    r"(?:this|these|those|such)\b[^,;:]{0,60}(?=\.$)"
)
# A sentence that begins so needs the one before it.
_POINTS = re.compile(
    rf"^\(|^(?:(?:This|That)(?! (?:[\w-]+ ){{0,2}}{_NOUN}\b)|"
    r"(?:These|Those|They|Its?|Their|Such|He|She|Them|Doing so|Here|Another|Others|"
    r"Similarly|Likewise|Otherwise)\b"
    r"(?! is (?:\w+ )?(?:\w+ )?(?:to|that)\b)|The (?:former|latter|resulting|same|other)\b"
    r"|(?:By|With|Without|From|Under|Through|To|In|For|Of|On|Despite|Given|Using|Unlike|Like|"
    r"While|Although|Since|As|If|When|Because|\w+ing|Both|All|Each|None|Some|One|Most) "
    r"(?:of )?(?:\w+ )?(?:this(?! (?:paper|work|study|article|survey|letter|thesis|report)\b)|"
    r"these|those|such|them|they|it|doing so)\b)"
    r"|^[^,]{0,80}, (?:it|they|these) (?!is (?:\w+ )?(?:to|that)\b)"
)
_REFERS = re.compile(
    r"\b(?:address|tackl|solv|mitigat|overcom|achiev|resolv|do)\w* (?:this|these|that|it|so)"
    r"(?: by| with| through| using|[,.])|"
    r"^.{0,25}\b[Tt]h(?:e|o)se \w"
    r"|\bthe (?:first|second|latter|former) (?:finding|insight|observ|issue)"
    r"|\b(?:this|these|such|those|the above|aforementioned) (?:[\w-]+ )?(?:gaps?|issues?|problems?|"
    r"challenges?|limitations?|questions?|difficult\w+|shortcomings?|concerns?|goals?|end|aims?|"
    r"assumptions?|findings|observations?|insights?|ideas?|trade-?offs?|needs?|phenomen\w+|"
    r"risks?|weakness\w*|bottlenecks?|drawbacks?|setbacks?|obstacles?|hypothes\w+)\b"
)
_REFERS_AT_ALL = re.compile(
    rf"\b(?:[Tt]h(?:e|o)se|[Tt]his(?! (?:[\w-]+ ){{0,2}}{_NOUN}\b)|[Ss]uch(?! as\b)|above|"
    r"aforementioned|as follows|the (?:following|latter|former))\b"
)
