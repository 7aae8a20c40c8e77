"""The gateway, in the front's thread: interactions are acknowledged there, and all is passed on."""

import asyncio
import logging
import threading
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from adapters.chat_discord.acknowledging import Acknowledger
from adapters.chat_discord.buttons import button
from adapters.chat_discord.errors import is_foreign, translate_unsent
from adapters.chat_discord.identifying import Identifying
from adapters.chat_discord.interactions import Arrived, Interaction, arrived
from adapters.chat_discord.lifecycle import Happened, Lifecycle
from adapters.chat_discord.sdk import discord
from adapters.chat_discord.sockets import Sockets
from bot.errors import ChatError, RateLimited
from bot.messages import CommandSpec

LOGIN_TIMEOUT = 15.0  # seconds
HEARTBEAT_TIMEOUT = 60.0  # seconds of silence; Discord beats every 41
_GUILDS_COME = 0.25  # seconds between two servers while it connects
_REMEMBERED = 1000  # interactions: the gateway may repeat some when it resumes
_LONGEST_PAUSE = 100.0  # seconds: a day has a thousand sessions
_LONGEST_HOLD = 3600.0  # where Discord says that there are no more today
UNSAID = 10.0  # seconds without a connection that nobody is told of
_CANCELLED = 0.1  # seconds
_FAREWELL = 1.0  # seconds for Discord to say good-bye
_IN_FLIGHT = 3.0  # seconds for acknowledgements at the end

OnPayload = Callable[[Arrived | Happened], None]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Line:
    """How to connect. `shards`: see `Listening`; `fail` ends the listening."""

    token: str = field(repr=False)
    specs: Sequence[CommandSpec]
    shards: int | None
    fail: Callable[[ChatError], None]


@asynccontextmanager
async def gateway(line: Line, on_payload: OnPayload) -> AsyncIterator[str]:
    """Stay connected meanwhile, whatever happens. Yields no address: it needs none."""
    connection = _Connection(line, on_payload)
    staying = asyncio.create_task(connection.stay())
    try:
        yield ""
    finally:
        await connection.settle()
        staying.cancel()
        await asyncio.wait([staying])
        await connection.close()


