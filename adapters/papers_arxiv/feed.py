"""arXiv's announcement feeds, RSS and Atom: bytes in, announcements out. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from email.utils import parsedate_to_datetime

from lxml import etree

from bot.arxiv_days import NEW_YORK
from bot.errors import SourceError
from bot.models import Announcement, Kind, Paper
from bot.text.fold import fold

_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_ID = re.compile(
    r"(?:oai:arXiv\.org:|/abs/)([a-z-]+(?:\.[A-Z]{2})?/\d{7}|\d{4}\.\d{4,5})(?:v\d+)?$"
)
_PREAMBLE = re.compile(
    r"^arXiv:\S+\s+Announce Type:\s*(?P<kind>[\w-]+)\s+(?:Abstract:\s*)?", re.IGNORECASE
)
_KINDS: dict[str, Kind] = {
    "new": "new",
    "cross": "cross",
    "replace": "replace",
    "replace-cross": "replace-cross",
}


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed: its own day in New York, each paper once a category, and what was unreadable.

    `complete` is false where the feed breaks off. `items` counts all, also the unreadable.
    """

    day: date
    announcements: tuple[Announcement, ...]
    items: int
    skipped: int
    complete: bool


def read_feed(body: bytes, categories: Sequence[str]) -> Feed:
    """Read a feed that was asked for these categories. Raises `SourceError` where it is none.

    An empty feed is a good answer: arXiv sends it at weekends and on its holidays.
    """
    root = _parse(body)
    items = [each for each in root.iter() if each.tag in ("item", f"{_ATOM}entry")]
    day = _day(root, items)
    read = [_read_item(item, day, categories) for item in items]
    good = [announcements for announcements in read if announcements is not None]
    return Feed(
        day=day,
        announcements=_once(each for announcements in good for each in announcements),
        items=len(items),
        skipped=len(read) - len(good),
        complete=body.rstrip().endswith((b"</rss>", b"</feed>")),
    )


def _parse(body: bytes) -> etree._Element:
    # No entities, no network: the feed is data. `recover` keeps what stands before a break.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None or root.tag not in ("rss", f"{_ATOM}feed"):
        raise SourceError("arXiv answered with something that is no announcement feed.")
    return root


def _day(root: etree._Element, items: list[etree._Element]) -> date:
    channel = root if root.tag == f"{_ATOM}feed" else root.find("channel")
    own = None if channel is None else _read_day(_text(channel, *_STAMPS))
    days = [own] if own else [_read_day(_text(item, *_STAMPS)) for item in items]
    newest = max(filter(None, days), default=None)
    if newest is None:
        raise SourceError("arXiv's announcement feed has no date.")
    return newest


_STAMPS = ("pubDate", "lastBuildDate", f"{_ATOM}updated")


def _read_day(stamp: str) -> date | None:
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = read(stamp)
            return (moment.astimezone(NEW_YORK) if moment.tzinfo else moment).date()
        except (ValueError, OverflowError):
            continue
    return None


def _read_item(item: etree._Element, day: date, asked: Sequence[str]) -> list[Announcement] | None:
    """One announcement for each category that was asked for; `None` for an unreadable item."""
    found = next(filter(None, map(_ID.search, _addresses(item))), None)
    title = fold(_text(item, "title", f"{_ATOM}title"))
    if found is None or not title:
        return None
    described = _text(item, "description", f"{_ATOM}summary")
    preamble = _PREAMBLE.match(described.strip())
    said = _text(item, f"{_ARXIV}announce_type") or (preamble["kind"] if preamble else "new")
    kind = _KINDS.get(said.strip().lower())
    if kind is None:
        return None
    terms = [each.get("term") or each.text or "" for each in item if each.tag in _TERMS]
    categories = tuple(dict.fromkeys(fold(term) for term in terms if term.strip()))
    paper = Paper(
        id=_base(found[1]),
        title=title,
        abstract=fold(described.strip()[preamble.end() if preamble else 0 :]),
        authors=tuple(_authors(item)),
        categories=categories,
        announced=day if kind in ("new", "cross") else None,
    )
    its = [each for each in asked if each in categories and not _is_old(kind, each, paper)]
    its = its or list(categories[:1]) or list(asked[:1])
    event = Announcement(paper, "", kind, day)
    return [replace(event, category=each, kind=_kind_in(kind, each, paper)) for each in its]


_TERMS = ("category", f"{_ATOM}category")
_CROSSED: dict[Kind, Kind] = {"new": "cross", "replace": "replace-cross"}


def _is_old(kind: Kind, category: str, paper: Paper) -> bool:
    """A cross-list is none in the paper's first category, where it was announced before."""
    return kind == "cross" and len(paper.categories) > 1 and category == paper.categories[0]


def _kind_in(kind: Kind, category: str, paper: Paper) -> Kind:
    """What a feed of several categories calls new is a cross-list in all but the first."""
    if category in paper.categories[:1] or not paper.categories:
        return kind
    return _CROSSED.get(kind, kind)


def _once(announcements: Iterable[Announcement]) -> tuple[Announcement, ...]:
    """Each paper once a category; that it is new says more than that it was replaced too."""
    first: dict[tuple[str, str], Announcement] = {}
    for each in sorted(announcements, key=lambda each: each.kind not in ("new", "cross")):
        first.setdefault((each.paper.id, each.category), each)
    return tuple(first.values())


def _addresses(item: etree._Element) -> Iterator[str]:
    for tag in ("guid", f"{_ATOM}id", "link"):
        yield _text(item, tag).strip()
    for link in item.findall(f"{_ATOM}link"):
        yield link.get("href") or ""


def _base(arxiv_id: str) -> str:
    archive, slash, number = arxiv_id.rpartition("/")
    return f"{archive.split('.')[0]}{slash}{number}"


def _authors(item: etree._Element) -> Iterator[str]:
    for tag in (_CREATOR, "author", f"{_ATOM}author/{_ATOM}name"):
        for creator in item.findall(tag):
            yield from filter(None, map(fold, (creator.text or "").split(",")))


def _text(element: etree._Element, *tags: str) -> str:
    return next(
        (each.text for tag in tags if (each := element.find(tag)) is not None and each.text), ""
    )
