"""300 people answer one question within 10 seconds, twice each, from two processes on one store.

Measured in each process from the press to the private feedback, with all that lies between: the
router, the store on disk, the answer; beside it the job that counts and the sender that edits.
One answer a person must count, the first; the tally must be exact; and the public message may be
edited no faster than once a second, which is what chats take.
"""

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from itertools import pairwise
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import structlog
from figures import report

from bot.app import open_paperboy, utc_now
from bot.config import ArxivSection, HuggingFaceSection, Settings, SourcesSection, StorageSection
from bot.delivery import Sender
from bot.messages import Address, Handle, Limits, Message, MessageRef, Pace, Press, Sizes, User
from bot.models import Asked, Question
from bot.quizzes import Host
from bot.quizzes.show import question_message
from bot.router import Router
from storage.sqlite import SqliteStore

PEOPLE, SECONDS, PROCESSES = 300, 10.0, 2
PLACE = Address("bench", "C1")
_READY, _AFTER = 10.0, 8.0  # seconds until all processes are warm; for the last counts
_EVERY = 2.0  # seconds between two looks of the job, as in `bot.service`
QUESTION = Question("2603.00001", "How many?", ("1", "2", "3", "4"), 1, "It says so.", "There are.")


class PublicChat:
    """The half of `Chat` that sends; notes when its message was edited, and what it then said."""

    name, threads, key_window = "bench", True, 0.0
    limits = Limits(text=4000, title=500, body=4000, cards=50, total=9000, buttons=25, label=75)
    pace = Pace(channel=1, overall=50)

    def __init__(self) -> None:
        self.edits: list[tuple[float, str]] = []

    def size(self, message: Message) -> Sizes:
        """See `Chat.size`."""
        return Sizes(text=len(message.text))

    async def send(self, to: Address, message: Message, key: str, parent: object = None) -> Any:
        """See `Chat.send`."""
        del message, parent
        return MessageRef(to, key)

    async def edit(self, ref: MessageRef, message: Message) -> None:
        """See `Chat.edit`."""
        del ref
        self.edits.append((time.time(), message.cards[0].footer))


class Ear:
    """`Reply` that notes when feedback came."""

    def __init__(self) -> None:
        self.at, self.said = 0.0, ""

    async def __call__(self, message: Message, *, private: bool = True) -> Handle:
        """See `Reply`."""
        assert private
        self.at, self.said = time.perf_counter(), message.text
        return None  # type: ignore[return-value]  # nobody changes it


def settings_in(folder: Path) -> Settings:
    """A Paperboy without a network."""
    return Settings(
        storage=StorageSection(url=f"sqlite:///{folder / 'paperboy.db'}"),
        sources=SourcesSection(
            arxiv=ArxivSection(enabled=False), huggingface=HuggingFaceSection(enabled=False)
        ),
    )


async def worker(order: dict[str, Any]) -> dict[str, Any]:
    """Take the presses of one process at their moments; returns how long each took."""
    chat = PublicChat()
    chats: dict[str, Any] = {chat.name: chat}
    async with open_paperboy(settings_in(Path(order["folder"])), StringIO()) as paperboy:
        store = paperboy.desk.store
        sender = Sender(store, chats, utc_now, order["name"])
        router = Router(replace(paperboy.desk, chats=chats, sender=sender))
        host = Host(store, chats, utc_now, Random(order["name"]))
        sending = asyncio.create_task(sender.run())
        counting = asyncio.create_task(look_after(host, sender))
        tasks = [
            asyncio.create_task(press(router, order["start"] + at, who, option, order["id"]))
            for at, who, option in order["presses"]
        ]
        took = await asyncio.gather(*tasks)
        await asyncio.sleep(_AFTER)
        counting.cancel()
        await sender.stop(5)
        await sending
    return {"took": took, "edits": chat.edits}


async def look_after(host: Host, sender: Sender) -> None:
    """What the job of `paperboy run` does."""
    while True:
        if await host.serve():
            sender.wake()
        await asyncio.sleep(_EVERY)


