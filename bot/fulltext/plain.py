"""Plain text and Markdown: paragraphs between empty lines, headings as both mark them."""

import re

from bot.fulltext.found import Found
from bot.fulltext.headings import Style, is_heading, is_known, is_references, run_in, spelt
from bot.fulltext.limits import UnreadableText
from bot.models import Passage
from bot.text.fold import fold

_BLANK = re.compile(r"\n[^\S\n]*\n")
_MARKED = re.compile(r"(?P<level>#{1,6})\s+(?P<heading>\S.*?)\s*#*")
_UNDERLINE = re.compile(r"(?:={3,}|-{3,})")
# A letter or a figure first, but no number of a section; no end of a sentence or of a label.
_TITLE = re.compile(r"(?!\d[\d.]*\s)[\"“‘]?\w.{2,150}(?<![.:;,])")
_APART = Style(marked=False, large=False, alone=True, apart=True)


def parse_plain(data: bytes) -> Found:
    """The passages of a text in UTF-8 or UTF-16. Raises `UnreadableText` without its subject."""
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableText("is no text in UTF-8: save it so") from error
    title, section, cut = "", "", None
    passages: list[Passage] = []
    blocks = _BLANK.split(text.replace("\r\n", "\n").replace("\r", "\n").strip())
    if _begins_with_title(blocks):
        line, _, blocks[0] = blocks[0].partition("\n")
        title = fold(line)
    for block in blocks:
        heading, level, rest = _split(block)
        if heading and level == 1 and not title and not passages:
            title, heading = heading, ""
        if heading:
            cut = len(passages) if is_references(heading) else cut
            section = spelt(heading)
        passage = Passage(fold(rest), section)
        if any(sign.isalnum() for sign in passage.text):
            passages.append(passage)
    return Found.of(title, passages[:cut] or passages)


def _begins_with_title(blocks: list[str]) -> bool:
    """Whether the first line of an unmarked text is short, no sentence, and ends on purpose."""
    lines = [fold(each) for each in blocks[0].split("\n")]
    first, below = lines[0], lines[1:]
    if not _TITLE.fullmatch(first) or is_known(first) or run_in(first):
        return False
    if below:  # a line that was only wrapped is about as long as the others
        return not _UNDERLINE.fullmatch(below[0]) and len(first) < 0.6 * max(map(len, below))
    return len(blocks) > 1


def _split(block: str) -> tuple[str, int, str]:
    """A heading at the start of a block, its level (0: unknown), and the rest."""
    lines = block.strip().split("\n")
    first, rest = fold(lines[0]), "\n".join(lines[1:])
    marked = _MARKED.fullmatch(first)
    if marked:
        return marked["heading"], len(marked["level"]), rest
    if len(lines) > 1 and _UNDERLINE.fullmatch(lines[1].strip()):
        return first, 1 if lines[1].strip()[0] == "=" else 2, "\n".join(lines[2:])
    if is_known(first) or (not rest and is_heading(first, _APART)):
        return first, 0, rest
    said = run_in(first)
    return (said[0], 0, f"{said[1]}\n{rest}") if said else ("", 0, block)
