from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models import Paper
from bot.ranking import Taste, Vote, background_of, learn, reasons, tabulate, weigh
from bot.ranking.logistic import minimise
from bot.ranking.table import Table, beside
from bot.ranking.telling import STYLE
from bot.ranking.votes import HALF_LIFE
from tests.ranking import SUBJECTS, meaning, others, paper, papers, read

SPLAT, SPEECH, PROTEIN = (paper(each, 900) for each in ("splat", "speech", "protein"))


def taste(liked: list[Paper], disliked: list[Paper]) -> Taste:
    said = {each.id: (1.0, 0.0) for each in liked} | {each.id: (0.0, 1.0) for each in disliked}
    return learn({each.id: read(each) for each in liked + disliked}, said, others())


def scores(model: Taste, *its: Paper) -> list[float]:
    return [float(each) for each in model.score(tabulate([read(one) for one in its]))]


def dense(table: Table) -> np.ndarray:
    rows = np.zeros((len(table), table.width))
    for row in range(len(table)):
        for place in range(table.starts[row], table.starts[row + 1]):
            rows[row, table.places[place]] += table.values[place]
    return rows


def test_one_like_lifts_what_is_like_it() -> None:
    splat, speech, protein = scores(taste([paper("splat", 901)], []), SPLAT, SPEECH, PROTEIN)
    assert splat > max(speech, protein)


def test_one_dislike_sinks_what_is_like_it() -> None:
    model = taste([], [paper("speech", 901)])
    splat, speech, protein = scores(model, SPLAT, SPEECH, PROTEIN)
    assert speech < min(splat, protein)


def test_a_dislike_takes_back_what_a_like_gave() -> None:
    liked = [paper("splat", 901), paper("speech", 901)]
    both = scores(taste(liked, []), SPEECH)[0]
    assert scores(taste(liked[:1], liked[1:]), SPEECH)[0] < both


def of_votes(*votes: Vote) -> Taste:
    known = {f"{subject}{each}": paper(subject, each) for subject in SUBJECTS for each in COUNT}
    return learn({name: read(each) for name, each in known.items()}, weigh(votes), others())


COUNT = range(900, 950)
LOUD = [Vote(f"splat{each}", "ann", liked=True) for each in COUNT]
QUIET = [Vote(f"speech{each}", who, liked=True) for who in ("bob", "cyd") for each in COUNT[1:8]]


def test_each_dislike_more_sinks_a_subject_further() -> None:
    liked = Vote("speech901", "ann", liked=True)
    against = [Vote(f"splat{each}", "ann", liked=False) for each in COUNT[:3]]
    found = [scores(of_votes(liked, *against[:many]), SPLAT)[0] for many in range(4)]
    assert found == sorted(found, reverse=True)
    assert found[0] - found[-1] > 0.1


def test_one_loud_person_sways_scores_less_than_alone() -> None:
    def lead(model: Taste) -> float:
        splat, speech = scores(model, SPLAT, SPEECH)
        return splat - speech

    shared = of_votes(*LOUD, *QUIET)
    unweighed = {each.paper: (1.0, 0.0) for each in (*LOUD, *QUIET)}
    voted = {each: read(paper(each[:-3], int(each[-3:]))) for each in unweighed}
    assert lead(of_votes(*LOUD)) > lead(learn(voted, unweighed, others())) > lead(shared)


def test_a_channel_of_one_learns_as_much_as_many_do() -> None:
    many = [Vote(each.paper, f"person{at}", liked=True) for at, each in enumerate(LOUD)]
    alone, together = (scores(of_votes(*votes), SPLAT)[0] for votes in (LOUD, many))
    assert alone == pytest.approx(together, abs=1e-3)


def test_a_withdrawn_vote_is_as_one_never_given() -> None:
    one, slip = Vote("splat901", "ann", liked=True), Vote("speech901", "ann", liked=True)
    before, slipped, after = of_votes(one), of_votes(one, slip), of_votes(one)
    assert scores(after, SPEECH) == scores(before, SPEECH)
    assert scores(slipped, SPEECH)[0] > scores(after, SPEECH)[0]


