"""Papers as rows of numbers, most of them nought: a column a trait, and their meanings beside."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bot.ranking.meaning import Floats
from bot.ranking.traits import Traits


@dataclass(frozen=True)
class Table:
    """`columns` of the traits' names; row i holds values[starts[i]:starts[i + 1]].

    The last column is 1 in every row: no row is empty, and a model has its constant there.
    """

    columns: Mapping[str, int]
    starts: NDArray[np.intp]
    places: NDArray[np.intp]
    values: Floats
    meanings: Floats

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def width(self) -> int:
        """How many columns there are, that of ones included."""
        return len(self.columns) + 1

    def times(self, weights: Floats, axes: Floats) -> Floats:
        """For each row, the sum of its values times the weights of their columns."""
        products = self.values * weights[self.places]
        sums: Floats = np.add.reduceat(products, self.starts[:-1]) if len(self) else products
        return sums + self.meanings @ axes

    def back(self, rows: Floats) -> tuple[Floats, Floats]:
        """For each column, the sum of its values times a number a row: `times` transposed."""
        spread = np.repeat(rows, np.diff(self.starts)) * self.values
        sums = np.bincount(self.places, weights=spread, minlength=self.width)
        return sums.astype(np.float32), rows @ self.meanings

    def squares(self) -> Floats:
        """The sum of each column's squared values."""
        sums = np.bincount(self.places, weights=self.values**2, minlength=self.width)
        return sums.astype(np.float32)

    def only(self, columns: NDArray[np.bool_]) -> "Table":
        """The same papers with some columns empty, and that of ones as it is."""
        kept = columns[self.places]
        kept[self.starts[1:] - 1] = True
        starts = np.concatenate([[0], np.cumsum(kept)])[self.starts]
        return replace(self, starts=starts, places=self.places[kept], values=self.values[kept])

    def meaningless(self) -> "Table":
        """The same papers without their meanings."""
        return replace(self, meanings=self.meanings[:, :0])

    def first(self, rows: int) -> "Table":
        """The first rows alone."""
        end = self.starts[min(rows, len(self))]
        return Table(
            self.columns,
            self.starts[: rows + 1],
            self.places[:end],
            self.values[:end],
            self.meanings[:rows],
        )


def tabulate(its: Sequence[Traits], least: int = 1) -> Table:
    """A table of papers, without the traits that fewer than `least` of them have."""
    counts = Counter(name for each in its for name in each.names)
    names = [name for name, count in counts.items() if count >= least]
    return _filled(its, {name: column for column, name in enumerate(names)})


def beside(table: Table, its: Sequence[Traits]) -> Table:
    """The papers and below them those of a table, with all columns of either."""
    columns = dict(table.columns)
    for each in its:
        for name in each.names:
            columns.setdefault(name, len(columns))
    top = _filled(its, columns)
    places = np.where(table.places == table.width - 1, len(columns), table.places)
    return Table(
        columns,
        np.concatenate([top.starts, table.starts[1:] + top.starts[-1]]),
        np.concatenate([top.places, places]),
        np.concatenate([top.values, table.values]),
        np.concatenate([top.meanings, table.meanings]) if its else table.meanings,
    )


def _filled(its: Sequence[Traits], columns: Mapping[str, int]) -> Table:
    places: list[int] = []
    values: list[float] = []
    starts = [0]
    for each in its:
        found = [columns.get(name, -1) for name in each.names]
        for column, value in zip(found, each.values.tolist(), strict=True):
            if column >= 0:
                places.append(column)
                values.append(value)
        places.append(len(columns))
        values.append(1.0)
        starts.append(len(places))
    meanings = np.array([each.meaning for each in its], np.float32)
    return Table(
        columns,
        np.array(starts, np.intp),
        np.array(places, np.intp),
        np.array(values, np.float32),
        meanings if its else np.zeros((0, 0), np.float32),
    )
