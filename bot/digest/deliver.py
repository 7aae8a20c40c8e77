"""Make a place's digest and post it: a paper is the place's before it is shown, and once."""

from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from bot.digest.compose import digest_message
from bot.digest.select import categories_of, select, spell
from bot.errors import Unsure
from bot.models import Digest, Subscription
from bot.papers import readable
from bot.ports import Chat, Ledger, Store, Writer
from bot.splitting import split


async def prepare_digest(
    subscription: Subscription,
    day: date,
    store: Store,
    writer: Writer,
    notes: tuple[str, ...] = (),
) -> Digest:
    """Select and summarise for one place on its local date. Nothing is posted or recorded."""
    place = subscription.place
    key = subscription_key(subscription)
    watermark, began = (
        await store.ledger.watermark(place, key),
        await store.ledger.began(place, key),
    )
    announced = await store.announcements.after(watermark, categories_of(subscription), day, began)
    ids = await store.ledger.posted(place)
    posted = await store.papers.several(ids)
    picks, receipt = select(subscription, map(readable, announced.papers), posted, ids)
    written = [replace(pick, summary=await writer.summarise(pick.paper)) for pick in picks]
    return Digest(
        place=place,
        subscription=key,
        date=day,
        topic=spell(subscription),
        picks=tuple(written),
        receipt=receipt,
        announced=announced,
        notes=notes,
    )


def subscription_key(subscription: Subscription) -> str:
    """What a subscription asks for, in 22 characters; how many papers it takes does not matter."""
    return _hash(str(replace(subscription, max=1)))


async def claim_digest(digest: Digest, ledger: Ledger, now: datetime) -> Digest:
    """Make the papers the place's, and return what it got: another process may have been first."""
    claimed = await ledger.claim(digest.place, _ids(digest), now)
    picks = tuple(pick for pick in digest.picks if pick.paper.id in claimed)
    lost = len(digest.picks) - len(picks)
    before = digest.receipt
    receipt = replace(before, posted=len(picks), already_posted=before.already_posted + lost)
    return replace(digest, picks=picks, receipt=receipt)


async def post_digest(digest: Digest, chat: Chat, ledger: Ledger, now: datetime) -> Digest:
    """Claim, then send; returns what was posted. Raises `ChatError`.

    What was surely not sent is free for the next digest.
    """

    async def send(claimed: Digest) -> None:
        parts = split(digest_message(claimed), chat.limits, chat.size)
        for number, part in enumerate(parts):
            try:
                await chat.send(digest.place, part, _key(digest, number))
            except Exception as error:
                if number:  # a part of it stands there
                    raise Unsure(f"{digest.place}: only a part of the digest was sent.") from error
                raise

    return await hand_over(digest, ledger, now, send)


async def hand_over(
    digest: Digest, ledger: Ledger, now: datetime, show: Callable[[Digest], Awaitable[None]]
) -> Digest:
    """Make the papers the place's, show what it got, and go on behind it next time.

    Another process may have been first with some papers. Where `show` raises anything but
    `Unsure`, nothing was shown: the papers are free again.
    """
    claimed = await claim_digest(digest, ledger, now)
    try:
        await show(claimed)
    except Unsure:
        raise
    except BaseException:  # also Ctrl-C: what is not shown must not count as shown
        await ledger.release(digest.place, _ids(claimed))
        raise
    seen = digest.announced
    await ledger.advance(digest.place, digest.subscription, seen.sequence, seen.day)
    return claimed


def local_date(now: datetime, timezone: str) -> date:
    """The date in a place's own zone."""
    return now.astimezone(ZoneInfo(timezone)).date()


def _ids(digest: Digest) -> list[str]:
    return [pick.paper.id for pick in digest.picks]


def _key(digest: Digest, part: int) -> str:
    """22 characters that name this part of this digest, the same when it is tried again."""
    ids = " ".join(_ids(digest))
    named = f"{digest.place} {digest.subscription} {digest.date} {ids} {part}"
    return _hash(named)


def _hash(text: str) -> str:
    return urlsafe_b64encode(sha256(text.encode()).digest())[:22].decode()
