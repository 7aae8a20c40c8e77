"""How much of a paper is about a topic: its subject, or a word in passing.

Looked at are stems: those of the topic, and of a few words that authors of any field use, as “we”,
“such as” or “via”. The weights were chosen on the 60 days of `bench/topics.py tuning`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from bot.models import Paper, Topic
from bot.papers.match import Match, Text, match, read_words
from bot.text.words import stem, words

_TITLED = 0.95  # what is left of a title's score where the abstract never comes back to it
_SEVERAL, _ONE = 0.6, 1.05  # points that make half of a share: a single word is more often chance
_FAR = 0.6  # of what stands further from “we”
_LAST = 0.4  # the last sentence says what it may be good for besides, or where the code is
_REACH = 3  # words for each of a topic's that stand near each other
_CLOSE = 12  # words from “we” to what they did
_OPENING = 6  # words before what a sentence is about
_MEANS_REACH = 4  # words from “via” to what it is that


def close_match(topic: Topic, paper: Paper) -> Match | None:
    """Like `match`, but the less the paper is about the topic, the lower its score.

    In a title a word is the subject. In an abstract it counts how often it is there, where, and
    whether the authors say it of their own work. Whoever names an author gets all that fits.
    """
    topic, rows = _asked(topic)
    fits = match(topic, paper)
    if fits is None or not rows:
        return fits
    text = read_words(paper)
    share = sum(_share(each, text) for each in rows) / len(rows)
    return Match(round(fits.score * share, 3), fits.why)


@lru_cache(maxsize=1024)
def _asked(topic: Topic) -> tuple[Topic, "tuple[_Row, ...]"]:
    """The topic, and what of it a paper may be more or less about."""
    if len(topic.telling) == 1:  # “the robot” is asked for as “robot” is
        topic = replace(topic, words=topic.telling)
    if topic.authors:
        return topic, ()
    rows = [_Row(each, each) for each in map(words, topic.phrases)]
    if topic.words:
        rows.append(_Row(topic.words, topic.telling))
    return topic, tuple(rows)


class _Row:
    """Words of a topic by their stems, a space around: in a row, and those that tell."""

    def __init__(self, row: tuple[str, ...], telling: tuple[str, ...]) -> None:
        self.whole = _stemmed(row)
        self.each = tuple(_stemmed([one]) for one in dict.fromkeys(telling))
        self.initials = "".join(one[0] for one in row)


def _stemmed(said: Iterable[str]) -> str:
    return f" {' '.join(map(stem, said))} "


def _share(row: _Row, text: Text) -> float:
    """How much of a paper is about these words, in 0..1: all where the title says so."""
    title, sentences = text.title.stems, text.abstract.sentences
    acronym = _acronym(row, text.abstract.stems)
    points = sum(_mentions(row, acronym, sentences))
    if row.whole in title or _nearby(row.each, title) >= 0:
        return _TITLED + (1 - _TITLED) * min(points / 2, 1)
    if acronym and acronym in title:
        return 1.0
    *narrowing, _ = row.each
    if not narrowing:
        return points / (points + _ONE)
    titled = tuple(each for each in row.each if each in title)
    if len(titled) * 3 >= len(row.each) * 2 and _nearby(titled, title) >= 0:
        points += 0.6
    # The last word of a topic is mostly a kind of thing, the others say which: “video” of video
    # understanding says something too where it stands alone.
    points += 0.25 * sum(each in title for each in narrowing) + 0.2 * (titled == row.each)
    if row.whole not in text.abstract.stems:  # all of many words are seldom there by chance
        points += 0.25 * max(len(row.each) - 3, 0)
    points += min(0.1 * sum(any(map(each.__contains__, narrowing)) for each in sentences), 0.3)
    return points / (points + _SEVERAL)


def _mentions(row: _Row, acronym: str, sentences: tuple[str, ...]) -> Iterator[float]:
    """The points of each sentence that names it, the words in a row or near each other."""
    for number, sentence in enumerate(sentences):
        worth, at = 1.0, sentence.find(row.whole)
        if at < 0 and acronym:
            at = sentence.find(acronym)
        if at < 0:
            worth, at = 1 - 0.8 / len(row.each), _nearby(row.each, sentence)
        if at >= 0:
            worth *= _LAST if number == len(sentences) - 1 > 2 else 1
            yield worth * _weight(sentence[: at + 1], sentence[at:], number)


def _weight(before: str, after: str, number: int) -> float:
    """What it is worth to be named here, in sentence `number`: most as what the authors did."""
    close = " ".join(["", *before.rsplit(None, _CLOSE)[-_CLOSE:], ""])
    listed = 0.4 if _LISTS.search(close) else 1.0
    means = _MEANS.search(" ".join(["", *close.split()[-_MEANS_REACH:], ""]))
    if _OWN.search(before):
        return listed * (0.5 if means else 1.0 if _OWN.search(close) else _FAR)
    if _OWN.search(after):
        return listed * 0.5
    opens = number < 2 and before.count(" ") - 1 <= _OPENING and not means
    return listed * (0.7 if opens else 0.4 if number < 2 else 0.35)


def _nearby(each: Sequence[str], text: str) -> int:
    """Where all of several words stand near each other; -1 where they do not.

    Turned round they stand nearer, but not side by side: a house boat is no boat house.
    """
    if len(each) < 2 or not all(word in text for word in each):
        return -1
    wanted = [word.strip() for word in each]
    said = text.split()
    for start, word in enumerate(said):
        if word in wanted:
            reach = _REACH * len(wanted) - 1 if word == wanted[0] else 2 * len(wanted)
            near = said[start : start + reach]
            if near[: len(wanted)] != wanted[::-1] and {*wanted} <= {*near}:
                return len(" ".join(said[:start]))
    return -1


def _acronym(row: _Row, abstract: str) -> str:
    """What stands for the words behind them: “3dgs” behind “gaussian splat”, or nothing."""
    at = abstract.find(row.whole)
    if at < 0 or len(row.initials) < 2:
        return ""
    behind = abstract[at + len(row.whole) :].split(" ", 1)[0]
    bare = behind.lstrip("0123456789d") if behind[:1].isdigit() else behind
    return f" {behind} " if bare in (row.initials, f"{row.initials}s") else ""


def _any_of(said: str) -> re.Pattern[str]:
    return re.compile("|".join(_stemmed(each.split()) for each in said.split(",")))


_OWN = _any_of("we,our,this paper,this work,this study,this article,this survey")
_LISTS = _any_of("such as,including,e g,like,across,beyond,spanning,unlike,compared to")
_MEANS = _any_of("using,via,with,by,through,employ,leverage,adopt,utilize,based on")
