"""Hand-written neighbours that keep the contracts of `bot.ports`, in memory."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from random import Random

from bot.delivery import Sender
from bot.desk import Desk
from bot.digest import Newsroom
from bot.errors import ChatError, Unsure
from bot.messages import (
    Address,
    CommandSpec,
    Handle,
    Limits,
    Message,
    MessageRef,
    OnEvent,
    Pace,
    Sizes,
    User,
)
from bot.models import (
    Finding,
    Manner,
    Paper,
    Source,
    Style,
    Summary,
)
from bot.ports import (
    Chat,
    Store,
    Writer,
)
from bot.summaries import Summariser

PLACE = Address("fake", "room")
ANNA = User("anna", "Anna", can_manage=True)
NOW = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)
TODAY = NOW.date()


def paper(number: int, title: str = "", **more: object) -> Paper:
    """A paper made by hand: its title and abstract say which one it is."""
    its = Paper(
        id=f"2603.{number:05}",
        title=title or f"Paper number {number}",
        abstract=f"We study subject {number}. We propose a method that is 2.5 times faster.",
        authors=("Ada Lovelace", "Alan Turing"),
        categories=("cs.CV",),
        announced=NOW.date(),
    )
    return replace(its, **more)  # type: ignore[arg-type]


class TitleWriter:
    """Says the title: enough where the summary is not what is tested."""

    def manner(self, style: Style, language: str = "") -> Manner:
        return Manner("title 1", style, language)

    async def write(
        self, source: Source, style: Style, language: str = "", *, place: str = ""
    ) -> Summary:
        del language, place
        return replace(Summary.one(source.title), style=style)


class FakeChat:
    """A chat with small limits that remembers; `fails` is raised by the next sends, in order."""

    name = "fake"
    limits = Limits(
        text=400, title=100, body=400, cards=6, total=2000, buttons=5, label=40, value=100
    )
    pace = Pace(channel=1, overall=50)
    key_window = 0.0

    def __init__(self, *, threads: bool = False) -> None:
        self.threads = threads
        self.mend = ""  # what is wrong with every place
        self.measured = 0  # how often a message was
        self.shown: dict[MessageRef, Message] = {}
        self.below: dict[MessageRef, MessageRef] = {}  # what hangs on what
        self.fails: list[BaseException | None] = []
        self.lines: AsyncIterator[str] | None = None
        self.polled: dict[MessageRef, dict[int, int]] | None = None  # of its own polls
        self._keys: dict[tuple[Address, str], MessageRef] = {}

    def size(self, message: Message) -> Sizes:
        self.measured += 1
        buttons = [button for card in message.cards for button in card.buttons]
        texts = [text for card in message.cards for text in (card.title, card.body, card.footer)]
        return Sizes(
            text=len(message.text),
            title=max((len(card.title) for card in message.cards), default=0),
            body=max((len(card.body) for card in message.cards), default=0),
            cards=len(message.cards),
            total=sum(map(len, texts)),
            buttons=max((len(card.buttons) for card in message.cards), default=0),
            label=max((len(button.label) for button in buttons), default=0),
            value=max((len(button.value) for button in buttons), default=0),
        )

    async def run(self, commands: Sequence[CommandSpec], on_event: OnEvent) -> None:
        raise NotImplementedError("a fake chat hears nothing: call the router")

    async def send(
        self, to: Address, message: Message, key: str, parent: MessageRef | None = None
    ) -> MessageRef:
        failure = self.fails.pop(0) if self.fails else None
        if failure:
            raise failure
        if (to, key) not in self._keys:
            self._keys[to, key] = MessageRef(to, str(len(self._keys) + 1))
            self.shown[self._keys[to, key]] = message
            if parent:
                self.below[self._keys[to, key]] = parent
        return self._keys[to, key]

    async def edit(self, ref: MessageRef, message: Message) -> None:
        if ref in self.shown:
            self.shown[ref] = message

    async def delete(self, ref: MessageRef) -> None:
        self.shown.pop(ref, None)

    async def find(
        self, to: Address, key: str, since: datetime, parent: MessageRef | None = None
    ) -> MessageRef | None:
        del since, parent
        if (to, key) not in self._keys:
            raise Unsure(f"{key} is not known")
        return self._keys[to, key]

    async def votes(self, ref: MessageRef) -> Mapping[int, int] | None:
        return self.polled.get(ref) if self.polled is not None else None

    async def check(self, places: Sequence[Address]) -> tuple[Finding, ...]:
        return tuple([await self.check_place(place) for place in places])

    async def check_place(self, place: Address) -> Finding:
        return Finding(f"{place} is there", self.mend)

    async def close(self) -> None:
        pass


class Answers:
    """A `Reply` that remembers what was said, and whether to one person or to all."""

    def __init__(self, fails: ChatError | None = None) -> None:
        self.said: list[tuple[Message, bool]] = []
        self._fails = fails

    async def __call__(self, message: Message, *, private: bool = True) -> Handle:
        if self._fails:
            raise self._fails
        self.said.append((message, private))
        return _Said(self, len(self.said) - 1)

    @property
    def texts(self) -> list[str]:
        return [message.text for message, _ in self.said]


class _Said:
    def __init__(self, answers: Answers, index: int) -> None:
        self._answers, self._index = answers, index

    async def update(self, message: Message) -> None:
        self._answers.said[self._index] = (message, self._answers.said[self._index][1])


def summariser(store: Store, writer: Writer | None = None) -> Summariser:
    """No model: the titles, or what `writer` says."""
    return Summariser(store, writer or TitleWriter(), lambda: NOW, worker="tests")


def desk(store: Store, chats: Mapping[str, Chat] | None = None) -> Desk:
    """What the handlers work with, on a clock that stands still."""
    its = chats or {"fake": FakeChat()}

    async def at_once(_seconds: float) -> None:
        return

    return Desk(
        store=store,
        sources=(),
        summariser=summariser(store),
        chats=its,
        sender=Sender(store, its, lambda: NOW, "tests", sleep=at_once),
        newsroom=Newsroom((), store, lambda: NOW, "UTC"),
        timezone="UTC",
        clock=lambda: NOW,
        random=Random(1),
    )
