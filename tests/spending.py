"""What models cost, in memory."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from bot.models import Charge, Spent


class MemorySpending:
    """`Spending` that keeps every request by its number; None where it was released."""

    def __init__(self) -> None:
        self._asked: list[tuple[Charge, Spent | None] | None] = []

    async def reserve(self, charge: Charge, most: Decimal | None) -> int | None:
        spent = sum(its.usd for its in (await self.of_day(charge.day)).values())
        if most is not None and spent + charge.usd > most:
            return None
        self._asked.append((charge, None))
        return len(self._asked)

    async def settle(self, reservation: int, spent: Spent) -> None:
        its = self._asked[reservation - 1]
        if its and its[1] is None:
            self._asked[reservation - 1] = (its[0], spent)

    async def release(self, reservation: int) -> None:
        its = self._asked[reservation - 1]
        if its and its[1] is None:
            self._asked[reservation - 1] = None

    async def of_day(self, day: date) -> Mapping[tuple[str, str], Spent]:
        sums: dict[tuple[str, str], Spent] = {}
        for charge, spent in filter(None, self._asked):
            if charge.day == day:
                key, one = (charge.place, charge.purpose), spent or Spent(1, usd=charge.usd)
                its = sums.get(key, Spent())
                sums[key] = Spent(
                    its.requests + 1,
                    its.tokens_in + one.tokens_in,
                    its.tokens_out + one.tokens_out,
                    its.usd + one.usd,
                )
        return sums
