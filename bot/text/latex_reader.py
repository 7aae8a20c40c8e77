"""Reads LaTeX once from left to right, as Unicode. pylatexenc says what its commands mean.

pylatexenc's own parser is not used: it drops what it does not know, and nests without bound.
"""

import re
from typing import NamedTuple

from bot.text.latex_symbols import (
    ACCENTS,
    DOUBLE_STRUCK,
    FUNCTIONS,
    LETTERS,
    SILENT,
    accented,
    scripted,
    symbol,
)
from bot.text.latex_tokens import cut, is_mark, partners

_DEEPEST = 30
_GAP = "\x00"  # where a space belongs if letters stand on both sides
# The gap stands first, so that `re` skips to it.
_SPACED = re.compile(
    rf"{_GAP}(?<=[\w)\]}}\u0300-\u036f]{_GAP}){_GAP}*(?=[A-Za-z0-9\u0370-\u03ff√‖⌊⌈])"
)
_ATOM = re.compile(r"[\w.\u0300-\u036f]*")
_BLANK = re.compile(r"\s+")
_FIRST = re.compile(r"\s*\S")
_POWER = re.compile(r"[-+−]?\d+|[A-Za-z*+′−-](?![A-Za-z])")
_FORMULA_SCRIPT = re.compile(r"\s*(?:[-+−]?\d+|\S)")
_ROOT = re.compile(r"\s*\[\s*(\w{1,3})\s*\]")
_SIGNS = dict.fromkeys(" ,;:>\\\n", " ") | dict.fromkeys("!/-@", "") | {"|": "‖"}


def read_latex(text: str) -> str:
    """The text with its LaTeX read. White space is not folded. Never raises."""
    tokens = cut(text.replace(_GAP, ""))
    return _Reader(tokens).until(_Scope(len(tokens)))


class _Scope(NamedTuple):
    """What is being read: up to which token, whether as a formula, in how many braces."""

    end: int
    formula: bool = False
    depth: int = 0


