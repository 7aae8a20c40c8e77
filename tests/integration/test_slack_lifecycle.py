"""Channels that come and go, and reactions: nobody is answered, and it is known where it was."""

from adapters.chat_slack import SlackChat
from bot.messages import Address, MessageRef, PlaceChanged, Reaction
from tests.slack.core import DIGEST, NAMELESS, SPECS, Core
from tests.slack.payloads import event, reaction
from tests.slack.stand_in import PLACE, Slack, listening


async def test_what_becomes_of_places_reaches_core_and_nobody_is_answered(
    slack: Slack, chat: SlackChat
) -> None:
    core = Core()
    async with listening(chat, SPECS, core):
        await slack.connected()
        for each in (
            event("channel_archive", "Ev1", channel="C01", user="U01"),
            event("channel_unarchive", "Ev3", channel="C01", user="U01"),
            event("app_uninstalled", "Ev4"),
        ):
            await slack.happen(each)
        await slack.until(lambda: len(slack.acknowledged) == 3)
        await chat.close()
    everywhere = Address("slack", "T01/")
    assert core.events == [
        PlaceChanged(PLACE, "gone", "the channel was archived", "Ev1"),
        PlaceChanged(PLACE, "back", "the channel is no longer archived", "Ev3"),
        PlaceChanged(everywhere, "gone", "Paperboy's app was removed from the workspace", "Ev4"),
    ]
    assert not slack.shown


async def test_a_thumb_on_a_message_is_a_reaction_to_it(slack: Slack, chat: SlackChat) -> None:
    posted = await chat.send(PLACE, DIGEST, "a")
    core = Core()
    async with listening(chat, SPECS, core):
        await slack.connected()
        thumb = reaction("+1::skin-tone-3", ts=posted.id)
        await slack.happen(thumb)
        await slack.happen(reaction("tada", ts=posted.id))
        await slack.until(lambda: len(slack.acknowledged) == 2)
        await chat.close()
    ref = MessageRef(PLACE, posted.id)
    assert core.events == [Reaction(ref, NAMELESS, "👍", True, thumb["event_id"])]
    assert len(slack.shown) == 1
