"""What a source mentions at all, for what comes without a quote: questions, labels."""

from collections.abc import Callable, Iterator

from bot.grounding.addresses import strange_addresses
from bot.grounding.amounts import Amounts
from bot.grounding.foreign import readings, rewritten
from bot.grounding.names import Known, missing
from bot.grounding.synonyms import EMPTY
from bot.grounding.text import read_sentences
from bot.grounding.words import plain
from bot.models import Source
from bot.text.words import stem, words

_MOST = 300


class Mentions:
    """The title, the headings and the sentences of a source, without those that are `unfit`."""

    def __init__(self, source: Source, unfit: Callable[[str], object] = lambda _: False) -> None:
        lines = (source.title, *dict.fromkeys(each.section for each in source.passages))
        every = read_sentences("\n".join((*lines, source.text)))
        self._sentences = tuple(each for each in every if not unfit(each.text))
        self._text = "\n".join(each.text for each in self._sentences)
        self._amounts = Amounts(self._sentences)
        self._known = Known(self._text)
        self._stems = frozenset(map(stem, words(self._text)))
        self._unfit = frozenset(
            stem(word) for each in every if unfit(each.text) for word in words(each.text)
        )

    def lacks(self, text: str, *, same_language: bool = True) -> Iterator[str]:
        """The numbers, names and addresses of a text that the source does not mention."""
        even = plain(text[:_MOST])
        for number in (
            number
            for sentence in read_sentences(even if same_language else rewritten(even))
            for number in sentence.numbers
        ):
            others = () if same_language else readings(number)
            if not any(map(self._amounts.saying, (number, *others))):
                yield number.written
        yield from missing(even, self._known, loose=same_language)
        yield from strange_addresses(text, self._text)

    def share(self, label: str) -> float:
        """From 0 to 1: how many of the telling words of a label the source has.

        0 where there is none, or where one stands only in sentences that are unfit.
        """
        telling = [stem(each) for each in words(label) if each not in EMPTY and _tells(each)]
        if not telling or any(each in self._unfit - self._stems for each in telling):
            return 0.0
        return sum(each in self._stems for each in telling) / len(telling)


def _tells(word: str) -> bool:
    return any(map(str.isalpha, word)) and (len(word) > 1 or not word.isascii())
