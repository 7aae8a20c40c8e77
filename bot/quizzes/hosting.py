"""What becomes of questions by themselves: they count, close, come back, and follow digests.

All of it is read from the store, so that it goes on after a crash or a sleep, in whatever process.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

import structlog

from bot.models import Asked, Occasion
from bot.ports import Chat, Clock, Store
from bot.quizzes.finding import Beside, Find, Finder
from bot.quizzes.play import OPEN, asked_about
from bot.quizzes.show import closed_message, question_message, share_right
from bot.quizzes.shuffling import in_order
from bot.quizzes.voting import announce, vote_message

PAUSE = timedelta(seconds=5)  # between two edits of a count: platforms count edits, too
_AT_ONCE = 100  # closed in one transaction
_DRAWS = 1_000  # of an order: one in six is the same, where there are three options
_LEASE = timedelta(minutes=10)  # to compose a question, perhaps with a model
_LATE = timedelta(hours=12)  # after so long a digest gets no question any more
_WEEK, _MONTH = timedelta(days=7), timedelta(days=30)
_FEWEST, _MANY_WRONG = 3, 0.5  # answers, and the share of right ones below which it comes back

log = structlog.get_logger(__name__)


@dataclass
class Host:
    """Looks after the questions and votes of all places. `hours`: so long a question is open."""

    store: Store
    chats: Mapping[str, Chat]
    clock: Clock
    random: Random
    hours: timedelta = OPEN
    find: Find | None = None

    async def serve(self) -> int:
        """Do what is due now; returns how many messages that put into the outbox, or so."""
        return await self.close() + await self.recount() + await self.repeat() + await self.follow()

    async def recount(self) -> int:
        """Have open questions and votes tell how many answered."""
        now = self.clock()
        told = await self.store.rounds.recount(now, PAUSE, question_message)
        return told + await self.store.group_votes.recount(now, PAUSE, vote_message)

    async def close(self) -> int:
        """Close the questions and votes whose time is over."""
        done = 0
        while closed := await self.store.rounds.close(
            self.clock(), _AT_ONCE, closed_message, comes_back
        ):
            done += len(closed)
            for each in closed:
                answers = sum(each.tally.values())
                log.info("a quiz closed", place=str(each.place), question=each.id, answers=answers)
        for ballot in await self.store.group_votes.due(self.clock(), _AT_ONCE):
            done += await announce(ballot, self.store, self.chats, self.clock())
        return done

    async def repeat(self) -> int:
        """Ask again what many got wrong, with its options in another order."""
        done = 0
        for first, number in await self.store.rounds.to_repeat(self.clock()):
            now = self.clock()
            again_at = max(first.closes_at + _MONTH, now + _WEEK) if number == 1 else None
            again = self._in_another_order(first)
            again = replace(again, round=number, first=first.id, run=0, opened_at=now)
            again = replace(again, closes_at=now + self.hours, state="open", tally={})
            done += bool(await self.store.quizzes.open(again, question_message, again_at))
        return done

    def _in_another_order(self, first: Asked) -> Asked:
        """The same question as it did not look the first time."""
        seeds = (self.random.getrandbits(32) for _ in range(_DRAWS))
        drawn = (shuffled(first, seed) for seed in seeds)
        return next(each for each in drawn if each.question.options != first.question.options)

    async def follow(self) -> int:
        """Put a question behind each digest whose subscription wants one."""
        done = 0
        while occasion := await self._next():
            done += await self._ask_about(occasion)
        return done

    async def _next(self) -> Occasion | None:
        now = self.clock()
        return await self.store.rounds.take(now, now + _LEASE, now - _LATE)

    async def _ask_about(self, occasion: Occasion) -> bool:
        before = await self.store.quizzes.asked(occasion.place)
        papers = await self.store.papers.several(occasion.papers)
        seed = self.random.getrandbits(32)
        fresh = sorted((each for each in papers if each.id not in before), key=lambda its: its.id)
        self.random.shuffle(fresh)
        # Titles that did not stand in this digest are known as wrong by who only saw it.
        beside, find = Beside(papers), self.find or Finder().find
        found = await find(fresh, beside, seed, str(occasion.place)) if fresh else None
        if found is None:
            log.info("no question for a digest", place=str(occasion.place), run=occasion.run)
            await self.store.rounds.decline(occasion.run)
            return False
        now = self.clock()
        until, zone = now + self.hours, occasion.timezone
        made = asked_about(*found, occasion.place, seed, now, until, zone, occasion.run)
        return bool(await self.store.quizzes.open(made, question_message))


def comes_back(closed: Asked) -> datetime | None:
    """When a question is asked again: a week after many got it wrong; later rounds do not."""
    answers = sum(closed.tally.values())
    if closed.round or answers < _FEWEST or share_right(closed) >= _MANY_WRONG:
        return None
    return closed.closes_at + _WEEK


def shuffled(asked: Asked, seed: int) -> Asked:
    """The same question with its options in the order that this seed draws."""
    return replace(asked, question=replace(in_order(asked.question, seed), id=0), seed=seed)
