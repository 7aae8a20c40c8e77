"""The commands that every chat declares, and how a typed line becomes one."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.messages.addresses import Address, User
from bot.messages.events import Command


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a command; the last one takes the rest of the line.

    One that is `in_form` has a field of its own where a chat shows a form; typed, what it says
    stands in the line. `numbers` are those it takes; `suggests` says that `Suggest` offers some.
    """

    name: str
    help: str
    required: bool = False
    in_form: bool = False
    numbers: range | None = None
    suggests: bool = False


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """A command as every chat declares it: `name` is one word or two ("digest now").

    `shortcut` is its label in the menu of a message, where it has one: then nobody types it, and
    the text of the message is its only argument. `timed`: its words may name an hour, so that
    the time zone of the person matters. `manages`: it is for who may change the place.
    """

    name: str
    help: str
    arguments: tuple[Argument, ...] = ()
    private: bool = True
    shortcut: str = ""
    timed: bool = False
    manages: bool = False

    @property
    def typed(self) -> tuple[Argument, ...]:
        """The arguments that a typed line has."""
        return tuple(each for each in self.arguments if not each.in_form)

    def usage(self) -> str:
        """Spell it as a person types it: `/paper <topic>`."""
        shapes = (f"<{each.name}>" if each.required else f"[{each.name}]" for each in self.typed)
        return " ".join([f"/{self.name}", *shapes])


def read_command(
    line: str, specs: Sequence[CommandSpec], user: User, at: Address, delivery: str = ""
) -> Command:
    """Read what a person typed: `/digest now "gaussian splatting"`.

    The longest name that fits wins. A name that no spec has is returned as typed: the router
    answers it, kindly and with the nearest name.
    """
    words = line.strip().removeprefix("/").split(maxsplit=2)
    for length in (2, 1):
        name = " ".join(words[:length]).lower()
        spec = next((each for each in specs if each.name == name and not each.shortcut), None)
        if spec and len(words) >= length:
            rest = line.strip().removeprefix("/").split(maxsplit=length)[length:]
            args = _fill(spec, rest[0].strip() if rest else "")
            return Command(name, user, at, args, delivery)
    return Command(" ".join(words[:2]).lower(), user, at, delivery=delivery)


def _fill(spec: CommandSpec, typed: str) -> dict[str, str]:
    values = typed.split(maxsplit=len(spec.typed) - 1) if spec.typed and typed else []
    return {each.name: value for each, value in zip(spec.typed, values, strict=False)}
