"""A chat platform."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.messages import Address, CommandSpec, Limits, Message, MessageRef, OnEvent, Pace, Sizes
from bot.models import Finding


class Chat(Protocol):
    """A chat platform. What it lacks it degrades, silently and readably.

    No threads: the channel; no buttons: numbered choices; no edit: a new message. Text in
    messages is data: no mention, command or markup in it ever takes effect. Raises `ChatError`
    and its kinds only.
    """

    name: str
    limits: Limits
    pace: Pace
    key_window: float
    """Seconds from a send within which its repeat with the same key is harmless; 0: never."""

    threads: bool
    """Whether what hangs on a message stands apart from the channel. Where it does not, details
    are shown to who asks for them: unasked they would bury what they belong to."""

    def size(self, message: Message) -> Sizes:
        """How large `message` is once rendered: escapes count. Pure."""
        ...

    async def run(self, commands: Sequence[CommandSpec], on_event: OnEvent) -> None:
        """Listen until `close`: acknowledge each event at once, then pass it to `on_event`.

        Events that no handler could be found for are passed on too: the router answers them.
        """
        ...

    async def send(
        self, to: Address, message: Message, key: str, parent: MessageRef | None = None
    ) -> MessageRef:
        """Send one message that fits `limits`, in the thread of `parent` where there is one.

        `key` (at most 22 characters) makes a repeat harmless where the platform can. Works before
        and without `run`. Tries once: every `ChatError` but `Unsure` means surely not sent, and
        what may have been sent is `Unsure`. Where it is cancelled, nobody knows.
        """
        ...

    async def edit(self, ref: MessageRef, message: Message) -> None:
        """Show `message` in place of the one sent before. One that is gone is left at that."""
        ...

    async def delete(self, ref: MessageRef) -> None:
        """Take a message away that was sent before. One that is gone is left at that."""
        ...

    async def find(
        self, to: Address, key: str, since: datetime, parent: MessageRef | None = None
    ) -> MessageRef | None:
        """Look up what was sent with `key`, in the thread of `parent` where there is one.

        `None` only when absence is proven: history read back to `since`; else `Unsure`. The core
        believes it only a minute after the last attempt: history may lag behind.
        """
        ...

    async def votes(self, ref: MessageRef) -> Mapping[int, int] | None:
        """How many chose each option, by its index, in a sent poll of the platform's own.

        None where it has none: then votes come as presses. Raises `ChatError`.
        """
        ...

    async def check(self, places: Sequence[Address]) -> tuple[Finding, ...]:
        """Look whether the chat can be used: tokens, permissions, and each of these places.

        Never raises a `ChatError`: what fails is a finding. Works without `run`.
        """
        ...

    async def check_place(self, place: Address) -> Finding:
        """Look whether messages may be sent there; quick. Raises `ChatError` if nobody knows."""
        ...

    async def close(self) -> None:
        """Stop listening, after what is in flight. Harmless when repeated."""
        ...
