"""The index of words: what stands in it, and how it is asked for a topic.

It holds the stems of what people read, cut as `bot.papers.match` cuts them, so that it offers
every paper that fits a topic. To ask for a column of it is twice as slow as for all of it: so
titles have one of their own as well, and names are marked, that no word is one.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bot.models import Topic
from bot.text.names import PARTICLES, family_spellings
from bot.text.stems import stems
from bot.text.words import stem, words

_NEAR = 20  # words: about a sentence
_NEWEST = 0.5  # what `bot.papers.match` gives where nothing but categories is wanted
_MOST_STEMS = 40
_MIDDLE = 4  # names between the first and the last
ALL, TITLES = "papers_fts", "titles_fts"
TABLES = (ALL, TITLES)
MARK = "¦"  # of a name: no word has it, and to the index it is a letter
WORDS = ("title_words", "abstract_words", "author_words")


def text_words(text: str) -> str:
    """What the index holds of a readable title or abstract; it passes over signs."""
    return stems(text)


def holding(word: str) -> str:
    """The papers that have this lower-case word, in the index's own language."""
    return _quoted(word)


def author_words(authors: Iterable[str]) -> str:
    """What the index holds of readable authors."""
    return " ".join(map(_name, words(" ".join(authors))))


class Query(NamedTuple):
    """What one of `TABLES` is asked, and which score its papers have at best."""

    text: str
    at_best: float
    table: str = ALL


def queries(topic: Topic) -> Iterator[Query]:
    """The topic in the index's own language.

    The best papers first; a later query may repeat them, and the last one has all. A topic that
    names no word, phrase or author is one query, which is empty.
    """
    names = people(topic)
    tiers = _tiers(topic)
    if not tiers:
        yield Query(names, 1.0 if names else _NEWEST)
    for tier in tiers:
        if names:  # only the whole index has names
            text = tier.text if tier.table == ALL else f"title_words : ({tier.text})"
            yield Query(f"({text}) AND ({names})", 1.0)
        else:
            yield tier._replace(at_best=1.0) if topic.phrases else tier


def people(topic: Topic) -> str:
    """Any of the topic's authors, in the index's own language; empty where it names none."""
    return _any(map(_author, topic.authors))


def whole_title(topic: Topic) -> tuple[str, int]:
    """What begins a title that is the topic, word for word, and how many words that title has."""
    rows, _ = spaced(topic)
    if len(rows) != 1:
        return "", 0
    return f'^ "{rows[0].strip()}"', len(rows[0].split())


def telling_stems(topic: Topic) -> tuple[str, ...]:
    """The stems of the topic's telling words, also of those within phrases, each once."""
    every = Topic((*topic.words, *(word for phrase in topic.phrases for word in phrase.split())))
    return tuple(dict.fromkeys(map(stem, every.telling)))[:_MOST_STEMS]


def spaced(topic: Topic) -> tuple[list[str], list[str]]:
    """What stands in a row, and each telling part, by their stems, with a space around."""
    rows = [*topic.phrases, *([" ".join(topic.words)] if topic.words else [])]
    each = [*topic.phrases, *topic.telling]
    return [f" {_stems(its)} " for its in rows], [f" {_stems(its)} " for its in each]


def _tiers(topic: Topic) -> list[Query]:
    """Words in a row in the title, or anywhere; all in the title, or near; some there; all.

    Each with the most that `bot.papers.match` gives to such words, and not to what is before.
    """
    rows, parts = ([f'"{its.strip()}"' for its in each] for each in spaced(topic))
    each = list(dict.fromkeys(parts))
    if not rows:
        return []
    tiers = [Query(_every(rows), 1.0, TITLES), Query(_every(rows), 0.6)]
    if rows == each:
        return tiers
    return [
        *tiers,
        Query(_every(each), 0.55, TITLES),
        Query(f"NEAR({' '.join(each)}, {_NEAR})", 0.5),
        Query(f"({{title_words}} : ({_any(each)})) AND ({_every(each)})", 0.5),
        Query(_every(each), 0.45),
    ]


def _author(author: str) -> str:
    """The family, however it is spelt, near to the first given name or its initial."""
    given = words(author)[:-1]
    families = [f'"{" ".join(map(_name, each))}"' for each in family_spellings(author)]
    if not given:
        return _any(families)
    first = _name(given[0])
    names = [f'"{first}" *'] if len(given[0]) == 1 else [f'"{first}"', f'"{first[:2]}"']
    joined = [f'"{_name("".join(given))}"'] if len(given) > 1 else []  # Xiao-Ming is Xiaoming
    near = (f"NEAR({name} {its}, {_MIDDLE})" for name in (*names, *joined) for its in families)
    is_family = all(each in PARTICLES for each in given)  # le Cun may be LeCun
    return _any([*near, *(families[1:] if is_family else [])])


def _name(word: str) -> str:
    return f"{MARK}{word}"


def _every(parts: Iterable[str]) -> str:
    return " AND ".join(parts)


def _any(parts: Iterable[str]) -> str:
    return " OR ".join(f"({each})" for each in parts)


def _quoted(text: str) -> str:
    return f'"{_stems(text)}"'


def _stems(text: str) -> str:
    return " ".join(map(stem, words(text)))
