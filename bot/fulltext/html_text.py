"""The text of one element of a web page: formulas in Unicode, without what is no text."""

import re

from lxml import etree

from bot.fulltext.html_hidden import Hiding
from bot.text.fold import fold
from bot.text.latex import to_unicode

_NO_TEXT = frozenset({
    "script", "style", "noscript", "template", "nav", "footer", "head", "title", "button",
    "form", "input", "select", "textarea", "svg", "iframe", "object", "embed", "audio", "video",
    "canvas", "dialog", "menu",
})  # fmt: skip
_LEFT_OUT = frozenset({
    "ltx_page_navbar", "ltx_page_header", "ltx_page_footer", "ltx_page_logo", "ltx_TOC",
    "ltx_authors", "ltx_author_notes", "ltx_dates", "ltx_ERROR", "ltx_note_mark", "ltx_eqn_eqno",
    "ltx_tag_equation", "ltx_tag_note", "ltx_pagination",
})  # fmt: skip
_STAMPS = ("license-tr", "watermark-tr")  # arXiv's own, above a paper
_SITE = ("navigation", "banner", "contentinfo", "search", "menu", "doc-toc", "alert", "status")
_SPACED = frozenset({"p", "div", "li", "td", "th", "tr", "br", "dt", "dd", "figcaption", "pre"})


def classes(element: etree._Element) -> frozenset[str]:
    """The names of an element's classes."""
    return frozenset((element.get("class") or "").split())


def is_left_out(element: etree._Element, names: frozenset[str]) -> bool:
    """Whether an element is no part of what a paper says."""
    site = element.get("role") in _SITE or element.get("id") in _STAMPS
    if element.tag == "header":  # of the site, where it is not the paper's
        site = site or not any(each.tag == "article" for each in element.iterancestors())
    return element.tag in _NO_TEXT or bool(names & _LEFT_OUT) or site


def text_of(element: etree._Element, hiding: Hiding) -> str:
    """All that a reader sees of an element, formulas in Unicode; white space is not folded."""
    said: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, each in walk:
        if event == "end":
            if each.tag in _SPACED:
                said.append(" ")
            if each is not element and each.tail:
                said.append(each.tail)
        elif (
            not isinstance(each.tag, str) or hiding.hides(each) or is_left_out(each, classes(each))
        ):
            walk.skip_subtree()
        elif each.tag == "math" or "ltx_Math" in classes(each):
            said.append(mathematics(each))
            walk.skip_subtree()
        else:
            said.append(each.text or "")
    return "".join(said)


def mathematics(element: etree._Element) -> str:
    """A formula as readable Unicode: from its LaTeX where it has one, else from its signs."""
    latex = element.get("alttext") or element.get("alt") or ""
    if not latex:
        noted = (
            each.text
            for each in element.iter("annotation")
            if "tex" in (each.get("encoding") or "").lower()
        )
        latex = next(filter(None, noted), "")
    if latex:
        plain = re.sub(r"\\(?:displaystyle|textstyle|scriptstyle|limits|nolimits)\b", "", latex)
        plain = re.sub(r"(?<!\\)%\s*\n?\s*", "", plain)  # LaTeXML breaks long lines so
        return fold(to_unicode(f"${plain[:_LONGEST]}$"))
    signs = (each.text or "" for each in element.iter() if each.tag in ("mi", "mn", "mo", "mtext"))
    return fold("".join(signs)) or fold(element.text or "")


_LONGEST = 4000  # signs of one formula
