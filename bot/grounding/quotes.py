"""Where a source has a quote: found though spaces, hyphens, ligatures or a letter differ."""

import unicodedata
from bisect import bisect_right
from collections import deque

from rapidfuzz import fuzz

NEAR = 90.0
"""How alike the words must be, from 0 to 100."""
LONGEST = 1_000
_FEWEST_SIGNS, _FEWEST_WORDS = 20, 4


class Quotes:
    """A source text, prepared for finding quotes in it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._key, self._at = _key(text)
        self._words = _spans(self._key)

    def find(self, quote: str) -> tuple[int, int] | None:
        """Start and end in the source of the words that a quote means, None where it has none."""
        key, _ = _key(quote[: 4 * LONGEST])
        key = key.strip()[:LONGEST]
        if not key or not self._at:
            return None
        start = self._key.find(key)
        if start < 0:
            return self._fuzzy(key)
        return self._whole(start, start + len(key))

    def _fuzzy(self, key: str) -> tuple[int, int] | None:
        best: tuple[float, int, int] = (0.0, 0, 0)
        for low, high in self._windows(key):
            window = self._key[low:high]
            found = fuzz.partial_ratio_alignment(key, window, score_cutoff=NEAR)
            if len(window) < len(key):  # then the window was looked for in the quote
                continue
            if found and found.score > best[0]:
                best = (found.score, low + found.dest_start, low + found.dest_end)
        return self._whole(*best[1:]) if best[0] >= NEAR else None

    def _windows(self, key: str) -> list[tuple[int, int]]:
        """The few stretches of the source that share most words with the quote."""
        wanted = set(key.split())
        width = len(key.split()) + 4
        shared, scores = deque[bool](), []
        count = 0
        for number, (word, _, _) in enumerate(self._words):
            shared.append(word in wanted)
            count += shared[-1]
            if len(shared) > width:
                count -= shared.popleft()
            scores.append((count, number))
        tried: list[int] = []
        for _, number in sorted(scores, reverse=True)[: 40 * width]:
            if all(abs(number - other) > width // 2 for other in tried):
                tried.append(number)
            if len(tried) == 3:
                break
        spans = []
        for number in tried:
            first, last = max(0, number - width - 4), min(len(self._words) - 1, number + 4)
            spans.append((self._words[first][1], self._words[last][2]))
        return spans

    def _whole(self, start: int, end: int) -> tuple[int, int]:
        """The same in the source text, from the start of a word to the end of one."""
        text = self._text
        low, high = self._at[start], self._at[min(end, len(self._at)) - 1] + 1
        while low > 0 and text[low - 1].isalnum() and text[low].isalnum():
            low -= 1
        while high < len(text) and text[high].isalnum() and text[high - 1].isalnum():
            high += 1
        while high < len(text) and text[high] in ".%)”\"'!?":
            high += 1
        while low < high and text[low].isspace():
            low += 1
        while high > low and text[high - 1].isspace():
            high -= 1
        return low, high


def too_short(quote: str) -> bool:
    """Whether so few words prove nothing."""
    folded = " ".join(quote.split())
    return len(folded) < _FEWEST_SIGNS or len(folded.split()) < _FEWEST_WORDS


def _key(text: str) -> tuple[str, list[int]]:
    """A text as compared, and for each sign of it where it was: no case, ligatures, hyphens."""
    signs: list[str] = []
    at: list[int] = []
    for number, sign in enumerate(text):
        plain = _plain_sign(sign)
        if plain == " " and (not signs or signs[-1] == " " or text[number - 1] in "-\u2010\u00ad"):
            continue
        for each in plain:
            signs.append(each)
            at.append(number)
    return "".join(signs), at


def _plain_sign(sign: str) -> str:
    if sign.isascii():
        return " " if sign.isspace() else "" if sign in "-'\"`" else sign.lower()
    if sign in "\u2010\u2011\u2012\u2013\u2014\u2212\u00ad\u2018\u2019\u201c\u201d\u201e":
        return ""
    if sign.isspace():
        return " "
    decomposed = unicodedata.normalize("NFKD", sign)
    return "".join(each for each in decomposed if not unicodedata.combining(each)).lower()


def _spans(key: str) -> list[tuple[str, int, int]]:
    found, start = [], 0
    for word in key.split(" "):
        if word:
            found.append((word, start, start + len(word)))
        start += len(word) + 1
    return found


def index_at(starts: list[int], place: int) -> int:
    """Which of the sorted starts a place belongs to."""
    return max(0, bisect_right(starts, place) - 1)
