"""The sentences of a paper that may stand in a summary, and where they stand in it."""

import re
from typing import NamedTuple

from bot.fulltext import flags_of
from bot.models import Source
from bot.summaries.sections import Part, parts
from bot.summaries.standing import is_alone, standing
from bot.text.sentences import sentences


class Piece(NamedTuple):
    """A sentence, or a half of one that is a sentence too. `text` may stand in a summary.

    `place` counts the sentences of the source from 0. It is `alone` where it needs no other for
    its “this problem”.
    """

    text: str
    sentence: str
    where: str
    place: int
    part: Part = ""
    alone: bool = True

    @property
    def follows(self) -> bool:
        """Whether it needs no more than the sentence before it: “This method …”."""
        return bool(_FOLLOWS.match(self.text))


def pieces(source: Source) -> tuple[list[str], list[Piece]]:
    """All sentences of a source, and the pieces of those that make sense on their own."""
    found: list[str] = []
    its: list[Piece] = []
    for passage, part in zip(source.passages, parts(source.passages), strict=True):
        if part == "left out":
            continue
        # A long text has enough sentences to choose among.
        strictly = part not in ("", "abstract")
        where = passage.where if source.whole else passage.where or "Abstract"
        for sentence in harmless(passage.text):
            said = _RUN_IN.sub("", _unmarked(sentence), count=1) if strictly else sentence
            its += (
                Piece(text, sentence, where, len(found), part, is_alone(text, strictly=strictly))
                for text in standing(said, of_later=part in ("conclusion", "limits", "future"))
            )
            found.append(sentence)
    return found, its


def harmless(text: str) -> tuple[str, ...]:
    """The sentences of a text without those that speak to a model."""
    found = sentences(text)
    if not flags_of(text):  # the most texts; to ask of each sentence takes longer
        return found
    return tuple(each for each in found if not flags_of(each))


def _unmarked(sentence: str) -> str:
    """Without the mark of a list, unless the sentence is the whole list."""
    rest = _MARK.sub("", sentence, count=1)
    return sentence if _ITEM.search(rest) else rest


_MARK = re.compile(r"^(?:[•‣▪◦●·*–—-]\s+|(?:\(?(?:\d{1,2}|[a-h]|[ivx]{1,4})\)\s+))+")
_ITEM = re.compile(r"(?<![\w(])\(?(?:\d{1,2}|[a-h]|[ivx]{1,4})\) ")
_FOLLOWS = re.compile(
    r"(?:This|The resulting) (?:[\w-]+ ){0,2}(?:approach|method|framework|model|system|algorithm|"
    r"pipeline|architecture|strategy|design|technique|benchmark|dataset|platform|network)\b"
)
# The heading of a paragraph, such as “Reward Design We train …”.
_RUN_IN = re.compile(
    r"^(?:(?:[A-Z][\w-]* ){1,4}(?=(?:We|Our|The|To|For|In|This) [a-z])"
    r"|[A-Z][\w-]*(?: [\w-]+){1,4} (?=(?:We|Our|This) [a-z]))"
)
