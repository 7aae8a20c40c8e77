"""How much one person may ask."""

from datetime import datetime

from bot.errors import UserError
from bot.ports import Clock

_AT_ONCE = 20  # commands and presses of one person
_A_MINUTE = 30


class Rates:
    """How much one person may ask: 20 at once, 30 a minute."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._left: dict[str, tuple[float, datetime]] = {}

    def take(self, person: str) -> None:
        """Count one more. Raises `UserError` where it is too much."""
        now = self._clock()
        left, before = self._left.get(person, (float(_AT_ONCE), now))
        seconds = max((now - before).total_seconds(), 0.0)
        left = min(left + seconds * _A_MINUTE / 60, _AT_ONCE)
        is_too_much = left < 1
        if len(self._left) > 10_000:  # whoever is left out has asked nothing for long
            self._left = dict(list(self._left.items())[5_000:])
        self._left.pop(person, None)
        # Also of what is refused: a clock that was set back must not refuse a person till then.
        self._left[person] = (left if is_too_much else left - 1, now)
        if is_too_much:
            raise UserError("That is a lot at once: try again in a few seconds.")
