"""What Slack knows about people: their time zone."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from adapters.chat_slack.api import SlackApi
from bot.errors import ChatError
from bot.ports import Clock

log = logging.getLogger(__name__)

_KEPT = timedelta(days=1)
_MOST = 1000  # people who are remembered
_PATIENCE = 3.0  # seconds that an answer waits for this


class People:
    """Looks people up, and remembers them for a day. Takes the scope users:read."""

    def __init__(self, api: SlackApi, clock: Clock) -> None:
        self._api, self._clock = api, clock
        self._zones: dict[str, tuple[str | None, datetime]] = {}
        self._has_failed = False

    async def timezone(self, user_id: str) -> str | None:
        """A person's time zone, such as `Europe/Berlin`; `None` where it cannot be known."""
        zone, until = self._zones.get(user_id, (None, None))
        if until and self._clock() < until:
            return zone
        try:
            async with asyncio.timeout(_PATIENCE):
                answer = await self._api.read("users.info", "Looking up a person", user=user_id)
        except (ChatError, TimeoutError) as error:
            self._say_once(str(error) or "Slack took too long to answer")
            return None
        zone = _zone(answer)
        self._zones.pop(user_id, None)
        self._zones[user_id] = (zone, self._clock() + _KEPT)
        if len(self._zones) > _MOST:
            del self._zones[next(iter(self._zones))]
        return zone

    def _say_once(self, why: str) -> None:
        """It is the same for everybody."""
        if not self._has_failed:
            log.warning("the time zones of people are not known: %s", why)
        self._has_failed = True


def _zone(answer: Mapping[str, Any]) -> str | None:
    match answer.get("user"):
        case {"tz": str(zone)} if zone:
            return zone
        case _:
            return None