class _Connection:
    """One client after the other; discord.py reconnects and resumes by itself where it can."""

    def __init__(self, line: Line, on_payload: OnPayload) -> None:
        self._line, self._on_payload = line, on_payload
        self._lifecycle = Lifecycle(on_payload)
        self._button = button(self._take)
        self._acknowledger: Acknowledger | None = None
        self._seen: OrderedDict[int, None] = OrderedDict()
        self._busy: set[asyncio.Task[object]] = set()
        self._farewell: asyncio.Task[None] | None = None
        self._leaving = False
        self._identifying = Identifying(line.shards)
        self._lost: asyncio.TimerHandle | None = None  # says so
        self._was_connected, self._said = False, ""

    async def stay(self) -> None:
        """Be connected until this is cancelled, or Discord refuses for good."""
        pause = 1.0
        while True:
            client = self._make_client()
            sockets = Sockets(client)
            if self._acknowledger is None:
                self._acknowledger = Acknowledger(client.http.user_agent)
            why, began, hold = "no connection", asyncio.get_running_loop().time(), 0.0
            try:
                async with asyncio.timeout(LOGIN_TIMEOUT):
                    await client.login(self._line.token)
                await self._identifying.check(client)
                await self._connected(client)
            except RateLimited as error:
                why, hold = str(error), min(error.retry_after, _LONGEST_HOLD)
            except Exception as error:  # noqa: BLE001 -- discord.py lets any through from an event
                if refusal := _refusal(error):
                    self._line.fail(refusal)
                    return
                why = _why(error, client)
            finally:
                self._found()
                # Not cut off by the end of all, which waits for it.
                self._farewell = asyncio.create_task(_leave(client, sockets))
                await asyncio.shield(self._farewell)
            if asyncio.get_running_loop().time() - began > _LONGEST_PAUSE:
                pause = 1.0
            self._say_lost(why)
            await asyncio.sleep(max(pause, hold))
            pause = min(2 * pause, _LONGEST_PAUSE)

    async def settle(self) -> None:
        """Take no more, and finish what is being acknowledged."""
        self._leaving = True
        if self._busy:
            await asyncio.wait(self._busy, timeout=_IN_FLIGHT)

    async def close(self) -> None:
        """Hang up."""
        if self._farewell:
            await self._farewell
        if self._acknowledger:
            await self._acknowledger.close()

    def _make_client(self) -> discord.Client:
        """No privileged intent: commands and buttons come without; guilds say where."""
        kind = discord.Client if self._line.shards is None else discord.AutoShardedClient
        client = kind(
            intents=discord.Intents(guilds=True, guild_reactions=True, dm_reactions=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            heartbeat_timeout=HEARTBEAT_TIMEOUT,
            guild_ready_timeout=_GUILDS_COME,
            shard_count=self._line.shards or None,
        )
        client.add_dynamic_items(self._button)
        self._lifecycle.hear(client)

        async def on_interaction(interaction: Interaction) -> None:
            await self._take(interaction)

        async def before_identify_hook(shard: int | None, *, initial: bool = False) -> None:
            await self._identifying.begin(client, shard or 0, initial=initial)

        client.event(on_interaction)
        client.event(before_identify_hook)
        return client

    async def _connected(self, client: discord.Client) -> None:
        """Until it ends."""
        loop = asyncio.get_running_loop()

        async def on_disconnect() -> None:
            if not self._lost:
                self._lost = loop.call_later(UNSAID, self._say_lost, "no connection")

        async def on_resumed() -> None:
            self._say_connected(client)

        async def on_ready() -> None:
            self._say_connected(client)

        for each in (on_disconnect, on_resumed, on_ready):
            client.event(each)
        connecting = asyncio.create_task(client.connect())
        try:
            await asyncio.wait([connecting])
            await connecting
        finally:
            while not connecting.done():  # `asyncio.wait_for` may swallow one, just connected
                connecting.cancel()
                await asyncio.wait([connecting], timeout=_CANCELLED)

    def _say_connected(self, client: discord.Client) -> None:
        if isinstance(client, discord.AutoShardedClient):
            shards: Mapping[int, discord.ShardInfo] = client.shards
            if any(each.is_closed() for each in shards.values()):
                return
        if not self._was_connected:
            log.info("connected to Discord: %s on %d servers", client.user, len(client.guilds))
        elif self._lost or self._said:
            log.info("connected to Discord again")
        self._found()
        self._was_connected, self._said = True, ""

    def _found(self) -> None:
        if self._lost:
            self._lost.cancel()
        self._lost = None

    def _say_lost(self, why: str) -> None:
        if why != self._said:
            log.warning("Discord is not connected, and is tried again: %s", why)
        self._said = why

    async def _take(self, interaction: Interaction) -> None:
        """Take in one; discord.py calls this in a task of its own, once or twice for each."""
        if self._leaving or self._is_known(interaction.id):
            return
        came = arrived(interaction, self._line.specs)
        if came is None:
            return
        its = asyncio.current_task()
        if its:
            self._busy.add(its)
            its.add_done_callback(self._busy.discard)
        if self._acknowledger and await self._acknowledger.acknowledge(came):
            self._on_payload(came)

    def _is_known(self, number: int) -> bool:
        known = number in self._seen
        self._seen[number] = None
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return known


def _refusal(error: Exception) -> ChatError | None:
    """The error of ours where Discord refuses for good; whatever else is tried again."""
    match error:
        case discord.LoginFailure() | discord.PrivilegedIntentsRequired():
            pass
        case discord.ConnectionClosed(code=4010 | 4011):
            return ChatError(
                f"Discord ended the connection with {error.code}: this bot is on other servers "
                'than its connections are for: write shards = "auto" under [chat.discord].'
            )
        case discord.ConnectionClosed(code=4004 | 4012 | 4013):
            pass
        case _:
            return None
    return translate_unsent(error, "discord")


def _why(error: Exception, client: discord.Client) -> str:
    if isinstance(error, discord.HTTPException) and is_foreign(error):
        return "what answers is not Discord: look at proxies and api_url"
    reached: object = client.ws  # `None` before the first connection
    return type(error).__name__ if reached else "it cannot be reached"


async def _leave(client: discord.Client, sockets: Sockets) -> None:
    """Hang up, leaving no socket and no thread, also in the middle of connecting."""
    loop = asyncio.get_running_loop()
    with suppress(Exception):  # it is over, whatever discord.py thinks of that
        async with asyncio.timeout(_FAREWELL):
            await client.close()
    await sockets.close()
    with suppress(Exception):
        await client.http.close()
    for each in threading.enumerate():
        if isinstance(each, discord.gateway.KeepAliveHandler) and each.ws.loop is loop:
            each.stop()
            await asyncio.to_thread(each.join, _FAREWELL)
