"""A source of papers that does what a test tells it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.arxiv_days import announcement_day
from bot.errors import SourceError
from bot.models import (
    Announcement,
    Batch,
    Paper,
    Topic,
)
from bot.papers import match
from tests.fakes import TODAY


class FakeSource:
    """arXiv in small: `announced` over the days, of which the feed shows `today`'s alone.

    The feeds of `failing` categories do not come; with `down` the queries do not either.
    """

    def __init__(self, *announced: Announcement, today: date = TODAY) -> None:
        self.name, self.by_category = "fake", True
        self.announced, self.today = list(announced), today
        self.failing: set[str] = set()
        self.withdrawn_ids: set[str] = set()
        self.down = False
        self.skips = 0
        self.asked: list[str] = []

    async def latest(self, categories: Sequence[str], validator: str | None) -> Batch:
        good = [each for each in categories if each not in self.failing]
        failed = tuple((each, "The feed did not come.") for each in categories if each not in good)
        if categories and not good:
            raise SourceError("The feed did not come.")
        told = f"{self.today} {' '.join(good)}"
        if told == validator:
            return Batch(failed=failed, validator=told)
        self.asked.append(f"latest {told}")
        return Batch(
            announcements=tuple(
                each for each in self.announced if each.category in good and each.day == self.today
            ),
            covered=tuple((each, self.today) for each in good),
            failed=failed,
            skipped=self.skips,
            validator=told,
        )

    async def submitted(
        self, category: str, start: datetime, end: datetime
    ) -> tuple[Announcement, ...]:
        self.asked.append(f"submitted {category} {start:%m-%d} {end:%m-%d}")
        return tuple(
            each
            for each in self._answered()
            if each.category == category
            and each.paper.submitted
            and start <= each.paper.submitted <= end
        )

    async def matching(
        self, topic: Topic, limit: int, *, best: bool = False
    ) -> tuple[Announcement, ...]:
        self.asked.append(f"matching {topic}{' best' if best else ''}")
        found = [
            replace(each, category=each.paper.categories[0])
            for each in self._answered()
            if match(topic, each.paper)
        ]
        return tuple(sorted(found, key=lambda each: each.day, reverse=True))[:limit]

    async def lookup(self, paper_ids: Sequence[str]) -> tuple[Paper, ...]:
        self.asked.append(f"lookup {' '.join(paper_ids)}")
        papers = {each.paper.id: each.paper for each in self._answered()}
        return tuple(papers[each] for each in dict.fromkeys(paper_ids) if each in papers)

    async def withdrawn(self, paper_ids: Sequence[str]) -> frozenset[str]:
        self.asked.append(f"withdrawn {' '.join(paper_ids)}")
        if self.down:
            raise SourceError("The API did not answer.")
        return frozenset(paper_ids) & self.withdrawn_ids

    def _answered(self) -> list[Announcement]:
        if self.down:
            raise SourceError("The API did not answer.")
        return [
            replace(each, day=announcement_day(each.paper.submitted), inferred=True)
            for each in self.announced
            if each.day <= self.today
            and each.paper.submitted
            and each.kind in ("new", "cross")
            and each.paper.id not in self.withdrawn_ids
        ]
