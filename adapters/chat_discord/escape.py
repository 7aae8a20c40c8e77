"""Text as data for Discord's Markdown: a backslash before whatever has a meaning there.

Discord reads a backslash before any sign that is no letter, digit or space as that sign. So
mentions (`<@1>`, `@everyone`), channels, times, emoji (`:name:`), masked links, bare links
(`https://`), code, spoilers and emphasis stay text; headings, lists, quotes and small print do
at the start of a line.
"""

import re
from urllib.parse import quote

from bot.text.fold import clean, fold

_ANYWHERE = re.compile(r"[\\`*_~|<>@\[\]]|:(?=\S)")
_LINE_START = re.compile(r"^([^\S\n]*)(#|-|\+|\d+(?=[.)]))", re.MULTILINE)
_URL_SAFE = "/:?#@!$&',;=+%-.~"


def escape(text: str) -> str:
    """Make text literal; line breaks stay, what steers or turns text around goes."""
    escaped = _ANYWHERE.sub(r"\\\g<0>", clean(text))
    return _LINE_START.sub(_behind_marker, escaped)


def escape_line(text: str) -> str:
    """The same, as one line."""
    return escape(fold(text))


def link(text: str, url: str) -> str:
    """A masked link, or just the text where `url` is no web address. `text` is not escaped yet."""
    shown = escape_line(_balanced(text))
    if not shown or not url.startswith(("https://", "http://")):
        return shown
    return f"[{shown}]({quote(fold(url), safe=_URL_SAFE)})"


def code(text: str) -> str:
    """A run of code. Nothing escapes a backtick in there: it becomes a look-alike."""
    return f"`{fold(text).replace('`', 'ˋ')}`" if fold(text) else ""


def _behind_marker(marker: re.Match[str]) -> str:
    number = marker[2].isdigit()
    return f"{marker[1]}{marker[2]}\\" if number else f"{marker[1]}\\{marker[2]}"


def _balanced(text: str) -> str:
    """Discord ends a link's text at a lone bracket, escaped or not: those become round."""
    depth = 0
    for sign in text:
        depth += (sign == "[") - (sign == "]")
        if depth not in (0, 1):
            break
    return text if depth == 0 else text.replace("[", "(").replace("]", ")")
