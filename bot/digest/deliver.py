"""Make a place's digest, and hand it to the outbox: a paper is the place's before it is shown."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.digest.compose import digest_drafts, empty_line
from bot.digest.edition import Edition
from bot.digest.select import categories_of, select, spell, topics_of
from bot.errors import StoreError
from bot.models import Digest, Draft, Outcome, Run, Subscription, Watermark
from bot.ports import Chat, Store

_REMEMBERED = timedelta(days=30)  # for so long a paper is compared with those that follow
_TRIES = 5


async def prepare_digest(
    subscription: Subscription,
    day: date,
    store: Store,
    edition: Edition,
    now: datetime,
    notes: Sequence[str] = (),
    until: date | None = None,
) -> Digest:
    """Select and summarise for one place on its local date. Nothing is posted or recorded.

    Nothing that was announced after `until`, where it is given.
    """
    place = subscription.place
    watermark, lately = await asyncio.gather(
        store.ledger.watermark(place, subscription.key),
        store.ledger.recent(place, now - _REMEMBERED),
    )
    announced = await edition.announced(watermark, categories_of(subscription), until)
    if watermark and watermark.again:
        announced = replace(announced, ids=tuple(dict.fromkeys(announced.ids + watermark.again)))
    fitting = await edition.fitting(topics_of(subscription), announced.ids)
    taken = await store.ledger.among(place, [paper.id for paper, _ in fitting])
    recent = await edition.papers(lately)
    judged = await edition.judged(subscription, fitting, now)
    chosen = select(subscription, fitting, len(announced.ids), taken, recent, judged)
    seen = watermark.seen if watermark else None
    return Digest(
        subscription=subscription,
        date=day,
        topic=spell(subscription),
        picks=await edition.summarised(chosen.picks, subscription),
        receipt=replace(chosen.receipt, next=subscription.next_run_at),
        announced=announced,
        passed_over=chosen.passed_over,
        notes=tuple(notes),
        advanced=announced.newest is not None and (seen is None or announced.newest > seen),
    )


def asked_run(subscription: Subscription, day: date, now: datetime, asked: str) -> Run:
    """The run of a digest that a person asked for just now; `asked` tells it from others."""
    return Run(subscription, day, f"{asked} {now.isoformat()}", now)


def outcome_of(digest: Digest, now: datetime) -> Outcome:
    """What came of a digest: papers, an explanation, or nothing new since the last look."""
    announced = digest.announced
    watermark = Watermark(announced.sequence, announced.day, announced.newest)
    if digest.picks:
        return Outcome("digest", "", digest.receipt, watermark, digest.passed_over)
    silent = not digest.receipt.announced and not digest.advanced and not digest.notes
    why = empty_line(digest, now)
    return Outcome(
        "quiet" if silent else "receipt", why, digest.receipt, watermark, digest.passed_over
    )


async def store_digest(
    run: Run,
    digest: Digest,
    store: Store,
    edition: Edition,
    chat: Chat,
    worker: str,
    now: datetime,
    until: datetime | None = None,
    announced_until: date | None = None,
    *,
    details: bool = True,
) -> Digest:
    """Put a digest into the outbox; without papers, record why. Returns what the place gets.

    The `details` of its papers go into its thread, where the chat has threads.

    Another process may take a paper first: then the next best come. Where none is left for a
    scheduled run, nothing is recorded yet: the editor explains it. `until`: see `Runs.settle`.
    """
    for _ in range(_TRIES):
        if run.id and not digest.picks:
            return digest
        drafts: list[Draft] = (
            digest_drafts(digest, now, chat.limits, chat.size, threads=chat.threads and details)
            if digest.picks
            else []
        )
        outcome = outcome_of(digest, now)
        if not await store.runs.settle(run, outcome, drafts, worker, now, until):
            return digest
        digest = await prepare_digest(
            run.subscription, run.date, store, edition, now, digest.notes, announced_until
        )
    raise StoreError(f"{digest.place}: another Paperboy takes its papers just now: try again.")
