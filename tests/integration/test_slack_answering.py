"""How answers reach a person."""

import asyncio
from datetime import timedelta

import pytest

from adapters.chat_slack import SlackChat
from adapters.chat_slack.api import SlackApi
from adapters.chat_slack.events import Origin
from adapters.chat_slack.replies import SlackReply
from bot.errors import Unsure
from bot.messages import Event, Message, Reply
from tests.fakes import NOW
from tests.slack.core import ANNA, HELLO, SPECS, Core
from tests.slack.payloads import mention, said_directly
from tests.slack.stand_in import PLACE, Fault, Slack, listening, slack_chat


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
    slack.uses["C01/U01"] = 0
    await run_one(slack, chat, Core())
    assert slack.methods()[2:] == ["response_url", "chat.postEphemeral"]
    assert slack.only().only_for == "U01"


async def test_an_answer_after_half_an_hour_goes_another_way(slack: Slack) -> None:
    times = iter([NOW, NOW + timedelta(minutes=31)])  # it came, it is answered
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
    "fault",
    [
        Fault("ratelimited", 429, {"Retry-After": "60"}),
        Fault("invalid_blocks", 400),
        Fault(status=400, body="invalid_blocks"),
        Fault(status=403, body="no"),
    ],
    ids=str,
)
async def test_what_a_response_url_surely_did_not_take_goes_another_way(
    slack: Slack, chat: SlackChat, fault: Fault
) -> None:
    slack.faults["response_url"] = [fault]
    await run_one(slack, chat, Core())
    assert slack.methods()[2:] == ["response_url", "chat.postEphemeral"]
    assert slack.only().only_for == "U01"


@pytest.mark.parametrize(
    "fault", [Fault(status=500, body="oops"), Fault(reset=True, after=True)], ids=str
)
async def test_what_a_response_url_may_have_taken_is_not_given_again_there_nor_elsewhere(
    slack: Slack, chat: SlackChat, fault: Fault
) -> None:
    slack.faults["response_url"] = [fault]
    core = Core()
    await run_one(slack, chat, core)
    assert [type(error) for error in core.errors] == [Unsure]
    assert slack.methods()[2:] == ["response_url"]


async def test_after_an_unsure_answer_what_follows_goes_another_way(
    slack: Slack, chat: SlackChat
) -> None:
    slack.faults["response_url"] = [Fault("internal_error", 500)]

    async def core(_event: Event, reply: Reply) -> None:
        with pytest.raises(Unsure):
            await reply(HELLO)
        await reply(Message("what went wrong"))

    async with listening(chat, SPECS, core):
        await slack.connected()
        await slack.type("/paper x")
        await slack.until(lambda: bool(slack.shown))
    assert slack.methods()[2:] == ["response_url", "chat.postEphemeral"]


@pytest.mark.parametrize("private", [True, False])
async def test_a_short_pause_that_slack_asks_for_is_waited_for_once(
    slack: Slack, private: bool
) -> None:
    paused: list[float] = []

    async def sleep(seconds: float) -> None:
        paused.append(seconds)

    chat = slack_chat(slack, sleep=sleep)
    method = "response_url" if private else "chat.postMessage"
    slack.faults[method] = [Fault("ratelimited", 429, {"Retry-After": "5"})]
    await run_one(slack, chat, Core(private=private))
    assert slack.methods()[2:] == [method, method]
    assert slack.times("an answer") == 1
    assert paused == [5.0]


async def test_an_answer_waits_less_long_than_a_post(slack: Slack, chat: SlackChat) -> None:
    slack.faults["response_url"] = [Fault(hang=True)]
    at = Origin(PLACE, ANNA, f"{slack.url}/respond/C01/U01")
    api = SlackApi(bot_token="xoxb-x", api_url=f"{slack.url}/api/", agent="", timeout=600)
    answer = SlackReply(api, chat, at, lambda: NOW, NOW, patience=0.05)
    with pytest.raises(Unsure, match="in time"):
        await asyncio.wait_for(answer(HELLO), 5)
    await api.close()


async def run_one(slack: Slack, chat: SlackChat, core: Core) -> None:
    """One command, until core has dealt with it."""
    async with listening(chat, SPECS, core):
        await slack.connected()
        await slack.type("/paper x")
        await slack.until(lambda: "response_url" in slack.methods() or len(slack.asked) > 2)
        await chat.close()
    assert core.done == 1


@pytest.mark.parametrize(
    "code", ["not_in_channel", "channel_not_found", "user_not_in_channel", "is_archived"]
)
async def test_who_cannot_be_answered_in_the_channel_is_answered_directly(
    slack: Slack, chat: SlackChat, code: str
) -> None:
    slack.uses["C01/U01"] = 0
    slack.faults["chat.postEphemeral"] = [Fault(code)]
    await run_one(slack, chat, Core())
    assert slack.methods()[2:] == ["response_url", "chat.postEphemeral", "chat.postMessage"]
    shown = slack.only()
    assert shown.channel == "U01"
    first, second = shown.payload["blocks"]
    assert first["type"] == "context"
    assert "<#C01>" in first["elements"][0]["text"]
    assert "an answer" in second["text"]["text"]


async def test_an_answer_that_slack_could_not_give_for_other_reasons_goes_nowhere_else(
    slack: Slack, chat: SlackChat
) -> None:
    slack.uses["C01/U01"] = 0
    slack.faults["chat.postEphemeral"] = [Fault("internal_error")]
    core = Core()
    await run_one(slack, chat, core)
    assert isinstance(core.errors[0], Unsure)
    assert not slack.shown


async def test_a_mention_is_answered_before_the_person_alone_in_its_thread(
    slack: Slack, chat: SlackChat
) -> None:
    async with listening(chat, SPECS, Core()):
        await slack.connected()
        await slack.happen(mention("<@UBOT> paper x", thread_ts="4.0"))
        await slack.until(lambda: bool(slack.shown))
    assert slack.only().only_for == "U01"
    assert slack.only().thread == "4.0"


async def test_a_direct_message_is_answered_where_it_was_written(
    slack: Slack, chat: SlackChat
) -> None:
    async with listening(chat, SPECS, Core()):
        await slack.connected()
        await slack.happen(said_directly("paper x"))
        await slack.until(lambda: bool(slack.shown))
    assert slack.methods()[2:] == ["chat.postMessage"]
    assert (slack.only().channel, slack.only().only_for) == ("D01", None)
