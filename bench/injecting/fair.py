"""True sentences about real papers, with the quotes that prove them, and those of others."""

import gzip
import hashlib
import json
import math
import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from figures import SHARED

from bot.grounding import Ground
from bot.models import Passage, Source
from bot.text.latex import readable
from bot.text.sentences import sentences
from bot.text.words import stem, words

DATA = Path(__file__).parents[1] / "grounding_data"
ROWS = 400
"""So many rows of `ai_summary` of each half are looked at."""


@dataclass(frozen=True)
class Fair:
    """A true sentence about a paper, and the sentences of the abstract that prove it."""

    paper: str
    text: str
    quote: str


class Papers:
    """The papers of ../shared, by id; each stands `among` so many others, as in a long text."""

    def __init__(self, among: int = 0) -> None:
        self._among = among
        with gzip.open(SHARED / "data" / "papers.jsonl.gz", "rt", encoding="utf-8") as lines:
            rows = map(json.loads, lines)
            self._rows = {row["id"]: (row["title"], row["abstract"]) for row in rows}
        self._grounds: dict[str, Ground] = {}

    def __contains__(self, paper: str) -> bool:
        return paper in self._rows

    def abstract(self, paper: str) -> str:
        """As people read it."""
        return readable(self._rows[paper][1])

    def title(self, paper: str) -> str:
        """As people read it."""
        return readable(self._rows[paper][0])

    def ground(self, paper: str) -> Ground:
        """Title and abstract, to check against."""
        if paper not in self._grounds:
            chance = random.Random(paper)
            others = chance.sample(sorted(self._rows), self._among)
            passages = tuple(Passage(self.abstract(each)) for each in (paper, *others))
            self._grounds[paper] = Ground(Source(self.title(paper), passages))
        return self._grounds[paper]


def written(name: str, papers: Papers) -> list[Fair]:
    """The sentences of a file of `grounding_data`, which quote by the numbers of sentences."""
    fair = []
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        there = sentences(papers.abstract(row["paper"]))
        fair.append(Fair(row["paper"], row["text"], " ".join(there[i] for i in row["quote"])))
    return fair


def summaries(papers: Papers) -> tuple[list[Fair], list[Fair]]:
    """Rows of `ai_summary`, in two halves; the quote is the sentence most like it."""
    with gzip.open(SHARED / "data" / "hf_daily.jsonl.gz", "rt", encoding="utf-8") as lines:
        said = {row["id"]: row["ai_summary"] for row in map(json.loads, lines)}
    halves: tuple[list[Fair], list[Fair]] = ([], [])
    order = sorted(said, key=lambda paper: hashlib.sha256(paper.encode()).hexdigest())
    for paper in order:
        half = halves[hashlib.sha256(paper.encode()).digest()[-1] % 2]
        if said[paper] and paper in papers and len(half) < ROWS:
            there = sentences(papers.abstract(paper))
            quote = max(there, key=lambda each: _shared(said[paper], each))
            half.append(Fair(paper, readable(said[paper]), quote))
    return halves


def _shared(one: str, other: str) -> float:
    these, those = (set(map(stem, words(each))) for each in (one, other))
    return len(these & those) / math.sqrt(len(those) + 8)


class Others:
    """Sentences about other papers: of any, and of those most like a paper."""

    def __init__(self, fair: list[Fair], papers: Papers) -> None:
        self._fair = fair
        self._stems = {each.paper: _stems(papers, each.paper) for each in fair}
        self._counts = Counter(one for its in self._stems.values() for one in its)
        self._having = defaultdict(list)
        for index, each in enumerate(fair):
            for one in self._stems[each.paper]:
                self._having[one].append(index)

    def any(self, paper: str, chance: random.Random) -> str:
        """A sentence about another paper."""
        while (other := chance.choice(self._fair)).paper == paper:
            pass
        return other.text

    def like(self, paper: str, papers: Papers) -> str:
        """A sentence about the paper that shares most rare words with this one."""
        scores: defaultdict[int, float] = defaultdict(float)
        for one in _stems(papers, paper):
            for index in self._having[one] if self._counts[one] < len(self._fair) // 8 else ():
                scores[index] += 1 / math.sqrt(self._counts[one])
        return next(
            self._fair[index].text
            for index in sorted(scores, key=lambda each: -scores[each])
            if self._fair[index].paper != paper
        )


def _stems(papers: Papers, paper: str) -> frozenset[str]:
    return frozenset(map(stem, words(f"{papers.title(paper)} {papers.abstract(paper)}")))
