"""LaTeX in titles, abstracts and names to readable Unicode. Whatever happens, no word is lost.

Text is untrusted: nesting is bounded, work grows with length, and nothing raises.
"""

import re
import unicodedata
from collections import Counter

from bot.text.latex_reader import read_latex

_LATEX = re.compile(r"[\\$^{}~]|``|''|(?<!-)--(?!-{2})|`[^`']{1,80}'")


def to_unicode(text: str) -> str:
    """Turn LaTeX in `text` into Unicode, with white space folded. Never raises, loses no word.

    Text without LaTeX comes back as it is. Where a step would lose a letter or a digit, a
    gentler one is taken, and in the end the text itself.
    """
    folded = " ".join(text.split())
    if not _LATEX.search(folded):
        return folded
    plain = _prepared(folded)
    read = " ".join(read_latex(plain).split())
    if _keeps_words(plain, read):
        return read
    gentle = re.sub(r"\\([%&_#$])", r"\1", folded)
    return gentle if _keeps_words(folded, gentle) else folded


_PREPARATIONS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), shape)
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
        (r"(?<![\w`\\])`(?=[^\s`'])([^`']{1,80})'(?!\w)", r"‘\1’"),
        (r"``", "“"),
    )
)
_CODE = re.compile(r"\\(?:unicode\{x([0-9A-Fa-f]{2,5})\}|ding\{(18[2-9]|19[01])\})")


def _prepared(text: str) -> str:
    """Rewrite what the reader does not know: links, quotes, numbered characters."""
    for pattern, shape in _PREPARATIONS:
        text = pattern.sub(shape, text)
    return _CODE.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16) if found[1] else 0x2776 + int(found[2]) - 182
    return chr(code) if chr(code).isprintable() else found[0]


def _keeps_words(before: str, after: str) -> bool:
    """Whether every word outside of a command's name, and every letter, is still there."""
    words = re.findall(r"[^\W_]+", _bare(re.sub(r"\\(?:[A-Za-z]+|.)", _last, before)))
    stream = "".join(re.findall(r"[^\W_]+", _bare(after)))
    lost = Counter("".join(words)) - Counter(stream)
    return not lost and all(word in stream for word in set(words))


def _last(command: re.Match[str]) -> str:
    return " " if command[0].isascii() else command[0][-1]


_ACCENTS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")


def _bare(text: str) -> str:
    """The text without accents, with ² as 2."""
    if text.isascii():
        return text
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
