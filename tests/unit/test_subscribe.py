"""`/digest …`: what people type, what they are told, and what config.toml makes of a store."""

import re
from dataclasses import replace
from datetime import time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.commands import SPECS
from bot.desk import Desk
from bot.digest import apply_configured, preview
from bot.errors import Unsure
from bot.messages import Address, MessageRef, Press, User, read_command
from bot.models import Schedule, Subscription
from bot.router import Router
from bot.text.markdown import plain
from storage.sqlite import SqliteStore
from tests.days import DAY, announce, made
from tests.fakes import ANNA, NOW, PLACE, TODAY, Answers, FakeChat, desk

BOB = User("bob", "Bob", can_manage=False)
OTHER = Address("fake", "other room")


class Channel:
    """A channel in which people type, on a clock that the test moves."""

    def __init__(self, store: SqliteStore, admins: frozenset[str] = frozenset()) -> None:
        self.store, self.now, self.chat = store, NOW, FakeChat()
        made_desk = desk(store, {"fake": self.chat})
        self.desk: Desk = replace(made_desk, clock=lambda: self.now, admins=admins)
        self.router = Router(self.desk)

    async def say(self, line: str, who: User = ANNA, at: Address = PLACE) -> str:
        """All that is answered, as a person reads it."""
        said = Answers()
        self.now += timedelta(seconds=5)
        await self.router.handle(read_command(line, SPECS, who, at), said)
        return "\n".join(
            text
            for message, _ in said.said
            for text in (
                message.text,
                *(f"{each.title} {plain(each.body)}" for each in message.cards),
            )
        )

    async def press(self, action: str, value: str, who: User = ANNA) -> str:
        said = Answers()
        self.now += timedelta(seconds=5)
        await self.router.handle(Press(action, value, who, MessageRef(PLACE, "1")), said)
        return said.texts[0]


@pytest.fixture
def channel(store: SqliteStore) -> Channel:
    return Channel(store)


async def test_a_subscription_from_its_beginning_to_its_end(channel: Channel) -> None:
    assert "no subscription yet" in await channel.say("/digest list")
    said = await channel.say("/digest subscribe robots at 8:30 max 3 Europe/Berlin")
    assert said.startswith(
        "Subscribed: “robots” · weekdays at 08:30 Berlin time · max 3 · next: tomorrow 08:30 Berlin"
    )
    assert "1 subscription “robots” · weekdays" in await channel.say("/digest list")
    said = await channel.say("/digest edit at 10:00")
    assert said.startswith("Changed, from the next digest on: “robots” · weekdays at 10:00")
    assert "next: today 10:00 Berlin" in said
    assert await channel.say("/digest pause") == (
        "Paused: “robots”. /digest resume starts it again."
    )
    assert "paused by Anna" in await channel.say("/digest list")
    assert "“robots” · weekdays" in await channel.say("/digest resume")
    said = await channel.say("/digest unsubscribe")
    assert said.startswith("Ended: “robots”. What was posted here is remembered")
    assert await channel.store.subscriptions.of(PLACE) == ()


WRONG = {
    "/digest subscribe": "<topics> is words",
    "/digest subscribe max 3": "Which papers",
    "/digest subscribe robots": "has that already: change it with /digest edit 1",
    "/digest subscribe x at 25:00": "no time of day",
    "/digest edit": "<changes> is its number",
    "/digest edit 1": "Nothing changes",
    "/digest edit 3 max 2": "Which one",
    "/digest edit max 2": "Which one",
    "/digest edit 0 max 2": "Which one",
    "/digest pause 7": "Which one",
    "/digest pause robots": "Which one",
    "/digest pause 0": "Which one",
    "/digest resume": "Nothing is paused here",
    "/digest unsubscribe": "Which one",
    "/digest unsubscribe robots": "Which one",
    "/digest unsubscribe 2": "stands in config.toml",
    "/digest edit 2 max 4": "stands in config.toml",
    "/digest undo": "no digest here that could be taken back",
    "/digest why": "<paper> is its arXiv id",
    "/digest why nonsense": "Which paper?",
    "/digest why 2603.99999": "is not among the papers here",
    "/digest nonsense": "/digest unsubscribe [number]",
}


@pytest.mark.parametrize(("line", "said"), WRONG.items())
async def test_what_cannot_be_done_says_what_to_do(channel: Channel, line: str, said: str) -> None:
    await channel.say("/digest subscribe robots")
    await apply_configured([Subscription(PLACE, ("drones",))], channel.store, NOW)
    before = await channel.store.subscriptions.of(PLACE)
    assert said in await channel.say(line)
    assert await channel.store.subscriptions.of(PLACE) == before


