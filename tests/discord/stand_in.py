"""A small Discord on this machine: REST v10, gateway v10, and what people see and do there.

`DiscordStandIn` is all of it, each subject in a file of its own: what is remembered in `world`,
who is connected in `gateway`, what happens to the bot in `lifecycle`, what people do in `asking`,
what is answered over HTTP in `posting`, `threads`, `interactions` and `rest`, what goes wrong in
`faults`. Every body that comes in is checked against Discord's OpenAPI, where that is.
"""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import web

from adapters.chat_discord import DiscordChat
from bot.messages import Address
from tests.discord.components import Refusal
from tests.discord.faults import Fault, Limits, as_json, failed, take_fault
from tests.discord.gateway import TOKEN
from tests.discord.interactions import Asked
from tests.discord.messages import Upload
from tests.discord.openapi import objections
from tests.discord.rest import Rest
from tests.discord.shapes import CHANNEL, SERVER
from tests.stand_ins import has_loopback

__all__ = [
    "PLACE",
    "TOKEN",
    "Asked",
    "DiscordRoom",
    "DiscordStandIn",
    "Fault",
    "Limits",
    "chat_on",
    "discord_room",
]

PLACE = Address("discord", f"{SERVER}/{CHANNEL}")
_LARGEST = 64 << 20  # bytes of a request


class DiscordStandIn(Rest):
    """A whole Discord; see the classes that it is made of.

    `objections` are what Discord's OpenAPI says against the bodies that came in: `serving` fails
    for them at its end unless `strict` is off.
    """

    def __init__(self) -> None:
        super().__init__()
        self.strict = True
        self.objections: list[str] = []

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["DiscordStandIn"]:
        """Serve at `url` meanwhile."""
        app = web.Application(client_max_size=_LARGEST)
        app.router.add_get("/", self._gateway)
        app.router.add_get("/attachments/{path:.*}", self._file)
        app.router.add_route("*", "/api/v10/{path:.*}", self._http)
        runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            await self.stop()
            await runner.cleanup()
        assert not (self.strict and self.objections), self.objections

    async def _http(self, request: web.Request) -> web.StreamResponse:
        path = "/" + request.match_info["path"]
        asked = f"{request.method} {path}"
        fault = take_fault(self.faults, asked)
        if fault and fault.lost:
            _abort(request)
            self._changed.set()
            return web.Response()
        body, files = await _read(request)
        self.requests.append((request.method, path, body))
        if body is not None and self.strict:
            self.objections += objections(request.method, path, body)
        try:
            if fault and not fault.after:
                answer = await self._fail(fault)
            else:
                answer = self._answer(request, path, body, files)
                await self.tell_noted()
                if fault and fault.reset:
                    _abort(request)
                elif fault:
                    answer = await self._fail(fault)
        finally:
            self._changed.set()
        self.limits.answered[answer.status] += 1
        return answer

    async def _fail(self, fault: Fault) -> web.Response:
        if fault.hang:
            self._changed.set()
            await self._stopped.wait()
        return failed(fault)

    def _answer(
        self, request: web.Request, path: str, body: Any, files: list[Upload]
    ) -> web.Response:
        blocked, headers = self.limits.take(request.method, path)
        if blocked:
            return blocked
        try:
            _check_token(request)
            answer = self.answer(request.method, path, body=body, query=request.query, files=files)
        except Refusal as refusal:
            said = {"code": refusal.code, "message": refusal.text}
            said |= {"errors": refusal.errors} if refusal.errors else {}
            return as_json(said, refusal.status, headers)
        if answer is None:
            return web.Response(status=204, headers=headers)
        return as_json(answer, headers=headers)

    async def _file(self, request: web.Request) -> web.Response:
        """The picture of a message, as clients fetch it."""
        return web.Response(body=self.files[f"{self.url}{request.path}"])


async def _read(request: web.Request) -> tuple[Any, list[Upload]]:
    """The body of a request, and the files beside it."""
    if not request.can_read_body:
        return None, []
    if not request.content_type.startswith("multipart/"):
        return await request.json(), []
    form, files = await request.post(), []
    for name, value in form.items():
        if isinstance(value, web.FileField):
            number = re.fullmatch(r"files\[(\d+)\]", name)
            assert number, f"{name} is no files[n]"
            files.append(Upload(int(number[1]), value.filename, value.file.read()))
    return json.loads(str(form["payload_json"])), files


def _abort(request: web.Request) -> None:
    if request.transport:
        request.transport.abort()


def _check_token(request: web.Request) -> None:
    """Only what belongs to an interaction goes without."""
    said = request.headers.get("Authorization")
    free = said is None and re.search("/(interactions|webhooks)/", request.path)
    if said != f"Bot {TOKEN}" and not free:
        raise Refusal(401, 0, "401: Unauthorized")


@dataclass
class DiscordRoom:
    """A chat on a Discord of its own; `times` says how often a text stands in shown messages."""

    chat: DiscordChat
    discord: DiscordStandIn
    place: Address = PLACE

    def times(self, text: str) -> int:
        return self.discord.times(text)


def chat_on(discord: DiscordStandIn, token: str = TOKEN, **more: Any) -> DiscordChat:
    """A chat whose Discord this is; `more` is for its constructor."""
    return DiscordChat(
        token=token,
        clock=lambda: discord.now,
        api_url=f"{discord.url}/api/v10",
        gateway_url=discord.gateway_url,
        **more,
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
