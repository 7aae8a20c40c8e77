"""How a person wants summaries: in which style, and in which language."""

from bot.errors import UserError
from bot.models import Style
from bot.summaries import STYLES
from bot.text.languages import language_named

_OWN = frozenset({"original", "own", "none"})


def read_style(typed: str) -> Style:
    """A style by its name. Raises `UserError` that lists them."""
    wanted = typed.strip(" .,()").lower()
    for each in STYLES:
        if each == wanted:
            return each
    raise UserError(f"There is no style “{typed.strip()[:40]}”: there are {', '.join(STYLES)}.")


def read_language(typed: str) -> str:
    """A language by its name or code; empty for the papers' own. Raises `UserError`."""
    name = language_named(typed)
    if name is None:
        raise UserError(f"“{typed.strip()[:40]}” is no language: write its name, as in German.")
    return "" if name.lower() in _OWN else name
