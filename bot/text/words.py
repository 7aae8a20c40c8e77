"""Words as people type them: without case and accents, their inflections, words spelt nearly so."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

_WORD = re.compile(r"[^\W_]+")
_ASCII = (
    "".join(chr(code).lower() if chr(code).isalnum() else " " for code in range(128))
    .encode()
    .ljust(256)
)
_WHOLE_LETTERS = str.maketrans("øØłŁđĐıðÐ", "oOlLdDidD")  # Unicode calls these no accents
_FOREIGN = re.compile(r"[^\x00-\x7f]+")


def words(text: str) -> tuple[str, ...]:
    """Lower-case words without accents: “Mixture-of-Experts” is mixture, of, experts."""
    plain = text if text.isascii() else _FOREIGN.sub(_unaccented, text)
    if plain.isascii():
        # Bytes are translated sooner than text.
        return tuple(plain.encode().translate(_ASCII).decode().split())
    return tuple(_WORD.findall(plain.lower()))


def counted(count: int, noun: str) -> str:
    """“1 paper”, “2 papers”."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """What the inflections of a lower-case word share, as spelt in the US.

    Splats, splatting and splat are one; so are colours and color. Derivations are words of their
    own: transform is no transformer. (These are the steps 1 and 5 of Porter's algorithm.)
    """
    one = singular(word)
    if not _regular(one):
        return one
    if len(one) > 4 and one.endswith("ied"):
        return one[:-3] + "y"
    for ending in ("ing", "ed"):
        base = one.removesuffix(ending)
        if base != one and _VOWEL.search(base) and not one.endswith("eed"):
            one = _restored(base)
            break
    if one.endswith("ll") and _syllables(one) > 1:
        return one[:-1]
    short = one[:-1]
    return short if one[-1] == "e" and _syllables(short) and not _keeps_e(short) else one


@lru_cache(maxsize=200_000)
def singular(word: str) -> str:
    """A lower-case word without the s of a plural, as spelt in the US: colours is color."""
    if not word.isascii() or not _regular(word):
        return word
    word = _IRREGULAR.get(word, word)
    for sign, pattern, spelt in _SPELLINGS:
        word = pattern.sub(spelt, word) if sign in word else word
    if len(word) > 4 and word.endswith(("ies", "ie")):
        return word[: word.rindex("i")] + "y"
    kept = word.endswith("ss") or (word.endswith("us") and _VOWEL.search(word[:-2]))
    lone = len(word) < 4 and _VOWEL.search(word)
    return word[:-1] if word.endswith("s") and not kept and not lone else word


def slips(word: str) -> int:
    """How many letters of a word may be wrong: none of fewer than five, in long words two."""
    return 0 if len(word) < 5 else 1 if len(word) < 8 else 2


def nearest(word: str, counts: Mapping[str, int]) -> tuple[str, ...]:
    """Those of the counted words that `word` may be a slip for: the nearest, then the commonest.

    Letters are wrong, missing, too many or swapped with the next, as many as `slips` says.
    """
    near = process.extract(
        word, list(counts), scorer=OSA.distance, score_cutoff=slips(word), limit=None
    )
    found = [(distance, -counts[each], each) for each, distance, _ in near if distance]
    return tuple(each for _, _, each in sorted(found))


_VOWEL = re.compile("[aeiou]|(?<=[^aeiouy])y")  # y is a vowel behind a consonant
_LETTERS = {code: "V" if chr(code) in "aeiouV" else "C" for code in range(128)}
_SPELLINGS = tuple(
    (sign, re.compile(pattern), spelt)
    for sign, pattern, spelt in (
        ("s", r"([iy])s(e|ed|es|er|ers|ing|ings|ation|ations)$", r"\1z\2"),
        (
            "our",
            r"(arm|behavi|col|fav|flav|harb|hon|hum|lab|neighb|od|rig|rum|sav|tum|vap)our",
            r"\1or",
        ),
    )
)
_IRREGULAR = {
    "agreed": "agree", "analyses": "analysis", "automata": "automaton", "axes": "axis",
    "children": "child", "corpora": "corpus", "crises": "crisis", "criteria": "criterion",
    "extrema": "extremum", "formulae": "formula", "gases": "gas", "guaranteed": "guarantee",
    "hypotheses": "hypothesis", "indices": "index", "matrices": "matrix", "maxima": "maximum",
    "mice": "mouse", "minima": "minimum", "nuclei": "nucleus", "optima": "optimum",
    "phenomena": "phenomenon", "quanta": "quantum", "radii": "radius", "spectra": "spectrum",
    "stimuli": "stimulus", "supernovae": "supernova", "syntheses": "synthesis",
    "theses": "thesis", "vertices": "vertex",
}  # fmt: skip
_UNINFLECTED = frozenset({
    "alias", "always", "atlas", "bias", "canvas", "during", "embed", "evening", "gas", "lens",
    "news", "series", "species", "this",
})  # fmt: skip


def _regular(word: str) -> bool:
    return len(word) > 2 and word.isascii() and word.isalpha() and word not in _UNINFLECTED


def _restored(base: str) -> str:
    """The word that lost its e, or doubled its last letter, before -ing or -ed."""
    if len(base) > 3 and base[-1] == base[-2] and base[-1] not in "aeioulsfz":
        return base[:-1]
    return base + "e" if _keeps_e(base) else base


def _keeps_e(base: str) -> bool:
    """Whether the last e of `base` + e makes another word: plan and plane, us and use."""
    shape = _shape(base)
    short = (shape == "VC" or shape.endswith("CVC")) and base[-1] not in "wxy"
    return short and shape.count("VC") == 1


def _syllables(word: str) -> int:
    return _shape(word).count("VC")


def _shape(word: str) -> str:
    """Each letter as C or V, for consonant and vowel."""
    return (_VOWEL.sub("V", word) if "y" in word else word).translate(_LETTERS)


def _unaccented(run: re.Match[str]) -> str:
    return _folded(run[0])


@lru_cache(maxsize=10_000)
def _folded(run: str) -> str:
    decomposed = unicodedata.normalize("NFKD", run.translate(_WHOLE_LETTERS))
    kept = (each for each in decomposed if not unicodedata.combining(each))
    return "".join(each if each.isalnum() else " " for each in kept).casefold()
