"""`/paper`: what is found, what is said of it, and what where nothing is."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from bot.errors import UserError
from bot.models import Paper, Summary
from bot.papers import Found, answer, details, find, find_papers, match, read_topic, readable
from bot.papers.found import _best as best_of
from bot.papers.found import matching
from bot.papers.search import read_asked
from storage.sqlite.database import SqliteFile
from storage.sqlite.meanings import SqliteMeanings
from storage.sqlite.migrations import migrate
from storage.sqlite.papers import SqlitePapers
from tests.fakes import NOW, paper
from tests.papers import MemoryPapers

T = TypeVar("T")


LATEX = [r"H\"older", "Hölder", "$x^2$", "colour", "color", "model", "modelling", "models"]
PLAIN = ["of", "transform", "transformers", "GPUs", "learning", "learned", "state-space", "space"]
WORDS = st.sampled_from(LATEX + PLAIN)
TEXTS = st.lists(WORDS, max_size=6).map(" ".join)
PARTS = st.one_of(
    WORDS,
    st.lists(WORDS, min_size=1, max_size=2).map(lambda words: f'"{" ".join(words)}"'),
    WORDS.map(lambda word: f"-{word}"),
    st.sampled_from(["cs.CV", "hep-th", "-cs.CV", "by:turing", 'by:"A. Lovelace"', "by:he"]),
)
TOPICS = st.lists(PARTS, min_size=1, max_size=4).map(" ".join)
PAPERS = st.lists(
    st.tuples(TEXTS, TEXTS, st.sampled_from(["cs.CV", "hep-th"]), st.sampled_from(["Ada", "A."])),
    max_size=5,
)


NEWEST, DAY = date(2026, 3, 10), timedelta(days=1)


class InMemory(SqliteFile):
    """A store's file that is none: quick enough for many small stores."""

    def __init__(self) -> None:
        super().__init__(Path("memory"))
        self._database = Database(memory=True)
        migrate(self._database, "memory")

    async def write(self, change: Callable[[Database], T]) -> T:
        return change(self._database)

    async def read(self, look: Callable[[Database], T]) -> T:
        return look(self._database)

    async def close(self) -> None:
        self._database.close()


@pytest.fixture(scope="module")
def file() -> Iterator[InMemory]:
    opened = InMemory()
    yield opened
    asyncio.run(opened.close())


async def titles(papers: Sequence[Paper]) -> list[Summary]:
    return [Summary.one(each.title) for each in papers]


async def search(typed: str, *stored: Paper, limit: int = 5) -> tuple[str, list[str]]:
    """The headline, and each title with its why."""
    papers = MemoryPapers()
    await papers.add(stored)
    found = await find(typed, papers, titles, limit)
    return answer(typed, found).text, [f"{each.paper.title}: {each.why}" for each in found]


@given(made=PAPERS, typed=TOPICS)
async def test_what_is_found_is_what_the_digest_would_take(
    file: InMemory, made: list[tuple[str, str, str, str]], typed: str
) -> None:
    stored = [
        paper(number, title, abstract=text, categories=(its,), authors=(f"{name} Lovelace", "He"))
        for number, (title, text, its, name) in enumerate(made)
    ]
    topic = read_topic(typed)
    fitting = {each.id for each in stored if match(topic, readable(each))}
    await file.write(lambda database: database.execute("DELETE FROM papers"))
    for papers in (MemoryPapers(), SqlitePapers(file)):
        await papers.add(stored)
        try:
            found = await find(typed, papers, titles, 50)
        except UserError as error:
            found = Found((), 0, note=str(error))
        exact = () if found.note else found.picks[: len(found.picks) - found.close]
        if not found.note.startswith("What about?"):
            assert {pick.paper.id for pick in exact} == fitting


