"""Pictures in Slack: uploaded once, without a channel, then shown by the id of the file."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from adapters.chat_slack.api import SlackApi
from adapters.chat_slack.errors import BlocksRefused, unclear
from adapters.chat_slack.render import render
from bot.errors import ChatError, StoreError
from bot.messages import Image, Message
from bot.ports import Pictures
from bot.text.fold import fold

log = logging.getLogger(__name__)

_PNG = b"\x89PNG\r\n\x1a\n"
_MOST_BYTES = 5_000_000
_LONGEST_ALT = 250  # it travels in an address; the block has it whole
_PAUSES = (0.2, 0.4, 0.8, 1.6, 2.0)  # seconds between looks whether Slack has read the file
_PATIENCE = 15.0  # seconds that the text of a message waits for its pictures
_REMEMBERED = 1000  # files

Shown = TypeVar("Shown")


class Uploads:
    """What this process uploaded. `pause` waits for so many seconds.

    Takes the scopes files:write and files:read.
    """

    def __init__(
        self,
        api: SlackApi,
        pictures: Pictures | None,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._api, self._pictures, self._pause = api, pictures, pause
        self._files: dict[str, str] = {}  # the id of each uploaded file, by SHA-256
        self._ready: set[str] = set()  # the SHA-256 of those that can be shown
        self._uploading = asyncio.Lock()  # one message uploads what the next ones show too

    async def show(
        self, message: Message, post: Callable[[dict[str, Any]], Awaitable[Shown]]
    ) -> Shown:
        """Call `post` with what `render` made: once more without pictures where Slack refuses them.

        Such a refusal is definite: nothing was posted before.
        """
        files = await self.files(message)
        try:
            return await post(render(message, files))
        except BlocksRefused as error:
            if not files:
                raise
            log.warning("a message goes without its pictures: %s", error)
            for sha256 in files:
                self._forget(sha256)
        return await post(render(message))

    async def files(self, message: Message) -> Mapping[str, str]:
        """Slack's ids of the pictures of a message, by SHA-256, of those that can be shown.

        Never raises: the message goes without the others.
        """
        images = {card.image.sha256: card.image for card in message.cards if card.image}
        try:
            async with asyncio.timeout(_PATIENCE):
                for image in images.values():
                    await self._prepare(image)
        except TimeoutError:
            log.warning("a picture is not shown: Slack took too long to take it")
        return {each: self._files[each] for each in images if each in self._ready}

    async def _prepare(self, image: Image) -> None:
        """Upload a picture unless that was done, and wait until it can be shown."""
        if image.sha256 in self._ready or self._pictures is None:
            return
        async with self._uploading:
            try:
                file_id = self._files.get(image.sha256) or await self._upload(image, self._pictures)
                if file_id and image.sha256 not in self._ready:
                    await self._wait_for(file_id, image.sha256)
            except (ChatError, StoreError) as error:
                log.warning("a picture is not shown: %s", error)

    async def _upload(self, image: Image, pictures: Pictures) -> str | None:
        data = await pictures.get(image.sha256)
        if data is None or not data.startswith(_PNG) or len(data) > _MOST_BYTES:
            log.warning("a picture is not shown: the store has no PNG of at most 5 MB of it")
            return None
        what = "Uploading a picture"
        given = {"length": len(data), "filename": "picture.png"}
        alt = {"alt_txt": fold(image.alt)[:_LONGEST_ALT]} if fold(image.alt) else {}
        place = await self._api.read("files.getUploadURLExternal", what, **given, **alt)
        url, file_id = place.get("upload_url"), place.get("file_id")
        if not isinstance(url, str) or not isinstance(file_id, str):
            raise unclear(what)
        await self._api.upload(url, what, data)
        await self._api.call("files.completeUploadExternal", what, files=[{"id": file_id}])
        while len(self._files) >= _REMEMBERED:
            self._forget(next(iter(self._files)))
        self._files[image.sha256] = file_id
        return file_id

    async def _wait_for(self, file_id: str, sha256: str) -> None:
        """Before Slack has read the file, which it does at leisure, a block cannot show it."""
        for seconds in (*_PAUSES, None):
            answer = await self._api.read("files.info", "Looking at a picture", file=file_id)
            match answer.get("file"):
                case {"mimetype": str(kind)} if kind.startswith("image/"):
                    self._ready.add(sha256)
                    return
            if seconds is not None:
                await self._pause(seconds)
        log.warning("a picture is not shown: Slack has not read it yet")

    def _forget(self, sha256: str) -> None:
        self._files.pop(sha256, None)
        self._ready.discard(sha256)
