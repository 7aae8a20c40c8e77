"""What came in, on the main loop: read, completed, and passed to the core, a few at a time."""

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from adapters.chat_slack.api import SlackApi
from adapters.chat_slack.events import Read, Reader
from adapters.chat_slack.home import Home
from adapters.chat_slack.people import People
from adapters.chat_slack.replies import Poster, SlackReply
from bot.errors import ChatError
from bot.messages import (
    Command,
    Event,
    OnEvent,
    Opened,
    PlaceChanged,
    Press,
    Reaction,
)
from bot.ports import Clock
from bot.tasks import Tasks
from bot.text.fold import fold
from bot.turns import TURN, Turns

log = logging.getLogger(__name__)


class Listening:
    """Takes payloads of Slack, in the order in which they came. `turn`: see `Turns`."""

    def __init__(
        self,
        api: SlackApi,
        poster: Poster,
        clock: Clock,
        reader: Reader,
        on_event: OnEvent,
        *,
        turn: float = TURN,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._api, self._poster, self._clock, self._sleep = api, poster, clock, sleep
        self._reader, self._turns = reader, Turns(on_event, turn)
        self._people, self._home = People(api, clock), Home(api, clock)
        self._tasks = Tasks("Slack")

    def take(self, payload: Mapping[str, Any]) -> None:
        """Deal with a payload, later. Never raises: one event must not end the others."""
        try:
            found = self._reader.read(payload)
        except Exception as error:  # noqa: BLE001 -- its text may quote what people wrote
            _say(error, payload)
            return
        if found is None:
            return
        kind, came = type(found[0]), self._clock()
        ordered = kind in (PlaceChanged, Reaction)  # they must not overtake each other
        work = partial(self._deal_with, found, payload, came)
        self._tasks.begin(work, kind.__name__ if ordered else "")

    async def done(self) -> None:
        """Wait until all of it is dealt with, but for what asks for this itself."""
        await self._tasks.done()

    async def cut_off(self) -> None:
        """End what is not done yet."""
        await self._tasks.cut_off()

    async def _deal_with(self, found: Read, payload: Mapping[str, Any], came: datetime) -> None:
        try:
            await self._pass_on(found, came)
        except ChatError as error:
            log.warning("an event of Slack could not be answered: %s", error)
        except Exception as error:  # noqa: BLE001 -- as above
            _say(error, payload)

    async def _pass_on(self, found: Read, came: datetime) -> None:
        event, origin = found
        match event:
            case Opened():
                await self._home.open(event, self._turns.take)
            case Press() if origin.home:
                await self._home.press(event, origin.at, self._turns.take)
            case _:
                reply = SlackReply(self._api, self._poster, origin, self._clock, came, self._sleep)
                await self._turns.take(await self._timed(event), reply)

    async def _timed(self, event: Event) -> Event:
        """With the time zone of the person, where the command's words may name an hour."""
        if not isinstance(event, Command):
            return event
        if not any(each.timed for each in self._reader.specs if each.name == event.name):
            return event
        zone = await self._people.timezone(event.user.id)
        return replace(event, user=replace(event.user, timezone=zone))


def _say(error: Exception, payload: Mapping[str, Any]) -> None:
    """What kind of event failed, and where; no text of it, nor of the error."""
    event = payload.get("event")
    kinds = [payload.get("type", "command"), event.get("type") if isinstance(event, dict) else None]
    kind = fold(" ".join(each for each in kinds if isinstance(each, str)))[:80]
    frames = traceback.extract_tb(error.__traceback__)
    at = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "nowhere"
    log.error("an event of Slack failed: %s of %s at %s", type(error).__name__, kind, at)
