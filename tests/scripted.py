"""A model that says what a test has it say, and what the tests of summaries share."""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from random import Random

from bot.asking import Asking
from bot.errors import ModelError
from bot.models import Completion, Passage, Prompt, Source
from bot.ports import Spending
from tests.fakes import NOW
from tests.spending import MemorySpending

Said = str | ModelError
Points = Sequence[tuple[str, str]]

PUMPS = Source(
    "Pumps for dry gardens",
    (
        Passage("Gardens are dry in summer, and buckets are slow.", "1 Introduction", 1),
        Passage(
            "We propose Sprinkle, a pump that learns when a garden needs water. "
            "Sprinkle watches the soil with a sensor and waters at night.",
            "1 Introduction",
            1,
        ),
        Passage(
            "On the GardenBench data, Sprinkle needs 37 % less water than buckets. "
            "It may fail where the soil is mostly sand.",
            "4 Results",
            3,
        ),
    ),
    whole=True,
)
SPRINKLE = ("Sprinkle is a pump that learns when a garden needs water.",
            "We propose Sprinkle, a pump that learns when a garden needs water.")  # fmt: skip
LESS_WATER = ("On GardenBench, Sprinkle needs 37 % less water than buckets.",
              "On the GardenBench data, Sprinkle needs 37 % less water than buckets.")  # fmt: skip
WRONG_NUMBER = ("On GardenBench, Sprinkle needs 73 % less water than buckets.", LESS_WATER[1])
INVENTED = ("Farmers in Peru bought 5,000 licences.", "Farmers in Peru bought 5,000 licences.")


class ScriptedModel:
    """`Model` whose answers come from a function of the prompt. Remembers what it was asked.

    It answers nothing until `goes_on` is set, where that is given.
    """

    name = "scripted"

    def __init__(self, say: Callable[[Prompt], Said], goes_on: asyncio.Event | None = None) -> None:
        self._say, self._goes_on = say, goes_on
        self.begun = asyncio.Event()
        self.asked: list[Prompt] = []

    async def complete(self, prompt: Prompt) -> Completion:
        self.asked.append(prompt)
        self.begun.set()
        if self._goes_on:
            await self._goes_on.wait()
        said = self._say(prompt)
        if isinstance(said, ModelError):
            raise said
        return Completion(said, tokens_in=1000, tokens_out=100)

    async def close(self) -> None:
        """Nothing to hang up."""


async def at_once(_seconds: float) -> None:
    """No test waits."""


def asking(model: ScriptedModel, spending: Spending | None = None) -> Asking:
    return Asking(
        model,
        spending or MemorySpending(),
        most_a_day=None,
        prices=None,
        timezone="UTC",
        clock=lambda: NOW,
        random=Random(1),
        sleep=at_once,
    )


def answer(style: str, fields: Mapping[str, Points], **more: object) -> str:
    """What a good model says: all fields of the style, most of them empty."""
    from bot.summaries import STYLES

    spec = next(its for name, its in STYLES.items() if name == style)
    said: dict[str, object] = {each.name: [] for each in spec.fields}
    for name, points in fields.items():
        said[name] = [{"text": text, "quote": quote} for text, quote in points]
    said |= {"questions": []} if spec.questions else {}
    said |= {"workflow": None} if spec.workflow else {}
    return json.dumps(said | more)
