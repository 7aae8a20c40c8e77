"""Carries one part: sends, edits or deletes it, and tells the store what became of it.

Nothing leaves before the store says `sending`, and nothing counts as posted before the store says
`sent`. What lies between is `unsure`: it is looked up, sent again where that is harmless, or held.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

import structlog

from bot.delivery.gone import give_up
from bot.errors import ChatError, NotAllowed, Nowhere, PlaceGone, RateLimited, Unsure
from bot.messages import MessageRef
from bot.models import Part
from bot.ports import Chat, Clock, Store

OnUnsure = Literal["hold", "resend"]
_SKEW = timedelta(minutes=5)  # between a platform's clock and ours
_LONGEST_PAUSE = 600.0  # seconds between two tries
_PAUSE_NOT_ALLOWED = 3600.0  # people need longer to mend a permission
_LONGEST_WAIT = 86400.0  # whatever a chat asks for: a store takes more for a wrong clock

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds that things may take. A lease covers the wait for the pace, and a request.

    `settle`: a message may be missing from its channel's history for so long. `tries`: after so
    many a part is held. `poll`: how often to look for what another process left.
    """

    request: float = 20.0
    lease: float = 45.0
    settle: float = 60.0
    tries: int = 8
    poll: float = 0.5


class Courier:
    """Brings parts to their chats. Raises `StoreError` only; the part's lease then runs out."""

    def __init__(self, store: Store, clock: Clock, on_unsure: OnUnsure, patience: Patience) -> None:
        self._store, self._clock = store, clock
        self._on_unsure, self._patience = on_unsure, patience
        self._standing: dict[int, MessageRef] = {}  # sent, and the store could not be told

    def must_look_up(self, part: Part, chat: Chat) -> bool:
        """Whether it may stand there already, and the chat no longer knows its key."""
        if part.id in self._standing:
            return True
        if part.state != "unsure" or part.doubt_since is None:
            return False
        now = self._clock()
        arrives = now + timedelta(seconds=self._patience.request)
        window = timedelta(seconds=chat.key_window)
        # A doubt of the future: the clock was set back, and nobody knows how old it is.
        return not part.doubt_since <= now <= arrives < part.doubt_since + window

    async def give_back(self, part: Part) -> None:
        """Leave a claimed part to whoever comes next."""
        await self._put_off(part, "due" if part.state == "claimed" else "unsure", part.why, 0)

    async def carry(self, part: Part, chat: Chat, depart: Callable[[], Awaitable[None]]) -> None:
        """Do with a claimed part what is to be done, once `depart` lets it leave."""
        began = self._clock()
        lease = began + timedelta(seconds=self._patience.lease)
        if not await self._store.outbox.sending(part, began, lease):
            return
        await depart()
        late = self._clock() + timedelta(seconds=self._patience.request) > lease
        if late or self.must_look_up(part, chat):
            # The machine slept before: the request would outlive its lease, or its key's window.
            await self._put_off(part, "retry", "the machine was asleep", 0)
            return
        try:
            async with asyncio.timeout(self._patience.request):
                ref = await _act(part, chat)
        except RateLimited as error:
            await self._put_off(part, "retry", str(error), error.retry_after)
            _log("rate limited", part, seconds=error.retry_after)
        except (PlaceGone, Nowhere) as error:
            await self._lose(part, error)
        except Unsure as error:
            await self._doubt(part, str(error))
        except ChatError as error:
            await self._try_again(part, error)
        except TimeoutError:
            await self._doubt(part, f"no answer within {self._patience.request:.0f} seconds")
        except Exception as error:
            log.exception("a chat met a surprise", part=part.id, place=str(part.place))
            await self._doubt(part, f"something is broken ({type(error).__name__})")
        else:
            await self._note_sent(part, ref)
            seconds = (self._clock() - began).total_seconds()
            _log("delivered", part, seconds=round(seconds, 3))

    async def look_up(self, part: Part, chat: Chat) -> None:
        """Find out whether a doubtful part stands there; what cannot be known: `on_unsure`."""
        now = self._clock()
        since = min(part.doubt_since or now, now) - _SKEW
        ref = self._standing.get(part.id)
        why, absent = "its history does not hold it", True
        try:
            async with asyncio.timeout(self._patience.request):
                ref = ref or await chat.find(part.place, part.key, since, part.parent)
        except RateLimited as error:
            await self._put_off(part, "unsure", str(error), error.retry_after)
            return
        except PlaceGone as error:
            await self._lose(part, error)
            return
        except TimeoutError:
            why, absent = "its history did not come in time", False
        except ChatError as error:
            why, absent = str(error), False
        except Exception as error:
            log.exception("a chat met a surprise", part=part.id, place=str(part.place))
            why, absent = f"something is broken ({type(error).__name__})", False
        if ref:
            await self._note_sent(part, ref)
            _log("found", part)
        else:
            await self._not_found(part, why, absent=absent)

    async def _not_found(self, part: Part, why: str, *, absent: bool) -> None:
        """Wait until history has settled; then send it again where it is `absent`, else hold it."""
        now = self._clock()
        tried = part.tried_at or now
        if max(tried, part.doubt_since or now) > now + _SKEW:
            # Nobody knows how long ago that was: absence proves nothing.
            tried, why, absent = datetime.min.replace(tzinfo=UTC), "the clock was set back", False
        left = tried + timedelta(seconds=self._patience.settle) - now
        if left > timedelta():
            await self._put_off(part, "unsure", why, left.total_seconds())
        elif absent or self._on_unsure == "resend":
            await self._put_off(part, "due", why, 0)
        else:
            await self._hold(part, f"nobody can tell whether it was sent: {why}")

    async def _note_sent(self, part: Part, ref: MessageRef) -> None:
        """Tell the store; where it fails, this process still knows when it looks again."""
        self._standing[part.id] = ref
        await self._store.outbox.sent(part, ref, self._clock())
        del self._standing[part.id]

    async def _doubt(self, part: Part, why: str) -> None:
        if part.operation == "send":
            await self._put_off(part, "unsure", why, 0)
            _log("unsure", part, why=why)
        else:  # an edit or a deletion twice is the same as once
            await self._try_again(part, ChatError(why))

    async def _try_again(self, part: Part, error: ChatError) -> None:
        part = replace(part, tries=part.tries + 1)
        if part.tries >= self._patience.tries:
            await self._hold(part, str(error))
            return
        longest = _PAUSE_NOT_ALLOWED if isinstance(error, NotAllowed) else _LONGEST_PAUSE
        wait = min(4.0**part.tries, longest)
        await self._put_off(part, "retry", str(error), wait)
        _log("again later", part, seconds=wait, why=str(error))

    async def _hold(self, part: Part, why: str) -> None:
        await self._put_off(part, "held", why, 0)
        _log("held", part, why=why, mend=f"paperboy outbox resend {part.id}, or drop {part.id}")

    async def _put_off(
        self,
        part: Part,
        state: Literal["due", "retry", "unsure", "held"],
        why: str,
        seconds: float,
    ) -> None:
        not_before = self._clock() + timedelta(seconds=min(seconds, _LONGEST_WAIT))
        await self._store.outbox.put_off(part, state, why, not_before)

    async def _lose(self, part: Part, error: PlaceGone | Nowhere) -> None:
        await self._put_off(part, "held", str(error), 0)
        if isinstance(error, Nowhere):
            await self._store.outbox.decide([part.id], "drop", self._clock())
            _log("left out", part, why=str(error))
            return
        _log("gone", part, why=str(error))
        await give_up(self._store, part.place, error.reason, self._clock())


def _log(event: str, part: Part, **more: object) -> None:
    log.info(event, place=str(part.place), part=part.id, papers=len(part.papers), **more)


async def _act(part: Part, chat: Chat) -> MessageRef:
    if part.operation == "send":
        return await chat.send(part.place, part.message, part.key, part.parent)
    if part.ref is None:
        raise ChatError("the message to be changed was never sent")
    if part.operation == "edit":
        await chat.edit(part.ref, part.message)
    else:
        await chat.delete(part.ref)
    return part.ref
