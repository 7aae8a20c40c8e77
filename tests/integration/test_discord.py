"""Discord through the real discord.py, against a small Discord on this machine."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.chat_discord import DiscordChat, wire
from bot.errors import ChatError, NotAllowed, PlaceGone, RateLimited, Unsure
from bot.messages import (
    Address,
    Argument,
    Button,
    Card,
    Command,
    CommandSpec,
    Event,
    Message,
    MessageRef,
    Press,
    Reply,
    User,
)
from tests.discord_openapi import check_requests
from tests.discord_shapes import CHANNEL, PERSON, SERVER
from tests.discord_stand_in import (
    PLACE,
    TOKEN,
    DiscordRoom,
    DiscordStandIn,
    Fault,
    chat_on,
    discord_room,
)
from tests.fakes import NOW

SPECS = (
    CommandSpec("paper", "The best papers", (Argument("topic", "words", required=True),)),
    CommandSpec("digest now", "Post what is new", (Argument("topics", "words"),)),
    CommandSpec("quiz start", "Ask a question", private=False),
)
PAPER = Card(
    "Ref-DGS: Reflective Dual Gaussian Splatting",
    "Separates the surface from what it mirrors.",
    "https://arxiv.org/abs/2603.00001",
    buttons=(Button("Summary", "paper.details", "2603.00001"), Button("Cite", "paper.cite", "1")),
    footer="N. Fan, Y. Wang, D. Yan +1 · “gaussian splatting” in the title",
)
DIGEST = Message("1 new paper", (Card("1 new paper · Tue 10 March", footer="in cs.CV"), PAPER))
HELLO = Message("hello")
ADA = User(PERSON, "Ada", can_manage=True)


@pytest.fixture
async def room() -> AsyncIterator[DiscordRoom]:
    async with discord_room() as made:
        yield made
        check_requests(made.discord.requests)


class Core:
    """A core that remembers each event, and answers once it is released."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.replies: list[Reply] = []
        self.arrived = asyncio.Event()
        self.released = asyncio.Event()
        self.released.set()

    async def __call__(self, event: Event, reply: Reply) -> None:
        self.events.append(event)
        self.replies.append(reply)
        self.arrived.set()
        await self.released.wait()
        if isinstance(event, Command) and event.args.get("topic") == "boom":
            raise RuntimeError("the core has a bad day")
        name = event.name if isinstance(event, Command) else f"{event.action} {event.value}"
        await reply(Message(f"answer to {name}"))


@asynccontextmanager
async def listening(room: DiscordRoom, core: Core) -> AsyncIterator[None]:
    running = asyncio.create_task(room.chat.run(SPECS, core))
    try:
        await room.discord.connected()
        yield
    finally:
        await room.chat.close()
        await running


async def test_a_digest_is_posted_and_mentions_nobody(room: DiscordRoom) -> None:
    ref = await room.chat.send(PLACE, DIGEST, "key")
    assert ref.address == PLACE
    assert room.times("Ref-DGS") == 1
    (body,) = room.discord.sent("POST /channels")
    assert body["nonce"] == "key"
    assert body["enforce_nonce"] is True
    assert body["allowed_mentions"] == {"parse": []}


async def test_the_same_key_twice_shows_once(room: DiscordRoom) -> None:
    first = await room.chat.send(PLACE, HELLO, "key")
    assert await room.chat.send(PLACE, HELLO, "key") == first
    assert room.times("hello") == 1


async def test_a_repeat_after_the_window_would_show_twice(room: DiscordRoom) -> None:
    await room.chat.send(PLACE, HELLO, "key")
    room.discord.now += timedelta(seconds=room.chat.key_window)
    await room.chat.send(PLACE, HELLO, "key")
    assert room.times("hello") == 1
    room.discord.now += timedelta(minutes=4)
    await room.chat.send(PLACE, HELLO, "key")
    assert room.times("hello") == 2


async def test_an_edit_is_shown_and_a_deletion_too(room: DiscordRoom) -> None:
    ref = await room.chat.send(PLACE, HELLO, "key")
    await room.chat.edit(ref, Message("goodbye"))
    assert room.discord.texts() == ["goodbye"]
    await room.chat.delete(ref)
    assert room.discord.texts() == []


