"""What a person types for a topic: words, "phrases", -excluded, by:author, cs.CV, since:2026."""

import re
from datetime import date
from functools import lru_cache

from bot.errors import UserError
from bot.models import Topic
from bot.papers.categories import known_category, like_category, read_category
from bot.text.fold import fold
from bot.text.names import spelled
from bot.text.words import words

_PART = re.compile(
    r'(?P<minus>[-−–])?(?P<by>(?:by|author):\s*)?(?:["“”„](?P<phrase>[^"“”]*)["“”]?|(?P<word>\S+))',
    re.IGNORECASE,
)
_SINCE = re.compile(r"since:[\"“”„]*(.*?)[\"“”.,;]*", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_LONGEST = 400  # characters: more than a person types, less than a query that takes long


def read_topic(typed: str) -> Topic:
    """Read a topic. Every sign that is no letter or digit only separates words.

    Raises `UserError` for a word like cs.XX, which names no category of arXiv, and for one like
    since:yesterday; never else.
    """
    return _read(fold(typed)[:_LONGEST])


@lru_cache(maxsize=4096)  # of a place each day; of an answer several times
def _read(typed: str) -> Topic:
    plain: list[str] = []
    phrases: list[str] = []
    exclude: list[str] = []
    categories: list[str] = []
    authors: list[str] = []
    since: date | None = None
    for part in _PART.finditer(typed):
        quoted = part["phrase"] is not None
        text = part["phrase"] if quoted else part["word"]
        if not quoted and not part["by"] and (after := _SINCE.fullmatch(text)):
            since = _day(after[1])
            continue
        whole = [" ".join(words(text))] if words(text) else []
        named = like_category(text) and not quoted and not part["by"]
        category = known_category(text) if named else read_category(text)
        if part["minus"]:
            exclude += [category] if category else whole
        elif part["by"]:
            authors += [spelled(text)] if whole else []
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
        since=since,
    )


def _day(typed: str) -> date:
    """The first day of a year, of a month, or a day itself."""
    read = _DAY.fullmatch(typed)
    try:
        return date(*(int(each or 1) for each in read.groups())) if read else date(0, 1, 1)
    except ValueError as error:
        raise UserError(
            f"“since:{typed[:20]}” is no day that I can read: write since:2026, since:2026-03 or "
            "since:2026-03-15."
        ) from error


def _once(found: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))
