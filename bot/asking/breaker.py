"""A model that failed several times in a row is left alone for a while: nobody waits in vain."""

from datetime import datetime, timedelta

from bot.errors import ModelError
from bot.ports import Clock


class Resting(ModelError):
    """The model is left alone for `retry_after` seconds; the text says what it failed with."""


class Breaker:
    """Counts failures in a row. After `most` of them it says the last one again for `rest`."""

    def __init__(self, most: int, rest: timedelta, clock: Clock) -> None:
        self._most, self._rest, self._clock = most, rest, clock
        self._failures = 0
        self._said = ""
        self._until: datetime | None = None

    def check(self) -> None:
        """Raises `Resting` while the model is left alone."""
        left = (self._until - self._clock()).total_seconds() if self._until else 0.0
        if left > 0:
            raise Resting(self._said, left)

    def answered(self) -> None:
        """The model works."""
        self._failures, self._until = 0, None

    def failed(self, error: ModelError) -> None:
        """It does not; after a rest one more failure is enough."""
        self._failures += 1
        if self._failures >= self._most:
            self._said, self._until = str(error), self._clock() + self._rest
