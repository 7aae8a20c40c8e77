"""Web pages of papers, as LaTeXML writes them for arXiv, with lxml: bytes in, passages out.

Blocks: for the child process. Nothing is fetched, no entity is resolved, and no depth of nesting
matters: the tree is walked, not descended.
"""

import re
from collections.abc import Iterator

from lxml import etree

from bot.fulltext.found import Found
from bot.fulltext.headings import is_references, spelt
from bot.fulltext.html_hidden import Hiding
from bot.fulltext.html_text import classes, is_left_out, mathematics, text_of
from bot.fulltext.limits import UnreadableText
from bot.models import Passage
from bot.text.fold import fold

_BLOCKS = frozenset({
    "p", "div", "section", "article", "main", "ul", "ol", "li", "dl", "dt", "dd", "blockquote",
    "figure", "figcaption", "pre", "table", "caption", "address", "hr", "details", "summary",
    "header", "body", "h1", "h2", "h3", "h4", "h5", "h6",
})  # fmt: skip
_INSIDE = frozenset({"p", "table"})  # of a `ltx_para`: one paragraph, with its formulas
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# The titles of LaTeXML that are headings; those of paragraphs, theorems and proofs run in.
_HEADS = frozenset({
    "ltx_title_abstract", "ltx_title_part", "ltx_title_chapter", "ltx_title_section",
    "ltx_title_subsection", "ltx_title_subsubsection", "ltx_title_appendix",
    "ltx_title_bibliography", "ltx_title_acknowledgements", "ltx_title_keywords",
})  # fmt: skip
_BIBLIOGRAPHY = frozenset({"ltx_bibliography"})
_ROWS, _CELLS = 40, 15  # a larger table is no reading


def parse_html(data: bytes) -> Found:
    """The passages of a web page. Raises `UnreadableText` without its subject: “is broken”."""
    reading = _Reading(_tree(data))
    return reading.found()


def _tree(data: bytes) -> etree._Element:
    try:
        data.decode("utf-8")
        encoding = "utf-8"
    except UnicodeDecodeError:
        encoding = None  # as the page itself says
    parser = etree.HTMLParser(
        encoding=encoding,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
        default_doctype=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        # libxml2 mends all pages but an empty one; where it fails, memory is what it lacked.
        lacked = "" if "empty" in str(error) else ", or needs too much memory"
        raise UnreadableText(f"cannot be read: it is no web page{lacked}") from error
    if root is None or root.tag != "html":
        raise UnreadableText("cannot be read: it is no web page")
    return root


class _Reading:
    """One walk over the tree: text gathers until a block ends, and becomes a passage."""

    def __init__(self, root: etree._Element) -> None:
        self._root, self._hiding = root, Hiding(root)
        self._passages: list[Passage] = []
        self._text: list[str] = []
        self._notes: list[str] = []
        self._title, self._section, self._lead = "", "", ""
        self._cut: int | None = None

    def found(self) -> Found:
        """Walk, and say what there is before the references."""
        walk = etree.iterwalk(self._root, events=("start", "end"))
        for event, element in walk:
            if event == "start" and self._starts(element):
                walk.skip_subtree()
            if event == "end":
                self._ends(element)
        self._flush()
        kept = self._passages[: self._cut] or self._passages
        title = self._title or fold(self._root.findtext(".//title") or "")
        return Found.of(title, kept, hidden=self._hiding.letters)

    def _starts(self, element: etree._Element) -> bool:
        """Take what an element begins with; whether all of it is done."""
        if not isinstance(element.tag, str):
            return True
        names = classes(element)
        if self._hiding.hides(element):
            return True
        if names & _BIBLIOGRAPHY:
            self._flush()
            self._cut = len(self._passages)
            return True
        if is_left_out(element, names):
            return True
        if self._is_block(element):
            self._flush()
        elif element.tag in _BLOCKS:
            self._text.append(" ")
        done = self._whole(element, names)
        if not done and element.text:
            self._text.append(element.text)
        return done

    def _whole(self, element: etree._Element, names: frozenset[str]) -> bool:
        """What is read in one piece: headings, formulas, notes, tables."""
        if element.tag in _HEADINGS or "ltx_title" in names:
            self._heading(element, names)
        elif element.tag == "math" or "ltx_Math" in names:
            self._text.append(f" {mathematics(element)} ")
        elif "ltx_note" in names:
            self._notes.append(fold(text_of(element, self._hiding)))
        elif names & {"ltx_equation", "ltx_equationgroup", "ltx_eqn_table"}:
            self._text.append(f" {text_of(element, self._hiding)} ")
        elif element.tag == "table" or "ltx_tabular" in names:
            self._table(element)
        elif element.tag in ("br", "img"):
            self._text.append(" ")
        else:
            return False
        return True

    def _ends(self, element: etree._Element) -> None:
        if isinstance(element.tag, str) and self._is_block(element):
            self._flush()
        if element.tail:
            self._text.append(element.tail)

    def _is_block(self, element: etree._Element) -> bool:
        if element.tag not in _BLOCKS:
            return False
        parent = element.getparent()
        inside = parent is not None and "ltx_para" in classes(parent) and element.tag in _INSIDE
        # The first `p` of an item stands behind the item's mark.
        first = inside or element.tag == "p" or "ltx_para" in classes(element)
        mark = "".join(self._text).strip()
        return not inside and not (first and 0 < len(mark) <= _MARK and not mark.isalpha())

    def _heading(self, element: etree._Element, names: frozenset[str]) -> None:
        heading = fold(text_of(element, self._hiding))
        if not heading:
            return
        first = not (self._title or self._passages or self._section)
        if "ltx_title_document" in names or (element.tag == "h1" and first):
            self._title = heading
        elif "ltx_title" in names and not names & _HEADS:
            self._lead = heading if heading.endswith((".", ":", "?", "!")) else f"{heading}."
        else:
            if is_references(heading):
                self._cut = len(self._passages)
            self._section, self._lead = spelt(heading), ""

    def _table(self, table: etree._Element) -> None:
        """A small table is a passage a row."""
        self._flush()
        for row in _rows(table, self._hiding):
            self._add(row)

    def _flush(self) -> None:
        self._add("".join(self._text))
        self._text.clear()
        for note in self._notes:
            self._add(note)
        self._notes.clear()

    def _add(self, text: str) -> None:
        text = _tidy(fold(text))
        if not any(sign.isalnum() for sign in text):
            return
        if self._lead:
            text, self._lead = f"{self._lead} {text}", ""
        self._passages.append(Passage(text, self._section))


_MARK = 6  # signs of a number or a bullet


def _rows(table: etree._Element, hiding: Hiding) -> list[str]:
    rows: list[str] = []
    for row in table.iter("tr", "span"):
        if row.tag == "tr" or "ltx_tr" in classes(row):
            cells = [fold(text_of(cell, hiding)) for cell in _cells(row)]
            if len(cells) > _CELLS or len(rows) == _ROWS:
                return []
            rows.append(" | ".join(filter(None, cells)))
    return rows


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for cell in row:
        if cell.tag in ("td", "th") or classes(cell) & {"ltx_td", "ltx_th"}:
            yield cell


def _tidy(text: str) -> str:
    """Without the spaces that taking formulas and marks out of a sentence leaves behind."""
    return re.sub(r"(?<=[(\[“]) | (?=[,.;:)\]”](?:\s|$))", "", text)