@given(made=PAPERS, typed=TOPICS, limit=st.integers(1, 3))
async def test_the_best_few_are_the_first_of_all(
    file: InMemory, made: list[tuple[str, str, str, str]], typed: str, limit: int
) -> None:
    stored = [
        paper(number, title, abstract=text, categories=(its,), announced=NEWEST - number % 3 * DAY)
        for number, (title, text, its, _) in enumerate(made)
    ]
    topic = read_topic(typed)
    await file.write(lambda database: database.execute("DELETE FROM papers"))
    for papers in (MemoryPapers(), SqlitePapers(file)):
        await papers.add(stored)
        for each in await papers.search(topic, 50):
            fits = match(replace(topic, exclude=()), each.read())
            assert fits is None or fits.score <= each.at_best
            cut = replace(each.read(), stems=None, id="not remembered")
            assert fits == match(replace(topic, exclude=()), cut)
        every = await matching(topic, papers, 50)
        few = await matching(topic, papers, limit)
        assert few == replace(every, picks=every.picks[:limit])


@given(made=PAPERS, typed=TOPICS, limit=st.integers(1, 5), best=st.integers(1, 3))
async def test_what_is_not_offered_is_none_of_the_best(
    file: InMemory, made: list[tuple[str, str, str, str]], typed: str, limit: int, best: int
) -> None:
    papers, topic, best = SqlitePapers(file), read_topic(typed), min(best, limit)
    await file.write(lambda database: database.execute("DELETE FROM papers"))
    await papers.add(
        paper(number, title, abstract=text, categories=(its,), announced=NEWEST - number % 3 * DAY)
        for number, (title, text, its, _) in enumerate(made)
    )
    every = await papers.search(topic, limit)
    few = await papers.search(topic, limit, best)
    assert few.total == every.total == len([*every])
    assert best_of(topic, few, best) == best_of(topic, every, best)


async def test_a_name_is_no_word_and_a_word_no_name(file: InMemory) -> None:
    papers = SqlitePapers(file)
    await file.write(lambda database: database.execute("DELETE FROM papers"))
    await papers.add([paper(1, "Long talks", authors=("Ada Learner",)), paper(2, "Learners")])
    titles = [each.read().title for each in await papers.search(read_topic("learner"), 5)]
    assert titles == ["Learners"]
    titles = [each.read().title for each in await papers.search(read_topic("by:learner"), 5)]
    assert titles == ["Long talks"]
    assert await papers.holding(("learner", "ada"), 5) == {"learner": 1, "ada": 0}


async def test_the_index_knows_the_score_that_a_paper_has_at_best(file: InMemory) -> None:
    far = f"Heat is {'very ' * 30}bad for robots."
    texts = [
        ("Heat robots", "", 1.0),
        ("A method", "On heat robots.", 0.6),
        ("Robots in heat", "", 0.55),
        ("Heat", "Robots dislike heat.", 0.5),
        ("Heat", far, 0.5),
        ("A method", far, 0.45),
    ]
    papers, topic = SqlitePapers(file), read_topic("heat robots")
    await file.write(lambda database: database.execute("DELETE FROM papers"))
    await papers.add(paper(n, title, abstract=text) for n, (title, text, _) in enumerate(texts))
    offered = await papers.search(topic, 50)
    assert offered.candidates[0].at_best > 1.0  # its title is the topic
    assert [each.at_best for each in offered][1:] == [score for _, _, score in texts][1:]
    matches = [match(topic, each.read()) for each in offered]
    assert [fits and fits.score for fits in matches] == [score for _, _, score in texts]


async def test_what_an_older_version_stored_is_read_and_matched_alike(file: InMemory) -> None:
    stored = [
        paper(1, r"H\"older spaces", abstract=r"They are $x^2$. Robots \$ are not."),
        paper(2, "Hölder spaces", abstract="Robots like spaces. Hölder does not."),
    ]
    papers, topic = SqlitePapers(file), read_topic("hölder robots")
    await file.write(lambda database: database.execute("DELETE FROM papers"))
    await papers.add(stored)
    before = [(each.read(), each.at_best) for each in await papers.search(topic, 5)]
    picks = await matching(topic, papers, 5)
    assert before == [(readable(each), 0.5) for each in reversed(stored)]
    old = "readable = NULL, abstract_words = replace(abstract_words, ' . ', ' ')"
    await file.write(lambda database: database.execute(f"UPDATE papers SET {old}"))
    assert [(each.read(), each.at_best) for each in await papers.search(topic, 5)] == before
    assert await matching(topic, papers, 5) == picks
    await papers.prepare()
    renewed = await papers.search(topic, 5)
    assert [(each.read(), each.at_best) for each in renewed] == before
    assert all(each.read().stems for each in renewed)
    assert await matching(topic, papers, 5) == picks
    its = await file.read(
        lambda its: its.execute("SELECT title FROM papers ORDER BY id").fetchall()
    )
    assert its == [(each.title,) for each in stored]


