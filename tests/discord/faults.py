"""What goes wrong at the stand-in for Discord: faults on demand, and the limits of rate."""

import asyncio
import math
import re
from collections import Counter, deque
from dataclasses import dataclass, field

from aiohttp import web

from tests.discord.components import Json


@dataclass
class Fault:
    """What goes wrong with the next `times` requests whose `METHOD /path` matches `on`.

    A connection to the gateway is `GATEWAY /`. `hang`: no answer while the stand-in lives;
    `reset`: done, but the connection is dropped before the answer; `lost`: dropped before it is
    read, nothing is done; else an answer of `status` with Discord's `code`, a web page with
    `html`, or half of its JSON with `cut`. With `done`, the request has its effect before that.
    `said` is why, in the words of whoever answers; `overall` makes a 429 with its `retry_after`
    (seconds) the global one. Where the connection is dropped, aiohttp tries a GET, PUT or DELETE
    once more by itself: mind that in `times`.
    """

    on: str
    status: int = 0
    code: int = 0
    retry_after: float | None = None
    hang: bool = False
    reset: bool = False
    html: bool = False
    cut: bool = False
    times: int = 1
    lost: bool = False
    done: bool = False
    overall: bool = False
    said: str = "this is what went wrong"

    @property
    def after(self) -> bool:
        """Whether the request has its effect."""
        return self.done or self.reset


def take_fault(faults: list[Fault], asked: str) -> Fault | None:
    """The first fault for `METHOD /path`, used up by one."""
    fault = next((each for each in faults if re.search(each.on, asked)), None)
    if fault:
        fault.times -= 1
        if not fault.times:
            faults.remove(fault)
    return fault


def failed(fault: Fault) -> web.Response:
    """The answer that a fault with a status gives."""
    if fault.cut:
        return web.Response(body=b'{"id', headers={"Content-Type": "application/json"})
    if fault.html:
        return web.Response(status=fault.status, text="<html>no</html>", content_type="text/html")
    if fault.retry_after is not None:
        return too_many(fault.retry_after, overall=fault.overall)
    body = {"code": fault.code, "message": fault.said}
    return as_json(body, fault.status or 503)


def too_many(
    retry_after: float, *, overall: bool, headers: dict[str, str] | None = None
) -> web.Response:
    """A 429 that says when to try again."""
    body: Json = {"message": "limited", "retry_after": retry_after, "global": overall}
    said = {"Retry-After": str(math.ceil(retry_after)), **(headers or {})}
    said["X-RateLimit-Scope"] = "global" if overall else "user"
    if overall:
        said["X-RateLimit-Global"] = "true"
    return as_json(body, 429, said)


@dataclass
class _Window:
    ends: float = 0.0
    used: int = 0

    def take(self, most: int, seconds: float, now: float) -> float:
        """Count one more; returns the seconds to wait where that is too many, else 0."""
        if now >= self.ends:
            self.ends, self.used = now + seconds, 0
        if self.used >= most:
            return self.ends - now
        self.used += 1
        return 0.0


@dataclass
class Limits:
    """Discord's limits of rate, in real time; 0 is none. Answers to interactions are exempt.

    `overall`: requests in any second, 50 at Discord; `channel`: messages in `seconds` in each
    channel, 5 in 5 at Discord, edits apart. `answered` counts the answers of each status.
    """

    overall: int = 0
    channel: int = 0
    seconds: float = 5.0
    answered: Counter[int] = field(default_factory=Counter)
    _latest: deque[float] = field(default_factory=deque)
    _buckets: dict[str, _Window] = field(default_factory=dict)

    @property
    def invalid(self) -> int:
        """How many answers there were of those that Discord blocks an address for."""
        return sum(self.answered[status] for status in (401, 403, 429))

    def take(self, method: str, path: str) -> tuple[web.Response | None, dict[str, str]]:
        """Count a request: the 429 that it gets, if any, and the headers for its answer."""
        now = asyncio.get_running_loop().time()
        if re.search("^/(interactions|webhooks)/", path):
            return None, {}
        if wait := self._take_overall(now):
            return too_many(wait, overall=True), {}
        found = re.fullmatch(r"/channels/(\d+)/messages(/\d+)?", path)
        if not (self.channel and found and method in ("POST", "PATCH")):
            return None, {}
        window = self._buckets.setdefault(f"{method} {found[1]}", _Window())
        wait = window.take(self.channel, self.seconds, now)
        headers = {
            "X-RateLimit-Limit": str(self.channel),
            "X-RateLimit-Remaining": str(self.channel - window.used),
            "X-RateLimit-Reset-After": f"{window.ends - now:.3f}",
            "X-RateLimit-Bucket": f"messages-{method.lower()}",
        }
        return (too_many(wait, overall=False, headers=headers) if wait else None), headers

    def _take_overall(self, now: float) -> float:
        if not self.overall:
            return 0.0
        while self._latest and self._latest[0] <= now - 1:
            self._latest.popleft()
        if len(self._latest) >= self.overall:
            return self._latest[0] + 1 - now
        self._latest.append(now)
        return 0.0


_USUAL = {
    "X-RateLimit-Bucket": "bucket",
    "X-RateLimit-Limit": "50",
    "X-RateLimit-Remaining": "49",
    "X-RateLimit-Reset-After": "1",
}


def as_json(body: object, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """discord.py reads JSON only where the type has no charset beside it."""
    text = web.json_response(body).body
    said = {"Content-Type": "application/json", "Via": "1.1 stand-in", **_USUAL, **(headers or {})}
    return web.Response(body=text, status=status, headers=said)
