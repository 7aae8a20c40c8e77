"""How a person wants summaries: in which style, and in which language."""

import re

from bot.errors import UserError
from bot.models import Style
from bot.summaries import STYLES

# It goes into what a model is told: a name, and nothing that could tell it more.
_LANGUAGE = re.compile(r"[^\W\d_]{2,20}(?:[- ][^\W\d_]{2,20})?")
_OWN = frozenset({"", "original", "own", "none"})


def read_style(typed: str) -> Style:
    """A style by its name. Raises `UserError` that lists them."""
    wanted = typed.strip(" .,()").lower()
    for each in STYLES:
        if each == wanted:
            return each
    raise UserError(f"There is no style “{typed.strip()[:40]}”: there are {', '.join(STYLES)}.")


def read_language(typed: str) -> str:
    """A language by its name or code; empty for the papers' own. Raises `UserError`."""
    wanted = " ".join(typed.split())
    if wanted.lower() in _OWN:
        return ""
    if not _LANGUAGE.fullmatch(wanted):
        raise UserError(f"“{wanted[:40]}” is no language: write its name, as in German.")
    return wanted
