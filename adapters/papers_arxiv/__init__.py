"""arXiv: its announcement feeds, and its API for what the feeds do not say."""

import asyncio
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlsplit

from adapters.http import PoliteAdapter, one_line
from adapters.papers_arxiv.api import ApiClient
from adapters.papers_arxiv.feed import Feed, read_feed
from bot.errors import SourceError
from bot.models import Announcement, Batch, Paper, Topic

CAP = 2000  # items: a feed that has so many may lack some
_PAUSE_SECONDS = 3.0  # arXiv's own rule; https://info.arxiv.org/help/api/tou.html

Validators = dict[str, list[str]]
"""For each feed's address its ETag and Last-Modified, and `_FULL` where its halves are read."""
_FULL = "full"


class ArxivSource:
    """`PaperSource` on arXiv. One request at a time to feeds and API together."""

    name = "arXiv"
    by_category = True

    def __init__(
        self,
        *,
        api_url: str,
        rss_url: str,
        delay_seconds: float,
        agent: str,
        lock: Path,
        patience: float = 60.0,
        sleep: Callable[[float], None] = sleep,
    ) -> None:
        self._rss_url = rss_url.rstrip("/")
        self._patience = patience
        own = any(_is_arxiv(url) for url in (api_url, rss_url))
        pause = max(delay_seconds, _PAUSE_SECONDS) if own else delay_seconds
        transport = PoliteAdapter(
            self.name, agent, pause=pause, patience=patience, lock=lock, sleep=sleep
        )
        self._session = transport.session()
        self._api = ApiClient(api_url, transport)

    async def latest(self, categories: Sequence[str], validator: str | None) -> Batch:
        """See `PaperSource.latest`: one feed of all categories, more where that is too full."""
        return await asyncio.to_thread(self._latest, list(categories), validator)

    async def submitted(
        self, category: str, start: datetime, end: datetime
    ) -> tuple[Announcement, ...]:
        """See `PaperSource.submitted`."""
        return tuple(await asyncio.to_thread(self._api.between, category, start, end))

    async def matching(
        self, topic: Topic, limit: int, *, best: bool = False
    ) -> tuple[Announcement, ...]:
        """See `PaperSource.matching`."""
        return tuple(await asyncio.to_thread(self._api.matching, topic, limit, best=best))

    async def lookup(self, paper_ids: Sequence[str]) -> tuple[Paper, ...]:
        """See `PaperSource.lookup`: a hundred ids a request."""
        return tuple(await asyncio.to_thread(self._api.lookup, list(paper_ids)))

    async def withdrawn(self, paper_ids: Sequence[str]) -> frozenset[str]:
        """See `PaperSource.withdrawn`: arXiv says so in a comment."""
        return frozenset(await asyncio.to_thread(self._api.withdrawn, list(paper_ids)))

    def _latest(self, categories: list[str], validator: str | None) -> Batch:
        if not categories:
            return Batch()
        reading = _Reading(json.loads(validator or "{}"), monotonic() + self._patience)
        self._read(categories, reading)
        if reading.failed and not reading.read:
            raise SourceError(reading.failed[0][1])
        return Batch(
            announcements=tuple(reading.announcements),
            covered=tuple(reading.covered),
            failed=tuple(reading.failed),
            skipped=reading.skipped,
            validator=json.dumps(reading.validators),
        )

    def _read(self, categories: list[str], reading: "_Reading") -> None:
        """Read one feed of all; halves where it is too full, or does not come."""
        url = f"{self._rss_url}/{'+'.join(categories)}"
        halves = [categories[: len(categories) // 2], categories[len(categories) // 2 :]]
        try:
            feed = self._fetch(url, categories, reading)
        except SourceError as error:
            if len(categories) == 1:
                reading.failed.append((categories[0], str(error)))
            for half in halves if len(categories) > 1 else ():
                self._read(half, reading)
            return
        reading.read = True
        full = feed.items >= CAP if feed else _FULL in reading.validators.get(url, [])
        if full and len(categories) > 1:
            for half in halves:
                self._read(half, reading)
        elif feed:
            reading.take(feed, categories)

    def _fetch(self, url: str, categories: list[str], reading: "_Reading") -> Feed | None:
        """One feed; `None` where it has not changed. Raises `SourceError`."""
        left = reading.deadline - monotonic()
        if left <= 0:
            raise SourceError("arXiv did not answer in time.")
        tag, modified, *_ = reading.validators.get(url, ["", ""])
        headers = {"If-None-Match": tag, "If-Modified-Since": modified}
        with one_line(self.name):
            response = self._session.get(
                url, headers={k: v for k, v in headers.items() if v}, timeout=left
            )
        if response.status_code == 304:
            return None
        if response.status_code != 200:
            raise SourceError(_refusal(response.status_code, response.text))
        feed = read_feed(response.content, categories)
        if feed.complete:
            answer = response.headers
            full = [_FULL] if feed.items >= CAP else []
            reading.validators[url] = [
                answer.get("ETag", ""),
                answer.get("Last-Modified", ""),
                *full,
            ]
        return feed


class _Reading:
    """What one call of `latest` has gathered so far."""

    def __init__(self, validators: Validators, deadline: float) -> None:
        self.validators, self.deadline = validators, deadline
        self.announcements: list[Announcement] = []
        self.covered: list[tuple[str, date]] = []
        self.failed: list[tuple[str, str]] = []
        self.skipped = 0
        self.read = False

    def take(self, feed: Feed, categories: list[str]) -> None:
        self.announcements += feed.announcements
        self.skipped += feed.skipped
        if feed.complete and feed.items < CAP:
            self.covered += [(category, feed.day) for category in categories]
        elif not feed.complete:
            why = f"arXiv's feed breaks off after {len(feed.announcements)} announcements."
            self.failed += [(category, why) for category in categories]


def _is_arxiv(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host == "arxiv.org" or host.endswith(".arxiv.org")


def _refusal(status: int, text: str) -> str:
    said = " ".join(text.split())[:100]
    return f"arXiv answered with HTTP {status}" + (f": {said}." if said and status == 400 else ".")
