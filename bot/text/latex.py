"""LaTeX in titles, abstracts and names to readable Unicode. Whatever happens, no word is lost.

Text is untrusted: nesting is bounded, work grows with length, and nothing raises.
"""

import re
import unicodedata
from collections import Counter

from bot.text.fold import clean, fold, single_spaced
from bot.text.latex_reader import read_latex

_LATEX = re.compile(r"[\\$^{}~]|``|''|(?<!-)--(?!-{2})|`[^`']{1,80}'")
_SIGNS = ("\\", "$", "^", "{", "}", "~", "`", "''", "--")  # one of them is in all that is LaTeX


def is_readable(text: str) -> bool:
    """Whether a text is one line as people read it; a few that are it are not recognised."""
    plain = text.isprintable() and "  " not in text and text == text.strip(" ")
    return plain and not any(map(text.__contains__, _SIGNS))


def readable(text: str) -> str:
    """A text for people's eyes: LaTeX as Unicode, one line of data."""
    if is_readable(text):
        return text
    read = to_unicode(text)  # whose white space is folded: mostly nothing is left to do
    return read if clean(read) == read else fold(read)


def to_unicode(text: str) -> str:
    """Turn LaTeX in `text` into Unicode, with white space folded. Never raises, loses no word.

    Text without LaTeX comes back as it is. Where a step would lose a letter or a digit, a
    gentler one is taken, and in the end the text itself.
    """
    folded = single_spaced(text)
    if not any(map(folded.__contains__, _SIGNS)) or not _LATEX.search(folded):
        return folded
    plain = _prepared(folded)
    read = " ".join(read_latex(plain).split())
    if _keeps_words(plain, read):
        return read
    gentle = re.sub(r"\\([%&_#$])", r"\1", folded)
    return gentle if _keeps_words(folded, gentle) else folded


# The sign in all that the pattern matches, the pattern, and what to make of it.
_PREPARATIONS: tuple[tuple[str, re.Pattern[str], str], ...] = tuple(
    ("`" if pattern.startswith("`") else "\\", re.compile(pattern), shape)
    for pattern, shape in (
        (r"\\\\(?=[%&_#])", r"\\"),  # escaped twice
        (r"\\b\{eta\}", r"\\beta"),  # how arXiv stores \beta
        (r"\\(?:begin|end)\{[a-z]{1,20}\*?\}", " "),
        (r"\\(?:textcolor|color|hspace\*?|vspace\*?|label)\s?\{[^{}\s]{0,40}\}", ""),
        (r"\\url\s?\{([^{}]{1,500})\}", r"\1"),
        (r"\\href\s?\{([^{}]{1,500})\}\s?\{\1\}", r"\1"),
        (r"\\href\s?\{([^{}]{1,500})\}\s?\{([^{}]{1,500})\}", r"\2 (\1)"),
        (r"\\href\s?\{([^{}]{1,500})\}", r"\1"),
        (r"``([^`]{1,300}?)(?:''|(?<!\\)\")", r"“\1”"),
        (r"`(?<![\w`\\]`)(?=[^\s`'])([^`']{1,80})'(?!\w)", r"‘\1’"),
        (r"``", "“"),
    )
)
_CODE = re.compile(r"\\(?:unicode\{x([0-9A-Fa-f]{2,5})\}|ding\{(18[2-9]|19[01])\})")


def _prepared(text: str) -> str:
    """Rewrite what the reader does not know: links, quotes, numbered characters."""
    for sign, pattern, shape in _PREPARATIONS:
        if sign in text:
            text = pattern.sub(shape, text)
    return _CODE.sub(_character, text) if "\\" in text else text


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16) if found[1] else 0x2776 + int(found[2]) - 182
    return chr(code) if chr(code).isprintable() else found[0]


def _keeps_words(before: str, after: str) -> bool:
    """Whether every word outside of a command's name, and every letter, is still there."""
    bare = _bare(_COMMAND.sub(_last, before))
    letters, stream = _letters(bare), _letters(_bare(after))
    if letters == stream:  # mostly so, and soon seen
        return True
    lost = Counter(letters) - Counter(stream)
    return not lost and all(word in stream for word in set(_WORD.findall(bare)))


_COMMAND = re.compile(r"\\(?:[A-Za-z]+|.)")
_WORD = re.compile(r"[^\W_]+")
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalnum())


def _letters(text: str) -> str:
    """Its letters and digits: of ASCII, the signs are deleted, which is sooner done."""
    if text.isascii():
        return text.encode().translate(None, _NO_LETTERS).decode()
    return "".join(_WORD.findall(text))


def _last(command: re.Match[str]) -> str:
    return " " if command[0].isascii() else command[0][-1]


_ACCENTS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")


def _bare(text: str) -> str:
    """The text without accents, with ² as 2."""
    if text.isascii():
        return text
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
