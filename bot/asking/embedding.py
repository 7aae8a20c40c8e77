"""Vectors of texts, from an endpoint of embeddings, within the day's budget."""

from array import array
from collections.abc import Sequence
from decimal import Decimal

from bot.asking.finishing import to_its_end
from bot.asking.prices import BudgetSpent
from bot.errors import ModelError
from bot.models import Charge, Embedded, Spent
from bot.ports import Clock, Embedder, Spending
from bot.schedule import local_date

PURPOSE = "embeddings"
"""What the requests are charged to."""
_MILLION = Decimal(1_000_000)
_AROUND_A_TEXT = 16  # tokens: what a server may add to each


class Embedding:
    """Asks one model of embeddings, one request at a time.

    `price`: US dollars for a million tokens; None: nothing costs anything. `most_a_day` is the
    budget of all models together: see `Asking`.
    """

    def __init__(
        self,
        embedder: Embedder,
        spending: Spending,
        *,
        most_a_day: Decimal | None,
        price: Decimal | None,
        timezone: str,
        clock: Clock,
    ) -> None:
        self.name = embedder.name
        self._embedder, self._spending = embedder, spending
        self._most_a_day, self._price = most_a_day, price or Decimal(0)
        self._timezone, self._clock = timezone, clock

    async def of(self, texts: Sequence[str]) -> tuple["array[float]", ...]:
        """A vector of each text. Raises `ModelError`, `BudgetSpent` and `StoreError`.

        When cancelled, what was sent stays paid for.
        """
        usd = self._usd(sum(map(_most_tokens, texts)))
        day = local_date(self._clock(), self._timezone)
        charge = Charge(day, self.name, PURPOSE, "", usd)
        reservation = await to_its_end(self._spending.reserve(charge, self._most_a_day))
        if reservation is None:
            raise BudgetSpent(self._most_a_day or Decimal(0), usd)
        embedded = await self._paid(texts, reservation)
        if embedded.tokens is not None:
            spent = Spent(1, embedded.tokens, 0, self._usd(embedded.tokens))
            await to_its_end(self._spending.settle(reservation, spent))
        return embedded.vectors

    async def _paid(self, texts: Sequence[str], reservation: int) -> Embedded:
        try:
            return await self._embedder.embed(texts)
        except ModelError as error:
            if not error.is_charged:
                await to_its_end(self._spending.release(reservation))
            raise

    def _usd(self, tokens: int) -> Decimal:
        return self._price * tokens / _MILLION


def _most_tokens(text: str) -> int:
    """No text has more tokens than bytes: see `most_tokens_in`."""
    return len(text.encode(errors="surrogatepass")) + _AROUND_A_TEXT
