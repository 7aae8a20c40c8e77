"""The titles that stand beside the right one: of near papers, none of which says the same."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from random import Random

from bot.models import Paper
from bot.quizzes.blanks import telling
from bot.quizzes.titles import is_option, readable, shortened
from bot.text.latex import to_unicode

_OTHERS = 3
_NEAR = 16
"""Wrong options are drawn from so many papers that are the most like the right one."""
_ENOUGH = 10
_MOST = 100
"""More neighbours are not looked at."""
_TOO_ALIKE = 0.5
"""Papers that share so much of their words may both say the same."""
_LENGTHS = (55, 46, 38)
"""A title is an option of one of these lengths at most."""


@dataclass(frozen=True, slots=True)
class Text:
    """A paper with what a comparison needs of it; `options` are its title, cut ever shorter."""

    paper: Paper
    options: tuple[str, ...]
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class Company:
    """The right option and three wrong ones, with the words of the papers of these."""

    key: str
    wrong: tuple[str, ...]
    stems: tuple[frozenset[str], ...]


@lru_cache(maxsize=4000)
def read(paper: Paper) -> Text | None:
    """None where the title cannot be an option."""
    title = readable(paper.title)
    options = tuple(dict.fromkeys(shortened(title, length) for length in _LENGTHS))
    stems = frozenset(telling(f"{title} {to_unicode(paper.abstract)}"))
    return Text(paper, options, stems) if all(map(is_option, options)) else None


@dataclass(frozen=True)
class Field:
    """What is near a paper: `texts` may stand beside it, `background` says what is seldom."""

    texts: Sequence[Text]
    background: Sequence[Text]

    @classmethod
    def around(cls, own: Text, neighbours: Sequence[Paper], random: Random) -> "Field":
        """Those of the same main category if there are enough, else those that share any."""
        others = [each for each in neighbours if each.id != own.paper.id]
        if len(others) > _MOST:
            others = random.sample(others, _MOST)
        main, every = own.paper.categories[:1], set(own.paper.categories)
        read_ones = [text for each in others if (text := read(each))]
        same = [each for each in read_ones if each.paper.categories[:1] == main]
        akin = [each for each in read_ones if every & {*each.paper.categories}]
        near = next((each for each in (same, akin) if len(each) >= _ENOUGH), read_ones)
        return cls(near, read_ones)

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """In how many texts of the background each stem is."""
        return Counter(stem for each in self.background for stem in each.stems)

    def company(self, own: Text, random: Random) -> Company | None:
        """Three others, none too like the right one or each other; None where there are none.

        How many of them are shorter than the right one is drawn from 0..3 evenly, and so is which
        of the four the others are chosen to be like: the key is no more their centre than they.
        """
        shorter = random.randint(0, _OTHERS)
        key = own.options[{0: -1, _OTHERS: 0}.get(shorter, len(own.options) // 2)]
        wanted = [True] * shorter + [False] * (_OTHERS - shorter)
        random.shuffle(wanted)
        leads = random.randint(0, _OTHERS) > 0
        centre, chosen, wrong = own, list[Text](), list[str]()
        for is_shorter in wanted:
            fitting = {
                each: option
                for each in self.texts
                if (option := _cut(each, len(key), shorter=is_shorter))
                and not any(_is_too_alike(each, other) for other in (own, *chosen))
            }
            near = sorted(fitting, key=lambda each: -self._likeness(centre, each))[:_NEAR]
            if not near:
                return None
            chosen.append(random.choice(near))
            wrong.append(fitting[chosen[-1]])
            if leads:
                centre, leads = chosen[-1], False
        return Company(key, tuple(wrong), tuple(each.stems for each in chosen))

    def _likeness(self, one: Text, other: Text) -> float:
        """What share of their words two texts have in common, the seldom ones weighing more."""
        common = sum(1 / math.log(2 + self.counts.get(each, 0)) for each in one.stems & other.stems)
        return common / (len(one.stems) + len(other.stems))


def _cut(text: Text, length: int, *, shorter: bool) -> str:
    """The form of a title that is shorter, or longer, and the nearest to a length; "" for none."""
    fitting = [each for each in text.options if len(each) != length]
    fitting = [each for each in fitting if (len(each) < length) is shorter]
    return min(fitting, key=lambda each: abs(len(each) - length), default="")


def _is_too_alike(one: Text, other: Text) -> bool:
    titles = set(telling(one.options[0])), set(telling(other.options[0]))
    few = min(map(len, titles)) or 1
    texts = min(len(one.stems), len(other.stems)) or 1
    return (
        len(titles[0] & titles[1]) / few >= _TOO_ALIKE
        or len(one.stems & other.stems) / texts >= _TOO_ALIKE
    )
