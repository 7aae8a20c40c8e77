"""A channel that learns: what votes and seed papers change, and what they do not."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest import Edition, empty_line, prepare_digest, select
from bot.digest.judged import Judged, left_out, likings
from bot.digest.tasting import Tasting
from bot.messages import Address
from bot.models import Announcement, Breadth, Digest, Paper, Subscription
from bot.papers import Match
from bot.ranking import Meaning, lexicon
from bot.ranking.traits import text_of
from bot.text.stems import stems
from storage.sqlite import SqliteStore
from tests.days import announce
from tests.fakes import NOW, PLACE, TODAY, desk, summariser
from tests.fakes import paper as numbered
from tests.sources import FakeSource

SUBJECTS = {
    "splat": "gaussian splatting rendering radiance scene camera view geometry point cloud",
    "speech": "speech audio voice recognition accent speaker phoneme acoustic spoken dialect",
    "protein": "protein folding molecule binding enzyme structure sequence ligand residue cell",
    "agents": "agent tool planning dialogue memory instruction workflow browser task assistant",
    "robots": "robot arm grasp motion torque joint manipulation gripper policy contact",
    "privacy": "privacy attack federated leakage gradient client server noise secret audit",
    "stars": "galaxy star halo redshift telescope survey dust spectrum cosmic mass",
    "graphs": "graph node edge spectral message community walk embedding sparse cut",
}
FILLER = "we propose method show results model approach evaluate data learn efficient novel"
TODAYS = ("splat", "speech", "protein")
IN_TITLE = Match(1.0, "“robot” in the title")
LOOSE = Match(0.2, "“robot” in the abstract")
DAY = timedelta(days=1)
WANTED = Subscription(PLACE, categories=("cs.CV",), max=3, breadth="broad")


def paper(subject: str, number: int) -> Paper:
    """A made-up paper on a subject; the same number gives the same one."""
    chance = Random(f"{subject}{number}")
    words = SUBJECTS[subject].split()
    said = chance.choices(words, k=20) + chance.choices(FILLER.split(), k=20)
    its_id = f"2504.{list(SUBJECTS).index(subject)}{number:04}"
    title, author = " ".join(chance.sample(words, 3)), f"Ada {subject.title()}{number}"
    return Paper(its_id, title, " ".join(said), (author,), ("cs.CV",))


def fitted() -> bytes:
    """A meaning with an axis for each subject."""
    words = lexicon(text_of(paper(subject, row)) for subject in SUBJECTS for row in range(20))
    of = [set(stems(text).split()) for text in SUBJECTS.values()]
    axes = np.array([[float(stem in each) for each in of] for stem in words.stems], np.float32)
    return Meaning(words.stems, words.rarity, words.rarity[:, None] * axes).dump()


def judged(liking: Mapping[int, float], *unliked: int) -> Judged:
    return Judged(
        {numbered(number).id: its for number, its in liking.items()},
        frozenset(numbered(number).id for number in unliked),
        lambda its: f"“{its.id}”" if liking.get(int(its.id[-2:]), 0) > 0.5 else "",
    )


@given(
    st.lists(
        st.tuples(
            st.sampled_from([0.2, 0.45, 0.5, 0.6, 1.0]), st.none() | st.floats(0, 1), st.booleans()
        ),
        max_size=12,
    ),
    st.sampled_from(["strict", "normal", "broad"]),
    st.integers(1, 5),
    st.integers(0, 3),
)
def test_receipts_add_up_whatever_is_liked(
    papers: list[tuple[float, float | None, bool]], breadth: Breadth, most: int, tricks: int
) -> None:
    fitting = [(numbered(row), Match(score, "it")) for row, (score, _, _) in enumerate(papers)]
    known = Judged(
        {numbered(row).id: its for row, (_, its, _) in enumerate(papers) if its is not None},
        frozenset(numbered(row).id for row, (_, _, unliked) in enumerate(papers) if unliked),
        near=lambda one, other: (
            tricks > 0 and int(one.id[-2:]) % tricks == int(other.id[-2:]) % tricks
        ),
    )
    wanted = Subscription(PLACE, ("robot",), max=most, breadth=breadth)
    chosen = select(wanted, fitting, 20, {numbered(2).id: True}, (), known)
    assert chosen.receipt.announced == 20
    assert len(chosen.passed_over) + len(chosen.picks) == len(papers)
    assert not {pick.paper.id for pick in chosen.picks} & known.unliked
    if tricks == 1:
        assert len(chosen.picks) <= 2
    assert all(0 <= pick.score <= 1 for pick in chosen.picks)


def test_the_taste_orders_what_fits_and_says_so() -> None:
    fitting = [(numbered(1), IN_TITLE), (numbered(2), IN_TITLE), (numbered(3), IN_TITLE)]
    wanted = Subscription(PLACE, ("robot",))
    chosen = select(wanted, fitting, 3, {}, (), judged({1: 0.2, 2: 0.9, 3: 0.5}, 1))
    assert [pick.paper.id[-1] for pick in chosen.picks] == ["2", "3"]
    assert chosen.picks[0].why == "“robot” in the title · like what you liked: “2603.00002”"
    assert chosen.passed_over == {"2603.00001": "too far from what was liked here"}
    assert (chosen.receipt.below_threshold, chosen.receipt.filtered) == (1, 0)


def test_no_three_on_one_trick() -> None:
    fitting = [(numbered(number), IN_TITLE) for number in range(5)]
    near = Judged(near=lambda one, other: "2603.00004" not in (one.id, other.id))
    chosen = select(Subscription(PLACE, ("robot",)), fitting, 5, {}, (), near)
    assert len(chosen.picks) == 3
    assert numbered(4).id in {pick.paper.id for pick in chosen.picks}
    assert set(chosen.passed_over.values()) == {"like two others of that digest"}
    assert chosen.receipt.folded == 2


@pytest.mark.parametrize(
    ("breadth", "passing"),
    [("strict", [1.0, 0.5]), ("normal", [1.0, 0.5, 0.45]), ("broad", [1.0, 0.5, 0.45, 0.2])],
)
def test_the_breadth_moves_the_threshold(breadth: Breadth, passing: list[float]) -> None:
    scores = [1.0, 0.5, 0.45, 0.2]
    fitting = [(numbered(row), Match(score, "it")) for row, score in enumerate(scores)]
    chosen = select(Subscription(PLACE, ("robot",), breadth=breadth), fitting, 4, {})
    assert [scores[int(pick.paper.id[-1])] for pick in chosen.picks] == passing


def test_few_votes_sway_little_and_leave_nothing_out_on_topic() -> None:
    scores = {"a": 1.0, "b": 2.0, "c": 3.0}
    one, many = likings(scores, 1), likings(scores, 50)
    assert one["a"] < one["b"] == 0.5 < one["c"] < many["c"] <= 1
    assert likings({"a": 1.0}, 50) == {"a": 0.5}
    assert left_out("normal", 2, 0, topical=True) == 0 < left_out("normal", 3, 0, topical=True)
    assert left_out("broad", 99, 0, topical=True) == 0
    assert left_out("normal", 0, 0, topical=False) == 0  # disliking alone leaves out none
    shares = [left_out("normal", liked, 0, topical=False) for liked in (0.1, 3, 5, 50)]
    assert shares == [0.5, pytest.approx(0.57), 0.95, 0.95]
    assert left_out("strict", 1, 1, topical=False) == 0.99


class Channel:
    """A place whose papers of yesterday were voted on, and which looks at those of today."""

    def __init__(self, store: SqliteStore) -> None:
        self.store, self.now = store, NOW

    async def fill(self, meaning: bytes = b"") -> None:
        """Twenty papers a subject before today; three papers today."""
        before = [paper(subject, row) for subject in SUBJECTS for row in range(20)]
        await announce(self.store, TODAY - DAY, *before)
        await announce(self.store, TODAY, *(paper(subject, 99) for subject in TODAYS))
        if meaning:
            await self.store.meanings.put(meaning, 160, NOW)

    async def vote(self, subject: str, rows: range, value: int = 1, person: str = "anna") -> None:
        self.now += timedelta(seconds=1)
        for row in rows:
            its = paper(subject, row).id
            await self.store.votes.vote(PLACE, its, person, 1 if value > 0 else -1, self.now)

    async def today(self, **more: object) -> Digest:
        wanted = replace(WANTED, **more)  # type: ignore[arg-type]
        edition = Edition(self.store, summariser(self.store))
        return await prepare_digest(wanted, TODAY, self.store, edition, self.now)

    async def order(self, **more: object) -> list[str]:
        digest = await self.today(**more)
        return [subject_of(pick.paper) for pick in digest.picks]


def subject_of(its: Paper) -> str:
    subjects = {paper(each, 99).id: each for each in TODAYS}
    return subjects[its.id]


@pytest.fixture
async def channel(store: SqliteStore) -> Channel:
    made = Channel(store)
    await made.fill()
    return made


@pytest.mark.parametrize("subject", TODAYS)
@pytest.mark.parametrize("meaning", [b"", fitted()], ids=["words", "meaning"])
async def test_three_votes_change_the_order_next_day(
    store: SqliteStore, subject: str, meaning: bytes
) -> None:
    channel = Channel(store)
    await channel.fill(meaning)
    await channel.vote(subject, range(3))
    digest = await channel.today()
    assert subject_of(digest.picks[0].paper) == subject
    assert "like what you liked: “" in digest.picks[0].why


@pytest.mark.parametrize("subject", TODAYS)
async def test_a_vote_against_pushes_down(channel: Channel, subject: str) -> None:
    await channel.vote(subject, range(2), -1)
    assert (await channel.order())[-1] == subject


async def test_a_vote_taken_back_or_changed_is_forgotten(channel: Channel) -> None:
    before = await channel.order()
    await channel.vote("splat", range(3))
    assert (await channel.order())[0] == "splat"
    await channel.vote("splat", range(3), -1)
    assert (await channel.order())[-1] == "splat"
    for row in range(3):
        await channel.store.votes.withdraw(PLACE, paper("splat", row).id, "anna", -1)
    assert await channel.order() == before


async def test_a_reset_forgets_and_seed_papers_stay(channel: Channel) -> None:
    before = await channel.order()
    seed = (paper("protein", 3).id,)
    await channel.vote("splat", range(5))
    assert (await channel.order())[0] == (await channel.order(like=seed))[0] == "splat"
    assert await channel.store.tastes.reset(PLACE, channel.now) == 5
    assert await channel.order() == before
    assert (await channel.order(like=seed))[0] == "protein"
    await channel.vote("speech", range(5))
    assert (await channel.order())[0] == "speech"


async def test_one_zealous_person_of_three_does_not_decide_but_one_alone_does(
    channel: Channel,
) -> None:
    await channel.vote("speech", range(20), 1, "zoe")
    await channel.vote("splat", range(20), -1, "zoe")
    assert (await channel.order())[0] == "speech"
    for person in ("anna", "bob"):
        await channel.vote("splat", range(20), 1, person)
        await channel.vote("speech", range(20), -1, person)
    assert (await channel.order())[0] == "splat"


async def test_other_places_and_those_without_votes_are_left_alone(channel: Channel) -> None:
    before = await channel.today()
    await channel.vote("splat", range(3))
    elsewhere = await channel.today(place=Address("fake", "elsewhere"))
    assert [pick.paper for pick in elsewhere.picks] == [pick.paper for pick in before.picks]
    assert [pick.why for pick in elsewhere.picks] == [pick.why for pick in before.picks]
    assert not any("liked" in pick.why for pick in elsewhere.picks)


async def test_votes_on_one_topic_leave_out_none_of_another(channel: Channel) -> None:
    wanted = {"categories": (), "breadth": "strict"}
    await channel.vote("splat", range(20))
    assert await channel.order(**wanted, topics=("speech",)) == ["speech"]
    # Where the votes are for papers on a topic, they tell what of it is good.
    assert await channel.order(**wanted, topics=("speech", "splatting")) == ["splat"]


async def test_a_topic_is_judged_as_one_also_beside_a_whole_category(channel: Channel) -> None:
    wanted = {"categories": (), "breadth": "normal"}
    await channel.vote("splat", range(20))
    assert "speech" not in await channel.order(**wanted, topics=("cs.CV",))
    order = await channel.order(**wanted, topics=("speech", "cs.CV"))
    assert "speech" in order
    assert "protein" not in order


async def test_what_a_followed_author_wrote_is_not_left_out(channel: Channel) -> None:
    await channel.vote("splat", range(20))
    wanted = {"topics": ("splatting",), "categories": (), "breadth": "strict"}
    author = paper("speech", 99).authors
    assert set(await channel.order(**wanted, authors=author)) == {"splat", "speech"}


async def test_where_nothing_was_liked_nothing_is_said_to_be(channel: Channel) -> None:
    for subject in SUBJECTS:
        await channel.vote(subject, range(1 if subject == "splat" else 12), -1)
    assert not [pick.why for pick in (await channel.today()).picks if "liked" in pick.why]


async def test_a_silent_day_says_that_it_was_for_the_taste(channel: Channel) -> None:
    await channel.vote("stars", range(10))
    digest = await channel.today(breadth="strict")
    assert not digest.picks
    assert digest.receipt.below_threshold == 3
    assert "3 on topic, 3 too far from what was liked here." in empty_line(digest, channel.now)


async def test_more_votes_are_learned_against_more_papers(
    channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.ranking.background.FEW", 8)
    tasting = Tasting(channel.store)
    sizes = [len((await tasting.behind(votes)).ids) for votes in (1, 4, 1, 1_000)]
    assert sizes == [8, 16, 16, 163]


async def test_what_was_learned_is_learned_once(channel: Channel) -> None:
    await channel.vote("splat", range(3))
    await channel.order()
    learned = await channel.store.tastes.latest(PLACE, ())
    assert learned
    assert learned.liked == pytest.approx(3, abs=0.01)
    channel.now += timedelta(hours=3)
    await channel.order()
    assert await channel.store.tastes.latest(PLACE, ()) == learned
    channel.now += timedelta(days=8)
    await channel.order()
    assert await channel.store.tastes.latest(PLACE, ()) != learned


async def test_a_seed_paper_that_is_not_here_counts_once_it_is(channel: Channel) -> None:
    seed = replace(paper("protein", 50), id="2504.99999")
    assert "liked" not in (await channel.today(like=(seed.id,))).picks[0].why
    source = FakeSource(announced(seed))
    its = replace(desk(channel.store).newsroom, sources=(source,))
    await its.look_up([seed.id, "2504.88888"])
    await its.look_up([seed.id, "2504.88888"])
    assert source.asked == ["lookup 2504.99999 2504.88888"]
    assert (await channel.order(like=(seed.id,)))[0] == "protein"


async def test_a_seed_paper_that_is_not_here_leaves_nothing_out(channel: Channel) -> None:
    await channel.vote("speech", range(1), -1)
    its = {"breadth": "strict", "like": ("2504.99999",)}
    assert sorted(await channel.order(**its)) == sorted(TODAYS)
    known = {"breadth": "strict", "like": (paper("protein", 3).id,)}
    assert await channel.order(**known) == ["protein"]


def announced(its: Paper, day: date = TODAY) -> Announcement:
    """As a source announces it, which has when it was submitted."""
    return Announcement(replace(its, submitted=NOW - 2 * DAY), "cs.CV", "new", day)
