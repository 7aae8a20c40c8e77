"""Events by Socket Mode, and their answers. The real SDK and Bolt against a stand-in."""

import asyncio
import gc
import logging
import re
import threading
from collections.abc import Callable
from contextlib import suppress

import pytest

from adapters.chat_slack import SlackChat
from adapters.chat_slack.api import SlackApi
from adapters.chat_slack.events import Reader
from adapters.chat_slack.listening import Listening
from bot.errors import ChatError, NotAllowed
from bot.messages import Command, Event, Message, OnEvent, Press, Reply
from tests.fakes import NOW
from tests.slack.core import ANNA, DIGEST, HELLO, PAPER, SPECS, Core
from tests.slack.payloads import Payload, event, mention, reaction, slash
from tests.slack.stand_in import (
    APP_TOKEN,
    BOT_TOKEN,
    PLACE,
    TICKET,
    Fault,
    Slack,
    listening,
)


async def test_a_slash_command_reaches_core_and_gets_a_private_answer(
    slack: Slack, chat: SlackChat
) -> None:
    core = Core(Message("found", (PAPER,)))
    async with listening(chat, SPECS, core):
        await slack.connected()
        envelope = await slack.type('/paper <https://arxiv.org/abs/1|arxiv> R&amp;D "a b"')
        await slack.until(lambda: bool(slack.shown))
        await slack.until(lambda: envelope in slack.acknowledged)
    typed = 'https://arxiv.org/abs/1 R&D "a b"'
    assert core.events == [Command("paper", ANNA, PLACE, {"topic": typed})]
    assert slack.only().only_for == "U01"
    assert slack.only().text == "A title\nOne sentence.\nA. Lovelace"


async def test_a_command_of_two_words_and_one_that_nobody_knows_are_passed_on(
    slack: Slack, chat: SlackChat
) -> None:
    core = Core()
    async with listening(chat, SPECS, core):
        await slack.connected()
        await slack.type("/digest now")
        await slack.type("/quiz")
        await slack.until(lambda: len(slack.shown) == 2)
    names = {event.name for event in core.events if isinstance(event, Command)}
    assert names == {"digest now", "quiz"}


async def test_a_press_reaches_core_and_its_answer_leaves_the_message_alone(
    slack: Slack, chat: SlackChat
) -> None:
    core = Core()
    posted = await chat.send(PLACE, DIGEST, "a")
    async with listening(chat, SPECS, core):
        await slack.connected()
        await slack.press(slack.only(), "Details")
        await slack.until(lambda: len(slack.shown) == 2)
    assert core.events == [Press("paper.details", "7", ANNA, posted)]
    assert slack.shown[1].only_for == "U01"
    assert "Ref-DGS" in slack.shown[0].text


async def test_a_press_in_a_thread_is_answered_there(slack: Slack, chat: SlackChat) -> None:
    core = Core()
    parent = await chat.send(PLACE, HELLO, "a")
    posted = await chat.send(PLACE, DIGEST, "b", parent)
    async with listening(chat, SPECS, core):
        await slack.connected()
        await slack.press(slack.shown[1], "Details")
        await slack.until(lambda: len(slack.shown) == 3)
    assert core.events == [Press("paper.details", "7", ANNA, posted)]
    assert slack.shown[2].thread == parent.id


async def test_a_repeated_envelope_is_acknowledged_again_and_passed_on_once(
    slack: Slack, chat: SlackChat
) -> None:
    core = Core()
    async with listening(chat, SPECS, core):
        await slack.connected()
        for _ in range(3):
            await slack.type("/paper x", envelope="same")
        await slack.until(lambda: slack.acknowledged == ["same"] * 3)
        await slack.until(lambda: bool(slack.shown))
    assert len(core.events) == 1


