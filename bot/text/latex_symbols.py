"""What single LaTeX commands look like in Unicode. The long table of them is pylatexenc's."""

import functools
import unicodedata

ACCENTS = {
    "'": "\u0301", "`": "\u0300", '"': "\u0308", "^": "\u0302", "~": "\u0303", "=": "\u0304",
    ".": "\u0307", "c": "\u0327", "H": "\u030b", "k": "\u0328", "b": "\u0331", "d": "\u0323",
    "r": "\u030a", "u": "\u0306", "v": "\u030c", "vec": "\u20d7", "dot": "\u0307",
    "ddot": "\u0308", "hat": "\u0302", "widehat": "\u0302", "check": "\u030c", "breve": "\u0306",
    "acute": "\u0301", "grave": "\u0300", "tilde": "\u0303", "widetilde": "\u0303",
    "bar": "\u0304", "overline": "\u0304", "mathring": "\u030a", "not": "\u0338",
}  # fmt: skip
"""Commands that put a mark on what follows, with the mark as a combining character."""

LETTERS = frozenset(
    {"aa", "AA", "o", "O", "l", "L", "ss", "ae", "AE", "oe", "OE", "i", "j", "dh", "th"}
)
"""Commands that are letters inside words: a space behind them only ends the command."""

FUNCTIONS = frozenset({
    "log", "ln", "exp", "sin", "cos", "tan", "sinh", "cosh", "tanh", "arcsin", "arccos",
    "arctan", "max", "min", "sup", "inf", "lim", "limsup", "liminf", "arg", "argmax", "argmin",
    "det", "dim", "gcd", "ker", "Pr", "mod", "bmod", "hom", "sgn", "poly", "polylog",
})  # fmt: skip
"""Names set upright in formulas, with a space to their neighbours."""

SILENT = frozenset({
    "left", "right", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl",
    "biggr", "Biggl", "Biggr", "middle", "em", "it", "bf", "rm", "tt", "sc", "sf", "sl",
    "itshape", "bfseries", "ttfamily", "small", "footnotesize", "tiny", "large", "Large",
    "normalsize", "noindent", "displaystyle", "textstyle", "scriptstyle", "limits", "nolimits",
    "xspace", "protect", "centering", "boldmath", "hline", "maketitle", "smallskip", "medskip",
    "bigskip", "null", "relax", "mathstrut", "allowbreak", "nobreak",
})  # fmt: skip
"""Commands that only change the look or the layout."""

NAMED = {
    "deg": "°", "degree": "°", "degrees": "°", "celsius": "°C", "ldots": "…", "dots": "…",
    "cdots": "…", "ast": "*", "prime": "′", "ne": "≠", "ge": "≥", "le": "≤", "gets": "←",
    "colon": ":", "vert": "|", "lvert": "|", "rvert": "|", "lVert": "‖", "rVert": "‖", "and": "and",
    "item": " • ", "par": " ", "newline": " ", "linebreak": " ", "hfill": " ", "space": " ",
    "quad": " ", "qquad": " ", "enspace": " ", "thinspace": " ", "circledR": "®", "pounds": "£",
    "euro": "€", "lbrack": "[", "rbrack": "]", "checkmark": "✓", "cmark": "✓", "xmark": "✗",
    "LaTeX": "LaTeX", "TeX": "TeX", "iff": "⟺", "implies": "⟹", "percnt": "%", "slash": "/",
    "percent": "%",
    "textquotesingle": "'", "textquoteleft": "‘", "textquoteright": "’", "textbar": "|",
    "textquotedblleft": "“", "textquotedblright": "”", "textless": "<", "textgreater": ">",
    "textellipsis": "…", "lq": "‘", "rq": "’", "triangle": "△", "bigstar": "★", "Box": "□",
    "eg": "e.g.", "ie": "i.e.", "etc": "etc.", "etal": "et al.", "wrt": "w.r.t.", "aka": "a.k.a.",
    "vs": "vs.", "cf": "cf.", "Eg": "E.g.", "Ie": "I.e.", "resp": "resp.",
}  # fmt: skip
"""Commands that pylatexenc lacks, and those of authors that everybody knows."""

DOUBLE_STRUCK = dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True))

SUPERSCRIPTS = str.maketrans(
    "0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχϕ",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡᵠ",
)
SUBSCRIPTS = str.maketrans(
    "0123456789+-−=()aehijklmnoprstuvxβγρφχϕ", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪᵩ"
)


@functools.cache
def _table() -> dict[str, str]:
    from pylatexenc.latex2text import get_default_latex_context_db

    kinds = ("latex-base", "latex-approximations", "advanced-symbols")
    found: dict[str, str] = {}
    for spec in get_default_latex_context_db().iter_macro_specs(kinds):
        # The others are functions, patterns with %s, or vary with the day (\today).
        shape = spec.simplify_repl
        if isinstance(shape, str) and shape.strip() and (len(shape) == 1 or not shape.isascii()):
            found.setdefault(spec.macroname, shape)
    return found


def symbol(name: str) -> str | None:
    """What the command of this name stands for, if it is one character or a usual abbreviation."""
    return NAMED.get(name) or _table().get(name)


def accented(text: str, mark: str) -> str:
    """Put a combining mark on the first character of `text`."""
    first = {"ı": "i", "ȷ": "j"}.get(text[0], text[0])
    return unicodedata.normalize("NFC", first + mark) + text[1:]


def scripted(mark: str, inside: str) -> str:
    """The superscript (`mark` is ^) or subscript (_) of `inside`, spelled out where none exists."""
    tight = inside.replace(" ", "")
    if mark == "^" and all(each in _RAISED for each in tight):
        return tight.translate(_LIFTED)
    shapes, most = (SUPERSCRIPTS, 6) if mark == "^" else (SUBSCRIPTS, 2)
    # Words are read more easily in full than in tiny letters: x_max.
    if all(ord(each) in shapes for each in tight) and (len(tight) <= most or tight.isdigit()):
        return tight.translate(shapes)
    is_word = tight.isalnum() and tight == inside and (mark == "_" or len(tight) == 1)
    return f"{mark}{inside}" if is_word else f"{mark}({inside.strip()})"


_RAISED = "∘◦°′″*†‡⋆⊤⊥'"
_LIFTED = str.maketrans("∘◦⊤", "°°ᵀ")
