"""A topic in the query language of arXiv's API. Pure."""

import re
from collections.abc import Iterator
from datetime import timedelta

from bot.models import Topic
from bot.text.words import words

_EARLIER = timedelta(days=7)  # a paper is announced days after it was submitted
_CATEGORY = re.compile(r"[a-z-]+(?:\.[A-Za-z-]+)?")
_EVER = "209912312359"


def query_of(topic: Topic) -> str:
    """All that the topic asks for, AND-ed; empty where it asks for nothing.

    Bare words would be OR-ed. The words of a topic are letters and digits; they are quoted all the
    same, so that none is an operator. What is found may be more than was asked for: initials are
    left to `match`.
    """
    parts = [*map(_all, topic.phrases), *map(_all, topic.telling)]
    parts += _one_of([_author(each) for each in topic.authors])
    parts += _one_of([f"cat:{each}" for each in topic.categories if _CATEGORY.fullmatch(each)])
    asked = [each for each in parts if each]
    if not asked:
        return ""
    without = "".join(f" ANDNOT {each}" for each in map(_excluded, topic.exclude) if each)
    return " AND ".join([*asked, *_since(topic)]) + without


def _since(topic: Topic) -> Iterator[str]:
    if topic.since:
        first = topic.since - min(_EARLIER, topic.since - topic.since.min)
        yield f"submittedDate:[{first:%Y%m%d}0000 TO {_EVER}]"


def _all(text: str) -> str:
    """A word, or words in a row, in any field."""
    plain = " ".join(words(text))
    return f'all:"{plain}"' if plain else ""


def _author(name: str) -> str:
    """“kaiming he” as it stands; of “y lecun” the family alone: arXiv would want an author “y”."""
    given = words(name)
    if any(len(each) == 1 for each in given):
        given = tuple(each for each in given if len(each) > 1)[-1:]
    return f'au:"{" ".join(given)}"' if given else ""


def _excluded(each: str) -> str:
    is_category = not each.replace(" ", "").isalnum() and _CATEGORY.fullmatch(each)
    return f"cat:{each}" if is_category else _all(each)


def _one_of(parts: list[str]) -> list[str]:
    them = [each for each in parts if each]
    return them if len(them) < 2 else [f"({' OR '.join(them)})"]
