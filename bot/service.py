"""What runs by itself: the tick, the ingest, the clean-up, and sending. APScheduler holds no more.

When a digest is due stands in the store, not in the scheduler: it survives a crash and is shared.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from bot.desk import Desk
from bot.digest import Ahead, Editor
from bot.errors import PaperboyError
from bot.quizzes import Host
from bot.summaries import write_ahead

_TICK = 1.0  # seconds
_INGEST = 600.0
_PREPARE = 60.0
_QUIZZES = 2.0
_CLEAN_UP = 24 * 3600.0
_KEPT = timedelta(days=90)  # texts of what was sent
GRACE = 10.0  # seconds for what is in flight at the end

_WATCH = 5.0

log = structlog.get_logger(__name__)


class Every(BaseTrigger):  # type: ignore[misc]  # the package ships no types
    """Fires so many seconds after it fired last.

    APScheduler's own interval counts through all that a sleep or a clock left out, one by one: a
    machine that starts in 1970 and then learns the time would be busy for half an hour.
    """

    def __init__(self, seconds: float) -> None:
        self._pause = timedelta(seconds=seconds)

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        """See APScheduler's `BaseTrigger`."""
        return now if previous is None else now + self._pause


class Service:
    """The handful of jobs of `paperboy run`. A job that fails is logged, and runs again."""

    def __init__(self, desk: Desk, editor: Editor) -> None:
        self._desk, self._editor = desk, editor
        self._ahead = Ahead(desk.store, desk.summariser, desk.clock, desk.chats)
        self._host = Host(
            desk.store, desk.chats, desk.clock, desk.random, desk.quiz_open, desk.finder.find
        )
        self._said, self._stopping = "", False
        self._sending: asyncio.Task[None] | None = None
        self._scheduler = AsyncIOScheduler(timezone=UTC)

    def start(self) -> None:
        """Begin; returns at once."""
        self._sending = asyncio.create_task(self._desk.sender.run())
        for work, seconds in (
            (self.tick, _TICK),
            (self.ingest, _INGEST),
            (self.prepare, _PREPARE),
            (self.quizzes, _QUIZZES),
            (self.clean_up, _CLEAN_UP),
        ):
            self._scheduler.add_job(
                work, Every(seconds), max_instances=1, coalesce=True, misfire_grace_time=None
            )
        self._scheduler.start()
        self._desk.in_background(self._watch())

    async def stop(self, grace: float = GRACE) -> None:
        """Begin nothing more; finish what is in flight, within `grace` seconds."""
        self._stopping = True
        self._scheduler.shutdown(wait=False)
        for task in (left := [*self._desk.tasks]):
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await self._desk.sender.stop(grace)
        if self._sending:
            await self._sending

    async def tick(self) -> None:
        """Serve what is due: fetch first, so that the digest is of today."""
        await self._safely("tick", self._serve)

    async def ingest(self) -> None:
        """Fetch, where there may be something new."""
        for job, work in (
            ("ingest", self._desk.newsroom.refresh),
            ("places", self._place),
            ("preparation", self._desk.store.papers.prepare),
            ("sentences", self._write_ahead),
            ("meaning", self._renew_meaning),
        ):
            if not self._stopping:  # meanwhile the store may be closed
                await self._safely(job, work)

    async def prepare(self) -> None:
        """Have a model write what the digests of the next minutes will need."""
        if self._desk.summariser.model:
            await self._safely("preparation of digests", self._prepare)

    async def quizzes(self) -> None:
        """Count, close and repeat quizzes, and put one behind each digest that wants it."""
        await self._safely("quizzes", self._host_quizzes)

    async def clean_up(self) -> None:
        """Forget the texts of what was sent long ago."""
        await self._safely("clean-up", self._forget)

    async def _watch(self) -> None:
        """Where the clock is set back, look again at once: the jobs would wait for the old hour."""
        before = datetime.now(UTC)
        while True:
            await asyncio.sleep(_WATCH)
            now = datetime.now(UTC)
            for job in self._scheduler.get_jobs() if now < before else ():
                job.modify(next_run_time=now)
            before = now

    async def _serve(self) -> None:
        if await self._editor.is_due():
            await self._desk.newsroom.refresh()
        await self._editor.begin()
        if await self._editor.serve(self._desk.newsroom.notes):
            self._desk.sender.wake()

    async def _prepare(self) -> None:
        coming = await self._ahead.coming()
        if coming:
            await self._desk.newsroom.refresh()
            await self._ahead.write(coming)

    async def _host_quizzes(self) -> None:
        if await self._host.serve():
            self._desk.sender.wake()

    async def _write_ahead(self) -> None:
        desk = self._desk
        extractive = desk.summariser.extractive
        written = await write_ahead(extractive, desk.store, desk.courtesy.step_aside)
        if written:
            log.info("summarised", papers=written)

    async def _renew_meaning(self) -> None:
        if await self._desk.meanings.renew():
            await self._place()

    async def _place(self) -> None:
        await self._desk.place_papers()

    async def _forget(self) -> None:
        forgotten = await self._desk.store.clean_up(self._desk.clock() - _KEPT)
        log.info("cleaned up", texts=forgotten)

    async def _safely(self, job: str, work: Callable[[], Awaitable[None]]) -> None:
        """Say a failure once, however often it comes in a row."""
        try:
            await work()
        except PaperboyError as error:
            if str(error) != self._said:
                log.warning("a job failed", job=job, why=str(error))
            self._said = str(error)
        except asyncio.CancelledError:  # APScheduler would call it a failure
            log.info("a job was stopped", job=job)
        except Exception:
            log.exception("a job met a surprise", job=job)
        else:
            self._said = "" if job == "tick" else self._said
