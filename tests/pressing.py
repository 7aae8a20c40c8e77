"""Who presses the buttons of summaries: a desk with a model that says what a test wants."""

import asyncio
from dataclasses import replace
from datetime import datetime

from bot.desk import Desk
from bot.messages import Address, Card, MessageRef, Press, User
from bot.models import Prompt
from bot.router import Router
from bot.summaries import STYLES, ExtractiveWriter, ModelWriter, Summariser
from storage.sqlite import SqliteStore
from tests.fakes import ANNA, NOW, PLACE, Answers, desk, paper
from tests.scripted import Said, ScriptedModel, answer, asking, at_once

ABSTRACT = (
    "Gardens are dry in summer. We propose Sprinkle, a pump that needs 37 % less water than "
    "buckets. It learns when a garden needs water."
)
PAPER = replace(paper(1, "Pumps <!channel>"), abstract=ABSTRACT)
OLD = replace(paper(2, "Quarks"), id="hep-th/9901001", abstract=ABSTRACT)
GOOD = ("Sprinkle is a pump that needs 37 % less water than buckets.",
        "We propose Sprinkle, a pump that needs 37 % less water than buckets.")  # fmt: skip
LEARNS = ("Sprinkle learns when a garden needs water.",
          "It learns when a garden needs water.")  # fmt: skip
PAGE = MessageRef(PLACE, "1")
LONGEST = f"{'Old' * 6} {'Norse' * 4}"
GONE = "This button is from another time: it does nothing any more."
COMING = "a checked one is being written"


def points(*its: tuple[str, str]) -> str:
    fields = [each.name for each in STYLES["points"].fields]
    return answer("points", {name: [point] for name, point in zip(fields, its, strict=False)})


class Room:
    """A desk whose model says what is in `says`, the last for good; and who presses there."""

    def __init__(
        self, store: SqliteStore, *says: Said, goes_on: asyncio.Event | None = None
    ) -> None:
        self.says, self.now = list(says), NOW
        self.model = ScriptedModel(self._say, goes_on)
        writer = ModelWriter(asking(self.model)) if says else None
        summariser = Summariser(
            store, ExtractiveWriter(), self.clock, writer, worker="a", sleep=at_once
        )
        self.desk: Desk = replace(desk(store), summariser=summariser, clock=self.clock)
        self.router = Router(self.desk)

    def clock(self) -> datetime:
        return self.now

    def _say(self, _prompt: Prompt) -> Said:
        return self.says.pop(0) if len(self.says) > 1 else self.says[0]

    async def press(
        self, action: str, value: str, user: User = ANNA, at: Address = PLACE
    ) -> Answers:
        """What the person sees at once."""
        said = Answers()
        event = Press(action, value, user, MessageRef(at, "1"))
        await self.router.handle(event, said)
        return said

    async def pressed(
        self, action: str, value: str, user: User = ANNA, at: Address = PLACE
    ) -> Answers:
        """What the person sees in the end."""
        said = await self.press(action, value, user, at)
        await asyncio.gather(*self.desk.tasks)
        return said


def cards(said: Answers) -> list[Card]:
    return [card for message, _ in said.said for card in message.cards]


def text_of(said: Answers) -> str:
    """All that a person reads."""
    return "\n".join(
        part
        for message, _ in said.said
        for part in (
            message.text, *(text for card in message.cards for text in (card.body, card.footer))
        )
    )  # fmt: skip
