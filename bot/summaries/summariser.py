"""The summaries of papers: a model's where one writes in time, else the paper's own sentences."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import structlog

from bot.errors import PaperboyError, SourceError, WriterError
from bot.models import Figure, Manner, Paper, Source, Style, Summary
from bot.ports import Clock, Drawing, FullTexts, Store, Writer
from bot.summaries.holding import LEASE, held
from bot.summaries.model_writer import Unfounded
from bot.summaries.sources import abstract_of, fingerprint, full_text_of
from bot.summaries.styles import STYLES
from bot.summaries.workflow import alt
from bot.summaries.worth import is_half, worth

_SIDE_BY_SIDE = 6  # papers: what waits for a turn is not late yet
_READ = 2  # full texts at a time: each has a process of its own
_LOOK = 1.0  # seconds between two looks whether another process has written it
_LOOKS = 3  # until it is said that somebody waits for another process
_LATE = "the model has not written it yet"

log = structlog.get_logger(__name__)


@dataclass
class Summariser:
    """Remembers what was written. `model` is None where none is configured; `worker`: who we are.

    Without `texts` every summary is of the abstract; without `drawing` there are no pictures.
    `lacking` says why no model writes where one is configured; `on_wait` is called once where one
    waits for another process. `pulse` sleeps between two renewals of a claim.
    """

    store: Store
    extractive: Writer
    clock: Clock
    model: Writer | None = None
    texts: FullTexts | None = None
    drawing: Drawing | None = None
    worker: str = ""
    lacking: str = ""
    on_wait: Callable[[], None] = lambda: None
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    pulse: Callable[[float], Awaitable[None]] = asyncio.sleep
    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_SIDE_BY_SIDE))
    _reading: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_READ))
    _writing: dict[tuple[str, Manner], asyncio.Task[Summary]] = field(default_factory=dict)

    async def at_hand(
        self, papers: Sequence[Paper], style: Style = "tldr", language: str = ""
    ) -> tuple[Summary, ...]:
        """A summary of each of these readable papers, at once: no model is asked."""
        known = await self._known(papers, style, language)
        lacking = [each for each in papers if each.id not in known]
        extracted = await self._extracted(lacking, style)
        note = "" if self.model else self.lacking
        known |= {each: replace(its, note=note) for each, its in extracted.items()}
        return tuple(known[each.id] for each in papers)

    async def written(
        self,
        papers: Sequence[Paper],
        style: Style = "tldr",
        language: str = "",
        *,
        place: str = "",
        patience: float = 0.0,
    ) -> tuple[Summary, ...]:
        """By the model as far as it has written within `patience` seconds, else by extraction.

        What it has not written by then it goes on writing, and that is remembered. Never fails
        because of a model; each summary of which none came says why in its `note`.
        """
        known = await self._known(papers, style, language)
        lacking = [each for each in papers if each.id not in known]
        if not lacking or not self.model:
            return await self.at_hand(papers, style, language)
        tasks = {each.id: self._task(each, style, language, place) for each in lacking}
        await asyncio.wait(tasks.values(), timeout=patience)
        notes = {}
        for paper_id, task in tasks.items():
            if task.done() and not task.cancelled() and not task.exception():
                known[paper_id] = task.result()
            else:
                notes[paper_id] = _why(task)
        extracted = await self._extracted([each for each in lacking if each.id in notes], style)
        known |= {each: replace(its, note=notes[each]) for each, its in extracted.items()}
        return tuple(known[each.id] for each in papers)

    async def of_source(
        self, source: Source, style: Style, language: str, *, place: str
    ) -> Summary:
        """Of a text that is no paper of the store; nothing is remembered."""
        note = self.lacking
        if self.model:
            try:
                summary = await self.model.write(source, style, language, place=place)
                return replace(summary, figure=await self._drawn(summary))
            except WriterError as error:
                note = str(error).rstrip(".")
        return replace(await self.extractive.write(source, style), note=note)

    async def anew(self, paper: Paper, style: Style, language: str, place: str) -> Summary:
        """Have the model write it again; the better grounded of the two is kept and returned.

        Raises `WriterError` where it cannot.
        """
        if not self.model:
            raise WriterError("No model is configured: there is nothing to write it again.")
        before = (await self._known([paper], style, language)).get(paper.id)
        async with self._turns:
            after = await self._asked(paper, style, language, place)
        kept = before if before and worth(before) > worth(after) else after
        await self._remember(paper, kept, self.model.manner(style, language))
        return kept

    async def close(self) -> None:
        """Stop what is being written."""
        tasks = list(self._writing.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # ---------------------------------------------------------------- what is known

    async def _known(
        self, papers: Iterable[Paper], style: Style, language: str
    ) -> dict[str, Summary]:
        """What the model wrote before."""
        if not self.model:
            return {}
        sources = {each.id: fingerprint(each) for each in papers}
        return dict(await self.store.summaries.of(sources, self.model.manner(style, language)))

    async def _extracted(self, papers: Sequence[Paper], style: Style) -> dict[str, Summary]:
        """By extraction; of one sentence the most are written ahead."""
        if not papers:
            return {}
        known: Mapping[str, Summary] = {}
        if style == "tldr":
            sources = {each.id: fingerprint(each) for each in papers}
            known = await self.store.summaries.of(sources, self.extractive.manner(style))
        found = dict(known)
        for each in papers:
            if each.id not in found:
                found[each.id] = await self.extractive.write(abstract_of(each), style)
        return found

    async def _remember(self, paper: Paper, summary: Summary, manner: Manner) -> None:
        """What was not read as a whole may be next time: it is shown, and not kept."""
        if is_half(summary):
            return
        await self.store.summaries.remember({paper.id: (fingerprint(paper), summary)}, manner)

    # ---------------------------------------------------------------- what a model writes

    def _task(self, paper: Paper, style: Style, language: str, place: str) -> asyncio.Task[Summary]:
        """The one task that writes this, in this process."""
        assert self.model  # noqa: S101 -- for the type
        key = (f"{paper.id} {fingerprint(paper)}", self.model.manner(style, language))
        if key not in self._writing:
            task = asyncio.create_task(self._once(paper, style, language, place))
            self._writing[key] = task
            task.add_done_callback(lambda done: self._over(key, done))
        return self._writing[key]

    def _over(self, key: tuple[str, Manner], task: asyncio.Task[Summary]) -> None:
        self._writing.pop(key, None)
        error = None if task.cancelled() else task.exception()
        if error and not isinstance(error, PaperboyError):
            log.error("a summary met a surprise", style=key[1].style, exc_info=error)

    async def _once(self, paper: Paper, style: Style, language: str, place: str) -> Summary:
        """Written by one process; the others wait for that."""
        assert self.model  # noqa: S101 -- for the type
        manner = self.model.manner(style, language)
        for look in itertools.count(1):
            async with self._turns:  # before it is claimed: a lease is not long
                now = self.clock()
                if await self.store.summaries.claim(
                    paper.id, manner, self.worker, now, now + LEASE
                ):
                    return await self._claimed(paper, manner, place)
            await self.sleep(_LOOK)
            if look == _LOOKS:
                self.on_wait()
            known = await self._known([paper], style, language)
            if paper.id in known:
                return known[paper.id]
        raise AssertionError("one looks until it is there")

    async def _claimed(self, paper: Paper, manner: Manner, place: str) -> Summary:
        """Written, unless it was before we claimed it."""
        style, language = manner.style, manner.language
        summaries = self.store.summaries
        async with held(summaries, paper.id, manner, self.worker, self.clock, self.pulse):
            known = await self._known([paper], style, language)
            if paper.id in known:
                return known[paper.id]
            summary = await self._asked(paper, style, language, place)
            await self._remember(paper, summary, manner)
        return summary

    async def _asked(self, paper: Paper, style: Style, language: str, place: str) -> Summary:
        """Ask the model. What it wrote without ground is not asked for again and again."""
        assert self.model  # noqa: S101 -- for the type
        source, why = abstract_of(paper), ""
        if STYLES[style].whole and self.texts:
            try:
                async with self._reading:
                    source, why = await full_text_of(paper, self.texts)
            except SourceError as error:
                raise WriterError(str(error)) from error
        try:
            summary = await self.model.write(source, style, language, place=place)
        except Unfounded as error:
            found = (await self._extracted([paper], style))[paper.id]
            return replace(found, note=str(error))
        figure = await self._drawn(summary)
        return replace(summary, figure=figure, note=f"of the abstract: {why}" if why else "")

    async def _drawn(self, summary: Summary) -> Figure | None:
        if not summary.workflow or not self.drawing:
            return None
        picture = await self.drawing.picture(summary.workflow)
        if picture is None:
            return None
        sha256 = await self.store.pictures.add(picture)
        letters = await self.drawing.letters(summary.workflow)
        return Figure(sha256, alt(summary.workflow), letters)


def _why(task: asyncio.Task[Summary]) -> str:
    if not task.done():
        return _LATE
    error = None if task.cancelled() else task.exception()
    return str(error).rstrip(".") if isinstance(error, PaperboyError) else "the model failed"
