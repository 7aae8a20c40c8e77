"""How much one person may ask."""

from datetime import datetime

from bot.errors import UserError
from bot.ports import Clock


class Rates:
    """How much one person may ask: so much at once, and so much an hour; then they hear `what`."""

    def __init__(
        self,
        clock: Clock,
        at_once: int = 20,
        an_hour: int = 1800,
        what: str = "That is a lot at once: try again in a few seconds.",
    ) -> None:
        self._clock, self._what = clock, what
        self._at_once, self._an_hour = at_once, an_hour
        self._left: dict[str, tuple[float, datetime]] = {}

    def take(self, person: str) -> None:
        """Count one more. Raises `UserError` where it is too much."""
        now = self._clock()
        left, before = self._left.get(person, (float(self._at_once), now))
        seconds = max((now - before).total_seconds(), 0.0)
        left = min(left + seconds * self._an_hour / 3600, self._at_once)
        is_too_much = left < 1
        if len(self._left) > 10_000:  # whoever is left out has asked nothing for long
            self._left = dict(list(self._left.items())[5_000:])
        self._left.pop(person, None)
        # Also of what is refused: a clock that was set back must not refuse a person till then.
        self._left[person] = (left if is_too_much else left - 1, now)
        if is_too_much:
            raise UserError(self._what)
