"""`/paper`: at once from the store, then completed; more of it; and nothing that breaks it."""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from adapters.chat_discord import render as discord
from adapters.chat_slack import render as slack
from bot import papers
from bot.desk import Desk
from bot.errors import StoreError
from bot.messages import Command, Message, MessageRef, Press
from bot.models import Announcement
from bot.router import Router
from storage.sqlite import SqliteStore
from tests.fakes import ANNA, NOW, PLACE, TODAY, Answers, FakeChat, desk, paper
from tests.sources import FakeSource

SOURCE = MessageRef(PLACE, "1")


class Wide(FakeChat):
    """One message holds an answer."""

    limits = replace(FakeChat.limits, total=20_000, cards=20, body=9000)


def announced(*titles: str, first: int = 1, days: int = 1) -> list[Announcement]:
    its = [
        paper(number, title, submitted=NOW - timedelta(days=days))
        for number, title in enumerate(titles, first)
    ]
    return [Announcement(each, "cs.CV", "new", TODAY) for each in its]


def house(store: SqliteStore, source: FakeSource | None = None) -> Desk:
    return replace(desk(store, {"fake": Wide()}), sources=(source,) if source else ())


async def ask(its: Desk, *topics: str) -> Answers:
    """Ask, and wait for what goes on behind the answer."""
    said = Answers()
    for topic in topics:
        await Router(its).handle(Command("paper", ANNA, PLACE, {"topic": topic}), said)
    await asyncio.gather(*its.tasks)
    return said


async def press(its: Desk, action: str, value: str) -> Answers:
    said = Answers()
    await Router(its).handle(Press(action, value, ANNA, SOURCE), said)
    await asyncio.gather(*its.tasks)
    return said


def titles(message: Message) -> list[str]:
    return [card.title for card in message.cards if card.url]


async def test_an_answer_comes_at_once_and_changes_when_something_better_arrives(
    store: SqliteStore,
) -> None:
    await store.papers.add([paper(1, abstract="On whales and the sea. We sing.")])
    its, said = house(store, FakeSource(*announced("Whales sing", first=2))), Answers()
    await Router(its).handle(Command("paper", ANNA, PLACE, {"topic": "whales"}), said)
    assert titles(said.said[0][0]) == ["Paper number 1"]
    await asyncio.gather(*its.tasks)
    ((message, private),) = said.said
    assert titles(message) == ["Whales sing", "Paper number 1"]
    assert message.cards[0].footer == "1 of these just came from arXiv"
    assert private


async def test_an_answer_that_could_not_be_better_is_left_alone(store: SqliteStore) -> None:
    source = FakeSource(*announced("Whales"))
    await store.papers.add([source.announced[0].paper])
    ((message, _),) = (await ask(house(store, source), "whales")).said
    assert message.cards[0].footer == ""
    assert source.asked == ["matching “whales” best"]


async def test_where_nothing_is_here_it_says_that_it_looks_and_then_what_it_found(
    store: SqliteStore,
) -> None:
    its, said = house(store, FakeSource(*announced("Whales"))), Answers()
    await Router(its).handle(Command("paper", ANNA, PLACE, {"topic": "whales"}), said)
    assert said.texts == ["Nothing on “whales” here yet: looking at fake."]
    await asyncio.gather(*its.tasks)
    assert titles(said.said[0][0]) == ["Whales"]
    assert its.recent.of(PLACE, ANNA.id) == ["whales"]


async def test_where_nothing_is_anywhere_it_says_what_was_tried(store: SqliteStore) -> None:
    source = FakeSource()
    its = house(store, source)
    (text,) = (await ask(its, "giraffes")).texts
    assert text.startswith("Nothing on “giraffes” among 0 papers: try other or fewer words.")
    assert text.endswith("fake has none either.")
    assert its.recent.of(PLACE, ANNA.id) == []
    (again,) = (await ask(its, "giraffes")).texts  # within the hour: at once
    assert again.startswith("Nothing on “giraffes” among 0 papers")
    assert len(source.asked) == 1


