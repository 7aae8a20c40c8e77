"""Every command and every button, and what answers it; one boundary for every error.

A new command is a line in COMMANDS, a new button a line in PRESSES.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from random import Random

from bot import digest, papers, quizzes
from bot.errors import PaperboyError, UserError
from bot.messages import (
    Address,
    Argument,
    Card,
    Command,
    CommandSpec,
    Event,
    Handle,
    Message,
    Press,
    Reply,
)
from bot.models import Subscription
from bot.ports import Chat, Clock, PaperSource, Store, Writer
from bot.splitting import split
from bot.status import read_status, status_message
from bot.text.fold import fold
from bot.text.words import counted

SHOWN = 5  # papers that /paper shows

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Desk:
    """What the handlers work with. Made once, in `bot.app`."""

    store: Store
    sources: tuple[PaperSource, ...]
    writer: Writer
    chats: Mapping[str, Chat]
    subscriptions: tuple[Subscription, ...]
    timezone: str
    clock: Clock
    random: Random

    def subscriptions_of(self, place: Address) -> tuple[Subscription, ...]:
        """What this place wants; where nothing is configured: whatever is new."""
        return self.own(place) or (Subscription(place),)

    def own(self, place: Address) -> tuple[Subscription, ...]:
        """The subscriptions that are configured for this place."""
        return tuple(each for each in self.subscriptions if each.place == place)

    def chat_of(self, place: Address) -> Chat:
        """The chat that serves a place. Raises `UserError` where it is not connected."""
        if place.chat not in self.chats:
            connected = ", ".join(self.chats)
            raise UserError(f"{place}: no chat “{place.chat}” is connected here, only {connected}.")
        return self.chats[place.chat]


async def _paper(desk: Desk, command: Command, reply: Reply) -> None:
    typed = command.args.get("topic", "")
    picks = await papers.find(typed, desk.store.papers, desk.writer, SHOWN)
    await reply(papers.answer(typed, picks))


async def _digest_now(desk: Desk, command: Command, reply: Reply) -> None:
    typed = command.args.get("topics")
    wanted = (Subscription(command.at, (typed,)),) if typed else desk.subscriptions_of(command.at)
    day = digest.local_date(desk.clock(), desk.timezone)
    said = []
    for subscription in wanted:
        made = await digest.prepare_digest(subscription, day, desk.store, desk.writer)
        if made.picks:
            chat = desk.chat_of(command.at)
            made = await digest.post_digest(made, chat, desk.store.ledger, desk.clock())
        posted = f"Posted {counted(len(made.picks), 'paper')} here."
        said.append(posted if made.picks else digest.digest_message(made).text)
    await reply(Message("\n".join(said)))


async def _quiz_start(desk: Desk, command: Command, reply: Reply) -> None:
    question = await quizzes.ask(
        command.at,
        command.args.get("topic", ""),
        desk.store,
        desk.random,
        desk.clock(),
    )
    await reply(question, private=False)


async def _help(_desk: Desk, _command: Command, reply: Reply) -> None:
    lines = [f"`{spec.usage()}`  {spec.help}" for spec in SPECS]
    await reply(Message("What Paperboy can do", (Card("What Paperboy can do", "\n".join(lines)),)))


async def _status(desk: Desk, command: Command, reply: Reply) -> None:
    await reply(status_message(await read_status(command.at, desk.store)))


async def _details(desk: Desk, press: Press, reply: Reply) -> None:
    await reply(await papers.details(press.value, desk.store.papers))


async def _answer(desk: Desk, press: Press, reply: Reply) -> None:
    await reply(await quizzes.grade(press.value, press.user, desk.store, desk.clock()))


_TOPIC = 'words, "a phrase", -without, cs.CV'

COMMANDS: tuple[tuple[CommandSpec, Callable[[Desk, Command, Reply], Awaitable[None]]], ...] = (
    (
        CommandSpec(
            "paper",
            "The best papers on a topic, or one by its arXiv id or link",
            (Argument("topic", f"{_TOPIC}, or an id or link", required=True),),
        ),
        _paper,
    ),
    (
        CommandSpec(
            "digest now",
            "Post what is new for this place",
            (Argument("topics", _TOPIC),),
        ),
        _digest_now,
    ),
    (
        CommandSpec(
            "quiz start",
            "Ask a graded question about a paper",
            (Argument("topic", f"{_TOPIC}, or an id or link"),),
            private=False,
        ),
        _quiz_start,
    ),
    (CommandSpec("paperboy status", "How this place is doing"), _status),
    (CommandSpec("paperboy help", "What Paperboy can do"), _help),
)
PRESSES: Mapping[str, Callable[[Desk, Press, Reply], Awaitable[None]]] = {
    "paper.details": _details,
    "quiz.answer": _answer,
}
SPECS = tuple(spec for spec, _ in COMMANDS)


class Router:
    """Passes each event to its handler, and turns every error into one kind reply."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def handle(self, event: Event, reply: Reply) -> None:
        """Answer one event. Never raises: what cannot even be told to the person is logged."""
        name = event.name if isinstance(event, Command) else event.action
        try:
            await self._dispatch(event, self._splitting(event, reply))
        except UserError as error:
            await _tell(reply, str(error), name)
        except PaperboyError as error:
            reference = self._reference()
            log.error("%s failed reference=%s: %s", name, reference, error)  # noqa: TRY400 -- its text says it all
            await _tell(reply, f"That did not work just now. {_LOGGED.format(reference)}", name)
        except Exception:
            reference = self._reference()
            log.exception("%s met a surprise reference=%s", name, reference)
            await _tell(reply, f"Something here is broken. {_LOGGED.format(reference)}", name)

    async def _dispatch(self, event: Event, reply: Reply) -> None:
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
        raise UserError(_unknown(event.name))

    def _splitting(self, event: Event, reply: Reply) -> Reply:
        at = event.at if isinstance(event, Command) else event.source.address
        chat = self._desk.chat_of(at)

        async def in_parts(message: Message, *, private: bool = True) -> Handle:
            first, *others = split(message, chat.limits, chat.size)
            handle = await reply(first, private=private)
            for part in others:
                await reply(part, private=private)
            return handle

        return in_parts

    def _reference(self) -> str:
        return f"{self._desk.random.getrandbits(24):06x}"


_LOGGED = "Nothing was lost; try again, and if it stays so, tell whoever runs Paperboy: {}."


async def _tell(reply: Reply, text: str, name: str) -> None:
    try:
        await reply(Message(text))
    except Exception:  # nobody is left to tell
        log.exception("%s: the answer did not reach the person", name)


def _require_arguments(spec: CommandSpec, command: Command) -> None:
    if any(each.required and not command.args.get(each.name) for each in spec.arguments):
        raise UserError(f"{spec.usage()}: {spec.help.lower()}. Say which.")


def _unknown(name: str) -> str:
    names = [spec.name for spec in SPECS]
    its = [each for each in names if name and each.split()[0] == name.split(maxsplit=1)[0]]
    near = its or get_close_matches(name, names, n=1, cutoff=0.5)
    mend = f"did you mean /{' or /'.join(near)}?" if near else "/paperboy help lists what there is."
    return f"There is no command /{fold(name)[:40]}: {mend}"
