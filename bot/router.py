"""Every command and every button, and what answers it; one boundary for every error.

A new command is a line in COMMANDS, a new button a line in PRESSES; what answers them is in
`bot.handlers`.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from functools import partial

import structlog

from bot.desk import Desk
from bot.errors import PaperboyError, UserError
from bot.handlers import asking, digests
from bot.messages import (
    Argument,
    Command,
    CommandSpec,
    Event,
    Handle,
    Message,
    Press,
    Reply,
)
from bot.ports import Clock
from bot.splitting import split
from bot.text.fold import fold

log = structlog.get_logger(__name__)


async def _help(_desk: Desk, _command: Command, reply: Reply) -> None:
    await asking.help_lines(reply, [_help_line(spec) for spec in SPECS])


_TOPIC = 'words, "a phrase", -without, cs.CV'
_NUMBER = Argument("number", "its number in /digest list, or all")

COMMANDS: tuple[tuple[CommandSpec, Callable[[Desk, Command, Reply], Awaitable[None]]], ...] = (
    (
        CommandSpec(
            "paper",
            "The best papers on a topic, or one by its arXiv id or link",
            (Argument("topic", f"{_TOPIC}, or an id or link", required=True),),
        ),
        asking.paper,
    ),
    (
        CommandSpec(
            "digest subscribe",
            "Post new papers here each working day; shows what it would have posted",
            (Argument("wanted", f"{_TOPIC} at 9 weekdays Europe/Berlin max 3", required=True),),
        ),
        digests.subscribe,
    ),
    (CommandSpec("digest list", "What is posted here, and when"), digests.show),
    (
        CommandSpec(
            "digest edit",
            "Change a subscription: only what you name",
            (Argument("changes", "its number, then what is new: 2 at 8:30 max 3", required=True),),
        ),
        digests.edit,
    ),
    (CommandSpec("digest pause", "Stop for a while", (_NUMBER,)), digests.pause),
    (CommandSpec("digest resume", "Go on after a pause", (_NUMBER,)), digests.resume),
    (CommandSpec("digest unsubscribe", "End a subscription", (_NUMBER,)), digests.unsubscribe),
    (
        CommandSpec(
            "digest now",
            "Post what is new for this place",
            (Argument("topics", _TOPIC),),
        ),
        digests.now,
    ),
    (
        CommandSpec(
            "digest why",
            "Why a paper was posted here, or was not",
            (Argument("paper", "its arXiv id or link", required=True),),
        ),
        digests.why,
    ),
    (CommandSpec("digest undo", "Delete the last digest here"), digests.undo),
    (
        CommandSpec(
            "quiz start",
            "Ask a graded question about a paper",
            (Argument("topic", f"{_TOPIC}, or an id or link"),),
            private=False,
        ),
        asking.quiz_start,
    ),
    (CommandSpec("paperboy status", "How this place is doing"), asking.status),
    (CommandSpec("paperboy help", "What Paperboy can do"), _help),
)
PRESSES: Mapping[str, Callable[[Desk, Press, Reply], Awaitable[None]]] = {
    "paper.details": asking.details,
    "paper.vote": asking.vote,
    "quiz.answer": asking.quiz_answer,
}
SPECS = tuple(spec for spec, _ in COMMANDS)
_AT_ONCE = 20  # commands and presses of one person
_A_MINUTE = 30


class Rates:
    """How much one person may ask: 20 at once, 30 a minute."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._left: dict[str, tuple[float, datetime]] = {}

    def take(self, person: str) -> None:
        """Count one more. Raises `UserError` where it is too much."""
        now = self._clock()
        left, before = self._left.get(person, (float(_AT_ONCE), now))
        seconds = max((now - before).total_seconds(), 0.0)
        left = min(left + seconds * _A_MINUTE / 60, _AT_ONCE)
        is_too_much = left < 1
        if len(self._left) > 10_000:  # whoever is left out has asked nothing for long
            self._left = dict(list(self._left.items())[5_000:])
        self._left.pop(person, None)
        # Also of what is refused: a clock that was set back must not refuse a person till then.
        self._left[person] = (left if is_too_much else left - 1, now)
        if is_too_much:
            raise UserError("That is a lot at once: try again in a few seconds.")


