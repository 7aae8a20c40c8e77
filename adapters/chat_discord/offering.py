"""What is offered below a field that somebody fills in: only while Discord waits for it."""

import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Sequence

from adapters.chat_discord.commands import field_of
from adapters.chat_discord.cut import cut
from adapters.chat_discord.errors import ALREADY_ACKNOWLEDGED, EXPIRED, code_of
from adapters.chat_discord.interactions import Arrived
from adapters.chat_discord.places import NAME
from adapters.chat_discord.sdk import Route
from adapters.chat_discord.wire import Wire
from bot.errors import ChatError
from bot.messages import Choice, OnEvent, Suggest, nobody

MOST, LONGEST = 25, 100
_CHOICES = 8  # the kind of answer
_IN_TIME = 2.8  # seconds: Discord waits 3
_REMEMBERED = 1000  # fields that were filled in last

log = logging.getLogger(__name__)


class Offers:
    """Passes each `Suggest` to the core, unless more is typed in its field meanwhile."""

    def __init__(
        self, wire: Wire, on_event: OnEvent, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._wire, self._on_event, self._monotonic = wire, on_event, monotonic
        self._last: OrderedDict[tuple[str, str, str], int] = OrderedDict()

    def prepare(self, came: Arrived) -> Callable[[], Awaitable[None]]:
        """Note what is typed; what returns asks the core, where it still matters."""
        field = field_of(came.data)
        if field is None:
            return _nothing
        key = (came.user.id, field.command, field.argument)
        # What was typed before has a smaller id, in whatever order the two arrive.
        self._last[key] = max(came.id, self._last.get(key, 0))
        self._last.move_to_end(key)
        if len(self._last) > _REMEMBERED:
            self._last.popitem(last=False)

        def is_late() -> bool:
            return self._monotonic() - came.since > _IN_TIME

        async def offer(choices: Sequence[Choice]) -> None:
            if not is_late():
                await self._answer(came, choices)

        async def ask() -> None:
            if self._last.get(key, came.id) == came.id and not is_late():
                await self._on_event(Suggest(*field, came.user, came.at, offer), nobody)

        return ask

    async def _answer(self, came: Arrived, choices: Sequence[Choice]) -> None:
        path = "/interactions/{webhook_id}/{webhook_token}/callback"
        route = Route("POST", path, webhook_id=str(came.id), webhook_token=came.token)
        body = {"type": _CHOICES, "data": {"choices": fitting(choices)}}
        try:
            await self._wire.call(route, NAME, body)
        except ChatError as error:
            if code_of(error) not in (ALREADY_ACKNOWLEDGED, *EXPIRED):
                log.info("what fits a field could not be offered: %s", error)


def fitting(choices: Iterable[Choice]) -> list[dict[str, str]]:
    """As Discord takes them: not too many, none twice, none empty, none too long."""
    shown: dict[str, str] = {}
    for each in choices:
        label, value = cut(each.label, LONGEST), each.value
        fits = value.strip() and len(value) <= LONGEST  # a part of it would mean something else
        if label and fits and value not in shown and label not in shown.values():
            shown[value] = label
    return [{"name": label, "value": value} for value, label in shown.items()][:MOST]


async def _nothing() -> None:
    """Nobody knows which field it is about."""
