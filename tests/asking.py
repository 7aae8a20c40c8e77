"""Models that answer by a script or when they are let, spending that is told late, a clock."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

from bot.asking import Asking, Prices
from bot.errors import ModelError
from bot.models import Charge, Completion, Prompt, Spent
from tests.spending import MemorySpending

NOW = datetime(2026, 3, 10, 8, tzinfo=UTC)
PROMPT = Prompt("Summarise.", "The paper.", {}, "tldr", 100, "summary")
PRICES = Prices(Decimal(1), Decimal(4))
MOST = PRICES.at_most(PROMPT)
CHEAP = Completion("{}", tokens_in=10, tokens_out=1)


class GatedModel:
    """Answers those it was asked whenever it is let; `flying` are asked and not answered."""

    name = "small"

    def __init__(self) -> None:
        self.waiting: list[asyncio.Future[Completion]] = []
        self.asked, self.flying, self.most_flying = 0, 0, 0

    async def complete(self, prompt: Prompt) -> Completion:
        del prompt
        self.asked += 1
        self.flying += 1
        self.most_flying = max(self.flying, self.most_flying)
        answer: asyncio.Future[Completion] = asyncio.get_running_loop().create_future()
        self.waiting.append(answer)
        try:
            return await answer
        finally:
            self.flying -= 1

    def answer(self, completion: Completion = CHEAP) -> None:
        its = [each for each in self.waiting if not each.done()]
        its[0].set_result(completion)

    def fail(self, error: ModelError) -> None:
        its = [each for each in self.waiting if not each.done()]
        its[0].set_exception(error)

    async def close(self) -> None:
        pass


class ScriptedModel:
    """Says one thing after the other, the last for good; or raises it."""

    name = "small"

    def __init__(self, *script: Completion | ModelError) -> None:
        self.script = list(script)
        self.asked: list[Prompt] = []

    async def complete(self, prompt: Prompt) -> Completion:
        self.asked.append(prompt)
        said = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        if isinstance(said, ModelError):
            raise ModelError(str(said), said.retry_after, is_charged=said.is_charged)
        return said

    async def close(self) -> None:
        pass


class Clock:
    """Moves on only where somebody sleeps."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.slept: list[float] = []

    def __call__(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)


class SlowSpending(MemorySpending):
    """Every change is done at once, and is told only when the gate is open: as a thread's is."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = asyncio.Event()
        self.began = asyncio.Event()

    async def reserve(self, charge: Charge, most: Decimal | None) -> int | None:
        number = await super().reserve(charge, most)
        await self._told()
        return number

    async def settle(self, reservation: int, spent: Spent) -> None:
        await self._told()
        await super().settle(reservation, spent)

    async def release(self, reservation: int) -> None:
        await self._told()
        await super().release(reservation)

    async def _told(self) -> None:
        self.began.set()
        await self.gate.wait()


def asking_of(
    model: GatedModel, spending: MemorySpending, most: Decimal | None, side_by_side: int = 8
) -> Callable[[], Coroutine[None, None, str]]:
    asking = Asking(
        model, spending, most_a_day=most, prices=PRICES, timezone="UTC", clock=lambda: NOW,
        random=Random(1), side_by_side=side_by_side,
    )  # fmt: skip
    return lambda: asking.ask(PROMPT, str)


async def settled(rounds: int = 20) -> None:
    """Let everything happen that can."""
    for _ in range(rounds):
        await asyncio.sleep(0)


async def spent(spending: MemorySpending) -> Decimal:
    sums = await spending.of_day(NOW.date())
    return sum((each.usd for each in sums.values()), Decimal(0))
