"""Hand-written neighbours that keep the contracts of `bot.ports`, in memory."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.errors import ChatError, Unsure
from bot.messages import (
    Address,
    CommandSpec,
    Handle,
    Limits,
    Message,
    MessageRef,
    OnEvent,
    Pace,
    Sizes,
    User,
)
from bot.models import (
    Announced,
    Announcement,
    Answer,
    Batch,
    Paper,
    Question,
    Summary,
    Topic,
)
from bot.papers import match
from bot.text.words import stem, words

PLACE = Address("fake", "room")
ANNA = User("anna", "Anna", can_manage=True)
NOW = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)


def paper(number: int, title: str = "", **more: object) -> Paper:
    """A paper made by hand: its title and abstract say which one it is."""
    its = Paper(
        id=f"2603.{number:05}",
        title=title or f"Paper number {number}",
        abstract=f"We study subject {number}. We propose a method that is 2.5 times faster.",
        authors=("Ada Lovelace", "Alan Turing"),
        categories=("cs.CV",),
        announced=NOW.date(),
    )
    return replace(its, **more)  # type: ignore[arg-type]


class MemoryPapers:
    def __init__(self) -> None:
        self._papers: dict[str, Paper] = {}

    async def add(self, papers: Iterable[Paper]) -> int:
        before = len(self._papers)
        for each in papers:
            self._papers[each.id] = _merged(self._papers.get(each.id), each)
        return len(self._papers) - before

    def drop_sample(self) -> set[str]:
        gone = {each.id for each in self._papers.values() if each.sample}
        self._papers = {each.id: each for each in self._papers.values() if not each.sample}
        return gone

    async def several(self, paper_ids: Iterable[str]) -> tuple[Paper, ...]:
        return tuple(self._papers[each] for each in paper_ids if each in self._papers)

    async def get(self, paper_id: str) -> Paper | None:
        return self._papers.get(paper_id)

    async def search(self, topic: Topic, limit: int) -> tuple[Paper, ...]:
        wanted = {stem(word) for part in (*topic.telling, *topic.phrases) for word in words(part)}
        if not wanted:
            return ()
        loose = Topic(exclude=topic.exclude, categories=topic.categories)
        found = [
            (wanted <= _stems(each.title), each)
            for each in self._papers.values()
            if match(loose, each) and wanted <= _stems(f"{each.title} {each.abstract}")
        ]
        return tuple(each for _, each in sorted(found, key=lambda pair: not pair[0]))[:limit]

    async def recent(self, limit: int) -> tuple[Paper, ...]:
        newest = sorted(self._papers.values(), key=lambda each: str(each.announced or ""))
        return tuple(reversed(newest))[:limit]

    async def count(self) -> int:
        return len(self._papers)


def _merged(known: Paper | None, newcomer: Paper) -> Paper:
    """What the newcomer does not know stays as it was."""
    if known is None:
        return newcomer
    base = newcomer if newcomer.categories else known
    days = [each.announced for each in (known, newcomer) if each.announced]
    return replace(
        base,
        announced=min(days, default=None),
        submitted=newcomer.submitted or known.submitted,
        upvotes=known.upvotes if newcomer.upvotes is None else newcomer.upvotes,
        code=newcomer.code or known.code,
        keywords=newcomer.keywords or known.keywords,
        sample=newcomer.sample,
    )


def _stems(text: str) -> set[str]:
    return set(map(stem, words(text)))


class MemoryLedger:
    def __init__(self) -> None:
        self._posted: dict[tuple[Address, str], datetime] = {}
        self._watermarks: dict[tuple[Address, str], int] = {}

    async def posted(self, place: Address) -> frozenset[str]:
        return frozenset(paper_id for where, paper_id in self._posted if where == place)

    async def claim(self, place: Address, paper_ids: Sequence[str], at: datetime) -> frozenset[str]:
        new = {paper_id for paper_id in paper_ids if (place, paper_id) not in self._posted}
        self._posted |= {(place, paper_id): at for paper_id in new}
        return frozenset(new)

    async def release(self, place: Address, paper_ids: Sequence[str]) -> None:
        for paper_id in paper_ids:
            self._posted.pop((place, paper_id), None)

    async def watermark(self, place: Address, subscription: str) -> int | None:
        return self._watermarks.get((place, subscription))

    async def advance(self, place: Address, subscription: str, sequence: int) -> None:
        before = self._watermarks.get((place, subscription), 0)
        self._watermarks[place, subscription] = max(before, sequence)

    async def last(self, place: Address) -> datetime | None:
        return max((at for (where, _), at in self._posted.items() if where == place), default=None)


class MemoryAnnouncements:
    def __init__(self, papers: MemoryPapers) -> None:
        self._papers = papers
        self._events: list[Announcement] = []
        self._validators: dict[tuple[str, str], str] = {}
        self._covered: set[tuple[str, date]] = set()

    async def record(self, source: str, key: str, batch: Batch, at: datetime) -> int:
        del at
        if any(not each.paper.sample for each in batch.announcements):
            gone = self._papers.drop_sample()
            self._events = [each for each in self._events if each.paper.id not in gone]
        new = await self._papers.add(each.paper for each in batch.announcements)
        known = set(map(_event_key, self._events))
        for each in batch.announcements:
            if _event_key(each) not in known:
                known.add(_event_key(each))
                self._events.append(each)
        self._covered |= set(batch.covered)
        if batch.validator is not None:
            self._validators[source, key] = batch.validator
        return new

    async def validator(self, source: str, key: str) -> str | None:
        return self._validators.get((source, key))

    async def covered(self, category: str) -> frozenset[date]:
        return frozenset(day for its, day in self._covered if its == category)

    async def after(
        self, sequence: int | None, categories: Sequence[str], until: date | None
    ) -> Announced:
        seen = [
            (number, each)
            for number, each in enumerate(self._events, 1)
            if until is None or each.day <= until
        ]
        wanted = [
            (number, each)
            for number, each in seen
            if each.kind in ("new", "cross") and (not categories or each.category in categories)
        ]
        last = max((number for number, _ in seen), default=0)
        newest = max((each.day for _, each in wanted), default=None)
        if newest is None:
            return Announced((), last, None)
        first = newest - timedelta(days=0 if sequence is None else 7)
        ids = {
            each.paper.id
            for number, each in wanted
            if number > (sequence or 0) and each.day >= first
        }
        return Announced(await self._papers.several(sorted(ids, reverse=True)), last, newest)


def _event_key(event: Announcement) -> tuple[object, ...]:
    once = event.kind in ("new", "cross")
    return (event.paper.id, event.category, once, None if once else event.day)


class MemoryQuizzes:
    def __init__(self) -> None:
        self._questions: list[tuple[Address, Question]] = []
        self._answers: dict[tuple[int, str], Answer] = {}

    async def add(self, place: Address, question: Question, at: datetime) -> Question:
        del at
        stored = replace(question, id=len(self._questions) + 1)
        self._questions.append((place, stored))
        return stored

    async def get(self, question_id: int) -> Question | None:
        return next((each for _, each in self._questions if each.id == question_id), None)

    async def asked(self, place: Address) -> frozenset[str]:
        return frozenset(each.paper_id for where, each in self._questions if where == place)

    async def answer(self, answer: Answer, at: datetime) -> Answer:
        del at
        return self._answers.setdefault((answer.question_id, answer.person), answer)

    async def tally(self, question_id: int) -> Mapping[int, int]:
        its = (each for each in self._answers.values() if each.question_id == question_id)
        return Counter(each.option for each in its)


class MemoryStore:
    def __init__(self) -> None:
        self.papers = MemoryPapers()
        self.announcements = MemoryAnnouncements(self.papers)
        self.ledger = MemoryLedger()
        self.quizzes = MemoryQuizzes()

    async def close(self) -> None:
        pass


class TitleWriter:
    """Says the title: enough where the summary is not what is tested."""

    async def summarise(self, paper: Paper) -> Summary:
        return Summary("tldr", paper.title)


class FakeChat:
    """A chat with small limits that remembers; `fails` is raised by the next sends, in order."""

    name = "fake"
    limits = Limits(
        text=400, title=100, body=400, cards=6, total=2000, buttons=5, label=40, value=100
    )
    pace = Pace(channel=1, overall=50)

    def __init__(self) -> None:
        self.shown: dict[MessageRef, Message] = {}
        self.fails: list[ChatError] = []
        self.lines: AsyncIterator[str] | None = None
        self._keys: dict[tuple[Address, str], MessageRef] = {}

    def size(self, message: Message) -> Sizes:
        buttons = [button for card in message.cards for button in card.buttons]
        texts = [text for card in message.cards for text in (card.title, card.body, card.footer)]
        return Sizes(
            text=len(message.text),
            title=max((len(card.title) for card in message.cards), default=0),
            body=max((len(card.body) for card in message.cards), default=0),
            cards=len(message.cards),
            total=sum(map(len, texts)),
            buttons=max((len(card.buttons) for card in message.cards), default=0),
            label=max((len(button.label) for button in buttons), default=0),
            value=max((len(button.value) for button in buttons), default=0),
        )

    async def run(self, commands: Sequence[CommandSpec], on_event: OnEvent) -> None:
        raise NotImplementedError("a fake chat hears nothing: call the router")

    async def send(
        self, to: Address, message: Message, key: str, parent: MessageRef | None = None
    ) -> MessageRef:
        del parent
        if self.fails:
            raise self.fails.pop(0)
        ref = self._keys.setdefault((to, key), MessageRef(to, str(len(self._keys) + 1)))
        self.shown.setdefault(ref, message)
        return ref

    async def edit(self, ref: MessageRef, message: Message) -> None:
        self.shown[ref] = message

    async def find(
        self, to: Address, key: str, since: datetime, parent: MessageRef | None = None
    ) -> MessageRef | None:
        del since, parent
        if (to, key) not in self._keys:
            raise Unsure(f"{key} is not known")
        return self._keys[to, key]

    async def close(self) -> None:
        pass


class Answers:
    """A `Reply` that remembers what was said, and whether to one person or to all."""

    def __init__(self, fails: ChatError | None = None) -> None:
        self.said: list[tuple[Message, bool]] = []
        self._fails = fails

    async def __call__(self, message: Message, *, private: bool = True) -> Handle:
        if self._fails:
            raise self._fails
        self.said.append((message, private))
        return _Said(self, len(self.said) - 1)

    @property
    def texts(self) -> list[str]:
        return [message.text for message, _ in self.said]


class _Said:
    def __init__(self, answers: Answers, index: int) -> None:
        self._answers, self._index = answers, index

    async def update(self, message: Message) -> None:
        self._answers.said[self._index] = (message, self._answers.said[self._index][1])