async def test_a_message_that_is_gone_is_left_at_that(room: DiscordRoom) -> None:
    ref = await room.chat.send(PLACE, HELLO, "key")
    await room.chat.delete(ref)
    await room.chat.delete(ref)
    await room.chat.edit(ref, HELLO)
    in_a_lost_thread = replace(ref, address=replace(PLACE, thread="999"))
    await room.chat.edit(in_a_lost_thread, HELLO)
    assert room.discord.texts() == []


async def test_details_go_into_the_thread_of_their_parent(room: DiscordRoom) -> None:
    parent = await room.chat.send(PLACE, DIGEST, "a")
    first = await room.chat.send(PLACE, Message("detail"), "b", parent=parent)
    second = await room.chat.send(PLACE, Message("more"), "c", parent=parent)
    assert room.discord.texts(parent.id) == ["detail", "more"]
    assert first.address == second.address == replace(PLACE, thread=parent.id)
    assert len(room.discord.sent("threads")) == 1
    again = await room.chat.send(PLACE, Message("deeper"), "d", parent=first)
    assert again.address == first.address


async def test_a_thread_that_another_process_just_made_is_used(room: DiscordRoom) -> None:
    parent = await room.chat.send(PLACE, HELLO, "a")
    room.discord.channels[parent.id] = {}
    room.discord.faults.append(Fault(f"POST /channels/{parent.id}/messages", 404, 10003))
    await room.chat.send(PLACE, Message("detail"), "b", parent=parent)
    assert room.discord.texts(parent.id) == ["detail"]


@pytest.mark.parametrize(
    "fault",
    [
        Fault("threads", 403, 50013),
        Fault("threads", 400, 50024),
        Fault("POST /channels/(?!200)", 403, 50013),
        Fault("POST /channels/(?!200)", 400, 160005),
        Fault("POST /channels/(?!200)", 400, 50083),
    ],
    ids=lambda fault: f"{fault.on} {fault.code}",
)
async def test_without_threads_details_go_to_the_channel(room: DiscordRoom, fault: Fault) -> None:
    parent = await room.chat.send(PLACE, HELLO, "a")
    room.discord.faults.append(fault)
    ref = await room.chat.send(PLACE, Message("detail"), "b", parent=parent)
    assert ref.address == PLACE
    assert room.discord.texts() == ["hello", "detail"]
    assert await room.chat.find(PLACE, "b", NOW, parent) == ref


async def test_a_thread_that_cannot_be_made_just_now_means_surely_not_sent(
    room: DiscordRoom,
) -> None:
    parent = await room.chat.send(PLACE, HELLO, "a")
    room.discord.faults.append(Fault("threads", 503))
    with pytest.raises(ChatError) as raised:
        await room.chat.send(PLACE, Message("detail"), "b", parent=parent)
    assert type(raised.value) is ChatError


async def test_what_was_sent_is_found_with_buttons_and_without(room: DiscordRoom) -> None:
    digest = await room.chat.send(PLACE, DIGEST, "a")
    plain = await room.chat.send(PLACE, HELLO, "b")
    detail = await room.chat.send(PLACE, Message("detail"), "c", parent=digest)
    assert await room.chat.find(PLACE, "a", NOW) == digest
    assert await room.chat.find(PLACE, "b", NOW) == plain
    assert await room.chat.find(PLACE, "c", NOW, digest) == detail


async def test_absence_is_proven_by_reading_all_history(room: DiscordRoom) -> None:
    parent = await room.chat.send(PLACE, HELLO, "a")
    for number in range(250):
        await room.chat.send(PLACE, HELLO, f"k{number}")
    assert await room.chat.find(PLACE, "never sent", NOW - timedelta(days=1), parent) is None
    assert len(room.discord.sent("GET /channels/200/messages")) == 3


async def test_absence_is_proven_where_nothing_was_ever_written(room: DiscordRoom) -> None:
    assert await room.chat.find(PLACE, "never sent", NOW) is None


async def test_a_hidden_history_proves_nothing(room: DiscordRoom) -> None:
    await room.chat.send(PLACE, HELLO, "a")
    room.discord.hidden.add(CHANNEL)
    with pytest.raises(Unsure, match="Read Message History"):
        await room.chat.find(PLACE, "a", NOW)


@pytest.mark.parametrize(
    "fault",
    [
        Fault("GET /channels", 403, 50001),
        Fault("GET /channels", 404, 10003),
        Fault("GET /channels", 500),
        Fault("GET /channels", 429, retry_after=100),
        Fault("GET /channels", reset=True, times=9),
    ],
    ids=str,
)
async def test_what_cannot_be_looked_up_is_unsure(room: DiscordRoom, fault: Fault) -> None:
    room.discord.faults.append(fault)
    with pytest.raises(Unsure):
        await room.chat.find(PLACE, "a", NOW)


