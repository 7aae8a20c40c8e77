"""Lines of a whole paper to its title and passages, each under its heading."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.fulltext.headings import Style, is_heading, is_known, run_in, spelt
from bot.fulltext.joining import (
    Paragraph,
    goes_on,
    is_loose,
    joined,
    leading_of,
    words_of,
    wraps,
)
from bot.fulltext.layout import Line
from bot.fulltext.trimming import reunited, without_contents, without_front, without_references
from bot.models import Passage
from bot.text.fold import fold


def assemble(lines: Sequence[Line]) -> tuple[str, list[Passage]]:
    """The title, where it is told from the rest, and the passages of these lines."""
    lines = without_contents(lines)
    if not lines:
        return "", []
    body = _body_size(lines)
    paragraphs = list(_paragraphs(lines, body))
    title, paragraphs = without_front(paragraphs, body)
    paragraphs = reunited(without_references(paragraphs), body)
    return title, list(_passages(paragraphs, words_of(lines)))


def _body_size(lines: Sequence[Line]) -> float:
    sizes = Counter[float]()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0]


def _paragraphs(lines: Sequence[Line], body: float) -> Iterator[Paragraph]:
    leading = leading_of(lines)
    paragraph = Paragraph()
    for line, heading in zip(lines, _headings(lines, body, leading), strict=True):
        last = paragraph.lines[-1] if paragraph.lines else None
        if heading and paragraph.heading and last and _is_second(last, line, leading):
            paragraph.lines.append(line)
            continue
        loose = not heading and is_loose(line) and not (last and _wraps(paragraph, line, leading))
        said = None if heading else run_in(line.text)
        same = last and (heading, loose) == (paragraph.heading, paragraph.loose)
        if said or heading or not same or not _goes_on(paragraph, line, leading):
            if last:
                yield paragraph
            if said:
                yield Paragraph([replace(line, text=said[0])], heading=True)
            paragraph = Paragraph([], heading, loose)
        paragraph.lines.append(replace(line, text=said[1]) if said else line)
    if paragraph.lines:
        yield paragraph


def _wraps(paragraph: Paragraph, line: Line, leading: float) -> bool:
    is_prose = not (paragraph.heading or paragraph.loose)
    return is_prose and wraps(paragraph.lines[-1], line, leading)


def _goes_on(paragraph: Paragraph, line: Line, leading: float) -> bool:
    last = paragraph.lines[-1]
    elsewhere = (last.page, last.block) != (line.page, line.block)
    if paragraph.loose:
        return not elsewhere and line.base - last.base < 3 * last.size
    return not (elsewhere and paragraph.is_caption) and goes_on(last, line, leading)


def _headings(lines: Sequence[Line], body: float, leading: float) -> list[bool]:
    """Whether each line is a heading. Where most headings have numbers, few have none."""
    styles = [
        _style(line, above, below, body, leading)
        for above, line, below in zip([None, *lines[:-1]], lines, [*lines[1:], None], strict=True)
    ]
    numbered = sum(
        line.text[0].isdigit() and is_heading(line.text, style)
        for line, style in zip(lines, styles, strict=True)
    )
    return [
        is_heading(line.text, replace(style, numbered=numbered >= _NUMBERED))
        for line, style in zip(lines, styles, strict=True)
    ]


_NUMBERED = 3


def _style(
    line: Line, above: Line | None, below: Line | None, body: float, leading: float
) -> Style:
    def apart(one: Line | None, other: Line | None) -> bool:
        if one is None or other is None or (one.page, one.block) != (other.page, other.block):
            return True
        return other.base - one.base > 1.25 * leading * min(one.size, other.size)

    return Style(
        marked=(line.bold or line.size > 1.08 * body) and line.size > 0.93 * body,
        large=line.size > 1.08 * body,
        alone=apart(above, line) and line.right < line.end - 1.5 * line.size,
        apart=apart(above, line) and apart(line, below),
    )


def _is_second(above: Line, line: Line, leading: float) -> bool:
    """Whether this heading's line goes on with the one above."""
    near = 0 < line.base - above.base < 1.4 * leading * above.size
    same = above.bold == line.bold and abs(above.size - line.size) < 0.05 * line.size
    own = re.match(r"(?:\d|[IVX]+\.|[A-Z]\.)", line.text) or is_known(line.text)
    return near and same and not own


def _passages(paragraphs: Sequence[Paragraph], known: frozenset[str]) -> Iterator[Passage]:
    section = ""
    for each in paragraphs:
        if each.heading:
            section = spelt(fold(joined(each.lines, known)))
            continue
        if each.loose:
            text = " | ".join(line.text for line in each.lines)
        else:
            text = joined(each.lines, known)
        text = fold(text)
        if any(sign.isalnum() for sign in text):
            yield Passage(text, section, each.page)
