"""What is due, what is to be sent, and which paper is whose."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol

from bot.messages import Address, Message, MessageRef
from bot.models import (
    Beginning,
    Draft,
    Entry,
    Outcome,
    Part,
    Past,
    QuietDays,
    Run,
    Schedule,
    Subscription,
    Watermark,
)


class Subscriptions(Protocol):
    """What each place wants, and when it is due next. Raises `StoreError`."""

    async def of(self, place: Address) -> tuple[Subscription, ...]:
        """The subscriptions of a place, oldest first; also those that are paused."""
        ...

    async def configured(self) -> tuple[Subscription, ...]:
        """Those of all places that stand in config.toml, oldest first."""
        ...

    async def wanted(self) -> tuple[Subscription, ...]:
        """What anybody wants who is not paused: of many who want the same, one."""
        ...

    async def add(self, subscription: Subscription, at: datetime) -> Subscription:
        """Store one; returns it with its id."""
        ...

    async def change(self, subscription: Subscription) -> None:
        """Store what this one is now. One that is gone stays gone."""
        ...

    async def move(self, subscription: Subscription, to: datetime) -> None:
        """Let it be due then; one that was paused or is due at another time by now stays so."""
        ...

    async def pause(self, subscription_id: int, why: str) -> None:
        """Pause one, and cancel what is unsent, but for what may stand there.

        One that is paused stays as it is: of two who pause it at once, the first one's `why` stays.
        """
        ...

    async def remove(self, subscription_id: int) -> None:
        """Forget one, and cancel what is unsent, but for what may stand there.

        What its place got is remembered.
        """
        ...

    async def every(self) -> tuple[Subscription, ...]:
        """All of them, also those that are paused, by place and age."""
        ...

    async def inside(self, address: Address) -> tuple[Subscription, ...]:
        """Those of a place, or of all that `address` stands for, by place and age."""
        ...

    async def due(self, now: datetime, limit: int) -> tuple[Subscription, ...]:
        """Those that are due and not paused, the longest due first."""
        ...

    async def astray(
        self, after: datetime, latest: Callable[[Schedule], datetime]
    ) -> tuple[Subscription, ...]:
        """Those not paused that are due after `after`, and later than `latest` says.

        A clock was wrong when that was stored. `latest` is pure; it may be called on a thread.
        """
        ...


class Runs(Protocol):
    """Every due day of a subscription, and what came of it: exactly one outcome.

    Raises `StoreError`.
    """

    async def begin(self, beginnings: Sequence[Beginning], at: datetime) -> int:
        """Open a run for each, once a subscription and date; move their next run on.

        Missed dates get their outcome here; one that was missed only because the clock was far
        ahead once is opened after all. Of two processes one begins; returns how many this
        one did. A subscription that was changed meanwhile is left to its next look.
        """
        ...

    async def take(
        self,
        worker: str,
        now: datetime,
        until: datetime,
        limit: int,
        chats: Collection[str] | None = None,
    ) -> tuple[Run, ...]:
        """Lease open runs, those of one place always together and to one worker.

        Only of places in `chats`, where they are given.
        """
        ...

    async def settle(
        self,
        run: Run,
        outcome: Outcome,
        drafts: Sequence[Draft],
        worker: str,
        at: datetime,
        until: datetime | None = None,
    ) -> frozenset[str]:
        """Store the outcome, the watermark, the parts and whose the papers are: all or nothing.

        With `until` the parts are claimed by `worker` until then. Returns the papers that are the
        place's already: then nothing was stored. A run that is another worker's now, or whose
        subscription is paused or gone, stores nothing either.
        """
        ...

    async def quiet(self, place: Address) -> QuietDays | None:
        """The empty days in a row of a place, up to now."""
        ...

    async def past(self, place: Address, limit: int) -> tuple[Past, ...]:
        """The last outcomes of a place, newest first."""
        ...

    async def undo(self, run_id: int, at: datetime) -> int:
        """Take a digest back: its unsent parts are dropped, the others deleted by the outbox.

        What may stand there is deleted once that is known. Its papers stay the place's. Returns
        how many messages will go; 0 when repeated.
        """
        ...


class Outbox(Protocol):
    """What is to be sent, and what became of it. Raises `StoreError`.

    A part goes from `due` over `claimed` and `sending` to `sent`. A lease that runs out in
    `claimed` means `due`, in `sending` means `unsure`. In a channel one part goes after the other,
    and so in each thread, one at a time a place, the channel first.
    """

    async def add(self, place: Address, drafts: Sequence[Draft], at: datetime) -> tuple[int, ...]:
        """Store messages to be sent; returns the numbers of their parts.

        Edits of one part are one: the newest counts. What hangs on a part that is held or
        dropped is so too.
        """
        ...

    async def post(self, place: Address, draft: Draft, at: datetime) -> bool:
        """Store one message, unless one of its papers is the place's already; whether it was."""
        ...

    async def claim(
        self,
        worker: str,
        chats: Collection[str],
        now: datetime,
        until: datetime,
        limit: int,
        busy: Collection[Address] = (),
        place: Address | None = None,
    ) -> tuple[Part, ...]:
        """Lease the next part of each place that is free, the oldest first; also doubtful ones.

        None of `busy` places; of `place` alone, where there is one.
        """
        ...

    async def sending(self, part: Part, now: datetime, until: datetime) -> bool:
        """Note that the request leaves now; false where the lease is not this worker's any more."""
        ...

    async def sent(self, part: Part, ref: MessageRef, at: datetime) -> None:
        """Note that it stands there: its papers count as posted."""
        ...

    async def put_off(
        self,
        part: Part,
        state: Literal["due", "retry", "unsure", "held"],
        why: str,
        not_before: datetime,
    ) -> None:
        """Note why it was not sent, or that nobody knows. What hangs on a held part is held."""
        ...

    async def expire(self, now: datetime) -> int:
        """Take back the leases that ran out; returns how many did."""
        ...

    async def unfinished(self, place: Address | None = None) -> tuple[Part, ...]:
        """What is neither sent nor dropped, oldest first."""
        ...

    async def decide(
        self, part_ids: Collection[int], verdict: Literal["resend", "drop"], at: datetime
    ) -> frozenset[int]:
        """Send unfinished parts again, or drop them and give their papers back.

        What hangs on them goes with them, and is not sent without what it hangs on. Returns those
        that were decided; one that is being sent just now is not.
        """
        ...