REFUSALS = [
    (404, 10003, PlaceGone, "there is no such channel"),
    (404, 10004, PlaceGone, "invite it again"),
    (403, 50001, NotAllowed, "View Channel"),
    (403, 50013, NotAllowed, "Send Messages"),
    (400, 50007, NotAllowed, "direct messages"),
    (400, 50008, NotAllowed, "text channel"),
    (400, 50083, NotAllowed, "archived"),
    (400, 160005, NotAllowed, "locked"),
    (400, 40067, NotAllowed, "forum"),
    (400, 50035, ChatError, "form"),
    (400, 30046, RateLimited, "again in 3600 s"),
    (401, 0, ChatError, "DISCORD_TOKEN"),
    (418, 77, ChatError, r"\(418, 77\): this is what went wrong"),
    (500, 0, Unsure, "unknown"),
    (502, 0, Unsure, "unknown"),
    (503, 0, Unsure, "unknown"),
    (504, 0, Unsure, "unknown"),
]


@pytest.mark.parametrize(("status", "code", "kind", "text"), REFUSALS)
async def test_each_refusal_has_its_error(
    room: DiscordRoom, status: int, code: int, kind: type[ChatError], text: str
) -> None:
    room.discord.faults.append(Fault("POST /channels", status, code))
    with pytest.raises(ChatError, match=text) as raised:
        await room.chat.send(PLACE, HELLO, "key")
    assert type(raised.value) is kind
    if isinstance(raised.value, PlaceGone):
        assert f": {raised.value.reason}: " in str(raised.value)
    assert raised.value.__cause__
    assert "\n" not in str(raised.value)
    assert TOKEN not in str(raised.value)
    assert len(room.discord.sent("POST /channels")) == 1


async def test_a_server_that_threw_the_bot_out_is_gone(room: DiscordRoom) -> None:
    room.discord.servers.clear()
    room.discord.faults.append(Fault("POST /channels", 403, 50001))
    with pytest.raises(PlaceGone) as raised:
        await room.chat.send(PLACE, HELLO, "key")
    assert raised.value.reason == "Paperboy is not on this server any more"


@pytest.mark.parametrize("html", [False, True])
async def test_a_rate_limit_is_told_at_once(room: DiscordRoom, html: bool) -> None:
    wait = None if html else 7.5
    room.discord.faults.append(Fault("POST /channels", 429, retry_after=wait, html=html))
    with pytest.raises(RateLimited) as raised:
        await room.chat.send(PLACE, HELLO, "key")
    assert raised.value.retry_after == (wait or 60.0)
    await room.chat.send(PLACE, HELLO, "key")
    assert room.times("hello") == 1


async def test_a_connection_that_breaks_after_storing_is_unsure_and_is_found(
    room: DiscordRoom,
) -> None:
    await room.chat.find(PLACE, "key", NOW)
    room.discord.faults.append(Fault("POST /channels", reset=True))
    with pytest.raises(Unsure):
        await room.chat.send(PLACE, HELLO, "key")
    found = await room.chat.find(PLACE, "key", NOW)
    assert found
    assert await room.chat.send(PLACE, HELLO, "key") == found
    assert room.times("hello") == 1


async def test_silence_is_unsure(room: DiscordRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    await room.chat.send(PLACE, HELLO, "a")
    monkeypatch.setattr(wire, "TIMEOUT", 0.1)
    room.discord.faults.append(Fault("POST /channels", hang=True))
    with pytest.raises(Unsure):
        await room.chat.send(PLACE, HELLO, "key")


@pytest.mark.usefixtures("room")  # skips where there is no loopback
async def test_a_discord_that_cannot_be_reached_surely_sent_nothing() -> None:
    far = DiscordStandIn()
    far.url = "http://127.0.0.1:1"
    chat = chat_on(far)
    with pytest.raises(ChatError, match="cannot be reached") as raised:
        await chat.send(PLACE, HELLO, "key")
    assert type(raised.value) is ChatError
    await chat.close()


@pytest.mark.parametrize("fault", [Fault("POST", 200, html=True), Fault("POST", 200, cut=True)])
async def test_an_answer_that_cannot_be_read_is_unsure(room: DiscordRoom, fault: Fault) -> None:
    room.discord.faults.append(fault)
    with pytest.raises(Unsure):
        await room.chat.send(PLACE, HELLO, "key")


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault("users", 200, html=True), ChatError),
        (Fault("users", 500), ChatError),
        (Fault("oauth2", 429, retry_after=3), RateLimited),
    ],
)
async def test_a_login_that_fails_sent_nothing_and_is_tried_again_next_time(
    room: DiscordRoom, fault: Fault, kind: type[ChatError]
) -> None:
    room.discord.faults.append(fault)
    with pytest.raises(ChatError) as raised:
        await room.chat.send(PLACE, HELLO, "key")
    assert type(raised.value) is kind
    await room.chat.send(PLACE, HELLO, "key")
    assert room.times("hello") == 1


