"""Text of papers as LaTeX for a bibliography: what is LaTeX stays, what is not is escaped.

Pure. Whatever comes in, the braces of what comes out are balanced, as BibTeX counts them.
"""

import re
from collections.abc import Iterator

from bot.text.fold import fold

# “from $5 to $10” is no formula, nor “$5-$10”; “$\times$4” holds one.
_MATH = re.compile(
    r"(?<!\\)(\$\$?)(?![\s$])((?:\\.|[^$\\])+?)(?<!\s)\1(?:(?!\d)|(?<=[\\^_{}a-z]\$))"
)
# “GS^3” means a formula; of “R^textbf” nobody knows what it means.
_RAISED = re.compile(
    r"(?<!\\)(?:\^(?:\{[^{}]*\}|\\[A-Za-z]+|\d+|[A-Za-z+*](?![^\W_]))|_\{[^{}]*\})"
)
_SIGN = re.compile(r"\\(?:[A-Za-z]+\*?|.|$)|[&%#_^$]|(?<!\S)~|~(?!\S)")
_BRACE = re.compile(r"\\(?:[A-Za-z]+|.)|[{}]")
_SPELT = {
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "$": r"\$",
    "^": r"\^{}",
    "~": r"\textasciitilde{}",
    "\\": r"\textbackslash{}",
    "\\\\": " ",  # the end of a line
}
_IN_MATH = {sign: _SPELT[sign] for sign in "&%#"}
_LONE = {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}


def as_latex(text: str) -> str:
    """A source's text as one line of LaTeX."""
    found = "".join(_pieces(fold(text)))
    return " ".join(_balanced(found).split())


def _pieces(text: str) -> Iterator[str]:
    end = 0
    for formula in _MATH.finditer(text):
        yield from _words(text[end : formula.start()])
        yield f"${_math(formula[2])}$"
        end = formula.end()
    yield from _words(text[end:])


def _words(text: str) -> Iterator[str]:
    """What stands outside of formulas; there a raised or lowered part becomes one."""
    end = 0
    for part in _RAISED.finditer(text):
        yield _SIGN.sub(_spelt, text[end : part.start()])
        yield f"${_math(part[0])}$"
        end = part.end()
    yield _SIGN.sub(_spelt, text[end:])


def _math(text: str) -> str:
    return re.sub(r"\\.|[&%#]", lambda sign: _IN_MATH.get(sign[0], sign[0]), text)


def _spelt(sign: re.Match[str]) -> str:
    found = sign[0]
    if found in _SPELT:
        return _SPELT[found]
    # A command is of ASCII; before another letter the backslash means nothing.
    return found if found.isascii() else found[1:]


def _balanced(text: str) -> str:
    """Spell the braces that stand alone; those with a backslash count for BibTeX too."""
    lone: set[int] = set()
    for opening, closing in ((r"{", r"}"), (r"\{", r"\}")):
        stack: list[int] = []
        for brace in _BRACE.finditer(text):
            if brace[0] == opening:
                stack.append(brace.start())
            elif brace[0] == closing:
                if stack:
                    stack.pop()
                else:
                    lone.add(brace.start())
        lone.update(stack)
    if not lone:
        return text
    return _BRACE.sub(lambda each: _LONE[each[0][-1]] if each.start() in lone else each[0], text)
