"""What the core and the chats say to each other. No platform's word is in here.

Text in a `Message` is for people. `Card.body` is small Markdown (see `bot.text.markdown`);
every other text is plain. Text of papers, models and users in a body goes through
`bot.text.markdown.escape` first; an adapter escapes the rest for its own platform.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Protocol

from bot.errors import UserError


@dataclass(frozen=True, slots=True)
class Address:
    """Where messages go. Opaque: only the adapter that made it reads `channel` and `thread`."""

    chat: str
    channel: str
    thread: str | None = None

    def __str__(self) -> str:
        """`slack:T01/C01`: how a place is named in the configuration and on the command line."""
        return f"{self.chat}:{self.channel}"

    @property
    def place(self) -> "Address":
        """The channel as a whole: what may have subscriptions."""
        return Address(self.chat, self.channel)

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Read `chat:channel`. Raises `UserError` where either half is missing."""
        chat, _, channel = text.strip().partition(":")
        if not chat or not channel or not text.isprintable():
            raise UserError(f"“{text}” names no place: write chat:channel, as in console:default.")
        return cls(chat, channel)


@dataclass(frozen=True, slots=True)
class MessageRef:
    """A message that was sent. `id` belongs to the adapter."""

    address: Address
    id: str


@dataclass(frozen=True, slots=True)
class User:
    """Who asks. The adapter says whether they may change the place, in `can_manage`.

    `timezone` is theirs, where the chat knows it.
    """

    id: str
    name: str
    can_manage: bool
    timezone: str | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """A press of it becomes `Press(action, value)`; its state lives in the store."""

    label: str
    action: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One thing in a message: a strong title, a body, a grey footer, a row of buttons."""

    title: str = ""
    body: str = ""
    url: str | None = None
    fields: tuple[tuple[str, str], ...] = ()
    buttons: tuple[Button, ...] = ()
    footer: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """`text` is what a notification shows, and all that is shown where there are no cards."""

    text: str
    cards: tuple[Card, ...] = ()


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large a message is once rendered, in characters or pieces; the largest where several."""

    text: int = 0
    title: int = 0
    body: int = 0
    cards: int = 0
    total: int = 0
    buttons: int = 0
    label: int = 0
    value: int = 0


@dataclass(frozen=True, slots=True)
class Limits(Sizes):
    """The most that a platform takes of each. `buttons` is of one card, `total` of one message."""

    def exceeded(self, sizes: Sizes) -> tuple[str, ...]:
        """Name what is too large; empty where the message fits."""
        names = (each.name for each in fields(Sizes))
        return tuple(name for name in names if getattr(sizes, name) > getattr(self, name))


@dataclass(frozen=True, slots=True)
class Pace:
    """Messages a second that a platform takes: in one channel, and overall."""

    channel: float
    overall: float


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a command; the last one takes the rest of the line."""

    name: str
    help: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """A command as every chat declares it: `name` is one word or two ("digest now")."""

    name: str
    help: str
    arguments: tuple[Argument, ...] = ()
    private: bool = True

    def usage(self) -> str:
        """Spell it as a person types it: `/paper <topic>`."""
        shapes = (
            f"<{each.name}>" if each.required else f"[{each.name}]" for each in self.arguments
        )
        return " ".join([f"/{self.name}", *shapes])


@dataclass(frozen=True, slots=True)
class Command:
    """Somebody typed a command. `args` maps an argument's name to what was typed."""

    name: str
    user: User
    at: Address
    args: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Press:
    """Somebody pressed a button of the message `source`."""

    action: str
    value: str
    user: User
    source: MessageRef


Event = Command | Press


class Handle(Protocol):
    """A reply that can still be changed."""

    async def update(self, message: Message) -> None:
        """Show `message` in place of the reply. Raises `ChatError`."""
        ...


class Reply(Protocol):
    """How the core answers one event, whatever the platform needs for that."""

    async def __call__(self, message: Message, *, private: bool = True) -> Handle:
        """Answer the person alone, or the whole channel. Raises `ChatError`."""
        ...


OnEvent = Callable[[Event, Reply], Awaitable[None]]


def read_command(line: str, specs: Sequence[CommandSpec], user: User, at: Address) -> Command:
    """Read what a person typed: `/digest now "gaussian splatting"`.

    The longest name that fits wins. A name that no spec has is returned as typed: the router
    answers it, kindly and with the nearest name.
    """
    words = line.strip().removeprefix("/").split(maxsplit=2)
    for length in (2, 1):
        name = " ".join(words[:length]).lower()
        spec = next((each for each in specs if each.name == name), None)
        if spec and len(words) >= length:
            rest = line.strip().removeprefix("/").split(maxsplit=length)[length:]
            return Command(name, user, at, _fill(spec, rest[0].strip() if rest else ""))
    return Command(" ".join(words[:2]).lower(), user, at)


def _fill(spec: CommandSpec, typed: str) -> dict[str, str]:
    values = typed.split(maxsplit=len(spec.arguments) - 1) if spec.arguments and typed else []
    return {each.name: value for each, value in zip(spec.arguments, values, strict=False)}
