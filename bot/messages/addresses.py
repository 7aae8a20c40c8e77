"""Where messages go, and who writes there. Opaque to the core."""

from dataclasses import dataclass

from bot.errors import UserError


@dataclass(frozen=True, slots=True)
class Address:
    """Where messages go. Opaque: only the adapter that made it reads `channel` and `thread`.

    A `channel` that ends in “/” stands for all that begin so: a workspace, a server. What begins
    with “@” is between one person and Paperboy, and stands for itself alone.
    """

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

    @property
    def group(self) -> "Address":
        """All that belongs together with this channel: its workspace or server; else itself."""
        whole, slash, _ = self.channel.rpartition("/")
        alone = not slash or self.channel.startswith("@")
        return self.place if alone else Address(self.chat, f"{whole}/")

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
