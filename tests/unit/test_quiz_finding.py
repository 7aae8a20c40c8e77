"""Where a question comes from: a model where there is one, else, or where that fails, no model."""

import pytest

from bot.errors import WriterError
from bot.models import Paper, Question
from bot.quizzes import Beside, Finder
from tests.fakes import paper
from tests.playing import ABSTRACT, QUESTION

NETS = paper(1, "Deep nets", abstract=ABSTRACT)
PAPERS = [paper(number, abstract="No number.") for number in range(2, 9)]


class Writer:
    """Writes a question about one paper alone; `fails` where the model does not answer."""

    def __init__(self, about: str = "", *, fails: bool = False) -> None:
        self.about, self.fails = about, fails
        self.asked: list[tuple[str, str]] = []

    async def compose(self, paper: Paper, *, place: str = "") -> tuple[Question, ...]:
        self.asked.append((paper.id, place))
        if self.fails:
            raise WriterError("the model is away")
        return (QUESTION,) if paper.id == self.about else ()


async def found(writer: Writer | None, *papers: Paper) -> tuple[str, str] | None:
    finder = Finder(writer)  # type: ignore[arg-type]
    its = await finder.find(papers, Beside(papers), 3, "fake:room")
    return (its[0].id, its[1].prompt[:9]) if its else None


async def test_without_a_model_the_first_paper_that_gives_a_question_does() -> None:
    assert await found(None, *PAPERS, NETS) == (NETS.id, "Which num")
    assert await found(None, *PAPERS) is None
    assert await found(None) is None


async def test_a_model_is_asked_about_three_papers_and_pays_for_the_place() -> None:
    writer = Writer(PAPERS[1].id)
    assert await found(writer, *PAPERS) == (PAPERS[1].id, "How many?")
    assert writer.asked == [(PAPERS[0].id, "fake:room"), (PAPERS[1].id, "fake:room")]
    vain = Writer(PAPERS[5].id)
    assert await found(vain, *PAPERS) is None
    assert len(vain.asked) == 3


@pytest.mark.parametrize("writer", [Writer(fails=True), Writer()])
async def test_where_a_model_fails_or_finds_nothing_sound_it_goes_without(writer: Writer) -> None:
    assert await found(writer, NETS) == (NETS.id, "Which num")
