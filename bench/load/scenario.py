"""What is asked of Paperboy, and how long it took, while its digests are computed."""

import asyncio
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from figures import report

from bot.messages import Address
from load.asking import Asked, Asking, Sending
from load.papers import make_due
from load.process import Running

BURSTS, AT_ONCE = 5, 200
RATE, SECONDS = 50, 20
WAVE = 200  # places whose digest is due at once
WAVES_APART = 2.5  # seconds, while commands come evenly
PLACES = WAVE * (BURSTS + int(SECONDS / WAVES_APART) + 2)
COMMANDS = BURSTS * AT_ONCE + RATE * SECONDS
WARMING = 20
_BEGINS = 1.1  # seconds until a digest that became due is computed: Paperboy looks each second
_PATIENCE = 20.0  # seconds for answers
_ACKNOWLEDGED, _ANSWERED = 250.0, 1000.0  # milliseconds: the targets


@dataclass
class Load:
    """Commands for one process, by their numbers; `places` get digests meanwhile.

    `posts` counts the messages of digests that came.
    """

    name: str
    asking: Asking
    posts: Callable[[], int]
    running: Running
    sending: Sending
    store: Path
    places: Sequence[Address]
    topics: Sequence[str]
    waves: int = 0
    bad: int = 0

    async def run(self) -> None:
        """All of it."""
        await self.warm_up()
        await self.bursts()
        await self.evenly()

    async def warm_up(self) -> None:
        """What is only at the start does not count: one wave, some commands."""
        self._next_wave()
        numbers = range(COMMANDS, COMMANDS + WARMING)
        self.sending.prepare([(each, self.topics[each]) for each in numbers])
        for each in numbers:
            await self.sending.send(each)
        await self.asking.answered(_PATIENCE)
        await asyncio.sleep(2 * _BEGINS)

    async def bursts(self) -> None:
        """So many at once, several times, each while the digests of a wave are computed."""
        through = Through(self, f"{AT_ONCE} at once")
        for number in range(BURSTS):
            numbers = range(number * AT_ONCE, (number + 1) * AT_ONCE)
            self._prepare(numbers)
            self._next_wave()
            await asyncio.sleep(_BEGINS)
            through.begin()
            await asyncio.gather(*map(self.sending.send, numbers))
            await self.asking.answered(_PATIENCE)
            through.end(numbers)
        through.report()

    async def evenly(self) -> None:
        """So many a second, whether or not the ones before are answered; wave after wave."""
        through = Through(self, f"{RATE} a second")
        numbers = range(BURSTS * AT_ONCE, COMMANDS)
        self._prepare(numbers)
        waving = asyncio.create_task(self._waves())
        await asyncio.sleep(_BEGINS)
        through.begin()
        began, late, sends = time.perf_counter(), 0.0, []
        for place, number in enumerate(numbers):
            wait = began + place / RATE - time.perf_counter()
            await asyncio.sleep(max(wait, 0.0))
            late = max(late, time.perf_counter() - began - place / RATE)
            sends.append(asyncio.create_task(self.sending.send(number)))
        await asyncio.gather(*sends)
        await self.asking.answered(_PATIENCE)
        through.end(numbers)
        waving.cancel()
        print(f"{self.name}: sent at most {1000 * late:.0f} ms late", file=sys.stderr)
        through.report()

    async def _waves(self) -> None:
        while True:
            self._next_wave()
            await asyncio.sleep(WAVES_APART)

    def _next_wave(self) -> None:
        make_due(self.store, self.places[self.waves * WAVE : (self.waves + 1) * WAVE])
        self.waves += 1

    def _prepare(self, numbers: Iterable[int]) -> None:
        self.sending.prepare([(each, self.topics[each]) for each in numbers])


class Through:
    """One scenario, measured."""

    def __init__(self, load: Load, what: str) -> None:
        self._load, self._name = load, f"{what}, {load.name}"
        self._asked: list[Asked] = []
        self._spans: list[tuple[float, float]] = []
        self._processor = self._ours = 0.0
        self._posts = 0

    def begin(self) -> None:
        """From here on it counts."""
        self._spans.append((time.time(), 0.0))
        self._processor -= self._load.running.processor() or 0.0
        self._ours -= sum(os.times()[:2])
        self._posts -= self._load.posts()

    def end(self, numbers: Iterable[int]) -> None:
        """Up to here; these commands were sent."""
        self._spans[-1] = self._spans[-1][0], time.time()
        self._processor += self._load.running.processor() or 0.0
        self._ours += sum(os.times()[:2])
        self._posts += self._load.posts()
        self._asked += [self._load.asking.asked[each] for each in numbers]

    def report(self) -> None:
        """Print the figures; what else is to be known goes to standard error."""
        bad = [each for each in self._asked if each.why or not each.answered]
        waits = [_milliseconds(each.sent, each.acknowledged) for each in self._asked]
        answers = [_milliseconds(each.sent, each.answered) for each in self._asked]
        for what, times, target in (
            ("acknowledged", waits, _ACKNOWLEDGED), ("answered", answers, _ANSWERED),
        ):  # fmt: skip
            for share in (50, 99):
                value = sorted(times)[len(times) * share // 100]
                report(f"{what}, p{share}: {self._name}", value, "ms", target)
        report(f"without an answer, or a wrong one: {self._name}", len(bad), "commands", 1)
        for each in bad[:3]:
            print(f"{self._name}: {each.why or 'no answer'}", file=sys.stderr)
        self._load.bad += len(bad)
        print(f"{self._name}: {self._beside()}", file=sys.stderr)

    def _beside(self) -> str:
        length = sum(end - begin for begin, end in self._spans)
        digests = {each for each in self._load.running.digests if self._during(each)}
        moments = sorted(digests.union(*self._spans))
        busy = sum(
            after - before
            for before, after in pairwise(moments)
            if after in digests and after - before < 1
        )
        its = f"{1000 * self._processor / len(self._asked):.1f} ms of processor time a command"
        return (
            f"{length:.1f} s, digests computed in {100 * busy / length:.0f} % of them "
            f"({len(digests)} places, {self._posts} messages sent); {its} with the digests, "
            f"the processors {100 * self._processor / length:.0f} % busy with Paperboy, "
            f"{100 * self._ours / length:.0f} % with the stand-in; "
            f"load average {os.getloadavg()[0]:.1f}"
        )

    def _during(self, moment: float) -> bool:
        return any(begin <= moment <= end for begin, end in self._spans)


def _milliseconds(sent: float, came: float) -> float:
    """What never came counts as the patience."""
    return 1000 * (came - sent if came else _PATIENCE)
