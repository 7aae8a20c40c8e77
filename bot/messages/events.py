"""What happens in a chat, and how the core answers it.

An event that a chat may deliver twice has its `delivery`, the chat's own id of it: the core drops
what it had before. What has none is harmless when repeated.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from bot.messages.addresses import Address, MessageRef, User
from bot.messages.shown import Message


@dataclass(frozen=True, slots=True)
class Command:
    """Somebody typed a command. `args` maps an argument's name to what was typed."""

    name: str
    user: User
    at: Address
    args: Mapping[str, str] = field(default_factory=dict)
    delivery: str = ""


@dataclass(frozen=True, slots=True)
class Press:
    """Somebody pressed a button of the message `source`.

    Its address is that of the card's `place`, where the card has one.
    """

    action: str
    value: str
    user: User
    source: MessageRef


@dataclass(frozen=True, slots=True)
class Choice:
    """What may be chosen for an argument: what a person reads, and what is typed for them."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Suggest:
    """Somebody fills in an `argument` of a command, and has `typed` so much of it.

    Nobody is answered: what is `offer`ed, the best first, is shown below the field.
    """

    command: str
    argument: str
    typed: str
    user: User
    at: Address
    offer: Callable[[Sequence[Choice]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Reaction:
    """Somebody put an `emoji`, such as 👍, on a message, or took it away. Nobody is answered."""

    ref: MessageRef
    user: User
    emoji: str
    added: bool
    delivery: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """Somebody opened Paperboy's own page `home`, which the reply fills, and fills anew.

    `places` are the channels there that the person may see, and whether they may change each.
    """

    home: Address
    user: User
    places: Mapping[Address, bool]


@dataclass(frozen=True, slots=True)
class PlaceChanged:
    """A channel, or all of a workspace, is `gone` for the bot, or `back`; `why` in a few words.

    Nobody is answered.
    """

    address: Address
    change: Literal["gone", "back"]
    why: str
    delivery: str = ""


Event = Command | Press | Suggest | Reaction | Opened | PlaceChanged


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


class _Unheard:
    """`Handle` of what nobody is told."""

    async def update(self, message: Message) -> None:
        """See `Handle.update`."""


async def nobody(message: Message, *, private: bool = True) -> Handle:
    """`Reply` to what nobody waits for."""
    del message, private
    return _Unheard()
