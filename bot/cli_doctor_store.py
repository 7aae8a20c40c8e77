"""What `paperboy doctor` finds in the store, of which it changes nothing."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

from bot.app import open_store_as_it_is
from bot.config import Settings
from bot.errors import StoreError
from bot.messages import Address
from bot.models import Finding, Part, Subscription
from bot.ports import Store
from bot.text.words import counted

Places = dict[Address, None]
"""Where something is to be posted, in the order in which it is looked at."""

_OFTEN = 3  # tries that failed: not only a moment's trouble


async def look_at_store(settings: Settings, places: Places) -> AsyncIterator[Finding]:
    """Look at it, and add its places. Never makes one: the service may be another user."""
    path = settings.storage.path
    if not path.exists():
        yield _nothing_there(path)
        return
    try:
        store, is_older = await open_store_as_it_is(settings)
        try:
            if is_older:
                yield Finding(
                    f"{path} is of an older Paperboy: the next start brings it up to date"
                )
            async for each in _opened(store, path, places):
                yield each
        except StoreError:
            if not is_older:  # else it lacks what was looked for
                raise
        finally:
            await store.close()
    except StoreError as error:
        what, _, mend = str(error).rstrip(".").rpartition(": ")
        yield Finding(what or str(error), mend or "look at the file")


def _nothing_there(path: Path) -> Finding:
    if path.absolute().parent.is_dir():
        return Finding(f"{path} is not there yet: the first `paperboy run` makes it")
    mend = "make it, or set another [storage] url"
    return Finding(f"the folder {path.absolute().parent} is not there", mend)


async def _opened(store: Store, path: Path, places: Places) -> AsyncIterator[Finding]:
    subscriptions = await store.subscriptions.every()
    places.update(dict.fromkeys(each.place for each in subscriptions))
    papers = counted(await store.papers.count(), "paper")
    active = counted(sum(not each.paused for each in subscriptions), "active subscription")
    yield Finding(f"{path} opens: {papers}, {active}")
    for each in _paused(subscriptions):
        yield each
    for each in _waiting(await store.outbox.unfinished()):
        yield each


def _paused(subscriptions: Sequence[Subscription]) -> Iterator[Finding]:
    """One a place and reason. What a person paused is no fault."""
    paused = [each for each in subscriptions if each.paused]
    for (place, pause, is_lost), count in Counter(
        (each.place, each.pause, each.is_lost) for each in paused
    ).items():
        what = f"{place}: {counted(count, 'subscription')} {pause}"
        mend = "mend that, then type /digest resume there"
        yield Finding(what, mend if is_lost else "")


def _waiting(parts: Sequence[Part]) -> Iterator[Finding]:
    held = sum(part.state == "held" for part in parts)
    if held:
        mend = "`paperboy outbox list` shows why, `outbox resend` or `outbox drop` decides"
        yield Finding(f"the outbox holds {counted(held, 'message')} for you", mend)
    failing = Counter(
        (part.place, part.why)
        for part in parts
        if part.state != "held" and part.tries >= _OFTEN and part.why
    )
    for (place, why), count in failing.items():
        yield Finding(f"{place}: {counted(count, 'message')} failed again and again", why)
    left = len(parts) - held - failing.total()
    if left:
        yield Finding(f"the outbox sends {counted(left, 'message')} as soon as it can")
