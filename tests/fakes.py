"""Hand-written neighbours that keep the contracts of `bot.ports`, in memory."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

from bot.arxiv_days import announcement_day
from bot.delivery import Sender
from bot.desk import Desk
from bot.digest import Newsroom
from bot.errors import ChatError, SourceError, Unsure
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
    Batch,
    Candidate,
    Finding,
    Fitted,
    Manner,
    Offered,
    Paper,
    Source,
    Style,
    Summary,
    Topic,
)
from bot.papers import match, readable
from bot.ports import (
    Chat,
    Deliveries,
    GroupVotes,
    Ledger,
    Outbox,
    Pictures,
    QuizRounds,
    Runs,
    Scores,
    Store,
    Subscriptions,
    Tastes,
    Votes,
    Writer,
)
from bot.summaries import Summariser
from bot.text.stems import stems
from bot.text.words import nearest, words
from tests.follows import MemoryFollows
from tests.quizzes import MemoryQuizzes
from tests.spending import MemorySpending

PLACE = Address("fake", "room")
ANNA = User("anna", "Anna", can_manage=True)
NOW = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)
TODAY = NOW.date()


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
        return tuple(readable(self._papers[each]) for each in paper_ids if each in self._papers)

    async def get(self, paper_id: str) -> Paper | None:
        return next(iter(await self.several([paper_id])), None)

    async def written(self, paper_id: str) -> Paper | None:
        return self._papers.get(paper_id)

    async def search(self, topic: Topic, limit: int, best: int | None = None) -> Offered:
        del best
        if topic == Topic(exclude=topic.exclude):
            return Offered()
        newest = await self.recent(len(self._papers))
        matches = [(each, match(replace(topic, exclude=()), each)) for each in newest]
        fitting = [
            Candidate(partial(_itself, each), each.announced, fits.score)
            for each, fits in matches
            if fits
        ]
        offered = tuple(sorted(fitting, key=lambda each: -each.at_best))[:limit]
        return Offered(offered, len(offered))

    async def closest(self, topic: Topic, limit: int) -> Offered:
        frame = replace(topic, words=(), phrases=(), exclude=())
        every = await self.search(topic, len(self._papers))
        fitting = [replace(each, at_best=_named(topic, each)) for each in every]
        known = {each.read().id for each in fitting}
        wanted = [*topic.telling, *(word for each in topic.phrases for word in each.split())]
        close = []
        for each in await self.recent(len(self._papers)):
            fits = [its for word in wanted if (its := match(Topic((word,)), each))]
            least = min(2, (len(wanted) + 1) // 2)
            if len(fits) >= least and each.id not in known and match(frame, each):
                close.append((-sum(its.score for its in fits), len(close), each))
        fitting.sort(key=lambda each: -each.at_best)
        fitting += [
            Candidate(partial(_itself, each), each.announced, 0.0) for *_, each in sorted(close)
        ]
        return Offered(tuple(fitting[:limit]), min(len(known), 40))

    async def holding(self, words: Sequence[str], most: int) -> Mapping[str, int]:
        return {each: (await self.search(Topic((each,)), most)).total for each in words}

    async def nearest_words(self, word: str) -> tuple[str, ...]:
        texts = (f"{each.title} {each.abstract}" for each in self._papers.values())
        return nearest(
            word, Counter(each for text in texts for each in words(text) if each[:1] == word[:1])
        )

    async def prepare(self) -> None:
        """Nothing takes long here."""

    async def recent(self, limit: int) -> tuple[Paper, ...]:
        newest = sorted(self._papers.values(), key=lambda each: str(each.announced or ""))
        return tuple(map(readable, reversed(newest)))[:limit]

    async def count(self) -> int:
        return len(self._papers)


def _named(topic: Topic, its: Candidate) -> float:
    """At best 2 where the title is the topic."""
    rows = (" ".join(topic.words), *topic.phrases)
    return 2.0 if " ".join(words(its.read().title)) in rows else its.at_best


def _itself(its: Paper) -> Paper:
    return its


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


class MemorySummaries:
    def __init__(self, papers: MemoryPapers) -> None:
        self._papers = papers
        self._known: dict[tuple[str, Manner], tuple[Paper | None, str, Summary]] = {}
        self._claims: dict[tuple[str, Manner], tuple[str, datetime]] = {}

    async def of(self, sources: Mapping[str, str], manner: Manner) -> Mapping[str, Summary]:
        known = {each: await self._of(each, manner) for each in sources}
        return {each: its[1] for each, its in known.items() if its and its[0] == sources[each]}

    async def remember(self, summaries: Mapping[str, tuple[str, Summary]], manner: Manner) -> None:
        for each, its in summaries.items():
            self._known[each, manner] = (await self._papers.get(each), *its)
            self._claims.pop((each, manner), None)

    async def claim(
        self, paper_id: str, manner: Manner, worker: str, now: datetime, until: datetime
    ) -> bool:
        its, ends = self._claims.get((paper_id, manner), (worker, now))
        if its != worker and ends > now:
            return False
        self._claims[paper_id, manner] = (worker, until)
        return True

    async def release(self, paper_id: str, manner: Manner, worker: str) -> None:
        its, _ = self._claims.get((paper_id, manner), ("", NOW))
        if its == worker:
            self._claims.pop((paper_id, manner), None)

    async def lacking(self, manner: Manner) -> tuple[str, ...]:
        every = [each.id for each in await self._papers.recent(await self._papers.count())]
        return tuple([each for each in every if not await self._of(each, manner)])

    async def _of(self, paper_id: str, manner: Manner) -> tuple[str, Summary] | None:
        its, now = self._known.get((paper_id, manner)), await self._papers.get(paper_id)
        same = (
            its and its[0] and now and (its[0].title, its[0].abstract) == (now.title, now.abstract)
        )
        return its[1:] if its and same else None


class MemoryAnnouncements:
    def __init__(self, papers: MemoryPapers) -> None:
        self._papers = papers
        self._events: list[tuple[int, Announcement]] = []
        self._last = 0
        self._validators: dict[tuple[str, str], str] = {}
        self._covered: set[tuple[str, date]] = set()

    async def record(self, source: str, key: str, batch: Batch, at: datetime) -> int:
        del at
        if any(not each.paper.sample for each in batch.announcements):
            gone = self._papers.drop_sample()
            self._events = [event for event in self._events if event[1].paper.id not in gone]
        new = await self._papers.add(each.paper for each in batch.announcements)
        known = {_event_key(each) for _, each in self._events}
        for each in batch.announcements:
            if _event_key(each) not in known:
                known.add(_event_key(each))
                self._last += 1
                self._events.append((self._last, each))
        self._covered |= set(batch.covered)
        if batch.validator is not None:
            self._validators[source, key] = batch.validator
        return new

    async def validator(self, source: str, key: str) -> str | None:
        return self._validators.get((source, key))

    async def covered(self, category: str) -> frozenset[date]:
        return frozenset(day for its, day in self._covered if its == category)

    async def after(
        self,
        sequence: int | None,
        categories: Sequence[str],
        until: date | None,
        since: date | None = None,
    ) -> Announced:
        wanted = [
            (number, each)
            for number, each in self._events
            if each.kind in ("new", "cross") and (not categories or each.category in categories)
        ]
        later = [
            number
            for number, each in wanted
            if until and each.day > until and number > (sequence or 0)
        ]
        wanted = [(number, each) for number, each in wanted if not until or each.day <= until]
        last = min(later) - 1 if later else self._last
        newest = max((each.day for _, each in wanted), default=None)
        days = [each.day for _, each in self._events if each.kind in ("new", "cross")]
        newest_of_all = max((day for day in days if not until or day <= until), default=None)
        if newest is None:
            return Announced((), last, None, newest_of_all)
        first = max(newest - timedelta(days=0 if sequence is None else 7), since or date.min)
        ids = {
            each.paper.id
            for number, each in wanted
            if number > (sequence or 0) and each.day >= first
        }
        return Announced(tuple(sorted(ids, reverse=True)), last, newest, newest_of_all)


def _event_key(event: Announcement) -> tuple[object, ...]:
    once = event.kind in ("new", "cross")
    return (event.paper.id, event.category, once, None if once else event.day)


class MemoryMeanings:
    def __init__(self, papers: MemoryPapers) -> None:
        self._papers, self._last = papers, Fitted(0, NOW, 0, b"")
        self.vectors: dict[tuple[int, str], tuple[str, bytes]] = {}

    async def latest(self, known: int = 0) -> Fitted | None:
        if self._last.number == known:
            return replace(self._last, dumped=b"") if known else None
        return self._last

    async def put(self, dumped: bytes, papers: int, at: datetime) -> int:
        self._last = Fitted(self._last.number + 1, at, papers, dumped)
        return self._last.number

    async def stems(self, most: int) -> tuple[str, ...]:
        return tuple(
            f"{stems(each.title)} . {stems(each.abstract)}"
            for each in await self._papers.recent(most)
        )

    async def unplaced(self, number: int, most: int) -> Mapping[str, str]:
        every = await self._papers.recent(await self._papers.count())
        texts = {each.id: f"{stems(each.title)} . {stems(each.abstract)}" for each in every}
        lacking = [each for each in texts if self._known(number, each) != texts[each]]
        return {each: texts[each] for each in lacking[:most]}

    async def place(self, number: int, vectors: Mapping[str, bytes]) -> None:
        texts = await self.unplaced(number, await self._papers.count())
        self.vectors |= {
            (number, each): (texts[each], its) for each, its in vectors.items() if each in texts
        }

    async def settle(self, number: int) -> None:
        self.vectors = {each: its for each, its in self.vectors.items() if each[0] == number}

    def _known(self, number: int, paper_id: str) -> str:
        return self.vectors.get((number, paper_id), ("", b""))[0]


class MemoryStore:
    """Papers, announcements and quizzes in memory; what delivers needs the real store."""

    # Never set: a test that touches these wants the fixture `store`.
    subscriptions: Subscriptions
    runs: Runs
    outbox: Outbox
    ledger: Ledger
    votes: Votes
    tastes: Tastes
    deliveries: Deliveries
    pictures: Pictures
    rounds: QuizRounds
    scores: Scores
    group_votes: GroupVotes

    def __init__(self) -> None:
        self.papers = MemoryPapers()
        self.meanings = MemoryMeanings(self.papers)
        self.summaries = MemorySummaries(self.papers)
        self.spending = MemorySpending()
        self.announcements = MemoryAnnouncements(self.papers)
        self.follows = MemoryFollows(self.announcements, self.papers)
        self.quizzes = MemoryQuizzes()

    async def backup(self, file: Path) -> None:
        raise NotImplementedError("what is in memory has no file")

    async def clean_up(self, before: datetime) -> int:
        raise NotImplementedError("nothing in memory grows old")

    async def forget(self, chat: str, person: str) -> int:
        return self.quizzes.forget(chat, person) + self.follows.forget(chat, person)

    async def close(self) -> None:
        pass


class FakeSource:
    """arXiv in small: `announced` over the days, of which the feed shows `today`'s alone.

    The feeds of `failing` categories do not come; with `down` the queries do not either.
    """

    def __init__(self, *announced: Announcement, today: date = TODAY) -> None:
        self.name, self.by_category = "fake", True
        self.announced, self.today = list(announced), today
        self.failing: set[str] = set()
        self.withdrawn_ids: set[str] = set()
        self.down = False
        self.skips = 0
        self.asked: list[str] = []

    async def latest(self, categories: Sequence[str], validator: str | None) -> Batch:
        good = [each for each in categories if each not in self.failing]
        failed = tuple((each, "The feed did not come.") for each in categories if each not in good)
        if categories and not good:
            raise SourceError("The feed did not come.")
        told = f"{self.today} {' '.join(good)}"
        if told == validator:
            return Batch(failed=failed, validator=told)
        self.asked.append(f"latest {told}")
        return Batch(
            announcements=tuple(
                each for each in self.announced if each.category in good and each.day == self.today
            ),
            covered=tuple((each, self.today) for each in good),
            failed=failed,
            skipped=self.skips,
            validator=told,
        )

    async def submitted(
        self, category: str, start: datetime, end: datetime
    ) -> tuple[Announcement, ...]:
        self.asked.append(f"submitted {category} {start:%m-%d} {end:%m-%d}")
        return tuple(
            each
            for each in self._answered()
            if each.category == category
            and each.paper.submitted
            and start <= each.paper.submitted <= end
        )

    async def matching(
        self, topic: Topic, limit: int, *, best: bool = False
    ) -> tuple[Announcement, ...]:
        self.asked.append(f"matching {topic}{' best' if best else ''}")
        found = [
            replace(each, category=each.paper.categories[0])
            for each in self._answered()
            if match(topic, each.paper)
        ]
        return tuple(sorted(found, key=lambda each: each.day, reverse=True))[:limit]

    async def lookup(self, paper_ids: Sequence[str]) -> tuple[Paper, ...]:
        self.asked.append(f"lookup {' '.join(paper_ids)}")
        papers = {each.paper.id: each.paper for each in self._answered()}
        return tuple(papers[each] for each in dict.fromkeys(paper_ids) if each in papers)

    async def withdrawn(self, paper_ids: Sequence[str]) -> frozenset[str]:
        self.asked.append(f"withdrawn {' '.join(paper_ids)}")
        if self.down:
            raise SourceError("The API did not answer.")
        return frozenset(paper_ids) & self.withdrawn_ids

    def _answered(self) -> list[Announcement]:
        if self.down:
            raise SourceError("The API did not answer.")
        return [
            replace(each, day=announcement_day(each.paper.submitted), inferred=True)
            for each in self.announced
            if each.day <= self.today
            and each.paper.submitted
            and each.kind in ("new", "cross")
            and each.paper.id not in self.withdrawn_ids
        ]


class TitleWriter:
    """Says the title: enough where the summary is not what is tested."""

    def manner(self, style: Style, language: str = "") -> Manner:
        return Manner("title 1", style, language)

    async def write(
        self, source: Source, style: Style, language: str = "", *, place: str = ""
    ) -> Summary:
        del language, place
        return replace(Summary.one(source.title), style=style)


class FakeChat:
    """A chat with small limits that remembers; `fails` is raised by the next sends, in order."""

    name = "fake"
    limits = Limits(
        text=400, title=100, body=400, cards=6, total=2000, buttons=5, label=40, value=100
    )
    pace = Pace(channel=1, overall=50)
    key_window = 0.0

    def __init__(self, *, threads: bool = False) -> None:
        self.threads = threads
        self.mend = ""  # what is wrong with every place
        self.measured = 0  # how often a message was
        self.shown: dict[MessageRef, Message] = {}
        self.below: dict[MessageRef, MessageRef] = {}  # what hangs on what
        self.fails: list[BaseException | None] = []
        self.lines: AsyncIterator[str] | None = None
        self.polled: dict[MessageRef, dict[int, int]] | None = None  # of its own polls
        self._keys: dict[tuple[Address, str], MessageRef] = {}

    def size(self, message: Message) -> Sizes:
        self.measured += 1
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
        failure = self.fails.pop(0) if self.fails else None
        if failure:
            raise failure
        if (to, key) not in self._keys:
            self._keys[to, key] = MessageRef(to, str(len(self._keys) + 1))
            self.shown[self._keys[to, key]] = message
            if parent:
                self.below[self._keys[to, key]] = parent
        return self._keys[to, key]

    async def edit(self, ref: MessageRef, message: Message) -> None:
        if ref in self.shown:
            self.shown[ref] = message

    async def delete(self, ref: MessageRef) -> None:
        self.shown.pop(ref, None)

    async def find(
        self, to: Address, key: str, since: datetime, parent: MessageRef | None = None
    ) -> MessageRef | None:
        del since, parent
        if (to, key) not in self._keys:
            raise Unsure(f"{key} is not known")
        return self._keys[to, key]

    async def votes(self, ref: MessageRef) -> Mapping[int, int] | None:
        return self.polled.get(ref) if self.polled is not None else None

    async def check(self, places: Sequence[Address]) -> tuple[Finding, ...]:
        return tuple([await self.check_place(place) for place in places])

    async def check_place(self, place: Address) -> Finding:
        return Finding(f"{place} is there", self.mend)

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


def summariser(store: Store, writer: Writer | None = None) -> Summariser:
    """No model: the titles, or what `writer` says."""
    return Summariser(store, writer or TitleWriter(), lambda: NOW, worker="tests")


def desk(store: Store, chats: Mapping[str, Chat] | None = None) -> Desk:
    """What the handlers work with, on a clock that stands still."""
    its = chats or {"fake": FakeChat()}

    async def at_once(_seconds: float) -> None:
        return

    return Desk(
        store=store,
        sources=(),
        summariser=summariser(store),
        chats=its,
        sender=Sender(store, its, lambda: NOW, "tests", sleep=at_once),
        newsroom=Newsroom((), store, lambda: NOW, "UTC"),
        timezone="UTC",
        clock=lambda: NOW,
        random=Random(1),
    )
