"""The digest: what is chosen, where the rest went, and that nothing comes twice."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest import (
    digest_message,
    local_date,
    post_digest,
    prepare_digest,
    select,
)
from bot.errors import ChatError, PlaceGone, Unsure
from bot.models import Announcement, Batch, Digest, Paper, Receipt, Subscription
from bot.papers import THRESHOLD
from bot.text.markdown import plain
from tests.fakes import NOW, PLACE, FakeChat, MemoryStore, TitleWriter, paper

TODAY = NOW.date()
WORDS = st.sampled_from(["gaussian", "splatting", "robot", "survey", "diffusion", "model"])
TITLES = st.lists(WORDS, max_size=4).map(" ".join)
PAPERS = st.lists(TITLES, max_size=12).map(
    lambda titles: [paper(number, title) for number, title in enumerate(titles)]
)


@given(
    PAPERS,
    st.lists(st.lists(WORDS, max_size=2).map(" ".join), max_size=2).map(tuple),
    st.sets(st.integers(0, 11)),
    st.integers(1, 4),
)
def test_receipts_add_up_and_picks_are_fresh_few_and_best_first(
    announced: list[Paper], topics: tuple[str, ...], posted: set[int], most: int
) -> None:
    before = [paper(number, f"Posted {number}") for number in posted]
    wanted = Subscription(PLACE, topics, exclude=("survey",), max=most)
    picks, receipt = select(wanted, announced, before)
    assert receipt.announced == len(announced)
    assert receipt.posted == len(picks) <= most
    assert not {pick.paper.id for pick in picks} & {each.id for each in before}
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
    ]
    wanted = Subscription(PLACE, ("robot arm",), max=1)
    picks, receipt = select(wanted, announced, [paper(2)])
    assert [pick.paper.id for pick in picks] == ["2603.00001"]
    assert receipt == Receipt(
        announced=5, posted=1, filtered=1, already_posted=1, below_threshold=1, over_max=1
    )


async def announce(store: MemoryStore, papers: list[Paper], day: date = TODAY) -> None:
    events = [
        Announcement(each, category, "new", day) for each in papers for category in each.categories
    ]
    await store.announcements.record("fake", "", Batch(tuple(events)), NOW)


async def prepared(store: MemoryStore, wanted: Subscription) -> Digest:
    return await prepare_digest(wanted, NOW.date(), store, TitleWriter())


async def test_a_digest_is_posted_once_and_then_explained() -> None:
    store, chat = MemoryStore(), FakeChat()
    await announce(store, [paper(1, "Robots"), paper(2, "Robot hands"), paper(3, "Heat")])
    wanted = Subscription(PLACE, ("robots",))
    first = await post_digest(await prepared(store, wanted), chat, store.ledger, NOW)
    assert len(first.picks) == 2
    second = await prepared(store, wanted)
    assert second.receipt == Receipt()
    assert digest_message(second).text == (
        "No paper on “robots” today: nothing new was announced since Tuesday 10 March."
    )


async def test_what_was_announced_and_left_does_not_come_back() -> None:
    store, chat = MemoryStore(), FakeChat()
    await announce(store, [paper(1, "Robots"), paper(2, "Robot hands"), paper(3, "Heat")])
    wanted = Subscription(PLACE, ("robots",), max=1)
    await post_digest(await prepared(store, wanted), chat, store.ledger, NOW)
    await announce(store, [paper(4, "Robot feet")], NOW.date() + timedelta(days=1))
    again = await prepare_digest(wanted, NOW.date() + timedelta(days=1), store, TitleWriter())
    assert [pick.paper.title for pick in again.picks] == ["Robot feet"]


async def test_what_is_filled_in_from_before_the_first_digest_is_no_news() -> None:
    store, chat = MemoryStore(), FakeChat()
    await announce(store, [paper(1, "Robots")])
    wanted = Subscription(PLACE, ("robots",))
    await post_digest(await prepared(store, wanted), chat, store.ledger, NOW)
    await announce(store, [paper(2, "Old robots")], TODAY - timedelta(days=2))
    assert (await prepared(store, wanted)).receipt == Receipt()
    await announce(store, [paper(3, "Robots in a category that came late")], TODAY)
    assert (await prepared(store, wanted)).receipt.posted == 1


async def test_a_cross_list_of_a_posted_paper_is_not_posted_again() -> None:
    store, chat = MemoryStore(), FakeChat()
    its = paper(1, "Robots", categories=("cs.RO", "cs.LG"))
    await store.announcements.record(
        "fake", "", Batch((Announcement(its, "cs.RO", "new", NOW.date()),)), NOW
    )
    wanted = Subscription(PLACE, ("robots",), ("cs.RO", "cs.LG"))
    await post_digest(await prepared(store, wanted), chat, store.ledger, NOW)
    await store.announcements.record(
        "fake", "", Batch((Announcement(its, "cs.LG", "cross", NOW.date()),)), NOW
    )
    assert (await prepared(store, wanted)).receipt == Receipt(announced=1, already_posted=1)


async def test_one_work_under_two_ids_is_folded() -> None:
    store = MemoryStore()
    await announce(
        store, [paper(1, "A robot that walks well"), paper(2, "A Robot that Walks Well!")]
    )
    made = await prepared(store, Subscription(PLACE, ("robot",)))
    assert made.receipt == Receipt(announced=2, posted=1, folded=1)


async def test_notes_stand_below_a_digest_and_behind_an_empty_one() -> None:
    store = MemoryStore()
    note = ("arXiv answered with HTTP 503: cs.CL is missing, and is caught up later.",)
    wanted = Subscription(PLACE, ("robots",))
    empty = await prepare_digest(wanted, NOW.date(), store, TitleWriter(), note)
    assert digest_message(empty).text.endswith(note[0])
    await announce(store, [paper(1, "Robots")])
    full = await prepare_digest(wanted, NOW.date(), store, TitleWriter(), note)
    assert digest_message(full).cards[-1].footer == note[0]


def test_authors_are_wanted_beside_topics_and_upvotes_only_order() -> None:
    liked = paper(1, "Robot hands", upvotes=200, code="https://example.org/code")
    by_her = paper(2, "Heat", authors=("Grace B. Hopper",))
    plain = paper(3, "Robot arms")
    wanted = Subscription(PLACE, ("robot",), authors=("G. Hopper",))
    picks, _ = select(wanted, [plain, by_her, liked, paper(4, "Else", upvotes=999)], [])
    assert [(pick.paper.id[-1], pick.why) for pick in picks] == [
        ("1", "“robot” in the title · ▲200 on Hugging Face · code"),
        ("2", "by Grace B. Hopper"),
        ("3", "“robot” in the title"),
    ]


async def test_two_digests_at_once_share_the_papers() -> None:
    store = MemoryStore()
    await announce(store, [paper(1, "Robots"), paper(2, "Robot hands")])
    wide, narrow = Subscription(PLACE, ("robots",)), Subscription(PLACE, ('"robot hands"',))
    one, two = await prepared(store, wide), await prepared(store, narrow)
    await post_digest(two, FakeChat(), store.ledger, NOW)
    got = await post_digest(one, FakeChat(), store.ledger, NOW)
    assert [pick.paper.title for pick in got.picks] == ["Robots"]
    assert (got.receipt.posted, got.receipt.already_posted) == (1, 1)


@pytest.mark.parametrize(
    ("error", "free"),
    [
        (PlaceGone("gone"), True),
        (ChatError("500"), True),
        (OSError("a surprise"), True),
        (asyncio.CancelledError(), True),
        (Unsure("?"), False),
    ],
)
async def test_what_was_surely_not_sent_is_free_again(error: BaseException, free: bool) -> None:
    store, chat = MemoryStore(), FakeChat()
    await announce(store, [paper(1, "Robots")])
    chat.fails = [error]
    made = await prepared(store, Subscription(PLACE, ("robots",)))
    with pytest.raises(type(error)):
        await post_digest(made, chat, store.ledger, NOW)
    assert (await store.ledger.posted(PLACE) == frozenset()) is free


async def test_a_digest_reads_like_news() -> None:
    store = MemoryStore()
    many = tuple(f"Given{number} Family{number}" for number in range(5))
    await announce(
        store,
        [paper(1, r"Fast $O(n\log n)$ robots*", authors=many, categories=("cs.RO",)), paper(2)],
    )
    message = digest_message(await prepared(store, Subscription(PLACE, ("robots",), ("cs.RO",))))
    assert message.text == "1 new paper on “robots” in cs.RO"
    header, card = message.cards
    assert header.title == "1 new paper · Tue 10 March"
    assert header.footer == "“robots” in cs.RO · 1 announced, 1 on topic, 1 chosen"
    assert card.title == "Fast O(n log n) robots*"
    assert card.url == "https://arxiv.org/abs/2603.00001"
    assert plain(card.body) == card.title
    assert card.footer == "G. Family0, G. Family1, G. Family2 +2 · “robots” in the title"


async def test_a_digest_of_which_a_part_was_sent_does_not_come_again() -> None:
    store, chat = MemoryStore(), FakeChat()
    await announce(store, [paper(number, f"Robots {number}") for number in range(9)])
    made = await prepared(store, Subscription(PLACE, ("robots",), max=9))
    chat.fails = [None, ChatError("500")]
    with pytest.raises(Unsure, match="only a part"):
        await post_digest(made, chat, store.ledger, NOW)
    assert len(await store.ledger.posted(PLACE)) == 9


async def test_two_empty_digests_of_one_place_are_both_shown() -> None:
    store, chat = MemoryStore(), FakeChat()
    await announce(store, [paper(1, "Heat")])
    for topic in ("robots", "giraffes"):
        made = await prepared(store, Subscription(PLACE, (topic,)))
        await post_digest(made, chat, store.ledger, NOW)
    assert ["robots" in shown.text for shown in chat.shown.values()] == [True, False]


async def test_data_in_a_digest_is_no_markup() -> None:
    store = MemoryStore()
    await announce(store, [paper(1, "Robots **and** [links](https://evil.example) `x`")])
    _, card = digest_message(await prepared(store, Subscription(PLACE, ("robots",)))).cards
    assert plain(card.body) == "Robots **and** [links](https://evil.example) `x`"


def test_exclusions_are_words_and_phrases_however_they_are_quoted() -> None:
    excluded = ('"quantum computing"', 'a "b" c', *(f"word{number:05}" for number in range(90)))
    announced = [paper(1, "Quantum computing"), paper(2, "Quantum a b c"), paper(3, "word00089")]
    picks, _ = select(Subscription(PLACE, (), (), excluded), announced, [])
    assert picks == ()


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
    topics: tuple[str, ...], categories: tuple[str, ...], spelt: str
) -> None:
    made = await prepared(MemoryStore(), Subscription(PLACE, topics, categories))
    assert made.topic == spelt


def test_the_date_is_the_places_own() -> None:
    late = datetime(2026, 3, 10, 23, 30, tzinfo=UTC)
    assert local_date(late, "Asia/Tokyo") == NOW.date() + timedelta(days=1)
    assert local_date(late, "America/New_York") == NOW.date()