async def test_an_envelope_is_acknowledged_while_core_still_works(
    slack: Slack, chat: SlackChat
) -> None:
    finished = asyncio.Event()

    async def slow(_event: Event, reply: Reply) -> None:
        await finished.wait()
        await reply(HELLO)

    async with listening(chat, SPECS, slow):
        await slack.connected()
        envelope = await slack.type("/paper x")
        await slack.until(lambda: envelope in slack.acknowledged)
        assert not slack.shown
        closing = asyncio.create_task(chat.close())
        finished.set()
        await closing
        assert slack.times("hello") == 1  # what was in flight is finished


async def test_an_event_that_raises_does_not_end_the_others(
    slack: Slack, chat: SlackChat, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(event: Event, reply: Reply) -> None:
        if isinstance(event, Command) and event.args["topic"] == "private words":
            raise RuntimeError("private words")
        await reply(HELLO)

    async with listening(chat, SPECS, broken):
        await slack.connected()
        await slack.type("/paper private words")
        await slack.deliver("interactive", {"type": "block_actions", "actions": [{}]})
        await slack.type("/paper x")
        await slack.until(lambda: bool(slack.shown))
    assert "RuntimeError" in caplog.text
    assert "private words" not in caplog.text


async def test_it_connects_anew_when_slack_closes_the_connection(
    slack: Slack, chat: SlackChat
) -> None:
    core = Core()
    async with listening(chat, SPECS, core):
        await slack.connected()
        await slack.drop()
        await slack.connected()
        await slack.type("/paper x")
        await slack.until(lambda: bool(slack.shown))
    assert len(core.events) == 1


@pytest.mark.parametrize(
    ("method", "error", "kind", "named"),
    [
        ("auth.test", "invalid_auth", NotAllowed, "SLACK_BOT_TOKEN"),
        ("apps.connections.open", "not_allowed_token_type", NotAllowed, "SLACK_APP_TOKEN"),
        ("apps.connections.open", "missing_scope", NotAllowed, "SLACK_APP_TOKEN"),
    ],
)
async def test_a_token_that_is_not_taken_is_told_at_once(
    slack: Slack, chat: SlackChat, method: str, error: str, kind: type[ChatError], named: str
) -> None:
    slack.faults[method] = [Fault(error)]
    with pytest.raises(kind, match=named):
        await chat.run(SPECS, Core())


async def test_closing_ends_the_listening_and_is_harmless_when_repeated(
    slack: Slack, chat: SlackChat
) -> None:
    running = asyncio.create_task(chat.run(SPECS, Core()))
    await slack.connected()
    await chat.close()
    await chat.close()
    await asyncio.wait_for(running, 5)
    await chat.run(SPECS, Core())  # closed for good


async def test_stopping_the_listening_leaves_nothing_behind(slack: Slack, chat: SlackChat) -> None:
    running = asyncio.create_task(chat.run(SPECS, Core()))
    await slack.connected()
    assert "slack-front" in threads()
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    assert "slack-front" not in threads()
    gc.collect()  # what was left open warns, which is an error here


def threads() -> set[str]:
    return {each.name for each in threading.enumerate()}


async def test_it_connects_anew_when_slack_asks_for_it(slack: Slack, chat: SlackChat) -> None:
    core = Core()
    async with listening(chat, SPECS, core):
        await slack.connected()
        await slack.refresh()
        await slack.connected()
        await slack.type("/paper x")
        await slack.until(lambda: bool(slack.shown))
    assert len(core.events) == 1
    assert slack.methods().count("apps.connections.open") == 2


async def test_only_a_few_events_are_worked_on_side_by_side_in_their_order(
    slack: Slack, chat: SlackChat
) -> None:
    begun: list[str] = []
    most = at_work = 0

    async def slow(event: Event, _reply: Reply) -> None:
        nonlocal most, at_work
        assert isinstance(event, Command)
        begun.append(event.args["topic"])
        at_work += 1
        most = max(most, at_work)
        for _ in range(9):
            await asyncio.sleep(0)
        at_work -= 1

    listener = listener_for(slack, chat, slow, turn=60)
    for number in range(40):
        listener.take(slash(slack.url, "/paper", str(number)))
    await asyncio.wait_for(listener.done(), 5)
    assert most <= 16
    assert begun == [str(number) for number in range(40)]


def listener_for(slack: Slack, chat: SlackChat, core: OnEvent, turn: float) -> Listening:
    api = SlackApi(bot_token=BOT_TOKEN, api_url=f"{slack.url}/api/", agent="", timeout=5)
    return Listening(api, chat, lambda: NOW, Reader(SPECS, "UBOT"), core, turn=turn)


async def test_what_is_malformed_is_one_line_without_texts(
    slack: Slack, chat: SlackChat, caplog: pytest.LogCaptureFixture
) -> None:
    core = Core()
    async with listening(chat, SPECS, core):
        await slack.connected()
        await slack.happen(mention("private words", channel={"private": "words"}))
        await slack.deliver("interactive", {"type": "block_actions", "actions": ["private words"]})
        await slack.type("/paper x")
        await slack.until(lambda: bool(slack.shown))
    assert len(core.events) == 1
    ours = [each for each in caplog.records if each.name.startswith("adapters.chat_slack")]
    assert len(ours) == 2
    assert "private words" not in caplog.text


# ------------------------------------------------------------------ turns and order


async def test_answers_that_hang_do_not_hold_up_the_others(slack: Slack, chat: SlackChat) -> None:
    slack.faults["response_url"] = [Fault(hang=True)] * 20
    async with listening(chat, SPECS, Core()):
        await slack.connected()
        for number in range(21):
            await slack.type(f"/paper {number}")
        await slack.until(lambda: slack.methods().count("response_url") == 21)
        assert slack.times("an answer") == 1
        slack.released.set()


async def test_what_takes_long_before_it_answers_does_not_hold_up_the_others(
    slack: Slack, chat: SlackChat
) -> None:
    everyone, begun = asyncio.Event(), 0

    async def waiting(_event: Event, _reply: Reply) -> None:
        nonlocal begun
        begun += 1
        if begun == 20:
            everyone.set()
        await everyone.wait()

    listener = listener_for(slack, chat, waiting, turn=0.01)
    for number in range(20):
        listener.take(slash(slack.url, "/paper", str(number)))
    await asyncio.wait_for(listener.done(), 5)
    assert begun == 20


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (reaction("+1"), reaction("+1", added=False)),
        (event("channel_archive", channel="C01"), event("channel_unarchive", channel="C01")),
        (event("channel_archive", channel="C01"), event("app_uninstalled")),
    ],
)
async def test_what_is_about_the_same_thing_is_dealt_with_in_order(
    slack: Slack, chat: SlackChat, first: Payload, second: Payload
) -> None:
    order: list[str] = []
    may_end = asyncio.Event()

    async def core(event: Event, _reply: Reply) -> None:
        if isinstance(event, Command):  # it came last
            may_end.set()
            return
        order.append("begun")
        await may_end.wait()
        order.append("ended")

    async with listening(chat, SPECS, core):
        await slack.connected()
        await slack.happen(first)
        await slack.happen(second)
        await slack.type("/paper x")
        await slack.until(lambda: len(slack.acknowledged) == 3)
        await chat.close()
    assert order == ["begun", "ended"] * 2


