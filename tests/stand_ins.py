"""A small HTTP server on this machine that plays the other side, with every fault it may have."""

import gzip
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from time import monotonic
from typing import Any
from urllib.parse import unquote

import pytest

_LONGEST = 5.0  # seconds that any fault may last, should a test forget to stop


@dataclass(frozen=True)
class Reply:
    """What is answered to one request.

    `hang`: seconds of silence before it; `drip`: seconds between two bytes, forever; `cut`: only so
    many bytes of the promised length; `reset`: the connection is dropped, after `cut` bytes.
    With an `ETag` or `Last-Modified` among `headers`, who shows the same gets a 304.
    """

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    hang: float = 0.0
    drip: float = 0.0
    cut: int | None = None
    reset: bool = False
    chunked: bool = False
    gzip: bool = False


@dataclass(frozen=True)
class Asked:
    """A request that came in: its path with the query, its headers, when it began and ended."""

    path: str
    headers: Mapping[str, str]
    began: float
    ended: list[float]


class StandIn:
    """The server's address, what it was asked, and what it says."""

    def __init__(self, url: str, say: Callable[[str], Reply]) -> None:
        self.url, self.say = url, say
        self.asked: list[Asked] = []
        self.stopped = Event()

    @property
    def paths(self) -> list[str]:
        return [each.path for each in self.asked]


def in_turn(*replies: Reply) -> Callable[[str], Reply]:
    """One reply after the other, the last of them for good."""
    left = list(replies)
    return lambda _path: left.pop(0) if len(left) > 1 else left[0]


@lru_cache
def has_loopback() -> bool:
    """Whether a server here can be reached from here: not where all networks are taken away."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        try:
            socket.create_connection(server.getsockname(), timeout=1).close()
        except OSError:
            return False
    return True


@contextmanager
def stand_in(*replies: Reply, say: Callable[[str], Reply] | None = None) -> Iterator[StandIn]:
    """Serve `replies` in turn, or what `say` answers to a path; stops by itself at the end."""
    if not has_loopback():
        pytest.skip("this machine has no loopback network (127.0.0.1) to serve on")
    server = _Server(("127.0.0.1", 0), _Handler)
    server.its = StandIn(f"http://127.0.0.1:{server.server_port}", say or in_turn(*replies))
    thread = Thread(target=server.serve_forever, args=(0.002,), daemon=True)
    thread.start()
    try:
        yield server.its
    finally:
        server.its.stopped.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    its: StandIn
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that left early is what many tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        its = self.server.its
        asked = Asked(unquote(self.path), dict(self.headers), monotonic(), [])
        its.asked.append(asked)
        reply = its.say(asked.path)
        its.stopped.wait(min(reply.hang, _LONGEST))
        asked.ended.append(monotonic())
        with suppress(OSError):
            self._answer(reply)

    def _answer(self, reply: Reply) -> None:
        if reply.reset and reply.cut is None:
            self._drop()
            return
        body = gzip.compress(reply.body) if reply.gzip else reply.body
        known = reply.headers.get("ETag"), reply.headers.get("Last-Modified")
        shown = self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since")
        same = reply.status == 200 and any(a and a == b for a, b in zip(known, shown, strict=True))
        self.send_response(304 if same else reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if same:
            self.end_headers()
            return
        if reply.gzip:
            self.send_header("Content-Encoding", "gzip")
        if reply.chunked:
            self.send_header("Transfer-Encoding", "chunked")
            body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body) if body else b"0\r\n\r\n"
        else:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if reply.drip:
            self._drip(body, reply.drip)
        self.wfile.write(body[: reply.cut])
        if reply.reset:
            self._drop()
        self.close_connection = self.close_connection or reply.cut is not None

    def _drip(self, body: bytes, pause: float) -> None:
        until = monotonic() + _LONGEST
        for number in range(len(body)):
            if monotonic() > until or self.server.its.stopped.wait(pause):
                break
            self.wfile.write(body[number : number + 1])
        self.close_connection = True

    def _drop(self) -> None:
        # Closing with this set sends a reset in place of a farewell.
        self.connection.setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00"
        )
        self.wfile.flush()
        self.close_connection = True
        self.connection.close()

    def log_message(self, *_args: object) -> None:
        pass


_NAMES = (
    'xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"'
)


def rss_item(
    paper_id: str = "2603.00001v1",
    title: str = "A title",
    kind: str = "new",
    categories: tuple[str, ...] = ("cs.CV",),
    authors: str = "Ada Lovelace, Alan Turing",
) -> str:
    """An item of an announcement feed, as arXiv writes it."""
    base = paper_id.split("v", maxsplit=1)[0]
    terms = "".join(f"<category>{each}</category>" for each in categories)
    return (
        f"<item><title>{title}</title><link>https://arxiv.org/abs/{base}</link>"
        f"<description>arXiv:{paper_id} Announce Type: {kind} \nAbstract: About {title}."
        f'</description><guid isPermaLink="false">oai:arXiv.org:{paper_id}</guid>{terms}'
        f"<arxiv:announce_type>{kind}</arxiv:announce_type>"
        f"<dc:creator>{authors}</dc:creator></item>"
    )


def rss(*items: str, stamp: str = "Tue, 10 Mar 2026 00:00:00 -0400") -> bytes:
    """An announcement feed."""
    return (
        f'<?xml version="1.0"?><rss {_NAMES} version="2.0"><channel><title>updates</title>'
        f"<pubDate>{stamp}</pubDate>{''.join(items)}</channel></rss>"
    ).encode()


def api_entry(
    paper_id: str = "2603.00001v1",
    title: str = "A title",
    categories: tuple[str, ...] = ("cs.CV",),
    published: str = "2026-03-09T12:00:00Z",
    comment: str = "",
) -> str:
    """An entry of arXiv's API."""
    terms = "".join(f'<category term="{each}"/>' for each in categories)
    first = f'<arxiv:primary_category term="{categories[0]}"/>' if categories else ""
    return (
        f"<entry><id>http://arxiv.org/abs/{paper_id}</id><title>{title}</title>"
        f"<updated>{published}</updated><published>{published}</published>"
        f"<summary>About {title}.</summary><arxiv:comment>{comment}</arxiv:comment>"
        f"{first}{terms}<author><name>Ada Lovelace</name></author></entry>"
    )


def api_page(*entries: str, total: int | None = None, start: int = 0) -> bytes:
    """A page of arXiv's API."""
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" {_NAMES}><title>arXiv Query</title>'
        f"<opensearch:totalResults>{len(entries) if total is None else total}"
        f"</opensearch:totalResults><opensearch:startIndex>{start}</opensearch:startIndex>"
        f"{''.join(entries)}</feed>"
    ).encode()


def api_error(reason: str) -> bytes:
    """What the API says of a query that it does not understand."""
    entry = api_entry("x", "Error").replace(
        "http://arxiv.org/abs/x", "http://arxiv.org/api/errors#x"
    )
    return api_page(entry.replace("About Error.", reason))
