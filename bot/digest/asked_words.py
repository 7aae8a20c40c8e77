"""What stands for what in the line that a person asks a digest with: patterns, marks, words."""

import re

from bot.papers import read_topic
from bot.text.words import words
from bot.times import like_timezone, read_timezone

DONE, CLOCK, DAYS, OPTION = "\x00", "\x01", "\x02", "\x03"  # `clean` leaves none of them
_MARKS = (DONE, CLOCK, DAYS)
ASIDE = 0xF0000  # the first sign that stands for something put aside: of private use
PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")

QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″＂", '"'))
QUOTED = re.compile(
    r"(?<![^\s,;(=])(?P<minus>[-−–])?(?P<by>by: ?)?"
    r"""(?:"(?P<phrase>[^"]*)"|[‘‚'](?P<single>[^\s'’‘](?:[^'’‘"]*[^\s'’‘"])?)[’‘'](?![^\s,;.)]))""",
    re.IGNORECASE,
)
UNCLOSED = re.compile(r'(?<![^\s,;(=])[-−–]?(?:by: ?)?("\S*)', re.IGNORECASE)
ASIDE_WORD = re.compile(
    r"(?<![^\s,;(])(?<!max )(?:(?P<minus>[-−–]+)(?:by:)?|(?P<by>by: ?))(?P<word>[^\s,;\x00-\x03]+)",
    re.IGNORECASE,
)
OPTIONS = {
    "max": "max", "top": "max", "at": "at", "time": "at", "days": "on", "day": "on",
    "timezone": "in", "tz": "in", "style": "style", "language": "language", "lang": "language",
    "quiz": "quiz", "breadth": "breadth",
}  # fmt: skip
LEFT_OUT = {"topic": " , ", "topics": " , ", "category": " ", "categories": " "}
_NAMES = "max|top|at|time|days?|timezone|tz|style|language|lang|quiz|breadth"
OPTION_TYPED = re.compile(
    rf"(?<![^\s,;])(?:(?:--|—(?=(?:{_NAMES})\b))(?P<dashed>[a-z][\w-]*)(?: ?[=:])?"
    rf"|(?P<plain>{_NAMES}) ?=|(?P<colon>(?:max|at)(?= ?: ?[0-9])|days(?= ?:)) ?:)\s*",
    re.IGNORECASE,
)
SPACED_OFFSET = re.compile(r"(?<!\S)(utc|gmt) ?([-+−–]) ?(?=[0-9])", re.IGNORECASE)
SEPARATOR = re.compile(r"[;\n，、；]|,(?![0-9])|(?<![0-9]),|(?<!\S)or(?!\S)", re.IGNORECASE)


def _part(pattern: str) -> re.Pattern[str]:
    """Whole words, whatever brackets and full stops stand around them."""
    return re.compile(rf"(?<!\S)\(?(?:{pattern})[.!?)]*(?!\S)", re.IGNORECASE)


MAX = _part(
    r"(?:\x03?(?:max(?:imum|\.)?|top|at most|no more than|limit) "
    r"(?P<count>[-−–]?[0-9]+)(?: papers?)?"
    r"|(?:up to )?(?P<papers>[0-9]+) papers?)(?: (?:a|per|each) day)?"
)
# “style deep” may begin a topic, unless nothing follows.
STYLE = _part(
    r"\x03style (?P<sure>\S+)"
    r"|style (?P<style>tldr|points|brief|deep)(?=[.!?)]*(?: [,\x00-\x03]|$))"
)
QUIZ = _part(r"\x03quiz (?P<quiz>\S+)")
# “broad” and “strict” may end a topic, but hardly ever do.
_ENDS = r"(?=[.!?)]*(?: [,\x00-\x03]|$))"
BREADTH = _part(
    r"\x03breadth (?P<sure>\S+)|breadth (?P<behind>strict|normal|broad)"
    rf"|(?P<before>strict|normal|broad) breadth|(?P<bare>strict|broad){_ENDS}"
)
_VOTES = r"(?: (?:(?:the|our|my|all) )*(?:votes?|tastes?|everything))?"
RESET = _part(rf"(?:^|(?<=[,\x00-\x03] ))(?:please )?reset{_VOTES}(?: please)?{_ENDS}")
LANGUAGE = _part(r"\x03language (?P<language>\S+)")
_UNIT = (
    r"[kmgtp]?(?:ev|hz|pa)|[munpkcµμ]m|microns?|k|kelvin|°?c|percent|d?b|bits?|fps|degrees?|sigma|σ"
    r"|loops?|tesla|[kMG]?pc|[mg]yr|m?s|a\.?u\.?"
)
_NOT_UNIT = rf"(?![.!?)]* (?:{_UNIT})(?!\S))"
TIME = _part(
    r"(?:\x03?at |@ ?)(?P<at>[0-9]{1,2}(?:[:.h][0-9]{2}|h)?"
    rf"(?: ?[ap]\.? ?m(?!\w)\.?| ?o.?clock|{_NOT_UNIT})|noon|midnight)"
    r"(?: in the (?P<half>morning|afternoon|evening))?"
    r"|(?P<bare>[0-9]{1,2}(?:[:.][0-9]{2})? ?[ap]\.?m|(?:[01]?[0-9]|2[0-3]):[0-5][0-9])"
)
BEHIND_DAYS = re.compile(r"(?<=\x02 )(?P<at>[0-9]{1,2}h?)(?= [,\x00-\x03]|$)")
_SHORT = r"(?:mon|tues?|weds?|thu(?:rs?)?|fri|sat|sun)\.?"
_WORKING = r"(?:mon|tues?|weds?|thu(?:rs?)?|fri)\.?"  # what is hardly ever a topic
_LONG = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_TO = r"(?: ?[-–—] ?| (?:to|through|till|until) )"
_SPAN = rf"(?:(?:{_LONG}|{_SHORT}){_TO}(?:{_LONG}|{_SHORT}))"
_GROUP = (
    r"(?:(?:every|each) ?(?:(?:week)?days?|morning|evening)|every week"
    r"|weekdays?|workdays?|weekends?|weekly|daily)"
)
_AND = r"(?:(?: ,)? and | ?[+&] ?)"


