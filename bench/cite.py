"""BibTeX of real papers, read back by a parser that is not ours: names, LaTeX and accents.

Papers with accents, LaTeX and odd names come first, then others until there are enough. The parser
is pybtex, which divides names as BibTeX does.
"""

import codecs
import gzip
import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path

try:
    import latexcodec
    from pybtex.database import Entry, Person, parse_string
except ImportError:  # `make bench` may be asked for without what developers have
    print(json.dumps({"figure": "papers whose BibTeX comes back the same", "skipped": "no pybtex"}))
    sys.exit()

from bot.models import Paper
from bot.papers.cite import bibtex, key
from bot.text import latex

PAPERS = Path(__file__).parents[2] / "shared" / "data" / "papers.jsonl.gz"
WANTED = 1000
_ODD = re.compile(r"[\\${}&%#_~^]|[^\x00-\x7f]")
_ODD_NAME = re.compile(
    r"[\\${}&%#_~^\",(]|[^\x00-\x7f]| (?:Jr|Sr|II|III|IV)\b| and |ollaboration|(?:^| )[a-z]"
)

assert latexcodec  # registers its codec


def real_papers(wanted: int = WANTED, among: int | None = None) -> list[Paper]:
    """The odd ones first: of title, of name, then the rest, spread over all days.

    Only of the first so many, where `among` says so: to read all takes seconds.
    """
    titles: list[Paper] = []
    names: list[Paper] = []
    rest: list[Paper] = []
    for paper in islice(_papers(), among):
        kind = titles if _ODD.search(paper.title) else rest
        kind = names if kind is rest and any(map(_ODD_NAME.search, paper.authors)) else kind
        kind.append(paper)
    spread = [_spread(each, wanted // 2) for each in (titles, names)]
    chosen = [*spread[0], *spread[1]]
    return [*chosen, *_spread(rest, wanted - len(chosen))][:wanted]


def wrong_with(paper: Paper) -> str:
    """What of a paper does not come back the same; empty where all of it does."""
    text = bibtex(paper)
    entries = parse_string(text, "bibtex").entries
    if list(entries) != [key(paper)]:
        return f"key {list(entries)}"
    entry: Entry = entries[key(paper)]
    title = entry.fields["title"]
    if _same(title) != _same(paper.title):
        return f"title {title!r} of {paper.title!r}"
    if _decoded(title) != _decoded(paper.title):
        return f"title {_decoded(title)!r} of {_decoded(paper.title)!r}"
    people = [_name(each) for each in entry.persons.get("author", [])]
    wanted = [_same(each) for each in paper.authors]
    if people != wanted:
        lost = [each for each in zip(people, wanted, strict=False) if each[0] != each[1]]
        return f"authors {lost or (len(people), len(wanted))}"
    if entry.fields["eprint"] != paper.id or entry.fields["year"] != _year(paper):
        return f"eprint {entry.fields['eprint']} {entry.fields['year']}"
    return ""


def _year(paper: Paper) -> str:
    return f"20{paper.id[:2]}"


def _papers() -> Iterator[Paper]:
    with gzip.open(PAPERS, "rt", encoding="utf-8") as lines:
        for each in map(json.loads, lines):
            day = each.get("announced")
            yield Paper(
                id=each["id"],
                title=each["title"],
                abstract=each["abstract"],
                authors=tuple(each.get("authors", ())),
                categories=tuple(each.get("categories", ())),
                announced=date.fromisoformat(day) if day else None,
                comment=each.get("comment", ""),
            )


def _spread(papers: list[Paper], wanted: int) -> list[Paper]:
    step = max(len(papers) // max(wanted, 1), 1)
    return papers[::step][:wanted]


def _same(text: str) -> str:
    """As people read it, by our own reader, but for braces and commas."""
    plain = unicodedata.normalize("NFKC", latex.readable(text))  # ² is the 2 of a formula
    return " ".join(re.sub(r"[{}^]", "", plain).replace(",", " ").split())


def _decoded(text: str) -> str:
    """What is left when commands, formulas' signs and braces are gone, by a codec not of ours."""
    escaped = re.sub(r"(?<!\\)([&%#])", r"\\\1", text)  # the source may leave that out
    plain = codecs.decode(escaped, "ulatex")
    return re.sub(r"\\textasciitilde|[\s{}$^ˆ~\\]", "", unicodedata.normalize("NFKC", plain))


def _name(person: Person) -> str:
    parts = (
        *person.first_names,
        *person.middle_names,
        *person.prelast_names,
        *person.last_names,
        *person.lineage_names,
    )
    return _same(" ".join(parts))


def main() -> None:
    """Print the figures, and on standard error what is wrong with which paper."""
    from figures import report  # beside this file, where it is run

    if not PAPERS.exists():
        print(json.dumps({"bench": "cite", "skipped": "the real papers are not beside this"}))
        return
    papers = real_papers()
    wrong = {paper.id: why for paper in papers if (why := wrong_with(paper))}
    for paper_id, why in wrong.items():
        print(paper_id, why, file=sys.stderr)
    titles = sum(bool(_ODD.search(paper.title)) for paper in papers)
    names = sum(any(map(_ODD_NAME.search, paper.authors)) for paper in papers)
    half, same = WANTED / 2, len(papers) - len(wrong)
    report(
        "papers with accents, LaTeX or signs in the title", titles, "papers", half, at_least=True
    )
    report("papers with odd names among the authors", names, "papers", half, at_least=True)
    report("papers whose BibTeX comes back the same", same, "papers", WANTED, at_least=True)


if __name__ == "__main__":
    main()
