"""Passes each event to what answers it, as `bot.commands` has it; one boundary for every error."""

from difflib import get_close_matches

import structlog

from bot.commands import COMMANDS, PRESSES, SPECS, TYPED, help_line
from bot.desk import Desk
from bot.errors import ChatError, PaperboyError, UserError
from bot.handlers import asking, places, suggesting
from bot.messages import (
    Address,
    Command,
    CommandSpec,
    Event,
    Message,
    Opened,
    PlaceChanged,
    Press,
    Reaction,
    Reply,
    Suggest,
    nobody,
)
from bot.rates import Rates
from bot.replying import in_parts
from bot.text.fold import fold

log = structlog.get_logger(__name__)


_NEAR, _ALIKE = 0.6, 0.88  # of names: a slip; hardly more than a letter


class Router:
    """Passes each event to its handler, and turns every error into one kind reply."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._rates = Rates(desk.clock)

    async def handle(self, event: Event, reply: Reply) -> None:
        """Answer one event. Never raises: what cannot even be told to the person is logged."""
        name = _name(event)
        if isinstance(event, Reaction | PlaceChanged | Suggest):
            reply = nobody
        try:
            with self._desk.courtesy.answering():
                if await self._is_first(event):
                    await self._dispatch(event, in_parts(reply, self._desk.chat_of(_where(event))))
        except UserError as error:
            await _tell(reply, str(error), name)
        except ChatError as error:  # it was answered, and the answer did not get through
            reference = self._reference()
            log.warning("an answer failed", what=name, reference=reference, why=str(error))
            await _tell(reply, _UNSHOWN.format(reference), name)
        except PaperboyError as error:
            reference = self._reference()
            log.warning("failed", what=name, reference=reference, why=str(error))
            await _tell(reply, f"That did not work just now. {_LOGGED.format(reference)}", name)
        except Exception:
            reference = self._reference()
            log.exception("a surprise", what=name, reference=reference)
            await _tell(reply, f"Something here is broken. {_LOGGED.format(reference)}", name)

    async def _is_first(self, event: Event) -> bool:
        """Whether it was not dealt with before, in this process or in an earlier one."""
        delivery = "" if isinstance(event, Press | Opened | Suggest) else event.delivery
        chat, now = _where(event).chat, self._desk.clock()
        return not delivery or await self._desk.store.deliveries.first(chat, delivery, now)

    async def _dispatch(self, event: Event, reply: Reply) -> None:
        match event:
            case Reaction():
                await asking.react(self._desk, event, reply)
            case PlaceChanged():
                await places.changed(self._desk, event, reply)
            case Opened():
                await places.opened(self._desk, event, reply)
            case Suggest():
                await suggesting.suggest(self._desk, event)
            case Press():
                self._rates.take(f"{event.source.address.chat}:{event.user.id}")
                await self._press(event, reply)
            case Command():
                self._rates.take(f"{event.at.chat}:{event.user.id}")
                await self._command(event, reply)

    async def _press(self, press: Press, reply: Reply) -> None:
        handler = PRESSES.get(press.action)
        if handler is None:
            raise UserError("This button is from another time: it does nothing any more.")
        await handler(self._desk, press, reply)

    async def _command(self, command: Command, reply: Reply) -> None:
        # Who mentions Paperboy leaves its name out: “help” is “paperboy help”. There is one quiz.
        names = (command.name, f"paperboy {command.name}", f"{command.name} start")
        for spec, handler in COMMANDS:
            if spec.name in names:
                _require_arguments(spec, command)
                await handler(self._desk, command, reply)
                return
        await _answer_unknown(command.name, reply)

    def _reference(self) -> str:
        return f"{self._desk.random.getrandbits(24):06x}"


def _name(event: Event) -> str:
    """What is asked, for the log: nothing that a person made up."""
    match event:
        case Command(name=name) if any(spec.name == name for spec in SPECS):
            return name
        case Press(action=action) if action in PRESSES:
            return action
        case _:
            return type(event).__name__


def _where(event: Event) -> Address:
    match event:
        case Command() | Suggest():
            return event.at
        case Press():
            return event.source.address
        case Reaction():
            return event.ref.address
        case Opened():
            return event.home
        case PlaceChanged():
            return event.address


_UNSHOWN = (
    "That may be done, but the answer to it could not be shown: /paperboy status tells how this "
    "channel is doing. If it stays so, tell whoever runs Paperboy: {}."
)
_LOGGED = "Nothing was lost; try again, and if it stays so, tell whoever runs Paperboy: {}."


async def _tell(reply: Reply, text: str, name: str) -> None:
    try:
        await reply(Message(text))
    except Exception:  # nobody is left to tell
        log.exception("the answer did not reach the person", what=name)


def _require_arguments(spec: CommandSpec, command: Command) -> None:
    # A form may say all in other fields; a message that is pointed at may have no words.
    if spec.shortcut or any(
        each.in_form and command.args.get(each.name) for each in spec.arguments
    ):
        return
    for each in spec.arguments:
        if each.required and not command.args.get(each.name):
            raise UserError(f"{spec.usage()}: <{each.name}> is {each.help}")


async def _answer_unknown(name: str, reply: Reply) -> None:
    """The nearest command; `/digest`, `/digest stop`: those that begin so; else where to look."""
    first, *rest = name.split() or [""]
    family = [spec for spec in TYPED if first in ("", spec.name.split()[0])]
    names = [spec.name for spec in TYPED]
    near = get_close_matches(name, names, n=1, cutoff=_ALIKE if family else _NEAR)
    said = fold(name)[:40]
    if near and (rest or not family):
        raise UserError(f"There is no command /{said}: did you mean /{near[0]}?")
    if not family:
        raise UserError(
            f"I do not know “{said}”. /paper <topic> finds papers, "
            "/paperboy help lists what there is."
        )
    await asking.help_lines(reply, [help_line(spec) for spec in family])
