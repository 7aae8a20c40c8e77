"""A meaning is fitted in a child process: it holds the processor and the memory for a while."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import bot
from bot.ranking.limits import DIMENSIONS, PAPERS, SECONDS, UnfitMeaning
from bot.ranking.meaning import Meaning

# No more than an interpreter needs to start: tokens are in the environment too.
_KEPT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONHOME", "SYSTEMROOT", "LANG")
_LATER = "The meaning of papers was not learned anew: {}. It is tried again another day."
_ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}


async def fitted(
    texts: Sequence[str], dimensions: int = DIMENSIONS, seconds: float = SECONDS
) -> Meaning:
    """Fit a meaning on papers, newest first, each by its stems. Raises `UnfitMeaning`.

    Cancelling it ends the child process too.
    """
    said, code = await _said("fit", dimensions, _lines(texts[:PAPERS]), seconds)
    try:
        return await asyncio.to_thread(Meaning.load, said)
    except ValueError as error:
        raise UnfitMeaning(_LATER.format(f"its process ended with {code}")) from error


async def placed(dumped: bytes, dimensions: int, texts: Sequence[str]) -> list[bytes]:
    """The packed vectors of papers, each by its stems. Raises `UnfitMeaning`."""
    said, code = await _said("place", len(dumped), dumped + _lines(texts), SECONDS)
    if len(said) != dimensions * len(texts):
        raise UnfitMeaning(_LATER.format(f"its process ended with {code}"))
    return [said[start : start + dimensions] for start in range(0, len(said), dimensions)]


def _lines(texts: Sequence[str]) -> bytes:
    return "\n".join(" ".join(each.split()) for each in texts).encode()


async def _said(what: str, number: int, data: bytes, seconds: float) -> tuple[bytes, int | None]:
    """What the child process says to this, and its exit code."""
    process = await _start(what, number)
    try:
        async with asyncio.timeout(seconds):
            said, _ = await process.communicate(data)
    except TimeoutError as error:
        raise UnfitMeaning(_LATER.format(f"it took longer than {seconds:g} seconds")) from error
    finally:
        await asyncio.shield(_end(process))
    return said, process.returncode


async def _start(what: str, number: int) -> Process:
    root = Path(bot.__file__).parents[1]  # where `-m` finds this very package
    kept = {each: os.environ[each] for each in _KEPT if each in os.environ}
    try:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot.ranking.child", what, str(number)),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            cwd=root,
            env={**kept, **_ONE_THREAD, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        )
    except OSError as error:
        raise UnfitMeaning(_LATER.format(f"no process can be started: {error.strerror}")) from error


async def _end(process: Process) -> None:
    """Kill it where it still runs, and wait for it: no zombie stays."""
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()