async def test_closing_that_is_cancelled_cuts_off_what_is_in_flight_and_asks_for_nothing_more(
    slack: Slack, chat: SlackChat, caplog: pytest.LogCaptureFixture
) -> None:
    slack.faults["chat.postMessage"] = [Fault(hang=True)]
    ended: list[BaseException] = []

    async def core(_event: Event, reply: Reply) -> None:
        try:
            await chat.send(PLACE, HELLO, "a")
        except asyncio.CancelledError as error:
            ended.append(error)
            raise
        except ChatError:
            await reply(HELLO)  # as the router tells who waits

    async with listening(chat, SPECS, core):
        await slack.connected()
        await slack.type("/paper x")
        await slack.until(lambda: "chat.postMessage" in slack.methods())
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await chat.close()
        assert len(ended) == 1
    assert slack.methods()[2:] == ["chat.postMessage"]
    assert "not answered before the end: 1" in caplog.text


# ------------------------------------------------------------------ what is logged


async def test_who_is_connected_is_said(
    slack: Slack, chat: SlackChat, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with listening(chat, SPECS, Core()):
        await slack.connected()
        await slack.type("/paper x")
        await slack.until(lambda: bool(slack.shown))
    said = [each.getMessage() for each in caplog.records if "connected to" in each.getMessage()]
    assert said == ["connected to Slack: Lab (T01) as @paperboy; by Socket Mode"]


async def test_an_error_is_said_with_its_kind_and_place(
    slack: Slack, chat: SlackChat, caplog: pytest.LogCaptureFixture
) -> None:
    async with listening(chat, SPECS, Core()):
        await slack.connected()
        await slack.happen(mention("private words", channel={"private": "words"}))
        await slack.type("/paper x")
        await slack.until(lambda: bool(slack.shown))
    assert re.search(r"ValueError of event_callback app_mention at events\.py:\d+", caplog.text)


class Heard(logging.Handler):
    """Says when something was logged."""

    def __init__(self) -> None:
        super().__init__()
        self.event = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def emit(self, record: logging.LogRecord) -> None:
        del record
        self._loop.call_soon_threadsafe(self.event.set)  # it is logged in another thread


async def heard_of_the_connection() -> None:
    handler = Heard()
    its = logging.getLogger("adapters.chat_slack.socket")
    its.addHandler(handler)
    try:
        await asyncio.wait_for(handler.event.wait(), 5)
    finally:
        its.removeHandler(handler)


async def test_the_log_holds_neither_texts_nor_tokens(
    slack: Slack, chat: SlackChat, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    slack.faults["chat.postMessage"] = [Fault("ratelimited", 429), Fault(reset=True)]
    for _ in range(2):
        with pytest.raises(ChatError):
            await chat.send(PLACE, Message("private words"), "a")
    core = Core(Message("private words"))
    async with listening(chat, SPECS, core):
        await slack.connected()
        await slack.type("/paper private words")
        await slack.until(lambda: bool(slack.shown))
        slack.faults["apps.connections.open"] = [Fault("fatal_error", body=TICKET)]
        await slack.drop()
        await heard_of_the_connection()
    ours = [record for record in caplog.records if "slack" in record.name]
    said = "\n".join(record.getMessage() + str(record.exc_info) for record in ours)
    assert "Opening Socket Mode" in said
    for private in ("private words", BOT_TOKEN, APP_TOKEN, TICKET, "secret", slack.url):
        assert private not in said


# ------------------------------------------------------------------ time zones


async def test_a_command_that_names_an_hour_brings_the_time_zone_of_the_person(
    slack: Slack, chat: SlackChat
) -> None:
    core, lines = Core(), ["/digest subscribe x at 9", "/digest subscribe y", "/paper x"]
    async with listening(chat, SPECS, core):
        await slack.connected()
        for number, line in enumerate(lines, start=1):
            await slack.type(line)
            await slack.until(shows(slack, number))
    zones = [event.user.timezone for event in core.events if isinstance(event, Command)]
    assert zones == ["Europe/Berlin", "Europe/Berlin", None]
    assert slack.methods().count("users.info") == 1


def shows(slack: Slack, count: int) -> Callable[[], bool]:
    return lambda: len(slack.shown) == count


async def test_a_time_zone_that_cannot_be_known_is_said_once_with_the_scope(
    slack: Slack, chat: SlackChat, caplog: pytest.LogCaptureFixture
) -> None:
    missing = Fault("missing_scope", more={"needed": "users:read"})
    slack.faults["users.info"] = [missing, missing]
    core = Core()
    async with listening(chat, SPECS, core):
        await slack.connected()
        for number in range(2):
            await slack.type(f"/digest subscribe {number}")
        await slack.until(lambda: len(slack.shown) == 2)
    assert all(event.user.timezone is None for event in core.events if isinstance(event, Command))
    assert caplog.text.count("users:read") == 1
