"""A meaning is fitted in a child process: it holds the processor and the memory for a while."""

import asyncio
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import Process
from collections.abc import Sequence
from contextlib import suppress
from typing import cast

from bot import children
from bot.ranking.limits import DIMENSIONS, PAPERS, SECONDS, UnfitMeaning
from bot.ranking.meaning import Meaning

_FAILED = {
    "fit": "The meaning of papers was not learned anew: {}.",
    "place": "New papers were not placed by their meaning: {}.",
}
_LATER = "It is tried again in a day, or when Paperboy is started anew."
_AT_ONCE = 100  # texts: some milliseconds of work


async def fitted(
    texts: Sequence[str], dimensions: int = DIMENSIONS, seconds: float = SECONDS
) -> Meaning:
    """Fit a meaning on papers, newest first, each by its stems. Raises `UnfitMeaning`.

    Cancelling it ends the child process too.
    """
    said, code = await _said("fit", dimensions, b"", texts[:PAPERS], seconds)
    try:
        return await asyncio.to_thread(Meaning.load, said)
    except ValueError as error:
        raise _unfit("fit", f"its process ended with {code}") from error


async def placed(dumped: bytes, dimensions: int, texts: Sequence[str]) -> list[bytes]:
    """The packed vectors of papers, each by its stems. Raises `UnfitMeaning`."""
    said, code = await _said("place", len(dumped), dumped, texts, SECONDS)
    if len(said) != dimensions * len(texts):
        raise _unfit("place", f"its process ended with {code}")
    return [said[start : start + dimensions] for start in range(0, len(said), dimensions)]


def _unfit(what: str, why: str) -> UnfitMeaning:
    return UnfitMeaning(f"{_FAILED[what].format(why)} {_LATER}")


async def _said(
    what: str, number: int, head: bytes, texts: Sequence[str], seconds: float
) -> tuple[bytes, int | None]:
    """What the child process says to this, and its exit code."""
    try:
        process = await children.start("bot.ranking.child", what, str(number))
    except OSError as error:
        raise _unfit(what, f"no process can be started: {error.strerror}") from error
    try:
        async with asyncio.timeout(seconds):
            _, said = await asyncio.gather(_tell(process, head, texts), _hear(process))
            await process.wait()
    except TimeoutError as error:
        raise _unfit(what, f"it took longer than {seconds:g} seconds") from error
    finally:
        await asyncio.shield(children.end(process))
    return said, process.returncode


async def _tell(process: Process, head: bytes, texts: Sequence[str]) -> None:
    """A few texts at a time: whoever asks something meanwhile does not wait for all of them."""
    stdin = cast("StreamWriter", process.stdin)  # it was asked for
    with suppress(BrokenPipeError, ConnectionResetError):  # it ended: its exit code says more
        stdin.write(head)
        for start in range(0, len(texts), _AT_ONCE):
            stdin.write(_lines(texts[start : start + _AT_ONCE]))
            await stdin.drain()
        stdin.close()
        await stdin.wait_closed()


def _lines(texts: Sequence[str]) -> bytes:
    return "".join(f"{' '.join(each.split())}\n" for each in texts).encode()


async def _hear(process: Process) -> bytes:
    return await cast("StreamReader", process.stdout).read()
