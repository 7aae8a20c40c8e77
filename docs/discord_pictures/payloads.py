"""Write what Paperboy shows in Discord as JSON, a file a picture, for draw.mjs to draw.

`python -m docs.discord_pictures.payloads FOLDER`. No message is made up: the whole Paperboy goes
through a day against the tests' small Discord. A new picture is a function in `PICTURES`.
"""

import asyncio
import json
import logging
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from bot.logs import configure
from bot.messages import Address
from docs.discord_pictures.room import CHANNELS, Message, Room, a_room
from docs.pictures import deep as in_depth
from docs.pictures.paperboy import close_quizzes, people_answer, serve_digests
from tests.discord.messages import EPHEMERAL
from tests.discord.shapes import CHANNEL, READERS, SERVER

Picture = dict[str, Any]

QUIZZED = "2603.99104"
PLACE = Address("discord", f"{SERVER}/{CHANNEL}")
ROLES = {READERS: "readers"}
_SHOWN = ("components", "content")


async def begin(room: Room) -> None:
    """On the day before, three channels subscribe; then it is 9."""
    room.at(-7, 0)
    for topics, channel in (
        ('"gaussian splatting"', CHANNEL),
        ('"camera calibration"', "201"),
        ("event cameras", "202"),
    ):
        given = {"topics": topics, "categories": "cs.CV", "at": "9", "days": "weekdays", "max": "3"}
        await room.typed("digest subscribe", "Subscribed", channel, **given)
    room.at(9, 0)
    await serve_digests(room.paperboy)
    for channel in CHANNELS:
        room.at(9, 0)
        await room.paperboy.desk.sender.flush(Address("discord", f"{SERVER}/{channel}"))


async def digest(room: Room) -> Picture:
    """A digest, as it stands in the channel."""
    return message(await room.shows("3 new papers"))


async def thread(room: Room) -> Picture:
    """A short digest, and what stands in its thread."""
    parent = await room.shows("2 new papers")
    name = room.discord.place(parent["id"])["name"]
    replies = [message(each) for each in room.discord.channels[parent["id"]].values()]
    return message(parent) | {"kind": "thread", "thread": name, "replies": replies}


async def receipt(room: Room) -> Picture:
    """A day on which nothing fits."""
    return message(await room.shows("No paper on"))


async def paper(room: Room) -> Picture:
    """What `/paper` finds, before one person."""
    room.at(9, 20)
    found = await room.typed("paper", "3 papers on", topic="camera calibration")
    return message(found) | {"asked": "paper"}


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
    """What is new for one person alone, of what they follow."""
    room.at(10, 0)
    for typed in ('"camera calibration"', 'by:"Haddadi, L."'):
        await room.typed("follow add", f"You follow {typed} now", topics=typed)
    digest = await room.shows("Abstracts in the thread")
    return message(await room.pressed(digest, "For me", "for you"))


async def quiz(room: Room) -> Picture:
    """A question, for the whole channel."""
    room.at(11, 30)
    return message(await room.typed("quiz start", "Which number", topic=QUIZZED))


async def feedback(room: Room) -> Picture:
    """How a wrong answer is graded, before one person."""
    room.at(11, 31)
    asked = await room.paperboy.desk.store.quizzes.get(1)
    wrong = "ABCD"[asked.question.key - 1] if asked else ""
    return message(await room.pressed(await room.shows("Which number"), wrong, "Not quite"))


async def deep(room: Room) -> Picture:
    """A real paper in depth, by a scripted model, with its workflow, before one person."""
    asked = await in_depth.begin(room.paperboy)
    room.at(12, 0)
    found = await room.typed("paper", "PaSa: An LLM Agent", topic=in_depth.NAMED)
    points = await room.pressed(found, "Summary", in_depth.WHY_NOT)
    await room.pressed(points, "In depth", "is being written")
    await in_depth.is_shown(room.paperboy, asked)
    shown = json.dumps(message(await room.shows("checked against the full text")))
    for url, png in room.discord.files.items():  # nothing is fetched
        shown = shown.replace(url, in_depth.as_address(png))
    return dict(json.loads(shown))


async def proof(room: Room) -> Picture:
    """Where that paper says what stands there."""
    asked = await room.shows("checked against the full text")
    room.at(12, 1)
    return message(await room.pressed(asked, "Where does it say that?", "Where “PaSa"))


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
    return message(await room.typed("quiz scores", "Quiz scores")) | {"asked": "quiz scores"}


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
    *((deep, proof) if in_depth.is_there() else ()),
    closed,
    scores,
)


def message(shown: Message) -> Picture:
    """A message in its channel, or before one person."""
    its = {each: shown[each] for each in _SHOWN if shown.get(each)}
    return its | {
        "kind": "ephemeral" if shown["flags"] & EPHEMERAL else "message",
        "sender": "Paperboy",
        "time": shown["timestamp"],
        "channels": CHANNELS,
        "roles": ROLES,
    }


async def pictures() -> list[Picture]:
    """All of them, of one day on one server."""
    async with a_room() as room:
        await begin(room)
        return [{"name": f"discord_{make.__name__}"} | await make(room) for make in PICTURES]


def main(folder: Path) -> None:
    """Write every picture's file."""
    configure(service=False, level=logging.WARNING)
    folder.mkdir(parents=True, exist_ok=True)
    for picture in asyncio.run(pictures()):
        text = json.dumps(picture, ensure_ascii=False, indent=1)
        (folder / f"{picture['name']}.json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
