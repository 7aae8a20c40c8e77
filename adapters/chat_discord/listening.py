"""What came in, on the main loop: passed to the core, a few at a time, and answered."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from functools import partial

from adapters.chat_discord.answers import Answer
from adapters.chat_discord.gateway import Line, gateway
from adapters.chat_discord.interactions import Arrived, read_event
from adapters.chat_discord.lifecycle import Happened, Reacted
from adapters.chat_discord.offering import Offers
from adapters.chat_discord.starting import is_refusal, look_at_sessions, register
from adapters.chat_discord.whereabouts import Whereabouts
from adapters.chat_discord.wire import Wire
from bot.errors import ChatError
from bot.front import Front
from bot.messages import CommandSpec, OnEvent, PlaceChanged, nobody
from bot.patience import Patience
from bot.ports import Clock, Pictures
from bot.tasks import Tasks, Work
from bot.turns import Turns

_FINISH = 20.0  # seconds that those in flight have when it closes

Payload = Arrived | Happened
log = logging.getLogger(__name__)


class Listening:
    """Listens to Discord's gateway, on a thread of its own, until `close`.

    `wire` sends the answers. `shards`: `None` for one connection, 0 for as many as Discord
    advises, else so many.
    """

    def __init__(
        self,
        token: str,
        wire: Wire,
        clock: Clock,
        commands: Sequence[CommandSpec],
        on_event: OnEvent,
        *,
        shards: int | None = None,
        pictures: Pictures | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._token, self._shards = token, shards
        self._wire, self._pictures = wire, pictures
        self._specs, self._on_event = commands, on_event
        self._turns, self._offers = Turns(on_event), Offers(wire, on_event)
        self._whereabouts = Whereabouts(wire, clock)
        self._patience = Patience("Discord", is_refusal, sleep)
        self._tasks = Tasks("Discord")
        self._front: Front[Payload] | None = None

    async def run(self) -> None:
        """Listen until `close`, and register the commands meanwhile.

        While Discord is not to be had it is tried again. Raises `ChatError` where it refuses.
        """
        try:
            await self._patience.out(partial(look_at_sessions, self._wire, self._shards))
            if not self._patience.ended:
                self._begin(self._register)
                self._front = Front(self._serve, self._take, name="Discord")
                await self._front.start()
                await self._front.ended()
        except ChatError:
            if not self._patience.ended:  # else it broke off with the closing
                raise
        finally:
            await self._finish()

    async def close(self) -> None:
        """Take no more, and finish what is in flight. Where this is cancelled, it is cut off."""
        await self._finish()

    async def _register(self) -> None:
        try:
            await self._patience.out(partial(register, self._wire, self._specs))
        except ChatError as error:
            if not self._patience.ended:
                log.error("the commands could not be declared, and stay as they were: %s", error)  # noqa: TRY400 -- one line

    def _serve(self, on_payload: Callable[[Payload], None]) -> AbstractAsyncContextManager[str]:
        def fail(error: ChatError) -> None:
            if self._front:
                self._front.fail(error)

        return gateway(Line(self._token, self._specs, self._shards, fail), on_payload)

    async def _finish(self) -> None:
        self._patience.end()
        try:
            if self._front:
                await self._front.stop()
            with suppress(TimeoutError):
                async with asyncio.timeout(_FINISH):
                    await self._tasks.done()
        finally:
            await self._tasks.cut_off()

    # ---------------------------------------------------------------- what came

    def _take(self, payload: Payload) -> None:
        """Deal with it, later."""
        match payload:
            case Arrived(kind="typing"):
                self._begin(self._offers.prepare(payload))
            case Arrived():
                self._begin(partial(self._answer, payload))
            case Reacted():  # the last one holds: they must not overtake each other
                self._begin(partial(self._react, payload), payload.channel)
            case PlaceChanged():
                self._begin(partial(self._turns.take, payload, nobody), "places")

    def _begin(self, work: Work, line: str = "") -> None:
        self._tasks.begin(partial(self._safely, work), line)

    async def _safely(self, work: Work) -> None:
        """One event must not end the others."""
        try:
            await work()
        except ChatError as error:
            log.warning("an event of Discord could not be answered: %s", error)
        except Exception:
            log.exception("an event of Discord could not be answered")

    async def _answer(self, came: Arrived) -> None:
        answer = Answer(self._wire, came, self._pictures)
        try:
            await self._turns.take(read_event(came, self._specs), answer)
        finally:
            await answer.leave()

    async def _react(self, reacted: Reacted) -> None:
        at = reacted.at or await self._whereabouts.find(reacted.server, reacted.channel)
        if at:
            await self._turns.take(reacted.in_words(at), nobody)
