"""Pictures in messages: uploaded with them; a picture that fails holds no text back."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from adapters.chat_discord import render as rendering
from adapters.chat_discord.errors import NO_PERMISSION, PICTURES, code_of, status_of
from adapters.chat_discord.render import Json, render
from bot.errors import ChatError, StoreError
from bot.messages import Image, Message
from bot.ports import Pictures

_MOST_BYTES = 8_000_000  # of all pictures of a message; Discord takes 10 MiB of each
_KINDS = {b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8\xff": ".jpg", b"GIF8": ".gif"}

Files = Sequence[tuple[str, bytes]]
Shown = TypeVar("Shown")

log = logging.getLogger(__name__)


async def show(
    message: Message,
    pictures: Pictures | None,
    post: Callable[[Json, Files], Awaitable[Shown]],
    key: str = "",
) -> Shown:
    """Call `post` with a body and its files: once more without pictures where those are refused.

    Such a refusal is definite: nothing was posted before.
    """
    body, files = await body_and_files(message, pictures, key)
    try:
        return await post(body, files)
    except ChatError as error:
        if not files or not _refuses_pictures(error):
            raise
        log.warning("a message goes without its pictures: %s", error)
    return await post(render(message, key, pictures=False), ())


async def body_and_files(
    message: Message, pictures: Pictures | None, key: str = "", *, private: bool = False
) -> tuple[Json, list[tuple[str, bytes]]]:
    """What shows a message, and the files that go along by name; no files: no pictures."""
    if not any(card.image for card in message.cards):
        return render(message, key, private=private), []
    found = [await _load(pictures, image) for image in rendering.pictures(message)]
    data = [each for each in found if each]
    if len(data) < len(found) or sum(map(len, data)) > _MOST_BYTES:
        log.warning("a picture is not shown: the store lacks it, or it is too large")
        return render(message, key, private=private, pictures=False), []
    body = render(message, key, private=private)
    files = []
    for said, each in zip(body["attachments"], data, strict=True):
        name = said["filename"].rpartition(".")[0] + _ending(each)
        body = _renamed(body, said["filename"], name)
        files.append((name, each))
    return body, files


async def _load(pictures: Pictures | None, image: Image) -> bytes | None:
    """The bytes, where there are some that Discord shows as a picture."""
    try:
        data = await pictures.get(image.sha256) if pictures else None
    except StoreError as error:
        log.warning("a picture is not shown: %s", error)
        return None
    return data if data and _ending(data) else None


def _ending(data: bytes) -> str:
    return next((ending for start, ending in _KINDS.items() if data.startswith(start)), "")


def _renamed(part: Any, old: str, new: str) -> Any:
    """The same with another file name: Discord goes by its ending."""
    if old == new:
        return part
    if isinstance(part, dict):
        return {name: _renamed(each, old, new) for name, each in part.items()}
    if isinstance(part, list):
        return [_renamed(each, old, new) for each in part]
    return (
        {old: new, f"attachment://{old}": f"attachment://{new}"}.get(part, part)
        if isinstance(part, str)
        else part
    )


def _refuses_pictures(error: ChatError) -> bool:
    """Or whatever may be such: without Attach Files, all that is said is a missing permission."""
    status, code = status_of(error), code_of(error)
    return (
        status == 413
        or (status == 400 and code in PICTURES)
        or (status == 403 and code == NO_PERMISSION)
    )
