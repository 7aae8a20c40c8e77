"""“Which of these papers …” from a sentence of one, without the words of the titles."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from bot.models import Paper, Question
from bot.quizzes.blanks import BLANK, blanked, telling
from bot.quizzes.common import COMMON
from bot.quizzes.company import Company, Draw, Field, Near, Text, read
from bot.quizzes.statements import opened, statements
from bot.quizzes.titles import readable
from bot.text.latex import to_unicode

WHICH = "Which of these papers is this sentence"
_TELLING = 4
"""So much must be left of a sentence: a point for each number, and for each uncommon word that is
seldom among the neighbours and not in the wrong options' papers; one more if hardly any has it."""
_FEWEST = 2
_SELDOM, _HARDLY = 0.25, 0.04
"""The share of the neighbours' texts that have such a word."""
_MOST_BLANKS, _SHARE_BLANK = 6, 0.22
_TRIES = 16
_LONGEST_EXPLANATION = 400
_DID = " What it did: "
_RIVALS, _FEWEST_RIVALS = 0.1, 3
"""So many of the others must be nearer in meaning to what is shown than its own paper is, and so
many farther: else its subject tells it."""
_NUMBER = re.compile(r"\b[0-9][0-9,]*\.?[0-9]+")
_SPELT_OUT = re.compile(rf"{BLANK} \([A-Z][a-z]|[A-Z]{{2,}}\w* \({BLANK}")
"""A name and what it stands for, one of them blanked: its first letters give that away."""


def ask_which(
    paper: Paper, neighbours: Sequence[Paper], random: Random, near: Near, topic: str = ""
) -> Question | None:
    """Ask which paper a sentence of this one is from; None where that cannot be asked soundly.

    What others could as well have said is asked first: its subject tells the least.
    """
    own, title = read(paper), readable(paper.title)
    said = statements(to_unicode(paper.abstract))
    if not own or not said:
        return None
    field = Field.around(own, neighbours, near, topic)
    draw = Draw.by(random)
    asked = [hidden for each in said if (hidden := _Hidden.of(each, own, field))]
    for hidden in sorted(asked, key=lambda each: -each.rivals):
        for _ in range(_TRIES):
            company = field.company(own, hidden.ahead, draw, random)
            if company is None:
                continue
            titles = [title, *(readable(each.paper.title) for each in company.texts)]
            shown = blanked(opened(hidden.sentence), titles)
            is_as_drawn = company.rank(shown, hidden.rest, near) == draw.nearer
            if is_as_drawn and _told(shown, company, field) >= _TELLING:
                return _question(paper, company, hidden.sentence, shown, random)
    return None


@dataclass(frozen=True)
class _Hidden:
    """A sentence with the title's words blanked. `ahead`: how much nearer others are to it."""

    sentence: str
    rest: str
    ahead: Sequence[float]

    @classmethod
    def of(cls, sentence: str, own: Text, field: Field) -> "_Hidden | None":
        """None where too few others are nearer to it in meaning: its subject would tell it."""
        shown = blanked(opened(sentence), [readable(own.paper.title)])
        rest = own.said.replace(sentence, " ")
        its = cls(sentence, rest, field.nearer(shown, own, rest))
        fewest = max(_FEWEST_RIVALS, _RIVALS * len(its.ahead))
        return its if min(its.rivals, len(its.ahead) - its.rivals) >= fewest else None

    @property
    def rivals(self) -> int:
        """How many others are nearer."""
        return sum(by > 0 for by in self.ahead)


def _question(
    paper: Paper, company: Company, sentence: str, shown: str, random: Random
) -> Question:
    options = [company.key, *company.wrong]
    random.shuffle(options)
    return worded(paper, options, options.index(company.key), sentence, shown)


def worded(paper: Paper, options: Sequence[str], key: int, sentence: str, shown: str) -> Question:
    """The question which of these papers a sentence is from; `shown`: without their titles."""
    where = "about" if paper.sample else "from"
    prompt = f"{WHICH} {where}? Words of the titles are left out.\n\n“{shown}”"
    says = _explained(paper, where, sentence)
    return Question(paper.id, prompt, tuple(options), key, says, sentence)


def _explained(paper: Paper, where: str, sentence: str) -> str:
    """Which paper it is, and what else that did: the sentence asked after is quoted beside."""
    says = f"It is {where} “{readable(paper.title)}”."
    others = [each for each in statements(to_unicode(paper.abstract)) if each != sentence]
    room = _LONGEST_EXPLANATION - len(says) - len(_DID) - 3
    did = next((opened(each).removeprefix("… ") for each in others if len(each) <= room), "")
    return f"{says}{_DID}“{did}”" if did and not paper.sample else says


def _told(shown: str, company: Company, field: Field) -> int:
    """How much a blanked sentence tells of its own paper; 0 where it cannot be read any more."""
    if _SPELT_OUT.search(shown):
        return 0
    blanks, all_words = shown.count(BLANK), len(shown.split())
    if blanks > min(_MOST_BLANKS, _SHARE_BLANK * all_words):
        return 0
    plain = shown.replace(BLANK, " ")
    left = {each for each in telling(plain) if len(each) > 2} - COMMON
    seldom, hardly = (max(share * len(field.background), 1) for share in (_SELDOM, _HARDLY))
    rare = {each for each in left if field.counts.get(each, 0) <= seldom}
    own = min((rare - text.stems for text in company.texts), key=len)
    numbers = len(set(_NUMBER.findall(plain)))
    if len(own) + numbers < _FEWEST:
        return 0
    return len(own) + numbers + sum(field.counts.get(each, 0) <= hardly for each in own)