class Router:
    """Passes each event to its handler, and turns every error into one kind reply."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._rates = Rates(desk.clock)

    async def handle(self, event: Event, reply: Reply) -> None:
        """Answer one event. Never raises: what cannot even be told to the person is logged."""
        name = event.name if isinstance(event, Command) else event.action
        try:
            await self._dispatch(event, self._splitting(event, reply))
        except UserError as error:
            await _tell(reply, str(error), name)
        except PaperboyError as error:
            reference = self._reference()
            log.warning("failed", what=name, reference=reference, why=str(error))
            await _tell(reply, f"That did not work just now. {_LOGGED.format(reference)}", name)
        except Exception:
            reference = self._reference()
            log.exception("a surprise", what=name, reference=reference)
            await _tell(reply, f"Something here is broken. {_LOGGED.format(reference)}", name)

    async def _dispatch(self, event: Event, reply: Reply) -> None:
        at = event.at if isinstance(event, Command) else event.source.address
        self._rates.take(f"{at.chat}:{event.user.id}")
        if isinstance(event, Press):
            press = PRESSES.get(event.action)
            if press is None:
                raise UserError("This button is from another time: it does nothing any more.")
            await press(self._desk, event, reply)
            return
        for spec, handler in COMMANDS:
            if spec.name == event.name:
                _require_arguments(spec, event)
                await handler(self._desk, event, reply)
                return
        await _answer_unknown(event.name, reply)

    def _splitting(self, event: Event, reply: Reply) -> Reply:
        at = event.at if isinstance(event, Command) else event.source.address
        chat = self._desk.chat_of(at)

        def parts(message: Message) -> tuple[Message, ...]:
            return split(message, chat.limits, chat.size)

        async def in_parts(message: Message, *, private: bool = True) -> Handle:
            handles = [await reply(part, private=private) for part in parts(message)]
            return _InParts(handles, parts, partial(reply, private=private))

        return in_parts

    def _reference(self) -> str:
        return f"{self._desk.random.getrandbits(24):06x}"


@dataclass
class _InParts:
    """`Handle` of an answer that may have needed several messages."""

    handles: list[Handle]
    parts: Callable[[Message], tuple[Message, ...]]
    reply: Callable[[Message], Awaitable[Handle]]

    async def update(self, message: Message) -> None:
        """See `Handle.update`."""
        for number, part in enumerate(self.parts(message)):
            if number < len(self.handles):
                await self.handles[number].update(part)
            else:
                self.handles.append(await self.reply(part))


_LOGGED = "Nothing was lost; try again, and if it stays so, tell whoever runs Paperboy: {}."


async def _tell(reply: Reply, text: str, name: str) -> None:
    try:
        await reply(Message(text))
    except Exception:  # nobody is left to tell
        log.exception("the answer did not reach the person", what=name)


def _require_arguments(spec: CommandSpec, command: Command) -> None:
    if any(each.required and not command.args.get(each.name) for each in spec.arguments):
        raise UserError(f"{spec.usage()}: {spec.help.lower()}. Say which.")


async def _answer_unknown(name: str, reply: Reply) -> None:
    """`/digest`, `/digest help`, `/digest stop`: the commands that begin so. Else the nearest."""
    its = [spec for spec in SPECS if name and spec.name.split()[0] == name.split(maxsplit=1)[0]]
    if len(its) > 1:
        await asking.help_lines(reply, [_help_line(spec) for spec in its])
        return
    names = [spec.name for spec in SPECS]
    near = [spec.name for spec in its] or get_close_matches(name, names, n=1, cutoff=0.5)
    mend = f"did you mean /{near[0]}?" if near else "/paperboy help lists what there is."
    raise UserError(f"There is no command /{fold(name)[:40]}: {mend}")


def _help_line(spec: CommandSpec) -> str:
    return f"`{spec.usage()}`  {spec.help}"
