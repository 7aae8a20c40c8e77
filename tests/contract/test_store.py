"""What every store of papers and questions does, in memory and in SQLite."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from bot.messages import Address
from bot.models import (
    Field,
    Figure,
    Manner,
    Offered,
    Point,
    Step,
    Summary,
    Topic,
    Workflow,
)
from bot.papers import read_topic
from bot.ports import Store
from storage.sqlite import SqliteStore
from tests.fakes import NOW, paper
from tests.memory import MemoryStore

OTHER = Address("fake", "other room")
FULL = Summary(
    "tldr",
    (
        Field("topic", (Point("Of pumps.", "We study pumps", "1 Introduction, page 2"),)),
        Field("results", (Point("2 % more.", "2 % more."), Point("“5 %” less.", "5 %", "p"))),
    ),
    questions=("Why?",),
    workflow=Workflow((Step("Water", "data"), Step("Pump"), Step("Tank")), (Step("Loop"),), 0, 2),
    figure=Figure("ab12", "Water, then pump", "Water\n  ↓\nPump"),
    language="German",
    writer="a model",
    whole=True,
    dropped=2,
    flags=("hidden text",),
    note="why not",
)


@pytest.fixture(params=["memory", "sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    opened: Store = (
        MemoryStore() if request.param == "memory" else await SqliteStore.open(tmp_path / "a.db")
    )
    yield opened
    await opened.close()
    await opened.close()


async def found(store: Store, typed: str, limit: int = 10) -> list[str]:
    return [each.read().title for each in await store.papers.search(read_topic(typed), limit)]


async def test_a_paper_comes_back_as_people_read_it(store: Store) -> None:
    plain = paper(1, "Ünïcode & ‘quotes’", authors=('Ann "A" O’Neil', "李"), sample=True)
    written = paper(
        2, "Of $x^2$ \x00 ", abstract="Costs \\$5\nor $6$.", authors=(r"J. M\"uller", "A")
    )
    read = replace(written, title="Of x²", abstract="Costs $5 or 6.", authors=("J. Müller", "A"))
    assert await store.papers.add([plain, written, paper(3)]) == 3
    assert [await store.papers.get(each.id) for each in (plain, written)] == [plain, read]
    assert set(await store.papers.several([plain.id, written.id])) == {plain, read}
    assert read in await store.papers.recent(3)
    assert [each.read() for each in await store.papers.search(Topic(("costs",)), 3)] == [read]
    assert await store.papers.get("2603.99999") is None
    assert await store.papers.count() == 3


async def test_a_known_paper_is_brought_up_to_date_and_found_by_its_new_words(store: Store) -> None:
    await store.papers.add([paper(1, "About giraffes")])
    assert await store.papers.add([paper(1, "About zebras")]) == 0
    assert await found(store, "giraffes") == []
    assert await found(store, "zebras") == ["About zebras"]


async def test_search_wants_every_word_and_puts_the_title_first(store: Store) -> None:
    body = replace(paper(1, "A method"), abstract="Diffusion models are studied here.")
    await store.papers.add([body, paper(2, "Diffusion models"), paper(3, "Diffusion of heat")])
    assert await found(store, "diffusion model") == ["Diffusion models", "A method"]
    assert await found(store, "diffusion model", limit=1) == ["Diffusion models"]


async def test_search_narrows_by_phrase_and_category(store: Store) -> None:
    await store.papers.add(
        [
            paper(1, "Gaussian splatting", categories=("cs.CV",)),
            paper(2, "Gaussian splatting: a survey", categories=("cs.CV",)),
            paper(3, "Gaussian splatting of robots", categories=("cs.RO", "cs.LG")),
        ]
    )
    assert len(await found(store, '"gaussian splatting"')) == 3
    assert len(await found(store, "gaussian cs.CV")) == 2
    assert await found(store, "gaussian cs.lg") == ["Gaussian splatting of robots"]


async def closest(store: Store, typed: str, limit: int = 10) -> list[tuple[str, bool]]:
    """Titles, and whether each is said to fit."""
    offered = await store.papers.closest(read_topic(typed), limit)
    return [(each.read().title, each.at_best > 0) for each in offered]


async def test_papers_with_all_words_come_before_close_ones(store: Store) -> None:
    await store.papers.add(
        [
            paper(1, "Pumps"),
            paper(2, "Valves", abstract="Of pumps that leak."),
            paper(3, "Leaks of pumps"),
            paper(4, "Engines", abstract="Nothing of it."),
        ]
    )
    found = await closest(store, "leaking pumps")
    assert found == [("Leaks of pumps", True), ("Valves", True), ("Pumps", False)]
    assert (await store.papers.closest(read_topic("leaking pumps"), 1)).total == 2
    assert await closest(store, "leaking pumps", limit=1) == found[:1]
    assert await closest(store, "zebras") == []
    assert await closest(store, "leaking pumps for zebras") == [
        ("Leaks of pumps", False),
        ("Valves", False),
    ]


async def test_a_phrase_in_many_abstracts_and_in_no_title_is_found(store: Store) -> None:
    await store.papers.add([paper(n, f"Work {n}", abstract="Of deep nets.") for n in range(60)])
    for typed in ('"deep nets"', '"deep nets" -pumps', "deep nets"):
        assert all(fits for _, fits in await closest(store, typed, limit=45))


async def test_of_many_papers_with_a_word_those_of_a_small_category_are_found(store: Store) -> None:
    large = [paper(n, f"Work {n}", abstract="Of nets.") for n in range(50, 900)]
    small = [
        paper(n, f"Work {n}", abstract=f"{n} nets, 9.", categories=("cs.GR",)) for n in range(50)
    ]
    await store.papers.add(small)
    await store.papers.add(large)
    assert len(await closest(store, "nets cs.GR", limit=5)) == 5


async def test_words_that_are_everywhere_find_what_is_close_in_a_small_category(
    store: Store,
) -> None:
    large = [paper(n, f"Deep nets {n}", abstract="Of nets.") for n in range(20, 4_000)]
    small = [paper(n, f"Nets {n}", abstract="Of seas.", categories=("cs.GR",)) for n in range(20)]
    await store.papers.add(small)
    await store.papers.add(large)
    assert len(await closest(store, "deep nets cs.GR", limit=5)) == 5


async def test_a_rare_word_does_not_hide_what_is_close_in_a_small_category(store: Store) -> None:
    large = [paper(n, f"Deep nets {n}", abstract="Of nets.") for n in range(20, 4_000)]
    rare = [paper(n, "Zebras") for n in range(4_000, 4_010)]
    small = [paper(n, f"Work {n}", abstract="Deep nets.", categories=("cs.GR",)) for n in range(20)]
    await store.papers.add(small)
    await store.papers.add([*large, *rare])
    for typed in ("deep nets zebras cs.GR", '"deep zebras" nets cs.GR'):
        assert len(await closest(store, typed, limit=5)) == 5


async def test_what_more_of_an_answer_shows_goes_on_behind_it(store: Store) -> None:
    titled = [paper(n, f"Deep nets {n}", abstract="Of old pumps.") for n in range(60)]
    described = [paper(n, f"Nets {n}", abstract=f"{n} deep.") for n in range(60, 120)]
    await store.papers.add([*titled, *described])
    for typed in ("deep nets", "deep nets cs.CV", "deep nets pumps"):
        every = await closest(store, typed, limit=40)
        assert len({title for title, _ in every}) == 40
        assert all(fits for _, fits in every)
        for limit in range(5, 40, 5):
            assert await closest(store, typed, limit=limit) == every[:limit]


async def test_what_is_shown_first_does_not_depend_on_how_much_is_shown(store: Store) -> None:
    chance = Random(5)
    kinds = ("deep", "nets", "pumps", "of water", "for engines", "and seeds")
    its = [
        paper(
            n,
            " ".join(chance.sample(kinds, 2)) if n % 4 else f"Work {n}",
            abstract=" ".join(chance.choices(kinds, k=2 if n % 4 else 40)),
            announced=NOW.date() - timedelta(days=chance.randrange(2000)),
            upvotes=chance.randrange(200),
        )
        for n in range(40)
    ]
    await store.papers.add(its)
    meaning = await store.meanings.put(b"a meaning", len(its), NOW)
    await store.meanings.place(meaning, {each.id: chance.randbytes(8) for each in its})
    await store.meanings.settle(meaning)
    for typed in ("deep nets pumps water", "deep pumps engines seeds", '"deep nets" pumps engines'):
        every = await closest(store, typed, limit=40)
        assert 0 < sum(fits for _, fits in every) < len(every)
        for limit in range(1, 40):
            assert await closest(store, typed, limit=limit) == every[:limit]


async def test_all_that_fit_are_shown_before_what_is_close(store: Store) -> None:
    await store.papers.add([paper(n, f"Nets {n}") for n in range(25)])
    every = await closest(store, "nets", limit=40)
    assert [fits for _, fits in every] == [True] * 25
    for limit in range(1, 40):
        assert await closest(store, "nets", limit=limit) == every[:limit]


async def test_nor_does_it_where_few_of_the_best_are_in_a_small_category(store: Store) -> None:
    small = [
        paper(
            n,
            f"Work {n}",
            abstract="Deep nets. " * (1 if n < 8 else n),
            categories=("cs.GR",),
        )
        for n in range(60)
    ]
    large = [paper(n, f"Work {n}", abstract="Deep nets.") for n in range(60, 1500)]
    await store.papers.add([*large[:-200], *small, *large[-200:]])
    every = await closest(store, "deep nets cs.GR", limit=40)
    assert len(every) == 40
    for limit in range(1, 40):
        assert await closest(store, "deep nets cs.GR", limit=limit) == every[:limit]


async def test_a_paper_whose_title_is_the_topic_comes_first(store: Store) -> None:
    old = NOW.date() - timedelta(days=9)
    others = [paper(number, f"Deep nets of kind {number}") for number in range(2, 60)]
    await store.papers.add([paper(1, "Deep nets", announced=old), *others])
    for typed in ("deep nets", '"Deep nets"'):
        assert (await closest(store, typed))[0] == ("Deep nets", True)


async def test_a_word_that_came_just_now_counts_for_what_is_close(store: Store) -> None:
    await store.papers.add([paper(n, f"Pumps {n}", abstract="Of deep nets.") for n in range(300)])
    assert ("Zebra pumps", False) not in await closest(store, "zebra nets", limit=5)
    await store.papers.add([paper(300, "Zebra pumps")])
    assert ("Zebra pumps", False) in await closest(store, "zebra nets", limit=5)


async def test_what_is_close_keeps_to_category_author_and_day(store: Store) -> None:
    old = NOW.date() - timedelta(days=9)
    await store.papers.add(
        [
            paper(1, "Pumps", categories=("cs.CV", "cs.RO")),
            paper(2, "More pumps", categories=("hep-th",)),
            paper(3, "Old pumps", announced=old),
            paper(4, "Pumps by others", authors=("Emmy Noether",)),
        ]
    )
    after = f"since:{NOW.date():%Y-%m-%d}"
    assert await closest(store, f"pumps water cs.RO cs.LG by:turing {after}") == [("Pumps", False)]
    fresh = await found(store, f"pumps {after}")
    assert set(fresh) == {"Pumps", "More pumps", "Pumps by others"}
    assert await found(store, f"{after} hep-th") == ["More pumps"]


async def test_search_offers_what_is_excluded_too_for_that_is_not_the_indexs_to_say(
    store: Store,
) -> None:
    await store.papers.add([paper(1, "Learned models")])
    assert await found(store, "models -learning") == ["Learned models"]


async def test_a_topic_of_categories_or_authors_alone_finds_the_newest(store: Store) -> None:
    old = NOW.date() - timedelta(days=9)
    await store.papers.add(
        [
            paper(1, "Old", categories=("hep-th",), announced=old),
            paper(2, "New", categories=("gr-qc", "hep-th"), authors=("Zoë K. Müller",)),
            paper(3, "Other", categories=("cs.CV",), authors=("K. Möller", "Z. Muller")),
        ]
    )
    assert await found(store, "hep-th") == ["New", "Old"]
    assert await found(store, "hep-th", limit=1) == ["New"]
    assert set(await found(store, 'by:"Zoe Muller"')) == {"New", "Other"}
    assert await found(store, "by:müller gr-qc") == ["New"]


async def test_where_no_word_is_named_the_closest_are_the_newest(store: Store) -> None:
    day = NOW.date()
    await store.papers.add(
        [
            paper(n, f"Robot {n}", announced=day - timedelta(days=n), upvotes=200 * (n % 2))
            for n in range(1, 9)
        ]
    )
    newest = [f"Robot {n}" for n in range(1, 6)]
    for typed in ("cs.CV", "cs.CV since:2020", 'by:"A. Turing"'):
        offered = await store.papers.closest(read_topic(typed), 5)
        assert [each.read().title for each in offered][:5] == newest, typed
        assert offered.total == 8


async def test_words_are_found_as_people_read_and_spell_them(store: Store) -> None:
    title = r"H\"older spaces for colour $\mathbf{x}$ modelling"
    await store.papers.add([paper(1, title)])
    assert await found(store, "Hölder color modeling") == ["Hölder spaces for colour x modelling"]
    assert len(await found(store, "hölders colours model")) == 1
    assert await found(store, "mathbf") == []


async def test_the_nearest_words_of_a_slip(store: Store) -> None:
    await store.papers.add(
        [
            paper(1, "Large language models", abstract="Languages are learning."),
            paper(2, "Reinforcement learning", abstract="It reinforces the mapping."),
        ]
    )
    for slip, word in [
        ("langauge", "language"),
        ("reinforcment", "reinforcement"),
        ("learnign", "learning"),
        ("maping", "mapping"),  # which is “map” with an ending, as nobody writes it
    ]:
        assert (await store.papers.nearest_words(slip))[0] == word
    for far in ("it", "lxrgx", "zebra", ""):
        assert await store.papers.nearest_words(far) == ()


async def test_the_words_of_new_papers_are_near_too(store: Store) -> None:
    await store.papers.add([paper(1, "A lantern")])
    assert await store.papers.nearest_words("langauge") == ()
    await store.papers.add([paper(2, "A language")])
    assert await store.papers.nearest_words("langauge") == ("language",)


async def test_the_papers_that_hold_a_word_are_counted_up_to_a_few(store: Store) -> None:
    learning = [paper(number, f"Learning {number}") for number in range(4)]
    await store.papers.add([*learning, paper(9, "A zebra", authors=("Ann Giraffe",))])
    counts = await store.papers.holding(("zebras", "learned", "giraffe"), 3)
    assert list(counts.items()) == [("zebras", 1), ("learned", 3), ("giraffe", 0)]
    assert await store.papers.holding((), 3) == {}


@pytest.mark.parametrize("typed", ['"', "a AND", "c++ OR *", "NEAR(x", "title:x", "'; DROP TABLE"])
async def test_typed_signs_are_data_to_the_search(store: Store, typed: str) -> None:
    await store.papers.add([paper(1)])
    assert await found(store, typed) == []


async def test_an_empty_topic_finds_nothing(store: Store) -> None:
    await store.papers.add([paper(1)])
    assert await store.papers.search(Topic(), 10) == Offered()


async def test_recent_papers_come_newest_first_and_those_without_a_day_last(store: Store) -> None:
    days = [NOW.date() - timedelta(days=back) for back in (2, 0, 1)]
    await store.papers.add([paper(9, announced=None)])
    await store.papers.add([paper(number, announced=day) for number, day in enumerate(days)])
    newest = sorted(days, reverse=True)
    assert [each.announced for each in await store.papers.recent(10)] == [*newest, None]
    assert [each.announced for each in await store.papers.recent(2)] == newest[:2]


async def test_a_summary_is_remembered_while_its_paper_stays_the_same(store: Store) -> None:
    mine, other = Manner("me 1"), Manner("me 2")
    await store.papers.add([paper(1), paper(2), paper(3)])
    ids = [paper(number).id for number in (3, 2, 1)]
    assert list(await store.summaries.lacking(mine)) == ids
    three, two = Summary.one("Three."), FULL
    written = {ids[0]: ("a", three), ids[1]: ("b", two), "2603.99999": ("c", three)}
    await store.summaries.remember(written, mine)
    assert await store.summaries.lacking(mine) == (ids[2],)
    asked = {ids[0]: "a", ids[1]: "not b", ids[2]: "d"}
    assert await store.summaries.of(asked, mine) == {ids[0]: three}
    assert await store.summaries.of({ids[1]: "b"}, mine) == {ids[1]: two}
    assert await store.summaries.of(asked, other) == {}
    assert len(await store.summaries.lacking(other)) == 3
    await store.summaries.remember({ids[0]: ("a", replace(three, dropped=3))}, mine)
    assert await store.summaries.of(asked, mine) == {ids[0]: replace(three, dropped=3)}
    await store.papers.add([paper(3, upvotes=7), paper(2, "Another title")])
    assert await store.summaries.lacking(mine) == (ids[1], ids[2])
    assert await store.summaries.of(asked, mine) == {ids[0]: replace(three, dropped=3)}


async def test_one_writes_a_summary_and_the_others_wait(store: Store) -> None:
    its, later = Manner("me 1", "points", "German"), NOW + timedelta(minutes=5)
    claim = store.summaries.claim
    assert await claim("2603.00001", its, "a", NOW, later)
    assert not await claim("2603.00001", its, "b", NOW, later)
    assert await claim("2603.00001", replace(its, style="deep"), "b", NOW, later)
    assert await claim("2603.00002", its, "b", NOW, later)
    assert await claim("2603.00001", its, "b", later, later + timedelta(minutes=5))  # a died
    await store.summaries.release("2603.00001", its, "a")
    assert not await claim("2603.00001", its, "a", later, later + timedelta(minutes=5))
    await store.summaries.release("2603.00001", its, "b")
    assert await claim("2603.00001", its, "a", later, later + timedelta(minutes=5))
    await store.summaries.remember({"2603.00001": ("x", FULL)}, its)
    assert await claim("2603.00001", its, "c", later, later + timedelta(minutes=5))