async def test_a_wrong_token_is_said_without_showing_it(room: DiscordRoom) -> None:
    chat = chat_on(room.discord, "wrong-token")
    with pytest.raises(ChatError, match="DISCORD_TOKEN") as raised:
        await chat.send(PLACE, HELLO, "key")
    assert "wrong-token" not in str(raised.value)
    await chat.close()


@pytest.mark.parametrize("channel", ["general", "1/", "/2", "1/2/3", "x/2", "1/../2"])
async def test_an_address_that_names_no_channel_is_refused(room: DiscordRoom, channel: str) -> None:
    with pytest.raises(ChatError, match="server id"):
        await room.chat.send(Address("discord", channel), HELLO, "key")
    assert not room.discord.sent("POST")


async def test_commands_are_declared_all_at_once(room: DiscordRoom) -> None:
    async with listening(room, Core()):
        names = {each["name"]: each for each in room.discord.commands}
    assert set(names) == {"paper", "digest", "quiz"}
    assert names["paper"]["options"][0] == {
        "type": 3,
        "name": "topic",
        "description": "words",
        "required": True,
    }
    assert names["digest"]["options"][0]["name"] == "now"


async def test_paper_gets_a_private_answer(room: DiscordRoom) -> None:
    core = Core()
    async with listening(room, core):
        asked = await room.discord.type("paper", topic="3d, gaussian splatting")
        await room.discord.until(lambda: asked.seen)
    assert core.events == [Command("paper", ADA, PLACE, {"topic": "3d, gaussian splatting"})]
    assert asked.acknowledged == {"type": 5, "data": {"flags": 64}}
    assert asked.seen == [("answer to paper", True)]


async def test_a_subcommand_arrives_by_its_two_words(room: DiscordRoom) -> None:
    core = Core()
    async with listening(room, core):
        asked = await room.discord.type("digest now")
        await room.discord.until(lambda: asked.seen)
    assert core.events == [Command("digest now", ADA, PLACE)]


async def test_a_command_in_a_thread_and_one_in_a_direct_message_say_where(
    room: DiscordRoom,
) -> None:
    core = Core()
    async with listening(room, core):
        for asked in (
            await room.discord.type("paper", thread="777", topic="x"),
            await room.discord.type("paper", direct=True, topic="x"),
        ):
            await room.discord.until(lambda asked=asked: asked.seen)
    places = {each.at for each in core.events if isinstance(each, Command)}
    assert places == {replace(PLACE, thread="777"), Address("discord", "@me/500")}


async def test_who_may_not_manage_channels_may_not_manage_the_place(room: DiscordRoom) -> None:
    core = Core()
    await room.chat.send(PLACE, DIGEST, "key")
    async with listening(room, core):
        await room.discord.press("Summary", permissions=0)
        await core.arrived.wait()
    assert not core.events[0].user.can_manage


async def test_a_command_that_nobody_declared_is_passed_on(room: DiscordRoom) -> None:
    core = Core()
    async with listening(room, core):
        asked = await room.discord.type("bygone")
        await room.discord.until(lambda: asked.seen)
    assert core.events == [Command("bygone", ADA, PLACE)]
    assert asked.seen == [("answer to bygone", True)]


async def test_a_press_gets_its_private_answer_and_the_message_stays(room: DiscordRoom) -> None:
    ref = await room.chat.send(PLACE, DIGEST, "key")
    core = Core()
    async with listening(room, core):
        asked = await room.discord.press("Summary")
        await room.discord.until(lambda: asked.seen)
    assert core.events == [Press("paper.details", "2603.00001", ADA, ref)]
    assert asked.acknowledged == {"type": 6}
    assert asked.seen == [("answer to paper.details 2603.00001", True)]
    assert room.times("Ref-DGS") == 1


