"""The gateway of the stand-in: sessions that last over connections, and all that may end one."""

from aiohttp import WSMsgType, web

from tests.discord.components import Json
from tests.discord.faults import failed, take_fault
from tests.discord.sessions import Line, Session
from tests.discord.shapes import (
    BOT,
    CHATS,
    DIRECT,
    FORUMS,
    ROLE,
    THREADS,
    guild_of,
    member_of,
    user,
)
from tests.discord.world import World
from tests.fakes import NOW

TOKEN = "the-secret-token"
GUILDS, GUILD_REACTIONS, DIRECT_REACTIONS = 1 << 0, 1 << 10, 1 << 13
_PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15
_ENDS_SESSION = (1000, 1001, 4003, 4004, 4007, 4009, 4010, 4011, 4012, 4013, 4014)


class Gateway(World):
    """Who is connected.

    `heartbeat` is the interval in seconds that clients are told. `refuses_gateway` is a code with
    which each connection that identifies itself ends: 4004 wrong token, 4014 missing intent, 4011
    shards needed. `shards` is how many Discord recommends. `identified`, `resumed` and
    `heartbeats` count what clients did.
    """

    def __init__(self) -> None:
        super().__init__()
        self.heartbeat = 45.0
        self.refuses_gateway = 0
        self.shards = 1
        self.sessions: dict[str, Session] = {}
        self.identified = self.resumed = self.heartbeats = 0
        self._open: set[Line] = set()
        self._noted: list[tuple[str, Json, str, int]] = []

    @property
    def lines(self) -> list[Line]:
        """The connections that are ready."""
        lines = [each.line for each in self.sessions.values() if each.line]
        return [each for each in lines if not each.deaf]

    @property
    def gateway_url(self) -> str:
        """Where clients connect to."""
        return self.url.replace("http", "ws", 1)

    async def connected(self, shards: int = 1) -> None:
        """Wait until a gateway connection is ready, or one of each shard."""
        await self.until(lambda: len(self.lines) >= shards)

    async def dispatch(self, event: str, data: Json, server: str = "", intent: int = 0) -> None:
        """Tell an event to each session that hears of the server and asked for that intent."""
        for session in [*self.sessions.values()]:
            if session.hears(server) and (not intent or session.intents & intent):
                await session.tell(event, data)

    def note(self, event: str, data: Json, server: str = "", intent: int = 0) -> None:
        """Tell an event with `tell_noted`: what a request did, once it is done."""
        self._noted.append((event, data, server, intent))

    async def tell_noted(self) -> None:
        """Tell what was noted."""
        while self._noted:
            await self.dispatch(*self._noted.pop(0))

    async def hang_up(self, code: int = 4000) -> None:
        """End every connection, as Discord does now and then; sessions stay, but for some codes."""
        for session in [*self.sessions.values()]:
            line, session.line = session.line, None
            if code in _ENDS_SESSION:
                self.sessions.pop(session.id, None)
            if line:
                await line.socket.close(code=code)

    async def tear(self) -> None:
        """Break every connection without a word: clients see 1006."""
        for session in self.sessions.values():
            line, session.line = session.line, None
            if line and line.request.transport:
                line.request.transport.abort()

    async def reconnect(self) -> None:
        """Ask every client to connect anew and resume (op 7)."""
        for session in self.sessions.values():
            line, session.line = session.line, None
            if line:
                await line.send(7)

    async def invalidate(self, *, resumable: bool) -> None:
        """Tell every client that its session is no good (op 9), or may be resumed."""
        for session in [*self.sessions.values()]:
            line, session.line = session.line, None
            if not resumable:
                self.sessions.pop(session.id, None)
            if line:
                await line.send(9, resumable)

    async def zombie(self) -> None:
        """Fall silent on every connection: heartbeats are not acknowledged, nothing arrives.

        discord.py gives up after its `heartbeat_timeout`, looked at every `heartbeat` seconds.
        """
        for line in self.lines:
            line.deaf = True

    async def stop(self) -> None:
        """End all connections, for good."""
        self._stopped.set()
        for line in [*self._open]:
            await line.socket.close()

    async def _gateway(self, request: web.Request) -> web.StreamResponse:
        fault = take_fault(self.faults, "GATEWAY /")
        self._changed.set()
        if fault and fault.hang:
            await self._stopped.wait()
        if fault and (fault.lost or fault.reset) and request.transport:
            request.transport.abort()
        if fault:
            return failed(fault)
        if self._stopped.is_set():
            return web.Response(status=503)
        socket = web.WebSocketResponse(timeout=1.0)
        await socket.prepare(request)
        line = Line(socket, request)
        self._open.add(line)
        await line.send(10, {"heartbeat_interval": int(self.heartbeat * 1000)})
        async for message in socket:
            if message.type == WSMsgType.TEXT:
                await self._hear(line, message.json())
                self._changed.set()
        self._lost(line)
        return socket

    def _lost(self, line: Line) -> None:
        """A session outlives its connection, unless the client took leave."""
        self._open.discard(line)
        for session in [*self.sessions.values()]:
            if session.line is line:
                session.line = None
                if line.socket.close_code in (1000, 1001):
                    del self.sessions[session.id]
        self._changed.set()

    async def _hear(self, line: Line, said: Json) -> None:
        if said["op"] == 1:
            self.heartbeats += 1
            await line.send(11)
        elif said["op"] == 2:
            await self._identify(line, said["d"])
        elif said["op"] == 6:
            await self._resume(line, said["d"])

    async def _identify(self, line: Line, said: Json) -> None:
        shard, of = said.get("shard", (0, 1))
        refusal = self.refuses_gateway
        if said["token"] != TOKEN:
            refusal = 4004
        elif not 0 <= shard < of:
            refusal = 4010
        elif said["intents"] & _PRIVILEGED:
            refusal = 4014
        if refusal:
            await line.socket.close(code=refusal)
            return
        self.identified += 1
        session = Session(f"session{self.identified}", (shard, of), said["intents"], line)
        servers = [each for each in sorted(self.servers) if session.hears(each)]
        session.log.append(("READY", self._ready(session, servers)))
        for each in servers:
            if each not in self.out and session.intents & GUILDS:
                guild = self.guild(each) | {"unavailable": False}
                session.log.append(("GUILD_CREATE", guild))
        self.sessions[session.id] = session
        await session.flush()

    async def _resume(self, line: Line, said: Json) -> None:
        session = self.sessions.get(said["session_id"])
        if not session or not 0 <= (said["seq"] or 0) <= len(session.log):
            await line.send(9, data=False)
            return
        self.resumed += 1
        session.line, session.sent = line, said["seq"] or 0
        await session.tell("RESUMED", {})

    def _ready(self, session: Session, servers: list[str]) -> Json:
        return {
            "v": 10,
            "user": user(BOT, "paper-bot"),
            "guilds": [{"id": each, "unavailable": True} for each in servers],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": self.gateway_url,
            "shard": list(session.shard),
            "private_channels": [],
            "presences": [],
            "application": {"id": BOT, "flags": 0},
        }

    def guild(self, server: str) -> Json:
        """A server as the gateway tells of it: with its channels, open threads and own member."""
        places = [self.place(each) for each in self.channels]
        here = [each for each in places if each["type"] != DIRECT and each["guild_id"] == server]
        threads = [each for each in here if each["type"] in THREADS]
        return guild_of(server, [*self.roles[server].values()]) | {
            "joined_at": NOW.isoformat(),
            "large": False,
            "member_count": 2,
            "channels": [each for each in here if each["type"] in CHATS + FORUMS],
            "threads": [each for each in threads if not each["thread_metadata"]["archived"]],
            "members": [member_of(BOT, "paper-bot", (ROLE,))],
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }
