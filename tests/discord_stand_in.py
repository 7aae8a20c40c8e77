"""A small Discord on this machine: HTTP, gateway and what people see, with faults on demand."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from aiohttp import WSMsgType, web

from adapters.chat_discord import DiscordChat
from bot.messages import Address
from tests.discord_shapes import (
    BOT,
    CHANNEL,
    COMPONENTS_V2,
    DIRECT_CHANNEL,
    EPHEMERAL,
    MANAGE_CHANNELS,
    PERSON,
    SERVER,
    Refusal,
    buttons_of,
    check_edit,
    interaction,
    message_of,
    text_of,
    thread_of,
    user,
)
from tests.fakes import NOW
from tests.stand_ins import has_loopback

PLACE = Address("discord", f"{SERVER}/{CHANNEL}")
TOKEN = "the-secret-token"
_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
_PATIENCE = 5.0  # seconds until a test that waits in vain fails

Json = dict[str, Any]


@dataclass
class Fault:
    """What goes wrong with the next requests whose `METHOD /path` matches `on`.

    `hang`: no answer while the stand-in lives; `reset`: done, but the connection is dropped
    before the answer; else an answer of `status` with Discord's `code`, a web page with `html`,
    or half of its JSON with `cut`.
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


@dataclass
class Asked:
    """An interaction: how it was acknowledged, and the answers that it has now."""

    id: str
    token: str
    kind: int
    acknowledged: Json | None = None
    original: str | None = None
    answers: dict[str, Json] = field(default_factory=dict)

    @property
    def thinking(self) -> bool:
        """Whether it shows that an answer is on its way."""
        deferred = self.acknowledged is not None and self.acknowledged["type"] == 5
        return deferred and self.original is None

    @property
    def seen(self) -> list[tuple[str, bool]]:
        """The text of each answer, and whether one person alone sees it."""
        return [(text_of(each), bool(each["flags"] & EPHEMERAL)) for each in self.answers.values()]


class DiscordStandIn:
    """What Discord remembers. `now` is its clock; identities of messages come from it."""

    def __init__(self) -> None:
        self.now = NOW
        self.url = ""
        self.faults: list[Fault] = []
        self.requests: list[tuple[str, str, Any]] = []
        self.commands: list[Json] = []
        self.channels: dict[str, dict[str, Json]] = {CHANNEL: {}}
        self.last: dict[str, str] = {}
        self.servers = {SERVER}
        self.hidden: set[str] = set()  # channels whose history is not shown
        self.asked: dict[str, Asked] = {}
        self._nonces: dict[str, tuple[datetime, Json]] = {}
        self._numbers = count(1)
        self.refuses_gateway = 0  # a code with which each connection ends
        self._sockets: set[web.WebSocketResponse] = set()
        self._changed = asyncio.Event()
        self._stopped = asyncio.Event()

    @property
    def shown(self) -> list[Json]:
        """Every message that somebody can see now, in channels, threads and answers."""
        places = [*self.channels.values(), *(each.answers for each in self.asked.values())]
        return [message for messages in places for message in messages.values()]

    def times(self, text: str) -> int:
        return sum(text_of(each).count(text) for each in self.shown)

    def texts(self, channel: str = CHANNEL) -> list[str]:
        return [text_of(each) for each in self.channels[channel].values()]

    def sent(self, on: str) -> list[Any]:
        """The bodies of the requests whose `METHOD /path` matches."""
        return [body for method, path, body in self.requests if re.search(on, f"{method} {path}")]

    async def until(self, happened: Callable[[], object]) -> None:
        """Wait for something that a request or a connection brings about."""
        async with asyncio.timeout(_PATIENCE):
            while not happened():
                self._changed.clear()
                await self._changed.wait()

    def snowflake(self) -> str:
        milliseconds = int((self.now - _EPOCH) / timedelta(milliseconds=1))
        return str(milliseconds << 22 | next(self._numbers))

    async def type(
        self, name: str, *, thread: str = "", direct: bool = False, **options: str
    ) -> Asked:
        """Somebody sends a command."""
        given = [{"type": 3, "name": key, "value": value} for key, value in options.items()]
        first, _, sub = name.partition(" ")
        nested = [{"type": 1, "name": sub, "options": given}] if sub else given
        data = {"id": "1", "type": 1, "name": first, "options": nested}
        return await self._interact(2, data, thread=thread, direct=direct)

    async def press(self, label: str, **more: Any) -> Asked:
        """Somebody presses the button with this label."""
        for shown in self.shown:
            for button in buttons_of(shown):
                if button["label"] == label:
                    data = {"component_type": 2, "custom_id": button["custom_id"]}
                    return await self._interact(3, data, message=shown, **more)
        raise AssertionError(f"no button {label}")

    async def _interact(self, kind: int, data: Json, **more: Any) -> Asked:
        number = self.snowflake()
        self.asked[f"token-{number}"] = asked = Asked(number, f"token-{number}", kind)
        await self.tell(asked, data, **more)
        return asked

    async def tell(
        self,
        asked: Asked,
        data: Json,
        *,
        message: Json | None = None,
        thread: str = "",
        direct: bool = False,
        permissions: int = MANAGE_CHANNELS,
    ) -> None:
        """Send an interaction to whoever is connected."""
        channel: Json = {"id": CHANNEL, "type": 0, "name": "papers", "position": 0}
        if thread:
            channel = thread_of(thread)
        if direct:
            channel = DIRECT_CHANNEL
        shape = interaction(asked.id, asked.token, asked.kind, data, channel, permissions)
        event = shape | ({"message": message} if message else {})
        for socket in self._sockets:
            await socket.send_json({"op": 0, "t": "INTERACTION_CREATE", "s": 2, "d": event})

    async def connected(self) -> None:
        """Wait until a gateway connection is ready."""
        await self.until(lambda: self._sockets)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["DiscordStandIn"]:
        app = web.Application()
        app.router.add_get("/", self._gateway)
        app.router.add_route("*", "/api/v10/{path:.*}", self._http)
        runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            self._stopped.set()
            for socket in [*self._sockets]:
                await socket.close()
            await runner.cleanup()

    async def hang_up(self) -> None:
        """End every connection, as Discord does now and then."""
        for socket in [*self._sockets]:
            self._sockets.discard(socket)
            await socket.close(code=4000)

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 45000}})
        async for message in socket:
            said = message.json() if message.type == WSMsgType.TEXT else {}
            if said.get("op") == 1:
                await socket.send_json({"op": 11})
            elif said.get("op") == 2 and self.refuses_gateway:
                await socket.close(code=self.refuses_gateway)
            elif said.get("op") == 6:
                self._sockets.add(socket)
                self._changed.set()
            elif said.get("op") == 2:
                await socket.send_json({"op": 0, "t": "READY", "s": 1, "d": self._ready()})
                self._sockets.add(socket)
                self._changed.set()
        self._sockets.discard(socket)
        return socket

    def _ready(self) -> Json:
        return {
            "v": 10,
            "user": user(BOT, "paper-bot"),
            "guilds": [],
            "session_id": "s",
            "resume_gateway_url": self.url.replace("http", "ws"),
            "application": {"id": BOT, "flags": 0},
        }

    async def _http(self, request: web.Request) -> web.Response:
        path = "/" + request.match_info["path"]
        body = await request.json() if request.can_read_body else None
        self.requests.append((request.method, path, body))
        fault = self._fault(f"{request.method} {path}")
        try:
            if fault and fault.hang:
                self._changed.set()
                await self._stopped.wait()
            if fault and fault.status:
                return _failed(fault)
            _check_token(request)
            answer = self._answer(request.method, path, body, request.query)
            if fault and fault.reset and request.transport:
                request.transport.abort()
            return _json(answer) if answer is not None else web.Response(status=204)
        except Refusal as refusal:
            return _json({"code": refusal.code, "message": refusal.text}, refusal.status)
        finally:
            self._changed.set()

    def _fault(self, asked: str) -> Fault | None:
        fault = next((each for each in self.faults if re.search(each.on, asked)), None)
        if fault:
            fault.times -= 1
            if not fault.times:
                self.faults.remove(fault)
        return fault

    def _answer(self, method: str, path: str, body: Any, query: Any) -> Any:
        for pattern, name in _ROUTES:
            if found := re.fullmatch(pattern, f"{method} {path}"):
                return getattr(self, name)(*found.groups(), body=body, query=query)
        raise Refusal(404, 0, "404: Not Found")

    def _me(self, **_: Any) -> Json:
        return user(BOT, "paper-bot")

    def _application(self, **_: Any) -> Json:
        return {
            "id": BOT,
            "name": "Paperboy",
            "icon": None,
            "description": "",
            "bot_public": True,
            "bot_require_code_grant": False,
            "owner": user(PERSON, "Ada"),
            "verify_key": "0",
            "flags": 0,
        }

    def _declare(self, _application: str, *, body: Any, **_: Any) -> Any:
        self.commands = body
        return body

    def _server(self, server: str, **_: Any) -> Json:
        if server not in self.servers:
            raise Refusal(403, 50001, "Missing Access")
        return {"id": server}

    def _channel(self, channel: str, **_: Any) -> Json:
        self._messages(channel)
        return {"id": channel, "type": 0, "last_message_id": self.last.get(channel)}

    def _create(self, channel: str, *, body: Json, **_: Any) -> Json:
        messages = self._messages(channel)
        nonce = str(body.get("nonce", ""))
        assert len(nonce) <= 25
        before = self._nonces.get(nonce) if body.get("enforce_nonce") else None
        if before and self.now - before[0] <= timedelta(minutes=3):
            return before[1]
        made = self._made(channel, body)
        messages[made["id"]] = made
        self.last[channel] = made["id"]
        self._nonces[nonce] = (self.now, made)
        return made

    def _edit(self, channel: str, message: str, *, body: Json, **_: Any) -> Json:
        messages = self._messages(channel)
        if message not in messages:
            messages = next((a.answers for a in self.asked.values() if message in a.answers), {})
        if message not in messages:
            raise Refusal(404, 10008, "Unknown Message")
        check_edit(body)
        messages[message] = self._made(channel, body, message)
        return messages[message]

    def _delete(self, channel: str, message: str, **_: Any) -> None:
        if self._messages(channel).pop(message, None) is None:
            raise Refusal(404, 10008, "Unknown Message")

    def _history(self, channel: str, *, query: Any, **_: Any) -> list[Json]:
        messages = {} if channel in self.hidden else self._messages(channel)
        after, most = int(query.get("after", 0)), int(query.get("limit", 50))
        found = sorted(int(each) for each in messages if int(each) > after)[:most]
        return [messages[str(each)] for each in reversed(found)]

    def _open_thread(self, channel: str, message: str, *, body: Json, **_: Any) -> Json:
        if message not in self._messages(channel):
            raise Refusal(404, 10008, "Unknown Message")
        if message in self.channels:
            raise Refusal(400, 160004, "A thread has already been created for this message")
        assert 1 <= len(body["name"]) <= 100
        self.channels[message] = {}
        return thread_of(message)

    def _open_direct(self, *, body: Json, **_: Any) -> Json:
        assert body["recipient_id"] == PERSON
        self.channels.setdefault("500", {})
        return {"id": "500", "type": 1, "last_message_id": None, "recipients": []}

    def _callback(self, number: str, token: str, *, body: Json, **_: Any) -> Json:
        asked = self.asked[token]
        if asked.acknowledged is not None:
            raise Refusal(400, 40060, "Interaction has already been acknowledged.")
        assert asked.id == number
        asked.acknowledged = body
        return {"interaction": {"id": number, "type": asked.kind, "response_message_id": "1"}}

    def _follow(self, _application: str, token: str, *, body: Json, **_: Any) -> Json:
        asked = self._alive(token)
        if asked.thinking:  # who sees it was fixed then
            return self._fill(asked, body)
        made = self._made(CHANNEL, body)
        asked.answers[made["id"]] = made
        return made

    def _change(self, _application: str, token: str, message: str, *, body: Json, **_: Any) -> Json:
        asked = self._alive(token)
        check_edit(body)
        if message == "@original" and asked.thinking:
            return self._fill(asked, body)
        message = (asked.original or "") if message == "@original" else message
        if message not in asked.answers:
            raise Refusal(404, 10008, "Unknown Message")
        flags = asked.answers[message]["flags"]
        asked.answers[message] = self._made(CHANNEL, body, message) | {"flags": flags}
        return asked.answers[message]

    def _take_back(self, _application: str, token: str, message: str, **_: Any) -> None:
        asked = self._alive(token)
        assert message == "@original"
        asked.answers.pop(asked.original or "", None)
        asked.original = "deleted"

    def _fill(self, asked: Asked, body: Json) -> Json:
        deferred = (asked.acknowledged or {}).get("data") or {}
        made = self._made(CHANNEL, body)
        made["flags"] = COMPONENTS_V2 | deferred.get("flags", 0)
        asked.original = made["id"]
        asked.answers[made["id"]] = made
        return made

    def _alive(self, token: str) -> Asked:
        asked = self.asked[token]
        if asked.acknowledged is None:
            raise Refusal(404, 10015, "Unknown Webhook")
        if self.now - _time_of(asked.id) > timedelta(minutes=15):
            raise Refusal(401, 50027, "Invalid Webhook Token")
        return asked

    def _messages(self, channel: str) -> dict[str, Json]:
        if channel not in self.channels:
            raise Refusal(404, 10003, "Unknown Channel")
        return self.channels[channel]

    def _made(self, channel: str, body: Json, number: str = "") -> Json:
        return message_of(number or self.snowflake(), channel, body, self.now)


_ROUTES = (
    (r"GET /users/@me", "_me"),
    (r"GET /oauth2/applications/@me", "_application"),
    (r"PUT /applications/(\d+)/commands", "_declare"),
    (r"GET /guilds/(\d+)", "_server"),
    (r"GET /channels/(\d+)", "_channel"),
    (r"GET /channels/(\d+)/messages", "_history"),
    (r"POST /channels/(\d+)/messages", "_create"),
    (r"PATCH /channels/(\d+)/messages/(\d+)", "_edit"),
    (r"DELETE /channels/(\d+)/messages/(\d+)", "_delete"),
    (r"POST /channels/(\d+)/messages/(\d+)/threads", "_open_thread"),
    (r"POST /users/@me/channels", "_open_direct"),
    (r"POST /interactions/(\d+)/([\w-]+)/callback", "_callback"),
    (r"POST /webhooks/(\d+)/([\w-]+)", "_follow"),
    (r"PATCH /webhooks/(\d+)/([\w-]+)/messages/(@original|\d+)", "_change"),
    (r"DELETE /webhooks/(\d+)/([\w-]+)/messages/(@original)", "_take_back"),
)


def _check_token(request: web.Request) -> None:
    """Only what belongs to an interaction goes without."""
    said = request.headers.get("Authorization")
    free = said is None and re.search("/(interactions|webhooks)/", request.path)
    if said != f"Bot {TOKEN}" and not free:
        raise Refusal(401, 0, "401: Unauthorized")


