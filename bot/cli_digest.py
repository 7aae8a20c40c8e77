"""`paperboy digest`: gather, select, post."""

import json
from dataclasses import dataclass, replace
from datetime import date

import structlog

from bot import digest
from bot.app import Paperboy, load_sample
from bot.errors import ChatError, SourceError, UserError
from bot.messages import Address
from bot.models import Digest, Subscription
from bot.papers import Ingest, Ingested
from bot.records import digest_record

_PATIENCE = 60.0  # seconds for a model

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class DigestCommand:
    """What was asked for on the command line. Without a date: today, in the configured zone."""

    place: Address
    topics: tuple[str, ...]
    categories: tuple[str, ...]
    day: date | None
    most: int | None
    dry_run: bool
    as_json: bool

    async def run(self, paperboy: Paperboy) -> None:
        """Show one digest a subscription. Raises `SourceError` where nothing could be fetched."""
        desk = paperboy.desk
        desk.chat_of(self.place)
        day = self.day or desk.today()
        wanted = await self._wanted(paperboy)
        gathered = await self._gather(paperboy, wanted, day)
        failure = ""
        for subscription in wanted:
            notes = digest.notes_on(gathered.failed, subscription, _warn)
            made = await digest.prepare_digest(
                subscription, day, desk.store, desk.edition(_PATIENCE), desk.clock(), notes, day
            )
            if notes and not made.announced.ids:
                failure = notes[0]  # the other subscriptions may have what they need
            else:
                await self._show(paperboy, made)
        if failure:
            raise SourceError(failure)

    async def _wanted(self, paperboy: Paperboy) -> tuple[Subscription, ...]:
        desk = paperboy.desk
        asked = Subscription(self.place, self.topics, self.categories, language=desk.language)
        its = (
            (asked,)
            if self.topics or self.categories
            else await paperboy.desk.store.subscriptions.of(self.place)
        )
        if not its:
            raise UserError(
                f"Nothing is set up for {self.place}: name a --topic or a --category, "
                "or add [[subscriptions]] to config.toml."
            )
        return tuple(replace(each, max=self.most or each.max) for each in its)

    async def _gather(
        self, paperboy: Paperboy, wanted: tuple[Subscription, ...], day: date
    ) -> Ingested:
        desk = paperboy.desk
        if not desk.sources:
            await load_sample(paperboy)
            return Ingested(0)
        ingest = Ingest(desk.sources, desk.store, desk.clock(), day)
        return await ingest.run(digest.wanted_by(wanted), also=self.day)

    async def _show(self, paperboy: Paperboy, made: Digest) -> None:
        """Post it where it belongs, or print it; without papers, say here why."""
        desk = paperboy.desk
        if self.as_json:
            for note in made.notes:
                _warn(note)
        if not self.dry_run:
            made = await self._store(paperboy, made)
        if self.as_json:
            await self._print(paperboy, made)
            return
        if not self.dry_run:
            await desk.sender.flush(self.place)  # also what waited from before
        if self.dry_run or not made.picks:
            message = digest.digest_message(made, desk.clock())
            await paperboy.console.send(self.place, message, f"shown {made.subscription.key}")
        else:
            await self._check(paperboy, made)

    async def _store(self, paperboy: Paperboy, made: Digest) -> Digest:
        desk, now = paperboy.desk, paperboy.desk.clock()
        run = digest.asked_run(made.subscription, made.date, now, desk.request())
        return await digest.store_digest(
            run,
            made,
            desk.store,
            desk.edition(_PATIENCE),
            desk.chat_of(self.place),
            desk.sender.worker,
            now,
            desk.sender.lease(),
            made.date,
            details=not self.as_json,  # what is printed for a script has no thread
        )

    async def _print(self, paperboy: Paperboy, made: Digest) -> None:
        """For a script, printing is posting."""
        desk, place = paperboy.desk, self.place
        mine = {pick.paper.id for pick in made.picks}
        waiting = [] if self.dry_run else await desk.store.outbox.unfinished(place)
        parts = [part for part in waiting if mine & set(part.papers)]
        for part in parts:
            await desk.store.outbox.sending(part, desk.clock(), desk.sender.lease())
        try:
            print(json.dumps(digest_record(made), ensure_ascii=False), flush=True)
        except BaseException:  # also Ctrl-C: what is not shown must not count as shown
            later = desk.sender.lease()
            await desk.store.outbox.decide([each.id for each in parts], "drop", later)
            raise
        for part in parts:
            await desk.store.outbox.sent(part, paperboy.printed(part), desk.clock())

    async def _check(self, paperboy: Paperboy, made: Digest) -> None:
        """Raise `ChatError` where it was not sent."""
        mine = {pick.paper.id for pick in made.picks}
        for part in await paperboy.desk.store.outbox.unfinished(self.place):
            if mine & set(part.papers):
                why = part.why.rstrip(".") or "others are first"
                raise ChatError(
                    f"{self.place}: {why}. Nothing is lost: it is sent "
                    "by the next digest or run, and `paperboy outbox list` shows it."
                )


def _warn(text: str) -> None:
    log.warning(text)
