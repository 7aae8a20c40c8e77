"""Summaries without a model: the paper's own sentences, each in the field that it speaks for.

A sentence is shown as it stands, or a clause of it that is a sentence too, so it claims nothing
that its authors do not. Only words that join it to what came before (“To this end,”) are dropped.
"""

import asyncio

from bot.models import Field, Manner, Point, Source, Style, Summary
from bot.summaries.central import contribution, is_contribution
from bot.summaries.choosing import Choice
from bot.summaries.cues import opened
from bot.summaries.filling import brief, deep, points
from bot.summaries.pieces import harmless, pieces
from bot.summaries.sections import parts


class ExtractiveWriter:
    """A `Writer` that needs no network and no key. It writes in the language of the source."""

    def manner(self, style: Style, language: str = "") -> Manner:
        """How it writes in this style; it is the same for all languages."""
        del language
        # What is remembered of one version is not of another: count on where the sentences change.
        return Manner("extractive 1", style)

    async def write(
        self, source: Source, style: Style, language: str = "", *, place: str = ""
    ) -> Summary:
        """Sentences of the source; never empty, unless that is. It costs nothing."""
        del language, place
        if style == "tldr":
            fields: tuple[Field, ...] = ()
        elif source.whole:  # some tenths of a second
            fields = await asyncio.to_thread(_fields, source, style)
        else:
            fields = _fields(source, style)
        fields = fields or _least(source, style)
        return Summary(style, fields, whole=_is_of_all(source, fields), flags=source.flags)


def one_sentence(title: str, abstract: str) -> str:
    """The sentence of a readable `abstract` that says what the paper contributes.

    An abstract without sentences is returned whole, and the title where there is no abstract.
    What speaks to a model is no sentence of it.
    """
    found = harmless(abstract)
    return opened(found[contribution(title, found)]) if found else " ".join(title.split())


def _fields(source: Source, style: Style) -> tuple[Field, ...]:
    of = source if style == "deep" else _abstract(source)
    choice = Choice(source.title, *pieces(of), style)
    return {"points": points, "brief": brief, "deep": deep}[style](choice)


def _least(source: Source, style: Style) -> tuple[Field, ...]:
    """One sentence, where the style can be served with no more; the title is one too."""
    title = " ".join(source.title.split())
    found = [
        (sentence, passage.where)
        for passage in _abstract(source).passages
        for sentence in harmless(passage.text)
    ]
    point = Point(title, title, "Title")
    if found:
        quote, where = found[contribution(title, [sentence for sentence, _ in found])]
        # A background is no contribution, but the only sentence of a `tldr` may be one.
        if style == "tldr" or not title or is_contribution(quote):
            point = Point(opened(quote), quote, where if source.whole else where or "Abstract")
    return (Field(_FIRST[style], (point,)),) if point.text else ()


def _is_of_all(source: Source, fields: tuple[Field, ...]) -> bool:
    """Whether something stands elsewhere than in the abstract: of a file not all have one."""
    named = zip(source.passages, parts(source.passages), strict=True)
    its = {each.where for each, part in named if part == "abstract" and each.section}
    return source.whole and any(point.where not in its for each in fields for point in each.points)


def _abstract(source: Source) -> Source:
    """The abstract of a whole paper; what it begins with where none is marked."""
    if not source.whole:
        return source
    its = list(zip(source.passages, parts(source.passages), strict=True))
    for part in ("abstract", "introduction"):
        if found := tuple(passage for passage, named in its if named == part):
            return Source(source.title, found, whole=True, flags=source.flags)
    return Source(source.title, source.passages[:_BEGINNING], whole=True, flags=source.flags)


_BEGINNING = 6  # passages
_FIRST = {"tldr": "tldr", "points": "topic", "brief": "objective", "deep": "idea"}
