"""What a person asks of a digest in a form: a line, and fields that say one thing each."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.digest.asked import Asked, read_asked
from bot.digest.asked_parts import MOST
from bot.digest.asked_profile import read_breadth, read_reset, read_seeds
from bot.digest.asked_style import read_language, read_quiz, read_style
from bot.errors import UserError
from bot.papers import known_category
from bot.text.fold import clean
from bot.times import read_days, read_time, read_timezone


def read_form(typed: str, fields: Mapping[str, str]) -> Asked:
    """Read the line, then each field by itself: nothing in one can mean something in another.

    Fields that are none of `_FIELDS` are passed over. Raises `UserError` that names the field.
    """
    asked = read_asked(typed)
    for name, read in _FIELDS.items():
        if value := clean(fields.get(name, "")).strip():
            asked = replace(asked, **_with(name, _read(name, read, value), asked))
    return asked


def _read(name: str, read: Callable[[str], Any], value: str) -> Any:
    try:
        return read(value)
    except UserError as error:
        raise UserError(f"{name}: {error}") from error


def _with(name: str, found: Any, asked: Asked) -> dict[str, Any]:
    before = getattr(asked, name)
    if name == "categories":
        return {name: tuple(dict.fromkeys((*before, *found)))}
    if before not in (None, found):
        raise UserError(f"{name} is said twice: leave it out of the line, or of its field.")
    return {name: found}


def _categories(typed: str) -> tuple[str, ...]:
    return tuple(map(known_category, typed.replace(",", " ").split()))


def _papers(typed: str) -> int:
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 3 and 1 <= int(typed) <= MOST):
        raise UserError(f"a digest has 1 to {MOST} papers.")
    return int(typed)


_FIELDS: Mapping[str, Callable[[str], Any]] = {
    "categories": _categories,
    "at": read_time,
    "days": read_days,
    "timezone": read_timezone,
    "max": _papers,
    "style": read_style,
    "language": read_language,
    "quiz": read_quiz,
    "like": read_seeds,
    "breadth": read_breadth,
    "reset": read_reset,
}