async def press(router: Router, at: float, who: int, option: int, question: int) -> Any:
    """One press at its moment: what it was, seconds until feedback, when it began and ended."""
    await asyncio.sleep(at - time.time())
    due, ear = time.perf_counter() - max(time.time() - at, 0), Ear()
    user = User(f"p{who}", f"P{who}", can_manage=False)
    value = f"{question}:{option}"
    await router.handle(Press("quiz.answer", value, user, MessageRef(PLACE, "1")), ear)
    began = at - time.time() + time.perf_counter()
    return [ear.at - due, who, option, began, ear.at, ear.said]


async def ask(folder: Path) -> int:
    """The question, in an empty store, with its message already there."""
    now = utc_now()
    asked = Asked(PLACE, QUESTION, "A title", "https://x", now, now + timedelta(hours=24))
    store = await SqliteStore.open(folder / "paperboy.db")
    its = await store.quizzes.open(asked, question_message)
    chats: dict[str, Any] = {"bench": PublicChat()}
    await Sender(store, chats, utc_now, "first").flush(PLACE)
    await store.close()
    return its.id if its else 0


def presses(chance: Random) -> list[tuple[float, int, int]]:
    """Everybody twice, in the order of their moments."""
    twice = [(chance.uniform(0, SECONDS), who, chance.randrange(4)) for who in range(PEOPLE)]
    twice += [
        (min(at + chance.uniform(0.05, 2), SECONDS), who, chance.randrange(4))
        for at, who, _ in twice
    ]
    return sorted(twice)


def counted(folder: Path) -> dict[int, int]:
    """What the store holds of each person."""
    with closing(sqlite3.connect(folder / "paperboy.db")) as database:
        rows = database.execute("SELECT person, option FROM answers").fetchall()
    return {int(person[1:]): option for person, option in rows}


def main() -> None:
    """Play it, and print the figures."""
    chance = Random(11)
    with TemporaryDirectory() as name:
        folder = Path(name)
        question = asyncio.run(ask(folder))
        all_of_them, start = presses(chance), time.time() + _READY
        theirs: list[list[tuple[float, int, int]]] = [[] for _ in range(PROCESSES)]
        for each in all_of_them:
            chance.choice(theirs).append(each)
        orders = [
            {"folder": name, "name": f"w{n}", "id": question, "start": start, "presses": its}
            for n, its in enumerate(theirs)
        ]
        children = [
            subprocess.Popen(
                [sys.executable, __file__, json.dumps(each)],
                stdout=subprocess.PIPE,
                env=os.environ,
            )
            for each in orders
        ]
        told = [json.loads(child.communicate(timeout=120)[0]) for child in children]
        judge(told, counted(folder))


def is_first(option: int, presses: list[list[Any]]) -> bool:
    """Whether this is what the first of two presses said; of two that overlap, either is."""
    first, second = sorted(presses, key=lambda each: each[3])
    return option == first[2] or (second[3] < first[4] and option == second[2])


def judge(told: list[dict[str, Any]], counts: dict[int, int]) -> None:
    """Compare what was counted with what was pressed first, and time what was felt."""
    pressed = [each for its in told for each in its["took"]]
    took = sorted(each[0] for each in pressed)
    heard = sum("it is" in each[5] for each in pressed)
    edits = sorted(at for its in told for at, _ in its["edits"])
    gaps = [late - early for early, late in pairwise(edits)]
    last = max((each for its in told for each in its["edits"]), default=(0, ""))[1]
    theirs = {who: [each for each in pressed if each[1] == who] for who in counts}
    wrong = [who for who, option in counts.items() if not is_first(option, theirs[who])]
    report("feedback p50", took[len(took) // 2], "s", 1.0)
    report("feedback p99", took[int(len(took) * 0.99)], "s", 1.0)
    report("presses without feedback", 2 * PEOPLE - heard, "presses", 1)
    report("answers lost or counted twice", abs(PEOPLE - len(counts)), "answers", 1)
    report("answers other than the first", len(wrong), "answers", 1)
    report("edits of the public message", len(edits), "edits", 8)
    report("edits less than a second apart", sum(gap < 1 for gap in gaps), "edits", 1)
    report("people that the last edit lacks", PEOPLE - int(last.split(" ")[0] or 0), "people", 1)


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    if len(sys.argv) > 1:
        print(json.dumps(asyncio.run(worker(json.loads(sys.argv[1])))))
    else:
        main()
