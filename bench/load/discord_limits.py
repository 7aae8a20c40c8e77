"""Discord's limits of rate, strictly: every second counts, whenever it begins."""

import time
from collections import Counter, deque
from dataclasses import dataclass

RATE = 50  # requests in any second, answers to interactions apart
MESSAGES, SECONDS = 5, 5.0  # in a channel or thread


@dataclass(slots=True)
class _Window:
    """A bucket, from its first request on."""

    ends: float = 0.0
    used: int = 0


class Limits:
    """`taken` are the moments of the requests that were let through, `refused` those that not."""

    def __init__(self) -> None:
        self.taken: list[float] = []
        self.refused: Counter[str] = Counter()
        self._last_second: deque[float] = deque()
        self._windows: dict[tuple[str, str], _Window] = {}

    def overall(self) -> float:
        """Count one more request; returns the seconds to wait where that is too many, else 0."""
        now = time.perf_counter()
        while self._last_second and self._last_second[0] <= now - 1:
            self._last_second.popleft()
        if len(self._last_second) >= RATE:
            self.refused["overall"] += 1
            return self._last_second[0] + 1 - now
        self._last_second.append(now)
        self.taken.append(now)
        return 0.0

    def bucket(
        self, name: str, major: str, most: int, seconds: float
    ) -> tuple[float, dict[str, str]]:
        """Count one more in a bucket: the seconds to wait, and what the answer says of it."""
        now = time.perf_counter()
        window = self._windows.setdefault((name, major), _Window())
        if now >= window.ends:
            window.ends, window.used = now + seconds, 0
        left = window.ends - now
        wait = left if window.used >= most else 0.0
        if wait:
            self.refused[name] += 1
        else:
            window.used += 1
        return wait, {
            "X-RateLimit-Limit": str(most),
            "X-RateLimit-Remaining": str(most - window.used),
            "X-RateLimit-Reset": f"{time.time() + left:.3f}",
            "X-RateLimit-Reset-After": f"{left:.3f}",
            "X-RateLimit-Bucket": f"bucket-of-{name}",
        }
