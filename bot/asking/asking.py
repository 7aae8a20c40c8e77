"""Asks a model: what it may cost is set aside first, what it says is read, or mended once."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import NamedTuple, TypeVar

from bot.asking.answers import cut_json
from bot.asking.breaker import Breaker, Resting
from bot.asking.finishing import failure_of, finished, to_its_end
from bot.asking.prices import BudgetSpent, Prices, spent_on
from bot.errors import ModelError
from bot.models import Charge, Completion, Prompt
from bot.ports import Clock, Model, Spending
from bot.schedule import local_date

T = TypeVar("T")
_DEADLINE = 120.0  # seconds for all that one answer takes, waiting for a turn included
_LOST = 2  # tries that were paid for, and brought nothing
_SHOWN = 400  # characters of an answer that was cut off: the rest would cost again
_COMPLAINT = 1000  # characters
_NOTHING = "(nothing)"  # some servers take no empty message
_SHORTER = (
    "That was too long, and was cut off. Answer again from the beginning, in less than half as "
    "many words: leave out what matters least, and close the JSON."
)


class Patience(NamedTuple):
    """How often a request is repeated, and when a model is left alone.

    What may have been paid for is repeated once at most.
    `pause`: seconds before the first repetition, doubled each time. After `failures` answers in a
    row that did not come, nothing is asked for `rest` seconds.
    """

    retries: int = 3
    pause: float = 1.0
    failures: int = 3
    rest: float = 60.0


PATIENCE = Patience()


class Asking:
    """Asks one model for whoever needs an answer; a few at a time, the others wait.

    `most_a_day`: US dollars for a day in `timezone`, over all processes; None: no end. Without
    `prices` nothing costs anything. Nothing is asked that could pass the budget: a request counts
    at the most it may cost until it is known what it did cost, and for good where nobody can know.
    """

    def __init__(
        self,
        model: Model,
        spending: Spending,
        *,
        most_a_day: Decimal | None,
        prices: Prices | None,
        timezone: str,
        clock: Clock,
        random: Random,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        side_by_side: int = 8,
        patience: Patience = PATIENCE,
    ) -> None:
        self.name = model.name
        self._model, self._spending = model, spending
        self._most_a_day, self._prices = most_a_day, prices
        self._timezone, self._clock, self._random, self._sleep = timezone, clock, random, sleep
        self._patience = patience
        self._turns = asyncio.Semaphore(side_by_side)
        self._breaker = Breaker(patience.failures, timedelta(seconds=patience.rest), clock)
        self._flying = 0  # requests of this process that may yet turn out cheaper
        self._landed = asyncio.Event()  # one of them has; replaced each time

    async def ask(
        self, prompt: Prompt, read: Callable[[str], T], *, deadline: float = _DEADLINE
    ) -> T:
        """What `read` makes of the JSON that the model says.

        `read` raises `ValueError` where it is not as asked, in words for the model, which may try
        once more. Raises `ModelError` after `deadline` seconds at the latest, `BudgetSpent` where
        it may not be asked, and `StoreError`. When cancelled, what was sent stays paid for.
        """
        self._breaker.check()
        try:
            async with asyncio.timeout(deadline):
                return await self._read(prompt, read, deadline)
        except TimeoutError as error:
            late = ModelError(
                f"{self.name} did not answer within {deadline:g} seconds.",
                retry_after=self._patience.rest,
                is_charged=True,
            )
            self._breaker.failed(late)
            raise late from error

    async def _read(self, prompt: Prompt, read: Callable[[str], T], deadline: float) -> T:
        ends = self._clock() + timedelta(seconds=deadline)
        mended: set[str] = set()
        while True:
            answer = await self._answer(prompt, ends)
            said, failed = answer.text, None
            if answer.ended == "refused":
                raise ModelError(f"{self.name} refuses to answer this.")
            if answer.ended == "cut":
                said, wrong = f"{said[:_SHOWN]}…", _SHORTER
            else:
                try:
                    return read(cut_json(said))
                except (ValueError, RecursionError) as error:
                    failed, wrong = error, str(error)[:_COMPLAINT] or "This is not as asked."
            if answer.ended in mended:
                what = "ends too late" if answer.ended == "cut" else "is not as asked"
                raise ModelError(f"What {self.name} says {what}, the second time too.") from failed
            mended.add(answer.ended)
            prompt = replace(prompt, said=(*prompt.said, (said.strip() or _NOTHING, wrong)))

    async def _answer(self, prompt: Prompt, ends: datetime) -> Completion:
        """What the model says, after a few tries; none begins after `ends`."""
        lost = 0
        for tries in range(self._patience.retries + 1):
            try:
                answer = await self._in_turn(prompt)
            except (BudgetSpent, Resting):
                raise
            except ModelError as error:
                lost += error.is_charged
                pause = self._pause(error, tries) if lost < _LOST else None
                if pause is None or self._clock() + timedelta(seconds=pause) >= ends:
                    self._breaker.failed(error)
                    raise
                await self._sleep(pause)
            else:
                self._breaker.answered()
                return answer
        raise AssertionError("the last try gives up")

    def _pause(self, error: ModelError, tries: int) -> float | None:
        """Seconds until the next try; None where there is none.

        What the server asks for is the least. Not all who wait come back at once.
        """
        if error.retry_after is None or tries >= self._patience.retries:
            return None
        if not error.retry_after:
            return 0.0
        longer = max(error.retry_after, self._patience.pause * 2.0**tries)
        return longer * (1 + self._random.random() / 4)

    async def _in_turn(self, prompt: Prompt) -> Completion:
        async with self._turns:
            self._breaker.check()
            reservation = await self._reserve(prompt)
            self._flying += 1
            try:
                return await self._paid(prompt, reservation)
            finally:
                self._flying -= 1
                self._landed.set()
                self._landed = asyncio.Event()

    async def _paid(self, prompt: Prompt, reservation: int) -> Completion:
        """The answer, and what it cost. Whatever else happens, it counts in full."""
        try:
            answer = await self._model.complete(prompt)
        except ModelError as error:
            if not error.is_charged:
                await to_its_end(self._spending.release(reservation))
            raise
        spent = spent_on(answer, self._prices)
        if spent:
            await to_its_end(self._spending.settle(reservation, spent))
        return answer

    async def _reserve(self, prompt: Prompt) -> int:
        """Set the most aside that it may cost, once there is room. Raises `BudgetSpent`."""
        usd = self._prices.at_most(prompt) if self._prices else Decimal(0)
        while True:
            landed = self._landed
            day = local_date(self._clock(), self._timezone)
            charge = Charge(day, self.name, prompt.purpose, prompt.place, usd)
            reservation = await self._set_aside(charge)
            if reservation is not None:
                return reservation
            if self._most_a_day is not None and not (self._flying or landed.is_set()):
                raise BudgetSpent(self._most_a_day, usd)
            await landed.wait()

    async def _set_aside(self, charge: Charge) -> int | None:
        """Reserve it. Who is cancelled meanwhile leaves nothing behind."""
        reserving = asyncio.ensure_future(self._spending.reserve(charge, self._most_a_day))
        try:
            await finished(reserving)
        except asyncio.CancelledError:
            if failure_of(reserving) is None:
                reservation = reserving.result()
                if reservation is not None:
                    await to_its_end(self._spending.release(reservation))
            raise
        return reserving.result()
