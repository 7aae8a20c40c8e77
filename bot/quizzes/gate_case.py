"""What the rules of the gate look at: a question, the paper it is about, its neighbours."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.models import Paper, Question
from bot.quizzes.blanks import SMALL, are_kin, telling
from bot.quizzes.quantities import Quantity, quantity
from bot.quizzes.titles import readable
from bot.text.fold import single_spaced
from bot.text.latex import to_unicode
from bot.text.sentences import sentences
from bot.text.words import words


@dataclass(frozen=True, slots=True)
class Source:
    """What a question is about: readable title, and the text that has to prove the key."""

    title: str
    text: str

    @classmethod
    def of(cls, paper: Paper) -> "Source":
        """Title and abstract of a paper."""
        return cls(readable(paper.title), single_spaced(to_unicode(paper.abstract)))


@dataclass(frozen=True)
class Case:
    """A question before the gate. Its key is in range: another rule is asked first.

    `others` are the questions of the same round that have passed.
    """

    question: Question
    source: Source
    others: Sequence[Question] = ()

    @property
    def key(self) -> str:
        """The right option."""
        return self.question.options[self.question.key]

    @cached_property
    def distractors(self) -> tuple[str, ...]:
        """The wrong options."""
        key = self.question.key
        return (*self.question.options[:key], *self.question.options[key + 1 :])

    @cached_property
    def asked(self) -> str:
        """The prompt without what it quotes: its first paragraph, if there are more."""
        first = self.question.prompt.partition("\n\n")[0]
        return re.sub(r"“[^”]*”", "", first)

    @cached_property
    def names_papers(self) -> bool:
        """Whether the options are titles."""
        return bool(re.match(r"Which (?:\w+ )?(?:of these )?papers?\b", self.question.prompt))

    @cached_property
    def amounts(self) -> tuple[Quantity | None, ...]:
        """What the options amount to, in their order."""
        return tuple(map(quantity, self.question.options))

    @property
    def amount(self) -> Quantity | None:
        """What the key amounts to."""
        return self.amounts[self.question.key]

    @cached_property
    def is_of_numbers(self) -> bool:
        """Whether the key is an amount."""
        return self.amount is not None and not self.names_papers

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The source's, its title left out."""
        return sentences(self.source.text)


def content(text: str) -> list[str]:
    """The stems of what a text says: its telling words, else its numbers, else all its words."""
    return telling(text) or [each for each in words(text) if each not in SMALL] or [*words(text)]


def share(few: Sequence[str], text: Sequence[str]) -> float:
    """Which share of some stems a text has, kin counted as the same."""
    if not few:
        return 0.0
    known = set(text)
    found = [each in known or any(are_kin(each, other) for other in known) for each in few]
    return sum(found) / len(found)
