"""Full texts from arXiv against a server on this machine: pages, PDFs, faults."""

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from adapters.papers_arxiv import fulltext
from adapters.papers_arxiv.fulltext import ArxivFullTexts
from bot.errors import SourceError
from bot.ports import FullText, FullTexts
from tests.pdfs import LEFT, pdf, said
from tests.stand_ins import Reply, StandIn, stand_in

PAGE = b'<!DOCTYPE html><html><body><article class="ltx_document"><p>Tides.</p></article></html>'
PDF = pdf([[said("Tides.", LEFT, 90)]])
NO_PAGE = b"<!DOCTYPE html><html><body><h1>No HTML for this paper</h1></body></html>"
SMALL = 5_000


@contextmanager
def arxiv(
    folder: Path,
    *replies: Reply,
    say: Callable[[str], Reply] | None = None,
    patience: float = 9.0,
    delay: float = 0.0,
) -> Iterator[tuple[FullTexts, StandIn, list[float]]]:
    """The texts, whom they are asked of, how long was slept."""
    slept: list[float] = []
    with stand_in(*replies, say=say) as web:
        texts = ArxivFullTexts(
            html_url=f"{web.url}/html/",
            pdf_url=f"{web.url}/pdf",
            delay_seconds=delay,
            agent="Paperboy/test",
            lock=folder / "lock",
            patience=patience,
            sleep=slept.append,
        )
        yield texts, web, slept


async def test_the_page_is_taken_where_there_is_one(tmp_path: Path) -> None:
    with arxiv(tmp_path, Reply(PAGE, gzip=True)) as (texts, web, _):
        assert await texts.of("2603.00001") == (FullText("html", PAGE),)
    assert web.paths == ["/html/2603.00001"]
    assert web.asked[0].headers["User-Agent"] == "Paperboy/test"


@pytest.mark.parametrize(
    "page",
    [
        Reply(NO_PAGE, 404),
        Reply(NO_PAGE),
        Reply(PAGE.replace(b"Tides", b"This document may be truncated or damaged")),
    ],
    ids=["404", "says so", "damaged"],
)
async def test_without_a_page_the_pdf_is_taken(page: Reply, tmp_path: Path) -> None:
    with arxiv(tmp_path, page, Reply(PDF)) as (texts, web, _):
        assert await texts.of("hep-th/9901001") == (FullText("pdf", PDF),)
    assert web.paths == ["/html/hep-th/9901001", "/pdf/hep-th/9901001"]


async def test_there_may_be_neither(tmp_path: Path) -> None:
    with arxiv(tmp_path, Reply(NO_PAGE, 404)) as (texts, _, _):
        assert await texts.of("2603.00001") == ()


@pytest.mark.parametrize(
    "paper_id", ["", "../admin", "2603.00001/../../x", "sample/1", "2603.00001?x=1", "2603.00001\n"]
)
async def test_what_is_no_id_is_not_asked_for(paper_id: str, tmp_path: Path) -> None:
    with arxiv(tmp_path, Reply(PAGE)) as (texts, web, _):
        assert await texts.of(paper_id) == ()
        assert web.paths == []


async def test_a_redirect_on_the_same_host_says_the_version(tmp_path: Path) -> None:
    def say(path: str) -> Reply:
        if path.endswith("v2"):
            return Reply(PAGE)
        return Reply(b"", 301, {"Location": f"{path}v2"})

    with arxiv(tmp_path, say=say) as (texts, _, _):
        assert await texts.of("2603.00001") == (FullText("html", PAGE, "v2"),)


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("http://localhost:9/html/2603.00001", "arXiv leads to another host"),
        ("https://127.0.0.1/html/2603.00001", "arXiv leads to another host"),
        ("//[", "arXiv leads to an address that is none"),
        ("/html/2603.00001", "arXiv leads in a circle"),
    ],
)
async def test_a_redirect_elsewhere_is_not_followed(place: str, why: str, tmp_path: Path) -> None:
    with (
        arxiv(tmp_path, Reply(b"", 302, {"Location": place})) as (texts, _, _),
        pytest.raises(SourceError, match=f"^{why}"),
    ):
        await texts.of("2603.00001")


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (
            Reply(b"", 429, {"Retry-After": "600"}),
            "answered with HTTP 429 and asks to wait 600 sec",
        ),
        (Reply(b"", 503, {"Retry-After": "60"}), "answered with HTTP 503 and asks to wait 60 sec"),
        (Reply(b"", 500), r"answered with HTTP 500\."),
        (Reply(b"", 403), r"answered with HTTP 403\."),
        (Reply(b""), "sent an empty answer"),
        (Reply(reset=True), "could not be reached, or closed the connection"),
        (Reply(PAGE, cut=30), "sent an answer that was cut short"),
        (Reply(PAGE + bytes(SMALL)), "sent an answer larger than"),
        (Reply(PAGE + bytes(SMALL), chunked=True), "sent an answer larger than"),
        (Reply(PAGE + bytes(SMALL), gzip=True), "sent an answer larger than"),
    ],
    ids=["429", "503", "500", "403", "empty", "reset", "cut", "large", "chunked", "packed"],
)
async def test_a_fault_is_one_line(
    reply: Reply, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fulltext, "LARGEST", SMALL)
    with (
        arxiv(tmp_path, reply) as (texts, _, _),
        pytest.raises(SourceError, match=f"^arXiv {why}") as refused,
    ):
        await texts.of("2603.00001")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("reply", [Reply(PAGE, hang=5.0), Reply(PAGE, drip=0.02)])
async def test_silence_and_dripping_end_at_one_deadline(reply: Reply, tmp_path: Path) -> None:
    began = time.monotonic()
    with (
        arxiv(tmp_path, reply, patience=0.3) as (texts, _, _),
        pytest.raises(SourceError, match=r"^arXiv did not answer in time\.$"),
    ):
        await texts.of("2603.00001")
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("body", [b'{"error": "none"}', NO_PAGE])
async def test_what_is_no_pdf_says_so(body: bytes, tmp_path: Path) -> None:
    with (
        arxiv(tmp_path, Reply(NO_PAGE, 404), Reply(body)) as (texts, _, _),
        pytest.raises(
            SourceError, match=r"^arXiv sent something that is no PDF for 2603\.00001\.$"
        ),
    ):
        await texts.of("2603.00001")


async def test_the_pause_is_shared_with_whoever_has_the_lock(tmp_path: Path) -> None:
    (tmp_path / "lock").touch()
    os.utime(tmp_path / "lock")
    with arxiv(tmp_path, Reply(NO_PAGE, 404), Reply(PDF), delay=2.5) as (texts, web, slept):
        await texts.of("2603.00001")
    assert len(web.asked) == 2
    assert len(slept) == 2
    assert all(1.5 < wait <= 2.5 for wait in slept)


async def test_two_papers_are_asked_for_one_after_the_other(tmp_path: Path) -> None:
    with arxiv(tmp_path, Reply(PAGE, hang=0.05)) as (texts, web, _):
        await asyncio.gather(*(texts.of(f"2603.0000{at}") for at in range(3)))
    spans = sorted((each.began, each.ended[0]) for each in web.asked)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


def test_arxiv_itself_is_asked_every_three_seconds_at_most(tmp_path: Path) -> None:
    texts = ArxivFullTexts(delay_seconds=0.0, agent="Paperboy/test", lock=tmp_path / "lock")
    assert texts._session.get_adapter("https://arxiv.org/html")._pause == 3.0  # type: ignore[attr-defined]  # ours
