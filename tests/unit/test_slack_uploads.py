"""Pictures in Slack: uploaded once, shown when they can be, never in the way of the text."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
from aiohttp import web

from adapters.chat_slack.api import SlackApi
from adapters.chat_slack.errors import BlocksRefused
from adapters.chat_slack.uploads import Uploads
from bot.errors import ChatError, StoreError, Unsure
from bot.messages import Card, Image, Message
from tests.stand_ins import has_loopback

PNG = b"\x89PNG\r\n\x1a\nthe rest"
MESSAGE = Message("A diagram", (Card("Ref-DGS", image=Image("ab12", "two\nsets")),))


class Shelf:
    """Pictures in memory."""

    def __init__(self, **pictures: bytes) -> None:
        self.pictures = pictures

    async def add(self, data: bytes) -> str:
        raise NotImplementedError

    async def get(self, sha256: str) -> bytes | None:
        if sha256 == "broken":
            raise StoreError("The database cannot be read.")
        return self.pictures.get(sha256)


class Files:
    """The part of Slack that takes files: what came, and what is to be answered otherwise."""

    def __init__(self) -> None:
        self.url = ""
        self.asked: list[tuple[str, Mapping[str, Any]]] = []
        self.taken: list[bytes] = []
        self.looks = 1  # until a file is ready
        self.answers: dict[str, Any] = {}
        self.clients: list[SlackApi] = []

    async def method(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        asked = dict(request.query) if request.method == "GET" else await request.json()
        self.asked.append((name, asked))
        if name in self.answers:
            return web.json_response(self.answers[name])
        self.looks -= name == "files.info"
        mimetype = "" if self.looks > 0 else "image/png"
        number = len(self.taken) + 1
        place = {"upload_url": f"{self.url}/upload/secret", "file_id": f"F{number}"}
        return web.json_response({"ok": True, "file": {"mimetype": mimetype}, **place})

    async def upload(self, request: web.Request) -> web.Response:
        self.taken.append(await request.read())
        return web.Response(status=self.answers.get("upload", 200), text="OK")

    @property
    def methods(self) -> list[str]:
        return [name.removeprefix("files.") for name, _ in self.asked]


@pytest.fixture
async def files() -> AsyncIterator[Files]:
    if not has_loopback():
        pytest.skip("there is no loopback here to serve on")
    its = Files()
    app = web.Application()
    app.router.add_route("*", "/api/{name}", its.method)
    app.router.add_post("/upload/secret", its.upload)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    its.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield its
    for client in its.clients:
        await client.close()
    await runner.cleanup()


class Pauses(list[float]):
    """How long was waited, at once."""

    async def __call__(self, seconds: float) -> None:
        self.append(seconds)


def uploads(files: Files, shelf: Shelf | None, pauses: Pauses | None = None) -> Uploads:
    api = SlackApi(bot_token="xoxb-secret", api_url=f"{files.url}/api/", agent="", timeout=5)
    files.clients.append(api)
    return Uploads(api, shelf, pauses if pauses is not None else Pauses())


async def test_a_picture_is_uploaded_once_and_without_a_channel(files: Files) -> None:
    its = uploads(files, Shelf(ab12=PNG))
    assert await its.files(MESSAGE) == {"ab12": "F1"}
    assert files.taken == [PNG]
    assert files.asked == [
        (
            "files.getUploadURLExternal",
            {"length": str(len(PNG)), "filename": "picture.png", "alt_txt": "two sets"},
        ),
        ("files.completeUploadExternal", {"files": [{"id": "F1"}]}),
        ("files.info", {"file": "F1"}),
    ]
    files.asked.clear()
    assert await its.files(MESSAGE) == {"ab12": "F1"}
    assert files.asked == []


async def test_what_slack_has_not_read_yet_is_waited_for(files: Files) -> None:
    files.looks = 4
    pauses = Pauses()
    assert await uploads(files, Shelf(ab12=PNG), pauses).files(MESSAGE) == {"ab12": "F1"}
    assert pauses == [0.2, 0.4, 0.8]


async def test_what_takes_too_long_is_shown_by_a_later_message(files: Files) -> None:
    files.looks = 8
    pauses = Pauses()
    its = uploads(files, Shelf(ab12=PNG), pauses)
    assert await its.files(MESSAGE) == {}
    assert sum(pauses) == pytest.approx(5.0)
    assert await its.files(MESSAGE) == {"ab12": "F1"}
    assert len(files.taken) == 1


@pytest.mark.parametrize(
    ("method", "answer"),
    [
        ("files.getUploadURLExternal", {"ok": False, "error": "missing_scope"}),
        ("files.getUploadURLExternal", {"ok": True}),
        ("files.completeUploadExternal", {"ok": False, "error": "internal_error"}),
        ("files.info", {"ok": False, "error": "file_not_found"}),
        ("files.info", {"ok": True, "file": None}),
        ("upload", 500),
        ("upload", 302),
    ],
)
async def test_whatever_fails_the_message_goes_without_its_picture(
    files: Files, caplog: pytest.LogCaptureFixture, method: str, answer: object
) -> None:
    files.answers[method] = answer
    assert await uploads(files, Shelf(ab12=PNG)).files(MESSAGE) == {}
    (record,) = [each for each in caplog.records if each.name.endswith("uploads")]
    said = record.getMessage()
    assert said.startswith("a picture is not shown: ")
    assert "secret" not in caplog.text
    assert "http://" not in said


@pytest.mark.parametrize(
    "data", [None, b"", b"GIF89a", PNG + b"x" * 5_000_000], ids=["none", "empty", "gif", "large"]
)
async def test_only_a_png_of_some_size_is_uploaded(files: Files, data: bytes | None) -> None:
    shelf = Shelf(**({} if data is None else {"ab12": data}))
    assert await uploads(files, shelf).files(MESSAGE) == {}
    assert files.asked == []


async def test_a_store_that_fails_does_not_hold_the_text(files: Files) -> None:
    message = Message("", (Card(image=Image("broken", "")), *MESSAGE.cards))
    assert await uploads(files, Shelf(ab12=PNG)).files(message) == {"ab12": "F1"}
    assert await uploads(files, None).files(message) == {}


async def test_a_slack_that_cannot_be_reached_does_not_hold_the_text(files: Files) -> None:
    its = uploads(files, Shelf(ab12=PNG))
    files.answers["files.getUploadURLExternal"] = {
        "ok": True,
        "file_id": "F1",
        "upload_url": "http://127.0.0.1:9/",
    }
    assert await its.files(MESSAGE) == {}


async def test_few_files_are_remembered(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.chat_slack.uploads._REMEMBERED", 1)
    its = uploads(files, Shelf(ab12=PNG, cd34=PNG))
    other = Message("", (Card(image=Image("cd34", "")),))
    assert [await its.files(each) for each in (MESSAGE, other, MESSAGE)] == [
        {"ab12": "F1"},
        {"cd34": "F2"},
        {"ab12": "F3"},
    ]


class Posts(list[list[str]]):
    """Posts the kinds of blocks; refuses the first `errors`."""

    def __init__(self, *errors: ChatError) -> None:
        super().__init__()
        self.errors = list(errors)

    async def __call__(self, payload: dict[str, Any]) -> str:
        self.append([each["type"] for each in payload["blocks"]])
        if self.errors:
            raise self.errors.pop(0)
        return "posted"


async def test_what_slack_refuses_with_its_picture_is_posted_without(files: Files) -> None:
    its, posts = uploads(files, Shelf(ab12=PNG)), Posts(BlocksRefused("too early"))
    assert await its.show(MESSAGE, posts) == "posted"
    assert posts == [["header", "image"], ["header", "context"]]
    assert await its.show(MESSAGE, posts) == "posted"
    assert posts[2:] == [["header", "image"]]
    assert len(files.taken) == 2


async def test_what_slack_refuses_without_a_picture_or_for_another_reason_is_refused(
    files: Files,
) -> None:
    its = uploads(files, Shelf(ab12=PNG))
    with pytest.raises(BlocksRefused):
        await its.show(Message("", (Card("t"),)), Posts(BlocksRefused("no")))
    posts = Posts(Unsure("perhaps"))
    with pytest.raises(Unsure):
        await its.show(MESSAGE, posts)
    assert len(posts) == 1
