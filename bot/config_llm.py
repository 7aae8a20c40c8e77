"""The section [llm]: which model writes, where it is, and what it may cost."""

from decimal import Decimal, InvalidOperation
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from bot.asking import Prices
from bot.config_values import Section, WebUrl

_OWN = "openai.com"
_DEAREST = 100_000  # US dollars for a million tokens, and for a day


def _usd(given: Any) -> Any:
    """An amount of US dollars, exactly as it is written; nothing where nothing is written."""
    if given is None or given == "":
        return None
    try:
        amount = Decimal(str(given))
    except InvalidOperation:
        amount = Decimal("NaN")
    if isinstance(given, bool) or not amount.is_finite() or not 0 <= amount <= _DEAREST:
        raise ValueError(f"“{given}” is no amount: write one in US dollars, as in 0.50")
    return amount


def _model(name: str) -> str:
    if not name.strip().isprintable():
        raise ValueError("a model's name is one line: write it as its server does")
    return name.strip()


Usd = Annotated[Decimal | None, BeforeValidator(_usd)]


class LlmSection(Section):
    """A language model; its key is in the environment. An empty `model`: none is asked.

    `price_in` and `price_out`: US dollars for a million tokens. `embedding_model` says what papers
    mean, at `embedding_price` for a million tokens; where it is empty that is computed here.
    Without `daily_budget_usd` there is no end. `timeout`: seconds for one answer.
    """

    base_url: WebUrl = "https://api.openai.com/v1"
    model: Annotated[str, Field(max_length=200), BeforeValidator(_model)] = ""
    price_in: Usd = None
    price_out: Annotated[Usd, Field(validate_default=True)] = None
    embedding_model: Annotated[str, Field(max_length=200), BeforeValidator(_model)] = ""
    embedding_price: Usd = None
    daily_budget_usd: Usd = None
    timeout: Annotated[float, Field(gt=0, le=600)] = 60.0

    @field_validator("price_out")
    @classmethod
    def _both_prices(cls, price_out: Decimal | None, info: ValidationInfo) -> Decimal | None:
        price_in = info.data.get("price_in")
        if (price_in is None) != (price_out is None) and "price_in" in info.data:
            missing = "price_in" if price_in is None else "price_out"
            raise ValueError(f"{missing} is missing: set both, in US dollars for a million tokens")
        return price_out

    @field_validator("daily_budget_usd")
    @classmethod
    def _with_prices(cls, budget: Decimal | None, info: ValidationInfo) -> Decimal | None:
        if budget == 0:
            raise ValueError("nothing could ever be asked: leave it empty, or leave model empty")
        if budget is None:
            return None
        embeds, known = info.data.get("embedding_model"), info.data.keys()
        if embeds and "embedding_price" in known and info.data["embedding_price"] is None:
            raise ValueError(
                "a budget needs prices: set embedding_price, in US dollars for a million tokens"
            )
        writes = info.data.get("model") or not embeds
        prices = {"price_in", "price_out"} & known
        if writes and prices and info.data.get("price_out") is None:
            raise ValueError(
                "a budget needs prices: set price_in and price_out, in US dollars for a million "
                "tokens, as the server of the model names them"
            )
        return budget

    @property
    def prices(self) -> Prices | None:
        """Both prices; None where they are not set."""
        if self.price_in is None or self.price_out is None:
            return None
        return Prices(self.price_in, self.price_out)

    def is_priced(self, *, writes: bool, embeds: bool) -> bool:
        """Whether it is known what the models cost that are asked."""
        return not (writes and self.prices is None) and not (
            embeds and self.embedding_price is None
        )

    @property
    def needs_key(self) -> bool:
        """Whether nothing can be asked there without a key: at OpenAI itself."""
        host = urlsplit(self.base_url).hostname or ""
        return host == _OWN or host.endswith(f".{_OWN}")
