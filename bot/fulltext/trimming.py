"""What is no part of a paper's text: names, contents, references, labels; and what they part."""

import re
from collections.abc import Sequence

from bot.fulltext.headings import is_known, is_references
from bot.fulltext.joining import Paragraph, joined
from bot.fulltext.layout import Line
from bot.text.fold import fold

_CITED = re.compile(r"\[\d{1,3}\]\s*\S")
_CONTENTS = re.compile(r"(?:table of )?contents", re.IGNORECASE)
_LISTED = re.compile(r"(?:.*\S)?[\s.|]*\b\d{1,3}")
_FAR = 14  # paragraphs, over which one may go on: figures and notes stand between
_FRONT = 25  # paragraphs of names and addresses
_TITLE = 15  # signs: shorter large words are no title
_PROSE = 200  # signs: more than a name with its address
_LABEL = 60  # signs: more is no label in a figure
_NOTES = "⁰¹²³⁴⁵⁶⁷⁸⁹∗*†‡"  # marks of footnotes
_FORMULA = 4  # lines: more are a table


def without_contents(lines: Sequence[Line]) -> list[Line]:
    """The lines without a table of contents."""
    start = next((at for at, line in enumerate(lines) if _CONTENTS.fullmatch(line.text)), None)
    if start is None:
        return list(lines)
    end = start + 1
    while any(_LISTED.fullmatch(line.text) for line in lines[end : end + 2]):
        end += 1
    return [*lines[:start], *lines[end:]] if end - start > 3 else list(lines)


def without_front(paragraphs: list[Paragraph], body: float) -> tuple[str, list[Paragraph]]:
    """The title, and the paragraphs without it and without authors and their addresses."""
    named = _title(paragraphs, body)
    lines = set(map(id, named))
    rest = [each for each in paragraphs if not lines.issuperset(map(id, each.lines))]
    starts = (at for at, each in enumerate(rest) if each.page == 1 and _is_section(each))
    start = next(starts, 0)
    if 0 < start <= _FRONT:
        rest = _abstract(rest[:start], rest[start]) + rest[start:]
    return fold(joined(named, frozenset())), rest


def _title(paragraphs: Sequence[Paragraph], body: float) -> list[Line]:
    """The largest lines of the first page, where they are larger than the text."""
    sized = [
        each
        for each in paragraphs
        if each.page == 1
        and each.size > 1.15 * body
        and not _is_section(each)
        and sum(len(line.text) for line in each.lines) >= _TITLE
    ]
    if not sized:
        return []
    most = max(each.size for each in sized)
    first = next(each for each in sized if each.size > 0.9 * most)
    found = sized[sized.index(first) :]
    same = [line for each in found for line in each.lines if abs(line.size - first.size) < 0.2]
    return same[:5]


def _abstract(front: Sequence[Paragraph], first: Paragraph) -> list[Paragraph]:
    """Prose before the first section: an abstract that is not called so."""
    prose = [each for each in front if not each.heading and sum(map(_length, each.lines)) >= _PROSE]
    if not prose or not re.search("introduction", first.lines[0].text, re.IGNORECASE):
        return prose
    head = prose[0].lines[0]
    name = Line("Abstract", head.left, head.right, head.base, head.size, head.bold, head.page)
    return [Paragraph([name], heading=True), *prose]


def _length(line: Line) -> int:
    return len(line.text)


def _is_section(paragraph: Paragraph) -> bool:
    text = paragraph.lines[0].text
    return paragraph.heading and (is_known(text) or bool(re.match(r"(?:\d|I\.?)\.?\s", text)))


def without_references(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """What stands before the list of references; what stands behind it is left out too."""
    for at in range(len(paragraphs) - 1, 0, -1):
        if paragraphs[at].heading and is_references(paragraphs[at].lines[0].text):
            return paragraphs[:at]
    # Some have no heading: then it is a run of numbered entries up to the end.
    for at in range(1, len(paragraphs)):
        if re.match(r"\[1\]\s*\S", paragraphs[at].lines[0].text) and _cites(paragraphs[at:]):
            return paragraphs[:at]
    return paragraphs


def _cites(paragraphs: Sequence[Paragraph]) -> bool:
    prose = [each for each in paragraphs if not each.loose]
    entries = sum(bool(_CITED.match(each.lines[0].text)) for each in prose)
    return entries > 0.5 * len(prose)


def reunited(paragraphs: Sequence[Paragraph], body: float) -> list[Paragraph]:
    """Put together what formulas, figures, notes and the ends of pages parted."""
    kept: list[Paragraph] = []
    waiting: tuple[int, Paragraph] | None = None
    for at, each in enumerate(_without_labels(paragraphs, body)):
        if each.heading:
            waiting = None
        if _is_body(each, body):
            if waiting and at - waiting[0] <= _FAR and _continues(waiting[1], each):
                if kept[-1] is not waiting[1] and _is_formula(kept[-1], waiting[1]):
                    waiting[1].lines += kept.pop().lines
                waiting[1].lines += each.lines
                waiting = (at, waiting[1]) if waiting[1].is_open else None
                continue
            waiting = (at, each) if each.is_open else None
        kept.append(each)
    return kept


def _is_body(paragraph: Paragraph, body: float) -> bool:
    aside = paragraph.heading or paragraph.loose or paragraph.is_caption
    return not aside and paragraph.size > 0.93 * body


def _is_formula(paragraph: Paragraph, before: Paragraph) -> bool:
    """Whether it is a few lines right behind this paragraph."""
    near = paragraph.page == before.lines[-1].page
    return near and paragraph.loose and len(paragraph.lines) <= _FORMULA


def _continues(one: Paragraph, other: Paragraph) -> bool:
    if other.page - one.lines[-1].page > 2:
        return False
    start, end = other.lines[0].text, one.lines[-1].text
    return start[0].islower() or (end.endswith("-") and start[0].isalnum())


def _without_labels(paragraphs: Sequence[Paragraph], body: float) -> list[Paragraph]:
    """Without the words inside of figures, which stand before their captions."""
    kept: list[Paragraph] = []
    for each in paragraphs:
        if each.is_figure:
            while kept and kept[-1].page == each.page and _is_label(kept[-1], body):
                kept.pop()
        kept.append(each)
    return kept


def _is_label(paragraph: Paragraph, body: float) -> bool:
    if paragraph.heading or paragraph.is_caption:
        return False
    length = sum(map(_length, paragraph.lines))
    if paragraph.loose or paragraph.size < 0.93 * body:
        return paragraph.lines[0].text[0] not in _NOTES
    return paragraph.is_open and length < min(_PROSE, _LABEL * len(paragraph.lines))
