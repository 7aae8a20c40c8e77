"""Which words tell papers apart, and what they mean together: fitted elsewhere, applied here.

Words are stems with their rarity (inverse document frequency); the meaning of a paper is a vector
of unit length in a space that truncated SVD found in our own papers.
"""

import json
import math
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
COMMON = 0.3  # of all papers: a word in more of them tells nothing
RARE = 3  # papers: a word in fewer is not learned
MOST_WORDS = 20_000


@dataclass(frozen=True)
class Meaning:
    """`rarity` for each of the `stems`, and `axes`: a row a stem, a column a dimension.

    There may be no columns: then words are known, and no meaning.
    """

    stems: tuple[str, ...]
    rarity: Floats
    axes: Floats

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The row of each stem."""
        return {stem: row for row, stem in enumerate(self.stems)}

    @property
    def dimensions(self) -> int:
        """How long a vector is."""
        return int(self.axes.shape[1])

    def weigh(self, stems: str) -> tuple[NDArray[np.int32], Floats]:
        """The known words of a text as rows, each with its weight; the weights have length 1."""
        places = self.places
        counts = Counter(stems.split())
        known = [
            (row, count) for stem, count in counts.items() if (row := places.get(stem, -1)) >= 0
        ]
        if not known:
            return np.zeros(0, np.int32), np.zeros(0, np.float32)
        rows = np.array([row for row, _ in known], np.int32)
        often = np.array([_LOGS[min(count, 50)] for _, count in known], np.float32)
        weights = often * self.rarity[rows]
        return rows, weights / np.float32(math.sqrt(float(weights @ weights)))

    def vector(self, rows: NDArray[np.int32], weights: Floats) -> Floats:
        """Where weighed words point to: length 1, or 0 where none of them is known."""
        vector: Floats = weights @ self.axes[rows]
        length = math.sqrt(float(vector @ vector))
        return vector / np.float32(length) if length else vector

    def dump(self) -> bytes:
        """As bytes, numbers in half precision: about 4 MB."""
        head = json.dumps({"stems": self.stems, "dimensions": self.dimensions}).encode()
        numbers = self.rarity.astype("<f2").tobytes() + self.axes.astype("<f2").tobytes()
        return zlib.compress(len(head).to_bytes(4, "little") + head + numbers, 1)

    @classmethod
    def load(cls, dumped: bytes) -> "Meaning":
        """The inverse of `dump`. Raises `ValueError` for other bytes."""
        try:
            data = zlib.decompress(dumped)
            size = int.from_bytes(data[:4], "little")
            head = json.loads(data[4 : 4 + size])
            numbers = np.frombuffer(data[4 + size :], "<f2").astype(np.float32)
            stems = tuple(map(str, head["stems"]))
            axes = numbers[len(stems) :].reshape(len(stems), int(head["dimensions"]))
        except (zlib.error, KeyError, TypeError) as error:
            raise ValueError("not a dumped meaning") from error
        return cls(stems, numbers[: len(stems)], axes)


def packed(meaning: Meaning, texts: Iterable[str]) -> list[bytes]:
    """The vectors of texts, each the stems of a paper: a signed byte a dimension, 127 is 1."""
    vectors = (meaning.vector(*meaning.weigh(each)) for each in texts)
    return [np.rint(each * 127).astype(np.int8).tobytes() for each in vectors]


def lexicon(texts: Iterable[str]) -> Meaning:
    """Words and their rarity alone, of a few papers' stems: what there is before a meaning."""
    counts: Counter[str] = Counter()
    total = 0
    for text in texts:
        counts.update(set(text.split()))
        total += 1
    least, most = min(RARE, max(1, total // 10)), max(5.0, COMMON * total)
    kept = [
        (stem, count)
        for stem, count in counts.most_common()
        if least <= count <= most and 1 < len(stem) < 40
    ][:MOST_WORDS]
    rarity = np.array([math.log((1 + total) / (1 + count)) + 1 for _, count in kept], np.float32)
    return Meaning(tuple(stem for stem, _ in kept), rarity, np.zeros((len(kept), 0), np.float32))


_LOGS = (0.0, *(1 + math.log(count) for count in range(1, 51)))