def _listed(first: str, each: str, least: str) -> str:
    """A list: commas first, then “and”, behind which a comma begins something else."""
    return rf"{first}(?:(?:(?: , | ?/ ?){each})+(?:{_AND}{each})*|(?:{_AND}{each}){least})"


# Behind a comma, “SAT solvers” are more likely a topic than a day.
_EITHER = rf"(?:{_SPAN}|(?!(?-i:SAT|SUN) [^\W_]){_SHORT})"
_ANY = (
    rf"(?:{_listed(_SPAN, _EITHER, '*')}|{_listed(_SHORT, _EITHER, '+')}"
    rf"|{_WORKING}(?: {_WORKING})+|{_listed(_LONG, _LONG, '*')}|{_GROUP})"
)
_ON = rf"(?:\x03?on|weekly on|every|each) (?:{_ANY}|(?!(?:sat|sun) [^\W_]){_SHORT})"
ON_DAYS = _part(
    rf"(?:{_ON}|{_ANY})(?: (?:and|&) (?:{_ON}|{_ANY}|{_SHORT}))*(?: only)?"
    rf"|{_SHORT} (?:and|&) {_ANY}"
    rf"|{_SHORT}(?= \x01)|(?<=\x01 ){_SHORT}(?= [,\x00-\x03]|$)"
)
ADJECTIVES = {"daily", "weekly", "everyday"}
_SLASHED = re.compile(r"[A-Z][a-z]+/[A-Z]\w+")
_AREAS = re.compile(
    r"(?:africa|america|antarctica|asia|atlantic|australia|europe|indian|pacific|etc|us)/.+"
)
_UTC = re.compile(r"(?:utc|gmt)(?:[-+−–][0-9:]+)?")
_NEVER_TOPICAL = {"time", "on", "at", "in", "and", "&", "max", "top"}
_OF_TIME = {"series", "scale", "scales", "step", "steps", "travel", "reversal", "domain"}
_BEFORE_MARKS = {"and", "&", "+", "in", "with", "from", "please"}
_AFTER_MARKS = {"and", "&", "+", "on", "about", "please"}


def timezone_at(tokens: list[str], *, behind_clock: bool) -> tuple[int, str | None]:
    """How many of the first tokens name a time zone, and which."""
    option = tokens[0] == f"{OPTION}in"
    start = int(option or tokens[0].lower() == "in")
    for end in range(min(start + 3, len(tokens)), start, -1):
        if not all(map(plain, tokens[start:end])):
            continue
        name = " ".join(tokens[start:end]).strip("(.!?)")
        after = [each.lower().strip("(.!?)") for each in tokens[end : end + 2]]
        timed = after[:1] == ["time"] and not _OF_TIME.intersection(after[1:])
        rest = tokens[end + timed :]
        ends = behind_clock and (not rest or not plain(rest[0]))
        alone = end == start + 1
        sure = (alone and (option or _like_zone(name))) or (ends and timed and name.istitle())
        maybe = option or timed or ends or "/" in name or (behind_clock and name.isupper())
        if sure or (maybe and like_timezone(name)):
            return end + timed, read_timezone(name)
    return 0, None


def _like_zone(name: str) -> bool:
    """Whether a word is meant for a zone, as UTC, UTC+2, europe/berln and Foo/Bar are."""
    lower = name.lower()
    return bool(_UTC.fullmatch(lower) or _AREAS.fullmatch(lower) or _SLASHED.fullmatch(name))


def plain(word: str) -> bool:
    """Whether this is a word as typed: no separator, no mark, nothing put aside."""
    return word != "," and " " <= word[0] < chr(ASIDE)


def topical(word: str) -> bool:
    """Whether this is a word of a topic, for all that can be told while schedules are read."""
    if not plain(word) or word.lower() in _NEVER_TOPICAL:
        return False
    return not (_like_zone(word) or like_timezone(word) or read_topic(word).categories)


def unglued(tokens: list[str]) -> list[str]:
    """Without the marks, the “and” or “in” that joined them, and bullets."""
    joined = [DONE, *tokens, DONE]
    for place in range(1, len(joined)):
        glue = _AFTER_MARKS if place > 1 else _AFTER_MARKS - {"on", "about"}
        if joined[place - 1] in _MARKS and joined[place].lower() in glue:
            joined[place] = DONE
    for place in range(len(joined) - 3, 0, -1):
        if joined[place + 1] in _MARKS and joined[place].lower() in _BEFORE_MARKS:
            joined[place] = DONE
    left = [each for each in joined if each not in _MARKS]
    spoken = [place for place, each in enumerate(left) if not plain(each) or words(each)]
    return left[spoken[0] : spoken[-1] + 1] if spoken else []
