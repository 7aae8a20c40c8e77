"""Words and their stems, cut and stemmed as the full-text index does it."""

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from snowballstemmer.porter_stemmer import PorterStemmer

_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> tuple[str, ...]:
    """Lower-case words without accents: “Mixture-of-Experts” is mixture, of, experts."""
    return tuple(_WORD.findall(_plain(text)))


def counted(count: int, noun: str) -> str:
    """“1 paper”, “2 papers”."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def stem(word: str) -> str:
    """The stem of a lower-case word: splatting and splats are both “splat”."""
    return _stem(word) if word.isascii() and word.isalpha() else word


def _plain(text: str) -> str:
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(each for each in decomposed if not unicodedata.combining(each)).casefold()


@lru_cache(maxsize=1)
def _stemmer() -> "PorterStemmer":
    from snowballstemmer.porter_stemmer import PorterStemmer

    return PorterStemmer()


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    return str(_stemmer().stemWord(word))
