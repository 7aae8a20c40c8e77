"""The papers of the demo, shipped with Paperboy: well-known ones from many fields of arXiv.

Their ids, titles, authors and categories are arXiv's, and `announced` is the day on which the
first version was submitted. The descriptions are our own words, never the authors'.
"""

import json
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from bot.errors import SourceError
from bot.models import Paper

PAPERS = files(__name__) / "papers.json"


class SampleSource:
    """A `PaperSource` that needs no network: it reads `file`, and marks every paper a sample."""

    name = "sample"

    def __init__(self, file: Traversable = PAPERS) -> None:
        self._file = file

    async def latest(self) -> tuple[Paper, ...]:
        """All the sample papers, by id. Raises `SourceError` where the file is broken."""
        try:
            return tuple(_paper(each) for each in json.loads(self._file.read_bytes()))
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
