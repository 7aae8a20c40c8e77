"""What the tests of days share: a channel with its editor and sender, on a clock that they move."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from bot.delivery import Sender
from bot.digest import Editor, notes_on
from bot.messages import Address
from bot.models import Announcement, Batch, Kind, Paper, Past, Schedule, Subscription
from bot.ports import Store, Writer
from bot.schedule import next_run
from tests.fakes import PLACE, FakeChat, TitleWriter, paper, summariser

DAY = timedelta(days=1)
MONDAY = date(2026, 3, 9)
EVERY_DAY = tuple(range(7))
WORDS = ("walking", "flying", "diving", "talking", "sorting", "cooking", "drawing", "folding",
         "mining", "sailing", "driving", "reading")  # fmt: skip


def at(day: date, clock: str = "09:00") -> datetime:
    """A moment in UTC."""
    return datetime.fromisoformat(f"{day.isoformat()}T{clock}+00:00").astimezone(UTC)


def made(number: int, about: str = "Robots", category: str = "cs.RO") -> Paper:
    """A paper that is not much like the others."""
    word, other = WORDS[number % len(WORDS)], WORDS[number // len(WORDS) % len(WORDS)]
    title = f"{about} for {word} and {other}: system {number}"
    abstract = f"{title}. We measure {word} in {number} rooms and improve {other} twice."
    return paper(number, title, abstract=abstract, categories=(category,), announced=None)


async def announce(
    store: Store, day: date, *papers: Paper, kind: Kind = "new", category: str = "", seen: str = ""
) -> None:
    """What the sources announced on a day."""
    events = [
        Announcement(each, category or each.categories[0], kind, day, inferred=False)
        for each in papers
    ]
    moment = at(day, seen or "04:00")
    await store.announcements.record("fake", "", Batch(tuple(events)), moment)


@dataclass
class Days:
    """One process: an editor and a sender. `failed`: what the last ingest did not get."""

    store: Store
    now: datetime
    chat: FakeChat = field(default_factory=FakeChat)
    worker: str = "w"
    writer: Writer = field(default_factory=TitleWriter)
    receipts: bool = True
    grace: timedelta = timedelta(hours=12)
    failed: Sequence[tuple[str, str]] = ()

    def __post_init__(self) -> None:
        self._waited = 0.0
        chats = {self.chat.name: self.chat}
        summaries = summariser(self.store, self.writer)
        self.editor = Editor(
            self.store, summaries, chats, self.clock, self.worker, self.grace, self.receipts
        )
        self.sender = Sender(
            self.store, chats, self.clock, self.worker,
            sleep=self._sleep, monotonic=lambda: self._waited,
        )  # fmt: skip

    async def _sleep(self, seconds: float) -> None:
        self._waited += seconds

    def clock(self) -> datetime:
        return self.now

    def notes(self, subscription: Subscription) -> tuple[str, ...]:
        return notes_on(self.failed, subscription)

    async def tick(self, now: datetime | None = None, place: Address = PLACE) -> int:
        """Serve what is due, and send it; returns how many runs were served."""
        self.now = now or self.now
        await self.editor.begin()
        served = await self.editor.serve(self.notes)
        await self.sender.flush(place)
        return served

    async def subscribe(self, *topics: str, **more: object) -> Subscription:
        """Store a subscription, by default of each day at nine in UTC."""
        schedule = more.pop("schedule", Schedule(days=EVERY_DAY))
        assert isinstance(schedule, Schedule)
        wanted = Subscription(
            PLACE, topics, schedule=schedule, next_run_at=next_run(schedule, self.now), **more  # type: ignore[arg-type]
        )  # fmt: skip
        return await self.store.subscriptions.add(wanted, self.now)

    async def past(self, place: Address = PLACE) -> list[Past]:
        """The outcomes so far, oldest first."""
        return list(reversed(await self.store.runs.past(place, 1000)))

    @property
    def shown(self) -> list[str]:
        """What the chat shows: each message with all its lines."""
        return [
            "\n".join(
                [text for card in message.cards for text in (card.title, card.footer) if text]
            )
            or message.text
            for message in self.chat.shown.values()
        ]
