"""The digest: what is chosen, where the rest went, and that nothing comes twice."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery import Sender
from bot.desk import Desk
from bot.digest import (
    Edition,
    asked_run,
    digest_message,
    prepare_digest,
    select,
    store_digest,
)
from bot.digest.select import Selection, topics_of
from bot.errors import ChatError, PlaceGone, RateLimited, Unsure
from bot.messages import Command
from bot.models import Announcement, Batch, Digest, Paper, Receipt, Subscription, Topic
from bot.papers import THRESHOLD, Offers, match
from bot.router import Router
from bot.schedule import local_date
from bot.text.markdown import plain
from bot.text.words import words
from storage.sqlite import SqliteStore
from tests.fakes import ANNA, NOW, PLACE, TODAY, Answers, FakeChat, desk, paper, summariser

WORDS = st.sampled_from(["gaussian", "splatting", "robot", "survey", "diffusion", "model"])
TITLES = st.lists(WORDS, max_size=4).map(" ".join)
PAPERS = st.lists(TITLES, max_size=12).map(
    lambda titles: [paper(number, title) for number, title in enumerate(titles)]
)
IDS = st.integers(0, 11).map(lambda number: paper(number).id)


def choose(
    wanted: Subscription,
    papers: Iterable[Paper],
    announced: int,
    taken: Mapping[str, bool],
    recent: Sequence[Paper] = (),
) -> Selection:
    offers = Offers()
    for each in papers:
        offers.add(each)
    fitting = offers.fitting(topics_of(wanted), list(offers.papers))
    return select(wanted, fitting, announced, taken, recent)


@given(
    PAPERS,
    st.lists(st.lists(WORDS, max_size=2).map(" ".join), max_size=2).map(tuple),
    st.dictionaries(IDS, st.booleans()),
    st.integers(1, 4),
)
def test_receipts_add_up_and_picks_are_fresh_few_and_best_first(
    announced: list[Paper], topics: tuple[str, ...], taken: Mapping[str, bool], most: int
) -> None:
    recent = [paper(90, "Posted before"), paper(91, "robot survey")]
    wanted = Subscription(PLACE, topics, exclude=("survey",), max=most)
    chosen = choose(wanted, announced, len(announced), taken, recent)
    picks, receipt = chosen.picks, chosen.receipt
    assert receipt.announced == len(announced)
    assert receipt.posted == len(picks) <= most
    ids = {pick.paper.id for pick in picks}
    assert not ids & taken.keys()
    assert not ids & chosen.passed_over.keys()
    assert len(ids) + len(chosen.passed_over) == receipt.announced - receipt.filtered
    assert not any("survey" in pick.paper.title for pick in picks)
    scores = [pick.score for pick in picks]
    assert scores == sorted(scores, reverse=True)
    assert all(THRESHOLD <= score <= 1 for score in scores)


def test_a_receipt_that_does_not_add_up_is_none() -> None:
    with pytest.raises(ValueError, match="does not add up"):
        Receipt(announced=3, posted=1)


def test_the_receipt_says_where_each_paper_went() -> None:
    scattered = "Robots walk. Their hands hold an arm."
    announced = [
        paper(1, "Robot arm"),
        paper(2, "Robot arms again"),
        paper(3, "The arm of a robot"),
        paper(4, "Something else"),
        paper(5, "Scattered", abstract=scattered.replace("hold an arm", "hold. An arm moves")),
        paper(6, "Robot arms waiting"),
        paper(7, "A robot arm of last week!", upvotes=99),
    ]
    wanted = Subscription(PLACE, ("robot arm",), max=1)
    taken = {"2603.00002": True, "2603.00006": False}
    # What is not on topic need not be known: 8 were announced.
    chosen = choose(wanted, announced, 8, taken, [paper(70, "A robot arm of last week")])
    assert [pick.paper.id for pick in chosen.picks] == ["2603.00001"]
    assert chosen.receipt == Receipt(
        announced=8,
        posted=1,
        filtered=2,
        already_posted=1,
        below_threshold=1,
        over_max=1,
        folded=1,
        held=1,
    )
    assert chosen.passed_over == {
        "2603.00002": "already posted here",
        "2603.00003": "over the maximum",
        "2603.00005": "below the threshold",
        "2603.00006": "waiting to be sent",
        "2603.00007": "much like another",
    }


SAID = st.sampled_from(
    [
        *("model", "models", "modelling", "colour", "colors", "Hölder", "holder", "mixture-of"),
        *("experts", "Of", "the", "matrices", "matrix", "李", "2.5", "GPT-4", "analyses", "🙂"),
    ]
)
TEXTS = st.lists(SAID, max_size=5).map(" ".join)
NAMES = st.sampled_from(
    ["Ada Lovelace", "A. Lovelace", "Lovelace", "Zoë Müller", "Muller", "李 明"]
)
AREAS = st.lists(st.sampled_from(["cs.CV", "cs.LG"]), max_size=2).map(tuple)


def read(texts: list[str]) -> tuple[str, ...]:
    """As a topic holds them: lower case, words with one space between, none of them empty."""
    return tuple(filter(None, (" ".join(words(text)) for text in texts)))


@given(
    st.lists(st.builds(lambda *texts: texts, TEXTS, TEXTS, st.lists(NAMES, max_size=3), AREAS)),
    st.builds(
        Topic,
        words=TEXTS.map(words),
        phrases=st.lists(TEXTS, max_size=2).map(read),
        exclude=st.lists(SAID, max_size=1).map(read),
        categories=AREAS,
        authors=st.lists(NAMES, max_size=2).map(read),
    ),
)
def test_what_fits_among_many_is_what_matches_one_by_one(
    announced: list[tuple[str, str, list[str], tuple[str, ...]]], topic: Topic
) -> None:
    papers = [
        paper(number, title, abstract=abstract, authors=tuple(names), categories=areas)
        for number, (title, abstract, names, areas) in enumerate(announced)
    ]
    offers = Offers()
    for each in papers:
        offers.add(each)
    asked = papers[1:]
    found = offers.fitting([topic], [each.id for each in asked])
    assert found == [(each, fits) for each in asked if (fits := match(topic, each))]


async def announce(store: SqliteStore, papers: list[Paper], day: date = TODAY) -> None:
    events = [
        Announcement(each, category, "new", day) for each in papers for category in each.categories
    ]
    await store.announcements.record("fake", "", Batch(tuple(events)), NOW)


async def prepared(
    store: SqliteStore, wanted: Subscription, day: date = TODAY, notes: tuple[str, ...] = ()
) -> Digest:
    edition = Edition(store, summariser(store))
    return await prepare_digest(wanted, day, store, edition, NOW, notes)


async def stored(its: Desk, made: Digest) -> Digest:
    """Put it into the outbox; returns what the place gets."""
    run = asked_run(made.subscription, made.date, NOW, "tests")
    chat, worker, until = its.chat_of(PLACE), its.sender.worker, its.sender.lease()
    return await store_digest(run, made, its.store, its.edition(), chat, worker, NOW, until)


async def posted(its: Desk, made: Digest) -> Digest:
    """Post it; returns what the place got."""
    got = await stored(its, made)
    await its.sender.flush(PLACE)
    return got


async def test_a_digest_is_posted_once_and_then_explained(store: SqliteStore) -> None:
    await announce(store, [paper(1, "Robots"), paper(2, "Robot hands"), paper(3, "Heat")])
    wanted = Subscription(PLACE, ("robots",))
    first = await posted(desk(store), await prepared(store, wanted))
    assert len(first.picks) == 2
    assert await store.ledger.posted(PLACE) == {"2603.00001", "2603.00002"}
    second = await prepared(store, wanted)
    assert second.receipt == Receipt()
    assert digest_message(second, NOW).text == (
        "No paper on “robots” now: nothing new was announced since today's announcement."
    )


async def test_what_was_announced_and_left_does_not_come_back(store: SqliteStore) -> None:
    await announce(store, [paper(1, "Robots"), paper(2, "Robot hands"), paper(3, "Heat")])
    wanted = Subscription(PLACE, ("robots",), max=1)
    await posted(desk(store), await prepared(store, wanted))
    await announce(store, [paper(4, "Robot feet")], TODAY + timedelta(days=1))
    again = await prepared(store, wanted, TODAY + timedelta(days=1))
    assert [pick.paper.title for pick in again.picks] == ["Robot feet"]


async def test_what_is_filled_in_from_before_the_first_digest_is_no_news(
    store: SqliteStore,
) -> None:
    await announce(store, [paper(1, "Robots")])
    wanted = Subscription(PLACE, ("robots",))
    await posted(desk(store), await prepared(store, wanted))
    await announce(store, [paper(2, "Old robots")], TODAY - timedelta(days=2))
    assert (await prepared(store, wanted)).receipt == Receipt()
    await announce(store, [paper(3, "Robots in a category that came late")], TODAY)
    assert (await prepared(store, wanted)).receipt.posted == 1


async def test_a_cross_list_of_a_posted_paper_is_not_posted_again(store: SqliteStore) -> None:
    its = paper(1, "Robots", categories=("cs.RO", "cs.LG"))
    await store.announcements.record(
        "fake", "", Batch((Announcement(its, "cs.RO", "new", TODAY),)), NOW
    )
    wanted = Subscription(PLACE, ("robots",), ("cs.RO", "cs.LG"))
    await posted(desk(store), await prepared(store, wanted))
    await store.announcements.record(
        "fake", "", Batch((Announcement(its, "cs.LG", "cross", TODAY),)), NOW
    )
    assert (await prepared(store, wanted)).receipt == Receipt(announced=1, already_posted=1)


async def test_one_work_under_two_ids_is_folded(store: SqliteStore) -> None:
    await announce(
        store, [paper(1, "A robot that walks well"), paper(2, "A Robot that Walks Well!")]
    )
    made = await prepared(store, Subscription(PLACE, ("robot",)))
    assert made.receipt == Receipt(announced=2, posted=1, folded=1)


async def test_notes_stand_below_a_digest_and_behind_an_empty_one(store: SqliteStore) -> None:
    note = ("arXiv answered with HTTP 503: cs.CL is missing, and is caught up later.",)
    wanted = Subscription(PLACE, ("robots",))
    empty = await prepared(store, wanted, notes=note)
    assert digest_message(empty, NOW).text.endswith(note[0])
    await announce(store, [paper(1, "Robots")])
    full = await prepared(store, wanted, notes=note)
    assert digest_message(full, NOW).cards[-2].footer == note[0]


def test_authors_are_wanted_beside_topics_and_upvotes_only_order() -> None:
    liked = paper(1, "Robot hands", upvotes=200, code="https://example.org/code")
    by_her = paper(2, "Heat", authors=("Grace B. Hopper",))
    plain = paper(3, "Robot arms")
    wanted = Subscription(PLACE, ("robot",), authors=("G. Hopper",))
    chosen = choose(wanted, [plain, by_her, liked, paper(4, "Else", upvotes=999)], 4, {})
    assert [(pick.paper.id[-1], pick.why) for pick in chosen.picks] == [
        ("1", "“robot” in the title · ▲200 on Hugging Face · code"),
        ("2", "by Grace B. Hopper"),
        ("3", "“robot” in the title"),
    ]


async def test_two_digests_at_once_share_the_papers(store: SqliteStore) -> None:
    await announce(store, [paper(1, "Robots"), paper(2, "Robot hands")])
    wide, narrow = Subscription(PLACE, ("robots",)), Subscription(PLACE, ('"robot hands"',))
    one, two = await prepared(store, wide), await prepared(store, narrow)
    chat = FakeChat()
    its = desk(store, {"fake": chat})
    await stored(its, two)
    got = await stored(its, one)
    assert [pick.paper.title for pick in got.picks] == ["Robots"]
    assert (got.receipt.posted, got.receipt.held) == (1, 1)
    await its.sender.flush(PLACE)
    assert len(chat.shown) == 2
    assert (await prepared(store, wide)).receipt == Receipt()
    again = await prepared(store, Subscription(PLACE, ("hands",)))
    assert again.receipt == Receipt(announced=2, filtered=1, already_posted=1)


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (PlaceGone("gone"), None),
        (ChatError("500"), "retry"),
        (RateLimited("later", 3), "retry"),
        (OSError("a surprise"), "unsure"),
        (Unsure("?"), "unsure"),
        (asyncio.CancelledError(), "sending"),
    ],
)
async def test_what_did_not_go_out_stays_the_places_and_only_what_never_can_is_free_again(
    store: SqliteStore, error: BaseException, state: str | None
) -> None:
    chat = FakeChat()
    its = desk(store, {"fake": chat})
    await announce(store, [paper(1, "Robots")])
    chat.fails = [error]
    await stored(its, await prepared(store, Subscription(PLACE, ("robots",))))
    with suppress(asyncio.CancelledError):  # as at a kill: nothing after the request is done
        await its.sender.flush(PLACE)
    assert not chat.shown
    assert await store.ledger.posted(PLACE) == frozenset()
    assert [part.state for part in await store.outbox.unfinished()] == [state] * bool(state)
    mine = await store.ledger.among(PLACE, ["2603.00001"])
    assert mine == ({"2603.00001": False} if state else {})


async def test_a_digest_reads_like_news(store: SqliteStore) -> None:
    many = tuple(f"Given{number} Family{number}" for number in range(5))
    await announce(
        store,
        [paper(1, r"Fast $O(n\log n)$ robots*", authors=many, categories=("cs.RO",)), paper(2)],
    )
    message = digest_message(
        await prepared(store, Subscription(PLACE, ("robots",), ("cs.RO",))), NOW
    )
    assert message.text == "1 new paper on “robots” in cs.RO"
    header, card, ending = message.cards
    assert [button.label for button in ending.buttons] == ["For me"]
    assert header.title == "1 new paper · Tue 10 March"
    assert (
        header.footer
        == "“robots” in cs.RO · 1 announced, 1 on topic, 1 chosen · sentences in the authors’ words"
    )
    assert card.title == "Fast O(n log n) robots*"
    assert card.url == "https://arxiv.org/abs/2603.00001"
    assert plain(card.body) == card.title
    assert card.footer == (
        "G. Family0, G. Family1, G. Family2 +2 · 10 Mar 2026 · “robots” in the title"
    )


async def test_a_digest_of_which_a_part_was_sent_does_not_come_again_and_the_rest_follows(
    store: SqliteStore,
) -> None:
    chat, wanted = FakeChat(), Subscription(PLACE, ("robots",), max=9)
    its = desk(store, {"fake": chat})
    await announce(store, [paper(number, f"Robots {number}") for number in range(9)])
    chat.fails = [None, ChatError("500")]
    await posted(its, await prepared(store, wanted))
    ids = [paper(number).id for number in range(9)]
    assert 0 < len(await store.ledger.posted(PLACE)) < 9
    assert (await store.ledger.among(PLACE, ids)).keys() == set(ids)
    assert (await prepared(store, Subscription(PLACE, ("robots -x",), max=9))).picks == ()
    before = len(chat.shown)
    soon = Sender(store, {"fake": chat}, lambda: NOW + timedelta(minutes=1), "later")
    await soon.flush(PLACE)
    assert len(chat.shown) == before + 1
    assert await store.ledger.posted(PLACE) == set(ids)
    titles = [card.title for message in chat.shown.values() for card in message.cards if card.url]
    assert sorted(titles) == [f"Robots {number}" for number in range(9)]


async def test_two_empty_digests_of_one_place_are_both_explained(store: SqliteStore) -> None:
    await announce(store, [paper(1, "Heat")])
    for topic in ("robots", "giraffes"):
        await store.subscriptions.add(Subscription(PLACE, (topic,)), NOW)
    said = Answers()
    await Router(desk(store)).handle(Command("digest now", ANNA, PLACE), said)
    (text,) = said.texts
    assert ["robots" in line for line in text.splitlines()] == [True, False]
    assert all("1 announced, 0 on topic" in line for line in text.splitlines())
    assert [(each.outcome, each.receipt) for each in await store.runs.past(PLACE, 9)] == [
        ("receipt", Receipt(announced=1, filtered=1))
    ] * 2


async def test_data_in_a_digest_is_no_markup(store: SqliteStore) -> None:
    await announce(store, [paper(1, "Robots **and** [links](https://evil.example) `x`")])
    made = await prepared(store, Subscription(PLACE, ("robots",)))
    _, card, _ = digest_message(made, NOW).cards
    assert plain(card.body) == "Robots **and** [links](https://evil.example) `x`"


def test_exclusions_are_words_and_phrases_however_they_are_quoted() -> None:
    excluded = ('"quantum computing"', 'a "b" c', *(f"word{number:05}" for number in range(90)))
    announced = [paper(1, "Quantum computing"), paper(2, "Quantum a b c"), paper(3, "word00089")]
    chosen = choose(Subscription(PLACE, (), (), excluded), announced, 3, {})
    assert chosen.picks == ()


@pytest.mark.parametrize(
    ("topics", "categories", "spelt"),
    [
        (("robots",), ("cs.RO",), "“robots” in cs.RO"),
        (
            ("robots", '"tiny hands"'),
            ("cs.RO", "cs.LG"),
            "“robots” or “tiny hands” in cs.RO, cs.LG",
        ),
        (("robots cs.RO", "hands"), ("cs.LG",), "“robots” in cs.RO or “hands” in cs.LG"),
        ((), ("cs.RO",), "in cs.RO"),
        ((), (), ""),
    ],
)
async def test_a_subscription_reads_like_what_was_meant(
    store: SqliteStore, topics: tuple[str, ...], categories: tuple[str, ...], spelt: str
) -> None:
    made = await prepared(store, Subscription(PLACE, topics, categories))
    assert made.topic == spelt


def test_the_date_is_the_places_own() -> None:
    late = datetime(2026, 3, 10, 23, 30, tzinfo=UTC)
    assert local_date(late, "Asia/Tokyo") == TODAY + timedelta(days=1)
    assert local_date(late, "America/New_York") == TODAY


@pytest.mark.parametrize(
    "author", ["LeCun, Yann", "Y. LeCun", "Yann A. Lecun", "Le Cun, Y.", "lecun"]
)
async def test_an_author_of_a_subscription_is_found_however_the_name_is_written(
    store: SqliteStore, author: str
) -> None:
    names = [("Ann Lee", "Yann LeCun"), ("Y. LeCun",), ("Yves Li",), ("Yoshua Bengio",)]
    await announce(store, [paper(number, authors=its) for number, its in enumerate(names)])
    for wanted in (
        Subscription(PLACE, authors=(author,)),
        Subscription(PLACE, (f'by:"{author}"',)),
    ):
        made = await prepared(store, wanted)
        assert sorted(pick.paper.id for pick in made.picks) == [paper(0).id, paper(1).id]
        assert {pick.why for pick in made.picks} == {"by Yann LeCun", "by Y. LeCun"}
