"""How Slack is connected: at the start, and anew, whatever it says meanwhile."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.chat_slack import SlackChat
from adapters.chat_slack.api import SlackApi
from adapters.chat_slack.bolt import OnPayload, bolt_app
from adapters.chat_slack.events import Payload
from adapters.chat_slack.socket import Line, socket_mode
from bot.errors import ChatError, NotAllowed, PlaceGone
from bot.front import Front
from tests.slack.core import SPECS, Core
from tests.slack.stand_in import APP_TOKEN, BOT_TOKEN, Fault, Slack, listening, slack_chat

# ------------------------------------------------------------------ at the start


@pytest.mark.parametrize("method", ["auth.test", "apps.connections.open"])
@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=503, body="later"),
        Fault("internal_error"),
        Fault("ratelimited", 429, {"Retry-After": "20"}),
        Fault(reset=True),
    ],
    ids=str,
)
async def test_while_slack_is_not_to_be_had_it_is_asked_again_and_that_is_said_once(
    slack: Slack, caplog: pytest.LogCaptureFixture, method: str, fault: Fault
) -> None:
    paused: list[float] = []

    async def sleep(seconds: float) -> None:
        paused.append(seconds)

    chat = slack_chat(slack, sleep=sleep)
    slack.faults[method] = [fault] * 8
    async with listening(chat, SPECS, Core()):
        await slack.connected()
    assert sorted(paused) == paused
    assert 0 < paused[0] <= paused[-1] == 60.0 if not fault.headers else paused[0] == 20.0
    said = [each for each in caplog.records if "asked again" in each.getMessage()]
    assert len(said) == 1


async def test_what_slack_refuses_for_good_ends_it_at_once(slack: Slack, chat: SlackChat) -> None:
    slack.faults["auth.test"] = [Fault("account_inactive")]
    with pytest.raises(PlaceGone):
        await chat.run(SPECS, Core())
    assert slack.methods() == ["auth.test"]


async def test_it_can_be_closed_while_it_waits_to_start(slack: Slack) -> None:
    waits = asyncio.Event()

    async def sleep(_seconds: float) -> None:
        waits.set()
        await asyncio.Event().wait()

    chat = slack_chat(slack, sleep=sleep)
    slack.faults["auth.test"] = [Fault("internal_error")]
    running = asyncio.create_task(chat.run(SPECS, Core()))
    await waits.wait()
    await chat.close()
    await asyncio.wait_for(running, 5)


# ------------------------------------------------------------------ anew


@asynccontextmanager
async def connecting(slack: Slack, first_url: str = "") -> AsyncIterator[Front[Payload]]:
    """A front that connects by Socket Mode, without long pauses."""
    api = SlackApi(bot_token=BOT_TOKEN, api_url=f"{slack.url}/api/", agent="", timeout=5)
    client = AsyncWebClient(token=BOT_TOKEN, base_url=f"{slack.url}/api/", retry_handlers=[])
    main = asyncio.get_running_loop()
    url = first_url or await api.open_connection(APP_TOKEN)

    async def renewed() -> str:
        asking = asyncio.run_coroutine_threadsafe(api.open_connection(APP_TOKEN), main)
        return await asyncio.wrap_future(asking)

    def fail(error: ChatError) -> None:
        front.fail(error)

    def serve(on_payload: OnPayload) -> AbstractAsyncContextManager[str]:
        line = Line(url, renewed, fail, "Lab")
        return socket_mode(bolt_app(client, {"team_id": "T01"}, on_payload), line, pause=0.05)

    heard: list[Payload] = []
    front = Front(serve, heard.append, name="Slack")
    await front.start()
    try:
        await slack.connected() if not first_url else None
        yield front
    finally:
        await front.stop()
        await api.close()


async def test_an_address_that_leads_nowhere_is_not_tried_forever(slack: Slack) -> None:
    stale = f"{slack.url.replace('http', 'ws')}/link?ticket=stale"
    async with connecting(slack, stale):
        await slack.connected()
        envelope = await slack.type("/paper x")
        await slack.until(lambda: envelope in slack.acknowledged)
    assert slack.methods() == ["apps.connections.open"]


async def test_what_keeps_it_from_connecting_anew_is_said_once_and_so_is_its_end(
    slack: Slack, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with connecting(slack):
        other = Fault(status=503, body="later")
        slack.faults["apps.connections.open"] = [Fault("internal_error")] * 3 + [other] * 3
        await slack.drop()
        await slack.until(lambda: not slack.faults["apps.connections.open"])
        await slack.connected()
    said = [each.getMessage() for each in caplog.records if each.name.startswith("adapters.")]
    assert [each.partition(":")[0] for each in said] == [
        "connected to Slack",
        "Slack is not connected, and is tried again",
        "Slack is not connected, and is tried again",
        "connected to Slack again",
    ]
    assert "internal_error" in said[1]
    assert "503" in said[2]


@pytest.mark.parametrize("code", ["invalid_auth", "account_inactive"])
async def test_an_app_token_that_is_refused_meanwhile_ends_it(slack: Slack, code: str) -> None:
    async with connecting(slack) as front:
        slack.faults["apps.connections.open"] = [Fault(code)]
        await slack.drop()
        with pytest.raises(NotAllowed, match="SLACK_APP_TOKEN"):
            await asyncio.wait_for(front.ended(), 5)


async def test_a_run_ends_with_what_ended_the_connection(slack: Slack, chat: SlackChat) -> None:
    running = asyncio.create_task(chat.run(SPECS, Core()))
    await slack.connected()
    slack.faults["apps.connections.open"] = [Fault("invalid_auth")]
    await slack.refresh()
    with pytest.raises(NotAllowed):
        await asyncio.wait_for(running, 5)
