"""Full texts are read in a child process: what is wrong with one of them ends there."""

import asyncio
import json
from asyncio.subprocess import Process
from contextlib import suppress
from typing import Literal

from bot import children
from bot.fulltext.found import Found
from bot.fulltext.limits import CHARACTERS, MEMORY, OUT_OF_MEMORY, SECONDS, UnreadableText
from bot.models import Source
from bot.ports import FullText
from bot.text.fold import fold

Kind = Literal["pdf", "html", "text"]
_NAMES: dict[str, str] = {"pdf": "The PDF", "html": "The web page", "text": "The text"}
_MOST_OUTPUT = CHARACTERS * 13  # bytes; JSON spells some signs with twelve
_CHUNK = 65_536


async def read(text: FullText, title: str = "") -> Source:
    """The whole paper as passages. Raises `UnreadableText`: one line, for a person.

    `title` is the paper's where it is known, else what the text itself says. Cancelling it ends
    the child process too.
    """
    return await read_bytes(text.kind, text.data, title, _NAMES[text.kind])


async def read_bytes(
    kind: Kind, data: bytes, title: str, name: str, seconds: float = SECONDS
) -> Source:
    """The same of a text of any kind, which errors call `name`."""
    if not data.strip():
        raise UnreadableText(f"{name} is empty.")
    found = await _parse(kind, data, name, seconds)
    return Source(fold(title) or found.title, found.passages, whole=True, flags=found.flags)


async def _parse(kind: Kind, data: bytes, name: str, seconds: float) -> Found:
    try:
        process = await children.start("bot.fulltext.child", kind)
    except OSError as error:
        said = f"no process to read it in can be started: {error.strerror}"
        raise UnreadableText(f"{name} cannot be read: {said}.") from error
    try:
        async with asyncio.timeout(seconds):
            answer, _ = await asyncio.gather(_answer(process), _tell(process, data))
            await process.wait()
    except TimeoutError as error:
        raise UnreadableText(f"{name} takes longer than {seconds:g} seconds to read.") from error
    finally:
        await asyncio.shield(children.end(process))
    return _understood(answer, name)


async def _tell(process: Process, data: bytes) -> None:
    if process.stdin is None:
        raise RuntimeError("the child process has no input")
    with suppress(BrokenPipeError, ConnectionResetError):  # it may end before it has heard all
        process.stdin.write(data)
        await process.stdin.drain()
    process.stdin.close()


async def _answer(process: Process) -> bytes:
    if process.stdout is None:
        raise RuntimeError("the child process has no output")
    said = bytearray()
    while part := await process.stdout.read(_CHUNK):
        said += part
        if len(said) > _MOST_OUTPUT:
            process.kill()
            return b""
    return bytes(said)


def _understood(said: bytes, name: str) -> Found:
    try:
        answer = json.loads(said)
        why = answer.get("error")
        if why == OUT_OF_MEMORY:
            raise UnreadableText(f"{name} needs more than {MEMORY // 10**9} GB of memory to read.")
        if why:
            raise UnreadableText(f"{name} {fold(str(why))}.")
        return Found.load(answer)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        # The library ends its process where it runs out of memory, and where a file breaks it.
        why = f"it is broken, or needs more than {MEMORY // 10**9} GB of memory"
        raise UnreadableText(f"{name} cannot be read: {why}.") from error
