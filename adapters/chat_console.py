"""The terminal as a chat: complete, and the harness of the end-to-end dialogues.

It has no threads, so details stand below; no edits, so a change is a new message; no buttons
either, so each has a number that one types, or its label.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import TextIO

from rich.console import Console
from rich.style import Style
from rich.text import Text

from bot.errors import ChatError, Unsure
from bot.messages import (
    Address,
    Button,
    Card,
    CommandSpec,
    Handle,
    Image,
    Limits,
    Message,
    MessageRef,
    OnEvent,
    Pace,
    Press,
    Sizes,
    User,
    read_command,
)
from bot.models import Finding
from bot.text.fold import clean, fold
from bot.text.markdown import Block, parse, plain

WIDEST = 100  # columns: longer lines are hard to read
_UNKNOWN_WIDTH = 80

_LINK = Style(bold=True, color="blue")
_HEADLINE = Style(bold=True)
_TYPED = Style(bold=True, color="cyan")
_YOU = User("you", "you", can_manage=True)
_NO_LINKS = ("Apple_Terminal",)  # swallows links without a trace: show their addresses


class ConsoleChat:
    """`Chat` on a pair of text streams. `lines` is what the person types, a line each.

    Without `lines` nobody types, and no button is shown. `echo` shows each line again: for a
    reader who does not see it typed.
    """

    name = "console"
    limits = Limits(
        text=4000, title=500, body=8000, cards=50, total=40_000, buttons=20, label=80, value=100
    )
    pace = Pace(channel=1000, overall=1000)
    key_window = 0.0
    threads = False

    def __init__(
        self,
        out: TextIO,
        lines: AsyncIterator[str] | None = None,
        *,
        echo: bool = True,
        at: Address = Address("console", "default"),  # noqa: B008 -- frozen
        width: int | None = None,
        program: str = "",
    ) -> None:
        self._console = Console(file=out, width=width, highlight=False, markup=False, emoji=False)
        self._console.width = min(width or self._console.width, WIDEST) or _UNKNOWN_WIDTH
        self._links = self._console.is_terminal and program not in _NO_LINKS
        self._lines, self._echo = lines, echo
        self._at = at
        self._closed = False
        self._numbers = count(1)
        self._sent: dict[str, MessageRef] = {}
        self._buttons: list[tuple[Button, MessageRef]] = []

    def size(self, message: Message) -> Sizes:
        """See `Chat.size`: nothing grows here, for nothing needs an escape."""
        message = message.with_poll_as_card()
        buttons = [button for card in message.cards for button in card.buttons]
        return Sizes(
            text=len(message.text),
            title=max((len(card.title) for card in message.cards), default=0),
            body=max((len(plain(card.body)) for card in message.cards), default=0),
            cards=len(message.cards),
            total=sum(map(_length, message.cards)),
            buttons=max((len(card.buttons) for card in message.cards), default=0),
            label=max((len(button.label) for button in buttons), default=0),
            value=max((len(button.value) for button in buttons), default=0),
        )

    async def run(self, commands: Sequence[CommandSpec], on_event: OnEvent) -> None:
        """Answer line by line until the lines end or `close`. See `Chat.run`."""
        self._prompt()
        async for line in self._lines or _nothing():
            if self._closed:
                return
            if self._echo:
                self._write(Text(f"› {fold(line)}", _TYPED))
            self._console.print()
            if not line.strip():
                self._prompt()
                continue
            button = self._pressed(line.strip())
            if _is_number(line.strip()) and not button:
                await self._reply(Message(f"There is no button {line.strip()}."))
            elif button:
                await on_event(
                    Press(button[0].action, button[0].value, _YOU, button[1]), self._reply
                )
            else:
                await on_event(read_command(line, commands, _YOU, self._at), self._reply)
            self._prompt()

    async def send(
        self, to: Address, message: Message, key: str, parent: MessageRef | None = None
    ) -> MessageRef:
        """See `Chat.send`: printed once for each key while this process lives."""
        del parent  # no threads
        if key not in self._sent:
            self._sent[key] = self._print(to, message)
        return self._sent[key]

    async def edit(self, ref: MessageRef, message: Message) -> None:
        """See `Chat.edit`."""
        self._print(ref.address, message)

    async def delete(self, ref: MessageRef) -> None:
        """See `Chat.delete`: what is printed stays; a line says that it no longer counts."""
        self._print(ref.address, Message("The message above is taken back."))

    async def find(
        self, to: Address, key: str, since: datetime, parent: MessageRef | None = None
    ) -> MessageRef | None:
        """See `Chat.find`: a terminal's past cannot be read back."""
        del since, parent
        if key not in self._sent:
            raise Unsure(f"{to}: whether {key} was printed before cannot be known.")
        return self._sent[key]

    async def votes(self, ref: MessageRef) -> Mapping[int, int] | None:
        """See `Chat.votes`: a terminal has no polls."""
        del ref
        return None

    async def check(self, places: Sequence[Address]) -> tuple[Finding, ...]:
        """See `Chat.check`: nothing can be wrong with a terminal."""
        del places
        return (Finding("The terminal needs no set-up."),)

    async def check_place(self, place: Address) -> Finding:
        """See `Chat.check_place`."""
        return Finding(f"{place} is this terminal")

    async def close(self) -> None:
        """See `Chat.close`: no line is answered after this."""
        self._closed = True

    async def _reply(self, message: Message, *, private: bool = True) -> Handle:
        del private  # one reader
        return _Printed(self, self._print(self._at, message))

    def _pressed(self, typed: str) -> tuple[Button, MessageRef] | None:
        if _is_number(typed):
            return self._buttons[int(typed) - 1] if 0 < int(typed) <= len(self._buttons) else None
        same = (each for each in reversed(self._buttons) if each[0].label.lower() == typed.lower())
        return next(same, None)

    def _prompt(self) -> None:
        if not self._echo:
            self._console.print(Text("› ", _TYPED), end="")
            self._console.file.flush()

    def _print(self, address: Address, message: Message) -> MessageRef:
        ref = MessageRef(address, str(next(self._numbers)))
        try:
            self._print_message(message, ref)
            self._console.file.flush()
        except (OSError, UnicodeError) as error:
            why = getattr(error, "strerror", None) or str(error)
            raise ChatError(f"The output cannot be written: {why}.") from error
        return ref

    def _print_message(self, message: Message, ref: MessageRef) -> None:
        message = message.with_poll_as_card()
        if not message.cards:
            self._write(Text(fold(message.text)))
            self._console.print()
        for card in message.cards:
            self._print_card(card)
            row = Text()
            acts_in = replace(ref, address=card.place) if card.place else ref
            for button in card.buttons if self._lines else ():
                self._buttons.append((button, acts_in))
                row.append(f"[{len(self._buttons)}] ", Style(color="cyan"))
                row.append(f"{fold(button.label)}   ")
            self._write(row)
            self._console.print()

    def _print_card(self, card: Card) -> None:
        link = _web(card.url) if card.url and self._links else None
        title = Text(fold(card.title), _LINK + Style(link=link) if card.url else _HEADLINE)
        place = Text(fold(str(card.place)) if card.place else "", Style(dim=True))
        self._write(Text("  ").join(filter(None, (title, place))))
        if card.url and not self._links:
            self._write_address(card.url)
        blocks = parse(card.body)
        for before, block in zip((None, *blocks), blocks, strict=False):
            if before and not before.kind == block.kind == "item":
                self._console.print()
            self._print_block(block)
        for name, value in card.fields:
            self._write(Text.assemble((f"{fold(name)}  ", Style(bold=True)), fold(value)))
        if card.image:
            if blocks or card.fields:
                self._console.print()
            self._print_image(card.image)
        self._write(Text(fold(card.footer), Style(dim=True)))

    def _print_image(self, image: Image) -> None:
        """Drawn with letters, line by line; else what it shows."""
        lines = image.letters.splitlines() or [_words(image)]
        if max(map(len, lines)) > self._console.width:
            lines = [_words(image)]
        for line in lines:
            self._write(Text(clean(line), Style(dim=not image.letters)))

    def _print_block(self, block: Block) -> None:
        if block.kind == "code":  # to be copied: as it stands
            for line in clean("".join(span.text for span in block.spans)).splitlines():
                self._console.print(Text(line), soft_wrap=True)
            return
        text, addresses = Text(), []
        for span in block.spans:
            link = span.url if self._links else None
            text.append(clean(span.text), Style(bold=span.bold, italic=span.italic, link=link))
            addresses += [span.url] if span.url and not link else []
        margin = "│ " if block.kind == "quote" else f"{block.marker} " if block.marker else ""
        self._write(text, "  " * block.depth + margin)
        for address in addresses:
            self._write_address(address)

    def _write(self, text: Text, margin: str = "") -> None:
        """Print lines that fit beside the margin; nothing for an empty text."""
        if not text:
            return
        for line in text.wrap(self._console, max(self._console.width - len(margin), 1)):
            line.rstrip()
            self._console.print(Text.assemble((margin, Style(dim=True)), line), soft_wrap=True)
            margin = margin if margin.endswith("│ ") else " " * len(margin)

    def _write_address(self, url: str) -> None:
        """Print an address whole: a broken one cannot be clicked or copied."""
        self._console.print(Text(fold(url), Style(dim=True)), soft_wrap=True)


async def _nothing() -> AsyncIterator[str]:
    return
    yield


class _Printed:
    """`Handle` of what stands on the terminal: an update is printed below."""

    def __init__(self, chat: ConsoleChat, ref: MessageRef) -> None:
        self._chat, self._ref = chat, ref

    async def update(self, message: Message) -> None:
        """See `Handle.update`."""
        await self._chat.edit(self._ref, message)


def _web(url: str) -> str | None:
    return fold(url) if url.startswith(("https://", "http://")) else None


def _is_number(typed: str) -> bool:
    return typed.isascii() and typed.isdecimal() and len(typed) < 10


def _length(card: Card) -> int:
    fields = sum(len(name) + len(value) for name, value in card.fields)
    place = len(str(card.place)) if card.place else 0
    image = max(len(_words(card.image)), len(card.image.letters)) if card.image else 0
    return len(card.title) + place + len(plain(card.body)) + fields + image + len(card.footer)


def _words(image: Image) -> str:
    return f"[picture: {fold(image.alt)}]" if fold(image.alt) else "[picture]"
