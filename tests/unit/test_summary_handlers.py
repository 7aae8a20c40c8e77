"""The buttons of summaries, as people press them: with and without a model, too often."""

import asyncio
from datetime import timedelta

import pytest

from bot.errors import ModelError, PlaceGone
from bot.messages import Handle, Message, Press, User
from bot.summaries.sources import fingerprint
from storage.sqlite import SqliteStore
from tests.fakes import ANNA, Answers
from tests.pressing import (
    COMING,
    GOOD,
    LEARNS,
    OLD,
    PAGE,
    PAPER,
    Room,
    cards,
    points,
    text_of,
)
from tests.scripted import INVENTED, PUMPS, SPRINKLE, answer


@pytest.fixture
async def known(store: SqliteStore) -> SqliteStore:
    await store.papers.add([PAPER, OLD])
    return store


async def test_without_a_model_it_is_shown_at_once(known: SqliteStore) -> None:
    said = await Room(known).press("summary.show", f"points:{PAPER.id}:")
    assert "needs 37 % less water" in text_of(said)
    assert "The paper’s own sentences, from the abstract" in text_of(said)
    assert COMING not in text_of(said)
    assert {each.label for card in cards(said) for each in card.buttons} == {"Abstract"}
    assert all(private for _, private in said.said)


async def test_with_a_model_one_is_shown_at_once_and_the_checked_one_when_it_is_there(
    known: SqliteStore,
) -> None:
    goes_on = asyncio.Event()
    room = Room(known, points(GOOD, LEARNS), goes_on=goes_on)
    said = await room.press("summary.show", f"points:{PAPER.id}:")
    assert "needs 37 % less water" in text_of(said)
    assert COMING in text_of(said)
    goes_on.set()
    await asyncio.gather(*room.desk.tasks)
    assert GOOD[0] in text_of(said)
    assert "2 points checked against the abstract · written by scripted" in text_of(said)
    assert COMING not in text_of(said)
    again = await room.press("summary.show", f"points:{PAPER.id}:")
    assert GOOD[0] in text_of(again)
    assert room.desk.tasks == set()
    assert len(room.model.asked) == 1
    assert room.model.asked[0].place == "fake:room"


async def test_who_waits_for_a_model_holds_up_no_digest(known: SqliteStore) -> None:
    room = Room(known, points(GOOD), goes_on=asyncio.Event())
    await room.press("summary.show", f"points:{PAPER.id}:")
    await asyncio.wait_for(room.desk.courtesy.step_aside(), 0.1)
    for each in list(room.desk.tasks):
        each.cancel()
    await asyncio.gather(*room.desk.tasks, return_exceptions=True)
    await room.desk.summariser.close()


async def test_where_the_model_is_down_the_reason_is_shown(known: SqliteStore) -> None:
    room = Room(known, ModelError("The model is down."))
    said = await room.pressed("summary.show", f"points:{PAPER.id}:")
    assert "from the abstract · The model is down" in text_of(said)
    assert "needs 37 % less water" in text_of(said)


class Closed(Answers):
    """A channel that is archived once it has the first answer."""

    async def __call__(self, message: Message, *, private: bool = True) -> Handle:
        await super().__call__(message, private=private)
        return self

    async def update(self, _message: Message) -> None:
        raise PlaceGone("the channel is archived")


@pytest.mark.parametrize("action", ["summary.show", "summary.anew"])
async def test_an_answer_that_cannot_be_changed_is_no_surprise(
    known: SqliteStore, action: str, caplog: pytest.LogCaptureFixture
) -> None:
    room, said = Room(known, points(GOOD)), Closed()
    event = Press(action, f"points:{PAPER.id}:", ANNA, PAGE)
    await room.router.handle(event, said)
    await asyncio.gather(*room.desk.tasks)
    assert "a summary could not be shown" in caplog.text
    assert "Traceback" not in caplog.text


async def test_it_is_said_where_the_paper_says_that(known: SqliteStore) -> None:
    room = Room(known, points(GOOD))
    shown = await room.pressed("summary.show", f"points:{PAPER.id}:")
    (button,) = [each for each in cards(shown)[0].buttons if each.action == "summary.where"]
    said = await room.press("summary.where", button.value)
    assert GOOD[1].replace("<", "\\<") in text_of(said)
    assert "(Abstract)" in text_of(said)
    assert said.texts == ["Where “Pumps <!channel>” says that"]


async def test_a_section_and_a_page_are_named(known: SqliteStore) -> None:
    room = Room(known, answer("deep", {"idea": [SPRINKLE]}))
    model = room.desk.summariser.model
    assert model
    summary = await model.write(PUMPS, "deep")
    (stored,) = await known.papers.several([PAPER.id])
    its = {PAPER.id: (fingerprint(stored), summary)}
    await known.summaries.remember(its, model.manner("deep"))
    said = await room.press("summary.where", f"deep:{PAPER.id}:")
    assert "(1 Introduction, page 1)" in text_of(said)


async def test_three_may_be_written_again_then_there_is_a_kind_word(known: SqliteStore) -> None:
    room = Room(known, points(GOOD))
    value = f"points:{PAPER.id}:"
    for _ in range(3):
        assert GOOD[0] in text_of(await room.pressed("summary.anew", value))
    refused = await room.pressed("summary.anew", value)
    assert refused.texts == ["You had three written again just now: try again in a few minutes."]
    assert len(room.model.asked) == 3
    bert = User("bert", "Bert", can_manage=False)
    assert GOOD[0] in text_of(await room.pressed("summary.anew", value, bert))
    room.now += timedelta(minutes=7)  # ten an hour
    assert GOOD[0] in text_of(await room.pressed("summary.anew", value))
    assert (await room.pressed("summary.anew", value)).texts == refused.texts


async def test_of_two_the_better_is_kept(known: SqliteStore) -> None:
    room = Room(known, points(GOOD), points(INVENTED))
    value = f"points:{PAPER.id}:"
    await room.pressed("summary.show", value)
    again = await room.pressed("summary.anew", value)
    assert GOOD[0] in text_of(again)
    assert GOOD[0] in text_of(await room.press("summary.show", value))


async def test_without_a_model_there_is_nothing_to_write_it_again(known: SqliteStore) -> None:
    said = await Room(known).pressed("summary.anew", f"points:{PAPER.id}:")
    assert said.texts == ["No model is configured here: there is nothing to write it again."]


async def test_where_the_model_is_down_it_stays_as_it_was(known: SqliteStore) -> None:
    room = Room(known, points(GOOD), ModelError("The model is down."))
    await room.pressed("summary.show", f"points:{PAPER.id}:")
    said = await room.pressed("summary.anew", f"points:{PAPER.id}:")
    assert said.texts == ["It was not written again: The model is down."]
    assert GOOD[0] in text_of(await room.press("summary.show", f"points:{PAPER.id}:"))
