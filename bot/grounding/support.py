"""How much of what a point says the paper says too: what has little support is invented."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from bot.grounding.synonyms import EMPTY, GENERIC
from bot.grounding.text import Sentence
from bot.grounding.words import Word

_HERE, _NEAR, _WHOLE = 1.0, 0.8, 0.45
_LONG_WHOLE = 0.3
"""Of a whole paper: most words stand in it somewhere."""
_GENERIC = 0.25
_LITTLE, _LITTLE_NEAR, _FEW = 0.55, 0.35, 2


class Support:
    """The words of a source: those of the quote, those near it, and all."""

    def __init__(
        self, here: AbstractSet[str], near: AbstractSet[str], whole: AbstractSet[str], *, long: bool
    ) -> None:
        far = _LONG_WHOLE if long else _WHOLE
        self._parts = ((_HERE, here), (_NEAR, near), (far, whole))

    def of(self, word: Word) -> float:
        """From 0 to 1: how far a word of a point is backed."""
        for backed, names in self._parts:
            if word.stem in names or word.concept in names:
                return backed
        return 0.0


def coverage(point: Sequence[Sentence], support: Support) -> tuple[float, float, list[Word]]:
    """The share of a point that is backed, that is backed near the quote, and the words not."""
    total = backed = near = 0.0
    bare = []
    for word in (word for sentence in point for word in sentence.words):
        lower = word.text.lower()
        if lower in EMPTY or lower.isdigit():
            continue
        weight = _GENERIC if lower in GENERIC or word.stem in GENERIC else 1.0
        found = support.of(word)
        total += weight
        backed += weight * found
        near += weight * (found >= _NEAR)
        if not found and weight == 1.0:
            bare.append(word)
    return (backed / total, near / total, bare) if total else (1.0, 1.0, [])


def check_support(point: Sequence[Sentence], support: Support) -> Iterable[str]:
    """Whether a point says things that the paper does not."""
    backed, near, bare = coverage(point, support)
    if backed < _LITTLE and len(bare) >= _FEW:
        words = ", ".join(dict.fromkeys(f"“{word.text}”" for word in bare[:4]))
        yield f"the paper says little of this: {words} are not in it"
    elif near < _LITTLE_NEAR / len(point):
        yield "the quote is about something else: quote the words that say this"