class Ledger(Protocol):
    """Which paper is whose: a paper is a place's once. Raises `StoreError`.

    A paper is a place's from the moment its part exists, and posted once that is sent.
    """

    async def among(self, place: Address, paper_ids: Collection[str]) -> Mapping[str, bool]:
        """Those of these papers that are the place's, and whether they were posted yet."""
        ...

    async def posted(self, place: Address) -> frozenset[str]:
        """Ids of the papers that were posted in this place."""
        ...

    async def recent(self, place: Address, since: datetime) -> tuple[str, ...]:
        """Ids of the papers that became this place's since then."""
        ...

    async def watermark(self, place: Address, subscription: str) -> Watermark | None:
        """Up to where this subscription of the place was served."""
        ...

    async def entry(self, place: Address, paper_id: str) -> Entry | None:
        """How this paper became the place's."""
        ...

    async def about(self, ref: MessageRef) -> str | None:
        """The one paper that a sent message is about; `None` for all other messages.

        `ref` is known by its place and id, whatever thread it names.
        """
        ...

    async def last(self, place: Address) -> datetime | None:
        """When this place last got a paper."""
        ...

    async def replaced(self, since: datetime) -> tuple[str, ...]:
        """Papers posted anywhere since then of which a new version was announced thereafter."""
        ...

    async def follow_up(self, paper_id: str, kind: str, message: Message, at: datetime) -> int:
        """Put a note into the thread of this paper wherever it was posted, once a place and kind.

        Returns how many notes.
        """
        ...
