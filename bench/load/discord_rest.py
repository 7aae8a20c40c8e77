"""Discord's REST in the bench's own process: channels, threads, and its limits, strictly.

Cheap, as it shares the processors with what it measures: nothing is checked that the tests check.
"""

import asyncio
import json
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from random import Random

from aiohttp import web

from bot.messages import Address
from load.discord_limits import MESSAGES, SECONDS, Limits
from load.discord_shapes import BOT, application, person, snowflake

TOKEN = "bench-token"
_THREADS, _THREADS_SECONDS = 50, 300.0  # in a channel


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as it stands in a channel or thread."""

    id: str
    nonce: str
    body: bytes


class Rest:
    """What came. `shown` are the messages by channel or thread; `repeats` those of known nonces.

    `lag`: seconds that a request is on its way, there and back, more or less. `strange` counts
    requests that nobody here knows.
    """

    def __init__(self, places: Collection[Address], lag: float = 0.0) -> None:
        self.url = ""
        self.limits = Limits()
        self.shown: defaultdict[str, list[Shown]] = defaultdict(list)
        self.repeats = 0
        self.strange: Counter[str] = Counter()
        self._channels = {each.channel.partition("/")[2] for each in places}
        self._threads: set[str] = set()
        self._posts = 0
        self._came = asyncio.Event()
        self._lag, self._random = lag, Random(7)

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[None]:
        """Listen on this machine until the end of the block."""
        runner = web.ServerRunner(web.Server(self._handle, access_log=None), shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield
        finally:
            await runner.cleanup()

    @property
    def api_url(self) -> str:
        """Where requests go."""
        return f"{self.url}/api/v10"

    def posts(self) -> int:
        """How many messages came for channels and threads."""
        return self._posts

    def bodies(self, channel: str) -> list[list[bytes]]:
        """The messages of a channel, each followed by those of its thread."""
        return [
            [each.body for each in (shown, *self.shown.get(shown.id, ()))]
            for shown in self.shown[channel]
        ]

    async def until(self, posts: int) -> None:
        """Wait for so many messages."""
        while self._posts < posts:
            self._came.clear()
            await self._came.wait()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        body = await request.read()
        _, _, _, *path = request.path.split("/")
        if self._lag:
            await asyncio.sleep(self._lag * self._random.uniform(0.3, 0.7))
        answer = self._counted(request.method, path, body)
        if self._lag:
            await asyncio.sleep(self._lag * self._random.uniform(0.3, 0.7))
        return answer

    def _counted(self, method: str, path: list[str], body: bytes) -> web.Response:
        wait = self.limits.overall()
        if wait:
            return too_many(wait, {"X-RateLimit-Global": "true"})
        return self._answer(method, path, body)

    def _answer(self, method: str, path: list[str], body: bytes) -> web.Response:
        match method, *path:
            case "POST", "channels", channel, "messages":
                return self._create(channel, json.loads(body).get("nonce"), body)
            case "POST", "channels", channel, "messages", message, "threads":
                return self._open_thread(channel, message)
            case "GET", "guilds", _, "channels":
                return as_json([{"id": each} for each in sorted(self._channels)])
            case "GET", "users", "@me":
                return as_json(person(BOT, "paperboy"))
            case "GET", ("oauth2" | "applications"), *_, "@me":
                return as_json(application())
        self.strange[f"{method} /{'/'.join(path)}"] += 1
        return as_json({"code": 0, "message": "404: Not Found"}, 404)

    def _create(self, channel: str, nonce: str, body: bytes) -> web.Response:
        if channel not in self._channels and channel not in self._threads:
            return as_json({"code": 10003, "message": "Unknown Channel"}, 404)
        wait, said = self.limits.bucket("messages", channel, MESSAGES, SECONDS)
        if wait:
            return too_many(wait, said)
        shown = next((each for each in self.shown[channel] if each.nonce == nonce), None)
        if shown:
            self.repeats += 1
        else:
            self._posts += 1
            shown = Shown(snowflake(self._posts), nonce, body)
            self.shown[channel].append(shown)
            self._came.set()
        made = {"id": shown.id, "type": 0, "channel_id": channel, "nonce": nonce, "content": ""}
        return as_json({**made, "author": person(BOT, "paperboy")}, 200, said)

    def _open_thread(self, channel: str, message: str) -> web.Response:
        if not any(each.id == message for each in self.shown[channel]):
            return as_json({"code": 10008, "message": "Unknown Message"}, 404)
        wait, said = self.limits.bucket("threads", channel, _THREADS, _THREADS_SECONDS)
        if wait:
            return too_many(wait, said)
        self._threads.add(message)
        made = {"id": message, "type": 11, "parent_id": channel, "name": "thread"}
        return as_json(made, 201, said)


def as_json(
    body: object, status: int = 200, headers: Mapping[str, str] | None = None
) -> web.Response:
    """discord.py reads JSON only where the type has no charset beside it."""
    said = {"Content-Type": "application/json", "Via": "1.1 bench", **(headers or {})}
    return web.Response(body=json.dumps(body).encode(), status=status, headers=said)


def too_many(seconds: float, headers: Mapping[str, str]) -> web.Response:
    """A 429, of all requests where the headers say so, else of a bucket."""
    overall = "X-RateLimit-Global" in headers
    body = {"message": "You are being rate limited.", "retry_after": seconds, "global": overall}
    more = {
        "Retry-After": str(int(seconds) + 1),
        "X-RateLimit-Scope": "global" if overall else "user",
    }
    return as_json(body, 429, {**headers, **more})
