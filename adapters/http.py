"""HTTP as a polite guest: one request at a time, paced, within a deadline, a few tries.

A room that the adapters share; it is a neighbour of nobody. Everything here blocks: call it
in a thread.
"""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from threading import Lock, Timer

import requests
from filelock import FileLock, Timeout
from requests.adapters import HTTPAdapter
from urllib3.exceptions import DecodeError, HTTPError
from urllib3.exceptions import TimeoutError as Silence
from urllib3.util import Timeout as Patience

from bot.errors import SourceError

TRIES = 3
_CONNECT_SECONDS = 10.0
_SILENCE_SECONDS = 20.0  # how long a server may say nothing
_BACKOFF_SECONDS = 1.0  # doubled each time
_LONGEST_WAIT_SECONDS = 86_400.0
_LATER = (429, 500, 502, 503, 504)
_REDIRECTS = 3


@contextmanager
def one_line(name: str) -> Iterator[None]:
    """Translate what `requests` raises around the transport: circles, impossible addresses."""
    try:
        yield
    except requests.RequestException as error:
        said = " ".join(str(error).split()).rstrip(".")
        raise SourceError(f"{name} cannot be asked: {said}.") from error


class PoliteAdapter(HTTPAdapter):
    """A transport for `requests` that keeps the house rules of the other side.

    One request at a time, over all threads, and over all processes that share `lock`; between
    the end of one and the start of the next at least `pause` seconds. It tries again on a
    dropped connection, 429 and 5xx, honours `Retry-After`, and gives up after `patience`
    seconds with a `SourceError` (the argument `timeout` of one request shortens it). A body
    that is empty, cut short, dripping, larger than `largest` bytes, or a web page (unless
    `pages` are what is asked for) is a failure too. Who asks to be left alone for longer than
    that is not asked again before.
    """

    def __init__(
        self,
        name: str,
        agent: str,
        *,
        pause: float = 0.0,
        patience: float = 60.0,
        lock: Path | None = None,
        sleep: Callable[[float], None] = time.sleep,
        pages: bool = False,
        largest: int = 100_000_000,
    ) -> None:
        super().__init__(pool_connections=1, pool_maxsize=1)
        self._name, self._agent = name, agent
        self._pause, self._patience = pause, patience
        self._lock, self._sleep = lock, sleep
        self._pages, self._largest = pages, largest
        self._turn = Lock()
        self._closed, self._closed_until = "", 0.0

    def session(self) -> requests.Session:
        """A session that goes through this transport alone."""
        session = requests.Session()
        self.mount_on(session)
        return session

    def mount_on(self, session: requests.Session) -> None:
        """Make another's session go through this transport."""
        session.mount("https://", self)
        session.mount("http://", self)
        session.max_redirects = _REDIRECTS

    def send(  # type: ignore[override]  # requests passes these by keyword
        self,
        request: requests.PreparedRequest,
        timeout: float | None = None,
        **options: object,
    ) -> requests.Response:
        """Send until there is an answer worth having. Raises `SourceError`."""
        request.headers["User-Agent"] = self._agent
        deadline = time.monotonic() + (timeout or self._patience)
        if time.monotonic() < self._closed_until:
            raise SourceError(self._closed)
        for attempt in range(TRIES):
            response, why = self._try(request, deadline, options)
            if response is not None and not why:
                return response
            asked = _asked_to_wait(response)
            wait = max(asked, _BACKOFF_SECONDS * 2.0**attempt, self._pause)
            if attempt == TRIES - 1 or time.monotonic() + wait >= deadline:
                break
            self._sleep(wait)
        later = f" and asks to wait {asked:.0f} seconds" if asked else ""
        failed = f"{self._name} {why}{later}."
        if time.monotonic() + asked >= deadline:
            self._closed, self._closed_until = failed, time.monotonic() + asked
        raise SourceError(failed)

    def _try(
        self, request: requests.PreparedRequest, deadline: float, options: Mapping[str, object]
    ) -> tuple[requests.Response | None, str]:
        """One request: the response, and what is wrong with it; without a response, why."""
        try:
            with ExitStack() as turns:
                self._take_turn(turns, deadline)
                try:
                    response = self._once(request, deadline, options)
                finally:
                    if self._lock:
                        _mark(self._lock)
        except (requests.RequestException, HTTPError, Timeout) as error:
            late = time.monotonic() >= deadline
            return None, "did not answer in time" if late else _reason(error)
        except OSError as error:
            said = f"{self._lock} cannot be written: {error.strerror}"
            raise SourceError(f"{self._name} cannot be asked: {said}.") from error
        return response, _complaint(response, pages=self._pages)

    def _take_turn(self, turns: ExitStack, deadline: float) -> None:
        if not self._turn.acquire(timeout=max(deadline - time.monotonic(), 0)):
            raise requests.Timeout("busy")
        turns.callback(self._turn.release)
        if self._lock is None:
            return
        left = max(deadline - time.monotonic(), 0)
        turns.enter_context(FileLock(f"{self._lock}.lock", timeout=left))
        if self._lock.exists():
            passed = time.time() - self._lock.stat().st_mtime
            wait = min(max(self._pause - passed, 0), self._pause)
            if time.monotonic() + wait >= deadline:
                every = f"only every {self._pause:g} seconds"
                raise SourceError(f"{self._name} may be asked {every}: try again in a moment.")
            self._sleep(wait)

    def _once(
        self, request: requests.PreparedRequest, deadline: float, options: Mapping[str, object]
    ) -> requests.Response:
        left = deadline - time.monotonic()
        if left <= 0:
            raise requests.Timeout("no time left")
        timeout = Patience(total=left, connect=_CONNECT_SECONDS, read=_SILENCE_SECONDS)
        response = super().send(request, **{**options, "timeout": timeout, "stream": True})  # type: ignore[arg-type]
        with ExitStack() as undone:
            undone.callback(response.close)
            # `requests` has no way to hand in a body that was read with a deadline.
            response._content = self._read(response, deadline)
            undone.pop_all()
        response.raw.release_conn()
        return response

    def _read(self, response: requests.Response, deadline: float) -> bytes:
        """Read the body, and stop at the deadline: a slow drip passes every other time limit."""
        body = bytearray()
        watch = Timer(max(deadline - time.monotonic(), 0), _hang_up, [response])
        watch.start()
        try:
            for part in response.raw.stream(65_536, decode_content=True):
                body += part
                if len(body) > self._largest:
                    most = f"{self._largest // 10**6} MB"
                    raise SourceError(f"{self._name} sent an answer larger than {most}.")
        finally:
            watch.cancel()
        if time.monotonic() >= deadline:
            raise requests.Timeout("too slow")
        return bytes(body)


