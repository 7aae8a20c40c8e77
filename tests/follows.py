"""What people follow, in memory, by the contract of `Follows`."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.models import Follow, Look, News, Topic
from bot.papers import match

if TYPE_CHECKING:
    from tests.fakes import MemoryAnnouncements, MemoryPapers


class MemoryFollows:
    def __init__(self, announcements: "MemoryAnnouncements", papers: "MemoryPapers") -> None:
        self._announcements, self._papers = announcements, papers
        self._follows: dict[tuple[str, str], list[Follow]] = {}
        self._looks: dict[tuple[str, str], Look] = {}
        self._last = 0

    async def of(self, chat: str, person: str) -> tuple[Follow, ...]:
        return tuple(self._follows.get((chat, person), ()))

    async def add(self, chat: str, person: str, follow: Follow, most: int) -> bool:
        its = self._follows.setdefault((chat, person), [])
        if len(its) >= most or any(each.key == follow.key for each in its):
            return False
        self._last += 1
        its.append(replace(follow, id=self._last))
        return True

    async def remove(self, chat: str, person: str, ids: Collection[int]) -> int:
        its = self._follows.get((chat, person), [])
        kept = [each for each in its if each.id not in ids]
        self._follows[chat, person] = kept
        return len(its) - len(kept)

    async def look(self, chat: str, person: str) -> Look | None:
        return self._looks.get((chat, person))

    async def looked(self, chat: str, person: str, look: Look) -> None:
        self._looks[chat, person] = look

    async def news(self, topics: Sequence[Topic], after: int, day: date, most: int) -> News:
        every = self._announcements._events
        events = [(number, each) for number, each in every if each.kind in ("new", "cross")]
        first = {each.paper.id: number for number, each in reversed(events)}
        later = [number for number, each in events if number > after and each.day > day]
        until = min(later) - 1 if later else max((its for its, _ in every), default=0)
        papers = sorted(
            await self._papers.several(first), key=lambda its: (str(its.announced), its.id)
        )
        days = [day - timedelta(days=back) for back in range(7)]
        fresh = [its for its in papers[::-1] if its.announced in days and first[its.id] > after]
        found = [
            tuple(its for its in fresh if match(each, its))[:most] if _names(each) else ()
            for each in topics
        ]
        return News(tuple(found), until)

    def forget(self, chat: str, person: str) -> int:
        self._looks.pop((chat, person), None)
        return len(self._follows.pop((chat, person), []))


def _names(topic: Topic) -> bool:
    return bool(topic.words or topic.phrases or topic.authors)
