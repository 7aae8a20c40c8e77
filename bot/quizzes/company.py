"""The titles that stand beside the right one: of near papers, none of which says the same."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from random import Random

from bot.models import Paper
from bot.quizzes.blanks import telling
from bot.quizzes.titles import is_option, readable, shortened
from bot.text.latex import to_unicode

Near = Callable[[str, Sequence[str]], Sequence[float]]
"""How near each of some texts is to a text, in -1..1."""

_OTHERS = 3
_NEAR = 6
"""A wrong option is drawn from so many papers that are as near to the question as the right one."""
_ENOUGH = 60
"""So many of the paper's own main category are enough; else all are looked at."""
_BACKGROUND = 150
"""So many papers that are the most like the right one say which words are seldom near it."""
_MOST, _FEWEST = 24, 6
"""So many of the nearest may stand beside it; where there are fewer, its subject would tell it."""
_IS_NEAR = 0.4
"""From this cosine on two papers are about one subject, more or less."""
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
    said: str


@dataclass(frozen=True, slots=True)
class Company:
    """The right option and three wrong ones, with the words of the papers of these."""

    key: str
    wrong: tuple[str, ...]
    texts: tuple[Text, ...]

    def rank(self, shown: str, rest: str, near: Near) -> int:
        """How many of the wrong ones are nearer to what is shown than the right one."""
        titles = near(shown, [self.key, *self.wrong])
        bodies = near(shown, [rest, *(each.said for each in self.texts)])
        total = [one + other for one, other in zip(titles, bodies, strict=True)]
        return sum(each > total[0] for each in total[1:])


@dataclass(frozen=True, slots=True)
class Draw:
    """How many of three wrong options are shorter than the right one, how many nearer in meaning.

    Both are drawn evenly, so that neither tells the right one. Nearer: to what is asked.
    """

    shorter: int
    nearer: int

    @classmethod
    def by(cls, random: Random) -> "Draw":
        """Each from 0..3 evenly."""
        return cls(random.randint(0, _OTHERS), random.randint(0, _OTHERS))

    def slots(self, random: Random) -> Iterator[tuple[bool, bool]]:
        """For each wrong option whether it is shorter, and whether it is nearer."""
        shorter, nearer = (
            [True] * number + [False] * (_OTHERS - number) for number in (self.shorter, self.nearer)
        )
        random.shuffle(shorter)
        random.shuffle(nearer)
        return zip(shorter, nearer, strict=True)


@lru_cache(maxsize=4000)
def read(paper: Paper) -> Text | None:
    """None where the title cannot be an option."""
    title = readable(paper.title)
    options = tuple(dict.fromkeys(shortened(title, length) for length in _LENGTHS))
    said = f"{title}. {to_unicode(paper.abstract)}"
    return (
        Text(paper, options, frozenset(telling(said)), said)
        if all(map(is_option, options))
        else None
    )


@dataclass(frozen=True)
class Field:
    """What is near a paper: `texts` may stand beside it, `background` says what is seldom."""

    texts: Sequence[Text]
    background: Sequence[Text]
    near: Near
    topic: frozenset[str] = frozenset()

    @classmethod
    def around(cls, own: Text, neighbours: Sequence[Paper], near: Near, topic: str = "") -> "Field":
        """Those that are about the same, of which none may say the same."""
        others = {each.id: each for each in neighbours if each.id != own.paper.id}
        main = own.paper.categories[:1]
        same = [each for each in others.values() if each.categories[:1] == main]
        among = same if len(same) >= _ENOUGH else others.values()
        read_ones = [text for each in among if (text := read(each))]
        said = near(own.said, [each.said for each in read_ones])
        order = sorted(range(len(read_ones)), key=lambda index: -said[index])
        nearest = [read_ones[index] for index in order[:_BACKGROUND]]
        subject = (read_ones[index] for index in order if said[index] >= _IS_NEAR)
        texts = [*islice((each for each in subject if not _is_too_alike(own, each)), _MOST)]
        if len(texts) < _FEWEST:
            texts = []
        return cls(texts, nearest, near, frozenset(telling(topic)))

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """In how many texts of the background each stem is."""
        return Counter(stem for each in self.background for stem in each.stems)

    def nearer(self, sentence: str, own: Text, rest: str) -> list[float]:
        """By how much each text is nearer to a sentence than its own paper, the `rest` of that."""
        titles = [each.options[0] for each in (own, *self.texts)]
        bodies = [rest, *(each.said for each in self.texts)]
        by_title, by_body = self.near(sentence, titles), self.near(sentence, bodies)
        total = [one + other for one, other in zip(by_title, by_body, strict=True)]
        return [each - total[0] for each in total[1:]]

    def company(
        self, own: Text, ahead: Sequence[float], draw: Draw, random: Random
    ) -> Company | None:
        """Three others, none too like each other; None where there are none as drawn.

        `ahead`: by how much each text is nearer to what is asked than the right one.
        """
        key = own.options[{0: -1, _OTHERS: 0}.get(draw.shorter, len(own.options) // 2)]
        on_topic = self._on_topic(key)
        chosen, wrong = list[Text](), list[str]()
        for is_shorter, is_nearer in draw.slots(random):
            fitting = [
                (abs(by), each, option)
                for by, each in zip(ahead, self.texts, strict=True)
                if (by > 0) is is_nearer
                and (option := _cut(each, len(key), shorter=is_shorter))
                and self._on_topic(option) == on_topic
                and each not in chosen
                and not any(_is_too_alike(each, other) for other in chosen)
            ]
            fitting = sorted(fitting, key=lambda each: each[0])[:_NEAR]
            if not fitting:
                return None
            _, text, option = random.choice(fitting)
            chosen.append(text)
            wrong.append(option)
        return Company(key, tuple(wrong), tuple(chosen))

    def _on_topic(self, option: str) -> int:
        """How many of the words that somebody typed an option shows."""
        return len(self.topic.intersection(telling(option))) if self.topic else 0


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
