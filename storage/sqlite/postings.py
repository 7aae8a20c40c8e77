"""Which papers have a word, many at once, and how long each is: enough to tell who may be best.

To rank them by the index's own `bm25` takes ten times longer. How often a word is in a text is
not known here.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlite_utils import Database

from storage.sqlite.rows import newest_number
from storage.sqlite.scoring import Weights, likely

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# What the index keeps of a paper: how many words each of its texts has, seven bits a byte.
_LENGTHS = """
    SELECT group_concat(id), group_concat(hex(substr(sz, 1, 3)), '')
    FROM papers_fts_docsize WHERE id > ?
"""
_HAVING = """
    SELECT group_concat(number) FROM (
        SELECT rowid AS number FROM {table} WHERE {table} MATCH ? ORDER BY rowid DESC LIMIT ?)
"""
_MORE = 128  # a byte from here on has the rest of its number in the next
_NOTHING = 1e-6
_USUAL = 180  # what the abstract under a title too long for one byte is taken for


class Lengths:
    """How many words the title and the abstract of each paper have: three bytes a paper.

    They are kept in memory, and only of papers that came since they are read.
    """

    def __init__(self) -> None:
        self._known: tuple[NDArray[np.uint8], NDArray[np.uint16]] | None = None

    def read(self, database: Database) -> None:
        """Read now what the first answer would wait for."""
        self.upto(database, newest_number(database))

    def upto(
        self, database: Database, newest: int
    ) -> "tuple[NDArray[np.uint8], NDArray[np.uint16]]":
        """Of titles and of abstracts, by a paper's number; 0 where there is none."""
        import numpy as np  # it takes a while

        titles, abstracts = self._known or (np.zeros(1, np.uint8), np.zeros(1, np.uint16))
        known = len(titles)
        if newest < known:
            return titles, abstracts
        numbers, sizes = database.execute(_LENGTHS, [known - 1]).fetchone()
        at = _numbers(numbers)
        first, second, third = _bytes(sizes).reshape(-1, 3).T.astype(np.uint16)
        size = max(newest, int(at.max(initial=0))) + 1
        titles, abstracts = np.resize(titles, size), np.resize(abstracts, size)
        titles[known:], abstracts[known:] = 0, 0
        titles[at] = np.minimum(first, _MORE)
        there = np.where(second < _MORE, second, _MORE * (second - _MORE) + third)
        abstracts[at] = np.where(first < _MORE, there, _USUAL)
        self._known = titles, abstracts
        return titles, abstracts


def having(database: Database, table: str, text: str, most: int) -> "NDArray[np.int64]":
    """The numbers of the papers that the index gives for this; of more than `most`, the newest."""
    (found,) = database.execute(_HAVING.format(table=table), [text, most]).fetchone()
    return _numbers(found)


def hopeful(
    titled: "Mapping[str, NDArray[np.int64]]",
    anywhere: "Mapping[str, NDArray[np.int64]]",
    weights: Weights,
    lengths: "tuple[NDArray[np.uint8], NDArray[np.uint16]]",
    among: "NDArray[np.int64] | None" = None,
) -> "NDArray[np.int64]":
    """The papers that have any of the stems in the title, or at all: the likely best first.

    Or those `among` these, which come newest first; so do equally good ones.
    """
    import numpy as np  # it takes a while

    size = len(lengths[0])
    in_title, elsewhere = np.zeros(size, np.float32), np.zeros(size, np.float32)
    for stem, numbers in anywhere.items():
        elsewhere[numbers[numbers < size]] += weights.of(stem)
    for stem, numbers in titled.items():
        there = numbers[numbers < size]  # what came just now has no length yet
        in_title[there] += weights.of(stem)
        if stem in anywhere:
            elsewhere[there] -= weights.of(stem)
    if among is None:
        among = np.flatnonzero(in_title + elsewhere > _NOTHING)[::-1]
    numbers = among[among < size]
    its = (in_title[numbers], elsewhere[numbers], lengths[0][numbers], lengths[1][numbers])
    best: NDArray[np.int64] = numbers[np.argsort(-likely(*its), kind="stable")]
    return best


def _numbers(joined: str | None) -> "NDArray[np.int64]":
    import numpy as np  # it takes a while

    return np.fromstring(joined or "", np.int64, sep=",")


def _bytes(digits: str | None) -> "NDArray[np.uint8]":
    import numpy as np  # it takes a while

    return np.frombuffer(bytes.fromhex(digits or ""), np.uint8)
