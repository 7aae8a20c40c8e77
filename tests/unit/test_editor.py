"""The editor: what becomes due and what comes of it, whatever clocks and processes do."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.errors import WriterError
from bot.messages import Address, Message
from bot.models import Draft, Paper, Past, Schedule, Source, Style, Summary
from bot.schedule import next_run, occasions
from storage.sqlite import SqliteStore
from tests.days import DAY, EVERY_DAY, MONDAY, Days, announce, at, made
from tests.fakes import PLACE, FakeChat, TitleWriter

EVENING = at(MONDAY - DAY, "20:00")
OTHER = Address("fake", "other room")


@pytest.fixture
def days(store: SqliteStore) -> Days:
    return Days(store, EVENING)


def outcomes(past: list[Past]) -> list[tuple[date, str]]:
    return [(each.date, each.outcome) for each in past]


CHANGES = [
    # zone, the wall clock, the day on which it is skipped or comes twice, when that is in UTC
    ("Europe/Berlin", time(2, 30), date(2026, 3, 29), "2026-03-29T01:30+00:00"),
    ("Europe/Berlin", time(2, 30), date(2026, 10, 25), "2026-10-25T00:30+00:00"),
    ("America/New_York", time(2, 30), date(2026, 3, 8), "2026-03-08T07:30+00:00"),
    ("America/New_York", time(1, 30), date(2026, 11, 1), "2026-11-01T05:30+00:00"),
    ("Australia/Lord_Howe", time(2, 15), date(2026, 10, 4), "2026-10-03T15:45+00:00"),
    ("Australia/Lord_Howe", time(1, 45), date(2026, 4, 5), "2026-04-04T14:45+00:00"),
]


@pytest.mark.parametrize(("zone", "clock", "day", "moment"), CHANGES)
async def test_a_day_on_which_clocks_change_has_one_digest(
    store: SqliteStore, zone: str, clock: time, day: date, moment: str
) -> None:
    due = datetime.fromisoformat(moment)
    days = Days(store, due - DAY * 2)
    await days.subscribe(schedule=Schedule(clock, EVERY_DAY, zone))
    minutes = (-61, -31, -1, 0, 1, 29, 30, 31, 59, 60, 61, 90)
    ticks = [due + timedelta(days=n, minutes=m) for n in (-1, 0, 1) for m in minutes]
    for number, tick in enumerate(ticks):
        await announce(store, tick.date(), made(number))
        await days.tick(tick)
    past = await days.past()
    assert [each.date for each in past] == [day - DAY, day, day + DAY]
    assert next(each.at for each in past if each.date == day) == due


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Pacific/Apia", "Asia/Kathmandu"])
def test_the_next_run_is_the_first_occasion_after_now(zone: str) -> None:
    schedule = Schedule(time(0, 15), (2, 6), zone)
    now, first = EVENING, next_run(schedule, EVENING)
    for each in occasions(schedule, first, now + DAY * 400):
        assert next_run(schedule, now) == each.at
        assert each.date.weekday() in schedule.days
        now = each.at


async def test_asleep_over_the_hour_it_comes_on_waking(days: Days) -> None:
    await days.subscribe("robots")
    await announce(days.store, MONDAY, made(1))
    assert await days.tick(at(MONDAY, "08:59")) == 0
    assert await days.tick(at(MONDAY, "20:59")) == 1
    assert days.shown[0].startswith("1 new paper · Mon 9 March")
    assert await days.tick(at(MONDAY, "21:30")) == 0


async def test_after_the_grace_it_says_so_and_the_papers_come_with_the_next(days: Days) -> None:
    await days.subscribe("robots")
    await announce(days.store, MONDAY, made(1))
    await days.tick(at(MONDAY, "21:01"))
    [said] = days.shown
    assert said == (
        "The digest on “robots” of Mon 9 March did not come: Paperboy was not running at 09:00. "
        "Its papers come with the next one, tomorrow 09:00 UTC."
    )
    assert outcomes(await days.past()) == [(MONDAY, "receipt")]
    await days.tick(at(MONDAY + DAY))
    assert made(1).title in days.shown[1]


async def test_two_days_offline_make_one_digest_that_names_them(days: Days) -> None:
    await days.subscribe("robots")
    for number in range(3):
        await announce(days.store, MONDAY + DAY * number, made(number))
        if number == 0:
            await days.tick(at(MONDAY))
    await announce(days.store, MONDAY + DAY * 3, made(3))
    await days.tick(at(MONDAY + DAY * 3, "11:00"))
    assert len(days.shown) == 2
    assert "3 new papers · Thu 12 March" in days.shown[1]
    assert "not running on Tue 10 March and Wed 11 March: what was announced" in days.shown[1]
    past = await days.past()
    assert sorted(outcomes(past)) == [
        (MONDAY, "digest"), (MONDAY + DAY, "receipt"), (MONDAY + DAY * 2, "receipt"),
        (MONDAY + DAY * 3, "digest"),
    ]  # fmt: skip
    assert await days.tick(at(MONDAY + DAY * 3, "12:00")) == 0


async def test_two_days_offline_and_late_make_one_receipt(days: Days) -> None:
    await days.subscribe("robots")
    await days.tick(at(MONDAY + DAY * 2, "23:00"))
    assert len(days.shown) == 1
    assert {each.outcome for each in await days.past()} == {"receipt"}
    assert len(await days.past()) == 3


async def test_a_long_absence_is_counted_not_listed(days: Days) -> None:
    await days.subscribe("robots")
    await announce(days.store, MONDAY + DAY * 30, made(1))
    await days.tick(at(MONDAY + DAY * 30, "09:30"))
    assert "not running on 30 days from Mon 9 March to Tue 7 April" in days.shown[0]
    assert len(await days.past()) == 31


async def test_missed_days_without_news_are_no_reason_to_speak(days: Days) -> None:
    await days.subscribe("robots")
    await announce(days.store, MONDAY, made(1))
    await days.tick(at(MONDAY))
    await days.tick(at(MONDAY + DAY * 3))
    assert len(days.shown) == 1
    assert (await days.past())[-1].outcome == "quiet"


async def test_what_a_crash_left_open_for_days_is_missed_and_comes_once(days: Days) -> None:
    await days.subscribe("robots")
    await announce(days.store, MONDAY, made(1))
    days.now = at(MONDAY)
    await days.editor.begin()
    again = Days(days.store, at(MONDAY + DAY * 2), days.chat, "again")
    await again.tick()
    [said] = again.shown
    assert made(1).title in said
    assert "not running on Mon 9 March and Tue 10 March" in said
    assert sorted(outcomes(await days.past())) == [
        (MONDAY, "receipt"), (MONDAY + DAY, "receipt"), (MONDAY + DAY * 2, "digest"),
    ]  # fmt: skip


async def test_a_clock_set_back_serves_no_day_twice_and_loses_none(days: Days) -> None:
    await days.subscribe("robots")
    for number in range(4):
        await announce(days.store, MONDAY, made(number))
        await days.tick(at(MONDAY, f"{9 - number:02}:00"))
    await days.tick(at(MONDAY, "09:00"))
    assert outcomes(await days.past()) == [(MONDAY, "digest")]
    await days.tick(at(MONDAY + DAY))
    assert outcomes(await days.past()) == [(MONDAY, "digest"), (MONDAY + DAY, "digest")]
    assert "3 new papers" in days.shown[1]


@pytest.mark.parametrize("ahead", [2, 5, 40, 400])
@pytest.mark.parametrize("restarts", [False, True])
async def test_a_clock_far_ahead_and_right_again_loses_no_day(
    days: Days, ahead: int, restarts: bool
) -> None:
    await days.subscribe("robots")
    await announce(days.store, MONDAY, made(1))
    await days.tick(at(MONDAY))
    days.now = at(MONDAY + DAY * ahead, "09:30")
    await days.tick()
    days.now = at(MONDAY, "10:00")
    if restarts:
        days = Days(days.store, days.now, days.chat, "again")
    await days.tick()
    for number in (1, 2):
        day = MONDAY + DAY * number
        await announce(days.store, day, made(10 + number))
        await days.tick(at(day))
    served = {each.date: each.outcome for each in await days.past()}
    assert served[MONDAY + DAY] == "digest"
    assert served[MONDAY + DAY * 2] in (["quiet", "digest"] if ahead == 2 else ["digest"])
    assert len(served) == len(await days.past())
    assert made(11).title in "".join(days.shown)


async def test_subscriptions_of_a_place_share_papers_and_explain_in_one_message(
    days: Days,
) -> None:
    for topic in ("robots", "walking", "quantum gravity", "superconductors"):
        await days.subscribe(topic)
    await announce(days.store, MONDAY, made(0), made(1))
    assert await days.tick(at(MONDAY)) == 4
    digest, explained = days.shown
    assert digest.count("Robots for") == 2
    assert "“walking” today: 2 announced, 2 on topic, 2 waiting to be sent" in explained
    assert explained.count("No paper on") == 3
    assert len(await days.past()) == 4


async def test_subscriptions_at_different_hours_explain_in_one_message_a_day(days: Days) -> None:
    await announce(days.store, MONDAY, made(1))
    for hour, topic in enumerate(("gravity", "robots", "black holes"), 9):
        await days.subscribe(topic, schedule=Schedule(time(hour), EVERY_DAY))
    for hour in (9, 10, 11):
        await days.tick(at(MONDAY, f"{hour:02}:00"))
    explained, digest = days.shown
    assert explained.count("No paper on") == 2
    assert explained.index("gravity") < explained.index("black holes")
    assert "1 new paper" in digest
    await announce(days.store, MONDAY + DAY, made(2))
    await days.tick(at(MONDAY + DAY))
    assert len(days.shown) == 3, "a digest came since: a new message"


async def test_empty_days_in_a_row_edit_one_message_until_a_digest_comes(days: Days) -> None:
    await days.subscribe("gravity")
    for number in range(3):
        await announce(days.store, MONDAY + DAY * number, made(number))
        await days.tick(at(MONDAY + DAY * number))
    [said] = days.shown
    assert "3 empty days in a row, since Mon 9 March." in said
    assert "Next look: tomorrow 09:00 UTC." in said
    assert len({each.date for each in await days.past()}) == 3
    await announce(days.store, MONDAY + DAY * 3, made(4, "Gravity"))
    await days.tick(at(MONDAY + DAY * 3))
    await announce(days.store, MONDAY + DAY * 4, made(5))
    await days.tick(at(MONDAY + DAY * 4))
    assert len(days.shown) == 3
    assert "in a row" not in days.shown[2]


async def test_an_explanation_that_was_never_sent_is_not_edited(days: Days) -> None:
    await days.subscribe("gravity")
    await announce(days.store, MONDAY, made(1))
    days.now = at(MONDAY)
    await days.editor.begin()
    await days.editor.serve(days.notes)
    [part] = await days.store.outbox.unfinished()
    await days.store.outbox.decide([part.id], "drop", days.now)
    await announce(days.store, MONDAY + DAY, made(2))
    await days.tick(at(MONDAY + DAY))
    [said] = days.shown
    assert "in a row" not in said


async def test_nothing_is_said_where_the_feed_has_not_advanced(days: Days) -> None:
    await days.subscribe("robots")
    friday = MONDAY - DAY * 3
    days.now = at(friday, "08:00")
    await days.store.subscriptions.change(
        replace((await days.store.subscriptions.of(PLACE))[0], next_run_at=at(friday))
    )
    await announce(days.store, friday, made(1))
    for number in range(4):
        await days.tick(at(friday + DAY * number))
    assert len(days.shown) == 1
    assert [kind for _, kind in outcomes(await days.past())] == ["digest"] + ["quiet"] * 3
    assert all(
        "nothing new was announced since Friday" in each.why for each in (await days.past())[1:]
    )


async def test_a_source_that_fails_is_named_and_caught_up(days: Days) -> None:
    await days.subscribe(categories=("cs.RO", "cs.LG"))
    await announce(days.store, MONDAY, made(1))
    days.failed = [("cs.LG", "The feed did not come."), ("math.CO", "Other.")]
    await days.tick(at(MONDAY))
    note = "The feed did not come: cs.LG is missing, and is caught up with the next digest."
    assert note in days.shown[0]
    assert "Other" not in days.shown[0]
    await days.tick(at(MONDAY + DAY))
    assert note in days.shown[1], "nothing came, and this is the reason"
    days.failed = ()
    await announce(days.store, MONDAY, made(2, category="cs.LG"), made(3, category="cs.LG"))
    await days.tick(at(MONDAY + DAY * 2))
    assert "2 new papers" in days.shown[2]


async def test_without_receipts_nothing_is_said_but_all_is_recorded(store: SqliteStore) -> None:
    days = Days(store, EVENING, receipts=False)
    await days.subscribe("gravity")
    await announce(store, MONDAY, made(1))
    await days.tick(at(MONDAY))
    await days.tick(at(MONDAY + DAY, "22:00"))
    assert days.shown == []
    assert [kind for _, kind in outcomes(await days.past())] == ["receipt", "receipt"]


class ElsewhereChat(FakeChat):
    name = "elsewhere"


async def test_a_chat_that_is_not_connected_here_is_left_to_who_has_it(store: SqliteStore) -> None:
    here, there = Days(store, EVENING, ElsewhereChat(), "here"), Days(store, EVENING)
    await there.subscribe("robots")
    await announce(store, MONDAY, made(1))
    assert await here.tick(at(MONDAY)) == 0
    assert await there.tick(at(MONDAY)) == 1
    assert len(there.shown) == 1


async def test_a_crash_before_the_outcome_is_served_once_by_another(days: Days) -> None:
    await days.subscribe("robots")
    await announce(days.store, MONDAY, made(1))
    days.now = at(MONDAY)
    await days.editor.begin()
    await days.store.runs.take("crashed", days.now, days.now + timedelta(minutes=5), 10)
    assert await days.tick(at(MONDAY, "09:04")) == 0
    assert await days.tick(at(MONDAY, "09:05")) == 1
    assert outcomes(await days.past()) == [(MONDAY, "digest")]
    assert len(days.shown) == 1


async def test_two_workers_on_two_stores_serve_each_place_once(
    store: SqliteStore, tmp_path: Path
) -> None:
    second = await SqliteStore.open(tmp_path / "paperboy.db")
    chat = FakeChat()
    workers = [Days(each, EVENING, chat, name) for name, each in (("a", store), ("b", second))]
    rooms = [Address("fake", f"room {number}") for number in range(6)]
    for room in rooms:
        for topic in ("robots", "gravity"):
            mine = await workers[0].subscribe(topic)
            await store.subscriptions.change(replace(mine, place=room))
    await announce(store, MONDAY, made(1))
    for each in workers:
        each.now = at(MONDAY)
    await asyncio.gather(*(each.editor.begin() for each in workers * 2))
    served = await asyncio.gather(*(each.editor.serve(each.notes) for each in workers * 2))
    assert sum(served) == 12
    for room in rooms:
        await asyncio.gather(*(each.sender.flush(room) for each in workers))
        await workers[0].sender.flush(room)
        assert sorted(kind for _, kind in outcomes(await workers[0].past(room))) == [
            "digest", "receipt"
        ]  # fmt: skip
    assert len(chat.shown) == 12
    await second.close()


class Interrupting(TitleWriter):
    """Something happens while a summary is written."""

    def __init__(self, happens: Callable[[Paper], Awaitable[object]]) -> None:
        self._happens = happens

    async def write(
        self, source: Source, style: Style, language: str = "", *, place: str = ""
    ) -> Summary:
        number = next(each for each in range(100) if made(each).title == source.title)
        await self._happens(made(number))
        return await super().write(source, style, language, place=place)


async def test_papers_that_another_took_meanwhile_are_replaced_by_the_next_best(
    store: SqliteStore,
) -> None:
    async def take(paper: Paper) -> None:
        if paper.id == made(1).id and not await store.ledger.among(PLACE, [paper.id]):
            await store.outbox.add(PLACE, [Draft(Message("theirs"), (paper.id,))], at(MONDAY))

    days = Days(store, EVENING, writer=Interrupting(take))
    await days.subscribe("robots", max=2)
    await announce(store, MONDAY, made(1), made(2), made(3))
    await days.tick(at(MONDAY))
    theirs, digest = days.shown
    assert theirs == "theirs"
    assert all(made(number).title in digest for number in (2, 3))
    [past] = await days.past()
    assert (past.receipt.posted, past.receipt.held) == (2, 1)


async def test_where_another_took_all_it_is_explained(store: SqliteStore) -> None:
    async def take(paper: Paper) -> None:
        await store.outbox.add(PLACE, [Draft(Message("theirs"), (paper.id,))], at(MONDAY))

    days = Days(store, EVENING, writer=Interrupting(take))
    await days.subscribe("robots")
    await days.subscribe("gravity")
    await announce(store, MONDAY, made(1))
    await days.tick(at(MONDAY))
    theirs, explained = days.shown
    assert theirs == "theirs"
    assert "1 waiting to be sent" in explained
    assert "“gravity”" in explained
    assert [kind for _, kind in outcomes(await days.past())] == ["receipt", "receipt"]


@pytest.mark.parametrize("removed", [False, True])
async def test_a_subscription_that_ends_while_its_digest_is_made_posts_nothing(
    store: SqliteStore, removed: bool
) -> None:
    async def end(_paper: Paper) -> None:
        [its] = await store.subscriptions.of(PLACE)
        if removed:
            await store.subscriptions.remove(its.id)
        else:
            await store.subscriptions.pause(its.id, "Anna paused it")

    days = Days(store, EVENING, writer=Interrupting(end))
    await days.subscribe("robots")
    await announce(store, MONDAY, made(1))
    await days.tick(at(MONDAY))
    assert days.shown == []
    assert outcomes(await days.past()) == [(MONDAY, "quiet")]
    assert await store.ledger.among(PLACE, [made(1).id]) == {}


async def test_who_ends_a_subscription_does_not_silence_the_others(store: SqliteStore) -> None:
    first = await Days(store, EVENING).subscribe("gravity")

    async def end(_paper: Paper) -> None:
        await store.subscriptions.remove(first.id)

    days = Days(store, EVENING, writer=Interrupting(end))
    await days.subscribe("robots")
    await days.subscribe("black holes")
    await announce(store, MONDAY, made(1))
    await days.tick(at(MONDAY))
    digest, explained = days.shown
    assert "1 new paper" in digest
    assert "“black holes”" in explained
    assert "gravity" not in explained


async def test_a_place_that_fails_does_not_stop_the_others(
    store: SqliteStore, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(paper: Paper) -> None:
        if paper.id == made(1).id:
            raise WriterError("no words")

    days = Days(store, EVENING, writer=Interrupting(fail))
    await days.subscribe("diving")
    other = await days.subscribe("flying")
    await store.subscriptions.change(replace(other, place=OTHER))
    await announce(store, MONDAY, made(2), made(1))
    await days.tick(at(MONDAY))
    await days.sender.flush(OTHER)
    assert [kind for _, kind in outcomes(await days.past(PLACE))] == ["digest"]
    assert await days.past(OTHER) == []
    assert "no words" in caplog.text
    again = Days(store, at(MONDAY, "09:10"), days.chat)
    await again.tick(place=OTHER)
    assert len(days.chat.shown) == 2


async def test_an_explanation_always_fits_one_message(days: Days) -> None:
    for number in range(20):
        await days.subscribe(f"gravity of black holes number {number}")
    await announce(days.store, MONDAY, made(1))
    assert await days.tick(at(MONDAY)) == 20
    [message] = days.chat.shown.values()
    assert not days.chat.limits.exceeded(days.chat.size(message))
    assert "more without a paper." in days.shown[0]
    assert len(await days.past()) == 20
    await announce(days.store, MONDAY + DAY, made(2))
    await days.tick(at(MONDAY + DAY))
    assert len(days.chat.shown) == 1
    assert "2 empty days in a row" in days.shown[0]


async def test_a_resumed_place_gets_at_most_one_digest_and_a_new_one_the_latest_announcement(
    days: Days,
) -> None:
    for number in range(3):
        await announce(days.store, MONDAY - DAY * (3 - number), made(number))
    await days.subscribe("robots")
    await days.tick(at(MONDAY))
    assert "1 new paper" in days.shown[0]
    [its] = await days.store.subscriptions.of(PLACE)
    await days.store.subscriptions.pause(its.id, "Anna paused it")
    for number in range(1, 15):
        await announce(days.store, MONDAY + DAY * number, made(10 + number))
        assert await days.tick(at(MONDAY + DAY * number)) == 0
    its = replace(its, max=20, next_run_at=next_run(its.schedule, days.now))
    await days.store.subscriptions.change(its)
    await days.tick(at(MONDAY + DAY * 15))
    assert len(days.shown) == 3
    assert len(await days.past()) == 2
    assert "8 new papers" in days.shown[1], "at most seven days back"
