"""How a paper is shown: a title, one sentence, one grey line, a row of buttons; or in full."""

from dataclasses import replace
from datetime import date

from bot.messages import Button, Card
from bot.models import Paper, Pick
from bot.text import latex
from bot.text.markdown import escape

SHOWN_AUTHORS = 3
_ALL_AUTHORS = 12  # of a paper in full: of a collaboration the first


def readable(paper: Paper) -> Paper:
    """A source's paper for people's eyes: LaTeX as Unicode, each text one line of data."""
    return replace(
        paper,
        title=latex.readable(paper.title),
        abstract=latex.readable(paper.abstract),
        authors=tuple(map(latex.readable, paper.authors)),
    )


def byline(paper: Paper, shown: int = SHOWN_AUTHORS) -> str:
    """Short authors of a readable paper: “A. Vaswani, N. Shazeer, N. Parmar +5”."""
    short = ", ".join(_short(author) for author in paper.authors[:shown])
    more = len(paper.authors) - shown
    return f"{short} +{more}" if more > 0 else short


def paper_card(pick: Pick, url: str | None = None) -> Card:
    """The card of a pick whose paper is readable."""
    paper = pick.paper
    language = pick.summary.language if pick.summary else ""
    label = "sample description" if paper.sample else ""
    flags = pick.summary.flags if pick.summary else ()
    line = (byline(paper), _day(paper.announced), pick.why, label, *flags)
    return Card(
        title=paper.title,
        url=url or paper.url,
        body=escape(pick.summary.text) if pick.summary else "",
        footer=" · ".join(each for each in line if each),
        buttons=(
            Button("Summary", "summary.show", f"points:{paper.id}:{language}"),
            *votes(paper),
        ),
    )


def answer_card(pick: Pick) -> Card:
    """The same in an answer: what is more than one row holds is behind “More”."""
    card, more = paper_card(pick), Button("More", "paper.details", pick.paper.id)
    return replace(card, buttons=(card.buttons[0], more, *card.buttons[1:]))


def single_card(pick: Pick) -> Card:
    """The card of a pick that is the only one, with what there is to be done with it."""
    card, paper = paper_card(pick), pick.paper
    return replace(card, buttons=(card.buttons[0], _cite(paper), _share(paper), *votes(paper)))


def whole_card(paper: Paper) -> Card:
    """The card of all that is known, with what there is to be done with it."""
    similar = Button("Similar", "paper.similar", paper.id)
    buttons = (_cite(paper), similar, _share(paper), *votes(paper))
    return replace(full_card(paper), buttons=buttons)


def full_card(paper: Paper) -> Card:
    """The card of all that is known of a readable paper, its whole abstract too; no buttons."""
    fields = {
        "Authors": byline(paper, shown=_ALL_AUTHORS),
        "Categories": ", ".join(paper.categories),
        "Announced": "" if paper.sample or not paper.announced else f"{paper.announced:%d %B %Y}",
        "Journal": latex.readable(paper.journal),
        "DOI": paper.doi,
        "Comment": latex.readable(paper.comment),
    }
    return Card(
        title=paper.title,
        url=paper.url,
        body=escape(paper.abstract),
        fields=tuple((name, value) for name, value in fields.items() if value),
        footer=f"arXiv:{paper.id}" + (" · sample description" if paper.sample else " · abstract"),
    )


def votes(paper: Paper) -> tuple[Button, Button]:
    """The buttons that say what a person thinks of a paper."""
    return (
        Button("👍", "paper.vote", f"up:{paper.id}"),
        Button("👎", "paper.vote", f"down:{paper.id}"),
    )


def _cite(paper: Paper) -> Button:
    return Button("Cite", "paper.cite", paper.id)


def _share(paper: Paper) -> Button:
    return Button("Share here", "paper.share", paper.id)


def _day(day: date | None) -> str:
    return f"{day.day} {day:%b %Y}" if day else ""


def _short(author: str) -> str:
    """“Ashish Vaswani” as “A. Vaswani”; a collaboration keeps its name."""
    first, _, rest = author.partition(" ")
    if not rest or "ollaboration" in author or "." in first or len(author.split()) > 4:
        return author
    names = rest.split()
    # “van”, “de” and the like belong to the name of the family.
    family = next((place for place, name in enumerate(names) if name[0].islower()), -1)
    return f"{first[0]}. {' '.join(names[family:])}"
