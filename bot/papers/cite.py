"""A paper to be cited: BibTeX, and one line for people. Pure."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from bot.messages import Card
from bot.models import Paper
from bot.papers.tex import as_latex
from bot.text import latex
from bot.text.markdown import code_block, escape
from bot.text.words import words

_NAMED = 6  # authors in one line for people
_SHOWN = 30  # authors in a chat: a collaboration has thousands
_SUFFIX = re.compile(r"(.+?),? (Jr\.?|Sr\.?|II|III|IV)")
_GROUP = re.compile(
    r"\b(?:Collaboration|Consortium|Team|Group|Initiative|Project|Institute|University)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SMALL = " a an and are as at by can do does for from how in is of on or the to via "
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "þ": "th", "ð": "d"}
)


def cite_card(written: Paper) -> Card:
    """How to cite a paper, as its source wrote it."""
    line = escape(citation(written))
    return Card(
        title=latex.readable(written.title),
        url=written.url,
        body=f"{line}\n\n{code_block(bibtex(written, _SHOWN))}",
    )


def citation(written: Paper) -> str:
    """One line: authors, title, where it appeared, id, year."""
    authors = [latex.readable(each) for each in written.authors]
    named = ", ".join(authors[:_NAMED]) + (" et al." if len(authors) > _NAMED else "")
    title = latex.readable(written.title).rstrip(".")
    its_class = f" [{written.categories[0]}]" if written.categories else ""
    parts = [
        f"{named.rstrip('.')}." if named else "",
        f"“{title}{'' if title.endswith(('?', '!')) else '.'}”",
        f"{latex.readable(written.journal).rstrip('.')}." if written.journal else "",
        f"arXiv:{written.id}{its_class}, {_year(written)}.",
    ]
    return " ".join(filter(None, parts))


def bibtex(written: Paper, most: int | None = None) -> str:
    """The entry of a paper as its source wrote it, in UTF-8; at most so many of its authors.

    An article where its authors say in which journal it appeared.
    """
    people = [_person(each) for each in written.authors[:most] if each.strip()]
    if most and len(written.authors) > most:
        people.append("others")
    fields = {
        "title": _title(written.title),
        "author": " and ".join(people),
        "journal": as_latex(written.journal),
        "year": _appeared(written),
        "doi": _verbatim(written.doi),
        "eprint": written.id,
        "archivePrefix": "arXiv",
        "primaryClass": _verbatim(written.categories[0]) if written.categories else "",
        "url": written.url,
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    kind = "article" if written.journal else "misc"
    return f"@{kind}{{{key(written)},\n" + ",\n".join(lines) + "\n}"


def key(written: Paper) -> str:
    """`vaswani2017attention`: letters and digits of ASCII."""
    first_author = latex.readable(written.authors[0]) if written.authors else ""
    suffixed = _SUFFIX.fullmatch(first_author)
    family = _ascii(_family(suffixed[1] if suffixed else first_author)[1])
    title = [_ascii(each) for each in words(latex.readable(written.title))]
    first = next((each for each in title if len(each) > 2 and f" {each} " not in _SMALL), "")
    digits = "".join(filter(str.isdigit, written.id))
    return f"{family or 'arxiv'}{_year(written)}{first or digits}"


def _year(written: Paper) -> str:
    """Of the first version: its id begins with it."""
    if written.submitted:
        return str(written.submitted.year)
    year = int(written.id.rpartition("/")[2][:2])
    return str(1900 + year if year > 90 else 2000 + year)


def _appeared(written: Paper) -> str:
    """The year of the journal, as far as it is named; at the earliest that of the id."""
    first = _year(written)
    named = [each for each in _YEAR.findall(written.journal) if each >= first]
    return named[-1] if named else first


def _verbatim(text: str) -> str:
    """An address or number: nothing in it is LaTeX, and none has a brace or a space."""
    return re.sub(r"[{}\\]", "", text.split(maxsplit=1)[0]) if text.split() else ""


def _person(name: str) -> str:
    """“First Last”, “Last, Jr., First”, or in braces what is no person's name."""
    its = as_latex(name)
    suffixed = _SUFFIX.fullmatch(its)
    if suffixed and " " in suffixed[1] and "," not in suffixed[1]:
        given, family = _family(suffixed[1])
        return f"{family}, {suffixed[2]}, {given}"
    joined = re.search(r"(?:^|\s)and(?:\s|$)", its, re.IGNORECASE)
    if joined or "," in its or _GROUP.search(its) or its.lower() == "others":
        return f"{{{its}}}"
    return its


def _family(name: str) -> tuple[str, str]:
    """The given names and that of the family, with “van”, “de” and the like."""
    names = name.split()
    last = len(names) - 1
    while last > 1 and names[last - 1][0].islower():
        last -= 1
    return " ".join(names[:last]), " ".join(names[last:])


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    return re.sub(r"[^a-z0-9]", "", plain)


def _title(title: str) -> str:
    """With braces around what a style may not put into lower case."""
    tokens = list(_tokens(as_latex(title)))
    named = _names_stand_out(tokens)
    shown = []
    starts = True
    for token in tokens:
        shown.append(_protected(token, named=named and not starts))
        starts = token.endswith((":", "?", "!", "."))
    return " ".join(shown)


def _tokens(text: str) -> Iterator[str]:
    """What stands between spaces, but for those within braces and formulas."""
    start = depth = 0
    in_math = False
    for sign in re.finditer(r"\\.|[{}$ ]", text):
        match sign[0]:
            case "{" | r"\{":
                depth += 1
            case "}" | r"\}":
                depth -= 1
            case "$":
                in_math = not in_math
            case " " if not depth and not in_math:
                yield text[start : sign.start()]
                start = sign.end()
    yield text[start:]


def _names_stand_out(tokens: Sequence[str]) -> bool:
    """Whether the title is written in lower case, so that a capital means a name."""
    long = [each for each in tokens[1:] if len(each) > 3 and each[0].isalpha()]
    return sum(each[0].isupper() for each in long) < len(long) / 2


# A formula, or a command that is no sign of ours.
_COMMAND = re.compile(r"(?<!\\)\$|\\(?!textascii|textback|textbrace)[A-Za-z]")
_EDGE = r"[\s.,:;!?()\[\]\"'“”‘’`]*"
_CORE = re.compile(rf"({_EDGE})(.*?)({_EDGE})", re.DOTALL)


def _protected(token: str, *, named: bool) -> str:
    match = _CORE.fullmatch(token)
    before, core, after = match.groups() if match else ("", token, "")
    if not core or not (_is_loud(core) or (named and core[0].isupper())):
        return token
    # In braces that begin with a backslash BibTeX changes the case all the same.
    inner = f"{{{core}}}" if core.startswith("\\") else core
    return f"{before}{{{inner}}}{after}"


def _is_loud(core: str) -> bool:
    """Whether it is a formula, a command, or has capitals elsewhere than where a word begins."""
    if _COMMAND.search(core):
        return True
    for part in re.split(r"[-–—/]", core):
        letters = [each for each in part if each.isalnum()]
        if any(each.isupper() for each in letters[1:]):
            return True
        if len(letters) == 1 and letters[0].isupper() and part != core:
            return True  # as in T-cell
    return len(core) == 1 and core.isupper() and core not in "AI"
