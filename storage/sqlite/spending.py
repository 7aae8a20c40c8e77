"""What models cost, in SQLite."""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_CEILING, Decimal

from sqlite_utils import Database

from bot.models import Charge, Spent
from storage.sqlite.database import SqliteFile

_DOLLAR = Decimal(10**12)  # an INTEGER holds nine millions of them
_MOST = 10**17  # $100,000: no budget is larger, and the sum of a day stays an INTEGER
_ALL = "SELECT coalesce(sum(cost), 0) FROM spending WHERE day = ?"
_RESERVE = "INSERT INTO spending (day, model, place, purpose, cost) VALUES (?, ?, ?, ?, ?)"
_SETTLE = """
    UPDATE spending SET cost = ?, tokens_in = ?, tokens_out = ?
    WHERE number = ? AND tokens_in IS NULL
"""
_RELEASE = "DELETE FROM spending WHERE number = ? AND tokens_in IS NULL"
_OF_DAY = """
    SELECT place, purpose, count(*), total(tokens_in), total(tokens_out), sum(cost)
    FROM spending WHERE day = ? GROUP BY place, purpose
"""


class SqliteSpending:
    """`Spending` on SQLite: whoever reserves looks at the sum and adds to it in one transaction."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    async def reserve(self, charge: Charge, most: Decimal | None) -> int | None:
        """See `Spending.reserve`."""
        day, cost = charge.day.isoformat(), _units(charge.usd)
        row = [day, charge.model, charge.place, charge.purpose, cost]

        def change(database: Database) -> int | None:
            if most is not None:
                (spent,) = database.execute(_ALL, [day]).fetchone()
                if spent + cost > most * _DOLLAR:
                    return None
            return database.execute(_RESERVE, row).lastrowid

        return await self._file.write(change)

    async def settle(self, reservation: int, spent: Spent) -> None:
        """See `Spending.settle`."""
        row = [_units(spent.usd), spent.tokens_in, spent.tokens_out, reservation]
        await self._file.write(lambda database: database.execute(_SETTLE, row))

    async def release(self, reservation: int) -> None:
        """See `Spending.release`."""
        await self._file.write(lambda database: database.execute(_RELEASE, [reservation]))

    async def of_day(self, day: date) -> Mapping[tuple[str, str], Spent]:
        """See `Spending.of_day`."""

        def look(database: Database) -> dict[tuple[str, str], Spent]:
            return {
                (place, purpose): Spent(
                    requests, int(tokens_in), int(tokens_out), Decimal(cost) / _DOLLAR
                )
                for place, purpose, requests, tokens_in, tokens_out, cost in database.execute(
                    _OF_DAY, [day.isoformat()]
                )
            }

        return await self._file.read(look)


def _units(usd: Decimal) -> int:
    """A sum as it is stored; the smallest fraction counts as one."""
    return min(int((usd * _DOLLAR).to_integral_value(ROUND_CEILING)), _MOST)
