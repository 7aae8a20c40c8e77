"""The child process that fits a meaning, or places papers by one that was fitted.

`python -m bot.ranking.child fit DIMENSIONS`: a paper's stems a line in, a dumped `Meaning` out.
`python -m bot.ranking.child place LENGTH`: a dumped `Meaning` of that many bytes and then stems in,
a packed vector a paper out. It has limits; scikit-learn is imported nowhere else.
"""

import sys
from collections.abc import Sequence

import numpy as np

from bot.children import limit
from bot.ranking.limits import MEMORY, SECONDS
from bot.ranking.meaning import Meaning, lexicon, packed

_ENOUGH = 8  # papers a dimension


def fit_meaning(texts: Sequence[str], dimensions: int) -> Meaning:
    """Fit rarity and axes on texts, each the stems of a paper; the same texts, the same meaning.

    Of few papers there are fewer dimensions.
    """
    words = lexicon(texts)
    dimensions = min(dimensions, len(texts) // _ENOUGH, len(words.stems) - 1)
    if dimensions < 2:
        return words
    from scipy.sparse import csr_matrix
    from sklearn.decomposition import TruncatedSVD

    starts, rows, weights = [0], [], []
    for text in texts:
        found, weighed = words.weigh(text)
        rows.append(found)
        weights.append(weighed)
        starts.append(starts[-1] + len(found))
    shape = (len(texts), len(words.stems))
    table = csr_matrix((np.concatenate(weights), np.concatenate(rows), starts), shape)
    axes = TruncatedSVD(dimensions, n_iter=4, random_state=0).fit(table).components_.T
    return Meaning(words.stems, words.rarity, np.ascontiguousarray(axes, np.float32))


def main() -> None:
    """Read, fit or place, say."""
    limit(MEMORY, SECONDS, patient=True)
    what, number, given = sys.argv[1], int(sys.argv[2]), sys.stdin.buffer.read()
    if what == "fit":
        said = fit_meaning(given.decode().splitlines(), number).dump()
    else:
        texts = given[number:].decode().splitlines()
        said = b"".join(packed(Meaning.load(given[:number]), texts))
    sys.stdout.buffer.write(said)


if __name__ == "__main__":
    main()
