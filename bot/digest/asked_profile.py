"""What a person says a subscription is like: seed papers, how much passes, what is forgotten."""

import re

from bot.errors import UserError
from bot.models import Breadth
from bot.papers import read_id
from bot.text.words import counted

MOST_SEEDS = 20
_BREADTHS: tuple[Breadth, ...] = ("strict", "normal", "broad")
_LIKE = re.compile(
    r"(?<![^\s,;(])(?:--|—)?(?:papers )?like(?P<sure>(?: ?[:=]|(?<=--like)|(?<=—like))\s*| )",
    re.IGNORECASE,
)
_NEXT = re.compile(r"(?:[\s,;]|(?<!\S)and(?!\S))*(?P<paper>[^\s,;]+)", re.IGNORECASE)
_NONE = frozenset({"none", "nothing", "nobody", "no"})


def take_seeds(text: str, quoted: re.Pattern[str], mark: str) -> tuple[str, tuple[str, ...] | None]:
    """The line without “like:2504.02507, 2504.02508”, a mark in its place, and the ids.

    Empty for “like:none”, `None` where nothing is said. What is quoted is left alone.
    Raises `UserError`.
    """
    aside = [each.span() for each in quoted.finditer(text)]
    kept, ids, end = "", list[str](), 0
    said = False
    for found in _LIKE.finditer(text):
        if found.start() < end or any(first <= found.start() < last for first, last in aside):
            continue
        its, stop = _papers(text, found.end())
        sure = bool(found["sure"].strip()) or found[0].startswith(("-", "—"))
        if not its and not sure:
            continue  # “agents like humans” is a topic
        if not its:
            stop = _none(text, found.end())
        said, ids = True, [*ids, *its]
        kept, end = f"{kept}{text[end : found.start()]} {mark} ", stop
    return kept + text[end:], _few(ids) if said else None


def _papers(text: str, at: int) -> tuple[list[str], int]:
    """The papers that are named from there on, and where they end."""
    ids: list[str] = []
    while (token := _NEXT.match(text, at)) and (paper_id := read_id(token["paper"])):
        ids.append(paper_id)
        at = token.end()
    return ids, at


def _none(text: str, at: int) -> int:
    token = _NEXT.match(text, at)
    word = token["paper"] if token else ""
    if token and word.lower() in _NONE:
        return token.end()
    raise UserError(f"like: “{word[:40]}” is no paper: give its arXiv id, as in like:2504.02507")


def _few(ids: list[str]) -> tuple[str, ...]:
    once = tuple(dict.fromkeys(ids))
    if len(once) > MOST_SEEDS:
        raise UserError(f"like: names {counted(len(once), 'paper')}: at most {MOST_SEEDS}.")
    return once


def read_seeds(typed: str) -> tuple[str, ...]:
    """Ids and links of papers, or “none”. Raises `UserError`."""
    its, end = _papers(typed, 0)
    if its and typed[end:].strip(" ,;.") == "":
        return _few(its)
    _none(typed, end)
    return ()


def read_breadth(typed: str) -> Breadth:
    """How much passes. Raises `UserError`."""
    for each in _BREADTHS:
        if each == typed.strip(" .,()").lower():
            return each
    raise UserError(
        f"“{typed.strip()[:40]}” is no breadth: there are strict, normal and broad, "
        "as in breadth=strict."
    )


def read_reset(typed: str) -> bool:
    """Whether what votes taught is to be forgotten. Raises `UserError`."""
    if typed.strip(" .").lower() in {"yes", "y", "on", "true", "1", "reset"}:
        return True
    raise UserError(f"“{typed.strip()[:40]}”: write yes to forget what votes taught here.")
