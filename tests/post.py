"""What the tests of the sender share: clocks of their own, a chat with every failure."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from itertools import pairwise

from bot.delivery import OnUnsure, Patience, Sender
from bot.errors import Unsure
from bot.messages import Address, Message, MessageRef
from bot.models import Part
from storage.sqlite import SqliteStore
from tests.fakes import NOW, FakeChat

LONG = 10.0  # seconds of the real clock after which a test has hung


class Time:
    """A clock that stands still, but for those who sleep."""

    def __init__(self) -> None:
        self.now = 0.0

    def clock(self) -> datetime:
        return NOW + timedelta(seconds=self.now)

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


class Room(FakeChat):
    """`loses`: raised by the next sends once the message stands there. `history`: what it tells."""

    def __init__(self, time: Time, key_window: float = 0.0) -> None:
        super().__init__()
        self.key_window = key_window
        self.loses: list[Exception] = []
        self.history: Exception | None = None
        self.sends: list[tuple[float, Address, str, str, MessageRef | None]] = []
        self.finds: list[tuple[float, datetime]] = []
        self.before: Callable[[], Awaitable[object]] | None = None
        self._time = time

    @property
    def texts(self) -> list[str]:
        return [text for _, _, text, _, _ in self.sends]

    @property
    def moments(self) -> list[float]:
        return [moment for moment, *_ in self.sends]

    async def send(
        self, to: Address, message: Message, key: str, parent: MessageRef | None = None
    ) -> MessageRef:
        if self.before:
            await self.before()
        self.sends.append((self._time.now, to, message.text, key, parent))
        sent = await super().send(to, message, key, parent)
        if self.loses:
            raise self.loses.pop(0)
        return sent

    async def edit(self, ref: MessageRef, message: Message) -> None:
        failure = self.fails.pop(0) if self.fails else None
        if failure:
            raise failure
        await super().edit(ref, message)

    async def find(
        self, to: Address, key: str, since: datetime, parent: MessageRef | None = None
    ) -> MessageRef | None:
        self.finds.append((self._time.now, since))
        if self.history:
            raise self.history
        try:
            return await super().find(to, key, since, parent)
        except Unsure:
            return None  # here every message is known


class Slow:
    """An outbox on which something happens whenever a request is about to leave."""

    def __init__(self, store: SqliteStore, happens: Callable[[], object]) -> None:
        self._outbox, self._happens = store.outbox, happens

    def __getattr__(self, name: str) -> object:
        return getattr(self._outbox, name)

    async def sending(self, part: Part, now: datetime, until: datetime) -> bool:
        done = await self._outbox.sending(part, now, until)
        self._happens()
        return done


class SharedTime(Time):
    """A clock for many who sleep at once: it moves on when nobody has anything else to do."""

    def __init__(self) -> None:
        super().__init__()
        self.at_work = 0
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    async def sleep(self, seconds: float) -> None:
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append((self.now + seconds, woken))
        await woken

    async def drive(self, done: Callable[[], bool]) -> None:
        """Let time pass until `done`."""
        async with asyncio.timeout(LONG):
            while not done():
                quiet = 0
                while quiet < 10:
                    await asyncio.sleep(0.0005 if self.at_work else 0)
                    quiet = 0 if self.at_work else quiet + 1
                self._wake_the_next()

    def _wake_the_next(self) -> None:
        self._sleepers = [each for each in self._sleepers if not each[1].done()]
        if self._sleepers:
            at, woken = min(self._sleepers, key=lambda each: each[0])
            self.now = max(self.now, at)
            woken.set_result(None)


class Watched:
    """An outbox of which the clock knows when it is at work."""

    def __init__(self, store: SqliteStore, time: SharedTime) -> None:
        self._outbox, self._time = store.outbox, time

    def __getattr__(self, name: str) -> Callable[..., Awaitable[object]]:
        async def call(*values: object, **named: object) -> object:
            self._time.at_work += 1
            try:
                return await getattr(self._outbox, name)(*values, **named)
            finally:
                self._time.at_work -= 1

        return call


def sender(
    store: SqliteStore, room: FakeChat, time: Time, on_unsure: OnUnsure = "hold", **patience: float
) -> Sender:
    return Sender(
        store, {room.name: room}, time.clock, "w", on_unsure=on_unsure, sleep=time.sleep,
        monotonic=time.monotonic, patience=Patience(**patience),  # type: ignore[arg-type]
    )  # fmt: skip


async def the_part(store: SqliteStore) -> Part:
    [part] = await store.outbox.unfinished()
    return part


def check_pace(moments: list[float], pace: float) -> None:
    """Between two messages there is at least the time that the pace asks for."""
    in_order = sorted(moments)
    assert all(b - a >= 1 / pace for a, b in pairwise(in_order))
