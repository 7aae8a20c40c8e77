"""What a person types for a topic: words, "quoted phrases", -excluded, by:author, cs.CV."""

import re

from bot.models import Topic
from bot.papers.categories import read_category
from bot.text.fold import fold
from bot.text.words import words

_PART = re.compile(
    r'(?P<minus>[-−–])?(?P<by>by:)?(?:["“”„](?P<phrase>[^"“”]*)["“”]?|(?P<word>\S+))', re.IGNORECASE
)
_LONGEST = 400  # characters: more than a person types, less than a query that takes long


def read_topic(typed: str) -> Topic:
    """Read a topic. Every sign that is no letter or digit only separates words. Never raises."""
    phrases: list[str] = []
    plain: list[str] = []
    exclude: list[str] = []
    categories: list[str] = []
    authors: list[str] = []
    for part in _PART.finditer(fold(typed)[:_LONGEST]):
        text = part["word"] if part["phrase"] is None else part["phrase"]
        category = read_category(text.removeprefix("cat:")) if part["phrase"] is None else None
        found = words(text)
        if part["minus"]:
            exclude += [" ".join(found)] if found else []
        elif part["by"]:
            authors += [" ".join(found)] if found else []
        elif category:
            categories.append(category)
        elif part["phrase"] is not None:
            phrases += [" ".join(found)] if found else []
        else:
            plain += found
    parts = (plain, phrases, exclude, categories, authors)
    return Topic(*(tuple(dict.fromkeys(each)) for each in parts))
