"""The App Home: whose channels it shows, and what its buttons may do."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from adapters.chat_slack import SlackChat
from bot.messages import Address, Event, Message, Opened, Press, Reply
from tests.fakes import NOW
from tests.slack.core import SPECS, Core
from tests.slack.methods import ME, Channel
from tests.slack.payloads import Payload, event
from tests.slack.stand_in import PLACE, Fault, Slack, listening, slack_chat


def opening(user: str = "U01") -> Payload:
    return event("app_home_opened", user=user, tab="home", channel="D01")


def at(channel: str) -> Address:
    return Address("slack", f"T01/{channel}")


def opened(core: Core) -> list[Opened]:
    return [each for each in core.events if isinstance(each, Opened)]


async def test_the_page_shows_the_channels_that_both_may_see(slack: Slack, chat: SlackChat) -> None:
    slack.page = 2
    slack.channels |= {
        "C02": Channel({ME}),  # public: others may look
        "C03": Channel({ME}, is_private=True),
        "C04": Channel({ME, "U01"}, is_private=True),
        "C05": Channel({"U01"}),  # the bot is not in it
        "C06": Channel({ME, "U01"}, is_archived=True),
    }
    core = Core()
    async with listening(chat, SPECS, core):
        await slack.connected()
        await slack.happen(opening())
        await slack.until(lambda: bool(slack.homes))
    (event_,) = opened(core)
    assert event_.places == {PLACE: True, at("C02"): False, at("C04"): True}
    assert event_.home == Address("slack", "T01/U01")
    assert "Your channels" in slack.home()
    assert not slack.shown


async def test_the_channels_of_the_bot_are_remembered_for_a_minute(slack: Slack) -> None:
    now = NOW
    chat = slack_chat(slack, clock=lambda: now)
    core = Core()
    async with listening(chat, SPECS, core):
        await slack.connected()
        for minutes, count in ((0, 2), (0.5, 3), (1.5, 5)):
            now = NOW + timedelta(minutes=minutes)
            await slack.happen(opening())
            await slack.until(asked_and_shown(slack, count))


def asked_and_shown(slack: Slack, count: int) -> Callable[[], bool]:
    def is_so() -> bool:
        methods = slack.methods()
        return methods[-1] == "views.publish" and methods.count("users.conversations") == count

    return is_so


async def test_a_press_acts_in_the_channel_of_its_card_and_its_answer_stands_on_the_page(
    slack: Slack, chat: SlackChat
) -> None:
    core = Core(Message("paused"), Message("and more"))
    async with listening(chat, SPECS, core):
        await slack.connected()
        await slack.happen(opening())
        await slack.until(lambda: bool(slack.homes))
        await slack.press_at_home("Pause")
        await slack.until(lambda: "paused" in slack.home())
    press = core.events[1]
    assert isinstance(press, Press)
    assert (press.action, press.source.address) == ("place.pause", PLACE)
    assert press.user.can_manage
    assert len(opened(core)) == 2
    words = slack.home()
    assert words.index("paused") < words.index("and more") < words.index("Your channels")
    assert not slack.shown


async def test_who_has_left_the_channel_meanwhile_may_not(slack: Slack, chat: SlackChat) -> None:
    core = Core()
    async with listening(chat, SPECS, core):
        await slack.connected()
        await slack.happen(opening())
        await slack.until(lambda: bool(slack.homes))
        slack.channels["C01"].members.discard("U01")
        await slack.press_at_home("Pause")
        await slack.until(lambda: "an answer" in slack.home())
    press = core.events[1]
    assert isinstance(press, Press)
    assert not press.user.can_manage
    assert opened(core)[1].places == {PLACE: False}


async def test_an_answer_that_is_changed_later_changes_on_the_page(
    slack: Slack, chat: SlackChat
) -> None:
    core = Core(Message("working"))
    async with listening(chat, SPECS, core):
        await slack.connected()
        await slack.happen(opening())
        await slack.until(lambda: bool(slack.homes))
        await slack.press_at_home("Pause")
        await slack.until(lambda: "working" in slack.home())
        await core.handles[1].update(Message("done"))
        assert "done" in slack.home()
        assert "working" not in slack.home()


async def test_a_missing_scope_is_named_in_the_log_and_kindly_said_on_the_page(
    slack: Slack, chat: SlackChat, caplog: pytest.LogCaptureFixture
) -> None:
    missing = Fault("missing_scope", more={"needed": "groups:read"})
    slack.faults["users.conversations"] = [missing]
    core = Core()
    async with listening(chat, SPECS, core):
        await slack.connected()
        await slack.happen(opening())
        await slack.until(lambda: bool(slack.homes))
    assert "permission" in slack.home()
    assert not core.events
    assert caplog.text.count("groups:read") == 1


async def test_where_the_membership_cannot_be_looked_up_nothing_is_done(
    slack: Slack, chat: SlackChat
) -> None:
    core = Core()
    async with listening(chat, SPECS, core):
        await slack.connected()
        await slack.happen(opening())
        await slack.until(lambda: bool(slack.homes))
        slack.faults["users.conversations"] = [Fault("internal_error")]
        await slack.press_at_home("Pause")
        await slack.until(lambda: "not known" in slack.home())
    assert not [each for each in core.events if isinstance(each, Press)]


async def test_a_page_that_cannot_be_shown_does_not_end_the_listening(
    slack: Slack, chat: SlackChat
) -> None:
    async def core(happened: Event, reply: Reply) -> None:
        del happened
        await reply(Message("hello"))

    slack.faults["views.publish"] = [Fault("not_enabled")]
    async with listening(chat, SPECS, core):
        await slack.connected()
        await slack.happen(opening())
        await slack.type("/paper x")
        await slack.until(lambda: slack.times("hello") == 1)
    assert not slack.homes
