"""Asking a model: within a budget, a deadline and reason; what it says is read, or mended once."""

from bot.asking.answers import cut_json
from bot.asking.asking import Asking, Patience
from bot.asking.embedding import Embedding
from bot.asking.placing import Embeddings
from bot.asking.prices import BudgetSpent, Prices, most_tokens_in
from bot.asking.shapes import Shape, as_data, read_shape, schema_of

__all__ = [
    "Asking",
    "BudgetSpent",
    "Embedding",
    "Embeddings",
    "Patience",
    "Prices",
    "Shape",
    "as_data",
    "cut_json",
    "most_tokens_in",
    "read_shape",
    "schema_of",
]
