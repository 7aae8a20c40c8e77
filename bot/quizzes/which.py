"""“Which of these papers …” from a sentence of one, without the words of the titles."""

import re
from collections.abc import Sequence
from random import Random

from bot.models import Paper, Question
from bot.quizzes.blanks import BLANK, blanked, telling
from bot.quizzes.common import COMMON
from bot.quizzes.company import Company, Field, read
from bot.quizzes.statements import opened, statements
from bot.quizzes.titles import readable
from bot.text.latex import to_unicode

WHICH = "Which of these papers is this sentence"
_TELLING = 5
"""So much must be left of a sentence: a point for each uncommon word that is seldom among the
neighbours and not in the wrong options' papers, and one more if hardly any neighbour has it."""
_FEWEST = 3
_SELDOM, _HARDLY = 0.25, 0.04
"""The share of the neighbours' texts that have such a word."""
_MOST_BLANKS, _SHARE_BLANK = 6, 0.25
_TRIES = 12
_SPELT_OUT = re.compile(rf"{BLANK} \([A-Z][a-z]")
"""A name and what it stands for: the first letters give a blanked name away."""


def ask_which(paper: Paper, neighbours: Sequence[Paper], random: Random) -> Question | None:
    """Ask which paper a sentence of this one is from; None where that cannot be asked soundly."""
    own, title = read(paper), readable(paper.title)
    said = statements(to_unicode(paper.abstract))
    if not own or not said:
        return None
    field = Field.around(own, neighbours, random)
    for _ in range(_TRIES):
        company = field.company(own, random)
        if company is None:
            continue
        titles = [title, *company.wrong]
        shown = {each: blanked(opened(each), titles) for each in said}
        told, sentence = max((_told(shown[each], company, field), each) for each in said)
        if told >= _TELLING:
            return _question(paper, company, sentence, shown[sentence], random)
    return None


def _question(
    paper: Paper, company: Company, sentence: str, shown: str, random: Random
) -> Question:
    options = [company.key, *company.wrong]
    random.shuffle(options)
    where = "about" if paper.sample else "from"
    prompt = f"{WHICH} {where}? Words of the titles are left out.\n\n“{shown}”"
    says = f"It is {where} “{readable(paper.title)}”."
    return Question(paper.id, prompt, tuple(options), options.index(company.key), says, sentence)


def _told(shown: str, company: Company, field: Field) -> int:
    """How much a blanked sentence tells of its own paper; 0 where it cannot be read any more."""
    if _SPELT_OUT.search(shown):
        return 0
    blanks, all_words = shown.count(BLANK), len(shown.split())
    if blanks > min(_MOST_BLANKS, _SHARE_BLANK * all_words):
        return 0
    left = {each for each in telling(shown.replace(BLANK, " ")) if len(each) > 2} - COMMON
    seldom, hardly = (max(share * len(field.background), 1) for share in (_SELDOM, _HARDLY))
    rare = {each for each in left if field.counts.get(each, 0) <= seldom}
    own = min((rare - stems for stems in company.stems), key=len)
    if len(own) < _FEWEST:
        return 0
    return len(own) + sum(field.counts.get(each, 0) <= hardly for each in own)
