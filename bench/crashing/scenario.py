"""One outbox, and many workers that are killed."""

import asyncio
import json
import random
import sys
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

from bot.messages import Address, Message
from bot.models import Draft
from crashing.judge import Asked, Verdict, judge
from crashing.stand_in import StandIn, Trap, TrapKind
from storage.sqlite import SqliteStore

_GROUP = 4  # parts: a parent, two in its thread, an edit of the parent
_AT_WORK = 0.25  # seconds: a worker lives for so long at most, once it sends
_TOO_LONG = 300.0  # seconds: something hangs


@dataclass(frozen=True)
class Plan:
    """What is done. Of the `kills`, `gaps` hit between a request's arrival and its answer's commit.

    `window`: seconds that keys are honoured for. `patience`: the seconds of `Patience.request`,
    `.lease` and `.settle`. `pace`: messages a second, in a channel and overall.
    """

    name: str
    parts: int = 5000
    kills: int = 100
    gaps: int = 30
    window: float = 0.0
    finds: bool = False
    workers: int = 1
    places: int = 320
    patience: tuple[float, float, float] = (2.0, 4.0, 2.0)
    pace: tuple[float, float] = (20.0, 300.0)


@dataclass(frozen=True)
class Worker:
    """A process that waits for its start."""

    name: str
    process: asyncio.subprocess.Process

    def go(self) -> None:
        """Let it open the store and send."""
        if self.process.stdin:
            self.process.stdin.write(b"\n")

    async def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()


@dataclass
class Scenario:
    """A plan at work."""

    plan: Plan
    store: SqliteStore
    file: Path
    chat: StandIn
    chance: random.Random
    parts: dict[str, int] = field(default_factory=dict)
    edits: dict[str, str] = field(default_factory=dict)
    caught: set[str] = field(default_factory=set)
    workers: list[Worker] = field(default_factory=list)
    reserve: list[int] = field(default_factory=list)

    async def fill(self) -> None:
        """Put everything into the outbox, but for a group for each kill."""
        groups = range(self.plan.parts // _GROUP)
        self.reserve = [*groups[-self.plan.kills :]]
        await self._fill(groups[: -self.plan.kills])

    async def _fill(self, groups: Iterable[int]) -> None:
        by_place = defaultdict[int, list[int]](list)
        for each in groups:
            by_place[each % self.plan.places].append(each)
        for number, mine in by_place.items():
            roots = [Draft(Message(f"r{each}"), (f"paper {each}",)) for each in mine]
            above = await self._add(number, roots)
            below: list[Draft] = []
            for each, id_ in zip(mine, above, strict=True):
                reply, edit = Draft(Message(f"a{each}"), parent=id_), f"r{each} edited"
                other = Draft(Message(f"b{each}"), parent=id_)
                below += [reply, Draft(Message(edit), changes=id_), other]
            await self._add(number, below)

    async def edit_again(self) -> None:
        """Change some parents once more, whatever their first edit is doing just now."""
        for name, part in self.parts.items():
            number = int(name[1:])
            if name[0] == "r" and number % 20 == 0:
                draft = Draft(Message(f"{name} edited again"), changes=part)
                await self._add(number % self.plan.places, [draft])

    async def _add(self, place: int, drafts: list[Draft]) -> tuple[int, ...]:
        ids = await self.store.outbox.add(_place(place), drafts, datetime.now(UTC))
        for draft, id_ in zip(drafts, ids, strict=True):
            text = draft.message.text if draft.message else ""
            if draft.changes is None:
                self.parts[text] = id_
            else:
                self.edits[text.split()[0]] = text
        return ids

    async def suffer(self, ways: list[str]) -> None:
        """Kill one worker after the other; the next is warm already."""
        warm = await self._start()
        for way in ways:
            worker, warm = warm, await self._start()
            trap = self._trap(worker.name) if way == "gap" else None
            # So that it has something to send, however much the ones before it could.
            await self._fill([self.reserve.pop()])
            worker.go()
            if trap:
                await trap.sprung.wait()
            else:
                await self.chat.at_work[worker.name].wait()
                await asyncio.sleep(self.chance.uniform(0.0, _AT_WORK))
            await worker.kill()
            if trap and trap.kind != "answered":
                self.caught.add(trap.text)
        await warm.kill()

    def _trap(self, worker: str) -> Trap:
        kinds: tuple[TrapKind, ...] = get_args(TrapKind)
        trap = self.chat.traps[worker] = Trap(self.chance.choice(kinds))
        return trap

    async def finish(self) -> None:
        """Let workers run until nothing is left but what is held."""
        last = [await self._start() for _ in range(self.plan.workers)]
        for worker in last:
            worker.go()
        while any(  # noqa: ASYNC110 - another process sends: there is nothing to wait on
            part.state != "held" for part in await self.store.outbox.unfinished()
        ):
            await asyncio.sleep(0.2)
        for worker in last:
            worker.process.terminate()
            await worker.process.wait()

    async def _start(self) -> Worker:
        name = f"w{len(self.workers)}"
        order = {
            "worker": name,
            "file": str(self.file),
            "url": self.chat.url,
            "window": self.plan.window,
            "patience": self.plan.patience,
            "pace": self.plan.pace,
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            Path(__file__).with_name("worker.py"),
            json.dumps(order),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
        )
        worker = Worker(name, process)
        self.workers.append(worker)
        return worker

    async def judge(self) -> Verdict:
        """Compare what the chat shows with what was asked for, and with the ledger."""
        posted: list[str] = []
        for number in range(self.plan.places):
            posted += await self.store.ledger.posted(_place(number))
        heals = self.plan.finds or self.plan.window  # a doubt resolves itself: none stays
        asked = Asked(self.parts, self.edits, frozenset(() if heals else self.caught))
        return judge(asked, self.chat.shown, await self.store.outbox.unfinished(), posted)


def _place(number: int) -> Address:
    return Address("bench", f"C{number}")


@asynccontextmanager
async def _stage(plan: Plan, seed: int) -> AsyncIterator[Scenario]:
    chat = StandIn(plan.window, plan.finds)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "paperboy.db"
        store = await SqliteStore.open(file)
        scenario = Scenario(plan, store, file, chat, random.Random(seed))
        try:
            async with chat.serve():
                yield scenario
        finally:
            for worker in scenario.workers:
                await worker.kill()
            await store.close()


async def play(plan: Plan, seed: int) -> tuple[Verdict, str]:
    """Fill an outbox, kill workers over it, let the last ones finish, and compare.

    Returns besides what the chat was asked.
    """
    async with asyncio.timeout(_TOO_LONG), _stage(plan, seed) as scenario:
        await scenario.fill()
        ways = ["gap"] * plan.gaps + ["random"] * (plan.kills - plan.gaps)
        scenario.chance.shuffle(ways)
        half = len(ways) // 2
        for some in (ways[:half], ways[half:]):
            await asyncio.gather(
                *(scenario.suffer(some[number :: plan.workers]) for number in range(plan.workers))
            )
            await scenario.edit_again()
        await scenario.finish()
        chat = scenario.chat
        return await scenario.judge(), f"{chat.repeats} repeats, {chat.looks} looks"
