"""How a paper is shown: a title, one sentence, one grey line, a row of buttons."""

from dataclasses import replace
from functools import lru_cache

from bot.messages import Button, Card
from bot.models import Paper, Pick
from bot.text.fold import fold
from bot.text.latex import to_unicode
from bot.text.markdown import escape

SHOWN_AUTHORS = 3


@lru_cache(maxsize=2048)
def readable(paper: Paper) -> Paper:
    """The same paper for people's eyes: LaTeX as Unicode, each text one line of data."""
    return replace(
        paper,
        title=fold(to_unicode(paper.title)),
        abstract=fold(to_unicode(paper.abstract)),
        authors=tuple(fold(to_unicode(author)) for author in paper.authors),
    )


def byline(paper: Paper, shown: int = SHOWN_AUTHORS) -> str:
    """Short authors of a readable paper: “A. Vaswani, N. Shazeer, N. Parmar +5”."""
    short = ", ".join(_short(author) for author in paper.authors[:shown])
    more = len(paper.authors) - shown
    return f"{short} +{more}" if more > 0 else short


def paper_card(pick: Pick, url: str | None = None) -> Card:
    """The card of a pick whose paper is readable."""
    paper = pick.paper
    label = "sample description" if paper.sample else ""
    line = (byline(paper), pick.why, label)
    return Card(
        title=paper.title,
        url=url or paper.url,
        body=escape(pick.summary.text) if pick.summary else "",
        footer=" · ".join(each for each in line if each),
        buttons=(
            Button("Details", "paper.details", paper.id),
            Button("👍", "paper.vote", f"up:{paper.id}"),
            Button("👎", "paper.vote", f"down:{paper.id}"),
        ),
    )


def _short(author: str) -> str:
    """“Ashish Vaswani” as “A. Vaswani”; a collaboration keeps its name."""
    first, _, rest = author.partition(" ")
    if not rest or "ollaboration" in author or "." in first or len(author.split()) > 4:
        return author
    return f"{first[0]}. {rest.split()[-1]}"
