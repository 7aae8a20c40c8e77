"""A place's profile as people type it, read it, and mend it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.digest import apply_configured, preview
from bot.digest.asked import Asked, read_asked
from bot.digest.asked_form import read_form
from bot.errors import UserError
from bot.messages import MessageRef, Press
from bot.models import Subscription
from bot.router import Router
from storage.sqlite import SqliteStore
from tests.days import DAY, MONDAY, Days, announce, at
from tests.fakes import ANNA, NOW, PLACE, TODAY, Answers, desk
from tests.sources import FakeSource
from tests.unit.test_subscribe import Channel as Room
from tests.unit.test_taste import SUBJECTS, TODAYS, Channel, announced, fitted, paper

SEED = "2504.02507"
LINES = {
    f"robots cs.RO like:{SEED} strict": Asked(
        ("robots",), ("cs.RO",), like=(SEED,), breadth="strict"
    ),
    f"robots like: {SEED}, https://arxiv.org/abs/1706.03762v3 and {SEED} max 3": Asked(
        ("robots",), max=3, like=(SEED, "1706.03762")
    ),
    f"--like={SEED} --breadth=broad robots": Asked(("robots",), like=(SEED,), breadth="broad"),
    f"robots, papers like {SEED}, broad breadth": Asked(("robots",), like=(SEED,), breadth="broad"),
    "breadth normal at 9": Asked(at=NOW.time().replace(hour=9), breadth="normal"),
    "like:none": Asked(like=()),
    "reset": Asked(reset=True),
    "max 3, reset": Asked(max=3, reset=True),
    "please reset": Asked(reset=True),
    "reset all the votes, max 3": Asked(max=3, reset=True),
    "reset gates": Asked(("reset gates",)),
    "agents like humans": Asked(("agents like humans",)),
    "broad learning systems": Asked(("broad learning systems",)),
    "strict separation of networks": Asked(("strict separation of networks",)),
    "network reset": Asked(("network reset",)),
    f'"like:{SEED}"': Asked((f'"like:{SEED}"',)),
}
REFUSED = {
    "like:robots": "“robots” is no paper: give its arXiv id",
    "like:": "“” is no paper",
    "breadth=wide": "“wide” is no breadth: there are strict, normal and broad",
    "strict breadth, broad": "two breadths in this",
    "like:" + ",".join(f"2504.{number:05}" for number in range(21)): "names 21 papers: at most 20",
}


@pytest.mark.parametrize(("typed", "asked"), LINES.items())
def test_the_profile_is_read_from_a_line(typed: str, asked: Asked) -> None:
    assert read_asked(typed) == asked


@pytest.mark.parametrize(("typed", "why"), REFUSED.items())
def test_what_cannot_be_is_refused_with_the_mend(typed: str, why: str) -> None:
    with pytest.raises(UserError, match=why):
        read_asked(typed)


def test_the_profile_is_read_from_a_form() -> None:
    fields = {"like": f"{SEED} arxiv.org/abs/1706.03762", "breadth": "Strict", "reset": "yes"}
    assert read_form("robots", fields) == Asked(
        ("robots",), like=(SEED, "1706.03762"), breadth="strict", reset=True
    )
    assert read_form("robots", {"like": "none"}).like == ()
    for name, value in (("like", "robots"), ("breadth", "wide"), ("reset", "perhaps")):
        with pytest.raises(UserError, match=f"{name}: "):
            read_form("robots", {name: value})


async def test_seeds_and_breadth_are_stored_shown_and_changed(store: SqliteStore) -> None:
    room = Room(store)
    await announce(store, TODAY, paper("protein", 1))
    its = paper("protein", 1).id
    said = await room.say(f"/digest subscribe cs.CV like:{its},{SEED} strict")
    assert "in cs.CV · like 2 seed papers · weekdays at 09:00, UTC · max 5 · breadth strict" in said
    assert f"Not among the papers here yet, to be used once it is: {SEED}." in said
    [stored] = await store.subscriptions.of(PLACE)
    assert (stored.like, stored.breadth) == ((its, SEED), "strict")
    assert await store.subscriptions.wanted() == (stored,)
    assert "breadth strict" in await room.say("/digest list")
    said = await room.say("/digest edit like:none normal breadth")
    assert said.startswith("Changed, from the next digest on: in cs.CV · weekdays")
    assert "breadth normal" in await room.say("/digest list")
    assert "breadth=" not in await room.say("/digest subscribe robots")
    assert "as in like:2504.02507 cs.CV" in await room.say(f"/digest subscribe like:{SEED}")


async def test_a_seed_paper_that_is_not_here_is_fetched(store: SqliteStore) -> None:
    room = Room(store)
    source = FakeSource(announced(replace(paper("protein", 1), id=SEED)))
    newsroom = replace(room.desk.newsroom, sources=(source,))
    room.desk = replace(room.desk, sources=(source,), newsroom=newsroom)
    room.router = type(room.router)(room.desk)
    said = await room.say(f"/digest subscribe cs.CV like:{SEED}")
    assert "ot among the papers" not in said
    assert await store.papers.get(SEED)
    await room.say("/digest edit like:1706.03762")
    while room.desk.tasks:
        await next(iter(room.desk.tasks))
    assert "lookup 1706.03762" in source.asked
    source.down = True
    assert "used once it is" in await room.say("/digest edit like:2504.77777")
    while room.desk.tasks:
        await next(iter(room.desk.tasks))


async def test_seeds_of_config_are_fetched_with_the_news(store: SqliteStore) -> None:
    wanted = Subscription(PLACE, categories=("cs.CV",), like=(SEED,), breadth="broad")
    assert await apply_configured([wanted], store, NOW)
    assert await apply_configured([wanted], store, NOW) == []
    [changed] = await apply_configured([replace(wanted, breadth="strict")], store, NOW)
    assert "changed" in changed
    [stored] = await store.subscriptions.of(PLACE)
    assert (stored.like, stored.breadth) == ((SEED,), "strict")
    room = Room(store)
    elsewhere = replace(paper("protein", 1), id=SEED)
    source = FakeSource(replace(announced(elsewhere), category="cs.CL"))
    await replace(room.desk.newsroom, sources=(source,)).refresh()
    assert f"lookup {SEED}" in source.asked
    assert await store.papers.get(SEED)


async def test_the_preview_names_the_breadth_and_goes_by_it(store: SqliteStore) -> None:
    room = Room(store)
    await Channel(store).fill(fitted())
    await room.say(f"/digest subscribe cs.CV like:{paper('protein', 3).id} strict max 2")
    [made] = await store.subscriptions.of(PLACE)
    [card] = (await preview(made, room.desk.edition(), NOW)).cards
    assert card.footer.endswith(" · breadth strict: /digest edit breadth=broad for more")
    assert paper("protein", 99).title in card.body
    assert paper("splat", 99).title not in card.body
    broad = replace(made, breadth="broad", like=())
    [card] = (await preview(broad, room.desk.edition(), NOW)).cards
    assert card.footer.endswith(" · breadth broad: /digest edit breadth=strict for fewer")
    assert paper("splat", 99).title in card.body


async def test_why_tells_what_spoke_for_and_against_and_a_reset_forgets_it(
    store: SqliteStore,
) -> None:
    room, channel = Room(store), Channel(store)
    await channel.fill(fitted())
    await room.say("/digest subscribe cs.CV")
    its = paper("splat", 99)
    assert "Learned" not in await room.say(f"/digest why {its.id}")
    await channel.vote("splat", range(5))
    await channel.vote("speech", range(2), -1, "bob")
    said = await room.say(f"/digest why {its.id}")
    assert "Learned here from 5 👍 and 2 👎: “" in said
    assert "spoke for it" in said
    assert "In all, more than for 8" in said
    said = await room.say(f"/digest why {paper('speech', 99).id}")
    assert "In all, less than for most papers; breadth normal takes the best 5 %." in said
    room.now += timedelta(hours=1)
    assert await room.say("/digest edit reset") == (
        "Forgotten: what 7 votes taught here. Seed papers (like:…) stay, and votes teach anew "
        "from now on."
    )
    assert "Learned" not in await room.say(f"/digest why {its.id}")
    assert "Nothing is forgotten" in await room.say("/digest edit reset")
    said = await room.say("/digest edit 1 max 3, reset")
    assert said.startswith(
        "Changed, from the next digest on: in cs.CV · weekdays at 09:00, UTC · max 3"
    )
    assert ". Nothing is forgotten" in said
    assert "“reset” is for /digest edit" in await room.say("/digest subscribe robots, reset")


async def test_why_tells_nothing_of_seed_papers_of_what_a_paper_does_not_fit(
    store: SqliteStore,
) -> None:
    room, channel = Room(store), Channel(store)
    await channel.fill(fitted())
    await room.say("/digest subscribe cs.CV -stars")
    await room.say(f"/digest subscribe cs.RO like:{paper('speech', 3).id} strict")
    its = paper("splat", 99)
    assert "Learned" not in await room.say(f"/digest why {its.id}")
    await channel.vote("speech", range(5))
    said = await room.say(f"/digest why {its.id}")
    assert "Learned here from 5 👍: " in said
    assert "seed paper" not in said
    assert said.endswith("; breadth normal takes the best 5 %.")


async def test_a_configured_place_can_be_reset(store: SqliteStore) -> None:
    room = Room(store)
    assert "no subscription yet" in await room.say("/digest edit reset")
    await apply_configured([Subscription(PLACE, ("drones",))], store, NOW)
    assert "Nothing is forgotten" in await room.say("/digest edit reset")
    assert "Nothing is forgotten" in await room.say("/digest edit 1 reset")
    assert "Which one" in await room.say("/digest edit 2 reset")
    assert "stands in config.toml" in await room.say("/digest edit 1 max 3, reset")


async def test_votes_of_one_day_change_the_digest_of_the_next(store: SqliteStore) -> None:
    days = Days(store, at(MONDAY, "08:00"))
    await days.subscribe(categories=("cs.CV",), max=2)
    before = [paper(subject, row) for subject in SUBJECTS for row in range(20)]
    await announce(store, MONDAY, *before)
    await days.tick(at(MONDAY))
    router = Router(replace(desk(store, {"fake": days.chat}), clock=days.clock))

    async def press(which: str, subject: str, rows: range) -> None:
        for row in rows:
            value = f"{which}:{paper(subject, row).id}"
            said = Answers()
            await router.handle(Press("paper.vote", value, ANNA, MessageRef(PLACE, "1")), said)
            assert "noted" in said.texts[0]

    async def first_of(day: date) -> str:
        await announce(store, day, *(paper(each, 100 + day.day) for each in TODAYS))
        shown = set(days.chat.shown)
        await days.tick(at(day))
        [ref] = days.chat.shown.keys() - shown
        titles = [card.title for card in days.chat.shown[ref].cards if card.url]
        return next(each for each in TODAYS if paper(each, 100 + day.day).title == titles[0])

    await press("up", "protein", range(3))
    assert await first_of(MONDAY + DAY) == "protein"
    await press("down", "protein", range(3))
    await press("up", "speech", range(3))
    assert await first_of(MONDAY + 2 * DAY) == "speech"
    [past] = [each for each in await days.past() if each.date == MONDAY + 2 * DAY]
    assert past.receipt
    assert past.receipt.announced == 3