def test_no_votes_make_no_difference() -> None:
    splat, speech, _ = scores(taste([], []), SPLAT, SPEECH, PROTEIN)
    assert abs(splat - speech) < 1.0


def test_votes_on_unknown_papers_teach_nothing() -> None:
    model = learn({}, {"2504.99999": (1.0, 0.0)}, others())
    assert scores(model, SPLAT) == pytest.approx(scores(taste([], []), SPLAT), abs=1e-3)


def test_who_wrote_a_liked_paper_speaks_for_the_next_on_another_subject() -> None:
    model = taste([paper("splat", 901, ("Grace Hopper",))], [])
    known, unknown = scores(
        model, paper("speech", 1, ("Grace Hopper",)), paper("speech", 1, ("Alan Turing",))
    )
    assert known > unknown


def test_an_author_liked_twice_counts_more_than_one_liked_once() -> None:
    def by(author: str, subject: str, number: int) -> Paper:
        return paper(subject, number, (author,))

    liked = [by("Grace Hopper", "splat", 901), by("Grace Hopper", "splat", 902)]
    model = taste([*liked, by("Alan Turing", "splat", 903)], [])
    twice, once = scores(model, by("Grace Hopper", "speech", 1), by("Alan Turing", "speech", 1))
    assert twice > once


def test_a_paper_voted_on_is_not_background_too() -> None:
    counts = others().weak(10.0, [papers()[0].id, "2504.99999"])
    assert counts[0] == 0
    assert counts.sum() == pytest.approx(10, rel=1e-3)


def test_a_background_of_papers_is_that_of_their_traits() -> None:
    its = papers()[::7]
    found = background_of([each.id for each in its], [read(each) for each in its])
    assert found.ids == tuple(each.id for each in its)
    assert len(found.table) == len(its)
    assert len(found.enough(0).ids) == len(its)  # few are all needed


def test_a_dumped_taste_scores_the_same_and_is_small() -> None:
    model = taste([paper("splat", each) for each in range(60, 160)], [SPEECH])
    dumped = model.dump()
    assert len(dumped) < 20_000
    again = Taste.load(dumped)
    assert scores(again, SPLAT, SPEECH) == pytest.approx(scores(model, SPLAT, SPEECH), abs=0.05)
    assert again.bar(0.95) == pytest.approx(model.bar(0.95), abs=1e-3)