class _Reader:
    """Each method reads from the token `here`, and leaves `here` behind what it has read."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.partners = partners(tokens)
        self.here = 0

    def until(self, scope: _Scope) -> str:
        pieces: list[str] = []
        while self.here < scope.end:
            pieces.append(self._next(scope))
        return _SPACED.sub(" ", "".join(pieces)).replace(_GAP, "")

    def _next(self, scope: _Scope) -> str:
        piece = self.tokens[self.here]
        closed = self.partners.get(self.here, scope.end)
        self.here += 1
        if closed < scope.end and scope.depth < _DEEPEST:
            if piece != "{":
                return self._inside(closed, scope, formula=True)
            if scope.formula or self._is_tight(closed):
                return self._inside(closed, scope, formula=scope.formula)
        if piece[0] == "\\":
            return self._command(piece[1:], scope)
        if piece in ("^", "_"):
            return self._script(piece, scope)
        return self._typography(piece) if piece in ("~", "--", "---") else piece

    def _inside(self, closed: int, scope: _Scope, *, formula: bool) -> str:
        inside = self.until(_Scope(closed, formula, scope.depth + 1))
        self.here = closed + 1
        return inside

    def _before(self) -> str:
        """The last character before the token just read; empty for white space."""
        return self.tokens[self.here - 2][-1:].strip() if self.here > 1 else ""

    def _peek(self, scope: _Scope) -> str:
        return self.tokens[self.here] if self.here < scope.end else ""

    def _take(self, shape: re.Pattern[str], scope: _Scope) -> str:
        """What `shape` matches at the start of plain text, which keeps the rest."""
        piece = self._peek(scope)
        found = shape.match(piece)
        if not found or is_mark(piece):
            return ""
        self.tokens[self.here] = piece[found.end() :]
        self.here += not self.tokens[self.here]
        return found[0]

    def _is_tight(self, closed: int) -> bool:
        """Whether braces in prose are LaTeX's ({B}ayes), not the author's ({3B, 7B})."""
        content = "".join(self.tokens[self.here : min(closed, self.here + 60)])
        return bool(re.search(r"[\\^$]", content)) or not re.search(r"[,\s]", content)

    def _typography(self, piece: str) -> str:
        before = self._before()
        after = self.tokens[self.here][:1] if self.here < len(self.tokens) else ""
        if piece == "~":  # behind a space it means “about”
            return piece if not before or before in "([{/<>=≈±" else " "
        is_option = not before and after.islower()
        return piece if is_option else {"--": "–", "---": "—"}[piece]

    def _group(self, scope: _Scope, *, formula: bool) -> str | None:
        """The content of the braces that come next; None where there are none."""
        start = self.here
        if self._peek(scope).isspace():
            self.here += 1
        closed = self.partners.get(self.here, scope.end)
        if self._peek(scope) != "{" or closed >= scope.end or scope.depth >= _DEEPEST:
            self.here = start
            return None
        self.here += 1
        return self._inside(closed, scope, formula=formula)

    def _argument(self, scope: _Scope) -> str:
        """A group, a command or one character; empty where nothing fits."""
        group = self._group(scope, formula=scope.formula)
        if group is not None or scope.depth >= _DEEPEST:
            return group or ""
        self._take(_BLANK, scope)
        piece = self._peek(scope)
        if len(piece) > 1 and piece[0] == "\\" and piece not in ("\\)", "\\]"):
            self.here += 1
            return self._command(piece[1:], scope._replace(depth=scope.depth + 1)).strip(_GAP)
        return self._take(_FIRST, scope)

    def _script(self, mark: str, scope: _Scope) -> str:
        """What follows ^ or _; in prose only what cannot be meant otherwise."""
        if not scope.formula and not self._before():
            return mark
        inside = self._group(scope, formula=True)
        if inside is None and scope.formula:
            inside = self._take(_FORMULA_SCRIPT, scope) or self._argument(scope) or None
        elif inside is None and mark == "^":
            inside = self._take(_POWER, scope) or None
        return scripted(mark, inside) if inside else mark if inside is None else ""

    def _command(self, name: str, scope: _Scope) -> str:
        if name in ACCENTS:
            return self._accent(name, scope)
        if not name.isalpha() or not name.isascii():
            return _SIGNS.get(name, name or "\\")
        if name in SILENT:
            self._take(_BLANK, scope)
            return ""
        if name in FUNCTIONS:
            return f"{_GAP}{name}{_GAP}"
        if name in ("frac", "tfrac", "dfrac", "cfrac", "nicefrac", "binom", "sqrt"):
            return self._formula_part(name, scope._replace(formula=True))
        known = symbol(name)
        return self._styled(name, scope) if known is None else self._symbol(name, known, scope)

    def _accent(self, name: str, scope: _Scope) -> str:
        spelled = name.isalpha()
        after = self._peek(scope)[:1]
        fits = spelled or (self._before() != "/" and (after.isalpha() or after in ("{", "\\")))
        in_braces = after == "{"
        base = self._argument(scope) if fits else ""
        if not base[:1].isalpha() and len(name) == 1:
            return base or f"\\{name}" if spelled else name + base
        if not base:
            return ""
        whole_word = len(name) > 1 and base[1:2].isalnum() and base[1:2].isascii()
        marked = accented(base, ACCENTS[name])
        # Authors write \b and \r for other things: without braces, only letters that exist count.
        made_up = len(name) == 1 and spelled and not in_braces and len(marked) > len(base)
        return base if whole_word or made_up else marked

    def _symbol(self, name: str, known: str, scope: _Scope) -> str:
        if name in LETTERS or (scope.formula and self._before()):
            self._take(_BLANK, scope)  # it only ends the command
        if known.endswith(".") and self._peek(scope).startswith("."):
            return known[:-1]
        return f"{_GAP}{known}{_GAP}" if known.isalpha() and len(known) > 1 else known

    def _formula_part(self, name: str, scope: _Scope) -> str:
        if name == "sqrt":
            index = self._take(_ROOT, scope).strip(" []")
            return scripted("^", index) + "√" + _bracketed(self._argument(scope))
        above, below = self._argument(scope).strip(), self._argument(scope).strip()
        if name == "binom":
            return f"{_GAP}C({above}, {below})"
        return f"{_GAP}{_bracketed(above)}/{_bracketed(below)}{_GAP}"

    def _styled(self, name: str, scope: _Scope) -> str:
        """The argument of a command that changes its look, or the name of an unknown one."""
        if name == "mathbb":
            letters = self._argument(scope)
            return DOUBLE_STRUCK.get(letters, letters)
        if name == "operatorname":
            self._take(_STAR, scope)
        inside = self._group(scope, formula=scope.formula and not _IN_PROSE.match(name))
        if not inside:
            return "" if _STYLE.fullmatch(name) else self._unknown(name)
        if name.startswith("text") and name.endswith("script"):
            return scripted("^" if "super" in name else "_", inside)
        return next((s.format(inside) for p, s in _SHAPES if p.fullmatch(name)), inside)

    def _unknown(self, name: str) -> str:
        """An author's own command, by its name; paths and line breaks in code stay as they are."""
        before = self._before()
        is_code = before.isalnum() or before in (":", "/") or (len(name) == 1 and name.islower())
        return f"\\{name}" if is_code else f"{_GAP}{name}{_GAP}"


_STAR = re.compile(r"\*")
_IN_PROSE = re.compile(r"text|mbox|emph")
_STYLE = re.compile(
    r"(?:text|math)[a-z]+|text|mbox|emph|underline|uline|boldsymbol|bm|pmb|cite[a-z]*|footnote"
)
_SHAPES = (
    (re.compile(r"cite[a-z]*|[a-zA-Z]*ref"), " [{}]"),
    (re.compile(r"footnote|footnotetext|thanks"), " ({})"),
    (re.compile(r"pmod"), " (mod {})"),
    (re.compile(r"enquote"), "“{}”"),
    (re.compile(r"operatorname"), f"{_GAP}{{}}{_GAP}"),
)


def _bracketed(text: str) -> str:
    """With parentheses where it would fall apart otherwise."""
    return text if _ATOM.fullmatch(text) else f"({text})"
