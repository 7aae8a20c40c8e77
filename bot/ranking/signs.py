"""What a paper shows beside its words: how many wrote it, how its title is built, what it says.

Each sign is a name that a person can read; steps add up: “8+ authors” holds for twelve, too.
"""

import re
from collections.abc import Iterator

from bot.text.words import words

_AUTHORS = (2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 30, 50)
_LENGTHS = (600, 800, 1000, 1150, 1300, 1450, 1600, 1800)  # characters of an abstract
_TITLE = (4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18)
_PAGES = (5, 7, 9, 11, 14, 18, 22, 26, 32, 40)
_FIGURES = (1, 2, 4)
_PAGE_COUNT = re.compile(r"(\d{1,4}) pages")
_FIGURE = re.compile(r"%|\\times|\d[x×]\b")
_TOLD = (
    ("http", "an address"),
    ("github", "a GitHub address"),
    ("huggingface", "a Hugging Face address"),
    ("project page", "a project page"),
)
_OPEN = re.compile(r"open[- ]source|release")
_SAID = ("http", "github", "accept", "page", "project", "code", "report", "workshop", "submitted")
_MOST_COMMENT = 400  # characters of a comment that are looked at


def signs(title: str, abstract: str, authors: int, categories: int, comment: str) -> list[str]:
    """The signs of a paper: `authors` and `categories` are how many it has."""
    found = _steps(authors, _AUTHORS, "authors")
    found += _steps(len(abstract), _LENGTHS, "characters of abstract")
    found += _steps(categories, (2, 3, 4, 5), "categories")
    found += _of_title(title)
    low = abstract.lower()
    found += [f"abstract: {name}" for sign, name in _TOLD if sign in low]
    if _OPEN.search(low):
        found.append("abstract: open source or a release")
    found += _steps(len(_FIGURE.findall(low)), _FIGURES, "figures with % or ×")
    found += _of_comment(comment[:_MOST_COMMENT].lower())
    return found


def _steps(value: int, edges: tuple[int, ...], name: str) -> list[str]:
    return [f"{edge}+ {name}" for edge in edges if value >= edge]


def _of_title(title: str) -> Iterator[str]:
    yield from _steps(len(title.split()), _TITLE, "words of title")
    head, colon, _ = title.partition(":")
    if colon:
        yield "title: a name and a colon"
        yield f"title: a name of {min(len(head.split()), 4)} words"
        if any(sign.isupper() for sign in head[1:]):
            yield "title: a name in capitals"
        if any(sign.isdigit() for sign in head):
            yield "title: a name with a digit"
    if "?" in title:
        yield "title: a question"
    if "$" in title:
        yield "title: a formula"


def _of_comment(comment: str) -> Iterator[str]:
    if not comment.strip():
        yield "comment: none"
        return
    yield from (f"comment: has “{each}”" for each in _SAID if each in comment)
    if count := _PAGE_COUNT.search(comment):
        yield from _steps(int(count[1]), _PAGES, "pages")
    yield from sorted({f"comment: “{word}”" for word in words(comment) if 1 < len(word) < 25})
