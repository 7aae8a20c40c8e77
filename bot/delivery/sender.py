"""The loop through the outbox: one message at a time a channel, channels side by side."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.delivery.courier import Courier, OnUnsure, Patience
from bot.delivery.pace import Pacer
from bot.errors import StoreError
from bot.messages import Address
from bot.models import Part
from bot.ports import Chat, Clock, Store

_SIDE_BY_SIDE = 64  # channels
_ROOM = 16  # so many at a time are claimed, unless nothing is in flight

_PATIENCE = Patience()

log = structlog.get_logger(__name__)


class Sender:
    """Works through the outbox of a store for the chats that are connected here.

    `step_aside` is awaited for moments before what nobody asked for just now: to let through what
    is more urgent.
    """

    def __init__(
        self,
        store: Store,
        chats: Mapping[str, Chat],
        clock: Clock,
        worker: str,
        *,
        on_unsure: OnUnsure = "hold",
        patience: Patience = _PATIENCE,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        monotonic: Callable[[], float] = time.monotonic,
        step_aside: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self.worker = worker
        self._store, self._chats, self._clock = store, chats, clock
        self._patience, self._sleep, self._step_aside = patience, sleep, step_aside
        self._pacers = {name: Pacer(chat.pace, monotonic) for name, chat in chats.items()}
        self._courier = Courier(store, clock, on_unsure, patience)
        self._tasks: set[asyncio.Task[None]] = set()
        self._awake = asyncio.Event()
        self._at_rest = asyncio.Event()
        self._at_rest.set()
        self._stopping = False
        self._looked: datetime | None = None

    def lease(self) -> datetime:
        """Until when what this worker claims now is its own."""
        return self._clock() + timedelta(seconds=self._patience.lease)

    async def flush(self, place: Address) -> None:
        """Send what this place has waiting and what can go now. Raises `StoreError`.

        While `run` runs, that is what this worker claimed for it: nobody waits for the rest.
        """
        await self._store.outbox.expire(self._clock())
        while place.chat in self._chats and not self._stopping:
            if not self._at_rest.is_set() and not await self._is_mine(place):
                self.wake()
                return
            parts = await self._claim(1, place=place)
            if not parts:
                return
            await self._deliver(parts[0])

    async def run(self) -> None:
        """Send what comes into the outbox, until `stop`.

        A store that fails is said once, and waited for.
        """
        said = ""
        self._at_rest.clear()
        try:
            while not self._stopping:
                self._awake.clear()  # before it looks: what comes meanwhile is not missed
                try:
                    wait = await self._round()
                    said = ""
                except StoreError as error:
                    if str(error) != said:
                        log.warning("nothing is sent", why=str(error))
                    said, wait = str(error), 5.0
                await self._rest(wait)
        finally:
            self._at_rest.set()

    async def _is_mine(self, place: Address) -> bool:
        waiting = await self._store.outbox.unfinished(place)
        return any((part.state, part.worker) == ("claimed", self.worker) for part in waiting)

    def wake(self) -> None:
        """Look into the outbox now."""
        self._awake.set()

    async def stop(self, grace: float) -> None:
        """Begin nothing more; finish what is in flight, within `grace` seconds."""
        self._stopping = True
        self.wake()
        with suppress(TimeoutError):
            async with asyncio.timeout(grace):
                await self._at_rest.wait()  # what it claims just now is in flight, too
                await asyncio.gather(*map(asyncio.shield, self._tasks), return_exceptions=True)
        left = list(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _round(self) -> float:
        """Claim what there is room for; returns after how many seconds to look again."""
        await self._expire()
        room = _SIDE_BY_SIDE - len(self._tasks)
        if self._tasks and room < _ROOM:
            return self._patience.poll  # a task that ends wakes it
        busy = [place for pacer in self._pacers.values() for place in pacer.busy()]
        parts = await self._claim(room, busy)
        for part in parts:
            task = asyncio.create_task(self._deliver_safely(part))
            self._tasks.add(task)
            task.add_done_callback(self._done)
        free = [wait for pacer in self._pacers.values() if (wait := pacer.next_free())]
        return min([self._patience.poll, *free])

    async def _expire(self) -> None:
        """Once a second, take back leases that ran out; notice a clock that was set back."""
        now = self._clock()
        if self._looked and now < self._looked:
            log.warning("the clock was set back", seconds=(self._looked - now).total_seconds())
        elif self._looked and now < self._looked + timedelta(seconds=1):
            return
        self._looked = now
        expired = await self._store.outbox.expire(now)
        if expired:
            log.info("leases ran out", parts=expired)

    async def _rest(self, seconds: float) -> None:
        ends = [asyncio.ensure_future(each) for each in (self._sleep(seconds), self._awake.wait())]
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in ends:
                each.cancel()

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self.wake()

    async def _claim(
        self, limit: int, busy: list[Address] | None = None, place: Address | None = None
    ) -> tuple[Part, ...]:
        return await self._store.outbox.claim(
            self.worker, list(self._chats), self._clock(), self.lease(), limit, busy or [], place
        )

    async def _deliver_safely(self, part: Part) -> None:
        try:
            if self._step_aside and not self._stopping:
                await self._step_aside()
            await self._deliver(part)
        except StoreError as error:  # its lease runs out, and then it is looked at again
            log.warning("a part was left", part=part.id, why=str(error))

    async def _deliver(self, part: Part) -> None:
        chat = self._chats[part.place.chat]
        pacer = self._pacers[chat.name]
        look_up = self._courier.must_look_up(part, chat)
        if not look_up and not self._stopping:
            await self._sleep(pacer.reserve(part.place))
        if self._stopping:
            await self._courier.give_back(part)
        elif look_up:
            await self._courier.look_up(part, chat)
        else:
            leave = partial(pacer.depart, part.place, self._sleep)
            await self._courier.carry(part, chat, leave)
