"""Full texts from arXiv: a paper's web page where arXiv has one, else its PDF."""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import SplitResult, urljoin, urlsplit

import requests

from adapters.http import PoliteAdapter, one_line
from bot.errors import SourceError
from bot.ports import FullText

LARGEST = 40_000_000  # bytes of one text
_PAUSE_SECONDS = 3.0  # arXiv's own rule; https://info.arxiv.org/help/api/tou.html
_REDIRECTS = 3
_ID = re.compile(r"(?:[a-z-]+(?:\.[A-Z]{2})?/\d{7}|\d{4}\.\d{4,5})(?:v\d+)?")
_VERSION = re.compile(r"v\d+$")
# What LaTeXML calls a paper. arXiv also answers with pages that say that there is none, and with
# papers that it could not convert to their end.
_PAPER = re.compile(rb"class=[\"'][^\"']*\bltx_document\b")
_DAMAGED = b"This document may be truncated or damaged"


class ArxivFullTexts:
    """`FullTexts` from arXiv. One request at a time, with `lock` over all processes.

    `delay_seconds` is the pause between two requests; towards arXiv at least its own.
    `patience`: seconds for one paper, both requests and all tries together.
    """

    name = "arXiv"

    def __init__(
        self,
        *,
        html_url: str = "https://arxiv.org/html",
        pdf_url: str = "https://arxiv.org/pdf",
        delay_seconds: float = _PAUSE_SECONDS,
        agent: str,
        lock: Path,
        patience: float = 90.0,
        sleep: Callable[[float], None] = sleep,
    ) -> None:
        self._html_url, self._pdf_url = html_url.rstrip("/"), pdf_url.rstrip("/")
        self._patience = patience
        own = any(_is_arxiv(url) for url in (html_url, pdf_url))
        pause = max(delay_seconds, _PAUSE_SECONDS) if own else delay_seconds
        transport = PoliteAdapter(
            self.name,
            agent,
            pause=pause,
            patience=patience,
            lock=lock,
            sleep=sleep,
            pages=True,
            largest=LARGEST,
        )
        self._session = transport.session()

    async def of(self, paper_id: str) -> tuple[FullText, ...]:
        """See `FullTexts.of`. Nothing is asked for what is no id of arXiv's."""
        if not _ID.fullmatch(paper_id):
            return ()
        return await asyncio.to_thread(self._of, paper_id)

    def _of(self, paper_id: str) -> tuple[FullText, ...]:
        deadline = monotonic() + self._patience
        page = self._get(f"{self._html_url}/{paper_id}", deadline)
        if page and _PAPER.search(page.content) and _DAMAGED not in page.content:
            return (FullText("html", page.content, _version(page.url)),)
        pdf = self._get(f"{self._pdf_url}/{paper_id}", deadline)
        if pdf is None:
            return ()
        if b"%PDF-" not in pdf.content[:1024]:
            raise SourceError(f"arXiv sent something that is no PDF for {paper_id}.")
        return (FullText("pdf", pdf.content, _version(pdf.url)),)

    def _get(self, url: str, deadline: float) -> requests.Response | None:
        """What is at this address, or where it leads on the same host; None where nothing is."""
        for _ in range(_REDIRECTS + 1):
            left = deadline - monotonic()
            if left <= 0:
                raise SourceError("arXiv did not answer in time.")
            response = self._ask(url, left)
            if response.status_code == 200:
                return response
            if response.status_code in (404, 410):
                return None
            if not response.is_redirect:
                raise SourceError(f"arXiv answered with HTTP {response.status_code}.")
            url = _next(url, response.headers["Location"])
        raise SourceError("arXiv leads in a circle.")

    def _ask(self, url: str, seconds: float) -> requests.Response:
        with one_line(self.name):
            try:
                return self._session.get(url, timeout=seconds, allow_redirects=False)
            except requests.RequestException:
                raise
            except ValueError as error:  # `requests` also reads redirects that it does not follow
                raise SourceError("arXiv leads to an address that is none.") from error


def _next(url: str, location: str) -> str:
    """Where a redirect leads. Raises `SourceError` where it leaves the host."""
    try:
        following = urljoin(url, location)
        stays = _host(urlsplit(following)) == _host(urlsplit(url))
    except ValueError as error:
        raise SourceError("arXiv leads to an address that is none.") from error
    if not stays:
        raise SourceError("arXiv leads to another host, which is not followed.")
    return following


def _host(url: SplitResult) -> tuple[str, str | None, int | None]:
    return url.scheme, url.hostname, url.port


def _version(url: str) -> str:
    found = _VERSION.search(urlsplit(url).path.removesuffix(".pdf"))
    return found[0] if found else ""


def _is_arxiv(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host == "arxiv.org" or host.endswith(".arxiv.org")