async def test_the_headline_counts_all_that_fit() -> None:
    many = [paper(number, f"Robot {number}", categories=("cs.RO",)) for number in range(7)]
    assert (await search("robots", *many))[0] == "7 papers on “robots”, the best 5"
    assert (await search("robots", *many, limit=7))[0] == "7 papers on “robots”"
    assert (await search("cs.RO", *many))[0] == "7 papers in cs.RO, the newest 5"
    assert (await search("cs.RO", many[0]))[0] == "1 paper in cs.RO"
    assert (await search('by:"A. Turing"', *many))[0] == "7 papers by a turing, the newest 5"
    crowd = [paper(number, f"Robot {number}") for number in range(60)]
    assert (await search("robots", *crowd))[0] == "at least 40 papers on “robots”, the best 5"


async def test_a_misspelt_word_is_mended_and_said() -> None:
    its = paper(1, "Large language models")
    text, picks = await search("large langauge models", its)
    assert text == "No paper has “langauge”: showing “large language models”."
    assert picks == ["Large language models: “large language models” in the title"]
    text, _ = await search('"langauge model" cs.CV', its)
    assert text == "No paper has “langauge”: showing “language model” in cs.CV."


@pytest.mark.parametrize(
    ("typed", "since"),
    [
        ("agents since 2026", date(2026, 1, 1)),
        ("papers about agents Since 2026-03.", date(2026, 3, 1)),
        ("agents since:2026-03-15", date(2026, 3, 15)),
        ("since 2026", None),
        ("agents since 1800", None),
        ("what changed since 2020 for agents", None),
        ('"agents since 2026"', None),
    ],
)
def test_a_year_at_the_end_says_since_when(typed: str, since: date | None) -> None:
    assert read_asked(typed).since == since


async def test_two_words_that_were_typed_as_one_are_told_apart() -> None:
    crowd = [paper(number, f"Gaussian splatting {number}") for number in range(9)]
    for typed in ("gaussiansplatting", "#GaussianSplatting", '"gaussiansplatting"'):
        text, picks = await search(typed, *crowd)
        assert text == "No paper has “gaussiansplatting”: showing “gaussian splatting”."
        assert len(picks) == 5
    named = paper(10, "Gaussiansplatting, a word of its own")
    assert (await search("gaussiansplatting", named, *crowd))[0] == "1 paper on “gaussiansplatting”"
    with pytest.raises(UserError, match="Nothing on “splattinggaussianly”"):
        await search("splattinggaussianly", *crowd)
    with pytest.raises(UserError, match="Nothing on “gaussiansplatting”"):
        await search("gaussiansplatting", *crowd[:5])


async def test_several_slips_are_mended_together_also_where_a_few_papers_have_them() -> None:
    crowd = [paper(number, f"Retrieval of images {number}") for number in range(100)]
    odd = [paper(200, "A retreival"), paper(201, "Retreival again")]
    text, picks = await search("retreival imges", *crowd, *odd)
    assert text == "Hardly any paper has “retreival” or “imges”: showing “retrieval images”."
    assert len(picks) == 5
    text, picks = await search("retreival of images", *crowd, *odd)
    assert text == "Hardly any paper has “retreival”: showing “retrieval of images”."


async def test_too_few_papers_are_filled_up_with_close_ones() -> None:
    text, picks = await search(
        "deep pumps -valves",
        paper(1, "Deep pumps"),
        paper(2, "Pumps"),
        paper(3, "Deep sea", abstract="It has pumps."),
        paper(4, "Deep valves"),
        paper(5, "Engines"),
    )
    assert text == "2 papers on “deep pumps” −valves, then 1 close to it"
    assert picks[2] == "Pumps: “pumps” in the title"


async def test_of_three_words_a_close_paper_has_two() -> None:
    text, picks = await search("deep blue pumps", paper(1, "Deep sea"), paper(2, "Deep pumps"))
    assert text == "No paper has all of “deep blue pumps”. Closest:"
    assert picks == ["Deep pumps: “deep”, “pumps” in the title"]


