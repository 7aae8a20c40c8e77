"""What came in, on the main loop: read, completed, and passed to the core, a few at a time."""

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
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
    Reply,
)
from bot.ports import Clock
from bot.text.fold import fold

log = logging.getLogger(__name__)

_SIDE_BY_SIDE = 8  # else answers to many at once all come at the end
_TURN = 0.25  # seconds: who takes longer waits for something
_FAREWELL = 0.3  # seconds for what is cut off


class Listening:
    """Takes payloads of Slack, in the order in which they came. `turn`: see `_Turns`."""

    def __init__(
        self,
        api: SlackApi,
        poster: Poster,
        clock: Clock,
        reader: Reader,
        on_event: OnEvent,
        *,
        turn: float = _TURN,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._api, self._poster, self._clock, self._sleep = api, poster, clock, sleep
        self._reader, self._turns = reader, _Turns(on_event, turn)
        self._people, self._home = People(api, clock), Home(api, clock)
        self._tasks: set[asyncio.Task[None]] = set()
        self._last: dict[type[Event], asyncio.Task[None]] = {}

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
        task = asyncio.create_task(self._deal_with(found, payload, came, self._last.get(kind)))
        if kind in (PlaceChanged, Reaction):  # the last one holds: they must not overtake
            self._last[kind] = task
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def done(self) -> None:
        """Wait until all of it is dealt with, but for what asks for this itself."""
        while others := self._tasks - {asyncio.current_task()}:
            await asyncio.wait(others)

    async def cut_off(self) -> None:
        """End what is not done yet."""
        if not (others := self._tasks - {asyncio.current_task()}):
            return
        log.warning("events of Slack not answered before the end: %d", len(others))
        for task in others:
            task.cancel()
        await asyncio.wait(others, timeout=_FAREWELL)

    async def _deal_with(
        self,
        found: Read,
        payload: Mapping[str, Any],
        came: datetime,
        before: asyncio.Task[None] | None,
    ) -> None:
        if before:
            await asyncio.wait([before])
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


class _Turns:
    """Lets few events be answered side by side, each for `longest` seconds.

    What takes longer waits for Slack, which may hang: it must not hold up the others.
    """

    def __init__(self, on_event: OnEvent, longest: float) -> None:
        self._on_event, self._longest = on_event, longest
        self._free = asyncio.Semaphore(_SIDE_BY_SIDE)

    async def take(self, event: Event, reply: Reply) -> None:
        """`OnEvent`, when it is its turn."""
        await self._free.acquire()
        is_over = False

        def over() -> None:
            nonlocal is_over
            if not is_over:
                is_over = True
                self._free.release()

        end = asyncio.get_running_loop().call_later(self._longest, over)
        try:
            await self._on_event(event, reply)
        finally:
            end.cancel()
            over()


def _say(error: Exception, payload: Mapping[str, Any]) -> None:
    """What kind of event failed, and where; no text of it, nor of the error."""
    event = payload.get("event")
    kinds = [payload.get("type", "command"), event.get("type") if isinstance(event, dict) else None]
    kind = fold(" ".join(each for each in kinds if isinstance(each, str)))[:80]
    frames = traceback.extract_tb(error.__traceback__)
    at = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "nowhere"
    log.error("an event of Slack failed: %s of %s at %s", type(error).__name__, kind, at)
