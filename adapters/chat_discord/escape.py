"""Text as data for Discord's Markdown: a backslash before whatever has a meaning there.

Discord reads a backslash before any sign that is no letter, digit or space as that sign. So
mentions (`<@1>`), channels, times, emoji (`:name:`), masked links, bare links (`https://`), code,
spoilers and emphasis stay text; headings, lists, quotes and small print do at the start of a
line. Who is notified is settled before that is read: see `quiet`.
"""

import re
from urllib.parse import quote

from bot.text.fold import clean, fold

UNSEEN = "\u200b"
"""A space without width, where a text is to be taken apart for Discord but not for people."""

_ANYWHERE = re.compile(r"[\\`*_~|<>@\[\]]|:(?=\S)")
_LINE_START = re.compile(r"^([^\S\n]*)(#|-|\+|\d+(?=[.)]))", re.MULTILINE)
_EVERYBODY = re.compile("@(?=everyone|here)")
_ADDRESS = re.compile(r"https?://[^\W_][\w.-]*(?::\d+)?(?=[/?#]|\Z)")
# No “@” among them: `https://x.y/@everyone` would be read as a mention, too.
_URL_SAFE = "/:?#!$&',;=+%-.~"
_LONGEST_URL = 2000


def escape(text: str) -> str:
    """Make text literal; line breaks stay, what steers or turns text around goes."""
    escaped = _ANYWHERE.sub(r"\\\g<0>", clean(text))
    return quiet(_LINE_START.sub(_behind_marker, escaped))


def escape_line(text: str) -> str:
    """The same, as one line."""
    return escape(fold(text))


def quiet(text: str) -> str:
    """Take `@everyone` and `@here` apart: where one may notify, no backslash stops the other."""
    return _EVERYBODY.sub(f"@{UNSEEN}", text)


def link(text: str, url: str) -> str:
    """A masked link, or just the text where `url` is no web address. `text` is not escaped yet.

    What looks like an address itself is taken apart: Discord shows no link behind such a text.
    """
    shown = escape_line(_balanced(text))
    target = quote(fold(url), safe=_URL_SAFE)
    if not shown or not _ADDRESS.match(fold(url)) or len(target) > _LONGEST_URL:
        return shown
    return f"[{shown.replace('://', f':{UNSEEN}//')}]({target})"


def code(text: str) -> str:
    """A run of code. Nothing escapes a backtick in there: it becomes a look-alike."""
    return f"`{quiet(fold(text).replace('`', 'ˋ'))}`" if fold(text) else ""


def code_block(text: str) -> str:
    """Lines of code. Nothing escapes backticks in there: three in a row become look-alikes."""
    lines = quiet(clean(text).strip("\n").replace("```", "ˋˋˋ"))
    return f"```\n{lines}\n```" if lines.strip() else ""


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
