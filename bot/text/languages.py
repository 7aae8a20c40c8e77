"""Names of languages. They go into what a model is told: nothing in one could tell it more."""

import regex

_LONGEST = 40  # characters
_WORD = r"\(?[\p{L}\p{M}]+\)?"
_NAME = regex.compile(rf"{_WORD}(?:[ -]{_WORD}){{0,2}}")


def language_named(text: str) -> str | None:
    """“German”, “pt-BR” or “Chinese (Simplified)”; None where it is no name of three words."""
    name = text.strip(" ")
    if not name:
        return ""
    return name if 2 <= len(name) <= _LONGEST and _NAME.fullmatch(name) else None
