"""What every store of follows does, in memory and in SQLite."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.follows import read_follows
from bot.models import Announcement, Batch, Follow, Kind, Look, News, Paper, Topic
from bot.papers import read_topic
from bot.ports import Store
from storage.sqlite import SqliteStore
from tests.fakes import NOW, TODAY, paper
from tests.memory import MemoryStore

SPLATS = Follow('"gaussian splatting"', "splat")
LECUN = Follow("by:lecun", "lecun")


@pytest.fixture(params=["memory", "sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    opened: Store = (
        MemoryStore() if request.param == "memory" else await SqliteStore.open(tmp_path / "a.db")
    )
    yield opened
    await opened.close()


async def announce(store: Store, day: date, *papers: Paper, kind: Kind = "new") -> None:
    events = tuple(Announcement(each, "cs.CV", kind, day) for each in papers)
    await store.announcements.record("fake", "", Batch(events), NOW)


async def news(store: Store, *typed: str, after: int = 0, day: date = TODAY) -> list[str]:
    found = await store.follows.news([read_topic(each) for each in typed], after, day, 10)
    return [each.title for its in found.papers for each in its]


def dated(number: int, title: str, day: date, **more: object) -> Paper:
    return paper(number, title, announced=day, **more)


# ------------------------------------------------------------------ follows and looks


async def test_what_a_person_follows_is_theirs_and_each_once(store: Store) -> None:
    follows = store.follows
    assert await follows.of("fake", "anna") == ()
    assert await follows.add("fake", "anna", SPLATS, 50)
    assert await follows.add("fake", "anna", LECUN, 50)
    assert not await follows.add("fake", "anna", Follow("gaussian splats", "splat"), 50)
    assert [each.typed for each in await follows.of("fake", "anna")] == [SPLATS.typed, LECUN.typed]
    for chat, person in [("fake", "bob"), ("other", "anna")]:
        assert await follows.of(chat, person) == ()
        assert await follows.add(chat, person, SPLATS, 50)


async def test_a_person_follows_so_many_at_most(store: Store) -> None:
    for number in range(4):
        follow = Follow(str(number), str(number))
        assert await store.follows.add("fake", "anna", follow, 3) is (number < 3)
    assert len(await store.follows.of("fake", "anna")) == 3
    assert await store.follows.add("fake", "bob", SPLATS, 3)


async def test_to_stop_takes_only_what_is_theirs(store: Store) -> None:
    follows = store.follows
    await follows.add("fake", "anna", SPLATS, 50)
    await follows.add("fake", "bob", LECUN, 50)
    ids = [each.id for who in ("anna", "bob") for each in await follows.of("fake", who)]
    assert len(set(ids)) == 2
    assert await follows.remove("fake", "anna", ids) == 1
    assert await follows.of("fake", "anna") == ()
    assert len(await follows.of("fake", "bob")) == 1
    assert await follows.remove("fake", "anna", ids) == 0


async def test_the_last_look_of_a_person_counts(store: Store) -> None:
    follows = store.follows
    assert await follows.look("fake", "anna") is None
    for look in (Look(TODAY, 0, 7), Look(TODAY + timedelta(days=1), 7, 9)):
        await follows.looked("fake", "anna", look)
        assert await follows.look("fake", "anna") == look
    assert await follows.look("fake", "bob") is None
    assert await follows.look("other", "anna") is None


async def test_who_is_forgotten_follows_nothing_and_nobody_else_is_forgotten(store: Store) -> None:
    follows = store.follows
    for chat, person in [("fake", "anna"), ("fake", "bob"), ("other", "anna")]:
        await follows.add(chat, person, SPLATS, 50)
        await follows.add(chat, person, LECUN, 50)
        await follows.looked(chat, person, Look(TODAY, 0, 7))
    assert await store.forget("fake", "anna") == 2
    assert await follows.of("fake", "anna") == ()
    assert await follows.look("fake", "anna") is None
    for chat, person in [("fake", "bob"), ("other", "anna")]:
        assert len(await follows.of(chat, person)) == 2
        assert await follows.look(chat, person)


# ------------------------------------------------------------------ news


async def test_news_are_of_seven_days_and_of_each_topic_and_author(store: Store) -> None:
    days = [TODAY - timedelta(days=back) for back in (7, 6, 0)]
    for number, day in enumerate(days):
        await announce(store, day, dated(number, f"Splatting {day.day}", day))
    mine = dated(5, "Other", TODAY, authors=("Ann Lee", "Yann A. LeCun"))
    await announce(store, TODAY, mine, dated(6, "Waves", TODAY))
    tomorrow = TODAY + timedelta(days=1)
    await announce(store, tomorrow, dated(7, "Splatting later", tomorrow))
    splats = [f"Splatting {day.day}" for day in (days[2], days[1])]
    assert await news(store, "splatting") == splats
    assert await news(store, 'by:"LeCun, Y."') == ["Other"]
    assert set(await news(store, "splatting", "by:lecun")) == {*splats, "Other"}
    assert await news(store, "splatting", day=tomorrow) == ["Splatting later", splats[0]]
    assert await news(store, "splatting cs.LG") == []
    assert await news(store, "zebras") == []
    for empty in ((), (Topic(),), (Topic(categories=("cs.CV",)),)):
        assert not any((await store.follows.news(empty, 0, TODAY, 10)).papers)


async def test_news_go_on_where_the_last_look_ended(store: Store) -> None:
    tomorrow, topic = TODAY + timedelta(days=1), [read_topic("splatting")]
    await announce(store, TODAY, dated(1, "Splatting 1", TODAY))
    first = await store.follows.news(topic, 0, TODAY, 10)
    await announce(store, tomorrow, dated(2, "Splatting 2", tomorrow))
    await announce(store, TODAY, dated(3, "Splatting 3, late", TODAY))
    again = await store.follows.news(topic, 0, TODAY, 10)
    assert [each.title for each in again.papers[0]] == ["Splatting 3, late", "Splatting 1"]
    assert again.until == first.until  # what is of tomorrow came before what was late
    assert await news(store, "splatting", after=again.until, day=tomorrow) == [
        "Splatting 2",
        "Splatting 3, late",
    ]


async def test_a_paper_that_is_cross_listed_later_is_no_news(store: Store) -> None:
    its = dated(1, "Splatting", TODAY)
    await announce(store, TODAY, its)
    seen = await store.follows.news([read_topic("splatting")], 0, TODAY, 10)
    event = Announcement(its, "cs.LG", "cross", TODAY)
    await store.announcements.record("fake", "", Batch((event,)), NOW)
    assert await news(store, "splatting", after=seen.until) == []


async def test_of_each_topic_the_newest_come(store: Store) -> None:
    await announce(store, TODAY, *(paper(number, f"Splatting {number}") for number in range(5)))
    found = await store.follows.news([read_topic("splatting")], 0, TODAY, 2)
    assert [each.title for each in found.papers[0]] == ["Splatting 4", "Splatting 3"]


async def test_an_empty_store_has_no_news(store: Store) -> None:
    topic = [read_topic(read_follows("splatting")[0].typed)]
    assert await store.follows.news(topic, 0, TODAY, 10) == News(((),), 0)


async def test_names_without_their_accents_are_found(store: Store) -> None:
    await announce(store, TODAY, paper(1, "A", authors=("Søren Hauberg", "Michał Łoś")))
    await announce(store, TODAY, paper(2, "B", authors=("Yann Le Cun", "Luc Van Gool")))
    for typed in ('"Soren Hauberg"', '"S. Hauberg"', "los", '"Hauberg, Søren"'):
        assert await news(store, f"by:{typed}") == ["A"], typed
    for typed in ("lecun", '"Yann LeCun"', '"van Gool"', '"Gool, Luc van"', '"Le Cun, Y."'):
        assert await news(store, f"by:{typed}") == ["B"], typed
