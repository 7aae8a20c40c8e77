"""Processes that take answers to a quiz are killed (SIGKILL), again and again, at any moment.

Whoever heard nothing presses again, another button even: only the first answer may count, and what
a person was told must stay so. After the last kill a day passes, and the question must close with
the exact tally. `--small` is for the tests.
"""

import asyncio
import json
import sqlite3
import sys
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import structlog
from figures import report
from quiz_play import PLACE, QUESTION, PublicChat, ask, settings_in

from bot.app import open_paperboy, utc_now
from bot.delivery import Sender
from bot.messages import Handle, Message, MessageRef, Press, User
from bot.quizzes import Host
from bot.router import Router

_LOOKS = 0.05  # seconds between two looks of the job: kills must meet it at work


class WrittenChat(PublicChat):
    """What it shows stands in a file, which outlives the process."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file

    async def edit(self, ref: MessageRef, message: Message) -> None:
        """See `Chat.edit`."""
        del ref
        card = message.cards[0]
        self._file.write_text(json.dumps([card.title, card.body, card.footer]), encoding="utf-8")


class Ear:
    """`Reply` that tells the parent what a person heard."""

    def __init__(self, who: int) -> None:
        self._who = who

    async def __call__(self, message: Message, *, private: bool = True) -> Handle:
        """See `Reply`."""
        del private
        print(json.dumps([self._who, message.text]), flush=True)
        return None  # type: ignore[return-value]  # nobody changes it


async def worker(folder: Path, name: str, ahead: timedelta) -> None:
    """Grade the presses that come in, a line each, until the input ends; count, edit, close."""

    def clock() -> datetime:
        return utc_now() + ahead

    chats: dict[str, Any] = {"bench": WrittenChat(folder / "shown.json")}
    async with open_paperboy(settings_in(folder), StringIO(), clock=clock) as paperboy:
        store = paperboy.desk.store
        sender = Sender(store, chats, clock, name)
        desk, host = paperboy.desk, Host(store, chats, clock, Random(name))

        router = Router(replace(desk, chats=chats, sender=sender))
        sending = asyncio.create_task(sender.run())
        looking = asyncio.create_task(look(host, sender))
        print("[]", flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            who, option, question = json.loads(line)
            user = User(f"p{who}", f"P{who}", can_manage=False)
            value = f"{question}:{option}"
            press = Press("quiz.answer", value, user, MessageRef(PLACE, "1"))
            await router.handle(press, Ear(who))
        while ahead and (  # noqa: ASYNC110 -- the outbox tells nobody when it is empty
            await host.close() or await store.outbox.unfinished()
        ):
            await asyncio.sleep(0.1)
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking
        await sender.stop(5)
        await sending


async def look(host: Host, sender: Sender) -> None:
    """What the job of `paperboy run` does, more often."""
    while True:
        await host.serve()
        sender.wake()
        await asyncio.sleep(_LOOKS)


@dataclass
class Play:
    """What the parent knows: who heard what first.

    `between`: so many answers were stored, and the process was killed before it said so.
    """

    folder: Path
    question: int
    people: int
    chance: Random
    heard: dict[int, str] = field(default_factory=dict)
    between: int = 0

    async def start(self, name: str, ahead: int = 0) -> asyncio.subprocess.Process:
        """A worker that is ready."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, __file__, "worker", str(self.folder), name, str(ahead),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        if process.stdout:
            await process.stdout.readline()
        return process

    async def suffer(self, number: int) -> None:
        """Press for all who heard nothing, until the process is killed in the midst of it."""
        process = await self.start(f"w{number}")
        listening = asyncio.create_task(self.listen(process))
        fuse = asyncio.create_task(asyncio.sleep(self.chance.uniform(0.005, 0.06)))
        left = [who for who in range(self.people) if who not in self.heard]
        self.chance.shuffle(left)
        with suppress(BrokenPipeError, ConnectionResetError):
            for who in left:
                self.press(process, who)
                await asyncio.sleep(0.002)
                if fuse.done():
                    break
        await fuse
        process.kill()
        await process.wait()
        await listening
        self.between += sum(int(who[1:]) not in self.heard for who in stored(self.folder))

    def press(self, process: asyncio.subprocess.Process, who: int) -> None:
        """Some button: a person who heard nothing may take another one."""
        line = json.dumps([who, self.chance.randrange(4), self.question])
        if process.stdin:
            process.stdin.write(f"{line}\n".encode())

    async def listen(self, process: asyncio.subprocess.Process) -> None:
        """Note what each person heard; the line that a kill cut off was heard by nobody."""
        while process.stdout and (line := await process.stdout.readline()):
            if line.endswith(b"\n"):
                who, text = json.loads(line)
                self.heard.setdefault(who, text)

    async def finish(self) -> None:
        """Everybody who is left presses; then a day passes."""
        for name, ahead in (("last", 0), ("tomorrow", 25)):
            process = await self.start(name, ahead)
            listening = asyncio.create_task(self.listen(process))
            for who in range(self.people):
                if who not in self.heard:
                    self.press(process, who)
            if process.stdin:
                process.stdin.close()
            await process.wait()
            await listening


def stored(folder: Path) -> dict[str, int]:
    """The answer of each person."""
    with closing(sqlite3.connect(folder / "paperboy.db")) as database:
        return dict(database.execute("SELECT person, option FROM answers").fetchall())


def judge(play: Play) -> None:
    """Compare what people heard, what is stored, and what the channel shows."""
    answers = stored(play.folder)
    right = {who for who in range(play.people) if answers.get(f"p{who}") == QUESTION.key}
    told = {who for who, text in play.heard.items() if text.startswith("Right")}
    title, body, footer = json.loads((play.folder / "shown.json").read_text(encoding="utf-8"))
    share = round(100 * len(right) / play.people)
    bars = [f"` {list(answers.values()).count(option)} · " for option in range(4)]
    shown = footer.startswith(f"{play.people} answered, {share} % right")
    exact = title == "Quiz closed" and shown and all(bar in body for bar in bars)
    report("answers lost", play.people - len(answers), "answers", 1)
    report("people who heard another verdict than counts", len(told ^ right), "people", 1)
    report("people who heard nothing", play.people - len(play.heard), "people", 1)
    report("questions that did not close with the exact tally", int(not exact), "questions", 1)


async def main(people: int, kills: int) -> None:
    """Play it, and print the figures."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        play = Play(folder, await ask(folder), people, Random(4))
        for number in range(kills):
            await play.suffer(number)
        await play.finish()
        judge(play)
        print(f"{play.between} answers were stored by a process that died next", file=sys.stderr)


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    if sys.argv[1:2] == ["worker"]:
        asyncio.run(worker(Path(sys.argv[2]), sys.argv[3], timedelta(hours=int(sys.argv[4]))))
    elif "--small" in sys.argv:
        asyncio.run(main(people=60, kills=3))
    else:
        asyncio.run(main(people=300, kills=25))