async def test_who_may_change_a_channel(store: SqliteStore) -> None:
    changing = ["subscribe robots", "edit 1 max 3", "pause", "resume", "undo", "unsubscribe 1"]
    open_to_managers, with_admins = Channel(store), Channel(store, frozenset({"fake:carla"}))
    carla = User("carla", "Carla", can_manage=True)
    for what in changing:
        line = f"/digest {what}"
        assert "manages this channel" in await open_to_managers.say(line, BOB)
        assert "Only the admins" in await with_admins.say(line, ANNA)
        assert "manages this channel" in await with_admins.say(
            line, replace(carla, can_manage=False)
        )
    assert "Subscribed" in await with_admins.say("/digest subscribe robots", carla)
    for line in ("/digest list", "/digest why 2603.00001"):
        assert "may do that" not in await with_admins.say(line, BOB)
    assert "may do that" in await with_admins.say("/digest now", BOB)


async def test_who_asks_too_much_must_wait(store: SqliteStore) -> None:
    channel = Channel(store)
    said = Answers()
    for _ in range(22):
        await channel.router.handle(read_command("/digest list", SPECS, ANNA, PLACE), said)
    assert sum("That is a lot at once" in text for text in said.texts) == 2
    assert "no subscription" in await channel.say("/digest list", BOB)
    assert "no subscription" in await channel.say("/digest list", ANNA)


async def test_now_posts_and_undo_takes_back_and_nothing_comes_twice(channel: Channel) -> None:
    await announce(channel.store, TODAY, made(1), made(2, "Drones"))
    await channel.say("/digest subscribe robots")
    assert await channel.say("/digest now") == "Posted 1 paper here."
    assert len(channel.chat.shown) == 1
    assert "nothing new was announced since" in await channel.say("/digest now")
    assert "was posted here on 10 March 2026" in await channel.say(f"/digest why {made(1).id}")
    assert "It does not fit “robots”: it lacks “robots”" in await channel.say(
        f"/digest why {made(2).id}"
    )
    assert "Posted 1 paper" in await channel.say("/digest now drones")
    assert "Taken back: the digest of 10 March with 1 paper, 1 message." in await channel.say(
        "/digest undo"
    )
    await channel.say("/digest undo")
    assert channel.chat.shown == {}
    assert "Posted" not in await channel.say("/digest now robots")


async def test_why_says_that_a_paper_came_before_the_first_day(channel: Channel) -> None:
    await announce(channel.store, TODAY, made(1))
    await channel.say("/digest subscribe robots since:2027-02")
    said = await channel.say(f"/digest why {made(1).id}")
    assert "It does not fit “robots” since 2027-02-01: it was announced before 2027-02-01." in said


@pytest.mark.parametrize("line", ["/digest pause", "/digest unsubscribe"])
async def test_what_may_stand_there_stays_the_places_when_a_subscription_ends(
    channel: Channel, line: str
) -> None:
    await announce(channel.store, TODAY, made(1))
    await channel.say("/digest subscribe robots")
    channel.chat.fails = [Unsure("perhaps"), Unsure("perhaps")]
    await channel.say("/digest now")
    await channel.say(line)
    assert set(await channel.store.ledger.among(PLACE, [made(1).id])) == {made(1).id}


async def test_now_is_of_the_day_in_the_places_own_zone(channel: Channel) -> None:
    channel.now = NOW.replace(hour=16)  # in Tokyo the next day has begun
    await announce(channel.store, TODAY, made(1))
    await channel.say("/digest subscribe robots at 9 Asia/Tokyo")
    await channel.say("/digest now")
    [message] = channel.chat.shown.values()
    assert message.cards[0].title == "1 new paper · Wed 11 March"


async def test_a_time_zone_that_nobody_knows_is_not_taken(channel: Channel) -> None:
    zones = {"Mars/Base": "UTC", "Asia/Tokyo": "Asia/Tokyo", "Europe": "UTC", "../etc": "UTC"}
    for number, (its, zone) in enumerate(zones.items()):
        await channel.say(f"/digest subscribe robots{number}", replace(ANNA, timezone=its))
        its_own = (await channel.store.subscriptions.of(PLACE))[-1]
        assert its_own.schedule.timezone == zone


HOSTILE = ["<!channel> alarm", "@everyone alarm", "[click](http://evil.example) alarm",
           "*b* _i_ alarm",
           "`code` alarm", "<@U1> alarm", "**alarm**", "~~alarm~~ ||x||"]  # fmt: skip


@pytest.mark.parametrize("topic", HOSTILE)
async def test_hostile_topics_come_out_as_plain_text(channel: Channel, topic: str) -> None:
    said = Answers()
    lines = [f"/digest subscribe {topic}", "/digest list", "/digest edit max 2", "/digest now",
             "/digest pause", "/digest resume", "/digest unsubscribe"]  # fmt: skip
    for line in lines:
        await channel.router.handle(read_command(line, SPECS, ANNA, PLACE), said)
    assert not any("broken" in text for text in said.texts)
    for message, _ in said.said:
        for card in message.cards:
            assert not re.search(r"(?<!\\)(\]\(http://evil|`|\*\*|<!|<@)", card.body), card.body


