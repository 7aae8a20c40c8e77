"""`paperboy digest`: gather, select, post."""

import json
import logging
from dataclasses import dataclass, replace
from datetime import date

from bot.app import Paperboy, load_sample
from bot.digest import (
    digest_message,
    hand_over,
    local_date,
    post_digest,
    prepare_digest,
    wanted_by,
)
from bot.errors import SourceError, UserError
from bot.messages import Address
from bot.models import Digest, Subscription
from bot.papers import Ingest, Ingested
from bot.records import digest_record

log = logging.getLogger(__name__)


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
        chat = desk.chat_of(self.place)
        day = self.day or local_date(desk.clock(), desk.timezone)
        wanted = self._wanted(paperboy)
        gathered = await self._gather(paperboy, wanted, day)
        failure = ""
        for number, subscription in enumerate(wanted):
            notes = _notes(gathered, subscription)
            made = await prepare_digest(subscription, day, desk.store, desk.writer, notes)
            if notes and not made.announced.papers:
                failure = notes[0]  # the other subscriptions may have what they need
            elif self.as_json:
                await self._print(paperboy, made)
            elif self.dry_run:
                await chat.send(self.place, digest_message(made), f"dry-run {number}")
            else:
                await post_digest(made, chat, desk.store.ledger, desk.clock())
        if failure:
            raise SourceError(failure)

    def _wanted(self, paperboy: Paperboy) -> tuple[Subscription, ...]:
        asked = Subscription(self.place, self.topics, self.categories)
        its = (asked,) if self.topics or self.categories else paperboy.desk.own(self.place)
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
        return await ingest.run(wanted_by(wanted), also=self.day)

    async def _print(self, paperboy: Paperboy, made: Digest) -> None:
        async def show(got: Digest) -> None:
            print(json.dumps(digest_record(got), ensure_ascii=False), flush=True)

        for note in made.notes:
            log.warning("%s", note)
        if self.dry_run:
            await show(made)
        else:
            await hand_over(made, paperboy.desk.store.ledger, paperboy.desk.clock(), show)


def _notes(gathered: Ingested, subscription: Subscription) -> tuple[str, ...]:
    """What failed of what this subscription needs: one line a reason."""
    wanted = wanted_by([subscription])
    needed = {*wanted.categories, *map(str, wanted.topics)}
    reasons: dict[str, list[str]] = {}
    for name, why in gathered.failed:
        if name in needed:
            reasons.setdefault(why, []).append(name)
        else:
            log.warning("%s", why)
    return tuple(
        f"{why.rstrip('.')}: {', '.join(dict.fromkeys(names))} is missing, "
        "and is caught up with the next digest."
        for why, names in reasons.items()
    )
