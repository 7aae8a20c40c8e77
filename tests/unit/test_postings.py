"""Which papers have a word, and how long their texts are, read from the index in one go."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.sqlite.database import SqliteFile
from storage.sqlite.papers import SqlitePapers
from storage.sqlite.postings import Lengths, having, hopeful
from storage.sqlite.scoring import Weights
from tests.fakes import paper

LONG = " ".join(f"word{each}" for each in range(300))


@pytest.fixture
async def file(tmp_path: Path) -> AsyncIterator[SqliteFile]:
    opened = SqliteFile(tmp_path / "paperboy.db")
    await opened.open()
    yield opened
    await opened.close()


async def test_the_lengths_of_texts_are_read_once_and_then_of_new_papers(file: SqliteFile) -> None:
    papers, lengths = SqlitePapers(file), Lengths()
    titles, abstracts = await file.read(lambda database: lengths.upto(database, 0))
    assert (titles.tolist(), abstracts.tolist()) == ([0], [0])
    await papers.add([paper(1, "Two words", abstract="Three more words"), paper(2, abstract=LONG)])
    titles, abstracts = await file.read(lambda database: lengths.upto(database, 2))
    assert titles.tolist() == [0, 2, 3]
    assert abstracts.tolist() == [0, 3, 300]
    await papers.add([paper(3, "One", abstract="")])
    titles, abstracts = await file.read(lambda database: lengths.upto(database, 3))
    assert titles.tolist() == [0, 2, 3, 1]
    assert abstracts.tolist() == [0, 3, 300, 0]


async def test_of_many_papers_with_a_word_the_newest_are_found(file: SqliteFile) -> None:
    papers = SqlitePapers(file)
    await papers.add([paper(1, "Whales"), paper(2, "Seals"), paper(3, "Whales and seals")])
    found = await file.read(lambda database: having(database, "titles_fts", '"whale"', 9))
    assert sorted(found.tolist()) == [1, 3]
    found = await file.read(lambda database: having(database, "titles_fts", '"whale"', 1))
    assert found.tolist() == [3]
    found = await file.read(lambda database: having(database, "titles_fts", '"zebra"', 9))
    assert found.tolist() == []


async def test_a_rare_word_in_the_title_is_the_best_hope(file: SqliteFile) -> None:
    papers, lengths = SqlitePapers(file), Lengths()
    await papers.add(
        [
            paper(1, "Seals", abstract="They meet whales."),
            paper(2, "Whales", abstract="They sing."),
            paper(3, "Boats", abstract="They sail."),
        ]
    )
    known = await file.read(lambda database: lengths.upto(database, 3))
    titled = await file.read(lambda database: having(database, "titles_fts", '"whale"', 9))
    anywhere = await file.read(lambda database: having(database, "papers_fts", '"whale"', 9))
    weights = Weights({"whale": (2, 1)}, 3)
    assert hopeful({"whale": titled}, {"whale": anywhere}, weights, known).tolist() == [2, 1]
    # What came just now has no length yet: it is left out, not looked up beyond the end.
    early = (known[0][:2], known[1][:2])
    assert hopeful({"whale": titled}, {"whale": anywhere}, weights, early).tolist() == [1]
