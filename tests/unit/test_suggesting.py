"""What is offered while somebody fills in an argument."""

from collections.abc import Sequence
from datetime import time

import pytest

from bot.commands import SPECS
from bot.desk import Desk
from bot.messages import Choice, Command, CommandSpec, Message, Suggest, User, nobody
from bot.models import Draft, Follow, Subscription
from bot.recent import Recent
from bot.router import Router
from bot.times import timezones
from storage.sqlite import SqliteStore
from tests.fakes import ANNA, NOW, PLACE, Answers, desk, paper

BEN = User("ben", "Ben", can_manage=False)


async def offered(
    its: Desk, argument: str, typed: str = "", command: str = "paper", user: User = ANNA
) -> list[Choice]:
    found: list[Choice] = []

    async def offer(choices: Sequence[Choice]) -> None:
        found.extend(choices)

    await Router(its).handle(Suggest(command, argument, typed, user, PLACE, offer), nobody)
    return found


def values(choices: Sequence[Choice]) -> list[str]:
    return [each.value for each in choices]


async def test_topics_that_the_person_asked_for_here_come_first(store: SqliteStore) -> None:
    its = desk(store)
    await store.papers.add([paper(1, title="Diffusion models everywhere")])
    await store.subscriptions.add(Subscription(PLACE, ("slam",)), NOW)
    await Router(its).handle(Command("paper", ANNA, PLACE, {"topic": "diffusion"}), Answers())
    assert values(await offered(its, "topic")) == ["diffusion", "slam"]
    assert values(await offered(its, "topic", "SL")) == ["slam"]


async def test_what_one_person_asked_in_private_is_not_offered_to_others(
    store: SqliteStore,
) -> None:
    its = desk(store)
    its.recent.note(PLACE, "salaries", "anna")
    assert values(await offered(its, "topic", user=BEN)) == []
    its.recent.note(PLACE, "salaries", "cleo")
    assert values(await offered(its, "topic", user=BEN)) == ["salaries"]


async def test_a_topic_that_found_nothing_is_not_offered_again(store: SqliteStore) -> None:
    its = desk(store)
    await Router(its).handle(Command("paper", ANNA, PLACE, {"topic": "xyzzy"}), Answers())
    assert await offered(its, "topic") == []


async def test_categories_complete_the_last_one(store: SqliteStore) -> None:
    its = desk(store)
    assert values(await offered(its, "categories", "cs.CV cs.l")) == ["cs.CV cs.LG", "cs.CV cs.LO"]
    await store.subscriptions.add(Subscription(PLACE, categories=("math.NT",)), NOW)
    assert values(await offered(its, "categories"))[0] == "math.NT"


async def test_time_zones_are_found_by_any_part_of_their_name(store: SqliteStore) -> None:
    its = desk(store)
    assert values(await offered(its, "timezone", "new york"))[0] == "America/New_York"
    assert "Europe/Berlin" in values(await offered(its, "timezone", "berlin"))
    assert values(await offered(its, "timezone"))[0] == its.timezone
    assert "UTC" in timezones()
    assert len(timezones()) > 300


async def test_numbers_name_what_they_are_about(store: SqliteStore) -> None:
    its = desk(store)
    for topic in ("slam", "nerf"):
        await store.subscriptions.add(Subscription(PLACE, (topic,)), NOW)
    choices = await offered(its, "number", command="digest pause")
    assert values(choices) == ["1", "2", "all"]
    assert "nerf" in choices[1].label
    assert values(await offered(its, "number", "ner", "digest edit")) == ["2"]


async def test_days_begin_as_typed(store: SqliteStore) -> None:
    assert values(await offered(desk(store), "days", "w")) == ["weekdays", "Wednesday", "weekends"]


