"""Paperboy's own page, channels that come and go, reactions, the paper that a message names."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.desk import Desk
from bot.messages import (
    Address,
    Command,
    Event,
    Limits,
    Message,
    MessageRef,
    Opened,
    PlaceChanged,
    Press,
    Reaction,
    User,
)
from bot.models import Draft, Schedule, Subscription
from bot.router import Router
from storage.sqlite import SqliteStore
from tests.fakes import ANNA, NOW, PLACE, Answers, FakeChat, desk, paper

HOME = Address("fake", "lab/anna")
OTHER = Address("fake", "lab/other")
ROOM = Address("fake", "lab/room")
ELSEWHERE = Address("fake", "laboratory/room")
SOURCE = MessageRef(PLACE, "1")


@pytest.fixture
def its(store: SqliteStore) -> Desk:
    return desk(store)


async def handle(desk: Desk, *events: Event) -> Answers:
    said = Answers()
    for event in events:
        await Router(desk).handle(event, said)
    return said


async def subscribed(desk: Desk, *places: Address, topic: str = "robots") -> None:
    for place in places:
        await desk.store.subscriptions.add(Subscription(place, (topic,), next_run_at=NOW), NOW)


async def paused(desk: Desk, place: Address) -> list[str]:
    return [each.paused for each in await desk.store.subscriptions.of(place)]


# ------------------------------------------------------------------ the page


async def test_the_page_shows_what_each_channel_gets_and_its_buttons(its: Desk) -> None:
    await subscribed(its, ROOM, OTHER, ELSEWHERE)
    ((page, _),) = (await handle(its, Opened(HOME, ANNA, {ROOM: True, OTHER: False}))).said
    assert page.text == "2 channels with papers"
    shown = {card.place: card for card in page.cards if card.place}
    assert set(shown) == {ROOM, OTHER}
    assert "robots" in shown[ROOM].body
    assert shown[ROOM].footer.startswith("next: ")
    assert [button.label for button in shown[ROOM].buttons] == ["Post now", "Pause", "Status"]
    assert not shown[OTHER].buttons
    assert shown[OTHER].footer.endswith("join it to change this")


async def test_who_may_not_change_a_channel_is_told_why(its: Desk) -> None:
    await subscribed(its, ROOM, topic="birds")
    await subscribed(its, ROOM)
    await handle(its, Command("digest pause", ANNA, ROOM, {"number": "2"}))
    led = replace(its, admins=frozenset({"fake:boss"}))
    ((page, _),) = (await handle(led, Opened(HOME, ANNA, {ROOM: True}))).said
    (card,) = (card for card in page.cards if card.place)
    assert card.footer.endswith("only Paperboy's admins change this")
    assert not card.buttons
    assert card.body.count("paused by Anna") == 1


async def test_an_empty_page_says_how_to_begin(its: Desk) -> None:
    ((page, _),) = (await handle(its, Opened(HOME, ANNA, {ROOM: True}))).said
    assert "/digest subscribe" in page.cards[0].body


async def test_what_does_not_fit_on_the_page_is_counted(its: Desk) -> None:
    rooms = [Address("fake", f"lab/{number:03}") for number in range(40)]
    await subscribed(its, *rooms)
    ((page, _),) = (await handle(its, Opened(HOME, ANNA, dict.fromkeys(rooms, True)))).said
    shown = [card for card in page.cards if card.place]
    assert page.cards[-1].footer.startswith(f"And {40 - len(shown)} more channels")
    assert not its.chats["fake"].limits.exceeded(its.chats["fake"].size(page))


async def test_a_page_of_many_channels_is_made_at_once(its: Desk) -> None:
    rooms = [Address("fake", f"lab/{number:03}") for number in range(300)]
    await subscribed(its, *rooms)
    chat = its.chats["fake"]
    assert isinstance(chat, FakeChat)
    await handle(its, Opened(HOME, ANNA, dict.fromkeys(rooms, True)))
    assert chat.measured < 20


async def test_buttons_of_the_page_act_on_their_channel(its: Desk) -> None:
    await subscribed(its, ROOM, ROOM, OTHER)
    await its.store.subscriptions.remove(2)
    await subscribed(its, ROOM, topic="birds")
    at = MessageRef(ROOM, "view")
    said = await handle(its, Press("place.pause", "", ANNA, at))
    assert said.texts[0].startswith("Paused: ")
    assert await paused(its, ROOM) == ["by Anna"] * 2
    assert await paused(its, OTHER) == [""]
    ((page, _),) = (await handle(its, Opened(HOME, ANNA, {ROOM: True}))).said
    assert [each.label for card in page.cards for each in card.buttons] == ["Resume", "Status"]
    await handle(its, Press("place.resume", "", ANNA, at))
    assert await paused(its, ROOM) == ["", ""]
    assert "nothing was announced" in (await handle(its, Press("place.now", "", ANNA, at))).texts[0]
    assert "Status of" in (await handle(its, Press("place.status", "", ANNA, at))).texts[0]


async def test_who_is_not_in_a_channel_may_not_change_it(its: Desk) -> None:
    await subscribed(its, ROOM)
    stranger = User("eve", "Eve", can_manage=False)
    for action in ("place.pause", "place.resume", "place.now", "place.status"):
        said = await handle(its, Press(action, "", stranger, MessageRef(ROOM, "view")))
        assert said.texts[0].startswith("Only who ")
    assert await paused(its, ROOM) == [""]


# ------------------------------------------------------------------ channels that come and go


async def test_a_channel_that_is_gone_is_paused_with_the_reason(its: Desk) -> None:
    await subscribed(its, ROOM, OTHER)
    await its.store.outbox.add(ROOM, [Draft(Message("waits"))], NOW)
    said = await handle(its, PlaceChanged(ROOM, "gone", "Paperboy was removed"))
    assert not said.said
    assert await paused(its, ROOM) == ["Paperboy was removed"]
    assert await paused(its, OTHER) == [""]
    assert not await its.store.outbox.unfinished(ROOM)


async def test_a_workspace_that_is_gone_takes_its_channels_with_it(its: Desk) -> None:
    await subscribed(its, ROOM, OTHER, ELSEWHERE)
    await handle(its, PlaceChanged(Address("fake", "lab/"), "gone", "the app was removed"))
    assert await paused(its, ROOM) == await paused(its, OTHER) == ["the app was removed"]
    assert await paused(its, ELSEWHERE) == [""]


async def test_who_is_back_says_how_to_go_on_and_does_not_go_on_by_itself(its: Desk) -> None:
    await subscribed(its, ROOM, OTHER)
    await handle(its, Press("place.pause", "", ANNA, MessageRef(OTHER, "1")))
    await handle(its, PlaceChanged(ROOM, "gone", "the channel was archived"))
    for place in (ROOM, OTHER):
        await handle(its, PlaceChanged(place, "back", ""))
    (part,) = await its.store.outbox.unfinished()
    assert part.place == ROOM
    assert "the channel was archived" in part.message.text
    assert "/digest resume" in part.message.text
    assert await paused(its, ROOM) == ["the channel was archived"]


# ------------------------------------------------------------------ what comes twice


async def test_an_event_that_comes_again_is_handled_once_also_after_a_restart(
    its: Desk,
) -> None:
    ask = Command("paperboy help", ANNA, PLACE, delivery="Ev01")
    assert len((await handle(its, ask, ask)).said) == 1
    assert not (await handle(desk(its.store), ask)).said  # a new router on the same store
    other = Command("paperboy help", ANNA, Address("other", "room"), delivery="Ev01")
    chats = {"fake": FakeChat(), "other": FakeChat()}
    assert len((await handle(desk(its.store, chats), other)).said) == 1


async def test_what_has_no_delivery_is_answered_each_time(its: Desk) -> None:
    ask = Command("paperboy help", ANNA, PLACE)
    assert len((await handle(its, ask, ask)).said) == 2


# ------------------------------------------------------------------ reactions


async def posted(desk: Desk, *papers: str, about: str = "") -> MessageRef:
    """A message that stands in the channel."""
    (id_,) = await desk.store.outbox.add(PLACE, [Draft(Message("m"), papers, about=about)], NOW)
    await desk.sender.flush(PLACE)
    chat = desk.chats["fake"]
    assert isinstance(chat, FakeChat)
    return list(chat.shown)[id_ - 1]


async def test_a_reaction_on_a_message_about_one_paper_is_a_vote(its: Desk) -> None:
    ref = await posted(its, "2603.00001", about="2603.00001")

    async def tally(*reactions: Reaction) -> tuple[int, int]:
        assert not (await handle(its, *reactions)).said
        return await its.store.votes.tally(PLACE, "2603.00001")

    up, down = (Reaction(ref, ANNA, emoji, added=True) for emoji in "👍👎")
    assert await tally(up, up) == (1, 0)
    assert await tally(down) == (0, 1)
    assert await tally(Reaction(ref, ANNA, "👍", added=False)) == (0, 1)  # not the last one
    assert await tally(Reaction(ref, ANNA, "👎", added=False)) == (0, 0)
    assert await tally(Reaction(ref, ANNA, "🎉", added=True)) == (0, 0)


async def test_a_reaction_on_anything_else_is_nothing(its: Desk) -> None:
    several = await posted(its, "2603.00001", "2603.00002")
    for ref in (several, MessageRef(PLACE, "never sent")):
        assert not (await handle(its, Reaction(ref, ANNA, "👍", added=True))).said
    assert await its.store.votes.tally(PLACE, "2603.00001") == (0, 0)


# ------------------------------------------------------------------ “Explain this paper”


async def explained(desk: Desk, text: str) -> Message:
    ((message, private),) = (
        await handle(desk, Command("explain", ANNA, PLACE, {"text": text}))
    ).said
    assert private
    return message


async def test_the_paper_that_a_message_names_is_explained(its: Desk) -> None:
    its.chats["fake"].limits = Limits(  # type: ignore[misc]  # a chat of its own
        text=4000, title=500, body=4000, cards=50, total=9000, buttons=9, label=75, value=99
    )
    await its.store.papers.add([paper(1, "Splats"), paper(2, "Mirrors")])
    one = await explained(its, "look: <https://arxiv.org/abs/2603.00001v2|this>, and 3.5 points")
    assert [card.title for card in one.cards] == ["Splats"]
    both = await explained(its, "arXiv:2603.00002 and https://arxiv.org/pdf/2603.00001")
    assert [card.title for card in both.cards] == [
        "This message names 2 papers",
        "Mirrors",
        "Splats",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("lunch?", "names no arXiv paper"),
        ("", "names no arXiv paper"),
        ("2603.00009", "not among the 0 papers"),
        ("2603.00009 2603.00008", "None of 2603.00009, 2603.00008 is here"),
    ],
)
async def test_a_message_that_names_none_gets_a_kind_word(its: Desk, text: str, said: str) -> None:
    assert said in (await explained(its, text)).text


async def test_the_page_names_what_comes_next_by_its_own_clock(its: Desk) -> None:
    for hour, zone in ((2, "Asia/Tokyo"), (1, "Europe/Berlin")):
        schedule = Schedule(timezone=zone)
        due = NOW + timedelta(hours=hour)
        wanted = Subscription(ROOM, (zone,), schedule=schedule, next_run_at=due)
        await its.store.subscriptions.add(wanted, NOW)
    ((page, _),) = (await handle(its, Opened(HOME, ANNA, {ROOM: True}))).said
    (card,) = (card for card in page.cards if card.place)
    assert card.footer == "next: today 10:00 Berlin"
