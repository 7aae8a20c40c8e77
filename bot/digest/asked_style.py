"""How a person wants summaries, in which style and language; and whether with a quiz."""

from bot.errors import UserError
from bot.models import Style
from bot.summaries import STYLES
from bot.text.languages import language_named

_YES = frozenset({"yes", "y", "on", "true", "1"})
_NO = frozenset({"no", "n", "off", "false", "0"})
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


def read_quiz(typed: str) -> bool:
    """Whether a question is wanted behind each digest. Raises `UserError`."""
    wanted = typed.strip(" .,()").lower()
    if wanted not in _YES | _NO:
        raise UserError(
            f"“{typed.strip()[:40]}” is neither yes nor no: write quiz=yes, or quiz=no."
        )
    return wanted in _YES
