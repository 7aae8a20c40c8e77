"""The papers of the demo, shipped with Paperboy: well-known ones from many fields of arXiv.

Their ids, titles, authors and categories are arXiv's, and `announced` is the day on which the
first version was submitted. The descriptions are our own words, never the authors'.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from bot.errors import SourceError
from bot.models import Announcement, Batch, Paper, Topic

PAPERS = files(__name__) / "papers.json"


class SampleSource:
    """A `PaperSource` that needs no network: it reads `file`, and marks every paper a sample."""

    name = "sample"
    by_category = False

    def __init__(self, day: date, file: Traversable = PAPERS) -> None:
        self._day, self._file = day, file

    async def latest(self, categories: Sequence[str], validator: str | None) -> Batch:
        """See `PaperSource.latest`: all of them, as if they were announced on the given day."""
        del categories, validator
        return Batch(
            tuple(
                Announcement(paper, category, "new", self._day, inferred=True)
                for paper in self._papers()
                for category in paper.categories
            )
        )

    async def submitted(
        self, category: str, start: datetime, end: datetime
    ) -> tuple[Announcement, ...]:
        """See `PaperSource.submitted`: the sample has one day."""
        del category, start, end
        return ()

    async def matching(
        self, topic: Topic, limit: int, *, best: bool = False
    ) -> tuple[Announcement, ...]:
        """See `PaperSource.matching`: the sample has one day."""
        del topic, limit, best
        return ()

    async def lookup(self, paper_ids: Sequence[str]) -> tuple[Paper, ...]:
        """See `PaperSource.lookup`: who has the sample has all of it."""
        del paper_ids
        return ()

    async def withdrawn(self, paper_ids: Sequence[str]) -> frozenset[str]:
        """See `PaperSource.withdrawn`: it cannot tell."""
        del paper_ids
        return frozenset()

    def _papers(self) -> list[Paper]:
        try:
            return [_paper(each) for each in json.loads(self._file.read_bytes())]
        except (OSError, ValueError, TypeError, LookupError) as error:
            raise SourceError(
                f"The sample papers in {self._file} cannot be read: install Paperboy anew."
            ) from error


def _paper(record: dict[str, Any]) -> Paper:
    return Paper(
        id=record["id"],
        title=record["title"],
        abstract=record["abstract"],
        authors=tuple(record["authors"]),
        categories=tuple(record["categories"]),
        announced=date.fromisoformat(record["announced"]),
        sample=True,
    )
