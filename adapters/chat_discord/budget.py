"""The budget of invalid requests: Discord blocks an address that has too many of them."""

import logging
from collections import deque
from collections.abc import Callable

from adapters.chat_discord.sdk import discord

WARNED, REFUSED = 1_000, 8_000  # Discord's own limit is 10,000
WINDOW = 600.0  # seconds
INVALID = (401, 403, 429)

log = logging.getLogger(__name__)


class Budget:
    """Counts answers of 401, 403 and 429 over ten minutes. Seconds of `monotonic`."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._invalid: deque[float] = deque(maxlen=REFUSED)
        self._warned = False

    def note(self) -> None:
        """Count one more; say it once where they are many."""
        self._forget()
        self._invalid.append(self._monotonic())
        if len(self._invalid) >= WARNED and not self._warned:
            self._warned = True
            log.warning(
                "Discord refused %d requests in ten minutes, and blocks the address at 10,000: "
                "`paperboy doctor` says which permissions are missing.",
                len(self._invalid),
            )

    def check(self) -> None:
        """Raise `discord.RateLimited` where there are too many, until they are past."""
        self._forget()
        if len(self._invalid) >= REFUSED:
            raise discord.RateLimited(self._invalid[0] + WINDOW - self._monotonic())

    def _forget(self) -> None:
        since = self._monotonic() - WINDOW
        while self._invalid and self._invalid[0] <= since:
            self._invalid.popleft()
        if len(self._invalid) < WARNED // 2:
            self._warned = False
