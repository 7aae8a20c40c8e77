"""A small server of OpenAI's kind on this machine, that plays every outcome and counts its price.

Its tokens have four bytes each. It charges whatever it read and answered, also where the answer
never arrives; what it refuses costs nothing.
"""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from string import ascii_lowercase
from typing import Any

import pytest
from aiohttp import web

from tests.stand_ins import has_loopback

Body = Mapping[str, Any]


@dataclass(frozen=True)
class Play:
    """What comes of one request: an answer, or the fault that is set."""

    text: str | None = '{"answer": "yes"}'
    finish: str = "stop"
    refusal: str | None = None
    choices: bool = True
    usage: bool = True
    status: int = 200
    error: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    hang: bool = False
    drip: float = 0.0
    reset: bool = False

    @property
    def is_charged(self) -> bool:
        return self.status == 200


GOOD = Play()
REFUSED = Play(None, refusal="I cannot help with that.")
FILTERED = Play("", finish="content_filter")
CUT = Play('{"answer": "ye', finish="length")
BROKEN = Play('{"reply": 42}')
FENCED = Play('Here it is:\n```json\n{"answer": "yes"}\n```\nAnything else?')
CHATTY = Play('Sure {thing}! {"answer": "yes"} Hope that helps {you}.')
EMPTY = Play("")
NULL = Play(None)
NO_CHOICES = Play(choices=False)
UNCOUNTED = Play(usage=False)
NOT_JSON = Play(raw=b"<!doctype html><title>Welcome</title>")
HANG = Play(hang=True)
DRIP = Play(drip=0.01)
RESET = Play(reset=True)


def failing(status: int, message: str = "No.", wait: str = "", **more: str) -> Play:
    """An error as OpenAI writes it; `wait` is its `Retry-After`."""
    headers = {"Retry-After": wait} if wait else {}
    return Play(status=status, error={"message": message, **more}, headers=headers)


UNAUTHORISED = failing(401, "Incorrect API key provided: sk-secret.", code="invalid_api_key")
UNKNOWN_MODEL = failing(404, "The model does not exist.", code="model_not_found")
LIMITED = failing(429, "Rate limit reached.", wait="2", code="rate_limit_exceeded")
NO_QUOTA = failing(429, "You exceeded your quota.", wait="2", type="insufficient_quota")
NO_SCHEMA = failing(400, "This response_format type is unavailable now.", param="response_format")
NO_MAX_TOKENS = failing(
    400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."
)
TOO_LONG = failing(400, "At most 8192 tokens: “a text”.", code="context_length_exceeded")


