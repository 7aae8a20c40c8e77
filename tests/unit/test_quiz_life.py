"""Quizzes in a random life: presses, kills between any two steps, restarts, sleeps, two workers.

No answer is lost, none counts twice, and every question closes with the exact tally.
"""

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, ClassVar, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlite_utils import Database

from bot.delivery import Sender
from bot.errors import RateLimited, Unsure
from bot.messages import Address, Handle, Message, MessageRef
from bot.models import Asked
from bot.quizzes import Host
from bot.router import Router
from storage.sqlite import SqliteStore
from storage.sqlite.database import SqliteFile
from tests.fakes import NOW, PLACE, FakeChat, desk
from tests.playing import opened, person, press

T = TypeVar("T")

WHICH = st.integers(0, 1)
PEOPLE = [person(name) for name in ("Anna", "Ben", "Cleo", "Dan", "Eve")]


class Killed(BaseException):
    """The process ends here."""


class MortalFile(SqliteFile):
    """Dies before a change, or right after it was stored; `dies` says which comes next."""

    dies = ""

    async def write(self, change: Callable[[Database], T]) -> T:
        if self._falls("before"):
            raise Killed
        changed = await super().write(change)
        if self._falls("after"):
            raise Killed
        return changed

    def _falls(self, when: str) -> bool:
        falls, self.dies = self.dies == when, "" if self.dies == when else self.dies
        return falls


class MortalChat(FakeChat):
    """Fails or dies before it shows something, or after. Keys are honoured for ever."""

    key_window = 1e9

    def __init__(self) -> None:
        super().__init__()
        self.before: list[BaseException] = []
        self.after: list[BaseException] = []

    async def send(
        self, to: Address, message: Message, key: str, parent: MessageRef | None = None
    ) -> MessageRef:
        self._suffer(self.before)
        ref = await super().send(to, message, key, parent)
        self._suffer(self.after)
        return ref

    async def edit(self, ref: MessageRef, message: Message) -> None:
        self._suffer(self.before)
        await super().edit(ref, message)
        self._suffer(self.after)

    def _suffer(self, accidents: list[BaseException]) -> None:
        if accidents:
            raise accidents.pop()


