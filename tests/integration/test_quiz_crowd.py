"""300 people answer one question within 10 seconds, twice each, from two processes on one store."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

from bot.delivery import Sender
from bot.desk import Desk
from bot.messages import Message, MessageRef
from bot.quizzes import Host
from bot.router import Router
from storage.sqlite import SqliteStore
from tests.fakes import NOW, PLACE, Answers, FakeChat, desk
from tests.playing import DAY, opened, person, press

PEOPLE, SECONDS = 300, 10.0


class Time:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.passed = 0.0

    def clock(self) -> datetime:
        return NOW + timedelta(seconds=self.passed)

    def monotonic(self) -> float:
        return self.passed


class Watched(FakeChat):
    """Remembers when its messages were edited."""

    def __init__(self, time: Time) -> None:
        super().__init__()
        self.time, self.edited = time, list[float]()

    async def edit(self, ref: MessageRef, message: Message) -> None:
        self.edited.append(self.time.passed)
        await super().edit(ref, message)


class Process:
    """One of two that serve the same store: a router, a host, and a sender with its own pace."""

    def __init__(self, store: SqliteStore, chat: Watched, time: Time, name: str) -> None:
        async def sleep(seconds: float) -> None:
            assert seconds < 1

        self.desk: Desk = replace(desk(store, {"fake": chat}), clock=time.clock)
        self.router = Router(self.desk)
        self.host = Host(store, {"fake": chat}, time.clock, Random(1))
        self.sender = Sender(
            store, {"fake": chat}, time.clock, name, sleep=sleep, monotonic=time.monotonic
        )

    async def serve(self) -> None:
        await self.host.serve()
        await self.sender.flush(PLACE)


async def test_300_people_answer_twice_from_two_processes(tmp_path: Path) -> None:
    time, chance = Time(), Random(8)
    chat = Watched(time)
    stores = [await SqliteStore.open(tmp_path / "a.db") for _ in range(2)]
    both = [Process(store, chat, time, f"w{number}") for number, store in enumerate(stores)]
    its = await opened(stores[0])
    await both[0].sender.flush(PLACE)
    [ref] = chat.shown
    presses = [(chance.uniform(0, SECONDS), who, chance.randrange(4)) for who in range(PEOPLE)] * 2
    presses = sorted((at + chance.uniform(0, 0.2) * (n >= PEOPLE), who, chance.randrange(4))
                     for n, (at, who, _) in enumerate(presses))  # fmt: skip
    first: dict[int, int] = {}
    said = Answers()
    second = 0
    for at, who, option in presses:
        while second <= at:  # each looks once a second, as jobs do
            time.passed = float(second)
            await asyncio.gather(*(each.serve() for each in both))
            second += 1
        time.passed = at
        first.setdefault(who, option)
        event = press(its, option, person(f"P{who}"))
        await chance.choice(both).router.handle(event, said)
    assert len(said.said) == 2 * PEOPLE
    assert all(private for _, private in said.said)
    assert {text.split(":")[0] for text in said.texts} == {"Right", "Not quite"}
    assert dict(await stores[1].quizzes.tally(its.id)) == Counter(first.values())
    for later in range(second, second + 8):
        time.passed = float(later)
        await asyncio.gather(*(each.serve() for each in both))
    assert chat.shown[ref].cards[0].footer.startswith("300 have answered")
    assert 2 <= len(chat.edited) <= 5
    assert all(late - early >= 1 / chat.pace.channel for early, late in pairwise(chat.edited))
    time.passed = DAY.total_seconds()
    await asyncio.gather(*(each.serve() for each in both))
    await both[1].serve()
    closed = chat.shown[ref]
    assert closed.text.startswith("Quiz closed")
    right = round(100 * Counter(first.values())[1] / PEOPLE)
    assert closed.cards[0].footer == f"300 answered, {right} % right · /quiz scores"
    for each in stores:
        await each.close()
