"""Which channel a thread is in, where the gateway did not tell of the thread."""

import asyncio
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import TypeVar

from adapters.chat_discord.places import DIRECT, NAME, channel
from adapters.chat_discord.wire import Wire
from bot.errors import ChatError
from bot.messages import Address
from bot.ports import Clock

LONGEST = 3.0  # seconds for one look
_AGAIN = timedelta(minutes=1)  # until Discord is asked again where it did not say
_REMEMBERED = 1000  # channels

Value = TypeVar("Value")

_Channel = tuple[str, str]  # ids of its server and of itself


class Whereabouts:
    """Asks Discord once for each channel, and remembers."""

    def __init__(self, wire: Wire, clock: Clock) -> None:
        self._wire, self._clock = wire, clock
        self._known: OrderedDict[_Channel, Address] = OrderedDict()
        self._unsaid: OrderedDict[_Channel, datetime] = OrderedDict()

    async def find(self, server: str, number: str) -> Address | None:
        """The address of a channel, or of a thread in one.

        `None` where Discord did not say just before; the first time that raises `ChatError`.
        """
        at, now = (server, number), self._clock()
        if at not in self._known:
            if at in self._unsaid and self._unsaid[at] > now:
                return None
            _remember(self._unsaid, at, now + _AGAIN)  # unless it says now
            _remember(self._known, at, await self._look(server, number))
        return self._known[at]

    async def _look(self, server: str, number: str) -> Address:
        try:
            async with asyncio.timeout(LONGEST):
                its = await self._wire.call(channel("GET", number), NAME)
        except TimeoutError as error:
            raise ChatError(f"{NAME}: Discord does not say where channel {number} is.") from error
        thread = its["type"] in (10, 11, 12)
        if server == DIRECT or not thread:
            return Address(NAME, f"{server}/{its['id']}")
        return Address(NAME, f"{server}/{its['parent_id']}", str(its["id"]))


def _remember(known: OrderedDict[_Channel, Value], at: _Channel, value: Value) -> None:
    known[at] = value
    known.move_to_end(at)
    if len(known) > _REMEMBERED:
        known.popitem(last=False)
