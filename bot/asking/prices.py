"""What a request costs, and what it may cost at most. Pure."""

import json
from decimal import ROUND_CEILING, Context, Decimal
from typing import NamedTuple

from bot.errors import ModelError
from bot.models import Completion, Prompt, Spent

_SHORT = Context(prec=2, rounding=ROUND_CEILING)
_MILLION = Decimal(1_000_000)
_AROUND_A_MESSAGE = 64  # tokens: what a server writes around each, such as who says it
_AROUND_ALL = (
    512  # tokens: what a server adds by itself, and our own words where it takes no schema
)


class Prices(NamedTuple):
    """US dollars for a million tokens: of what is asked, and of what is answered."""

    tokens_in: Decimal
    tokens_out: Decimal

    def of(self, tokens_in: int, tokens_out: int) -> Decimal:
        """What so many tokens cost, in US dollars."""
        return (self.tokens_in * tokens_in + self.tokens_out * tokens_out) / _MILLION

    def at_most(self, prompt: Prompt) -> Decimal:
        """The most that a prompt and its answer may cost, in US dollars."""
        return self.of(most_tokens_in(prompt), prompt.most_tokens)


class BudgetSpent(ModelError):
    """What may be spent in a day is spent: asking is of use again tomorrow.

    Unless one `request` may cost more than the whole budget: then it never is.
    """

    def __init__(self, most: Decimal, request: Decimal = Decimal(0)) -> None:
        budget = f"The day's budget of {_dollars(most)}"
        if request > most:
            asked = _dollars(request.normalize(_SHORT))
            super().__init__(f"{budget} leaves no room for a request of at most {asked}.")
            return
        super().__init__(f"{budget} is spent.")


def most_tokens_in(prompt: Prompt) -> int:
    """More tokens than a prompt has, whichever model reads it.

    How a model cuts text into tokens is not known here. But whatever it has no word for it reads
    byte by byte, so that no text has more tokens than it has bytes in UTF-8: some four times as
    many as there are in English. A schema is counted as if it were written out with line breaks.
    """
    said = [each for pair in prompt.said for each in pair]
    texts = [prompt.instructions, prompt.material, *said, prompt.name]
    # A lone surrogate is sent as one sign; as three bytes it counts for more.
    size = sum(len(each.encode(errors="surrogatepass")) for each in texts)
    schema = len(json.dumps(dict(prompt.schema), indent=2))
    return size + schema + _AROUND_A_MESSAGE * (2 + len(said)) + _AROUND_ALL


def spent_on(completion: Completion, prices: Prices | None) -> Spent | None:
    """What an answer cost; None where the server did not count. Without prices: nothing."""
    tokens_in, tokens_out = completion.tokens_in, completion.tokens_out
    if tokens_in is None or tokens_out is None:
        return None
    usd = prices.of(tokens_in, tokens_out) if prices else Decimal(0)
    return Spent(1, tokens_in, tokens_out, usd)


def _dollars(usd: Decimal) -> str:
    """An amount as people write it, with cents at least: $0.50, $0.0125."""
    cents = usd.quantize(Decimal("0.01"))
    return f"${cents:f}" if cents == usd else f"${usd.normalize():f}"
