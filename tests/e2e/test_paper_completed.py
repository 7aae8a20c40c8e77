"""`/paper` in front of arXiv as it was on a real day: nothing stored at first, then completed."""

import asyncio
import json
import urllib.request
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from adapters.papers_arxiv import ArxivSource
from bot.desk import Desk
from bot.handlers.finding import answered
from bot.messages import Command, Message
from bot.router import Router
from storage.sqlite import SqliteStore
from tests.fakes import ANNA, PLACE, Answers, FakeChat, desk

DAY = "2026-03-10"
SPLATTING = '"gaussian splatting"'


class Wide(FakeChat):
    """One message holds an answer."""

    limits = replace(FakeChat.limits, total=20_000, cards=20, title=900, body=9000)


@pytest.fixture
def arxiv(replay_url: str) -> str:
    """The address of the replay, on that day."""
    body = json.dumps({"date": DAY, "faults": [], "versions": {}}).encode()
    request = urllib.request.Request(f"{replay_url}/_control", body)
    urllib.request.urlopen(request, timeout=10).close()
    return replay_url


@pytest.fixture
async def its(arxiv: str, tmp_path: Path) -> AsyncIterator[Desk]:
    store = await SqliteStore.open(tmp_path / "paperboy.db")
    source = ArxivSource(
        api_url=f"{arxiv}/api/query",
        rss_url=f"{arxiv}/rss",
        delay_seconds=0.0,
        agent="Paperboy/test",
        lock=tmp_path / "lock",
    )
    yield replace(desk(store, {"fake": Wide()}), sources=(source,))
    await store.close()


async def ask(its: Desk, topic: str) -> tuple[Message, Message]:
    """The first answer, and the last."""
    said = Answers()
    await Router(its).handle(Command("paper", ANNA, PLACE, {"topic": topic}), said)
    first = said.said[0][0]
    await asyncio.gather(*its.tasks)
    return first, said.said[0][0]


def titles(message: Message) -> list[str]:
    return [card.title for card in message.cards if card.url]


async def test_a_topic_is_found_at_arxiv_and_the_next_time_here(its: Desk) -> None:
    first, last = await ask(its, SPLATTING)
    assert first.text == "Nothing on “gaussian splatting” here yet: looking at arXiv."
    assert len(titles(last)) == 5
    assert all("splatting" in each.lower() for each in titles(last))
    assert last.cards[0].footer == "5 of these just came from arXiv"
    again, same = await ask(its, SPLATTING)
    assert titles(again) == titles(last) == titles(same)
    assert again.cards[0].footer == ""


async def test_an_answer_gets_better_behind_itself(its: Desk) -> None:
    await ask(its, f"{SPLATTING} cs.RO")
    first, last = await ask(its, SPLATTING)
    assert titles(first)
    assert len(titles(last)) == 5
    assert last.cards[0].footer.endswith("of these just came from arXiv")


async def test_an_id_is_looked_up_and_an_unknown_one_is_not_found(its: Desk) -> None:
    found, _ = await answered(its, SPLATTING, 1)
    paper = found.picks[0].paper
    first, last = await ask(its, f"https://arxiv.org/pdf/{paper.id}v1.pdf")
    assert titles(first) == titles(last) == [paper.title]
    _, last = await ask(its, "2603.99999")
    assert last.text == "arXiv has no paper 2603.99999, or it was withdrawn."


@pytest.mark.parametrize(
    ("topic", "least"),
    [
        (f"{SPLATTING} cs.CV", 5),
        (f"{SPLATTING} -avatar -head", 5),
        ("cs.RO", 5),
        ("large language models agents", 5),
        ("text-to-image", 5),
    ],
)
async def test_all_parts_of_a_topic_are_asked_for(its: Desk, topic: str, least: int) -> None:
    found, came = await answered(its, topic, 5)
    assert len(found.picks) >= least
    assert came == len(found.picks)


async def test_authors_are_found_by_name_and_by_initial(its: Desk) -> None:
    found, _ = await answered(its, SPLATTING, 1)
    author = found.picks[0].paper.authors[0]
    given, _, family = author.partition(" ")
    for name in (author, f"{given[0]}. {family}"):
        by, _ = await answered(its, f'by:"{name}"', 5)
        assert found.picks[0].paper.id in {pick.paper.id for pick in by}


async def test_what_came_was_announced_nowhere(its: Desk) -> None:
    await answered(its, SPLATTING, 5)
    assert await its.store.papers.count() > 5
    none = await its.store.announcements.after(None, [], date.fromisoformat(DAY))
    assert none.ids == ()
