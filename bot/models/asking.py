"""What a language model is asked, what it says, and what that costs."""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is asked.

    `instructions` are ours, and the same for many papers: they come first. `material` is data,
    whatever it says. `said` are pairs of an earlier answer and what was wrong with it, the oldest
    first. `schema` is the JSON schema of the answer, under the name `name`; `most_tokens` is the
    longest answer. `place` and `purpose` say what it is charged to: “summary points”, “quiz”.
    """

    instructions: str
    material: str
    schema: Mapping[str, Any]
    name: str
    most_tokens: int
    purpose: str
    place: str = ""
    said: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Completion:
    """What a model said; tokens are None where the server does not count them."""

    text: str
    ended: Literal["whole", "cut", "refused"] = "whole"
    tokens_in: int | None = None
    tokens_out: int | None = None


@dataclass(frozen=True, slots=True)
class Embedded:
    """A vector a text, of whatever length, all of one size; `tokens` as in `Completion`."""

    vectors: tuple["array[float]", ...]
    tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Charge:
    """One request to a model on a `day` of the bot's time zone; `usd` is the most it may cost."""

    day: date
    model: str
    purpose: str
    place: str
    usd: Decimal


@dataclass(frozen=True, slots=True)
class Spent:
    """What requests cost: those of which nobody knows are counted at the most they may cost."""

    requests: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    usd: Decimal = Decimal(0)
