"""`paperboy run`: all chats, the schedule, and the terminal as one of the chats."""

import asyncio
import contextlib
import gc
import logging
import os
import signal
import stat
import sys
import threading
from collections.abc import AsyncIterator, Collection, Coroutine
from threading import Thread
from typing import Any, TextIO

import structlog

from bot import logs
from bot.app import Paperboy, load_sample, open_paperboy, utc_now
from bot.commands import SPECS
from bot.config import Settings, Tokens
from bot.digest import apply_configured
from bot.errors import ChatError
from bot.ports import Chat, Clock
from bot.service import Service

_HELLO = "Paperboy listens: /paperboy help says what there is, Ctrl-D ends it.\n\n"

# Seconds that a thread computes before another's turn comes. Slack and Discord are acknowledged on
# threads of their own: with Python's 5 ms these would wait that long for each of their turns while
# the core computes.
_SWITCH = 0.001

# Objects that are made until Python looks for rings of dead ones: with its 700, 10 and 10 it would
# look several times while it answers one person, through all that is in flight.
_GARBAGE = 10_000, 20, 50

_GRACE = 9.0  # seconds for what is in flight at the end, in all; the documents promise 10
_FAREWELL = 0.5  # seconds for what is cut off then

log = structlog.get_logger(__name__)


def serve(work: Coroutine[Any, Any, None]) -> None:
    """Run it to its end on a loop of its own, and leave, whatever a source still answers.

    A request to a source cannot be interrupted; what it would have brought is fetched next time.
    """
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(_surprise)
    try:
        loop.run_until_complete(work)
    finally:
        loop.run_until_complete(_end_others())
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()
        threads = [each for each in threading.enumerate() if not each.daemon]
        if len(threads) > 1 and sys.exc_info()[0] is None:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(0)


async def _end_others() -> None:
    """After a second Ctrl-C tasks are left: they end before the loop does."""
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)


