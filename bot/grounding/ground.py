"""A point against its source: its quote, numbers, names, direction, scope and words."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.grounding.amounts import Amounts
from bot.grounding.counts import Counts
from bot.grounding.directions import check_directions
from bot.grounding.foreign import rewritten
from bot.grounding.names import Known, missing
from bot.grounding.negations import check_negations
from bot.grounding.quotes import Quotes, index_at, too_short
from bot.grounding.scope import check_scope
from bot.grounding.support import Support, check_support
from bot.grounding.text import Sentence, read_sentences
from bot.grounding.words import plain
from bot.models import Passage, Source

LONGEST_POINT = 2_000
"""Signs of a point; nobody reads more, and what grows with them stays quick."""
UNFIT = "the quote speaks to a model: quote what the paper says of its work"
_ABSTRACT = 40
"""So many sentences at most has an abstract; what is longer is a whole paper."""
_BESIDE, _AROUND = 2, 12
"""So many sentences before and behind a quote are near it, and so many around it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a check: the point holds where `problems` is empty.

    `quote` are the words as the source has them, empty where it has not; `passage` is where they
    stand. Each problem is a line that tells its writer what to mend.
    """

    quote: str
    passage: Passage | None
    problems: tuple[str, ...]


class Ground:
    """A source, prepared for checking many points against it.

    What stands in a sentence that is `unfit` proves nothing: instructions to a model.
    """

    def __init__(self, source: Source, unfit: Callable[[str], object] = lambda _: False) -> None:
        self._source = source
        self._text = source.text
        self._starts = _starts(source)
        self._quotes = Quotes(self._text)
        self._body = read_sentences(self._text)
        self._unfit = tuple(each for each in self._body if unfit(each.text))
        self._sentences = (*self._body, *read_sentences(source.title))
        self._amounts = Amounts(self._sentences)
        self._known = Known(f"{source.title}\n{self._text}")
        self._whole = _words(self._sentences)

    def check(self, text: str, quote: str, *, same_language: bool = True) -> Verdict:
        """Whether a point holds, whose `quote` should prove it. Never raises.

        In another language than the source's only quote, numbers and names are compared.
        """
        if len(text) > LONGEST_POINT:
            return _refused(f"the point is longer than {LONGEST_POINT} characters: say less")
        if not text.strip():
            return _refused("the point is empty")
        if too_short(quote):
            return _refused("the quote is too short to prove anything: quote a whole sentence")
        span = self._quotes.find(quote)
        if span is None:
            return _refused("the quote is not in the paper: copy its words exactly")
        if any(each.holds(*span) for each in self._unfit):
            return _refused(UNFIT)
        problems = dict.fromkeys(self._problems(text, span, same_language=same_language))
        passage = self._source.passages[index_at(self._starts, span[0])]
        return Verdict(" ".join(self._text[slice(*span)].split()), passage, tuple(problems))

    def _problems(self, text: str, span: tuple[int, int], *, same_language: bool) -> Iterator[str]:
        point = read_sentences(text if same_language else rewritten(plain(text)))
        far = self._far(span)
        counts = Counts(self._amounts, far, _AROUND)
        yield from counts.check(point, same_language=same_language)
        for name in missing(plain(text), self._known, loose=same_language):
            yield f"{name} is not in the paper"
        if not same_language:
            return
        quoted, beside, around = (self._within(far, away) for away in (0, _BESIDE, _AROUND))
        yield from check_directions(point, around, [each for each in far if each <= _AROUND])
        yield from check_negations(point, quoted, beside)
        yield from check_scope(point, quoted, self._whole)
        long = len(self._body) > _ABSTRACT
        support = Support(_words(quoted), _words(beside), self._whole, long=long)
        yield from check_support(point, support)

    def _far(self, span: tuple[int, int]) -> list[int]:
        """How many sentences each is away from the quote; the title stands beside it."""
        touched = [index for index, each in enumerate(self._body) if each.holds(*span)]
        first, last = (touched[0], touched[-1]) if touched else (0, 0)
        body = [max(first - index, index - last, 0) for index in range(len(self._body))]
        return body + [1] * (len(self._sentences) - len(body))

    def _within(self, far: Sequence[int], most: int) -> list[Sentence]:
        return [each for each, away in zip(self._sentences, far, strict=True) if away <= most]


def _refused(problem: str) -> Verdict:
    return Verdict("", None, (problem,))


def _words(sentences: Sequence[Sentence]) -> frozenset[str]:
    """The stems and the concepts of some sentences."""
    return frozenset().union(*(each.concepts | each.stems for each in sentences))


def _starts(source: Source) -> list[int]:
    """Where each passage starts in the text of them all."""
    starts, place = [], 0
    for each in source.passages:
        starts.append(place)
        place += len(each.text) + 1
    return starts
