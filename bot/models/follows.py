"""What one person follows, and how far they have looked."""

from dataclasses import dataclass
from datetime import date

from bot.models.papers import Paper


@dataclass(frozen=True, slots=True)
class Follow:
    """A topic that somebody follows, as they typed it. `id` is 0 until it is stored.

    `key` is the same for what means the same.
    """

    typed: str
    key: str
    id: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """How far somebody has looked: until the announcement of `day`.

    `after` and `until` are the events between which that look was: who looks at the same day again
    sees the same, and what has come since. `after` is 0 for the first look.
    """

    day: date
    after: int
    until: int


@dataclass(frozen=True, slots=True)
class News:
    """Papers that may fit each topic, in its order, and the last event that was looked at."""

    papers: tuple[tuple[Paper, ...], ...]
    until: int