def _surprise(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """The loop would log the text of an exception that nobody waited for: it may hold anything."""
    log.error("a task met a surprise", exc_info=context.get("exception"))


async def run(
    settings: Settings,
    tokens: Tokens,
    typed: TextIO | None,
    out: TextIO,
    program: str = "",
    clock: Clock = utc_now,
) -> None:
    """Serve until the input ends, or SIGTERM or Ctrl-C; then finish what is in flight.

    Where nobody can type (standard input is /dev/null, or closed) only a signal ends it.
    """
    typed = typed if settings.chat.console.enabled and _may_be_typed(typed) else None
    logs.configure(service=True, level=_level(typed), secrets=tokens.all)
    if tokens.slack_bot or tokens.discord:
        sys.setswitchinterval(_SWITCH)
        gc.set_threshold(*_GARBAGE)
    lines = _lines(typed) if typed else None
    echo = typed is None or not typed.isatty()
    stop = asyncio.Event()
    _on_signals(stop)
    async with open_paperboy(
        settings, out, lines, echo=echo, program=program, tokens=tokens, clock=clock
    ) as paperboy:
        for change in await apply_configured(
            settings.wanted, paperboy.desk.store, paperboy.desk.clock()
        ):
            log.info("configured", change=change)
        _warn_of_missing_chats(settings, paperboy)
        if settings.llm.model and not paperboy.desk.summariser.model:
            log.warning(
                "there is no key for the model: summaries are the papers' own sentences",
                model=settings.llm.model,
                mend="set OPENAI_API_KEY in the environment, or leave [llm] model empty",
            )
        if settings.llm.embedding_model and not paperboy.desk.embeddings:
            log.warning(
                "there is no key for the model of embeddings: what papers mean is computed here",
                model=settings.llm.embedding_model,
                mend="set OPENAI_API_KEY in the environment, or leave embedding_model empty",
            )
        if not await paperboy.desk.store.papers.count():
            # In a channel of others the sample must never look like news.
            await load_sample(paperboy, announced=len(paperboy.desk.chats) == 1)
        if typed:
            out.write(_HELLO)
            out.flush()
        await _serve(paperboy, stop, listens=typed is not None)


def _warn_of_missing_chats(settings: Settings, paperboy: Paperboy) -> None:
    chats = {each.place.chat for each in settings.wanted} - paperboy.desk.chats.keys()
    for chat in sorted(chats):
        log.warning(
            "no such chat is connected: its places get nothing",
            chat=chat,
            mend="set its tokens in the environment, or mend the place in config.toml",
        )


async def _serve(paperboy: Paperboy, stop: asyncio.Event, *, listens: bool) -> None:
    service = Service(paperboy.desk, paperboy.editor)
    service.start()
    log.info("started", chats=",".join(paperboy.desk.chats), worker=paperboy.desk.sender.worker)
    chats = [
        each for each in paperboy.desk.chats.values() if listens or each is not paperboy.console
    ]
    platforms = {each.name for each in chats if each is not paperboy.console}
    listening = [asyncio.create_task(_listen(each, paperboy, stop, platforms)) for each in chats]
    try:
        await stop.wait()
    finally:
        await finish(service, paperboy.desk.chats.values(), listening)
        log.info("stopped")
    failures = [task.exception() for task in listening if task.done() and not task.cancelled()]
    for failure in failures:
        if failure:
            raise failure


async def _listen(chat: Chat, paperboy: Paperboy, stop: asyncio.Event, platforms: set[str]) -> None:
    """Listen to one chat. A platform that refuses ends alone, while `platforms` has another.

    Where the last one ends, so does Paperboy: a person, or systemd, decides.
    """
    try:
        await chat.run(SPECS, paperboy.router.handle)
    except ChatError as error:
        platforms.discard(chat.name)
        if not platforms or chat is paperboy.console:
            stop.set()
            raise
        log.warning("a chat refuses, the others go on", chat=chat.name, why=str(error))
    except BaseException:
        stop.set()
        raise
    else:
        stop.set()


async def finish(
    service: Service,
    chats: Collection[Chat],
    listening: Collection[asyncio.Task[None]],
    grace: float = _GRACE,
) -> None:
    """Finish what is in flight within `grace` seconds, half of them for what is being sent.

    What is not done then is cut off: the store closes next.
    """
    end = asyncio.get_running_loop().time() + grace
    await service.stop(grace / 2)
    await asyncio.gather(*(_close(chat, end) for chat in chats))
    if listening:
        _, left = await asyncio.wait(listening, timeout=_FAREWELL)
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left, timeout=_FAREWELL)


async def _close(chat: Chat, end: float) -> None:
    try:
        async with asyncio.timeout_at(end):
            await chat.close()
    except TimeoutError:
        log.warning("a chat did not close", chat=chat.name, why="it took too long")
    except ChatError as error:
        log.warning("a chat did not close", chat=chat.name, why=str(error))


def _on_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()

    def ask(number: int) -> None:
        stop.set()
        # A second Ctrl-C does not wait.
        loop.remove_signal_handler(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows
            loop.add_signal_handler(number, ask, number)


def _may_be_typed(typed: TextIO | None) -> bool:
    """Whether anything can come: not from /dev/null, which is what a service is given."""
    if typed is None or typed.closed:
        return False
    try:
        kind = os.fstat(typed.fileno()).st_mode
    except (OSError, ValueError):  # no file: a test types
        return True
    return typed.isatty() or not stat.S_ISCHR(kind)


def _level(typed: TextIO | None) -> int:
    """Between a person's own lines only warnings."""
    return logging.WARNING if typed and typed.isatty() and sys.stderr.isatty() else logging.INFO


async def _lines(stream: TextIO) -> AsyncIterator[str]:
    """Read lines beside the event loop. The thread dies with the process: it cannot be woken."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str] = asyncio.Queue()

    def read() -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody listens any more
            for line in stream:
                loop.call_soon_threadsafe(lines.put_nowait, line)
            loop.call_soon_threadsafe(lines.put_nowait, "")

    Thread(target=read, daemon=True).start()
    while line := await lines.get():
        yield line
