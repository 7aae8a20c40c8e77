"""The parts of a line that say when and how a digest comes: from what matched to what it means."""

import re
from collections.abc import Callable
from datetime import time
from typing import TypeVar

from bot.digest.asked_profile import read_breadth
from bot.digest.asked_style import read_language, read_quiz, read_style
from bot.digest.asked_words import LEFT_OUT, OPTION, OPTIONS
from bot.errors import UserError
from bot.models import Breadth, Style
from bot.times import read_time

MOST = 20  # papers in a digest
LONGEST_TOPIC = 400  # characters: `read_topic` reads no further

Read = TypeVar("Read")


def keeping(
    values: list[Read], read: Callable[[re.Match[str]], Read], mark: str
) -> Callable[[re.Match[str]], str]:
    """What puts a part aside among `values`, and leaves a mark."""

    def keep(part: re.Match[str]) -> str:
        values.append(read(part))
        return mark

    return keep


def count_of(part: re.Match[str]) -> int:
    """So many papers a digest."""
    typed: str = part["count"] or part["papers"]
    if len(typed) > 2 or not typed.isdecimal() or not 1 <= int(typed) <= MOST:
        raise UserError(f"A digest has 1 to {MOST} papers, not {typed[:10]}: write it as in max 3.")
    return int(typed)


def style_of(part: re.Match[str]) -> Style:
    """The style of summaries."""
    return read_style(part["sure"] or part["style"])


def language_of(part: re.Match[str]) -> str:
    """The language of summaries."""
    return read_language(part["language"])


def quiz_of(part: re.Match[str]) -> bool:
    """Whether a question comes behind."""
    return read_quiz(part["quiz"])


def breadth_of(part: re.Match[str]) -> Breadth:
    """How much passes."""
    return read_breadth(next(filter(None, part.groupdict().values())))


def time_of(part: re.Match[str]) -> time:
    """The hour."""
    groups = part.groupdict()
    typed = groups["at"] or groups["bare"]
    half = groups.get("half") if typed[-1].isdigit() else None
    return read_time(f"{typed} {'am' if half.lower() == 'morning' else 'pm'}" if half else typed)


def option(part: re.Match[str]) -> str:
    """What stands for an option. Raises `UserError` for one that there is not."""
    name = part["dashed"] or part["plain"] or part["colon"]
    if name.lower() in LEFT_OUT:
        return LEFT_OUT[name.lower()]
    if name.lower() not in OPTIONS:
        raise UserError(
            f"There is no option “--{name[:40]}”: there are max, at, days, timezone, style, "
            "language, quiz, breadth and like; one dash leaves papers out, as in -survey."
        )
    return f"{OPTION}{OPTIONS[name.lower()]} "


def too_long(what: str) -> UserError:
    """Nobody means that much."""
    return UserError(
        f"{what} is too long: write at most {LONGEST_TOPIC} characters, "
        "and commas between several topics."
    )