def _mark(lock: Path) -> None:
    # By the file system's own clock, which is coarse, the pause would end milliseconds early.
    now = time.time_ns()
    lock.touch()
    os.utime(lock, ns=(now, now))


def _hang_up(response: requests.Response) -> None:
    # All may have been read in this very moment; then there is nothing to hang up.
    with suppress(RuntimeError, ValueError, OSError):
        response.raw.shutdown()


def _complaint(response: requests.Response, *, pages: bool) -> str:
    if response.status_code in _LATER:
        return f"answered with HTTP {response.status_code}"
    if response.status_code == 200:
        start = response.content[:200].lstrip().lower()
        if not start:
            return "sent an empty answer"
        if not pages and start.startswith((b"<!doctype html", b"<html")):
            return "answered with a web page"
    return ""


def _reason(error: Exception) -> str:
    if isinstance(error, (requests.Timeout, Timeout, Silence)):
        return "did not answer in time"
    if "IncompleteRead" in repr(error):
        return "sent an answer that was cut short"
    if isinstance(error, (DecodeError, requests.exceptions.ContentDecodingError)):
        return "sent an answer that cannot be unpacked"
    return "could not be reached, or closed the connection"


def _asked_to_wait(response: requests.Response | None) -> float:
    """Seconds that the other side asks for, as a number or a date; 0 where it does not."""
    asked = response.headers.get("Retry-After", "") if response is not None else ""
    if asked.isdecimal():
        return min(float(asked), _LONGEST_WAIT_SECONDS)
    try:
        until = parsedate_to_datetime(asked)
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
        wait = (until - datetime.now(UTC)).total_seconds()
        return min(max(wait, 0.0), _LONGEST_WAIT_SECONDS)
    except (ValueError, OverflowError):
        return 0.0
