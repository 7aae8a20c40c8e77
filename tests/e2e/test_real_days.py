"""Real days of arXiv, replayed on this machine: nothing missed, nothing twice, counts add up."""

import asyncio
import json
import os
import re
import signal
import sqlite3
import sys
import time
import urllib.request
from dataclasses import replace
from datetime import UTC, date, datetime
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bot.app import CONSOLE, open_paperboy
from bot.cli_digest import DigestCommand
from bot.config import ArxivSection, HuggingFaceSection, Settings, SourcesSection, StorageSection
from bot.errors import SourceError
from bot.papers import Ingest, Wanted

SPLATTING = '"gaussian splatting"'
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (f"2026-03-{day:02}" for day in range(9, 14))
SATURDAY = "2026-03-14"
Event = tuple[str, str]  # a paper in a category


class Replay:
    """The server of real days, and how it is told which day it is and what goes wrong."""

    def __init__(self, url: str) -> None:
        self.url = url

    def tell(
        self, day: str, *faults: dict[str, Any], versions: dict[str, Any] | None = None
    ) -> None:
        told = {"date": day, "faults": faults, "versions": versions or {}}
        self._ask("/_control", json.dumps(told).encode())

    def announced(self, day: str, *categories: str) -> dict[Event, str]:
        """What the feeds of that day say: which paper, in which category, and as what."""
        self.tell(day)
        found = {}
        for category in categories:
            for item in self._ask(f"/rss/{category}").split("<item>")[1:]:
                paper = re.search(r"oai:arXiv\.org:(\S+?)v\d+<", item)
                kind = re.search(r"announce_type>([\w-]+)<", item)
                assert paper
                assert kind
                found[paper[1], category] = kind[1]
        return found

    def log(self) -> list[dict[str, Any]]:
        said: list[dict[str, Any]] = json.loads(self._ask("/_log"))
        return [each for each in said if each["agent"].startswith("Paperboy/")]

    def forget(self) -> None:
        self._ask("/_log", method="DELETE")

    def _ask(self, path: str, body: bytes | None = None, method: str | None = None) -> str:
        request = urllib.request.Request(self.url + path, body, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            text: str = answer.read().decode()
        return text


@pytest.fixture(scope="session")
def replay(replay_url: str) -> Replay:
    return Replay(replay_url)


class House:
    """A Paperboy with a store of its own, which asks the replay."""

    def __init__(self, folder: Path, replay: Replay, pause: float = 0.0) -> None:
        self.file = folder / "paperboy.db"
        self.printed: list[Any] = []
        self.sources = SourcesSection(
            arxiv=ArxivSection(
                api_url=f"{replay.url}/api/query",
                rss_url=f"{replay.url}/rss",
                delay_seconds=pause,
            ),
            huggingface=HuggingFaceSection(api_url=f"{replay.url}/api"),
        )
        self.settings = Settings(
            storage=StorageSection(url=f"sqlite:///{self.file}"), sources=self.sources
        )

    async def ingest(self, day: str, *categories: str, patience: float = 5.0) -> tuple[str, ...]:
        """Gather what is there on this day; returns what failed."""
        opened = open_paperboy(self.settings, StringIO(), patience=patience)
        async with opened as paperboy:
            desk = paperboy.desk
            ingest = Ingest(desk.sources, desk.store, desk.clock(), date.fromisoformat(day))
            ingested = await ingest.run(Wanted(categories))
        return tuple(name for name, _ in ingested.failed)

    async def digest(
        self,
        day: str,
        capsys: pytest.CaptureFixture[str],
        *categories: str,
        topics: tuple[str, ...] = (SPLATTING,),
        most: int = 3,
        as_json: bool = True,
        patience: float = 5.0,
    ) -> Any:
        """One digest at nine that morning, as `paperboy digest --json` makes it."""
        out = StringIO()
        command = DigestCommand(CONSOLE, topics, categories, None, most, False, as_json)
        async with open_paperboy(self.settings, out, patience=patience) as paperboy:
            now = datetime.fromisoformat(f"{day}T09:00:00").replace(tzinfo=UTC)
            desk = replace(paperboy.desk, clock=lambda: now)
            await command.run(replace(paperboy, desk=desk))
        self.printed += map(json.loads, capsys.readouterr().out.splitlines())
        return self.printed[-1] if as_json else out.getvalue()

    def environment(self) -> dict[str, str]:
        """The same settings for a process of its own."""
        own = {name: text for name, text in os.environ.items() if not name.startswith("PAPERBOY_")}
        return own | {
            "PAPERBOY_STORAGE__URL": self.settings.storage.url,
            "PAPERBOY_SOURCES__ARXIV__API_URL": self.sources.arxiv.api_url,
            "PAPERBOY_SOURCES__ARXIV__RSS_URL": self.sources.arxiv.rss_url,
            "PAPERBOY_SOURCES__ARXIV__DELAY_SECONDS": "0",
            "PAPERBOY_SOURCES__HUGGINGFACE__API_URL": self.sources.huggingface.api_url,
        }

    def events(self) -> dict[Event, tuple[str, str]]:
        """Each paper that is new or cross-listed in a category: as what, and when."""
        sql = (
            "SELECT paper, category, kind, day FROM announcements "
            "WHERE source = 'arXiv' AND kind IN ('new', 'cross')"
        )
        with sqlite3.connect(self.file) as database:
            rows = database.execute(sql).fetchall()
        database.close()
        assert len(rows) == len({row[:2] for row in rows})
        return {(paper, category): (kind, day) for paper, category, kind, day in rows}


@pytest.fixture
def house(tmp_path: Path, replay: Replay) -> House:
    return House(tmp_path, replay)


def adds_up(receipt: dict[str, Any]) -> bool:
    counts = [count for name, count in receipt.items() if name not in ("announced", "next")]
    return bool(sum(counts) == receipt["announced"])


def truth(replay: Replay, days: list[str], *categories: str) -> dict[Event, tuple[str, str]]:
    first: dict[Event, tuple[str, str]] = {}
    for day in days:
        for event, kind in replay.announced(day, *categories).items():
            first.setdefault(event, (kind, day))
    return first


async def test_a_week_of_gaussian_splatting(
    house: House, replay: Replay, capsys: pytest.CaptureFixture[str]
) -> None:
    posted: list[str] = []
    for day in (MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY):
        replay.tell(day)
        made = await house.digest(day, capsys, "cs.CV")
        assert len(made["papers"]) == made["receipt"]["posted"] == 3
        assert adds_up(made["receipt"])
        assert all("cs.CV" in each["categories"] for each in made["papers"])
        assert all("gaussian splatting" in each["why"] for each in made["papers"])
        posted += [each["id"] for each in made["papers"]]
    assert len(posted) == len(set(posted)) == 15
    replay.tell(SATURDAY)
    said = await house.digest(SATURDAY, capsys, "cs.CV", as_json=False)
    assert "nothing new was announced since Friday 13 March" in " ".join(said.split())
    expected = truth(replay, [MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY], "cs.CV")
    assert house.events() == expected


async def test_a_missed_wednesday_and_a_feed_that_fails_on_tuesday(
    house: House, replay: Replay
) -> None:
    both = ("cs.CL", "cs.RO")
    replay.tell(MONDAY)
    assert await house.ingest(MONDAY, *both) == ()
    # The joined feed and that of cs.CL alone have the same beginning.
    replay.tell(TUESDAY, {"path": "/rss/cs.CL", "count": 9, "status": 404})
    assert await house.ingest(TUESDAY, *both) == ("cs.CL",)
    assert {category for (_, category), (_, day) in house.events().items() if day == TUESDAY} == {
        "cs.RO"
    }
    replay.tell(WEDNESDAY)
    assert await house.ingest(WEDNESDAY, *both) == ()
    expected = truth(replay, [MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY], *both)
    assert house.events() == {event: its for event, its in expected.items() if its[1] <= WEDNESDAY}
    replay.tell(FRIDAY)
    assert await house.ingest(FRIDAY, *both) == ()
    assert set(house.events()) == set(expected)


async def test_cross_listed_later_and_replaced_and_withdrawn(
    house: House, replay: Replay, capsys: pytest.CaptureFixture[str]
) -> None:
    both = ("cs.IT", "cs.GT")
    expected = truth(replay, ["2026-03-16", "2026-03-17"], *both)
    only = [paper for (paper, category), _ in expected.items() if category == "cs.IT"]
    old = [paper for paper in only if expected[paper, "cs.IT"] == ("new", "2026-03-16")]
    crossed, replaced, gone = [paper for paper in old if (paper, "cs.GT") not in expected][:3]
    replay.tell("2026-03-16")
    await house.ingest("2026-03-16", *both)
    first = await house.digest("2026-03-16", capsys, *both, topics=())
    replay.tell(
        "2026-03-17",
        versions={
            crossed: {"type": "cross", "category": "cs.GT"},
            replaced: {"v": 2, "type": "replace"},
            gone: {"v": 2, "type": "replace", "withdrawn": True},
        },
    )
    made = await house.digest("2026-03-17", capsys, *both, topics=())
    assert house.events() == {**expected, (crossed, "cs.GT"): ("cross", "2026-03-17")}
    news = {paper for (paper, _), (_, day) in house.events().items() if day == "2026-03-17"}
    assert made["receipt"]["announced"] == len(news)
    assert not {replaced, gone} & news
    assert adds_up(made["receipt"])
    assert not {each["id"] for each in made["papers"]} & {each["id"] for each in first["papers"]}


async def test_a_withdrawn_paper_of_a_missed_day_does_not_come(
    house: House, replay: Replay
) -> None:
    expected = truth(replay, ["2026-03-17", "2026-03-18", "2026-03-19"], "cs.CR")
    gone = next(paper for paper, _ in expected if expected[paper, "cs.CR"][1] == "2026-03-18")
    replay.tell("2026-03-17")
    await house.ingest("2026-03-17", "cs.CR")
    replay.tell("2026-03-19", versions={gone: {"v": 2, "type": "replace", "withdrawn": True}})
    await house.ingest("2026-03-19", "cs.CR")
    assert set(expected) - set(house.events()) == {(gone, "cs.CR")}
    assert set(house.events()) <= set(expected)


async def test_two_runs_at_once_are_like_one(
    house: House, replay: Replay, capsys: pytest.CaptureFixture[str]
) -> None:
    replay.tell(MONDAY)
    await house.ingest(MONDAY, "cs.IR")
    replay.tell(WEDNESDAY)
    await asyncio.gather(*(house.ingest(WEDNESDAY, "cs.IR") for _ in range(2)))
    expected = truth(replay, [MONDAY, TUESDAY, WEDNESDAY], "cs.IR")
    assert set(house.events()) == set(expected)
    await asyncio.gather(*(house.digest(WEDNESDAY, capsys, "cs.IR", topics=()) for _ in range(2)))
    posted = [each["id"] for made in house.printed for each in made["papers"]]
    assert len(house.printed) == 2
    assert len(posted) == len(set(posted)) >= 3
    assert all(adds_up(made["receipt"]) for made in house.printed)


async def test_a_kill_during_ingest_loses_nothing(house: House, replay: Replay) -> None:
    replay.tell(MONDAY)
    await house.ingest(MONDAY, "cs.CL")
    replay.tell(WEDNESDAY, {"path": "/api/query", "delay": 5})
    replay.forget()
    command = [sys.executable, "-m", "bot", "ingest", "--category", "cs.CL"]
    process = await asyncio.create_subprocess_exec(
        *command, cwd=house.file.parent, env=house.environment()
    )
    try:
        until = time.monotonic() + 10
        while not any("/api/query" in each["path"] for each in replay.log()):
            assert time.monotonic() < until
            await asyncio.sleep(0.02)
    finally:
        process.kill()
        assert await process.wait() == -signal.SIGKILL
    assert {day for _, day in house.events().values()} == {MONDAY, WEDNESDAY}
    replay.tell(WEDNESDAY)
    await house.ingest(WEDNESDAY, "cs.CL")
    assert set(house.events()) == set(truth(replay, [MONDAY, TUESDAY, WEDNESDAY], "cs.CL"))


async def test_never_two_requests_at_once_and_a_pause_between_them(
    tmp_path: Path, replay: Replay
) -> None:
    house = House(tmp_path, replay, pause=0.1)
    replay.tell(TUESDAY)
    replay.forget()
    await asyncio.gather(house.ingest(TUESDAY, "cs.CR"), house.ingest(TUESDAY, "cs.CR"))
    await house.ingest(TUESDAY, "cs.CR")
    times = [each["t"] for each in replay.log() if "daily_papers" not in each["path"]]
    assert len(times) == 3
    gaps = [later - before for before, later in pairwise(times)]
    assert min(gaps) >= 0.1


async def test_what_is_complete_is_not_asked_for_again(house: House, replay: Replay) -> None:
    replay.tell(MONDAY)
    await house.ingest(MONDAY, "cs.CR")
    replay.tell(WEDNESDAY)
    await house.ingest(WEDNESDAY, "cs.CR")
    before = house.events()
    replay.forget()
    await house.ingest(WEDNESDAY, "cs.CR")
    assert sorted(each["path"] for each in replay.log()) == [
        "/api/daily_papers?limit=100",
        "/rss/cs.CR",
    ]
    assert house.events() == before


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"status": 503}, "arXiv answered with HTTP 503: cs.CR is missing"),
        ({"status": 429, "headers": {"Retry-After": "900"}}, "asks to wait 900 seconds"),
        ({"body": "<html>Sorry", "type": "text/html"}, "arXiv answered with a web page"),
        ({"body": "", "status": 200}, "arXiv sent an empty answer"),
        ({"reset": True}, "arXiv could not be reached, or closed the connection"),
        ({"delay": 3}, "arXiv did not answer in time"),
    ],
)
async def test_a_source_that_fails_is_one_line_within_the_deadline(
    house: House,
    replay: Replay,
    capsys: pytest.CaptureFixture[str],
    fault: dict[str, Any],
    said: str,
) -> None:
    faults = [{"path": path, "count": 9, **fault} for path in ("/rss", "/api/query")]
    replay.tell(TUESDAY, *faults)
    began = time.monotonic()
    with pytest.raises(SourceError) as failed:
        await house.digest(TUESDAY, capsys, "cs.CR", patience=0.15)
    assert time.monotonic() - began < 2
    assert said in str(failed.value)
    assert "\n" not in str(failed.value)
