"""Cuts LaTeX into tokens, and finds which braces and dollars belong together."""

import re

# Single signs spelt one by one, and two hyphens: `re` then looks for their first letters only.
_MARK = re.compile(r"(https?://[^\s{}\\$]+|\\(?:[A-Za-z]+|.|\Z)|\$\$?|\{|\}|\^|_|~|--+)", re.DOTALL)
_CLOSING = {"\\(": "\\)", "\\[": "\\]"}


def cut(text: str) -> list[str]:
    """Commands, marks, addresses and the plain text between them; joined, they are `text`."""
    return [token for token in _MARK.split(text) if token]


def is_mark(token: str) -> bool:
    """Whether a token is more than plain text."""
    return bool(_MARK.fullmatch(token))


def partners(tokens: list[str]) -> dict[int, int]:
    """Where each brace and each formula that opens is closed. What has no partner is text."""
    found: dict[int, int] = {}
    braces: list[int] = []
    waiting: dict[str, int] = {}
    for here, piece in enumerate(tokens):
        if piece == "{":
            braces.append(here)
        elif piece == "}" and braces:
            found[braces.pop()] = here
        elif piece in _CLOSING:
            waiting[_CLOSING[piece]] = here
        elif piece in ("\\)", "\\]") and piece in waiting:
            found[waiting.pop(piece)] = here
        elif piece in ("$", "$$"):
            opened = waiting.pop(piece, None)
            after = tokens[here + 1] if here + 1 < len(tokens) else ""
            if opened is not None and _is_formula("".join(tokens[opened + 1 : here]), after):
                found[opened] = here
            else:
                waiting[piece] = here
    return found


def _is_formula(content: str, after: str) -> bool:
    """Whether dollars around `content` mean a formula, not money or prose."""
    prose = re.sub(r"\\[A-Za-z]+(?: ?\{[^{}]{0,200}\})?", "", content)
    if not content.strip() or len(re.findall(r"(?<!\S)[A-Za-z]{3,}(?!\S)", prose)) >= 3:
        return False
    if content[0].isdigit():
        counted = re.search(r"\s[A-Za-z]{2,}\b", prose)
        open_ended = content[-1].isspace() or after[:1].isdigit()
        return not counted and not (open_ended and not re.search(r"[\\^_{=<>]", content))
    lopsided = content[0].isspace() != content[-1].isspace()
    return not lopsided or bool(re.search(r"[\\^_{}=<>+]", content))
