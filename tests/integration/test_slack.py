"""The real SDK and Bolt against a small Slack on this machine."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from datetime import timedelta

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.chat_slack import SlackChat
from adapters.chat_slack.socket import SocketHandler, bolt_app
from bot.errors import ChatError, NotAllowed, PlaceGone, RateLimited, Unsure
from bot.messages import (
    Address,
    Argument,
    Button,
    Card,
    Command,
    CommandSpec,
    Event,
    Handle,
    Message,
    MessageRef,
    Press,
    Reply,
    User,
)
from tests.fakes import NOW
from tests.slack_stand_in import (
    APP_TOKEN,
    BOT_TOKEN,
    PLACE,
    TICKET,
    Fault,
    Slack,
    listening,
    slack_chat,
    slack_server,
)

HELLO = Message("hello")
PAPER = Card("A title", "One sentence.", "https://arxiv.org/abs/2603.1", footer="A. Lovelace")
DIGEST = Message(
    "1 new paper",
    (Card("1 new paper"), Card("Ref-DGS", buttons=(Button("Details", "paper.details", "7"),))),
)
SPECS = (
    CommandSpec("paper", "Find", (Argument("topic", "what", required=True),)),
    CommandSpec("digest now", "Post"),
)
ANNA = User("U01", "anna", can_manage=True)


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with slack_server() as served:
        yield served


@pytest.fixture
async def chat(slack: Slack) -> AsyncIterator[SlackChat]:
    made = slack_chat(slack)
    yield made
    await made.close()


class Core:
    """Stands for the router: keeps events, and answers them `private`ly with `answers`."""

    def __init__(self, *answers: Message, private: bool = True) -> None:
        self.answers, self.private = answers or (Message("an answer"),), private
        self.events: list[Event] = []
        self.handles: list[Handle] = []
        self.errors: list[Exception] = []
        self.done = 0

    async def __call__(self, event: Event, reply: Reply) -> None:
        self.events.append(event)
        try:
            for answer in self.answers:
                self.handles.append(await reply(answer, private=self.private))
        except ChatError as error:
            self.errors.append(error)
        self.done += 1


# ------------------------------------------------------------------ sending


async def test_a_digest_is_posted_once_with_its_key_and_without_previews(
    slack: Slack, chat: SlackChat
) -> None:
    ref = await chat.send(PLACE, DIGEST, "key1")
    asked = slack.only().payload
    assert ref == MessageRef(PLACE, slack.only().ts)
    assert "Ref-DGS" in slack.only().text
    assert asked["metadata"] == {"event_type": "paperboy_part", "event_payload": {"key": "key1"}}
    assert asked["unfurl_links"] is asked["unfurl_media"] is False
    assert slack.methods() == ["chat.postMessage"]


async def test_a_detail_goes_into_the_thread_of_its_parent(slack: Slack, chat: SlackChat) -> None:
    parent = await chat.send(PLACE, HELLO, "a")
    detail = await chat.send(PLACE, HELLO, "b", parent)
    deeper = await chat.send(PLACE, HELLO, "c", detail)
    assert slack.shown[1].thread == slack.shown[2].thread == parent.id
    assert detail.address == deeper.address == Address("slack", "T01/C01", parent.id)


async def test_an_edit_is_shown_and_keeps_the_key(slack: Slack, chat: SlackChat) -> None:
    ref = await chat.send(PLACE, HELLO, "a")
    await chat.edit(ref, Message("goodbye"))
    assert slack.only().text == "goodbye"
    assert await chat.find(PLACE, "a", NOW) == ref


async def test_a_message_is_deleted_and_one_that_is_gone_is_left_at_that(
    slack: Slack, chat: SlackChat
) -> None:
    ref = await chat.send(PLACE, HELLO, "a")
    await chat.delete(ref)
    assert not slack.shown
    await chat.delete(ref)
    await chat.edit(ref, HELLO)


@pytest.mark.parametrize("channel", ["C01", "T01/", "/C01", "T01/C01/x", "T01/#general"])
async def test_an_address_that_is_not_slacks_is_told_without_a_request(
    slack: Slack, chat: SlackChat, channel: str
) -> None:
    with pytest.raises(ChatError, match="names no channel of Slack"):
        await chat.send(Address("slack", channel), HELLO, "a")
    assert not slack.asked


# ------------------------------------------------------------------ errors

GONE = ["channel_not_found", "is_archived", "not_in_channel", "restricted_action"]
GONE += ["restricted_action_read_only_channel", "account_inactive", "token_revoked"]
OURS = ["invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "no_text"]


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        *((Fault(code), PlaceGone) for code in GONE),
        *((Fault(code), ChatError) for code in (*OURS, "request_timeout", "one_we_do_not_know")),
        (Fault("missing_scope", more={"needed": "chat:write"}), NotAllowed),
        (Fault("not_allowed_token_type"), NotAllowed),
        (Fault("message_limit_exceeded"), RateLimited),
        (Fault("ratelimited", 429, {"Retry-After": "7"}), RateLimited),
        (Fault(status=429, body="slow down"), RateLimited),
        *((Fault(code), Unsure) for code in ("internal_error", "fatal_error")),
        (Fault("service_unavailable", 503), Unsure),
        (Fault(status=500, body="<h1>oops</h1>"), Unsure),
        (Fault(status=502, body="{"), Unsure),
        (Fault(status=200, body="<h1>a login page</h1>"), Unsure),
        (Fault(status=200), Unsure),  # it is said to be done, but not what
        (Fault(status=403, body="no"), ChatError),
        (Fault(reset=True), Unsure),
        (Fault(reset=True, after=True), Unsure),
    ],
    ids=str,
)
async def test_each_error_is_one_of_ours_and_one_line_and_nothing_is_tried_twice(
    slack: Slack, chat: SlackChat, fault: Fault, kind: type[ChatError]
) -> None:
    slack.faults["chat.postMessage"] = [fault]
    with pytest.raises(ChatError) as caught:
        await chat.send(PLACE, HELLO, "a")
    assert type(caught.value) is kind
    assert caught.value.__cause__ or fault == Fault(status=200)
    assert len(slack.asked) == 1
    said = str(caught.value)
    assert "slack:T01/C01" in said
    assert "\n" not in said
    assert "secret" not in said


async def test_the_pause_that_slack_asks_for_is_passed_on(slack: Slack, chat: SlackChat) -> None:
    for header, pause in {"7": 7, "soon": 30, "999999999": 3600}.items():
        slack.faults["chat.postMessage"] = [Fault("ratelimited", 429, {"Retry-After": header})]
        with pytest.raises(RateLimited) as caught:
            await chat.send(PLACE, HELLO, "a")
        assert caught.value.retry_after == pause


async def test_a_slack_that_does_not_answer_leaves_it_unsure(slack: Slack) -> None:
    slack.faults["chat.postMessage"] = [Fault(hang=True, after=True)]
    with pytest.raises(Unsure):
        await slack_chat(slack, timeout=1).send(PLACE, HELLO, "a")
    assert slack.times("hello") == 1


async def test_a_slack_that_cannot_be_reached_got_nothing(slack: Slack) -> None:
    slack.url = "http://127.0.0.1:1"
    with pytest.raises(ChatError, match="cannot be reached") as caught:
        await slack_chat(slack).send(PLACE, HELLO, "a")
    assert type(caught.value) is ChatError


async def test_a_send_that_is_stopped_half_way_is_unsure(slack: Slack, chat: SlackChat) -> None:
    slack.faults["chat.postMessage"] = [Fault(hang=True, after=True)]
    sending = asyncio.create_task(chat.send(PLACE, HELLO, "a"))
    await slack.until(lambda: bool(slack.shown))
    sending.cancel()
    with pytest.raises(Unsure):
        await sending


# ------------------------------------------------------------------ looking up


async def test_what_was_sent_is_found_in_the_channel_and_in_its_thread_over_pages(
    slack: Slack, chat: SlackChat
) -> None:
    slack.page = 2
    parent = await chat.send(PLACE, HELLO, "parent")
    refs = [await chat.send(PLACE, HELLO, f"k{number}") for number in range(4)]
    details = [await chat.send(PLACE, HELLO, f"d{number}", parent) for number in range(4)]
    assert [await chat.find(PLACE, f"k{number}", NOW) for number in range(4)] == refs
    found = [await chat.find(PLACE, f"d{number}", NOW, parent) for number in range(4)]
    assert found == details
    assert await chat.find(PLACE, "d0", NOW) is None
    assert await chat.find(PLACE, "never", NOW) is None
    assert await chat.find(PLACE, "never", NOW, parent) is None


async def test_what_is_older_than_asked_for_is_not_looked_at(chat: SlackChat) -> None:
    await chat.send(PLACE, HELLO, "a")
    assert await chat.find(PLACE, "a", NOW + timedelta(hours=1)) is None


async def test_a_message_that_was_stored_before_the_connection_broke_is_found(
    slack: Slack, chat: SlackChat
) -> None:
    slack.faults["chat.postMessage"] = [Fault(reset=True, after=True)]
    with pytest.raises(Unsure):
        await chat.send(PLACE, HELLO, "a")
    assert await chat.find(PLACE, "a", NOW) == MessageRef(PLACE, slack.only().ts)


@pytest.mark.parametrize(
    "fault",
    [
        Fault("missing_scope", more={"needed": "channels:history"}),
        Fault("channel_not_found"),
        Fault("thread_not_found"),
        Fault("internal_error"),
        Fault(reset=True),
        Fault(status=200),  # no messages in it
        Fault(status=200, body="<h1>a login page</h1>"),
        Fault(more={"ok": True, "messages": [], "has_more": True}, error="none"),
    ],
    ids=str,
)
async def test_absence_is_never_guessed(slack: Slack, chat: SlackChat, fault: Fault) -> None:
    parent = await chat.send(PLACE, HELLO, "a")
    for method, above in (("conversations.history", None), ("conversations.replies", parent)):
        slack.faults[method] = [fault] * 2  # aiohttp reads again where a connection broke
        with pytest.raises(Unsure):
            await chat.find(PLACE, "never", NOW, above)


async def test_a_past_that_is_cut_off_or_endless_proves_nothing(
    slack: Slack, chat: SlackChat
) -> None:
    slack.limited = True
    with pytest.raises(Unsure):
        await chat.find(PLACE, "never", NOW)
    slack.limited = False
    endless = {"ok": True, "messages": [], "response_metadata": {"next_cursor": "again"}}
    slack.faults["conversations.history"] = [Fault("none", more=endless)] * 1000
    with pytest.raises(Unsure):
        await chat.find(PLACE, "never", NOW)


async def test_a_past_whose_keys_the_bot_may_not_read_proves_nothing(
    slack: Slack, chat: SlackChat
) -> None:
    slack.scopes = "chat:write, channels:history"
    with pytest.raises(Unsure, match="the scope metadata"):
        await chat.find(PLACE, "never", NOW)


async def test_a_look_up_may_have_to_wait(slack: Slack, chat: SlackChat) -> None:
    slack.faults["conversations.history"] = [Fault("ratelimited", 429, {"Retry-After": "60"})]
    with pytest.raises(RateLimited):
        await chat.find(PLACE, "a", NOW)


# ------------------------------------------------------------------ listening


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


async def test_an_address_that_leads_nowhere_is_not_tried_forever(slack: Slack) -> None:
    heard: list[Mapping[str, object]] = []
    client = AsyncWebClient(token=BOT_TOKEN, base_url=f"{slack.url}/api/", retry_handlers=[])
    app = bolt_app(client, {"team_id": "T01"}, heard.append, heard.append)
    stale = f"{slack.url.replace('http', 'ws')}/link?ticket=stale"
    done = asyncio.Event()
    handler = SocketHandler(app, APP_TOKEN, stale, pause=0.05)
    listens = asyncio.create_task(handler.listen(done.wait()))
    await slack.connected()
    envelope = await slack.type("/paper x")
    await slack.until(lambda: envelope in slack.acknowledged)
    done.set()
    await listens
    assert slack.methods() == ["apps.connections.open"]


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
    before = asyncio.all_tasks()
    running = asyncio.create_task(chat.run(SPECS, Core()))
    await slack.connected()
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    ours = [each for each in asyncio.all_tasks() - before if "slack_sdk" in repr(each)]
    if ours:
        await asyncio.wait(ours, timeout=5)
    assert all(each.done() for each in ours)


# ------------------------------------------------------------------ answering


async def test_a_long_answer_goes_on_after_its_response_url_is_used_up(
    slack: Slack, chat: SlackChat
) -> None:
    core = Core(*(Message(f"part {number}") for number in range(7)))
    await run_one(slack, chat, core)
    assert [shown.text for shown in slack.shown] == [f"part {number}" for number in range(7)]
    assert {shown.only_for for shown in slack.shown} == {"U01"}
    assert slack.methods()[2:] == ["response_url"] * 5 + ["chat.postEphemeral"] * 2


async def test_an_answer_goes_another_way_when_slack_takes_no_more(
    slack: Slack, chat: SlackChat
) -> None:
    slack.uses["c01"] = 0
    await run_one(slack, chat, Core())
    assert slack.methods()[2:] == ["response_url", "chat.postEphemeral"]
    assert slack.only().only_for == "U01"


async def test_an_answer_after_half_an_hour_goes_another_way(slack: Slack) -> None:
    times = iter([NOW, NOW + timedelta(minutes=31)])
    chat = slack_chat(slack, clock=lambda: next(times))
    await run_one(slack, chat, Core())
    assert slack.methods()[2:] == ["chat.postEphemeral"]


async def test_a_public_answer_can_be_changed_later(slack: Slack, chat: SlackChat) -> None:
    core = Core(private=False)
    await run_one(slack, chat, core)
    await core.handles[0].update(HELLO)
    assert slack.only().only_for is None
    assert slack.only().text == "hello"


async def test_where_the_bot_may_not_post_a_public_answer_goes_by_the_response_url(
    slack: Slack, chat: SlackChat
) -> None:
    slack.faults["chat.postMessage"] = [Fault("not_in_channel")]
    core = Core(private=False)
    await run_one(slack, chat, core)
    assert slack.methods()[2:] == ["chat.postMessage", "response_url"]
    assert slack.only().only_for is None


async def test_an_unsure_public_answer_is_not_given_twice(slack: Slack, chat: SlackChat) -> None:
    slack.faults["chat.postMessage"] = [Fault(reset=True, after=True)]
    core = Core(private=False)
    await run_one(slack, chat, core)
    assert slack.times("an answer") == 1
    assert isinstance(core.errors[0], Unsure)


async def test_the_update_of_a_private_answer_is_one_more_of_them(
    slack: Slack, chat: SlackChat
) -> None:
    core = Core()
    await run_one(slack, chat, core)
    await core.handles[0].update(HELLO)
    assert [(each.text, each.only_for) for each in slack.shown] == [
        ("an answer", "U01"),
        ("hello", "U01"),
    ]


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault("invalid_blocks", 400), ChatError),
        (Fault(status=400, body="invalid_blocks"), ChatError),
        (Fault("ratelimited", 429, {"Retry-After": "7"}), RateLimited),
        (Fault(status=500, body="oops"), Unsure),
        (Fault(reset=True, after=True), Unsure),
    ],
    ids=str,
)
async def test_errors_of_a_response_url_are_ours_and_not_tried_another_way(
    slack: Slack, chat: SlackChat, fault: Fault, kind: type[ChatError]
) -> None:
    slack.faults["response_url"] = [fault]
    core = Core()
    await run_one(slack, chat, core)
    assert [type(error) for error in core.errors] == [kind]
    assert slack.methods()[2:] == ["response_url"]


async def run_one(slack: Slack, chat: SlackChat, core: Core) -> None:
    """One command, until core has dealt with it."""
    async with listening(chat, SPECS, core):
        await slack.connected()
        await slack.type("/paper x")
        await slack.until(lambda: "response_url" in slack.methods() or len(slack.asked) > 2)
        await chat.close()
    assert core.done == 1


# ------------------------------------------------------------------ what is logged


class Heard(logging.Handler):
    """Says when something was logged."""

    def __init__(self) -> None:
        super().__init__()
        self.event = asyncio.Event()

    def emit(self, record: logging.LogRecord) -> None:
        del record
        self.event.set()


async def heard_of_the_sdk() -> None:
    handler = Heard()
    sdk = logging.getLogger("adapters.chat_slack.sdk")
    sdk.addHandler(handler)
    try:
        await asyncio.wait_for(handler.event.wait(), 5)
    finally:
        sdk.removeHandler(handler)


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
        slack.faults["apps.connections.open"] = [Fault(status=500, body=TICKET)]
        await slack.drop()
        await heard_of_the_sdk()
    ours = [record for record in caplog.records if "slack" in record.name]
    said = "\n".join(record.getMessage() + str(record.exc_info) for record in ours)
    assert "Slack's SDK: Failed" in said
    for private in ("private words", BOT_TOKEN, APP_TOKEN, TICKET, "secret", slack.url):
        assert private not in said