async def test_a_press_on_a_message_of_an_earlier_process_works(room: DiscordRoom) -> None:
    earlier = chat_on(room.discord)
    ref = await earlier.send(PLACE, DIGEST, "key")
    await earlier.close()
    core = Core()
    async with listening(room, core):
        asked = await room.discord.press("Cite")
        await room.discord.until(lambda: asked.seen)
    assert core.events == [Press("paper.cite", "1", ADA, ref)]


async def test_an_event_that_arrives_twice_counts_once(room: DiscordRoom) -> None:
    core = Core()
    async with listening(room, core):
        asked = await room.discord.type("quiz start")
        await room.discord.until(lambda: asked.seen)
        await room.discord.tell(asked, {"name": "quiz", "options": []})
        after = await room.discord.type("paper", topic="x")
        await room.discord.until(lambda: after.seen)
    assert len(core.events) == 2


async def test_an_event_that_another_process_took_is_left_to_it(room: DiscordRoom) -> None:
    core = Core()
    async with listening(room, core):
        room.discord.faults.append(Fault("callback", 400, 40060))
        await room.discord.type("paper", topic="taken")
        after = await room.discord.type("paper", topic="x")
        await room.discord.until(lambda: after.seen)
    assert [each.args["topic"] for each in core.events if isinstance(each, Command)] == ["x"]


async def test_an_event_that_raises_does_not_end_the_listening(
    room: DiscordRoom, caplog: pytest.LogCaptureFixture
) -> None:
    core = Core()
    async with listening(room, core):
        bad = await room.discord.type("paper", topic="boom")
        await room.discord.until(lambda: not bad.thinking and bad.acknowledged)
        good = await room.discord.type("paper", topic="x")
        await room.discord.until(lambda: good.seen)
    assert bad.seen == []
    assert "could not be answered" in caplog.text


async def ask(room: DiscordRoom, core: Core, name: str, **options: str) -> Reply:
    """Pass a command to the core and take over its reply, still unused."""
    core.released.clear()
    await room.discord.type(name, **options)
    await core.arrived.wait()
    return core.replies[-1]


@pytest.mark.parametrize(("name", "private"), [("paper", False), ("quiz start", True)])
async def test_an_answer_may_be_for_others_than_was_declared(
    room: DiscordRoom, name: str, private: bool
) -> None:
    core = Core()
    async with listening(room, core):
        reply = await ask(room, core, name)
        await reply(HELLO, private=private)
        await reply(Message("more"), private=not private)
        (asked,) = room.discord.asked.values()
        assert asked.seen == [("hello", private), ("more", not private)]
        core.released.set()


async def test_an_answer_can_be_changed(room: DiscordRoom) -> None:
    core = Core()
    async with listening(room, core):
        reply = await ask(room, core, "paper")
        handles = [await reply(Message("one")), await reply(Message("two"))]
        for handle in handles:
            await handle.update(Message("changed"))
        (asked,) = room.discord.asked.values()
        assert asked.seen == [("changed", True), ("changed", True)]
        core.released.set()


async def test_after_its_time_an_answer_goes_to_the_channel_or_to_the_person(
    room: DiscordRoom,
) -> None:
    core = Core()
    async with listening(room, core):
        reply = await ask(room, core, "paper")
        early = [await reply(Message("own")), await reply(Message("all"), private=False)]
        room.discord.now += timedelta(minutes=16)
        await early[0].update(Message("own, late"))
        await early[1].update(Message("all, late"))
        late = [await reply(Message("for you")), await reply(Message("for all"), private=False)]
        await early[0].update(Message("own, later"))
        await late[0].update(Message("for you, changed"))
        await late[1].update(Message("for all, changed"))
        assert room.discord.texts("500") == ["own, later", "for you, changed"]
        assert room.discord.texts() == ["for all, changed"]
        assert room.times("all, late") == 1
        core.released.set()


async def test_an_acknowledgement_that_came_too_late_still_gets_an_answer(
    room: DiscordRoom,
) -> None:
    core = Core()
    async with listening(room, core):
        room.discord.faults.append(Fault("callback", 404, 10062))
        await room.discord.type("paper", topic="x")
        await room.discord.until(lambda: room.times("answer to paper"))
    assert room.discord.texts("500") == ["answer to paper"]


