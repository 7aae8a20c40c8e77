"""Files that a person names: what they are is seen in their bytes, not in their names."""

import asyncio
import re
from pathlib import Path

from bot.fulltext.limits import FILE_BYTES, UnreadableText
from bot.fulltext.reading import Kind, read_bytes
from bot.models import Source
from bot.text.fold import fold

_START = 4096  # bytes in which a file says what it is
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|article)[\s>]", re.IGNORECASE)


async def read_file(path: Path) -> Source:
    """A PDF, a web page or plain text in UTF-8. Raises `UnreadableText`, which names the file."""
    name = fold(str(path)) or "A file without a name"
    data = await asyncio.to_thread(_bytes, path, name)
    return await read_bytes(kind_of(data, name), data, "", name)


def kind_of(data: bytes, name: str) -> Kind:
    """What these bytes are. Raises `UnreadableText`."""
    start = data[:_START]
    if b"%PDF-" in start[:1024]:
        return "pdf"
    if _PAGE.search(start):
        return "html"
    if not start.strip():
        raise UnreadableText(f"{name} is empty.")
    if b"\0" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableText(f"{name} is no PDF, no web page and no plain text.")
    return "text"


def _bytes(path: Path, name: str) -> bytes:
    try:
        if path.is_dir():
            raise UnreadableText(f"{name} is a folder: name a file in it.")
        if not path.exists():
            raise UnreadableText(f"{name} does not exist.")
        if not path.is_file():  # a pipe would never end
            raise UnreadableText(f"{name} is no file.")
        with path.open("rb") as file:
            data = file.read(FILE_BYTES + 1)
    except (OSError, ValueError) as error:  # a name may hold a null byte
        why = getattr(error, "strerror", None) or "its name is none"
        raise UnreadableText(f"{name} cannot be read: {why}.") from error
    if len(data) > FILE_BYTES:
        raise UnreadableText(f"{name} is larger than {FILE_BYTES // 10**6} MB.")
    return data