async def test_papers_with_one_rare_word_leave_room_for_those_with_two(file: InMemory) -> None:
    papers = SqlitePapers(file)
    await file.write(lambda database: database.execute("DELETE FROM papers"))
    await papers.add(paper(n, f"Zebra {n}", abstract="Of stripes.") for n in range(30, 40))
    await papers.add(paper(n, f"Blue pumps {n}", abstract="Of water.") for n in range(30))
    found = await find("zebras of blue pumps", papers, titles, 5)
    assert [each.why for each in found] == ["“blue”, “pumps” in the title"] * 5


async def test_papers_that_mean_the_same_as_the_best_come_next(file: InMemory) -> None:
    papers, meanings = SqlitePapers(file), SqliteMeanings(file)
    await file.write(lambda database: database.execute("DELETE FROM papers"))
    await papers.add(paper(n, f"Pumps {n}", abstract="Water.") for n in range(8))
    number = await meanings.put(b"any", 8, NOW)
    far, near = bytes([127, 0]), bytes([0, 127])
    await meanings.place(
        number, {paper(n).id: near if n in (7, 6, 5, 0) else far for n in range(8)}
    )
    topic = read_topic("pumps")
    first = [each.read().title for each in await papers.closest(topic, 4)]
    # Nothing is placed by this meaning yet.
    assert first == ["Pumps 7", "Pumps 6", "Pumps 5", "Pumps 4"]
    await meanings.settle(number)
    first = [each.read().title for each in await papers.closest(topic, 4)]
    assert first == ["Pumps 7", "Pumps 6", "Pumps 5", "Pumps 0"]


async def test_of_a_question_a_title_with_one_word_is_no_answer(file: InMemory) -> None:
    papers = SqlitePapers(file)
    await file.write(lambda database: database.execute("DELETE FROM papers"))
    typed = "how may we stop old red pumps losing clean cold water near tall steel towers at night"
    texts = "Old red pumps that lose clean cold water, near tall towers."
    many = [paper(n, f"Work {n}", abstract="Of water.") for n in range(3, 40)]
    await papers.add([paper(1, "Steel", abstract="Ore."), paper(2, "A case", abstract=texts)])
    await papers.add(many)
    found = await papers.closest(read_topic(typed), 2)
    assert found.candidates[0].read().title == "A case"


async def test_a_word_in_few_papers_may_be_a_slip_for_a_common_one() -> None:
    crowd = [paper(number, f"Language {number}") for number in range(100)]
    text, _ = await search("langauge", *crowd, paper(200, "A langauge"))
    assert text == "1 paper on “langauge”. Did you mean “language”?"


async def test_where_no_paper_has_all_words_the_closest_are_shown() -> None:
    text, picks = await search(
        "diffusion of heat in giraffes",
        paper(1, "Diffusion of heat"),
        paper(2, "Heat", abstract="There is diffusion."),
        paper(3, "Diffusion alone"),
        paper(4, "Nothing", abstract="Diffusion of heat."),
    )
    assert text == "No paper has all of “diffusion of heat in giraffes”. Closest:"
    assert [each.split(":")[0] for each in picks] == ["Diffusion of heat", "Heat", "Nothing"]
    text, picks = await search('"heat diffusion"', paper(1, "Diffusion of heat"))
    assert picks == ["Diffusion of heat: “heat”, “diffusion” in the title"]


async def test_a_persons_name_shows_what_that_person_wrote() -> None:
    text, picks = await search("alan turing", paper(1, "Machines"))
    assert text == "No paper is on “alan turing”: showing those by alan turing."
    assert picks == ["Machines: by Alan Turing"]
    text, picks = await search("Türing", paper(1, "Machines"))
    assert text == "No paper is on “turing”: showing those by turing."
    for typed in ("Turing Alan", "by:Turing, Alan"):
        text, picks = await search(typed, paper(1, "Machines"))
        assert text.endswith(": showing those by alan turing.")
    named = paper(2, "On Turing, Alan", authors=("Ada King",))
    assert (await search("turing alan", paper(1, "Machines"), named))[0] == (
        "1 paper on “turing alan”"
    )


