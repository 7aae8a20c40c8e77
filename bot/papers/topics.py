"""What a person types for a topic: words, "quoted phrases", -excluded, by:author, cs.CV."""

import re

from bot.models import Topic
from bot.papers.categories import known_category, like_category, read_category
from bot.text.fold import fold
from bot.text.words import words

_PART = re.compile(
    r'(?P<minus>[-−–])?(?P<by>by:)?(?:["“”„](?P<phrase>[^"“”]*)["“”]?|(?P<word>\S+))', re.IGNORECASE
)
_LONGEST = 400  # characters: more than a person types, less than a query that takes long


def read_topic(typed: str) -> Topic:
    """Read a topic. Every sign that is no letter or digit only separates words.

    Raises `UserError` for a word like cs.XX, which names no category of arXiv; never else.
    """
    plain: list[str] = []
    phrases: list[str] = []
    exclude: list[str] = []
    categories: list[str] = []
    authors: list[str] = []
    for part in _PART.finditer(fold(typed)[:_LONGEST]):
        quoted = part["phrase"] is not None
        text = part["phrase"] if quoted else part["word"]
        whole = [" ".join(words(text))] if words(text) else []
        named = like_category(text) and not quoted and not part["by"]
        category = known_category(text) if named else read_category(text)
        if part["minus"]:
            exclude += [category] if category else whole
        elif part["by"]:
            authors += whole
        elif category and not quoted:
            categories.append(category)
        elif quoted:
            phrases += whole
        else:
            plain += words(text)
    return Topic(
        words=tuple(plain),
        phrases=_once(phrases),
        exclude=_once(exclude),
        categories=_once(categories),
        authors=_once(authors),
    )


def _once(found: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))
