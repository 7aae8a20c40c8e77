"""What a place likes, learned from its votes against the background of all that is announced."""

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bot.ranking.background import Background
from bot.ranking.logistic import Rows, Weights, fit
from bot.ranking.meaning import Floats
from bot.ranking.table import Table, beside
from bot.ranking.traits import AUTHOR, Traits

# Chosen with bench/rank.py, on days that it does not report.
_PENALTY, _ROUNDS = 3.0, 30
_AUTHORS_PENALTY, _AUTHORS_ROUNDS = 0.2, 20
_BELIEVED = 0.3  # of what a paper says, when its authors are learned: it was fitted to these papers
_BACKGROUND = 6.0  # weight of all weak negatives together, for one of what is liked
_UNKNOWN = 0.05  # how good a paper is that nobody voted on: what is disliked is worse
_MOST_NAMES, _NAMES_A_VOTE = 2_000, 3  # more votes have more to say
_STEPS = 200  # weights are kept in steps of so many to one
_SHARES = (0.5, 0.8, 0.88, 0.92, 0.95, 0.98, 0.99)


@dataclass(frozen=True)
class Taste:
    """A linear model: weights of named traits, of the dimensions of a meaning, and a constant.

    `bars`: the scores that shares of all announced papers, as in `_SHARES`, stay below.
    """

    weights: Mapping[str, float]
    axes: Floats
    constant: float
    bars: tuple[float, ...]

    def score(self, table: Table) -> Floats:
        """How much speaks for each paper of a table: above 0, more than against it."""
        columns = np.zeros(table.width, np.float32)
        get, width = table.columns.get, table.width
        # A trait that the table lacks lands beside its columns.
        spread = np.zeros(width + 1, np.float32)
        spread[[get(name, width) for name in self.weights]] = list(self.weights.values())
        columns[:] = spread[:width]
        columns[width - 1] = self.constant
        return table.times(columns, self.axes)

    def bar(self, share: float) -> float:
        """The score that this share of all papers stays below, as far as it is known."""
        return float(np.interp(share, _SHARES, self.bars))

    def dump(self) -> bytes:
        """As bytes: below 20 kB of a few hundred votes, about 20 bytes a vote of more."""
        names = sorted(self.weights)
        said = {
            "names": "\n".join(names),
            "weights": [round(self.weights[name] * _STEPS) for name in names],
            "axes": base64.b85encode(self.axes.astype("<f2").tobytes()).decode(),
            "constant": round(self.constant, 4),
            "bars": [round(each, 4) for each in self.bars],
        }
        text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
        return zlib.compress(text.encode(), 9)

    @classmethod
    def load(cls, dumped: bytes) -> "Taste":
        """The inverse of `dump`. Raises `ValueError` for other bytes."""
        try:
            said = json.loads(zlib.decompress(dumped))
            axes = np.frombuffer(base64.b85decode(said["axes"]), "<f2").astype(np.float32)
            names = said["names"].split("\n") if said["names"] else []
            weights = [each / _STEPS for each in said["weights"]]
            bars = tuple(map(float, said["bars"]))
            return cls(dict(zip(names, weights, strict=True)), axes, said["constant"], bars)
        except (zlib.error, binascii.Error, KeyError, TypeError, AttributeError) as error:
            raise ValueError("not a dumped taste") from error


def learn(
    voted: Mapping[str, Traits], said: Mapping[str, tuple[float, float]], others: Background
) -> Taste:
    """Learn from the papers voted on, by id, and from what `weigh` says of them.

    Other papers as they are announced count as weak negatives. Papers of which nothing is said,
    or whose traits are not known, teach nothing.
    """
    known = [each for each in said if each in voted]
    liked = np.array([said[each][0] for each in known], np.float32)
    disliked = np.array([said[each][1] for each in known], np.float32)
    # How good a paper is, as a share, and how much that counts: one row a paper.
    total = liked + disliked
    others = others.enough(len(known))
    weak = others.weak(_BACKGROUND * max(float(liked.sum()), 1.0), known)
    table = beside(others.table, [voted[each] for each in known])
    good = np.concatenate([liked / np.maximum(total, 1e-9), np.full_like(weak, _UNKNOWN)])
    weights = _fitted(table, good, np.concatenate([total, weak]))
    return _taste(table, weights, len(known))


def _fitted(table: Table, good: Floats, counts: Floats) -> Weights:
    """What papers say is weighed first; their authors answer for what that leaves open.

    Learned together, the few authors who are in hardly any other paper would explain each liked
    paper away, and its words would teach less.
    """
    is_author = np.fromiter((each.startswith(AUTHOR) for each in table.columns), np.bool_)
    is_author = np.append(is_author, False)
    said = fit(table.only(~is_author), Rows(good, counts, np.zeros_like(good)), _PENALTY, _ROUNDS)
    before = np.float32(_BELIEVED) * table.times(said.columns * ~is_author, said.axes)
    alone = table.only(is_author).meaningless()
    by = fit(alone, Rows(good, counts, before), _AUTHORS_PENALTY, _AUTHORS_ROUNDS)
    return Weights(np.where(is_author, by.columns, said.columns), said.axes)


def _taste(table: Table, weights: Weights, votes: int) -> Taste:
    """The model of some weights: those kept that matter, by their size and how often they do."""
    names = list(table.columns)
    often = table.squares() ** 0.25
    most = max(_MOST_NAMES, _NAMES_A_VOTE * votes)
    strongest = np.argsort(-np.abs(weights.columns * often)[:-1], kind="stable")[:most]
    kept = {
        names[each]: float(weights.columns[each])
        for each in strongest.tolist()
        if abs(weights.columns[each]) * _STEPS >= 1
    }
    scores = table.times(weights.columns, weights.axes)[votes:]
    bars = np.quantile(scores, _SHARES) if len(scores) else np.zeros(len(_SHARES))
    return Taste(kept, weights.axes, float(weights.columns[-1]), tuple(map(float, bars)))