@given(st.binary(max_size=60))
def test_other_bytes_are_no_taste(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a dumped taste"):
        Taste.load(data)


def test_bars_rise_with_the_share_that_stays_below() -> None:
    model = taste([paper("splat", 901)], [])
    bars = [model.bar(share) for share in (0.5, 0.88, 0.9, 0.95, 0.99)]
    assert bars == sorted(bars)


def test_reasons_add_up_to_the_score_and_speak_in_the_papers_words() -> None:
    model = taste([paper("splat", each) for each in range(60, 64)], [paper("speech", 901)])
    its = read(SPLAT, "Accepted at a workshop")
    told, start = reasons(SPLAT, its, meaning(), model)
    whole = start + sum(each.weight for each in told)
    assert whole == pytest.approx(float(model.score(tabulate([its]))[0]), abs=1e-3)
    assert [abs(each.weight) for each in told] == sorted(
        (abs(each.weight) for each in told), reverse=True
    )
    assert "“splatting”" in {each.said for each in told if each.weight > 0}


def test_steps_of_a_number_and_a_comments_words_are_told_as_one() -> None:
    its = [paper("splat", each, tuple("ABCDEFGH")) for each in range(60, 64)]
    comment = "Code on GitHub, 12 pages"
    said = {each.id: (1.0, 0.0) for each in its}
    model = learn({each.id: read(each, comment) for each in its}, said, others())
    told, _ = reasons(its[0], read(its[0], comment), meaning(), model)
    assert [each.said for each in told if each.said.endswith(" authors")] == ["8+ authors"]
    [one] = [each.said for each in told if each.said.startswith("its comment")]
    assert one == "its comment (“code”, “github”)"


def test_what_nobody_would_name_is_told_as_how_a_paper_is_written() -> None:
    one = replace(SPLAT, title=f"XY-2: {SPLAT.title}", abstract=f"{SPLAT.abstract} http://a.b")
    liked = {one.id: read(one, "12 pages, 3 figures, accepted")}
    model = learn(liked, {one.id: (1.0, 0.0)}, others())
    told, start = reasons(one, liked[one.id], meaning(), model)
    said = [each.said for each in told]
    assert len(said) == len(set(said))
    assert {STYLE, "links to code or a page", "11+ pages", "its comment (“accepted”)"} <= set(said)
    assert not [each for each in said if each in ("“we”", "“results”") or "title" in each]
    whole = start + sum(each.weight for each in told)
    score = model.score(tabulate([liked[one.id]]))
    assert whole == pytest.approx(float(score[0]), abs=1e-3)


def test_an_authors_name_is_told_as_the_paper_has_it() -> None:
    its = [paper("splat", each, ("Zoë van Ēx",)) for each in (901, 902, 903)]
    told, _ = reasons(its[2], read(its[2]), meaning(), taste(its[:2], []))
    assert "by Zoë van Ēx" in {each.said for each in told}


@given(st.lists(st.sampled_from(papers()), min_size=1, max_size=6), st.integers(0, 99))
def test_a_table_multiplies_as_a_matrix_does(its: list[Paper], seed: int) -> None:
    table = tabulate([read(each) for each in its])
    chance = np.random.default_rng(seed)
    weights = chance.normal(size=table.width).astype(np.float32)
    axes = chance.normal(size=table.meanings.shape[1]).astype(np.float32)
    rows = chance.normal(size=len(table)).astype(np.float32)
    whole = dense(table)
    np.testing.assert_allclose(
        table.times(weights, axes), whole @ weights + table.meanings @ axes, atol=1e-3
    )
    np.testing.assert_allclose(table.back(rows)[0], whole.T @ rows, atol=1e-3)
    np.testing.assert_allclose(table.back(rows)[1], table.meanings.T @ rows, atol=1e-3)


@given(st.lists(st.sampled_from(papers()), max_size=4), st.integers(0, 4))
def test_papers_beside_a_table_keep_their_values(its: list[Paper], kept: int) -> None:
    table = tabulate([read(each) for each in papers()[:4]], least=2).first(kept)
    joined = beside(table, [read(each) for each in its])
    assert len(joined) == len(its) + kept
    top = dense(tabulate([read(each) for each in its])).sum(axis=1) if its else []
    np.testing.assert_allclose(dense(joined)[: len(its)].sum(axis=1), top, atol=1e-3)
    np.testing.assert_allclose(
        dense(joined)[len(its) :].sum(axis=1), dense(table).sum(axis=1), atol=1e-3
    )


@given(st.lists(st.floats(0.1, 10), min_size=1, max_size=8), st.integers(0, 99))
def test_minimise_finds_the_bottom_of_a_bowl(steepness: list[float], seed: int) -> None:
    steep = np.array(steepness, np.float32)
    bottom = np.random.default_rng(seed).normal(size=len(steep)).astype(np.float32)

    def bowl(at: np.ndarray) -> tuple[float, np.ndarray]:
        away = at - bottom
        return float((steep * away) @ away / 2), steep * away

    found = minimise(bowl, np.zeros(len(steep), np.float32), 60)
    np.testing.assert_allclose(found, bottom, atol=0.05)


@given(st.lists(st.sampled_from(papers()), min_size=1, max_size=6), st.integers(0, 99))
def test_a_table_of_some_columns_has_those_and_the_ones(its: list[Paper], seed: int) -> None:
    table = tabulate([read(each) for each in its])
    kept = np.append(np.random.default_rng(seed).random(table.width - 1) < 0.5, False)
    whole = dense(table)
    whole[:, :-1] *= kept[:-1]
    np.testing.assert_allclose(dense(table.only(kept)), whole, atol=1e-6)
    assert table.only(kept).meaningless().meanings.shape == (len(its), 0)


VOTES = st.lists(
    st.builds(
        Vote,
        st.sampled_from("abcdef"),
        st.sampled_from(["ann", "bob", "cyd"]),
        st.booleans(),
        st.floats(0, 400),
    ),
    max_size=60,
)


@given(VOTES)
def test_nobody_outweighs_all_others_beyond_a_few_votes(votes: list[Vote]) -> None:
    def total(of: list[Vote]) -> float:
        return sum(map(sum, weigh(of).values()))

    for person in ("ann", "bob", "cyd"):
        rest = [each for each in votes if each.person != person]
        if rest:
            fresh = sum(0.5 ** (each.age / HALF_LIFE) for each in rest)
            newest = min(each.age for each in votes)
            there = {each.person for each in votes if each.age - newest <= HALF_LIFE}
            if len(there) < 2:  # one who stayed is heard, like one who was always alone
                continue
            least = 5 if len(there) == 2 else 0
            assert total(votes) <= max(fresh, least) + fresh + 1e-6


def test_a_channel_of_one_is_heard_in_full() -> None:
    said = weigh([Vote(str(each), "ann", liked=True) for each in range(300)])
    assert sum(liked for liked, _ in said.values()) == pytest.approx(300)


def test_one_loud_person_does_not_outweigh_a_channel() -> None:
    loud = [Vote(f"loud{each}", "ann", liked=True) for each in range(300)]
    channel = [
        Vote(f"quiet{each}", person, liked=False) for person in ("bob", "cyd") for each in range(15)
    ]
    said = weigh(loud + channel)
    assert sum(liked for liked, _ in said.values()) == pytest.approx(30)
    assert sum(disliked for _, disliked in said.values()) == pytest.approx(30)


def test_nor_does_who_votes_often_where_others_vote_seldom() -> None:
    often = [Vote(f"often{each}", "ann", liked=True) for each in range(20)]
    seldom = [Vote(f"seldom{who}{each}", who, liked=False) for who in "bcde" for each in range(2)]
    said = weigh(often + seldom)
    assert sum(liked for liked, _ in said.values()) == pytest.approx(8)
    assert sum(disliked for _, disliked in said.values()) == pytest.approx(8)
    said = weigh(often + seldom[:2])  # two people are no channel yet
    assert sum(liked for liked, _ in said.values()) == pytest.approx(5)


def test_who_left_long_ago_does_not_silence_who_stayed() -> None:
    stays = [Vote(f"new{each}", "ann", liked=True) for each in range(40)]
    left = [Vote(f"old{who}", who, liked=False, age=400.0) for who in "bcd"]
    said = weigh(stays + left)
    assert sum(liked for liked, _ in said.values()) == pytest.approx(40)
    for later in (119, 121, 500):  # nobody votes meanwhile
        aged = weigh([replace(each, age=each.age + later) for each in stays + left])
        fresh = 40 * 0.5 ** (later / HALF_LIFE)
        assert sum(liked for liked, _ in aged.values()) == pytest.approx(fresh)
    back = Vote("back", "b", liked=False)
    said = weigh([*stays, *left, back])
    assert sum(liked for liked, _ in said.values()) == pytest.approx(5)


def test_an_old_vote_counts_less() -> None:
    said = weigh([Vote("new", "ann", liked=True), Vote("old", "ann", liked=True, age=HALF_LIFE)])
    assert said == {"new": (1.0, 0.0), "old": (0.5, 0.0)}