async def test_an_unknown_id_is_looked_up(store: SqliteStore) -> None:
    its = house(store, FakeSource(*announced("Whales")))
    said = Answers()
    link = {"topic": "https://arxiv.org/abs/2603.00001v2"}
    await Router(its).handle(Command("paper", ANNA, PLACE, link), said)
    assert said.texts == ["2603.00001 is not here yet: looking it up at fake."]
    await asyncio.gather(*its.tasks)
    assert titles(said.said[0][0]) == ["Whales"]
    assert (await ask(its, "2603.00009")).texts == [
        "fake has no paper 2603.00009, or it was withdrawn."
    ]


async def test_a_paper_of_which_little_is_known_is_completed(store: SqliteStore) -> None:
    await store.papers.add([paper(1, "Whale", abstract="Short.", sample=True)])
    ((message, _),) = (await ask(house(store, FakeSource(*announced("Whales"))), "2603.00001")).said
    assert titles(message) == ["Whales"]
    assert "sample" not in message.cards[0].footer


async def test_a_source_that_fails_changes_nothing_but_a_log_line(
    store: SqliteStore, caplog: pytest.LogCaptureFixture
) -> None:
    await store.papers.add([paper(1, "Whales")])
    source = FakeSource()
    source.down = True
    ((message, _),) = (await ask(house(store, source), "whales")).said
    assert titles(message) == ["Whales"]
    assert "an answer was not completed" in caplog.text
    its = house(store, source)
    (text,) = (await ask(its, "seals")).texts
    assert text.endswith("fake did not answer just now: try again in a few minutes.")
    (text,) = (await ask(house(store, source), "2603.00008 2603.00009")).texts
    assert text == (
        "None of 2603.00008, 2603.00009 is here: see https://arxiv.org "
        "fake did not answer just now: try again in a few minutes."
    )
    (text,) = (await ask(its, "2603.00009")).texts
    assert "2603.00009 is not among the 1 paper here" in text


