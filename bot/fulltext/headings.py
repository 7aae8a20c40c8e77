"""Headings of papers: what they look like, and which of them begin the references."""

import re
from dataclasses import dataclass

_NUMBER = (
    r"(?:(?:Appendix|Section|Chapter)(?:\s+[A-Z\d]{1,2})?|\d{1,2}(?:\.\d{1,2}){0,3}"
    r"|[IVX]{1,5}|[A-Z](?:\.\d{1,2}){0,2})"
)
_NUMBERED = re.compile(rf"(?P<number>{_NUMBER})(?P<mark>[.:)]?)\s+(?P<title>[A-Z“\"‘¿(]\S*.*)")
_KNOWN = (
    "abstract", "summary", "introduction", "background", "preliminaries", "motivation",
    "related work", "related works", "prior work", "method", "methods", "methodology", "approach",
    "our approach", "materials and methods", "model", "data", "dataset", "datasets",
    "experiment", "experiments", "experimental setup", "experimental results", "evaluation",
    "results", "results and discussion", "analysis", "ablation study", "ablations", "discussion",
    "limitations", "limitation", "conclusion", "conclusions", "conclusion and future work",
    "conclusions and future work", "future work", "broader impact", "impact statement",
    "ethics statement", "ethical considerations", "reproducibility statement",
    "acknowledgment", "acknowledgement", "acknowledgments", "acknowledgements", "contents",
    "appendix", "supplementary material", "keywords", "author contributions", "data availability",
)  # fmt: skip
_REFERENCES = re.compile(
    r"(?:references(?: and notes| cited)?|bibliography|literature(?: cited)?|works cited"
    r"|literatur(?:verzeichnis)?|références|referencias)",
    re.IGNORECASE,
)
_RUN_IN = re.compile(
    r"(?P<name>abstract|summary|keywords|index terms)\s*(?:[.:—–]\s*|-\s+|—)(?P<rest>\S.*)",
    re.IGNORECASE,
)
_UNNUMBERED = re.compile(
    r"abstract|summary|acknowledg|appendix|supplement|limitation|broader|impact|ethic|reproduc"
    r"|conclusion|contents|keywords|author|data avail|refer|biblio|literat|works|réf",
    re.IGNORECASE,
)
_LONGEST = 100  # characters
_WORDS = 14


def spelt(heading: str) -> str:
    """The heading as a place is named: without a mark at its end, nor letters spaced out."""
    text = heading.strip().rstrip(".:")
    text = re.sub(r"^([A-Z]) ([A-Z]{3,})", r"\1\2", text)  # a large first letter, small capitals
    return text.title() if text.isupper() and text.lower() in _KNOWN else text


def is_references(heading: str) -> bool:
    """Whether the list of what was cited begins here."""
    bare = re.sub(rf"^(?:{_NUMBER})[.:)]?\s+(?=\S{{6}})", "", heading.strip().rstrip(".:"))
    bare = re.sub(r"^([A-Z]) ([A-Z]{3,})", r"\1\2", bare)
    return bool(_REFERENCES.fullmatch(bare))


def is_known(line: str) -> bool:
    """Whether a line is a heading that papers have, whatever it looks like."""
    return spelt(line).lower() in _KNOWN or is_references(line)


@dataclass(frozen=True, slots=True)
class Style:
    """How a line is set.

    `marked`: bold or `large`; `alone`: with space above it and behind it; `apart`: with space
    above and below. `numbered`: most headings of this paper have numbers.
    """

    marked: bool
    large: bool
    alone: bool
    apart: bool
    numbered: bool = False


def is_heading(line: str, style: Style) -> bool:
    """Whether a line is a heading, by its words and by how it is set."""
    if not 2 < len(line) <= _LONGEST or len(line.split()) > _WORDS or " | " in line:
        return False
    if is_known(line):
        # A known name in the middle of a paragraph, or at the head of a table, is a word.
        if style.numbered and not style.large and not _UNNUMBERED.match(spelt(line)):
            return False
        return (style.marked and (style.alone or style.large)) or line.isupper() or style.apart
    found = _NUMBERED.fullmatch(line)
    if found:
        return _is_numbered(found, style)
    has_words = bool(re.search(r"[^\W\d_]{3}", line)) and line[0].isalpha()
    may_lack = style.large or not style.numbered
    sentence = line.endswith((".", ",", ";", ":", "-"))
    return style.marked and style.alone and may_lack and has_words and not sentence


def _is_numbered(found: re.Match[str], style: Style) -> bool:
    title, mark, number = found["title"], found["mark"], found["number"]
    if not re.search(r"[^\W\d]{3}", title) or title.endswith((",", ";", "-")):
        return False
    if title.endswith(".") and not title.isupper() and not style.marked:
        return False
    # “A new method” is a sentence: a letter needs its mark, or to be set apart.
    if number.isalpha() and not mark:
        return style.marked
    capitals = title.isupper() or (bool(mark) and number.isalpha())
    return style.marked or (style.alone and capitals)


def run_in(line: str) -> tuple[str, str] | None:
    """“Abstract. We show” is heading and text on one line; None where it is not."""
    found = _RUN_IN.match(line)
    return (found["name"].capitalize(), found["rest"]) if found else None
