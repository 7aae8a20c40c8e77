"""How fast a chat may be spoken to: one line a channel, and one for all of them."""

from bisect import insort
from collections.abc import Awaitable, Callable

from bot.messages import Address, Pace

_SHARE = 0.97  # of the pace: clocks jitter, and a platform counts strictly


class Pacer:
    """Hands out the moments at which messages of one chat may leave. Seconds of `monotonic`."""

    def __init__(self, pace: Pace, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._overall = 1 / (pace.overall * _SHARE)
        self._channel = 1 / (pace.channel * _SHARE)
        # In any second at most the pace leaves: what flows, and what may be caught up at once.
        self._most_left = max(pace.overall * (1 - _SHARE), 1.0)
        self._left, self._filled = 1.0, monotonic()
        self._booked: list[float] = []  # in order
        self._channels: dict[Address, float] = {}

    def reserve(self, place: Address) -> float:
        """Book the next moment for this place; returns how many seconds it is away."""
        now = self._monotonic()
        at = max(now, self._channels.get(place, 0.0))
        self._booked = [each for each in self._booked if each > now - self._overall]
        for each in self._booked:
            if at - self._overall < each < at + self._overall:
                at = each + self._overall
        insort(self._booked, at)
        self._channels[place] = at + self._channel
        return at - now

    async def depart(self, place: Address, sleep: Callable[[float], Awaitable[None]]) -> None:
        """Wait until it may really leave: what a busy machine held up must not come in a burst."""
        while True:
            now = self._monotonic()
            filled = self._left + (now - self._filled) / self._overall
            self._left, self._filled = min(filled, self._most_left), now
            if self._left > 1 - 1e-6:
                break
            await sleep((1 - self._left) * self._overall)
        self._left -= 1
        self._channels[place] = now + self._channel

    def busy(self) -> list[Address]:
        """The places that must wait for their channel's pace."""
        now = self._monotonic()
        self._channels = {place: at for place, at in self._channels.items() if at > now}
        return list(self._channels)

    def next_free(self) -> float:
        """Seconds until the first of the busy places is free; 0 where none is."""
        first = min(self._channels.values(), default=0.0)
        return max(first - self._monotonic(), 0.0)
