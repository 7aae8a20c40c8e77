"""Slack's requests over HTTP: the real Bolt and aiohttp, signed and not."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from http.client import HTTPConnection
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.chat_slack import HttpMode, SlackChat
from adapters.chat_slack.bolt import bolt_app
from adapters.chat_slack.http import http_server
from bot.errors import ChatError
from bot.messages import Command, Event, Press, Reply
from tests.slack.core import ANNA, DIGEST, HELLO, SPECS, Core
from tests.slack.payloads import SIGNING_SECRET, body_of, mention, shortcut, signed, slash
from tests.slack.stand_in import BY_HTTP, PLACE, Slack, listening, slack_chat

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}


@pytest.fixture
async def chat(slack: Slack) -> AsyncIterator[SlackChat]:
    made = slack_chat(slack, way=BY_HTTP)
    yield made
    await made.close()


@asynccontextmanager
async def heard(slack: Slack, chat: SlackChat) -> AsyncIterator[Core]:
    core = Core()
    async with listening(chat, SPECS, core):
        await slack.connected()
        yield core


async def test_commands_presses_shortcuts_and_events_come_in_and_are_answered(
    slack: Slack, chat: SlackChat
) -> None:
    posted = await chat.send(PLACE, DIGEST, "a")
    async with heard(slack, chat) as core:
        await slack.type("/paper x")
        await slack.until(lambda: len(slack.shown) == 2)
        await slack.press(slack.shown[0], "Details")
        await slack.until(lambda: len(slack.shown) == 3)
        await slack.deliver("interactive", shortcut(slack.url, {"ts": "1.0", "text": "this"}))
        await slack.until(lambda: len(slack.shown) == 4)
        await slack.happen(mention("<@UBOT> paper y"))
        await slack.until(lambda: len(slack.shown) == 5)
    assert core.events[:3] == [
        Command("paper", ANNA, PLACE, {"topic": "x"}),
        Press("paper.details", "7", ANNA, posted),
        Command("explain", ANNA, PLACE, {"text": "this"}),
    ]
    assert isinstance(core.events[3], Command)
    assert core.events[3].delivery
    assert len(slack.acknowledged) == 4
    assert slack.methods()[:2] == ["chat.postMessage", "auth.test"]  # and no Socket Mode


async def test_a_command_may_say_payload(slack: Slack, chat: SlackChat) -> None:
    async with heard(slack, chat) as core:
        await slack.type("/paper payload attacks")
        await slack.until(lambda: bool(slack.shown))
    assert core.events == [Command("paper", ANNA, PLACE, {"topic": "payload attacks"})]


async def test_a_command_is_acknowledged_while_the_core_computes(
    slack: Slack, chat: SlackChat
) -> None:
    def ask() -> int:
        """Block this thread, and with it the loop of the core, until the answer is there."""
        body, content_type = body_of("slash_commands", slash(slack.url, "/paper", "second"))
        url = urlsplit(chat.events_url)
        connection = HTTPConnection(str(url.hostname), url.port, timeout=5)
        headers = signed(body, time.time()) | {"Content-Type": content_type}
        connection.request("POST", url.path, body, headers)
        status = connection.getresponse().status
        connection.close()
        return status

    statuses = []

    async def computing(event: Event, reply: Reply) -> None:
        if isinstance(event, Command) and event.args["topic"] == "first":
            statuses.append(ask())
        await reply(HELLO)

    async with listening(chat, SPECS, computing):
        await slack.connected()
        await slack.type("/paper first")
        await slack.until(lambda: slack.times("hello") == 2)
    assert statuses == [200]


async def test_what_was_acknowledged_is_dealt_with_before_closing(
    slack: Slack, chat: SlackChat
) -> None:
    async with heard(slack, chat) as core:
        await asyncio.gather(*(slack.type(f"/paper {number}") for number in range(30)))
        await chat.close()
        assert core.done == len(slack.acknowledged) == 30
        assert slack.times("an answer") == 30


# ------------------------------------------------------------------ who may come in


def command(slack: Slack) -> str:
    return body_of("slash_commands", slash(slack.url, "/paper", "x"))[0]


async def test_what_slack_did_not_sign_just_now_learns_nothing(
    slack: Slack, chat: SlackChat, caplog: pytest.LogCaptureFixture
) -> None:
    body, now = command(slack), time.time()
    good = signed(body, now)
    refused = {
        "another secret": signed(body, now, "another"),
        "another body": signed(f"{body}x", now),
        "stale": signed(body, now - 301),
        "of the future": signed(body, now + 301),
        "no signature": {"X-Slack-Request-Timestamp": str(int(now))},
        "no timestamp": {"X-Slack-Signature": good["X-Slack-Signature"]},
        "nothing": {},
        "no number": good | {"X-Slack-Request-Timestamp": "now"},
        "strange digits": good | {"X-Slack-Request-Timestamp": "١٢٣"},
        "strange signs": good | {"X-Slack-Signature": "v0=é"},
    }
    async with heard(slack, chat) as core:
        for name, headers in refused.items():
            assert await slack.request(body, FORM | headers) == (401, ""), name
        assert (await slack.request(body, FORM | good))[0] == 200
        await slack.until(lambda: bool(slack.shown))
    assert len(core.events) == 1
    assert not [each for each in caplog.records if each.levelno >= logging.ERROR]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"{", JSON),
        (b"[1]", JSON),
        (b"{}", JSON),
        (b"", JSON),
        (b"\xff\xfe", FORM),
        (b"payload=%7B", FORM),
        (b"payload=[]", FORM),
        (b"[" * 100_000, JSON),
        (b'{"type": "event_callback", "event": 7}', JSON),
        (b"x", {"Content-Type": "text/plain; charset=nonsense"}),
    ],
    ids=lambda value: str(value)[:30],
)
async def test_what_cannot_be_read_is_refused_whether_signed_or_not(
    slack: Slack,
    chat: SlackChat,
    caplog: pytest.LogCaptureFixture,
    body: bytes,
    content_type: dict[str, str],
) -> None:
    async with heard(slack, chat) as core:
        assert await slack.request(body, content_type) == (401, "")
        text = body.decode(errors="replace")
        status, said = await slack.request(body, content_type | signed(text, time.time()))
        assert (status in (401, 404, 500), said) == (True, "")
    assert not core.events
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"\x00\xff garbage\r\n\r\n", b"400"),
        (b"GET /" + b"x" * 20_000 + b" HTTP/1.1\r\n\r\n", b"400"),
        (
            b"POST /slack/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            b"400",
        ),
        (
            b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\n"
            b"Content-Length: 4\r\n\r\nhalf",
            b"401",
        ),
    ],
    ids=["garbage", "long", "chunks", "gzip"],
)
async def test_what_strangers_send_is_not_worth_a_line_in_the_log(
    slack: Slack, chat: SlackChat, caplog: pytest.LogCaptureFixture, sent: bytes, status: bytes
) -> None:
    async with heard(slack, chat):
        url = urlsplit(chat.events_url)
        reader, writer = await asyncio.open_connection(url.hostname, url.port)
        writer.write(sent)
        assert status in await reader.readline()
        writer.close()
        await writer.wait_closed()
        await slack.type("/paper x")
        await slack.until(lambda: bool(slack.shown))
    assert not [each for each in caplog.records if each.levelno >= logging.WARNING]


async def test_a_body_over_a_megabyte_is_refused(slack: Slack, chat: SlackChat) -> None:
    async with heard(slack, chat) as core:
        body = "x" * (1024 * 1024 + 1)
        assert (await slack.request(BytesIO(body.encode()), FORM))[0] == 413
    assert not core.events


async def test_slack_may_ask_whether_the_address_is_ours(slack: Slack, chat: SlackChat) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "abc", "token": "t"})
    async with heard(slack, chat):
        status, said = await slack.request(body, JSON | signed(body, time.time()))
        assert (status, json.loads(said)) == (200, {"challenge": "abc"})
        assert (await slack.request(body, JSON))[0] == 401
        assert (await slack.request("ssl_check=1&token=x", FORM))[0] == 200


async def test_a_repeated_event_is_acknowledged_and_named_the_same(
    slack: Slack, chat: SlackChat
) -> None:
    body = json.dumps(mention("paper x", ts="6.0"))
    async with heard(slack, chat) as core:
        for more in ({}, {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}):
            headers = JSON | signed(body, time.time()) | more
            assert (await slack.request(body, headers))[0] == 200
        await slack.until(lambda: len(slack.shown) == 2)
    assert {event.delivery for event in core.events if isinstance(event, Command)} == {
        "T01/C01/6.0"
    }


async def test_there_is_a_health_page_and_nothing_else(slack: Slack, chat: SlackChat) -> None:
    async with heard(slack, chat):
        assert await slack.request("", {}, "/health", "GET") == (200, '{"ok": true}')
        for method, path in (("GET", "/"), ("POST", "/health"), ("GET", "/slack/events")):
            assert await slack.request("", {}, path, method) == (404, "")


@pytest.mark.parametrize(
    ("ago", "secret", "named"),
    [(0, "another", "SLACK_SIGNING_SECRET"), (301, SIGNING_SECRET, "clock")],
)
async def test_a_signature_that_does_not_fit_is_said_once_with_what_to_look_at(
    slack: Slack,
    chat: SlackChat,
    caplog: pytest.LogCaptureFixture,
    ago: float,
    secret: str,
    named: str,
) -> None:
    body = command(slack)
    async with heard(slack, chat):
        for _ in range(3):
            headers = FORM | signed(body, time.time() - ago, secret)
            assert (await slack.request(body, headers))[0] == 401
    said = [each.getMessage() for each in caplog.records if "refused" in each.getMessage()]
    assert len(said) == 1
    assert named in said[0]


@pytest.mark.parametrize(
    ("sent", "answered"),
    [
        (b"", b""),
        (b"POST /sla", b""),
        (
            b"POST /slack/events HTTP/1.1\r\nHost: x\r\nX-Slack-Signature: v0=a\r\n"
            b"X-Slack-Request-Timestamp: 1\r\nContent-Length: 9\r\n\r\nabc",
            b"408",
        ),
    ],
    ids=["nothing", "half of the head", "half of the body"],
)
async def test_who_sends_no_whole_request_is_hung_up_on(sent: bytes, answered: bytes) -> None:
    async with http_server(app_for(), HttpMode(SIGNING_SECRET, port=0), patience=0.05) as address:
        reader, writer = await connected_to(address)
        writer.write(sent)
        assert answered in await asyncio.wait_for(heard_until_the_end(reader), 5)
        writer.close()


async def test_there_is_an_end_of_connections_and_those_that_work_go_on() -> None:
    async with http_server(app_for(), HttpMode(SIGNING_SECRET, port=0), most=2) as address:
        kept = [await connected_to(address) for _ in range(2)]
        for _, writer in kept:
            writer.write(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
        assert [b"200" in await reader.readline() for reader, _ in kept] == [True, True]
        reader, writer = await connected_to(address)
        assert await asyncio.wait_for(heard_until_the_end(reader), 5) == b""
        for each in [writer, *(its for _, its in kept)]:
            each.close()


async def connected_to(address: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    url = urlsplit(address)
    return await asyncio.open_connection(url.hostname, url.port)


async def heard_until_the_end(reader: asyncio.StreamReader) -> bytes:
    heard = b""
    with suppress(ConnectionResetError):
        while line := await reader.readline():
            heard += line
            if line == b"\r\n":
                break
    return heard


def app_for() -> AsyncApp:
    client = AsyncWebClient(token="xoxb-secret", retry_handlers=[])
    return bolt_app(client, {"team_id": "T01"}, print, SIGNING_SECRET)


# ------------------------------------------------------------------ starting


async def test_a_port_that_is_taken_is_told_at_once_in_one_line(slack: Slack) -> None:
    first = slack_chat(slack, way=BY_HTTP)
    async with listening(first, SPECS, Core()):
        await slack.connected()
        port = urlsplit(first.events_url).port or 0
        second = slack_chat(slack, way=HttpMode(SIGNING_SECRET, port=port))
        with pytest.raises(ChatError, match=rf"127\.0\.0\.1:{port} is not possible") as caught:
            await second.run(SPECS, Core())
    said = str(caught.value)
    assert "\n" not in said
    assert "config.toml" in said


@pytest.mark.parametrize(
    "way",
    [
        HttpMode(SIGNING_SECRET, host="192.0.2.1", port=0),
        HttpMode(SIGNING_SECRET, port=70_000),
    ],
    ids=str,
)
async def test_an_address_that_is_none_of_ours_is_told(slack: Slack, way: HttpMode) -> None:
    with pytest.raises(ChatError, match="is not possible"):
        await slack_chat(slack, way=way).run(SPECS, Core())


async def test_an_empty_secret_is_told(slack: Slack) -> None:
    with pytest.raises(ChatError, match="SLACK_SIGNING_SECRET"):
        await slack_chat(slack, way=HttpMode(" ")).run(SPECS, Core())
    assert SIGNING_SECRET not in repr(BY_HTTP)


async def test_closing_while_it_starts_is_harmless(slack: Slack) -> None:
    for turns in range(12):
        chat = slack_chat(slack, way=BY_HTTP)
        running = asyncio.create_task(chat.run(SPECS, Core()))
        for _ in range(turns):
            await asyncio.sleep(0)
        await chat.close()
        await asyncio.wait_for(running, 5)
