"""The words of titles and abstracts for which another word may be a slip."""

import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlite_utils import Database

from bot.text.words import nearest, slips, stem, words
from storage.sqlite.rows import newest_number

_STEMS = """
    SELECT term, max(doc), max(iif(col = 'title_words', doc, 0)) FROM papers_vocabulary
    WHERE col <> 'author_words' AND term >= ? AND term < ? GROUP BY term ORDER BY term
"""
_STEM = """
    SELECT term, max(doc), max(iif(col = 'title_words', doc, 0)) FROM papers_vocabulary
    WHERE col <> 'author_words' AND term = ? GROUP BY term
"""
_ENDINGS = ("", "e", "s", "es", "ed", "ing")  # as `bot.text.words.stem` takes them away
_LONGEST_ENDING = max(map(len, _ENDINGS))
_FEW = 3
_GROWN = 0.01  # of the papers: an answer does not wait for the words of fewer
_HOLDING = """
    SELECT group_concat(title || ' ' || abstract, ' ') FROM papers
    WHERE number IN (SELECT rowid FROM papers_fts WHERE papers_fts MATCH ? LIMIT 20)
"""


class _Letter(NamedTuple):
    """The stems with a first letter, and in how many abstracts, or titles, each stands."""

    stems: Mapping[str, int]
    titles: Mapping[str, int]
    newest: int


class Vocabulary:
    """The index's stems, each first letter kept in memory from when it is first asked for.

    A letter is read anew when many papers came, or in `read` when any did; one that was only
    brought up to date is not noticed.
    """

    def __init__(self) -> None:
        self._letters: dict[str, _Letter] = {}

    def read(self, database: Database, letter: str) -> None:
        """Read now what the first answer with a word of this letter would wait for."""
        self._starting(database, letter, newest_number(database), grown=0.0)

    def counts(
        self, database: Database, stems: Iterable[str], newest: int
    ) -> dict[str, tuple[int, int]]:
        """In how many papers, and titles, each of these stands, of those that do at all.

        `newest`: the number of the newest paper.
        """
        letters = {each: self._starting(database, each[0], newest) for each in stems}
        found = {
            each: (its.stems[each], its.titles.get(each, 0))
            for each, its in letters.items()
            if each in its.stems
        }
        # A word that came since its letter was read is the rarest there is: it tells the most.
        new = (database.execute(_STEM, [each]).fetchone() for each in letters if each not in found)
        return found | {each: (count, titles) for each, count, titles in filter(None, new)}

    def nearest(self, database: Database, word: str) -> tuple[str, ...]:
        """The index knows stems: how they are written is read in papers that hold them."""
        most = slips(word)
        if not most:
            return ()
        stems = self._starting(database, word[0], newest_number(database)).stems
        # Mostly a few dozen of thousands: an ending adds no more than its letters to the distance.
        likely = process.extract(
            word,
            stems.keys(),
            scorer=OSA.distance,
            score_cutoff=most + _LONGEST_ENDING,
            limit=None,
        )
        endings = {  # that make a stem of a length about as long as the word
            length: [each for each in _ENDINGS if abs(length + len(each) - len(word)) <= most]
            for length in range(len(word) + most + 1)
        }
        forms = {
            each + ending: each for each, _, _ in likely for ending in endings.get(len(each), ())
        }
        near = nearest(word, {form: stems[its_stem] for form, its_stem in forms.items()})
        # “splating” is splat with an ending, and nobody writes it so.
        near = near if forms.get(word) in (None, stem(word)) else (word, *near)
        found = list(dict.fromkeys(forms[form] for form in near))[:_FEW]
        return tuple(each for its in found for each in nearest(word, _written(database, its))[:1])

    def _starting(
        self, database: Database, letter: str, newest: int, grown: float = _GROWN
    ) -> _Letter:
        known = self._letters.get(letter)
        if known is None or abs(newest - known.newest) > grown * known.newest:
            rows = database.execute(_STEMS, [letter, letter + chr(sys.maxunicode)]).fetchall()
            counts = {stem: count for stem, count, _ in rows}
            titles = {stem: count for stem, _, count in rows if count}
            known = self._letters[letter] = _Letter(counts, titles, newest)
        return known


def _written(database: Database, its_stem: str) -> Mapping[str, int]:
    (texts,) = database.execute(_HOLDING, [f'"{its_stem}"']).fetchone()
    every = Counter(words(texts or ""))
    # Whatever a stem makes of a word, its first letter stays.
    likely = [each for each in every if each[0] == its_stem[0]]
    return {each: every[each] for each in likely if stem(each) == its_stem}
