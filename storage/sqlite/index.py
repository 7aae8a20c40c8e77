"""The index of words: what stands in it, and how it is asked for a topic.

It holds the stems of what people read, cut as `bot.papers.match` cuts them, so that it offers
every paper that fits a topic.
"""

from collections.abc import Iterable, Iterator

from bot.models import Topic
from bot.text.stems import stems
from bot.text.words import stem, words

_NEAR = 20  # words: about a sentence
_NEWEST = 0.5  # what `bot.papers.match` gives where nothing but categories is wanted
_MIDDLE = 4  # names between the first and the last
_TITLE, _TEXT = "{title_words}", "{title_words abstract_words}"
WORDS = ("title_words", "abstract_words", "author_words")


def text_words(text: str) -> str:
    """What the index holds of a readable title or abstract; it passes over signs."""
    return stems(text)


def holding(word: str) -> str:
    """The papers that have this lower-case word, in the index's own language."""
    return f"{_TEXT} : {_quoted(word)}"


def author_words(authors: Iterable[str]) -> str:
    """What the index holds of readable authors."""
    return " ".join(words(" ".join(authors)))


def queries(topic: Topic) -> Iterator[tuple[str, float]]:
    """The topic in the index's own language, and which score its papers have at best.

    The best papers first; a later query may repeat them. A topic that names no word, phrase or
    author is one query, which is empty.
    """
    people = f"author_words : ({_any(map(_author, topic.authors))})" if topic.authors else ""
    tiers = _tiers(topic)
    if not tiers:
        yield people, 1.0 if people else _NEWEST
    for tier, at_best in tiers.items():
        query = f"({tier}) AND ({people})" if people else tier
        yield query, 1.0 if people or topic.phrases else at_best


def _tiers(topic: Topic) -> dict[str, float]:
    """Words in a row in the title, or anywhere; all in the title, or near; some there; all.

    Each with the most that `bot.papers.match` gives to such words, and not to what is before.
    """
    phrases = [_quoted(each) for each in topic.phrases]
    row = [*phrases, *([_quoted(" ".join(topic.words))] if topic.words else [])]
    each = list(dict.fromkeys([*phrases, *map(_quoted, topic.telling)]))
    if not row:
        return {}
    tiers = {f"{_TITLE} : ({_all(row)})": 1.0, f"{_TEXT} : ({_all(row)})": 0.6}
    if row == each:
        return tiers
    return {
        **tiers,
        f"{_TITLE} : ({_all(each)})": 0.55,
        f"{_TEXT} : NEAR({' '.join(each)}, {_NEAR})": 0.5,
        f"({_TITLE} : ({_any(each)})) AND ({_TEXT} : ({_all(each)}))": 0.5,
        f"{_TEXT} : ({_all(each)})": 0.45,
    }


def _author(author: str) -> str:
    """The family name, near to the first given name or its initial."""
    *given, family = words(author)
    if not given:
        return f'"{family}"'
    first = given[0]
    names = [f'"{first}" *'] if len(first) == 1 else [f'"{first}"', f'"{first[0]}"']
    return _any(f'NEAR({name} "{family}", {_MIDDLE})' for name in names)


def _all(parts: Iterable[str]) -> str:
    return " AND ".join(parts)


def _any(parts: Iterable[str]) -> str:
    return " OR ".join(f"({each})" for each in parts)


def _quoted(text: str) -> str:
    return f'"{_stems(text)}"'


def _stems(text: str) -> str:
    return " ".join(map(stem, words(text)))