@given(st.text(max_size=80))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_is_typed_gets_an_answer_without_a_surprise(
    channel: Channel, typed: str
) -> None:
    for command in ("subscribe", "edit", "pause", "resume", "unsubscribe", "why"):
        said = await channel.say(f"/digest {command} {typed}")
        assert said
        assert "broken" not in said.lower().replace(typed.lower(), "")


async def test_the_preview_shows_what_would_have_come_each_day_once(channel: Channel) -> None:
    for number in range(20):
        day = TODAY - DAY * (19 - number)
        await announce(channel.store, day, made(number), made(number + 100, "Drones"))
    await announce(channel.store, TODAY, made(18), kind="cross", category="cs.LG")
    wanted = Subscription(PLACE, ("robots",), max=1)
    message = await preview(wanted, channel.desk.edition(), channel.now)
    [card] = message.cards
    assert card.title == "In the last 14 days it would have posted 14 papers"
    assert card.footer.startswith("29 announced on 14 days · 6 more")
    assert card.body.count("\n") == 7
    assert card.body.startswith("- 10 Mar: ")
    said = await channel.say("/digest subscribe astrology")
    assert "In the last 14 days it would have posted nothing" in said


async def test_votes_count_once_a_person_the_last_one_unless_taken_back(channel: Channel) -> None:
    await announce(channel.store, TODAY, made(1))
    title = made(1).title
    assert await channel.press("paper.vote", f"up:{made(1).id}") == (
        f"👍 noted for “{title}”: 👍 1 · 👎 0 here."
    )
    assert "👍 0 · 👎 0" in await channel.press("paper.vote", f"up:{made(1).id}")
    assert "👍 1 · 👎 0" in await channel.press("paper.vote", f"up:{made(1).id}")
    assert "👍 1 · 👎 1" in await channel.press("paper.vote", f"down:{made(1).id}", BOB)
    assert "👍 0 · 👎 2" in await channel.press("paper.vote", f"down:{made(1).id}")
    for value in ("", "up:", "sideways:2603.00001", "up:2603.99999", "up:<!channel>"):
        assert "another time" in await channel.press("paper.vote", value)


PLACES = st.sampled_from([PLACE, OTHER])
TOPICS = st.lists(st.sampled_from(["robots", "drones", "„hostile'\"", "a b"]), max_size=2).map(
    tuple
)
SCHEDULES = st.builds(
    Schedule,
    st.sampled_from([time(9), time(9, 0, 30), time(8, 15)]),
    st.sampled_from([(0, 1), (0, 1, 2, 3, 4)]),
    st.sampled_from(["UTC", "Europe/Berlin"]),
)
CONFIGURED = st.lists(
    st.builds(
        Subscription, PLACES, TOPICS, st.sampled_from([(), ("cs.RO",)]), max=st.integers(1, 3),
        schedule=SCHEDULES, configured=st.just(value=True),
    ),
    max_size=4,
)  # fmt: skip


def kept(subscription: Subscription) -> Subscription:
    return replace(subscription, id=0, next_run_at=None, paused="")


@given(CONFIGURED, CONFIGURED, st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_what_is_configured_is_applied_once_whatever_was_there(
    store: SqliteStore, before: list[Subscription], wanted: list[Subscription], paused: bool
) -> None:
    await apply_configured(before, store, NOW)
    for each in (await store.subscriptions.configured())[:1]:
        await store.subscriptions.change(replace(each, paused="Anna" if paused else ""))
    await apply_configured(wanted, store, NOW)
    there = await store.subscriptions.configured()
    assert await apply_configured(wanted, store, NOW + DAY) == []
    assert await store.subscriptions.configured() == there
    by_minute = [
        replace(each, schedule=replace(each.schedule, at=each.schedule.at.replace(second=0)))
        for each in wanted
    ]
    last = {(each.place, each.wants, each.schedule): each for each in by_minute}
    assert {kept(each) for each in there} == set(last.values())


async def test_changes_of_the_configuration_are_said_and_keep_what_people_did(
    channel: Channel,
) -> None:
    robots = Subscription(PLACE, ("robots",), configured=True)
    store = channel.store
    assert await apply_configured([robots], store, NOW) == ["fake:room: subscribed: “robots”"]
    await channel.say("/digest pause")
    await channel.say("/digest subscribe gravity")
    changed = replace(robots, max=2)
    assert await apply_configured([changed], store, NOW) == ["fake:room: changed: “robots”"]
    [its, persons] = await store.subscriptions.of(PLACE)
    assert (its.max, its.paused) == (2, "by Anna")
    assert await apply_configured([], store, NOW) == ["fake:room: ended: “robots”"]
    assert await store.subscriptions.of(PLACE) == (persons,)
