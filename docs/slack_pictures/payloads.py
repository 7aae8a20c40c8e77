"""Write what Paperboy shows in Slack as JSON, a file a picture, for draw.mjs to draw.

`python -m docs.slack_pictures.payloads FOLDER`. No message is made up: the whole Paperboy goes
through a day against the tests' small Slack. A new picture is a function in `PICTURES`.
"""

import asyncio
import json
import logging
import sys
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.logs import configure
from bot.messages import Address
from docs.pictures import deep as in_depth
from docs.pictures.paperboy import close_quizzes, people_answer, serve_digests
from docs.slack_pictures.room import ANNA, BEN, CHANNELS, Room, a_room
from tests.slack.payloads import event
from tests.slack.stand_in import Shown

Picture = dict[str, Any]

QUIZZED = "2603.99104"
PLACE = Address("slack", "T01/C01")


async def begin(room: Room) -> None:
    """On the day before, four channels subscribe and one of them pauses; then it is 9."""
    room.time.now = -timedelta(hours=16).total_seconds()
    for wanted, at in (
        ('"gaussian splatting" cs.CV at 9 weekdays max 3', "C01"),
        ('"camera calibration" cs.CV at 9 weekdays', "C02"),
        ('"sparse attention" cs.LG at 16 fridays', "C03"),
        ("event cameras cs.CV at 9 weekdays", "C04"),
    ):
        await room.typed(f"/digest subscribe {wanted}", "Subscribed", at, BEN)
    await room.typed("/digest pause", "Paused", "C03")
    room.at(9, 0)
    await serve_digests(room.paperboy)
    for channel in CHANNELS:
        room.at(9, 0)
        await room.paperboy.desk.sender.flush(Address("slack", f"T01/{channel}"))


async def digest(room: Room) -> Picture:
    """A digest, as it stands in the channel."""
    return message(await room.shows("3 new papers"))


async def thread(room: Room) -> Picture:
    """A short digest, and what stands in its thread."""
    parent = await room.shows("2 new papers")
    replies = [message(each) for each in room.slack.shown if each.thread == parent.ts]
    its = {"kind": "thread", "channel": parent.channel, "replies": replies}
    return message(parent) | its


async def receipt(room: Room) -> Picture:
    """A day on which nothing fits."""
    return message(await room.shows("No paper on"))


async def paper(room: Room) -> Picture:
    """What `/paper` finds, before one person."""
    room.at(9, 20)
    return message(await room.typed("/paper camera calibration", "3 papers on"))


async def cite(room: Room) -> Picture:
    """How to cite one of them, behind “More”."""
    found = await room.shows("3 papers on")
    room.at(9, 21)
    whole = await room.pressed(found, "More", "Announced")
    return message(await room.pressed(whole, "Cite", "@misc"))


async def points(room: Room) -> Picture:
    """A paper in five points, without a model, before one person."""
    room.at(9, 40)
    return message(await room.pressed(await room.shows("3 new papers"), "Summary", "own sentences"))


async def follow(room: Room) -> Picture:
    """What is new for Anna alone, of what she follows."""
    room.at(10, 0)
    for typed in ('"camera calibration"', 'by:"Haddadi, L."'):
        await room.typed(f"/follow add {typed}", f"You follow {typed} now")
    digest = await room.shows("Abstracts in the thread")
    return message(await room.pressed(digest, "For me", "for you"))


async def quiz(room: Room) -> Picture:
    """A question, for the whole channel."""
    room.at(11, 30)
    return message(await room.typed(f"/quiz start {QUIZZED}", "Which number"))


async def feedback(room: Room) -> Picture:
    """How a wrong answer is graded, before one person."""
    room.at(11, 31)
    asked = await room.paperboy.desk.store.quizzes.get(1)
    wrong = "ABCD"[asked.question.key - 1] if asked else ""
    return message(await room.pressed(await room.shows("Which number"), wrong, "Not quite"))


async def closed(room: Room) -> Picture:
    """The question on the next day, answered by others, too: how the answers spread, and why."""
    room.at(16, 0)
    await people_answer(room.paperboy, PLACE)
    room.at(35, 31)
    await close_quizzes(room.paperboy, PLACE)
    return message(await room.shows("Quiz closed"))


async def scores(room: Room) -> Picture:
    """Who did best this month."""
    room.at(35, 40)
    return message(await room.typed("/quiz scores", "Quiz scores"))


async def home(room: Room) -> Picture:
    """The page of Anna, who sees three channels and is in two."""
    await room.slack.happen(event("app_home_opened", user=ANNA, tab="home", channel="D01"))
    await room.slack.until(lambda: ANNA in room.slack.homes)
    its = {"blocks": room.slack.homes[ANNA]["blocks"], "time": spelt(room.time.clock())}
    return {"kind": "home", "sender": "Paperboy", "channels": CHANNELS} | its


async def deep(room: Room) -> Picture:
    """A real paper in depth, by a scripted model, with its workflow, before one person."""
    asked = await in_depth.begin(room.paperboy)
    room.at(12, 0)
    found = await room.typed(f"/paper {in_depth.NAMED}", "PaSa: An LLM Agent")
    points = await room.pressed(found, "Summary", in_depth.WHY_NOT)
    await room.pressed(points, "In depth", "is being written")
    await in_depth.is_shown(room.paperboy, asked)
    return message(await room.shows("checked against the full text"), room)


async def proof(room: Room) -> Picture:
    """Where that paper says what stands there."""
    asked = await room.shows("checked against the full text")
    room.at(12, 1)
    return message(await room.pressed(asked, "Where does it say that?", "Where “PaSa"))


PICTURES: tuple[Callable[[Room], Awaitable[Picture]], ...] = (
    digest,
    thread,
    receipt,
    paper,
    cite,
    points,
    follow,
    quiz,
    feedback,
    home,
    *((deep, proof) if in_depth.is_there() else ()),
    closed,
    scores,
)


def message(shown: Shown, room: Room | None = None) -> Picture:
    """A message in its channel, or before one person; `room` has the pictures that it shows."""
    files = room.slack.files if room else {}
    blocks = [_drawn(each, files) for each in shown.payload["blocks"]]
    return {
        "kind": "ephemeral" if shown.only_for else "message",
        "sender": "Paperboy",
        "time": spelt(datetime.fromtimestamp(float(shown.ts), UTC)),
        "channels": CHANNELS,
        "text": shown.payload["text"],
        "blocks": blocks,
    }


def _drawn(block: Picture, files: Mapping[str, bytes]) -> Picture:
    """The same block; of an uploaded picture, with all of it in place of its number."""
    if block["type"] != "image" or "slack_file" not in block:
        return block
    picture = in_depth.as_address(files[block["slack_file"]["id"]])
    rest = {key: its for key, its in block.items() if key != "slack_file"}
    return rest | {"image_url": picture}


def spelt(moment: datetime) -> str:
    """ISO, to the second."""
    return moment.isoformat(timespec="seconds")


async def pictures() -> list[Picture]:
    """All of them, of one day in one workspace."""
    async with a_room() as room:
        await begin(room)
        return [{"name": f"slack_{make.__name__}"} | await make(room) for make in PICTURES]


def main(folder: Path) -> None:
    """Write every picture's file."""
    configure(service=False, level=logging.WARNING)
    folder.mkdir(parents=True, exist_ok=True)
    for picture in asyncio.run(pictures()):
        text = json.dumps(picture, ensure_ascii=False, indent=1)
        (folder / f"{picture['name']}.json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
