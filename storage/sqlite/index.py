"""The index of words: what stands in it, and how it is asked for a topic.

It holds the stems of what people read, cut as `bot.papers.match` cuts them, so that it offers
every paper that fits a topic.
"""

import json
from collections.abc import Iterable, Iterator

from bot.models import Topic
from bot.text.fold import fold
from bot.text.latex import to_unicode
from bot.text.words import stem, words

_NEAR = 20  # words: about a sentence
_MIDDLE = 4  # names between the first and the last
_TITLE, _TEXT = "{title_words}", "{title_words abstract_words}"
WORDS = ("title_words", "abstract_words", "author_words")


def text_words(text: str) -> str:
    """What the index holds of a title or an abstract."""
    return " ".join(map(stem, _read(text)))


def author_words(authors: str) -> str:
    """What the index holds of authors, a list in JSON."""
    return " ".join(word for name in json.loads(authors) for word in _read(name))


def queries(topic: Topic) -> Iterator[str]:
    """The topic in the index's own language, the best papers first, none in two queries.

    Nothing where the topic names no word, phrase or author.
    """
    people = f"author_words : ({_any(map(_author, topic.authors))})" if topic.authors else ""
    tiers = list(dict.fromkeys(_tiers(topic)))
    if people and not tiers:
        yield people
    for place, tier in enumerate(tiers):
        query = f"({tier}) AND ({people})" if people else tier
        yield f"({query}) NOT ({_any(tiers[:place])})" if place else query


def _tiers(topic: Topic) -> tuple[str, ...]:
    """Words in a row in the title, or anywhere; all in the title, or near; some there; all."""
    phrases = [_quoted(each) for each in topic.phrases]
    row = [*phrases, *([_quoted(" ".join(topic.words))] if topic.words else [])]
    each = list(dict.fromkeys([*phrases, *map(_quoted, topic.telling)]))
    if not row:
        return ()
    return (
        f"{_TITLE} : ({_all(row)})",
        f"{_TEXT} : ({_all(row)})",
        f"{_TITLE} : ({_all(each)})",
        f"{_TEXT} : NEAR({' '.join(each)}, {_NEAR})",
        f"({_TITLE} : ({_any(each)})) AND ({_TEXT} : ({_all(each)}))",
        f"{_TEXT} : ({_all(each)})",
    )


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


def _read(text: str) -> tuple[str, ...]:
    folded = " ".join(text.split())
    # Reading LaTeX is slow, and where none of these is, it changes no word.
    latex = any(sign in folded for sign in "\\${}^")
    return words(fold(to_unicode(folded) if latex else folded))