async def test_who_was_told_to_wait_hears_that_the_store_failed(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(_papers: object) -> int:
        raise StoreError("The disk is full.")

    monkeypatch.setattr(store.papers, "add", full)
    (text,) = (await ask(house(store, FakeSource(*announced("Whales"))), "whales")).texts
    assert text == "That did not work just now: try again in a minute."


async def test_two_hundred_people_are_answered_and_few_questions_wait(store: SqliteStore) -> None:
    await store.papers.add([paper(1, "Whales")])
    source = FakeSource(*announced("Whales sing", first=2))
    its, said = house(store, source), Answers()
    for number in range(200):
        person = replace(ANNA, id=str(number))
        topic = "whales" if number % 2 else f"whales -x{number}"
        await Router(its).handle(Command("paper", person, PLACE, {"topic": topic}), said)
    assert len(said.said) == 200
    assert len(its.tasks) <= 200
    await asyncio.gather(*its.tasks)
    assert len(source.asked) <= 101
    assert all(titles(message) for message, _ in said.said)


async def test_what_is_no_topic_asks_nobody(store: SqliteStore) -> None:
    source = FakeSource()
    said = await ask(house(store, source), "https://example.org/x", "cs.XX", "-whales", "…")
    assert len(said.said) == 4
    assert source.asked == []


async def test_the_next_papers_are_behind_a_button(store: SqliteStore) -> None:
    await store.papers.add([paper(number, f"Whales {number}") for number in range(1, 13)])
    its = house(store)
    ((message, _),) = (await ask(its, "whales")).said
    seen = titles(message)
    for start, shown in ((5, "6 to 10"), (10, "11 to 12")):
        (button,) = message.cards[-1].buttons
        assert (button.action, button.value) == ("paper.more", f"{start}:whales")
        ((message, private),) = (await press(its, button.action, button.value)).said
        assert private
        assert message.text == f"12 papers on “whales”, {shown}"
        seen += titles(message)
    assert len(set(seen)) == 12
    assert message.cards[-1].url  # no button after the last
    assert (await press(its, "paper.more", "12:whales")).texts == ["These were all."]
    for forged in ("", "5", "x:whales", "0:whales", "99:whales", "²:whales", "-1:whales"):
        assert "another time" in (await press(its, "paper.more", forged)).texts[0]


async def test_a_question_too_long_for_a_button_has_none(store: SqliteStore) -> None:
    await store.papers.add([paper(number, f"Whales {number}") for number in range(1, 13)])
    topic = "whales " + " ".join(f"-x{number}" for number in range(30))
    ((message, _),) = (await ask(house(store), topic)).said
    assert len(titles(message)) == 5
    assert message.cards[-1].url


async def test_the_next_papers_that_only_come_close_are_not_counted(store: SqliteStore) -> None:
    fitting = [paper(number, f"Singing whales {number}") for number in range(1, 8)]
    await store.papers.add([*fitting, paper(8, "Whales sleep"), paper(9, "Singing birds")])
    its = house(store)
    assert (await ask(its, "singing whales")).texts == ["7 papers on “singing whales”, the best 5"]
    for start, line in (
        ("5", ", 6 to 7, then 2 close to it"),
        ("6", ", number 7, then 2 close to it"),
        ("8", ", then 1 close to it"),
    ):
        said = await press(its, "paper.more", f"{start}:singing whales")
        assert said.texts == [f"7 papers on “singing whales”{line}"]


async def test_each_paper_of_an_answer_has_one_row_and_more_behind_it(store: SqliteStore) -> None:
    await store.papers.add(
        [paper(1, "Whales"), paper(2, "Whales too", journal="Nature 1", doi="1/2")]
    )
    its = house(store)
    ((message, _),) = (await ask(its, "whales")).said
    labels = [each.label for each in message.cards[1].buttons]
    assert labels == ["Summary", "More", "👍", "👎"]
    ((whole, _),) = (await press(its, "paper.details", "2603.00002")).said
    assert [each.label for each in whole.cards[0].buttons] == [
        *("Cite", "Similar", "Share here", "👍", "👎")
    ]
    assert ("Journal", "Nature 1") in whole.cards[0].fields
    assert ("DOI", "1/2") in whole.cards[0].fields
    ((one, _),) = (await ask(its, "2603.00001")).said
    labels = [each.label for each in one.cards[0].buttons]
    assert labels == ["Summary", "Cite", "Share here", "👍", "👎"]


async def test_similar_papers_are_behind_a_button(store: SqliteStore) -> None:
    its = house(store)
    await store.papers.add(
        [paper(1, "Whales: do they (sing)?"), paper(2, "Do they sing, the whales")]
    )
    ((message, private),) = (await press(its, "paper.similar", "2603.00001")).said
    assert private
    assert message.text == "Close to “Whales: do they (sing)?”"
    assert titles(message) == ["Do they sing, the whales"]
    await store.papers.add([paper(3, "Seals")])
    (text,) = (await press(its, "paper.similar", "2603.00003")).texts
    assert text == "Nothing here is close to “Seals”."
    for forged in ("", "x", "2603.00009"):
        assert "another time" in (await press(its, "paper.similar", forged)).texts[0]


async def test_a_vote_pressed_again_is_taken_back(store: SqliteStore) -> None:
    await store.papers.add([paper(1, "Whales")])
    said = []
    for seconds, which in ((0, "up"), (2, "up"), (9, "up"), (18, "up"), (27, "down"), (36, "down")):
        now = NOW + timedelta(seconds=seconds)
        its = replace(house(store), clock=lambda now=now: now)
        said.append((await press(its, "paper.vote", f"{which}:2603.00001")).texts[0])
    assert said == [
        "👍 noted for “Whales”: 👍 1 · 👎 0 here.",
        "👍 noted for “Whales”: 👍 1 · 👎 0 here.",  # a double click
        "👍 taken back for “Whales”: 👍 0 · 👎 0 here.",
        "👍 noted for “Whales”: 👍 1 · 👎 0 here.",
        "👎 noted for “Whales”: 👍 0 · 👎 1 here.",
        "👎 taken back for “Whales”: 👍 0 · 👎 0 here.",
    ]


async def test_how_to_cite_a_paper_is_shown_and_completed(store: SqliteStore) -> None:
    source = FakeSource(*announced("Whales"))
    known = source.announced[0].paper
    await store.papers.add([replace(known, title=r"Wh\'ales of the {S}ea")])
    source.announced = [replace(source.announced[0], paper=replace(known, journal="Sea 3 (2026)"))]
    its, said = house(store, source), Answers()
    await Router(its).handle(Press("paper.cite", "2603.00001", ANNA, SOURCE), said)
    before = said.said[0][0].cards[0].body
    assert r"title = {Wh\'ales of the {S}ea}" in before
    assert "@misc{lovelace2026" in before
    await asyncio.gather(*its.tasks)
    ((message, private),) = said.said
    assert private
    assert "@article{lovelace2026whales," in message.cards[0].body
    assert "journal = {Sea 3 (2026)}" in message.cards[0].body
    for forged in ("", "x", "2603.00009"):
        assert "another time" in (await press(its, "paper.cite", forged)).texts[0]


async def test_what_a_message_names_is_looked_up(store: SqliteStore) -> None:
    await store.papers.add([paper(1, "Whales")])
    its, said = house(store, FakeSource(*announced("Seals", first=2))), Answers()

    async def explain(text: str) -> None:
        await Router(its).handle(Command("explain", ANNA, PLACE, {"text": text}), said)

    await explain("arXiv:2603.00001 and <https://arxiv.org/abs/2603.00002v3>")
    assert titles(said.said[0][0]) == ["Whales"]
    await asyncio.gather(*its.tasks)
    assert titles(said.said[0][0]) == ["Whales", "Seals"]
    await explain("2603.00009")
    assert said.texts[1] == "Looking 2603.00009 up at fake."
    await asyncio.gather(*its.tasks)
    assert said.texts[1].startswith("2603.00009 is not among the 2 papers here")


async def test_several_ids_are_shown_together(store: SqliteStore) -> None:
    await store.papers.add([paper(1, "Whales"), paper(2, "Seals")])
    source = FakeSource(*announced("Birds", first=3))
    ((message, private),) = (
        await ask(house(store, source), "2603.00002, arXiv:2603.00001 2603.00003v2")
    ).said
    assert titles(message) == ["Seals", "Whales", "Birds"]
    assert private


async def test_a_citation_shows_its_paper(store: SqliteStore) -> None:
    source = FakeSource(*announced("Whales"))
    its = house(store, source)
    ((message, _),) = (await ask(its, "Ada: Whales. arXiv preprint arXiv:2603.00001, 2026")).said
    assert titles(message) == ["Whales"]


async def test_five_papers_fit_into_one_message_everywhere(store: SqliteStore) -> None:
    sentence = "We propose a method for whales that sings, and is " + "very " * 40 + "fast."
    title = "Whales that sing: a rather long title of a paper, longer than most titles are, "
    its = [
        paper(n, f"{title}{n}", abstract=sentence, authors=("Ada de Lovelace-Longname",) * 9)
        for n in range(1, 12)
    ]
    await store.papers.add(its)
    found = await papers.find("whales", store.papers, desk(store).summarise, 5)
    shown = papers.answer("whales", found, came=3)
    assert shown.cards[-1].buttons[0].action == "paper.more"
    for module in (slack, discord):
        assert module.LIMITS.exceeded(module.size(shown)) == ()
        assert module.size(shown).buttons == 4
    row = discord.render(shown, private=True)
    assert len(list(_walked(row["components"]))) <= 40


def _walked(components: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for each in components:
        yield each
        yield from _walked(each.get("components", ()))
