"""Full texts read in a child process: limits of time and memory, cancelling, files."""

import asyncio
import os
import zlib
from asyncio.subprocess import Process
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.errors import WriterError
from bot.fulltext import UnreadableText, files, read, read_file, reading
from bot.fulltext.limits import MEMORY
from bot.models import Passage
from bot.ports import FullText
from tests.pdfs import LEFT, WHOLE, column, locked, pdf, said

WALL = "The sea has come up the wall three times, and each time it went away again by itself."
GOOD = pdf([column(WALL, LEFT, 100, WHOLE)])
PAGE = b"<!DOCTYPE html><html><body><h1>Walls</h1><p>The sea comes.</p></body></html>"


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list[Process]:
    """The child processes that were started."""
    started: list[Process] = []
    start = asyncio.create_subprocess_exec

    async def noted(*command: Any, **options: Any) -> Process:
        started.append(await start(*command, **options))
        return started[-1]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", noted)
    return started


async def test_a_pdf_becomes_a_source() -> None:
    source = await read(FullText("pdf", GOOD), "Of\nWalls")
    assert source.title == "Of Walls"
    assert source.passages == (Passage(WALL, "", 1),)
    assert (source.whole, source.flags) == (True, ())


async def test_a_page_says_its_own_title_where_none_is_known() -> None:
    source = await read(FullText("html", PAGE))
    assert (source.title, source.text) == ("Walls", "The sea comes.")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (FullText("pdf", locked()), r"The PDF has a password: save it without one\."),
        (FullText("pdf", pdf([])), r"The PDF is broken\."),
        (FullText("pdf", b""), r"The PDF is empty\."),
        (FullText("pdf", PAGE), r"The PDF cannot be read: it is no PDF\."),
        (FullText("html", b"<html></html>"), r"The web page has no text\."),
    ],
    ids=["password", "no pages", "empty", "a page", "nothing"],
)
async def test_what_cannot_be_read_is_one_line(text: FullText, why: str) -> None:
    with pytest.raises(UnreadableText, match=f"^{why}$") as refused:
        await read(text)
    assert isinstance(refused.value, WriterError)


def unpacked(size: int) -> bytes:
    """So many megabytes of spaces in a few bytes: a block that stands for itself, many times."""
    packer = zlib.compressobj(9)
    first, again = (
        packer.compress(b" " * 1_000_000) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2)
    )
    return first + again * (size - 1) + packer.flush()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no limits of memory")
async def test_a_file_that_unpacks_without_end_is_one_line() -> None:
    bomb = pdf([[]], packed=unpacked(1_200))
    with pytest.raises(UnreadableText, match=r"^The PDF cannot be read: .* 1 GB of memory\.$"):
        await read(FullText("pdf", bomb))
    assert MEMORY == 10**9


async def test_what_takes_too_long_is_ended(children: list[Process]) -> None:
    with pytest.raises(UnreadableText, match=r"^It takes longer than 0\.01 seconds to read\.$"):
        await reading.read_bytes("pdf", GOOD, "", "It", seconds=0.01)
    assert [each.returncode for each in children] == [-9]


async def test_who_is_cancelled_leaves_no_process(
    monkeypatch: pytest.MonkeyPatch, children: list[Process]
) -> None:
    busy = asyncio.Event()

    async def never(_process: Process) -> bytes:
        busy.set()
        await asyncio.Event().wait()
        return b""

    monkeypatch.setattr(reading, "_answer", never)
    task = asyncio.create_task(read(FullText("pdf", GOOD)))
    await busy.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [each.returncode for each in children] == [-9]


async def test_the_child_knows_no_secrets(
    monkeypatch: pytest.MonkeyPatch, children: list[Process]
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-secret")
    given: dict[str, str] = {}
    start = asyncio.create_subprocess_exec

    async def seen(*command: Any, env: dict[str, str], **options: Any) -> Process:
        given.update(env)
        return await start(*command, env=env, **options)

    monkeypatch.setattr(asyncio, "create_subprocess_exec", seen)
    await read(FullText("html", PAGE))
    assert len(children) == 1
    assert "xoxb-secret" not in given.values()


@pytest.mark.parametrize("answer", [b"", b"[]", b"{}", b'{"passages": 1, "flags": []}', b"{" * 999])
async def test_a_child_that_says_nonsense_is_one_line(
    monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    async def nonsense(_process: Process) -> bytes:
        return answer

    monkeypatch.setattr(reading, "_answer", nonsense)
    with pytest.raises(UnreadableText, match=r"^The web page cannot be read: it is broken"):
        await read(FullText("html", PAGE))


async def test_files_are_read_by_what_they_hold(tmp_path: Path) -> None:
    for name, data in (("a.txt", GOOD), ("b.pdf", PAGE), ("c.html", b"# Walls\n\nThe sea.")):
        (tmp_path / name).write_bytes(data)
    assert (await read_file(tmp_path / "a.txt")).text == WALL
    assert (await read_file(tmp_path / "b.pdf")).text == "The sea comes."
    plain = await read_file(tmp_path / "c.html")
    assert (plain.title, plain.text, plain.whole) == ("Walls", "The sea.", True)


Make = Callable[[Path], object]
REFUSED: dict[str, tuple[Make, str]] = {
    "missing": (lambda _file: None, "does not exist"),
    "folder": (lambda file: file.mkdir(), "is a folder: name a file in it"),
    "empty": (lambda file: file.write_bytes(b""), "is empty"),
    "large": (lambda file: file.write_bytes(b"x" * 2_000), "is larger than 0 MB"),
    "picture": (
        lambda file: file.write_bytes(b"\x89PNG\0"),
        "is no PDF, no web page and no plain text",
    ),
    "locked": (lambda file: file.write_bytes(locked()), "has a password: save it without one"),
    "pipe": (os.mkfifo, "is no file"),
    "latin": (lambda file: file.write_bytes(b"Gr\xf6\xdfe"), "is no text in UTF-8: save it so"),
}


@pytest.mark.parametrize("how", REFUSED)
async def test_a_file_that_cannot_be_read_is_named(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, why = REFUSED[how]
    monkeypatch.setattr(files, "FILE_BYTES", 1_900)
    make(tmp_path / "wall")
    with pytest.raises(UnreadableText) as refused:
        await read_file(tmp_path / "wall")
    assert str(refused.value) == f"{tmp_path / 'wall'} {why}."


async def test_a_name_that_is_none_is_one_line() -> None:
    with pytest.raises(UnreadableText, match=r"^a b\S* (?:cannot be read|does not exist)"):
        await read_file(Path("a\nb\0"))


async def test_many_are_read_at_once(children: list[Process]) -> None:
    pages = [pdf([[said(f"Wall number {at} stands by the sea.", LEFT, 90)]]) for at in range(4)]
    found = await asyncio.gather(*(read(FullText("pdf", each)) for each in pages))
    assert [each.text for each in found] == [
        f"Wall number {at} stands by the sea." for at in range(4)
    ]
    assert [each.returncode for each in children] == [0] * 4