def _failed(fault: Fault) -> web.Response:
    if fault.cut:
        return web.Response(body=b'{"id', headers={"Content-Type": "application/json"})
    if fault.html:
        return web.Response(status=fault.status, text="<html>no</html>", content_type="text/html")
    body: Json = {"code": fault.code, "message": "this is what went wrong"}
    if fault.retry_after is not None:
        body = {"message": "limited", "retry_after": fault.retry_after, "global": False}
    return _json(body, fault.status)


def _json(body: Any, status: int = 200) -> web.Response:
    """discord.py reads JSON only where the type has no charset beside it."""
    text = web.json_response(body).body
    headers = {
        "Content-Type": "application/json",
        "Via": "1.1 stand-in",
        "X-RateLimit-Bucket": "bucket",
        "X-RateLimit-Limit": "50",
        "X-RateLimit-Remaining": "49",
        "X-RateLimit-Reset-After": "1",
    }
    return web.Response(body=text, status=status, headers=headers)


def _time_of(number: str) -> datetime:
    return _EPOCH + timedelta(milliseconds=int(number) >> 22)


@dataclass
class DiscordRoom:
    """A chat on a Discord of its own; `times` says how often a text stands in shown messages."""

    chat: DiscordChat
    discord: DiscordStandIn
    place: Address = PLACE

    def times(self, text: str) -> int:
        return self.discord.times(text)


def chat_on(discord: DiscordStandIn, token: str = TOKEN) -> DiscordChat:
    """A chat whose Discord this is."""
    return DiscordChat(
        token=token,
        clock=lambda: discord.now,
        api_url=f"{discord.url}/api/v10",
        gateway_url=discord.url.replace("http", "ws"),
    )


@asynccontextmanager
async def discord_room() -> AsyncIterator[DiscordRoom]:
    """Serve a Discord with one channel, and a chat on it."""
    if not has_loopback():
        pytest.skip("this machine has no loopback network (127.0.0.1) to serve on")
    async with DiscordStandIn().serving() as discord:
        chat = chat_on(discord)
        try:
            yield DiscordRoom(chat, discord)
        finally:
            await chat.close()
