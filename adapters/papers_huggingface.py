"""Hugging Face's daily papers: what its community features, with upvotes, code and keywords."""

import ast
import asyncio
import json
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from time import sleep
from typing import Any

from adapters.http import PoliteAdapter, one_line
from bot.errors import SourceError
from bot.models import Announcement, Batch, Paper, Topic
from bot.text.fold import fold

CATEGORY = "huggingface"  # what its announcements are filed under
_ID = re.compile(r"\d{4}\.\d{4,5}")
_LIMIT = 100


class HuggingFaceSource:
    """`PaperSource` on Hugging Face's daily papers: one list, whatever the categories."""

    name = "Hugging Face"
    by_category = False

    def __init__(
        self,
        *,
        api_url: str,
        agent: str,
        patience: float = 30.0,
        sleep: Callable[[float], None] = sleep,
    ) -> None:
        self._url = f"{api_url.rstrip('/')}/daily_papers"
        transport = PoliteAdapter(self.name, agent, patience=patience, sleep=sleep)
        self._session = transport.session()

    async def latest(self, categories: Sequence[str], validator: str | None) -> Batch:
        """See `PaperSource.latest`."""
        del categories
        return await asyncio.to_thread(self._latest, validator)

    async def submitted(
        self, category: str, start: datetime, end: datetime
    ) -> tuple[Announcement, ...]:
        """See `PaperSource.submitted`: it cannot tell."""
        del category, start, end
        return ()

    async def matching(
        self, topic: Topic, limit: int, *, best: bool = False
    ) -> tuple[Announcement, ...]:
        """See `PaperSource.matching`: it cannot tell."""
        del topic, limit, best
        return ()

    async def lookup(self, paper_ids: Sequence[str]) -> tuple[Paper, ...]:
        """See `PaperSource.lookup`: it knows no categories, so that arXiv is asked."""
        del paper_ids
        return ()

    async def withdrawn(self, paper_ids: Sequence[str]) -> frozenset[str]:
        """See `PaperSource.withdrawn`: it cannot tell."""
        del paper_ids
        return frozenset()

    def _latest(self, validator: str | None) -> Batch:
        headers = {"If-None-Match": validator} if validator else {}
        with one_line(self.name):
            response = self._session.get(self._url, params={"limit": _LIMIT}, headers=headers)
        if response.status_code == 304:
            return Batch(validator=validator)
        if response.status_code != 200:
            raise SourceError(f"Hugging Face answered with HTTP {response.status_code}.")
        announcements, skipped = read_daily_papers(response.content)
        tag = response.headers.get("ETag")
        return Batch(tuple(announcements), skipped=skipped, validator=tag)


def read_daily_papers(body: bytes) -> tuple[list[Announcement], int]:
    """Read the list in the shapes of 2024 and 2026; returns also how many items were unreadable.

    Raises `SourceError` where it is no such list, or nothing in it can be read. Pure.
    """
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise SourceError("Hugging Face answered with something that is no JSON.") from error
    items = answer.get("data") if isinstance(answer, dict) else answer
    if not isinstance(items, list):
        raise SourceError("Hugging Face answered with something that is no list of papers.")
    read = [_read(item) for item in items]
    good = [each for each in read if each is not None]
    if items and not good:
        raise SourceError(f"None of the {len(items)} papers of Hugging Face could be read.")
    return list({each.paper.id: each for each in good}.values()), len(read) - len(good)


def _read(item: Any) -> Announcement | None:
    try:
        # Some proxies of this API hand on each item as the text of a Python literal.
        item = ast.literal_eval(item) if isinstance(item, str) else item
        its = item["paper"]
        listed = str(its.get("submittedOnDailyAt") or item.get("publishedAt") or its["publishedAt"])
        paper = Paper(
            id=str(its["id"]),
            title=fold(its["title"]),
            abstract=fold(its.get("summary") or item.get("summary") or ""),
            authors=tuple(
                fold(each["name"]) for each in its.get("authors") or () if each.get("name")
            ),
            upvotes=max(int(its.get("upvotes") or 0), 0),
            code=_web(its.get("githubRepo")),
            keywords=tuple(fold(each) for each in its.get("ai_keywords") or ()),
        )
        day = date.fromisoformat(listed[:10])
    except (
        ValueError,
        OverflowError,
        TypeError,
        KeyError,
        AttributeError,
        SyntaxError,
        RecursionError,
        MemoryError,
    ):
        return None
    return (
        Announcement(paper, CATEGORY, "new", day)
        if _ID.fullmatch(paper.id) and paper.title
        else None
    )


def _web(address: object) -> str | None:
    return fold(address) if isinstance(address, str) and address.startswith("https://") else None
