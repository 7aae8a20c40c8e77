"""What every `PaperSource` does: arXiv, Hugging Face, the sample and the fake."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.papers_arxiv import ArxivSource
from adapters.papers_huggingface import HuggingFaceSource
from adapters.papers_sample import SampleSource
from bot.errors import SourceError
from bot.models import Announcement, Topic
from bot.ports import PaperSource
from tests.fakes import TODAY, paper
from tests.sources import FakeSource
from tests.stand_ins import Reply, api_entry, api_page, rss, rss_item, stand_in

ASKED = ("cs.CV", "cs.LG")
SUBMITTED = datetime(2026, 3, 9, 12, 0, tzinfo=UTC)
WINDOW = datetime(2026, 3, 6, 19, 0, tzinfo=UTC), datetime(2026, 3, 9, 18, 0, tzinfo=UTC)
TOPIC = Topic(("whales",))


@dataclass
class Room:
    """A source that knows of two papers on whales, of which one is cross-listed.

    `queries`: it can be asked for the past; `breaks` makes it fail; `spoilt` adds an item that
    cannot be read (none where the file is our own).
    """

    source: PaperSource
    queries: bool
    breaks: Callable[[], object]
    spoilt: Callable[[], object] | None


@contextmanager
def arxiv(folder: Path) -> Iterator[Room]:
    items = [
        rss_item("2603.00001v1", "Whales one", categories=ASKED),
        rss_item("2603.00002v2", "Whales two", "replace"),
    ]
    entries = api_entry("2603.00001v1", "Whales one", ASKED), api_entry("2603.00002v2", "Whales")
    gone = api_entry("2603.00003v2", "Whales gone", comment="Withdrawn by the authors")
    extra: list[str] = []

    def say(path: str) -> Reply:
        if path.startswith("/rss"):
            return Reply(rss(*items, *extra), headers={"ETag": str(len(extra))})
        return Reply(api_page(*entries, gone))

    with stand_in(say=say) as web:
        source = ArxivSource(
            api_url=f"{web.url}/api",
            rss_url=f"{web.url}/rss",
            delay_seconds=0.0,
            agent="us",
            lock=folder / "lock",
            sleep=lambda _: None,
        )
        yield Room(
            source,
            True,
            lambda: setattr(web, "say", lambda _: Reply(b"", 500)),
            lambda: extra.append("<item><title>Half an</title></item>"),
        )


@contextmanager
def hugging_face(_folder: Path) -> Iterator[Room]:
    def item(number: int) -> dict[str, object]:
        its = {"id": f"2603.{number:05}", "title": "Whales\n", "publishedAt": str(SUBMITTED)}
        return {"paper": its}

    items: list[object] = [item(1), item(2)]

    def say(_path: str) -> Reply:
        return Reply(json.dumps(items).encode(), headers={"ETag": f'"{len(items)}"'})

    with stand_in(say=say) as web:
        source = HuggingFaceSource(api_url=web.url, agent="us", sleep=lambda _: None)
        yield Room(
            source,
            False,
            lambda: setattr(web, "say", lambda _: Reply(b"", 500)),
            lambda: items.append({"paper": {}}),
        )


@contextmanager
def sample(folder: Path) -> Iterator[Room]:
    file = folder / "papers.json"
    papers = [
        {
            "id": f"1706.0000{number}",
            "title": "Whales",
            "abstract": "They sing.",
            "authors": ["Ada Lovelace"],
            "categories": list(ASKED),
            "announced": "2017-06-13",
        }
        for number in (1, 2)
    ]
    file.write_text(json.dumps(papers), encoding="utf-8")
    yield Room(SampleSource(TODAY, file), False, file.unlink, None)


@contextmanager
def fake(_folder: Path) -> Iterator[Room]:
    one, two = (paper(number, "Whales", categories=ASKED, submitted=SUBMITTED) for number in (1, 2))
    new = Announcement(one, "cs.CV", "new", TODAY)
    source = FakeSource(new, replace(new, category="cs.LG", kind="cross"), replace(new, paper=two))
    source.announced.append(replace(new, paper=paper(3, "Whales", submitted=SUBMITTED)))
    source.withdrawn_ids.add("2603.00003")

    def breaks() -> None:
        source.failing, source.down = set(ASKED), True

    yield Room(source, True, breaks, lambda: setattr(source, "skips", 1))


@pytest.fixture(params=[arxiv, hugging_face, sample, fake])
def room(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Room]:
    with request.param(tmp_path) as opened:
        yield opened


async def test_each_paper_comes_once_a_category_and_can_be_shown(room: Room) -> None:
    batch = await room.source.latest(ASKED, None)
    keys = [(each.paper.id, each.category) for each in batch.announcements]
    assert len(keys) == len(set(keys)) >= 2
    for each in batch.announcements:
        assert each.paper.title.strip()
        assert "\n" not in each.paper.title
        assert "v" not in each.paper.id
        assert each.day.year >= 2017
    assert (batch.failed, batch.skipped) == ((), 0)


async def test_only_a_source_by_category_says_which_days_are_complete(room: Room) -> None:
    batch = await room.source.latest(ASKED, None)
    days = {each.day for each in batch.announcements}
    if room.source.by_category:
        assert set(batch.covered) == {(category, day) for category in ASKED for day in days}
        assert {each.category for each in batch.announcements} <= set(ASKED)
    else:
        assert batch.covered == ()


async def test_what_was_shown_before_is_left_out(room: Room) -> None:
    first = await room.source.latest(ASKED, None)
    again = await room.source.latest(ASKED, first.validator)
    assert again.validator == first.validator
    assert again.announcements == (() if first.validator else first.announcements)


async def test_an_unreadable_item_is_counted_and_the_others_are_kept(room: Room) -> None:
    whole = await room.source.latest(ASKED, None)
    if room.spoilt is None:
        return
    room.spoilt()
    batch = await room.source.latest(ASKED, None)
    assert batch.skipped == 1
    assert batch.announcements[: len(whole.announcements)] == whole.announcements


async def test_a_source_that_fails_says_so_in_one_line(room: Room) -> None:
    room.breaks()
    with pytest.raises(SourceError, match=r"^[^\n]+\.$"):
        await room.source.latest(ASKED, None)
    for asking in (room.source.submitted("cs.CV", *WINDOW), room.source.matching(TOPIC, 5)):
        if room.queries:
            with pytest.raises(SourceError, match=r"^[^\n]+\.$"):
                await asking
        else:
            assert await asking == ()


async def test_the_past_is_inferred_and_without_what_was_withdrawn(room: Room) -> None:
    found = await room.source.submitted("cs.CV", *WINDOW)
    assert {each.paper.id for each in found} == (
        {"2603.00001", "2603.00002"} if room.queries else set()
    )
    assert all(each.inferred and each.category == "cs.CV" for each in found)
    assert all(each.kind in ("new", "cross") and each.day == TODAY for each in found)


async def test_a_topic_finds_papers_filed_under_their_first_category(room: Room) -> None:
    found = await room.source.matching(TOPIC, 5)
    assert bool(found) == room.queries
    assert all(each.inferred and each.category == each.paper.categories[0] for each in found)
    assert len(await room.source.matching(TOPIC, 1)) == min(len(found), 1)


async def test_papers_are_looked_up_by_id_without_what_is_unknown_or_withdrawn(room: Room) -> None:
    wanted = ["2603.00001", "2603.00001", "2603.00003", "2603.99999"]
    found = await room.source.lookup(wanted)
    assert [each.id for each in found] == (["2603.00001"] if room.queries else [])
    assert all(each.title.startswith("Whales") for each in found)
    assert all(each.categories and each.announced == TODAY for each in found)
    assert await room.source.lookup([]) == ()
    if room.queries:
        room.breaks()
        with pytest.raises(SourceError, match=r"^[^\n]+\.$"):
            await room.source.lookup(wanted)


async def test_it_may_be_asked_twice_at_once(room: Room) -> None:
    one, other = await asyncio.gather(
        room.source.latest(ASKED, None), room.source.latest(ASKED, None)
    )
    assert one.announcements == other.announcements