async def test_a_name_needs_no_quotes_where_nothing_else_fits() -> None:
    stored = paper(1, "Machines that think"), paper(2, "Others", authors=("Alan Kay",))
    for typed in ("by:Alan Turing", "by: Alan Turing", "author: Alan Turing"):
        text, picks = await search(typed, *stored)
        assert text == "No paper is on “turing” by alan: showing those by alan turing."
        assert picks == ["Machines that think: by Alan Turing"]
    text, _ = await search("by:Alan Turing machines", *stored)
    assert text.endswith("by alan: showing those on “machines” by alan turing.")
    assert (await search('by: "Alan Turing"', *stored))[0] == "1 paper by alan turing"


async def test_a_name_that_an_abstract_mentions_is_hinted_at() -> None:
    stored = paper(1, "Machines"), paper(2, "On Turing", authors=("Ada King",))
    assert (await search("turing", *stored))[0] == (
        '1 paper on “turing”. /paper by:"turing" finds the author.'
    )
    assert (await search("machines", *stored))[0] == "1 paper on “machines”"


async def test_a_long_question_is_read_to_its_end() -> None:
    typed = f"please find some recent papers about {'very old ' * 30}whales"
    text, _ = await search(typed, paper(1, "Very old ships"), paper(2, "Very old whales"))
    assert text.startswith("1 paper on “very old very old")


@pytest.mark.parametrize(
    "typed",
    [
        "papers about singing whales",
        "Please show me the latest papers on singing whales, please!",
        "any preprints regarding\nsinging whales?",
        "Provide me with the latest research papers from the past five years on singing whales.",
        "recommend a few relevant articles of the last months about singing whales",
        "What are the newest papers on singing whales?",
        "I would like to read about singing whales",
        "tell me about singing whales!",
        "what's new in singing whales",
    ],
)
async def test_what_is_said_around_a_topic_is_no_part_of_it(typed: str) -> None:
    text, _ = await search(typed, paper(1, "Singing whales"), paper(2, "A paper about papers"))
    assert text == "1 paper on “singing whales”"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "What about? Try /paper black holes, or /paper 1706.03762."),
        ("-survey", "What about? Try /paper black holes, or /paper 1706.03762."),
        (
            "https://example.org/a-paper",
            "This link is to no arXiv paper that I can read: paste its id, as in 1706.03762.",
        ),
        ("doi:10.1038/s41586-021-03819-2", "This DOI is to no arXiv paper that I can read: paste"),
        ("2603.00001, 2603.00002", "These are several papers: ask for one of them."),
        ("cs.XX robots", "arXiv has no category “cs.XX”: did you mean"),
        ("2603.99999", "2603.99999 is not among the 1 paper here: see https://arxiv.org/abs/"),
        ("hep-th", "Nothing in hep-th among 1 paper."),
        ("zebras", "try other or fewer words. Paperboy looks in titles and abstracts; authors "),
        ("langauge modles zebra", "none has “langauge” (perhaps “language”?) or “modles” (perhaps"),
    ],
)
async def test_what_cannot_be_found_says_what_to_do(typed: str, said: str) -> None:
    papers = MemoryPapers()
    await papers.add([paper(1, "Language models")])
    with pytest.raises(UserError) as told:
        await find(typed, papers, titles, 5)
    assert said in str(told.value)


async def test_a_link_to_a_paper_shows_that_paper_alone() -> None:
    text, picks = await search("https://arxiv.org/abs/2603.00001v2", paper(1, "Its title"))
    assert (text, picks) == ("1 paper", ["Its title: "])


async def test_papers_without_summaries_are_those_that_fit_alone() -> None:
    papers = MemoryPapers()
    await papers.add([paper(1, "Language models"), paper(2, "Robots")])
    assert [each.title for each in await find_papers("robot", papers, 5)] == ["Robots"]
    with pytest.raises(UserError, match="perhaps “language”"):
        await find_papers("langauge models", papers, 5)


async def test_a_button_of_another_time_gets_a_kind_word() -> None:
    with pytest.raises(UserError, match="This button is from another time: it does nothing"):
        await details("nonsense", MemoryPapers())
