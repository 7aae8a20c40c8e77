"""arXiv's API through the `arxiv` package: queries in, announcements out."""

import logging
import re
from collections.abc import Iterator, Sequence
from copy import copy
from datetime import datetime

import arxiv
import requests
from lxml import etree

from adapters.http import PoliteAdapter, one_line
from adapters.papers_arxiv.query import query_of
from bot.arxiv_days import announcement_day
from bot.errors import SourceError
from bot.models import Announcement, Kind, Paper, Topic
from bot.text.fold import fold

_IDS = 100  # ids in one request: an address has an end
_PAGE = 2000  # the most that one request may ask for
_ATOM = "{http://www.w3.org/2005/Atom}"
_OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
_ID = re.compile(r"/abs/([a-z-]+(?:\.[A-Z]{2})?/\d{7}|\d{4}\.\d{4,5})(?:v\d+)?$")
_WITHDRAWN = re.compile(r"\bwithdrawn\b", re.IGNORECASE)

log = logging.getLogger(__name__)
# The package's warnings about unreadable entries would stand between our own lines.
logging.getLogger("arxiv").setLevel(logging.ERROR)


class ApiClient:
    """Queries to arXiv's API, a page of 2,000 at a time. Blocks: call it in a thread."""

    def __init__(self, api_url: str, transport: PoliteAdapter) -> None:
        # The transport paces, waits and tries again; the package would do so a second time.
        self._client = arxiv.Client(page_size=_PAGE, delay_seconds=0, num_retries=0)
        self._client.query_url_format = f"{api_url}?{{}}"
        transport.mount_on(self._client._session)
        self._client._session.hooks["response"].append(_without_broken_entries)

    def between(self, category: str, start: datetime, end: datetime) -> list[Announcement]:
        """What was submitted to a category then. Raises `SourceError`."""
        span = f"[{start:%Y%m%d%H%M} TO {end:%Y%m%d%H%M}]"
        found = self._search(f"cat:{category} AND submittedDate:{span}", None)
        return [_announcement(paper, category) for paper in found]

    def matching(self, topic: Topic, limit: int, *, best: bool) -> list[Announcement]:
        """The newest papers on a topic, or those that fit best. Raises `SourceError`."""
        query = query_of(topic)
        if not query:
            return []
        sort = arxiv.SortCriterion.Relevance if best else arxiv.SortCriterion.SubmittedDate
        found = self._search(query, limit, sort)
        return [_announcement(paper, paper.categories[0]) for paper in found if paper.categories]

    def lookup(self, paper_ids: Sequence[str]) -> list[Paper]:
        """The papers with these ids that were not withdrawn. Raises `SourceError`."""
        wanted = dict.fromkeys(paper_ids)
        papers = map(_paper, self._with_ids(list(wanted)))
        return list({each.id: each for each in papers if each and each.id in wanted}.values())

    def withdrawn(self, paper_ids: Sequence[str]) -> list[str]:
        """Those of these papers that were withdrawn. Raises `SourceError`."""
        gone = []
        for result in self._with_ids(paper_ids):
            found = _ID.search(result.entry_id)
            if found and _WITHDRAWN.search(result.comment or ""):
                gone.append(_base(found[1]))
        return gone

    def _with_ids(self, paper_ids: Sequence[str]) -> Iterator[arxiv.Result]:
        for start in range(0, len(paper_ids), _IDS):
            some = list(paper_ids[start : start + _IDS])
            yield from self._results(arxiv.Search(id_list=some, max_results=len(some)), _IDS)

    def _search(
        self,
        query: str,
        limit: int | None,
        sort: arxiv.SortCriterion = arxiv.SortCriterion.SubmittedDate,
    ) -> list[Paper]:
        descending = arxiv.SortOrder.Descending
        search = arxiv.Search(query, max_results=limit, sort_by=sort, sort_order=descending)
        papers = map(_paper, self._results(search, limit))
        return list({each.id: each for each in papers if each is not None}.values())

    def _results(self, search: arxiv.Search, limit: int | None) -> list[arxiv.Result]:
        client = copy(self._client)
        client.page_size = min(limit or _PAGE, _PAGE)
        try:
            with one_line("arXiv"):
                return list(client.results(search))
        except arxiv.ArxivError as error:
            raise SourceError(f"arXiv refused a query: {error.message}.") from error


def _paper(result: arxiv.Result) -> Paper | None:
    found = _ID.search(result.entry_id)
    title = fold(result.title)
    if found is None or not title or _WITHDRAWN.search(result.comment or ""):
        return None
    categories = dict.fromkeys([result.primary_category, *result.categories])
    return Paper(
        id=_base(found[1]),
        title=title,
        abstract=fold(result.summary),
        authors=tuple(filter(None, (fold(author.name) for author in result.authors))),
        categories=tuple(filter(None, map(fold, categories))),
        announced=announcement_day(result.published),
        submitted=result.published,
        comment=fold(result.comment or ""),
        journal=fold(result.journal_ref or ""),
        doi=fold(result.doi or ""),
    )


def _base(arxiv_id: str) -> str:
    """The id as it is stored: math.GT/0309136 is math/0309136."""
    return re.sub(r"\.[A-Z]{2}/", "/", arxiv_id)


def _announcement(paper: Paper, category: str) -> Announcement:
    kind: Kind = "new" if paper.categories[:1] == (category,) else "cross"
    if paper.submitted is None:
        raise ValueError(f"{paper.id} came from the API without a day")
    return Announcement(paper, category, kind, announcement_day(paper.submitted), inferred=True)


def _without_broken_entries(
    response: requests.Response, *_args: object, **_options: object
) -> requests.Response:
    """Blank out what the package would stumble over: one unreadable date, and all is lost."""
    if response.status_code not in (200, 400):
        return response
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    try:
        root = etree.fromstring(response.content, parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None or root.tag != f"{_ATOM}feed":
        raise SourceError("arXiv answered with something that is no list of papers.")
    entries = root.findall(f"{_ATOM}entry")
    for entry in entries:
        if "/api/errors" in (entry.findtext(f"{_ATOM}id") or ""):
            said = fold(entry.findtext(f"{_ATOM}summary") or "")
            raise SourceError(f"arXiv refused a query: {said}.")
    if not response.content.rstrip().endswith(b"feed>"):
        raise SourceError("arXiv's answer breaks off.")
    if not entries and _number(root, "totalResults") > _number(root, "startIndex"):
        raise SourceError("arXiv sent an empty page where it has papers.")
    broken = [entry for entry in entries if not _readable(entry)]
    for entry in broken:
        _blank(entry)
    if broken:
        log.warning("arXiv: %d entries could not be read and were left out", len(broken))
        response._content = etree.tostring(root)
    return response


def _number(root: etree._Element, name: str) -> int:
    text = (root.findtext(f"{_OPENSEARCH}{name}") or "").strip()
    return int(text) if text.isdecimal() else 0


def _blank(entry: etree._Element) -> None:
    """Keep an entry's place: the package counts the entries to know where the next page starts."""
    entry.clear()
    etree.SubElement(entry, f"{_ATOM}id").text = "unreadable"
    for tag in ("published", "updated"):
        etree.SubElement(entry, f"{_ATOM}{tag}").text = "2000-01-01T00:00:00Z"


def _readable(entry: etree._Element) -> bool:
    try:
        for tag in ("published", "updated"):
            text = (entry.findtext(f"{_ATOM}{tag}") or "").strip()
            announcement_day(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        return False
    return bool(_ID.search((entry.findtext(f"{_ATOM}id") or "").strip()))
