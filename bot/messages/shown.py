"""A message as people see it, and how large it may be."""

from dataclasses import dataclass, fields, replace
from string import ascii_uppercase

from bot.messages.addresses import Address
from bot.text.fold import fold
from bot.text.markdown import escape


@dataclass(frozen=True, slots=True)
class Button:
    """A press of it becomes `Press(action, value)`; its state lives in the store."""

    label: str
    action: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture: its bytes lie in the store under `sha256`; `alt` says what it shows.

    `letters` are the same drawn with letters, several lines, where no picture can be shown.
    """

    sha256: str
    alt: str
    letters: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One thing in a message: a strong title, a body, a picture, a grey footer, a row of buttons.

    `place` is the channel that it is about: shown by its name, and its buttons act there.
    """

    title: str = ""
    body: str = ""
    url: str | None = None
    fields: tuple[tuple[str, str], ...] = ()
    buttons: tuple[Button, ...] = ()
    footer: str = ""
    image: Image | None = None
    place: Address | None = None


@dataclass(frozen=True, slots=True)
class Poll:
    """A vote of the group, open for so many whole `hours`. At most 10 options.

    `id` comes back with each press, where the platform has no polls of its own.
    """

    question: str
    options: tuple[str, ...]
    hours: int
    id: str = ""

    def as_card(self) -> Card:
        """The same where the platform has no polls of its own."""
        # Letters: in a terminal every button has a number of its own.
        lettered = list(zip(ascii_uppercase, self.options, strict=False))
        lines = (f"**{letter}**  {escape(each)}" for letter, each in lettered)
        its = f"{self.id}:" if self.id else ""
        buttons = tuple(
            Button(letter, "poll.vote", f"{its}{n}") for n, (letter, _) in enumerate(lettered, 1)
        )
        return Card(self.question, "\n".join(lines), buttons=buttons)


@dataclass(frozen=True, slots=True)
class Message:
    """`text` is what a notification shows, and all that is shown where there are no cards.

    `poll` stands below. `mention` is whom to notify, in the platform's own words: a role, a group,
    or “here”; nobody else is, whatever the texts say. `silent`: it notifies nobody by itself,
    where the platform can do so.
    """

    text: str
    cards: tuple[Card, ...] = ()
    poll: Poll | None = None
    mention: str = ""
    silent: bool = False

    def with_poll_as_card(self) -> "Message":
        """The same for a platform without polls; the text stays where nothing else is shown."""
        if self.poll is None:
            return self
        said = (Card(body=escape(self.text)),) if fold(self.text) else ()
        return replace(self, cards=(*(self.cards or said), self.poll.as_card()), poll=None)


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
