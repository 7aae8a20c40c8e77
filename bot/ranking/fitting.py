"""A meaning is fitted in a child process: it holds the processor and the memory for a while."""

import asyncio
from collections.abc import Sequence

from bot import children
from bot.ranking.limits import DIMENSIONS, PAPERS, SECONDS, UnfitMeaning
from bot.ranking.meaning import Meaning

_FAILED = {
    "fit": "The meaning of papers was not learned anew: {}.",
    "place": "New papers were not placed by their meaning: {}.",
}
_LATER = "It is tried again in a day, or when Paperboy is started anew."


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
        raise _unfit("fit", f"its process ended with {code}") from error


async def placed(dumped: bytes, dimensions: int, texts: Sequence[str]) -> list[bytes]:
    """The packed vectors of papers, each by its stems. Raises `UnfitMeaning`."""
    said, code = await _said("place", len(dumped), dumped + _lines(texts), SECONDS)
    if len(said) != dimensions * len(texts):
        raise _unfit("place", f"its process ended with {code}")
    return [said[start : start + dimensions] for start in range(0, len(said), dimensions)]


def _unfit(what: str, why: str) -> UnfitMeaning:
    return UnfitMeaning(f"{_FAILED[what].format(why)} {_LATER}")


def _lines(texts: Sequence[str]) -> bytes:
    return "\n".join(" ".join(each.split()) for each in texts).encode()


async def _said(what: str, number: int, data: bytes, seconds: float) -> tuple[bytes, int | None]:
    """What the child process says to this, and its exit code."""
    try:
        process = await children.start("bot.ranking.child", what, str(number))
    except OSError as error:
        raise _unfit(what, f"no process can be started: {error.strerror}") from error
    try:
        async with asyncio.timeout(seconds):
            said, _ = await process.communicate(data)
    except TimeoutError as error:
        raise _unfit(what, f"it took longer than {seconds:g} seconds") from error
    finally:
        await asyncio.shield(children.end(process))
    return said, process.returncode
