"""A sentence without the words that a title would match it by."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from bot.text.words import stem, words

BLANK = "▁▁▁"
_TOKEN = re.compile(r"[^\W_]+")
_HUMP = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_PREFIX = re.compile(
    r"^(?:de|re|un|in|im|non|pre|post|multi|hyper|super|inter|intra|over|under|sub|anti|co|bi|tri)"
    r"(?=\w{4})"
)
_SHORT_FORM = re.compile(r" \((?=[^()]{0,11}[A-Z][^()]{0,11}[A-Z])[\w-]{2,12}\)")
_TAIL = re.compile(r"[+#]*")
"""Belongs to a name: C++."""
_RUN = re.compile(rf"{BLANK}(?:[ /-]{BLANK})+")
_LIKE = 5
"""Words that begin with as many letters alike may be of one family: optimal, optimise."""
_ENDING = 3
"""So much may follow a whole short word: safe, safety."""
_PART = 4
"""So long are parts of words that a reader knows again."""
_HUMP_PART = 3
"""So long are those of made-up names: Mask in DiffuMask, UCB in LinUCB."""
_SMALL = (
    "a about across after all also although an and any are as at be because been before between"
    " both but by can could do does each for from had has have here how i if in into is it its"
    " itself just less many may me might more most much must near no nor not of off on once one"
    " only or other our out over own per same she should show since so some such than that the"
    " their them then there these they this those through to too toward towards two under until"
    " up upon us use via was we were what when where whether which while who whose why will with"
    " within without would yet you your"
)
SMALL = frozenset(_SMALL.split())
"""Words that say nothing alone."""
_STAYING = "a an the of in on to for and or with by from at as is are that this we our it its be"
_COMMONEST = frozenset(_STAYING.split())
"""Only these stay when a title has them."""


def blanked(sentence: str, titles: Sequence[str]) -> str:
    """Blank each word of the titles: its inflections, its family, its abbreviations.

    Neighbouring blanks become one; the commonest words stay. Short forms in brackets go: they
    would say how blanked words begin.
    """
    sentence = _SHORT_FORM.sub("", sentence)
    hidden = _Hidden(titles)
    tokens = list(_TOKEN.finditer(sentence))
    spelt = set(_spelt_out(tokens, hidden.capitals))
    text, last = "", 0
    for number, token in enumerate(tokens):
        if number in spelt or hidden.knows(token[0]):
            text += sentence[last : token.start()] + BLANK
            last = _end_of_name(sentence, token.end())
    return _RUN.sub(BLANK, text + sentence[last:])


def _end_of_name(sentence: str, end: int) -> int:
    match = _TAIL.match(sentence, end)
    return match.end() if match else end


def telling(text: str) -> list[str]:
    """The stems of a text's words that are neither small nor numbers, in its order."""
    return [stem(each) for each in words(text) if each not in SMALL and not each.isdecimal()]


class _Hidden:
    """What the titles show, in the forms in which a sentence may repeat it."""

    def __init__(self, titles: Sequence[str]) -> None:
        self._titles = [[each.lower() for each in _TOKEN.findall(title)] for title in titles]
        shown = [token for title in titles for token in _TOKEN.findall(title)]
        folded = {each for token in shown for each in words(token)} - _COMMONEST
        humps = {part.lower() for token in shown for part in _HUMP.findall(token)}
        bare = {_PREFIX.sub("", each) for each in folded | humps}
        self._parts = {each for each in folded | humps | bare if len(each) >= _PART} - SMALL
        shorter = {each for each in humps if len(each) >= _HUMP_PART} - SMALL
        self._stems = {stem(each) for each in folded | shorter | self._parts}
        self._small = folded & SMALL
        self._initials = {each for title in titles for each in _initials(title)}
        forms = {each.lower() for each in shown if _is_short_form(each)}
        self.capitals = forms | {each.removesuffix("s") for each in forms}

    def _knows_part(self, part: str) -> bool:
        """Whether a title's word begins as a part of a made-up name does: WaveFT for wavelets."""
        return any(each.startswith(part) for each in self._parts)

    def _is_of_beginnings(self, humps: Sequence[str]) -> bool:
        """Whether words that follow each other in a title begin so: MaSoN for make some noise."""
        starts = (
            (title, start) for title in self._titles for start in range(len(title) - len(humps) + 1)
        )
        return any(all(map(str.startswith, title[start:], humps)) for title, start in starts)

    def knows(self, token: str) -> bool:
        """Whether a title shows this word of a sentence, in whatever form."""
        if token.lower() in SMALL:
            return token.lower() in self._small
        form = token.rstrip("s").lower()
        forms = {token.lower(), form, form[:-1] if len(form) > 2 else form}
        if _is_short_form(token) and forms & self._initials:
            return True
        humps = _HUMP.findall(token)
        if len(humps) > 1 and self._is_of_beginnings([each.lower() for each in humps]):
            return True
        parts = [each.lower() for each in humps if len(each) >= _HUMP_PART]
        if len(humps) > 1 and any(map(self._knows_part, parts)):
            return True
        return any(
            stem(each) in self._stems or any(are_kin(each, part) for part in self._parts)
            for each in (*words(token), *parts)
        )


@lru_cache(maxsize=200_000)
def are_kin(one: str, other: str) -> bool:
    """Whether two words or their stems look like kin: spectral, hyperspectral; proving, prover."""
    return _look_alike(one, other) or _look_alike(stem(one), stem(other))


def _look_alike(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short) < _PART:
        return False
    if long.startswith(short) and len(long) - len(short) <= _ENDING:
        return True
    same = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(short))
    alike = max(_LIKE, 0.6 * len(short)), max(_PART, 0.75 * len(short))
    return same >= min(alike) or (short in long and len(short) >= _LIKE)


def _is_short_form(token: str) -> bool:
    return len(re.findall("[A-Z]", token)) > 1


def _initials(title: str) -> Iterator[str]:
    """What may abbreviate some words of the title: LLM for large language model."""
    first = [each[0].lower() for each in _TOKEN.findall(title)]
    large = [each[0].lower() for each in _TOKEN.findall(title) if each.lower() not in SMALL]
    # ROSAS for a ROS-based autonomous system.
    mixed = [
        each.lower() if _is_short_form(each) else each[0].lower()
        for each in _TOKEN.findall(title)
        if each.lower() not in {*SMALL, "based"}
    ]
    for letters in (first, large, mixed):
        for start in range(len(letters)):
            for end in range(start + 2, min(start + 7, len(letters)) + 1):
                window = "".join(letters[start:end])
                yield window
                yield from (window[:cut] + window[cut + 1 :] for cut in range(1, len(window) - 2))


def _spelt_out(tokens: Sequence[re.Match[str]], capitals: Iterable[str]) -> Iterator[int]:
    """Which words spell out what a title abbreviates: “large language models” for LLM."""
    for form in capitals:
        for start in range(len(tokens)):
            yield from _spelt_from(start, form, tokens)


def _spelt_from(start: int, form: str, tokens: Sequence[re.Match[str]]) -> list[int]:
    """The places of the words whose initials are `form`; small words between count or do not."""
    found, left = list[int](), form
    for place in range(start, len(tokens)):
        word = tokens[place][0].lower()
        if left.startswith(word[0]) and not (len(form) < 3 and word in SMALL):
            found.append(place)
            left = left[1:]
        elif word not in SMALL or not found:
            return []
        if not left:
            return found
    return []