class Ear:
    """`Reply` to a person, at which the process may die."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.dies = False

    async def __call__(self, message: Message, *, private: bool = True) -> Handle:
        assert private
        if self.dies:
            self.dies = False
            raise Killed
        self.heard.append(message.text)
        return None  # type: ignore[return-value]  # nobody changes it


class Quizzes(RuleBasedStateMachine):
    """One channel, and two workers on one store that is opened twice."""

    empty: ClassVar[Path | None] = None

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = Path(tempfile.mkdtemp())
        self.asked: dict[int, Asked] = {}
        self.known: dict[tuple[int, str], int] = {}  # what each person was told that counts
        self.ear = Ear()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    @initialize()
    def open(self) -> None:
        self.now, self.chat, self.waited = NOW, MortalChat(), 0.0
        if Quizzes.empty is None:
            Quizzes.empty = Path(tempfile.mkdtemp()) / "empty.db"
            self.run(self._make(Quizzes.empty))
        shutil.copyfile(Quizzes.empty, self.folder / "a.db")
        self.files = [MortalFile(self.folder / "a.db") for _ in range(2)]
        for each in self.files:
            self.run(each.open())
        self.stores = [SqliteStore(each) for each in self.files]
        self.births = 0
        self.start = [self._worker(number) for number in range(2)]
        self.a_question_is_asked(0)

    async def _make(self, file: Path) -> None:
        await (await SqliteStore.open(file)).close()

    def _worker(self, number: int) -> tuple[Router, Host, Sender]:
        self.births += 1
        store, chats = self.stores[number], {"fake": self.chat}
        its = replace(desk(store, chats), clock=self._clock)
        sender = Sender(
            store, chats, self._clock, f"w{self.births}",
            sleep=self._sleep, monotonic=lambda: self.waited,
        )  # fmt: skip
        return Router(its), Host(store, chats, self._clock, Random(self.births)), sender

    def _clock(self) -> datetime:
        return self.now

    async def _sleep(self, seconds: float) -> None:
        self.waited += seconds

    def _live(self, number: int, work: Coroutine[Any, Any, object]) -> None:
        try:
            self.run(work)
        except Killed:
            self.start[number] = self._worker(number)
        self.files[number].dies, self.ear.dies = "", False

    # What happens.

    @rule(which=WHICH)
    def a_question_is_asked(self, which: int) -> None:
        self._live(which, opened(self.stores[which], at=self.now))
        self._live(which, self.start[which][2].flush(PLACE))

    @rule(
        which=WHICH, who=st.sampled_from(PEOPLE), option=st.integers(0, 3),
        number=st.integers(0, 9),
        dies=st.sampled_from(["", "", "before", "after", "reply"]),
    )  # fmt: skip
    def somebody_presses(self, which: int, who: Any, option: int, number: int, dies: str) -> None:
        seen = self._seen()  # nobody presses what nobody sees
        if not seen:
            return
        its = seen[number % len(seen)]
        self.files[which].dies, self.ear.dies = dies, dies == "reply"
        before = len(self.ear.heard)
        self._live(which, self.start[which][0].handle(press(its, option, who), self.ear))
        if self.ear.heard[before:]:
            self._heard(its, who.id, option)

    def _seen(self) -> list[Asked]:
        cards = [card for message in self.chat.shown.values() for card in message.cards]
        values = [each.buttons[0].value for each in cards if each.buttons]
        self._look()
        return [self.asked[int(each.split(":")[0])] for each in values]

    def _look(self) -> None:
        """Know those that came back, too, and what was stored before a kill."""
        while its := self.run(self.stores[0].quizzes.get(len(self.asked) + 1)):
            self.asked[its.id] = its

    def _heard(self, its: Asked, who: str, option: int) -> None:
        """What a person was told stays so."""
        text, key = self.ear.heard[-1], its.question.key
        if "closed" in text:
            assert (its.id, who) not in self.known
            assert self.now >= its.closes_at
            return
        first = self.known.setdefault((its.id, who), self._stored(its.id, who, option))
        assert text.startswith("Right" if first == key else "Not quite")

    def _stored(self, question: int, who: str, option: int) -> int:
        async def look() -> int:
            sql = "SELECT option FROM answers WHERE question = ? AND person = ?"
            return await self.files[0].read(
                lambda database: database.execute(sql, [question, who]).fetchone()[0]
            )

        del option
        return self.run(look())

    @rule(which=WHICH, dies=st.sampled_from(["", "before", "after"]))
    def the_job_runs(self, which: int, dies: str) -> None:
        self.files[which].dies = dies
        self._live(which, self.start[which][1].serve())

    @rule(which=WHICH, dies=st.sampled_from(["", "before", "after"]))
    def messages_are_sent(self, which: int, dies: str) -> None:
        self.files[which].dies = dies
        self._live(which, self.start[which][2].flush(PLACE))

    @rule(
        accident=st.sampled_from([Killed(), Unsure("who knows"), RateLimited("slow", 30.0)]),
        before=st.booleans(),
    )
    def the_next_message_fails(self, accident: BaseException, *, before: bool) -> None:
        if before:
            self.chat.before = [accident]
        else:
            self.chat.after = [accident if isinstance(accident, Killed) else Unsure("lost")]

    @rule(minutes=st.sampled_from([1, 30, 600, 1500, 6000]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    # What must hold.

    @invariant()
    def what_was_told_is_what_counts(self) -> None:
        for (question, who), option in self.known.items():
            assert self._stored(question, who, 0) == option

    def teardown(self) -> None:
        if hasattr(self, "chat"):
            self.chat.before, self.chat.after = [], []
            self.now += timedelta(days=3)
            for _ in range(6):
                for number in range(2):
                    self._live(number, self.start[number][1].close())
                    self._live(number, self.start[number][2].flush(PLACE))
                self.now += timedelta(hours=2)
            self._check()
        for each in self.stores:
            self.run(each.close())
        self.loop.close()
        shutil.rmtree(self.folder)

    def _check(self) -> None:
        self._look()
        shown = [each for each in self.chat.shown.values() if "Quiz" in each.text]
        finals = {number: self.run(self.stores[0].quizzes.get(number)) for number in self.asked}
        for number, its in finals.items():
            assert its
            assert its.state == "closed"
            told = Counter(option for (asked, _), option in self.known.items() if asked == number)
            assert told <= Counter(its.tally)
            assert its.tally == dict(self.run(self.stores[1].quizzes.tally(number)))
        assert all(each.text.startswith("Quiz closed") for each in shown)
        counts = sorted(sum(its.tally.values()) for its in finals.values() if its and its.tally)
        totals = [each.cards[0].footer.split(" ")[0] for each in shown]
        assert sorted(int(each) for each in totals if each.isdecimal()) == counts


Quizzes.TestCase.settings = settings(max_examples=12, stateful_step_count=30, deadline=None)
TestQuizzes = Quizzes.TestCase
