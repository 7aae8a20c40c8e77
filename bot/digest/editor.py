"""Serves what is due: each occasion gets a digest, an explanation, or silence for a reason."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import groupby

import structlog

from bot.digest.compose import explanation, in_a_row, late_line, missed_note
from bot.digest.deliver import outcome_of, prepare_digest, store_digest
from bot.digest.edition import Edition
from bot.digest.select import spell
from bot.errors import StoreError
from bot.models import MISSED, Beginning, Digest, Draft, Outcome, Past, QuietDays, Run, Subscription
from bot.ports import Chat, Clock, Store
from bot.schedule import next_run, occasions
from bot.summaries import Summariser

_AT_ONCE = 1000  # subscriptions begun in one transaction
_PLACES = 50  # leased together
_LEASE = timedelta(minutes=5)
# No schedule is farther ahead than a week, and an hour where the clock goes back.
_FARTHEST = timedelta(days=8)
_LONGEST = timedelta(days=31)
_JITTER = timedelta(minutes=1)  # so far back clocks are set all the time
_PATIENCE = 15.0  # seconds of a round that a model may take: the most is written ahead
_PAST = 100  # outcomes of a place: more than it has in a day

Notes = Callable[[Subscription], Sequence[str]]
"""What a place should know of the last ingest: a source that failed."""

log = structlog.get_logger(__name__)


async def _go_on() -> None:
    """Nobody is waited for."""


@dataclass
class Editor:
    """Looks what is due and brings it into the outbox. `grace`: so late a digest still comes.

    `step_aside` is called before each place: to let through what is more urgent.
    """

    store: Store
    summariser: Summariser
    chats: Mapping[str, Chat]
    clock: Clock
    worker: str
    grace: timedelta = timedelta(hours=12)
    receipts: bool = True
    step_aside: Callable[[], Awaitable[None]] = _go_on
    _looked: datetime | None = field(default=None, init=False)

    async def is_due(self) -> bool:
        """Whether anything is due now."""
        return bool(await self.store.subscriptions.due(self.clock(), 1))

    async def begin(self) -> int:
        """Open a run for all that is due, and move on to the next; returns how many."""
        now, begun = self.clock(), 0
        while due := await self.store.subscriptions.due(now, _AT_ONCE):
            beginnings = [made for each in due if (made := _beginning(each, now))]
            begun += await self.store.runs.begin(beginnings, now)
            begun_ids = {each.subscription.id for each in beginnings}
            await self._mend([each for each in due if each.id not in begun_ids], now)
        await self._mend(await self._astray(now), now)
        return begun

    async def _astray(self, now: datetime) -> tuple[Subscription, ...]:
        """Those that are due later than their schedule says; all are looked at where that may be.

        That is at the start, and when the clock was set back: it was wrong before.
        """
        all_of_them = self._looked is None or now < self._looked - _JITTER
        self._looked = now
        after = now if all_of_them else now + _FARTHEST
        return await self.store.subscriptions.astray(after, lambda each: next_run(each, now))

    async def _mend(self, strays: Iterable[Subscription], now: datetime) -> None:
        """Put right when they are due: a clock or a time zone was changed."""
        for each in strays:
            log.warning("a digest was due at a wrong time", place=str(each.place))
            await self.store.subscriptions.move(each, next_run(each.schedule, now))

    async def serve(self, notes: Notes) -> int:
        """Give every open run its outcome; returns how many got theirs here.

        A place that fails does not stop the others: its lease runs out, then it is tried again.
        Raises `StoreError`, after the others had their turn.
        """
        served = 0
        # One for all: to read a day is slow.
        edition = Edition(self.store, self.summariser, _PATIENCE, self.chats)
        while runs := await self._take():
            failure: StoreError | None = None
            for place, its in groupby(runs, key=lambda run: run.subscription.place):
                await self.step_aside()
                try:
                    served += await self._serve_place(list(its), edition, notes)
                except StoreError as error:
                    failure = error
                except Exception:
                    log.exception("a digest met a surprise", place=str(place))
            if failure:
                raise failure
        return served

    async def _take(self) -> tuple[Run, ...]:
        now = self.clock()
        return await self.store.runs.take(self.worker, now, now + _LEASE, _PLACES, list(self.chats))

    async def _serve_place(self, runs: Sequence[Run], edition: Edition, notes: Notes) -> int:
        """Digests first; what is left to explain is one message. Returns how many were served."""
        chat = self.chats[runs[0].subscription.place.chat]
        lines: list[tuple[Run, Outcome]] = []
        late: list[tuple[Run, Outcome]] = []
        for run in await self._latest(runs):
            now = self.clock()
            if now - run.due_at > self.grace:
                why = late_line(run, spell(run.subscription), now)
                late.append((run, Outcome("receipt", why)))
                continue
            digest = await self._prepare(run, edition, notes, now)
            if digest.picks:
                digest = await store_digest(
                    run, digest, self.store, edition, chat, self.worker, now
                )
            if not digest.picks:
                lines.append((run, outcome_of(digest, now)))
            _log(run, digest)
        await self._explain(late, chat, following=False)
        await self._explain(lines, chat)
        return len(runs)

    async def _latest(self, runs: Sequence[Run]) -> list[Run]:
        """Of each subscription the last run; those before it were missed, with a crash or so."""
        last: dict[int, Run] = {}
        for run in sorted(runs, key=lambda run: run.date):
            before = last.pop(run.subscription.id, None)
            if before:
                missed = Outcome("receipt", MISSED)
                await self.store.runs.settle(before, missed, (), self.worker, self.clock())
            earlier = (*before.missed, before.date) if before else ()
            last[run.subscription.id] = replace(run, missed=(*earlier, *run.missed))
        return list(last.values())

    async def _prepare(self, run: Run, edition: Edition, notes: Notes, now: datetime) -> Digest:
        digest = await prepare_digest(
            run.subscription, run.date, self.store, edition, now, notes(run.subscription)
        )
        if run.missed and digest.receipt.announced:
            return replace(digest, notes=(*digest.notes, missed_note(run.missed)))
        return digest

    async def _explain(
        self, lines: Sequence[tuple[Run, Outcome]], chat: Chat, *, following: bool = True
    ) -> None:
        """Record why there was nothing; say it in one message, at most one a day.

        Empty days that follow each other change it; what came too late has one of its own.
        """
        said = await self._to_be_said(lines) if self.receipts else []
        drafts: list[Draft] = []
        quiet = None
        if said and not following:
            texts = [outcome.why for _, outcome in said]
            drafts = [Draft(explanation(texts, [], chat.limits, chat.size))]
        elif said:
            quiet, draft = await self._quiet_days(said, chat)
            drafts = [draft]
        for run, outcome in (*said, *(each for each in lines if each not in said)):
            kept = replace(outcome, quiet=quiet if drafts else None)
            await self.store.runs.settle(run, kept, drafts, self.worker, self.clock())
            drafts = []

    async def _quiet_days(
        self, said: Sequence[tuple[Run, Outcome]], chat: Chat
    ) -> tuple[QuietDays, Draft]:
        """The empty days with these, and the message that explains them, new or changed."""
        runs = [run for run, _ in said]
        place, days = runs[0].subscription.place, {run.date for run in runs}
        quiet, changes = _following(await self.store.runs.quiet(place), days)
        past = await self.store.runs.past(place, _PAST)
        if any(each.outcome == "digest" and each.date in days for each in past):
            quiet = replace(quiet, broken=True)  # the channel was not silent on this day
        earlier = _said_earlier(past, runs) if changes else []
        texts = [*earlier, *(outcome.why for _, outcome in said)]
        message = explanation(texts, in_a_row(quiet), chat.limits, chat.size)
        return quiet, Draft(message, changes=changes)

    async def _to_be_said(self, lines: Sequence[tuple[Run, Outcome]]) -> list[tuple[Run, Outcome]]:
        """The receipts of those that were not paused or ended meanwhile."""
        said = [(run, outcome) for run, outcome in lines if outcome.kind == "receipt"]
        if not said:
            return []
        there = await self.store.subscriptions.of(said[0][0].subscription.place)
        alive = {each.id for each in there if not each.paused}
        return [(run, outcome) for run, outcome in said if run.subscription.id in alive]


def _said_earlier(past: Sequence[Past], runs: Sequence[Run]) -> list[str]:
    """What the message that is edited says of other subscriptions on the same day."""
    days, now_said = {run.date for run in runs}, {run.subscription.key for run in runs}
    return [
        each.why
        for each in reversed(past)
        if each.date in days
        and each.subscription not in now_said
        and (each.outcome, each.occasion) == ("receipt", "schedule")
        and each.why != MISSED
    ]


def _beginning(subscription: Subscription, now: datetime) -> Beginning | None:
    # A month back at most: a clock that was wrong would count through the years.
    first = max(subscription.next_run_at or now, now - _LONGEST)
    due = occasions(subscription.schedule, first, now)
    if not due:
        return None
    *missed, last = due
    return Beginning(
        subscription=subscription,
        date=last.date,
        due_at=last.at,
        missed=tuple(each.date for each in missed),
        next_run_at=next_run(subscription.schedule, now),
    )


def _following(before: QuietDays | None, days: Set[date]) -> tuple[QuietDays, int | None]:
    """The empty days with these, and the part that explains them, where there is one."""
    if before is None or (before.broken and not days & {*before.days}):
        return QuietDays(0, tuple(sorted(days))), None
    return replace(before, days=tuple(sorted({*before.days, *days}))), before.part


def _log(run: Run, digest: Digest) -> None:
    log.info(
        "digest" if digest.picks else "no digest",
        place=str(digest.place),
        date=run.date.isoformat(),
        papers=len(digest.picks),
        announced=digest.receipt.announced,
    )