@dataclass
class ModelServer:
    """Its address, what it was asked, what it says, and what it charged in tokens.

    `say` answers a request's body; `lacks` are parameters that it refuses with a 400. `seconds`
    is how long an answer takes.
    """

    url: str = ""
    say: Callable[[Body], Play] = lambda _: GOOD
    lacks: set[str] = field(default_factory=set)
    seconds: float = 0.0
    asked: list[Body] = field(default_factory=list)
    embedded: list[list[str]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    charged_in: int = 0
    charged_out: int = 0
    at_once: int = 0
    most_at_once: int = 0
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def plays(self, *plays: Play) -> None:
        """One after the other, the last of them for good."""
        left = list(plays)
        self.say = lambda _: left.pop(0) if len(left) > 1 else left[0]

    def said(self, number: int = -1) -> list[str]:
        """The texts of a request's messages."""
        return [each["content"] for each in self.asked[number]["messages"]]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.asked.append(body)
        self.keys.append(request.headers.get("Authorization", ""))
        self.arrived.set()
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        try:
            return await self._play(request, body, self._choose(body))
        finally:
            self.at_once -= 1

    async def embed(self, request: web.Request) -> web.StreamResponse:
        """A vector a text: how often each of the 26 letters stands in it, and one more."""
        body = await request.json()
        self.embedded.append(body["input"])
        self.keys.append(request.headers.get("Authorization", ""))
        play = self.say(body)
        if play.hang:
            await self.over.wait()
        if play.raw is not None or play.status != 200:
            raw = play.raw if play.raw is not None else json.dumps({"error": play.error}).encode()
            return web.Response(body=raw, status=play.status, content_type="application/json")
        tokens = sum(map(_tokens, body["input"]))
        self.charged_in += tokens
        data = [
            {"object": "embedding", "index": number, "embedding": letters(text)}
            for number, text in enumerate(body["input"])
        ]
        usage = {"prompt_tokens": tokens, "total_tokens": tokens} if play.usage else None
        return web.json_response({"object": "list", "data": data[::-1], "usage": usage})

    def _choose(self, body: Body) -> Play:
        if self.lacks & body.keys():
            return NO_SCHEMA if "response_format" in self.lacks & body.keys() else NO_MAX_TOKENS
        return self.say(body)

    async def _play(self, request: web.Request, body: Body, play: Play) -> web.StreamResponse:
        tokens_in, tokens_out = _tokens(json.dumps(body["messages"])), _tokens(play.text or "")
        if play.is_charged:
            self.charged_in += tokens_in
            self.charged_out += tokens_out
        if self.seconds:
            await asyncio.sleep(self.seconds)
        if play.hang:
            await self.over.wait()
        if play.reset and request.transport:
            its: socket.socket = request.transport.get_extra_info("socket")
            # Closing with this set sends a reset in place of a farewell.
            its.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01" + b"\x00" * 7)
            request.transport.abort()
        raw = play.raw if play.raw is not None else _body(play, tokens_in, tokens_out)
        kind = "text/html" if play.raw is not None else "application/json"
        if play.drip:
            return await self._drip(request, raw, play.drip)
        return web.Response(
            body=raw, status=play.status, headers=dict(play.headers), content_type=kind
        )

    async def _drip(self, request: web.Request, raw: bytes, pause: float) -> web.StreamResponse:
        reply = web.StreamResponse()
        await reply.prepare(request)
        for _ in raw:
            await reply.write(b" ")
            await asyncio.sleep(pause)
        await self.over.wait()
        return reply


def _body(play: Play, tokens_in: int, tokens_out: int) -> bytes:
    if play.error:
        return json.dumps({"error": play.error}).encode()
    message = {"role": "assistant", "content": play.text, "refusal": play.refusal}
    choice = {"index": 0, "finish_reason": play.finish, "message": message}
    usage = {
        "prompt_tokens": tokens_in,
        "completion_tokens": tokens_out,
        "total_tokens": tokens_in + tokens_out,
    }
    answer = {"id": "1", "object": "chat.completion", "created": 1, "model": "stand-in"}
    its = {"choices": [choice] if play.choices else [], "usage": usage if play.usage else None}
    return json.dumps({**answer, **its}).encode()


def letters(text: str) -> list[float]:
    """The vector of a text at the stand-in."""
    return [1.0, *(float(text.lower().count(each)) for each in ascii_lowercase)]


def _tokens(text: str) -> int:
    return -(-len(text.encode()) // 4)


@asynccontextmanager
async def model_server(*plays: Play) -> AsyncIterator[ModelServer]:
    """Serve on this machine; `plays` in turn, the last of them for good."""
    if not has_loopback():
        pytest.skip("this machine has no loopback network (127.0.0.1) to serve on")
    its = ModelServer()
    its.plays(*(plays or (GOOD,)))
    app = web.Application(client_max_size=2**26)
    app.router.add_post("/v1/chat/completions", its.answer)
    app.router.add_post("/v1/embeddings", its.embed)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, backlog=2048)
    await site.start()
    host, port = runner.addresses[0][:2]
    its.url = f"http://{host}:{port}/v1"
    try:
        yield its
    finally:
        its.over.set()
        await runner.cleanup()


def with_text(text: str) -> Play:
    """A good answer that says this."""
    return replace(GOOD, text=text)
