"""A small world of papers for tests of ranking: three subjects, all of it made up."""

import random
from dataclasses import replace
from functools import cache

import numpy as np

from bot.models import Paper
from bot.ranking import Background, Meaning, Traits, background_of, lexicon, traits_of
from bot.ranking.meaning import Floats
from bot.ranking.traits import text_of
from bot.text.stems import stems

SUBJECTS = {
    "splat": "gaussian splatting rendering radiance scene camera view geometry point cloud",
    "speech": "speech audio voice recognition accent speaker phoneme acoustic spoken dialect",
    "protein": "protein folding molecule binding enzyme structure sequence ligand residue cell",
}
_FILLER = "we propose method show results model approach evaluate data learn efficient novel"


def paper(subject: str, number: int, authors: tuple[str, ...] = ("Ada Lovelace",)) -> Paper:
    """A made-up paper on a subject; the same number gives the same one."""
    chance = random.Random(f"{subject}{number}")
    words = SUBJECTS[subject].split()
    title = " ".join(chance.sample(words, 3))
    said = " ".join(chance.choices(words, k=25) + chance.choices(_FILLER.split(), k=25))
    return Paper(f"2504.{hash_of(subject)}{number:04}", title, said, authors, ("cs.CV",))


def hash_of(subject: str) -> int:
    """One digit a subject."""
    return list(SUBJECTS).index(subject)


@cache
def papers(count: int = 60) -> tuple[Paper, ...]:
    """As many papers on each subject, each by somebody else."""
    return tuple(
        paper(subject, number, (f"Author {subject} {number}",))
        for subject in SUBJECTS
        for number in range(count)
    )


@cache
def meaning() -> Meaning:
    """Words without axes, and three axes made by hand: one a subject."""
    words = lexicon(map(text_of, papers()))
    axes = words.rarity[:, None] * _axes(words)
    return Meaning(words.stems, words.rarity, axes)


def _axes(words: Meaning) -> Floats:
    of = [set(stems(text).split()) for text in SUBJECTS.values()]
    return np.array([[float(stem in each) for each in of] for stem in words.stems], np.float32)


def read(one: Paper, comment: str = "") -> Traits:
    """The traits of a paper, with another comment where one is given."""
    return traits_of(replace(one, comment=comment or one.comment), meaning())


@cache
def others() -> Background:
    """All those papers, that nobody voted on."""
    return background_of([each.id for each in papers()], [read(each) for each in papers()])