async def test_a_person_who_takes_no_direct_messages_is_an_error_to_the_core(
    room: DiscordRoom,
) -> None:
    core = Core()
    async with listening(room, core):
        reply = await ask(room, core, "paper")
        room.discord.now += timedelta(minutes=16)
        room.discord.faults.append(Fault("POST /channels/500", 403, 50007))
        with pytest.raises(NotAllowed):
            await reply(HELLO)
        core.released.set()


async def test_closing_finishes_what_is_in_flight(room: DiscordRoom) -> None:
    core = Core()
    running = asyncio.create_task(room.chat.run(SPECS, core))
    await room.discord.connected()
    await ask(room, core, "paper", topic="x")
    closing = asyncio.create_task(room.chat.close())
    core.released.set()
    await closing
    await running
    assert room.times("answer to paper") == 1
    await room.chat.close()


async def test_a_command_may_close_the_chat_that_it_came_from(room: DiscordRoom) -> None:
    async def stop(_event: Event, reply: Reply) -> None:
        await reply(Message("stopping"))
        await room.chat.close()

    running = asyncio.create_task(room.chat.run(SPECS, stop))
    await room.discord.connected()
    await room.discord.type("paper", topic="x")
    await running
    assert room.times("stopping") == 1


async def test_closing_while_it_starts_ends_the_run(room: DiscordRoom) -> None:
    room.discord.faults.append(Fault("PUT", hang=True))
    running = asyncio.create_task(room.chat.run(SPECS, Core()))
    await room.discord.until(lambda: room.discord.sent("PUT"))
    await room.chat.close()
    await running


async def test_a_lost_connection_is_taken_up_again(room: DiscordRoom) -> None:
    core = Core()
    async with listening(room, core):
        await room.discord.hang_up()
        await room.discord.connected()
        asked = await room.discord.type("paper", topic="x")
        await room.discord.until(lambda: asked.seen)
    assert len(core.events) == 1


async def test_a_gateway_that_refuses_is_told_and_sending_goes_on(room: DiscordRoom) -> None:
    room.discord.refuses_gateway = 4004
    with pytest.raises(ChatError, match="DISCORD_TOKEN"):
        await room.chat.run(SPECS, Core())
    await room.chat.send(PLACE, HELLO, "key")
    assert room.times("hello") == 1


async def test_closing_before_anything_is_harmless(room: DiscordRoom) -> None:
    await room.chat.close()
    await room.chat.close()
    with pytest.raises(ChatError, match="closed"):
        await room.chat.send(PLACE, HELLO, "key")


async def test_running_with_a_wrong_token_ends_with_what_to_do(room: DiscordRoom) -> None:
    chat = chat_on(room.discord, "wrong-token")
    with pytest.raises(ChatError, match="DISCORD_TOKEN"):
        await chat.run(SPECS, Core())
    await chat.close()


async def test_no_text_and_no_token_is_logged(
    room: DiscordRoom, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with listening(room, Core()):
        room.discord.faults.append(Fault("POST /channels", 429, retry_after=50))
        with pytest.raises(RateLimited):
            await room.chat.send(PLACE, Message("a private matter"), "key")
        asked = await room.discord.type("paper", topic="a private matter")
        await room.discord.until(lambda: asked.seen)
    assert "private matter" not in caplog.text
    assert TOKEN not in caplog.text
    assert asked.token not in caplog.text


async def test_a_check_says_of_the_token_and_each_place_what_to_mend(room: DiscordRoom) -> None:
    unknown = Address("discord", f"{SERVER}/99")
    found = await room.chat.check([PLACE, unknown, Address("discord", "general")])
    assert [(each.what, bool(each.mend)) for each in found] == [
        ("Discord takes the token.", False),
        (f"{PLACE}: Paperboy sees the channel.", False),
        (f"{unknown}: there is no such channel", True),
        ("discord:general names no channel", True),
    ]
    chat = chat_on(room.discord, "wrong-token")
    (found_wrong,) = await chat.check([PLACE])
    await chat.close()
    assert found_wrong.what == "Discord refuses the token"
    assert "DISCORD_TOKEN" in found_wrong.mend
    assert room.chat.threads


def test_the_chat_says_who_it_is() -> None:
    chat = DiscordChat(token=TOKEN, clock=lambda: NOW)
    assert chat.name == "discord"
    assert chat.pace.channel <= 1
    assert MessageRef(PLACE, "1").address.channel == f"{SERVER}/{CHANNEL}"
