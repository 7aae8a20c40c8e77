"""What people type, and how they mistype it."""

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from random import Random
from typing import NamedTuple

from load.papers import EMPTY_WORDS

from bot.models import Paper, Summary
from bot.text.words import stem, words

LETTERS = "abcdefghijklmnopqrstuvwxyz"
_WORDS = 3
_SLIP = 5  # letters: a shorter word is not misspelt here, for nobody could tell which was meant
_EMPTY = frozenset(EMPTY_WORDS.split())


class Remembered(NamedTuple):
    """A paper, three words of its title, and how many titles hold all three."""

    paper_id: str
    title: str
    words: tuple[str, ...]
    holding: int


async def unsaid(papers: Sequence[Paper]) -> list[Summary]:
    """No summaries: they are not what is measured."""
    return [Summary.one("-")] * len(papers)


def titles(file: Path, count: int, random: Random) -> list[tuple[str, str]]:
    """The ids and readable titles of so many papers."""
    with closing(sqlite3.connect(file)) as database:
        rows = database.execute(
            "SELECT id, coalesce(nullif(readable, '') ->> 0, title) FROM papers "
            "WHERE id NOT LIKE 'c%' ORDER BY id"
        ).fetchall()
    return random.sample(rows, min(count, len(rows)))


def remembered(file: Path, count: int, random: Random) -> list[Remembered]:
    """Three telling words of so many titles, in any order."""
    found: list[Remembered] = []
    with closing(sqlite3.connect(file)) as database:
        for paper_id, title in titles(file, 2 * count, random):
            its = list(dict.fromkeys(words(title)))
            telling = [each for each in its if re.fullmatch("[a-z]{4,}", each)]
            telling = [each for each in telling if each not in _EMPTY]
            if len(telling) < _WORDS:
                continue
            chosen = tuple(random.sample(telling, _WORDS))
            asked = " AND ".join(f'"{stem(each)}"' for each in chosen)
            (holding,) = database.execute(
                "SELECT count(*) FROM titles_fts WHERE titles_fts MATCH ?", [asked]
            ).fetchone()
            found.append(Remembered(paper_id, title, chosen, holding))
            if len(found) == count:
                break
    return found


def misspelt(asked: Sequence[str], random: Random) -> str:
    """The words with a slip in one: a letter missing, doubled, wrong, or swapped with the next."""
    typed = list(asked)
    long = [place for place, each in enumerate(typed) if len(each) >= _SLIP]
    place = random.choice(long or range(len(typed)))
    word = typed[place]
    at = random.randrange(1, len(word) - 1)
    typed[place] = random.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + random.choice(LETTERS) + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )
    return " ".join(typed)
