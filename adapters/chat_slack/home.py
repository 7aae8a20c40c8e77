"""The App Home: a page for each person, with the channels that they see."""

import logging
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from adapters.chat_slack.api import SlackApi
from adapters.chat_slack.places import channel_of
from adapters.chat_slack.render import render_home
from bot.errors import ChatError, NotAllowed
from bot.messages import Address, Card, Handle, Message, OnEvent, Opened, Press
from bot.ports import Clock

log = logging.getLogger(__name__)

_KEPT = timedelta(seconds=60)
_LOOKING = "Looking which channels there are"
_UNKNOWN = "Which channels you are in is not known"


class Home:
    """Fills the page and deals with its buttons. Takes channels:read and groups:read."""

    def __init__(self, api: SlackApi, clock: Clock) -> None:
        self._api, self._clock = api, clock
        self._ours: tuple[dict[str, bool], datetime] | None = None

    async def open(self, event: Opened, on_event: OnEvent) -> None:
        """Show the page anew."""
        await self._show(event, on_event, _Page(self._api, event.user.id))

    async def press(self, press: Press, home: Address, on_event: OnEvent) -> None:
        """Pass it on if the person is in the channel just now; what is said stands on top."""
        page = _Page(self._api, press.user.id)
        try:
            at = press.source.address
            its = at == home or channel_of(at) in await self._channels(user=press.user.id)
            press = replace(press, user=replace(press.user, can_manage=its))
        except ChatError as error:
            page.say(_cannot_look(error))
        else:
            await on_event(press, page.answer)
        await self._show(Opened(home, press.user, {}), on_event, page)

    async def _show(self, event: Opened, on_event: OnEvent, page: "_Page") -> None:
        try:
            places = await self._places(event)
        except ChatError as error:
            await page.show(_cannot_look(error))
            return
        user = replace(event.user, can_manage=True)
        await on_event(replace(event, user=user, places=places), page)

    async def _places(self, event: Opened) -> dict[Address, bool]:
        """The channels that both may see: whether the person is in each."""
        ours = await self._our_channels()
        theirs = await self._channels(user=event.user.id)
        team = event.home.channel.partition("/")[0]
        return {
            Address("slack", f"{team}/{channel}"): channel in theirs
            for channel, is_private in ours.items()
            if channel in theirs or not is_private
        }

    async def _our_channels(self) -> dict[str, bool]:
        now = self._clock()
        if self._ours is None or now >= self._ours[1]:
            self._ours = (await self._channels(), now + _KEPT)
        return self._ours[0]

    async def _channels(self, **whose: str) -> dict[str, bool]:
        """The ids of the channels that the bot, or another, is in; whether each is private.

        Of private ones Slack names only those that the bot is in too.
        """
        pages = self._api.pages(
            "users.conversations",
            _LOOKING,
            "channels",
            types="public_channel,private_channel",
            exclude_archived=True,
            **whose,
        )
        return {
            str(each["id"]): bool(each.get("is_private")) async for each in pages if "id" in each
        }


@dataclass
class _Page:
    """`Reply` to `Opened`: publishes the page; what was answered to a press stands on top."""

    api: SlackApi
    user_id: str
    answers: list[Message] = field(default_factory=list)
    shown: list[Message] = field(default_factory=list)

    async def __call__(self, message: Message, *, private: bool = True) -> Handle:
        """See `Reply`: several messages are one page."""
        del private  # it is nobody else's
        await self.show(message)
        return _Entry(self, self.shown, len(self.shown) - 1)

    async def answer(self, message: Message, *, private: bool = True) -> Handle:
        """`Reply` to a press: kept until the page is shown."""
        del private
        self.say(message)
        return _Entry(self, self.answers, len(self.answers) - 1)

    def say(self, message: Message) -> None:
        """Keep a message for the top of the page."""
        self.answers.append(message)

    async def show(self, message: Message) -> None:
        """Add a message to the page, and publish it."""
        self.shown.append(message)
        await self.publish()

    async def publish(self) -> None:
        """Show all of it."""
        view = render_home([*self.answers, *self.shown])
        what = f"Showing the home of {self.user_id}"
        await self.api.call("views.publish", what, user_id=self.user_id, view=view)


@dataclass(frozen=True, slots=True)
class _Entry:
    """`Handle` of one message of a page."""

    page: _Page
    messages: list[Message]
    number: int

    async def update(self, message: Message) -> None:
        """See `Handle.update`."""
        self.messages[self.number] = message
        if self.page.shown:  # else it is about to be
            await self.page.publish()


def _cannot_look(error: ChatError) -> Message:
    log.warning("the home of a person lacks its channels: %s", error)
    if isinstance(error, NotAllowed):
        body = (
            "Paperboy lacks a permission here. Whoever runs it sees which with `paperboy doctor`."
        )
    else:
        body = "Slack did not say just now. Open this page again in a minute."
    return Message(_UNKNOWN, (Card(_UNKNOWN, body),))
