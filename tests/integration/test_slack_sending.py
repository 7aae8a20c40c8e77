"""Messages to Slack: sending, its errors, looking up. The real SDK against a stand-in."""

import asyncio
import re
from datetime import timedelta

import pytest

from adapters.chat_slack import SlackChat
from adapters.chat_slack.errors import BlocksRefused, WorkspaceGone
from bot.errors import ChatError, NotAllowed, PlaceGone, RateLimited, Unsure
from bot.messages import Address, Message, MessageRef
from tests.fakes import NOW
from tests.slack.core import DIGEST, HELLO
from tests.slack.stand_in import BOT_TOKEN, BY_SOCKET, PLACE, Fault, Slack, slack_chat
from tests.stand_ins import has_loopback


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
GONE += ["restricted_action_read_only_channel"]
ALL_GONE = ["account_inactive", "token_revoked"]
OURS = ["msg_blocks_too_long", "msg_too_long", "no_text"]


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        *((Fault(code), PlaceGone) for code in GONE),
        *((Fault(code), WorkspaceGone) for code in ALL_GONE),
        *((Fault(code), BlocksRefused) for code in ("invalid_blocks", "invalid_blocks_format")),
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


@pytest.mark.parametrize("code", [*GONE, *ALL_GONE])
async def test_why_a_place_is_gone_is_said_in_words_of_the_channel(
    slack: Slack, chat: SlackChat, code: str
) -> None:
    slack.faults["chat.postMessage"] = [Fault(code)]
    with pytest.raises(PlaceGone) as caught:
        await chat.send(PLACE, HELLO, "a")
    reason = caught.value.reason
    assert f": {reason}: " in str(caught.value)
    assert re.search("channel|workspace|Paperboy", reason)
    assert not re.search("[a-z]_[a-z]|: |bot|Slack", reason)


async def test_the_pause_that_slack_asks_for_is_passed_on(slack: Slack, chat: SlackChat) -> None:
    for header, pause in {"7": 7, "soon": 30, "999999999": 3600}.items():
        slack.faults["chat.postMessage"] = [Fault("ratelimited", 429, {"Retry-After": header})]
        with pytest.raises(RateLimited) as caught:
            await chat.send(PLACE, HELLO, "a")
        assert caught.value.retry_after == pause


async def test_a_slack_that_does_not_answer_leaves_it_unsure(slack: Slack) -> None:
    slack.faults["chat.postMessage"] = [Fault(hang=True, after=True)]
    chat = slack_chat(slack, timeout=1)
    with pytest.raises(Unsure):
        await chat.send(PLACE, HELLO, "a")
    await chat.close()
    assert slack.times("hello") == 1


async def test_a_slack_that_cannot_be_reached_got_nothing(slack: Slack) -> None:
    slack.url = "http://127.0.0.1:1"
    chat = slack_chat(slack)
    with pytest.raises(ChatError, match="cannot be reached") as caught:
        await chat.send(PLACE, HELLO, "a")
    await chat.close()
    assert type(caught.value) is ChatError


async def test_a_send_that_is_cancelled_half_way_is_cancelled(
    slack: Slack, chat: SlackChat
) -> None:
    slack.faults["chat.postMessage"] = [Fault(hang=True, after=True)]
    sending = asyncio.create_task(chat.send(PLACE, HELLO, "a"))
    await slack.until(lambda: bool(slack.shown))
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):  # else who is stopped goes on with something else
        await sending
    assert slack.methods() == ["chat.postMessage"]


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


# ------------------------------------------------------------------ connections


async def test_requests_share_a_connection(slack: Slack, chat: SlackChat) -> None:
    for number in range(5):
        await chat.send(PLACE, HELLO, f"k{number}")
    assert len(slack.connections) == 1


async def test_a_closed_chat_can_still_send_and_be_closed_again(
    slack: Slack, chat: SlackChat
) -> None:
    await chat.send(PLACE, HELLO, "a")
    await chat.close()
    await chat.send(PLACE, HELLO, "b")
    assert slack.times("hello") == 2


async def test_a_post_on_a_connection_that_was_closed_meanwhile_is_unsure_and_not_repeated() -> (
    None
):
    asked: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answers the first request, keeps the connection, and closes it when the next one came."""
        for number in range(2):
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(
                int(line.split(b":")[1])
                for line in head.lower().split(b"\r\n")
                if line.startswith(b"content-length")
            )
            asked.append(await reader.readexactly(length))
            if number == 0:
                body = b'{"ok": true, "ts": "1.0"}'
                kind = b"Content-Type: application/json"
                start = b"HTTP/1.1 200 OK\r\n%s\r\nContent-Length: %d\r\n\r\n"
                writer.write(start % (kind, len(body)) + body)
                await writer.drain()
        writer.close()
        await writer.wait_closed()

    if not has_loopback():
        pytest.skip("this machine has no loopback network (127.0.0.1) to serve on")
    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        chat = SlackChat(
            bot_token=BOT_TOKEN,
            way=BY_SOCKET,
            clock=lambda: NOW,
            api_url=f"http://127.0.0.1:{port}/api/",
        )
        await chat.send(PLACE, HELLO, "a")
        with pytest.raises(Unsure):
            await chat.send(PLACE, HELLO, "b")
        await chat.close()
    assert len(asked) == 2