async def test_never_more_than_a_chat_shows_and_nothing_for_an_unknown_field(
    store: SqliteStore,
) -> None:
    its = desk(store)
    assert len(await offered(its, "categories")) == 25
    assert await offered(its, "nonsense") == []


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
async def test_every_field_that_promises_suggestions_has_them(
    spec: CommandSpec, store: SqliteStore
) -> None:
    its = desk(store)
    await store.subscriptions.add(Subscription(PLACE, ("slam",)), NOW)
    await store.follows.add("fake", ANNA.id, Follow("slam", "slam"), 1)
    for each in spec.arguments:
        if each.suggests and each.name != "paper":
            assert await offered(its, each.name, command=spec.name)


def test_the_oldest_topics_and_places_are_forgotten() -> None:
    recent = Recent()
    for number in range(60):
        recent.note(PLACE, f"topic {number}", "anna")
    assert recent.of(PLACE, "anna")[0] == "topic 59"
    assert len(recent.of(PLACE, "anna")) == 50
    recent.note(PLACE, "x" * 200, "anna")
    assert len(recent.of(PLACE, "anna")) == 50


async def test_papers_that_were_posted_here_are_offered_by_their_titles(store: SqliteStore) -> None:
    its = desk(store)
    await store.papers.add([paper(1, title="Splats"), paper(2, title="Waves")])
    drafts = [Draft(Message("1"), ("2603.00001",)), Draft(Message("2"), ("2603.00002",))]
    await store.outbox.add(PLACE, drafts, NOW)
    assert await offered(its, "paper", "spl") == [Choice("Splats", "2603.00001")]
    assert values(await offered(its, "paper")) == ["2603.00002", "2603.00001"]
    assert values(await offered(its, "topic", "2603.00002")) == ["2603.00002"]


async def test_the_fields_of_a_form_say_what_a_typed_line_says(store: SqliteStore) -> None:
    its = desk(store)
    form = {"topics": "slam", "categories": "cs.CV", "at": "8:30 am", "days": "Mon Wed", "max": "3"}
    await Router(its).handle(Command("digest subscribe", ANNA, PLACE, form), Answers())
    (made,) = await store.subscriptions.of(PLACE)
    assert (made.topics, made.categories, made.max) == (("slam",), ("cs.CV",), 3)
    assert (made.schedule.at, made.schedule.days) == (time(8, 30), (0, 2))
    form = {"number": "1", "timezone": "Europe/Berlin"}
    await Router(its).handle(Command("digest edit", ANNA, PLACE, form), Answers())
    (changed,) = await store.subscriptions.of(PLACE)
    assert changed.schedule.timezone == "Europe/Berlin"
    assert changed.topics == ("slam",)
    only = {"categories": "math.NT"}
    await Router(its).handle(Command("digest subscribe", ANNA, PLACE, only), Answers())
    assert len(await store.subscriptions.of(PLACE)) == 2


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"topics": "slam", "at": "9 Uhr"}, "at: "),
        ({"topics": "slam", "categories": "computer vision"}, "categories: arXiv has no category"),
        ({"topics": "slam", "max": "3; cs.CV"}, "max: a digest has 1 to 20 papers"),
        ({"topics": "slam", "timezone": 'x" at=3'}, "timezone: "),
        ({"topics": "slam at 9", "at": "10"}, "at is said twice"),
        ({"at": "10"}, "Which papers?"),
    ],
)
async def test_what_a_field_cannot_mean_is_said_and_means_nothing_else(
    store: SqliteStore, form: dict[str, str], said: str
) -> None:
    answers = Answers()
    await Router(desk(store)).handle(Command("digest subscribe", ANNA, PLACE, form), answers)
    (text,) = answers.texts
    assert said in text
    assert not await store.subscriptions.of(PLACE)


async def test_quotes_do_not_pair_over_fields(store: SqliteStore) -> None:
    its, answers = desk(store), Answers()
    form = {"topics": 'x -"', "timezone": 'Europe/Berlin"'}
    await Router(its).handle(Command("digest subscribe", ANNA, PLACE, form), answers)
    assert not await store.subscriptions.of(PLACE)
    assert "Subscribed" not in answers.texts[0]
